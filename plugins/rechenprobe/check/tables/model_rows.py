"""Tables that compare models of the page: a row or a column for each.

    | Modell | Parameter | MACs      |      |               | Eigenbau  | Mensa-Netz |
    |--------|-----------|-----------|      |---------------|-----------|------------|
    | LSTM   | 31.128    | 5.032.704 |      | Parameter     | 1.273.740 | 2.273.356  |
    | GRU    | 23.832    | 3.774.720 |      | trainierbar   | 1.273.740 | 15.372     |

Which model a line is about, its name says, or a count that is exactly that model's. A count that
is not its model's is wrong where another line shows that this is what is counted there.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.tables.counting import (
    Counting,
    Had,
    Holding,
    alone,
    counting,
    counting_part,
    had,
    had_by_part,
    held,
)
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_MOST = 40
"""Lines, and models, that are compared."""
_LARGE = 1000
"""Counts from here on tell the model."""
_SHORTEST = 3
_KIND = late(r"^(?:das|unser|der)|(?:net(?:work|werk)?|modell?)$")
_DEFAULT = late(r"(?:sequential|functional|model)(?:_\d+)?")


class _Cell(Struct, frozen=True, gc=False):
    """A cell that counts something of its line's model."""

    at: int
    """Across the lines: its column where the models are rows."""
    statement: Statement
    kind: Counting


class _Line(Struct, frozen=True, gc=False):
    """A row or a column, as it may be about one model."""

    label: str
    cells: tuple[_Cell, ...]


def confirm_models(ledger: Ledger, grid: Grid) -> None:
    """Cells that no other rule has decided."""
    statements = ledger.lecture.statements
    models = ledger.page.models
    some = (index for item in grid.cells() for index in item.statements)
    if not models or all(ledger.settled(statements[index].numbers) for index in some):
        return
    for lines in (_lines(ledger, grid, rows=True), _lines(ledger, grid, rows=False)):
        if lines and len(lines) <= _MOST and len(models) <= _MOST:
            _Comparison(ledger, grid, lines, models).check()


def _lines(ledger: Ledger, grid: Grid, *, rows: bool) -> list[_Line]:
    """The rows or columns with what they count."""
    across, along = (grid.columns, grid.rows) if rows else (range(grid.rows.stop), grid.columns[1:])

    def cell(line: int, at: int) -> tuple[int, int]:
        return (line, at) if rows else (at, line)

    found: list[_Line] = []
    for line in along:
        label = grid.label(line) if rows else grid.head(line)
        cells: list[_Cell] = []
        for at in across[1:]:
            one = alone(ledger, grid.cell(*cell(line, at)))
            said = grid.head(at) if rows else grid.label(at)
            if one and said and (kind := counting(said, one.sides[0].unit) or counting_part(said)):
                cells.append(_Cell(at, one, kind))
        found.append(_Line(label.strip(MARKS), tuple(cells)))
    return [one for one in found if one.cells]


class _Comparison:
    def __init__(
        self, ledger: Ledger, grid: Grid, lines: Sequence[_Line], models: Sequence[Model]
    ) -> None:
        self._ledger = ledger
        self._grid = grid
        self._lines = lines
        self._models = models
        self._layers = [whole(model) for model in models]

    def check(self) -> None:
        """What is right first; then what is wrong beside it."""
        meant = [self._meant(line) for line in self._lines]
        left = [one for one in self._layers if all(one is not it for it, _ in meant)]
        right = {
            cell.at
            for line, (layer, _) in zip(self._lines, meant, strict=True)
            for cell, found in self._held(line, layer)
            if found.holds
        }
        for line, (layer, sure) in zip(self._lines, meant, strict=True):
            for cell, found in self._held(line, layer):
                if found.holds:
                    self._confirm(cell, found)
                elif layer and (line.label == layer.name or (sure and cell.at in right)):
                    self._refute(cell, found, line, outright=_is_called(line.label, layer.name))
        open_ = [line for line, (layer, _) in zip(self._lines, meant, strict=True) if not layer]
        if len(open_) == len(left) == 1 and len(self._lines) > 1:
            for cell, found in self._held(open_[0], left[0]):
                if cell.at in right and not found.holds:
                    self._refute(cell, found, open_[0])

    def _held(self, line: _Line, layer: Layer | None) -> Iterator[tuple[_Cell, Holding]]:
        for cell in line.cells if layer else ():
            what = self._had(cell.kind, layer) if layer else None
            if what and (found := held(self._ledger, cell.statement, self._grid, cell.kind, what)):
                yield cell, found

    def _had(self, kind: Counting, layer: Layer) -> Had | None:
        if not kind.part:
            return had(layer, kind, self._ledger.grouping)
        model = self._models[next(n for n, one in enumerate(self._layers) if one is layer)]
        return had_by_part(model, kind, self._ledger.grouping)

    def _meant(self, line: _Line) -> tuple[Layer | None, bool]:
        """The model of a line, and whether that is sure."""
        telling = [
            sum(
                found.holds and cell.kind.is_exact and found.true >= _LARGE
                for cell, found in self._held(line, layer)
            )
            for layer in self._layers
        ]
        named = [
            layer
            for layer, model in zip(self._layers, self._models, strict=True)
            if _is_called(line.label, model.name) or _may_be_called(line.label, model.name)
        ]
        most = max(telling)
        best = [one for one, n in zip(self._layers, telling, strict=True) if n == most > 0]
        both = [one for one in best if any(one is it for it in named)]
        if best:
            return (both or best)[0], len(best) == 1
        return (named[0], True) if len(named) == 1 else (None, False)

    def _confirm(self, cell: _Cell, found: Holding) -> None:
        one = cell.statement
        if not self._ledger.settled(one.numbers):
            text = self._ledger.lecture.text(one.span)
            self._ledger.verified(one.span, one.numbers, Truth(found.fact, text, found.explanation))

    def _refute(self, cell: _Cell, found: Holding, line: _Line, *, outright: bool = False) -> None:
        """A slip of the pen, or `outright` any other number that no model of the page has.

        Without it the line may be about the model with one thing changed: its parameters are the
        same with another resolution.
        """
        one = cell.statement
        if self._ledger.settled(one.numbers) or not cell.kind.is_exact or found.true < _LARGE:
            return
        result = self._grid.result(one)
        reading = self._ledger.lecture.numbers[result.number].german if result else None
        outright = outright and not cell.kind.part  # „aller Faltungen“: with those transposed, too?
        if reading is None or not (outright or is_typo(found.true, reading)):
            return
        counts = filter(None, (self._had(cell.kind, it) for it in self._layers))
        others = (held(self._ledger, one, self._grid, cell.kind, it) for it in counts)
        if any(it is not None and it.holds for it in others):
            return
        true = notation.number(int(found.true), self._ledger.grouping)
        side = one.sides[0]
        repairs = repair_result(one, side, self._ledger.lecture, "german", found.true)
        truth = Truth(found.fact, true, f"{found.explanation} („{line.label}“)")
        self._ledger.wrong(one.span, one.numbers, truth, repairs=repairs)


def _is_called(label: str, name: str) -> bool:
    """Whether it is the model's name and nothing else: „Mensa-Netz“ is `mensa`."""
    one, other = _bare(label), _bare(name)
    return label == name or (
        one == other and len(one) >= _SHORTEST and not _DEFAULT.fullmatch(name)
    )


def _may_be_called(label: str, name: str) -> bool:
    """„Mensa-Netz, feiner“ may be another model, and a name that Keras gives says nothing."""
    one, other = sorted((_bare(label), _bare(name)), key=len)
    return len(one) >= _SHORTEST and other.startswith(one) and not _DEFAULT.fullmatch(name)


def _bare(name: str) -> str:
    """Without the words for any model, unless hardly anything is left: „U-Netz“ is `unet`."""
    plain = "".join(filter(str.isalnum, name.lower())).replace("netz", "net")
    short = _KIND.sub("", plain)
    return short if len(short) >= _SHORTEST else plain
