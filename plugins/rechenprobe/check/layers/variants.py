"""What a model's counts were if one of its layers had another size, or were left out.

The formulas of the layers say what they are calculated of (`Symbol`): with another number for the
filters of one layer its parameters are calculated anew, and those of all that its output feeds.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from rechenprobe.expression import Call, Expr, NotEvaluable, Num, Symbol, evaluate
from rechenprobe.facts import Layer, Model

_SIZES = frozenset({"F", "u", "h", "V", "D"})
"""Letters for what the author chooses: filters, units, a vocabulary, the length of vectors."""
_FED = frozenset(
    {r"C_{\text{ein}}", "d", "C", r"d_{\text{q}}", r"d_{\text{key}}", r"d_{\text{val}}"}
)
"""Letters for the channels that a layer is given."""
_MOST = 200

Change = Callable[[Symbol], int | None]
"""The other value of a symbol, if it has one."""


class Variants:
    """Those of one model, each worked out once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._found: dict[tuple[str, int | None], Mapping[str, int]] = {}

    def resized(self, layer: Layer, new: int) -> Mapping[str, int]:
        """As `resized`."""
        key = (layer.name, new)
        if key not in self._found:
            self._found[key] = resized(self._model, layer, new)
        return self._found[key]

    def without(self, layer: Layer) -> Mapping[str, int]:
        """As `without`."""
        key = (layer.name, None)
        if key not in self._found:
            self._found[key] = without(self._model, layer)
        return self._found[key]


def resized(model: Model, layer: Layer, new: int) -> dict[str, int]:
    """Parameters of all layers that change if one has `new` filters, units or words."""
    letters = {one.latex: one.value for one in _symbols(layer) if one.latex in _SIZES}
    found: dict[str, int] = {}
    for letter, old in letters.items():
        if old != new and layer.kind != "MultiHeadAttention":

            def other(one: Symbol, letter: str = letter) -> int | None:
                return new if one.latex == letter else None

            changed = _changed(layer, other)
            found |= {f"{letter} {name}": n for name, n in _spread(model, layer, changed).items()}
    return found


def without(model: Model, layer: Layer) -> dict[str, int]:
    """The same if a layer is left out: what it feeds is given its input."""
    if not layer.params or not layer.input_shapes or len(layer.inbound) > 1:
        return {}
    channels = layer.input_shape[-1:]
    return {
        f"- {k}": n
        for k, n in _spread(model, layer, (0, channels[0] if channels else None)).items()
    }


def sizes(model: Model) -> Iterator[tuple[Layer, int]]:
    """All layers of a size that the author has chosen, with it."""
    for layer in model.layers[:_MOST]:
        if layer.params and layer.first_use:
            for one in dict.fromkeys(_symbols(layer)):
                if one.latex in _SIZES and one.value:
                    yield layer, one.value


def _symbols(layer: Layer) -> Iterator[Symbol]:
    derivation = layer.derivations.get("params")
    todo: list[Expr] = [part.expr for part in derivation.parts] if derivation else []
    while todo:
        one = todo.pop()
        if isinstance(one, Symbol):
            yield one
        elif isinstance(one, Call):
            todo.extend(one.args)


def _exchanged(expr: Expr, change: Change) -> Expr:
    if isinstance(expr, Symbol):
        new = change(expr)
        return expr if new is None else Num(new)
    if isinstance(expr, Call):
        return Call(expr.op, tuple(_exchanged(one, change) for one in expr.args))
    return expr


def _changed(layer: Layer, change: Change) -> tuple[int | None, int | None]:
    """Its parameters and the channels that it gives, with some symbols changed."""
    found: list[int | None] = []
    for name in ("params", "output"):
        derivation = next((d for q, d in layer.derivations.items() if q == name), None)
        parts = derivation.parts if derivation else ()
        try:
            value: Fraction | int | None = (
                sum(Fraction(evaluate(_exchanged(one.expr, change))) for one in parts)
                if name == "params"
                else Fraction(evaluate(_exchanged(parts[-1].expr, change)))
                if parts
                else None
            )
        except NotEvaluable:
            value = None
        found.append(int(value) if value is not None else None)
    return found[0], found[1]


def _spread(model: Model, layer: Layer, changed: tuple[int | None, int | None]) -> dict[str, int]:
    """The changes of a layer and of all that it feeds; the total only if nothing is open."""
    params, channels = changed
    if params is None:
        return {}
    found: dict[str, int] = {layer.name: params}
    given: Mapping[str, int | None] = {layer.name: channels}
    complete = channels is not None
    for one in model.layers if (channels,) != layer.output_shape[-1:] else ():
        sources = [name for name in one.inbound if name in given]
        if not sources or one.name in found:
            continue
        if len(set(one.inbound)) > 1 or not one.input_shape:
            complete = False
            continue
        old, new = one.input_shape[-1], given[sources[0]]
        if new is None or old == new:
            complete = complete and new is not None
            continue

        def fed(symbol: Symbol, old: int | None = old, new: int = new) -> int | None:
            return new if symbol.latex in _FED and symbol.value == old else None

        own, gives = _changed(one, fed)
        if own is None or gives is None:
            complete = False
            continue
        given = {**given, one.name: gives}
        if own != one.params:
            found[one.name] = own
    if complete:
        before = {one.name: one.params for one in model.layers}
        found[""] = model.params + sum(n - before[name] for name, n in found.items())
    return found
