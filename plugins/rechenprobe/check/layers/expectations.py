"""What a layer's attribute has to be, in all the ways in which authors may write it."""

from fractions import Fraction
from math import prod

from msgspec import Struct, structs

from rechenprobe import notation
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.facts import Layer, Shape
from rechenprobe.notation import Grouping


class Expectation(Struct, frozen=True, gc=False):
    """The true value of one attribute of one layer."""

    fact: str
    """`conv2d.kernel`."""
    forms: tuple[tuple[int | Fraction, ...], ...]
    """Every correct way to write it: (11, 11), (11, 11, 3), (11,). The usual one first."""
    layer: Layer
    attribute: Attribute
    steps: int = 0
    """Of the layer's sequence, if it is one of them that is spoken of."""

    @property
    def title(self) -> str:
        """German, what it is of whatever layer: `Anzahl der Filter`."""
        return _NAMES[self.attribute]

    def explain(self, grouping: Grouping) -> str:
        """German, for messages and hover: `Parameter von conv2d: 96 · (11 · 11 · 3 + 1)`."""
        layer, name = self.layer, f"{self.title} von {self.layer.name}"
        if self.attribute in ("params", "weights", "unbiased", "trainable", "macs"):
            formula = self.formula(grouping)
            if self.steps:
                return f"{name} je Schritt: {formula} / {self.steps}"
            return f"{name}: {formula}" if formula else name
        if self.attribute in ("output", "input"):
            shape = layer.output_shape if self.attribute == "output" else layer.input_shape
            return f"{name}: {notation.shape(shape, grouping)}"
        return name

    def formula(self, grouping: Grouping) -> str:
        """How the value comes about: `96 · (11 · 11 · 3 + 1)`; for an output its first axis."""
        name = _DERIVED.get(self.attribute, self.attribute)
        derivation = next((d for q, d in self.layer.derivations.items() if q == name), None)
        parts = derivation.parts if derivation else ()
        parts = parts[:1] if self.attribute == "output" else parts
        formula = " + ".join(notation.expression(part.expr, grouping) for part in parts)
        return f"2 · ({formula})" if self.attribute == "flops" else formula

    def accepts(self, factors: tuple[Fraction, ...], tolerance: Fraction = Fraction(0)) -> bool:
        """Whether one of the forms has just these factors, in this order.

        One number may be off by `tolerance`; where one number is expected, a product may give it.
        """
        if factors in self.forms:
            return True
        single = [form[0] for form in self.forms if len(form) == 1]
        if len(factors) == 1:
            return tolerance > 0 and any(abs(one - factors[0]) <= tolerance for one in single)
        return self.attribute in _COUNTS and prod(factors) in single

    def of_batch(self, factors: tuple[Fraction, ...], *, listed: bool) -> bool:
        """Whether it is a form with the batch before it, `(32, 55, 55, 96)`.

        Two numbers are one only if they are `listed`, `(32, 10)`: no batch is multiplied.
        """
        return len(factors) > (1 if listed else 2) and factors[1:] in self.forms

    def form(self, factors: int) -> tuple[int | Fraction, ...]:
        """The form with as many factors as the author wrote."""
        return next((form for form in self.forms if len(form) == factors), self.forms[0])

    def fact_of(self, factors: tuple[Fraction, ...]) -> str:
        """As `fact`, but with the side that a single number states: `conv2d.output.height`."""
        if self.attribute not in ("output", "input") or len(factors) != 1:
            return self.fact
        shape = self.layer.output_shape if self.attribute == "output" else self.layer.input_shape
        names = {3: ("height", "width", "channels"), 2: ("steps", "features"), 1: ("units",)}
        sides = zip(names.get(len(shape), ()), shape, strict=False)
        return next(
            (f"{self.fact}.{name}" for name, axis in sides if axis == factors[0]), self.fact
        )

    def true(self, factors: int, grouping: Grouping) -> str:
        """That form as text."""
        return " × ".join(notation.number(axis, grouping) for axis in self.form(factors))


_SEQUENCE = 2
"""Axes of a sequence: steps and features."""
_WORK: frozenset[Attribute] = frozenset({"macs", "flops"})
_DERIVED: dict[Attribute, str] = {
    "flops": "macs",
    "memory": "params",
    "weights": "params",
    "unbiased": "params",
    "trainable": "params",
}
"""Attributes whose formula is another's, or part of it."""
_COUNTS: frozenset[Attribute] = frozenset(
    {"params", "weights", "unbiased", "trainable", "frozen", "macs", "flops", "activations"}
)
_NAMES: dict[Attribute, str] = {
    "input": "Eingabe",
    "output": "Ausgabe",
    "kernel": "Filtergröße",
    "stride": "Schrittweite",
    "padding": "Auffüllung je Seite",
    "filters": "Anzahl der Filter",
    "units": "Neuronen",
    "input_channels": "Eingabekanäle",
    "output_channels": "Ausgabekanäle",
    "rate": "Dropout-Rate",
    "params": "Parameter",
    "weights": "Gewichte",
    "unbiased": "Parameter ohne Bias",
    "biases": "Biaswerte",
    "trainable": "trainierbare Parameter",
    "frozen": "nicht trainierbare Parameter",
    "input_dim": "Einträge",
    "output_dim": "Dimension",
    "num_heads": "Köpfe",
    "key_dim": "Schlüsseldimension",
    "macs": "MACs",
    "flops": "FLOPs",
    "activations": "Aktivierungen",
}


def expectation(layer: Layer, attribute: Attribute) -> Expectation | None:
    """None if the layer has no such attribute, or none that a single number states."""
    forms = _forms(layer, attribute)
    if not forms:
        return None
    return Expectation(f"{layer.name}.{attribute}", forms, layer, attribute)


def for_one_step(expected: Expectation) -> Expectation | None:
    """Of a layer that works along a sequence its work for one step of it; None of others.

    The formula of a count that many steps share begins with their number.
    """
    layer = expected.layer
    steps = layer.input_shape[0] if len(layer.input_shape) == _SEQUENCE else None
    (value,) = expected.forms[0] if expected.attribute in _WORK else (None,)
    if not steps or value is None or value % steps:
        return None
    return structs.replace(expected, forms=((Fraction(value, steps),),), steps=steps)


def windows(layer: Layer) -> list[Expectation]:
    """Of a layer with a kernel its size; nothing of others."""
    found = expectation(layer, "kernel")
    return [] if found is None else [found]


def laid_out(layer: Layer, before: tuple[Layer, ...]) -> Expectation | None:
    """The shape that a flat input had before the layer that feeds it laid it out in a row."""
    if len(layer.input_shape) != 1 or len(before) != 1:
        return None
    found = expectation(before[0], "input")
    flat = found is not None and layer.input_shape[0] == prod(found.forms[0])
    return found if flat and len(before[0].input_shape) > 1 else None


def _forms(layer: Layer, attribute: Attribute) -> tuple[tuple[int | Fraction, ...], ...]:
    own = layer.attributes
    if ("macs" if attribute == "flops" else attribute) in layer.incomplete:
        return ()  # a lower bound confirms nothing
    match attribute:
        case "input":
            return _shape_forms(layer.input_shape)
        case "output":
            return _shape_forms(layer.output_shape)
        case "kernel":
            size = own.get("kernel_size", own.get("pool_size"))
            channels = own.get("input_channels") if "kernel_size" in own else None
            return _window_forms(size, channels)
        case "stride":
            return _window_forms(own.get("strides"), None)
        case "padding":
            return _window_forms(own.get("pad"), None)
        case "params":
            return ((layer.params,),)
        case "trainable":
            return ((layer.trainable_params,),)
        case "frozen":
            return ((layer.non_trainable_params,),)
        case "weights":
            # „Gewichte“ are the parameters, or those of them that are no biases.
            biases = _biases(layer)
            return ((layer.params,), (layer.params - biases,)) if biases else ((layer.params,),)
        case "unbiased":
            return ((layer.params - _biases(layer),),) if layer.weights else ()
        case "biases":
            biases = _biases(layer)
            return ((biases,),) if biases else ()
        case "macs":
            return ((layer.macs,),)
        case "flops":
            return ((2 * layer.macs,),)
        case "activations":
            return ((layer.activations,),)
        case (
            "filters"
            | "units"
            | "input_channels"
            | "output_channels"
            | "rate"
            | "input_dim"
            | "output_dim"
            | "num_heads"
            | "key_dim"
        ):
            value = own.get(attribute)
            if value is None and attribute == "input_channels" and layer.input_shape:
                value = layer.input_shape[-1]
            if value is None and attribute == "output_channels" and layer.output_shape:
                value = layer.output_shape[-1]
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return ()
            return ((Fraction(repr(value)),),)  # as the author of the layer wrote it: 0.1
        case _:
            return ()


def _biases(layer: Layer) -> int:
    return sum(prod(one.shape) for one in layer.weights if one.name.rpartition("/")[2] == "bias")


def _shape_forms(shape: Shape) -> tuple[tuple[int, ...], ...]:
    """(55, 55, 96) may be written in full, without channels, as one of its sides, as a product.

    Of a sequence, (200, 64), the features are said as often as the steps.
    """
    axes = tuple(axis for axis in shape if axis is not None)
    if len(axes) != len(shape) or not axes:
        return ()
    forms: list[tuple[int, ...]] = [axes]
    spatial = axes[:-1]
    if len(axes) == _SEQUENCE:
        forms.append(axes[-1:])
    if spatial:
        forms.append(spatial)
        forms += [(axis,) for axis in spatial]
        forms.append((prod(axes),))
    return tuple(dict.fromkeys(forms))


def _window_forms(size: object, channels: object) -> tuple[tuple[int, ...], ...]:
    if isinstance(size, int):
        size = (size,)
    if not isinstance(size, tuple) or not all(isinstance(axis, int) for axis in size):
        return ()
    forms: list[tuple[int, ...]] = [size]
    if isinstance(channels, int):
        forms.append((*size, channels))
    if len(set(size)) == 1:
        forms.append(size[:1])
    return tuple(dict.fromkeys(forms))
