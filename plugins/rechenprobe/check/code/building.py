"""Comments beside the layers that a cell builds: `layers.Conv2D(16, 3),  # (None, 11, 11, 16)`.

A model whose layers are of the same kinds, in the same order, is the one that the cell builds.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.claims import Remark
from rechenprobe.facts import Layer, Model, Shape
from rechenprobe.late import late
from rechenprobe.lecture import Cell, Span
from rechenprobe.report import Repair

_LONGEST = 20_000
"""Characters of a cell that is looked at."""
_SHAPE = late(
    r"[(\[]?\s*(?P<batch>None\s*,\s*)?(?P<axes>\d+(?:\s*(?:,|[x×*])\s*\d+)*)\s*,?\s*[)\]]?"
    r"(?=\s*(?:$|[;:,–|]|\s-))"
)
_COUNT = late(
    r"(?P<number>\d[\d_.,\u202f\u00a0 ]*\d|\d)\W{1,3}(?:trainierbare?n?\s|trainable\s)?"
    r"(?:Param\w*|Gewichte und Bias\w*)\b",
    re.IGNORECASE,
)
_ALL = late(r"\b(?:insgesamt|gesamt\w*|total|zusammen|summe|alle)\b", re.IGNORECASE)
_ARROW = late(r".*(?:[-–=]>|[→⇒])", re.DOTALL)
_INPUTS = ("Input", "InputLayer")


def check_building(ledger: Ledger, models: Sequence[Model]) -> None:
    """All comments in the lines of such a cell, as far as nothing else has decided them."""
    lecture = ledger.lecture
    if not models or not lecture.remarks:
        return
    kinds = {layer.kind for model in models for layer in model.layers}
    starts = [cell.span.start for cell in lecture.cells]
    built: dict[int, _Building | None] = {}
    for remark in lecture.remarks:
        index = bisect_right(starts, remark.span.start) - 1
        if index not in built:
            built[index] = _building(lecture.cells[index], models, kinds)
        found = built[index]
        if found is not None and not ledger.settled(remark.numbers):
            found.judge(ledger, remark, lecture.line(remark.span.start))


class _Building:
    """A cell with the model that it builds."""

    def __init__(self, cell: Cell, model: Model, rows: Mapping[int, Layer]) -> None:
        self._cell = cell
        self._model = model
        self._rows = rows

    def judge(self, ledger: Ledger, remark: Remark, line: int) -> None:
        """What the comment says of the layer in its line, or of the model as a whole."""
        text = ledger.lecture.text(remark.span)
        row = line - self._cell.first_line
        layer = self._rows.get(row)
        if count := _COUNT.search(text):
            alone = not self._cell.code.split("\n")[row].partition("#")[0].strip()
            if layer is not None:
                explanation = f"so viele Parameter hat {layer.name}"
                fact = f"{layer.name}.params"
                self._count(ledger, remark, count, Truth(fact, str(layer.params), explanation))
            elif alone and _ALL.search(text):
                explanation = f"so viele Parameter hat {self._model.name}"
                fact = f"{self._model.name}.params"
                self._count(
                    ledger, remark, count, Truth(fact, str(self._model.params), explanation)
                )
        elif layer is not None and len(layer.output_shapes) == 1:
            self._shape(ledger, remark, text, layer)

    def _count(self, ledger: Ledger, remark: Remark, count: re.Match[str], truth: Truth) -> None:
        """The number before „Parameter“."""
        start = remark.span.start + count.start("number")
        span = Span(start, start + len(count["number"]))
        digits = re.sub(r"\D", "", count["number"])
        if digits == truth.true:
            ledger.verified(remark.span, remark.numbers, truth)
        elif not re.search(
            r"\b(?:rund|ca|etwa|about|knapp|gut)\b|[≈~]", ledger.lecture.text(remark.span)
        ):
            shown = Truth(
                truth.fact, notation.brief(Fraction(truth.true), ledger.grouping), truth.explanation
            )
            self._refute(ledger, remark, span, truth.true, shown)

    def _shape(self, ledger: Ledger, remark: Remark, text: str, layer: Layer) -> None:
        """What the layer gives; where the comment says what it takes, that."""
        begin = arrow.end() if (arrow := _ARROW.match(text)) else 0
        rest = text[begin:].lstrip()
        match = _SHAPE.match(rest)
        if match is None:
            return
        axes = tuple(int(one) for one in re.findall(r"\d+", match["axes"]))
        true = layer.output_shape
        start = remark.span.start + len(text) - len(rest) + match.start("axes")
        span = Span(start, start + len(match["axes"]))
        sure = len(axes) == len(true) and (match["batch"] is not None or len(axes) > 2)
        truth = Truth(f"{layer.name}.output", _shown(true), f"so viel gibt {layer.name} aus")
        if axes == true and (sure or match["batch"] or match[0].strip()[:1] in "(["):
            ledger.verified(remark.span, remark.numbers, truth)
        elif sure and None not in true and axes not in (layer.input_shape, true):
            written = iter(str(axis) for axis in true)
            text = re.sub(r"\d+", lambda _: next(written), match["axes"])
            self._refute(ledger, remark, span, text, truth)

    def _refute(self, ledger: Ledger, remark: Remark, span: Span, text: str, truth: Truth) -> None:
        ledger.wrong(
            remark.span,
            remark.numbers,
            truth,
            at=span,
            message="Die Schicht ist eine andere, als der Kommentar sagt",
            how="english",
            repairs=(Repair(span, text),),
        )


def _shown(shape: Shape) -> str:
    return f"({', '.join(('None', *map(str, shape)))})"


def _building(cell: Cell, models: Sequence[Model], kinds: set[str]) -> _Building | None:
    """The model whose layers the cell names, one after the other."""
    if len(cell.code) > _LONGEST:
        return None
    try:
        tree = ast.parse(cell.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = sorted(_calls(tree, kinds))
    for model in models:
        layers = [layer for layer in model.layers if layer.kind not in _INPUTS]
        if calls and [kind for _, _, kind in calls] == [layer.kind for layer in layers]:
            pairs = list(zip(calls, layers, strict=True))
            ends = [end for (end, _, _), _ in pairs]
            rows = {end: layer for (end, _, _), layer in pairs if ends.count(end) == 1}
            return _Building(cell, model, rows)
    return None


def _calls(tree: ast.Module, kinds: set[str]) -> Iterator[tuple[int, int, str]]:
    """The calls that make layers: row (from 0) and column in which they end, and the kind."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=kind) | ast.Attribute(attr=kind)) if (
                kind in kinds and kind not in _INPUTS
            ):
                yield (node.end_lineno or node.lineno) - 1, node.end_col_offset or 0, kind
            case _:
                pass
