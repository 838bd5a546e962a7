"""Tables with a row for each block or stage of a net, or a column for each kind of layer in them.

    | Abschnitt | Form         | Parameter |        | Paar | Depthwise | Pointwise | Ausgabe      |
    |-----------|--------------|-----------|        |------|-----------|-----------|--------------|
    | Stufe 1   | 24 × 24 × 24 | 21.120    |        | 1    | 144       | 512       | 56 × 56 × 32 |

Which layers a row is about, say as many layers of a kind as there are rows, the row's words, or
what it counts: layers in a row that have just so many parameters, from row to row. A cell that is
not what its row has, where all others of its column are, is wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, combinations, product

from rechenprobe import notation
from rechenprobe.check.layers.cutting import cuts
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.parts import Layers
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_factors, repair_result
from rechenprobe.check.numbers.rounding import Result, tolerance
from rechenprobe.check.tables.counting import Counting, counting
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.layer_rows import SIZE
from rechenprobe.check.tables.stage_columns import (
    Rows,
    Told,
    Way,
    part_of,
    stretched,
    ways_of,
    without_place,
)
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.vocabulary import Attribute, attributes
from rechenprobe.claims import Statement
from rechenprobe.expression import Call
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_FEWEST, _SURE = 2, 3
"""Right cells of a column that tell what it is about, and beside a wrong one."""
_SMALLEST = 100
_MOST_ROWS = 60
_WHAT = {
    "params": "Parameter", "trainable": "trainierbare Parameter", "macs": "MACs", "flops": "FLOPs",
    "frozen": "nicht trainierbare Parameter", "memory": "Gewichte",
}  # fmt: skip
_NARROWED = late(r"[(]|\b(?:ohne|nur|davon|je|pro|ab|without|only|each|per)\b")


def confirm_stages(ledger: Ledger, grid: Grid, rows: Sequence[int], model: Model) -> None:
    """Cells of such a table that no other rule has decided; `rows` without head and total."""
    statements = ledger.lecture.statements
    some = (index for item in grid.cells() for index in item.statements)
    fitting = _FEWEST <= len(rows) <= _MOST_ROWS
    if fitting and not all(ledger.settled(statements[index].numbers) for index in some):
        _Stages(ledger, grid, rows, model).check()


class _Stages:
    def __init__(self, ledger: Ledger, grid: Grid, rows: Sequence[int], model: Model) -> None:
        self._ledger = ledger
        self._numbers = ledger.lecture.numbers
        self._grid = grid
        self._rows = rows
        self._model = model
        self._columns = grid.columns[1:]
        self._heads = {column: grid.head(column) for column in grid.columns}

    def check(self) -> None:
        """Columns of kinds first; then whatever tells the layers of most rows."""
        kinds = {column: self._family(head.lower()) for column, head in self._heads.items()}
        kinds = {column: some for column, some in kinds.items() if len(some) == len(self._rows)}
        for column, family in kinds.items():
            own = dict(zip(self._rows, ((one,) for one in family), strict=True))
            self._column(column, own, self._sums(("params", "macs")), sure=_FEWEST)
        if kinds:
            columns = list(kinds.values())
            self._rest(dict(zip(self._rows, zip(*columns, strict=True), strict=True)), kinds)
            return
        found = [*self._cut(), *self._named()]
        for rows in sorted(found, key=len, reverse=True)[:1]:
            self._rest(rows, kinds)

    def _family(self, head: str) -> Layers:
        """„Dense-Schicht“; „Depthwise“ is an adjective only."""
        for words in (head, f"{head}-faltung", f"{head} faltung"):
            for start, end, family in bare(words, self._model):
                if (start, end) == (0, len(words)):
                    return family
        return ()

    def _cell(self, row: int, column: int) -> tuple[Statement, Result] | None:
        found = self._grid.alone(row, column)
        return found if found and found[0].sides[-1].unit in ("", "MACs", "FLOPs") else None

    def _counted(self, column: int) -> Attribute | None:
        """What a column counts, if it does so exactly."""
        kind = None if SIZE.fullmatch(self._heads[column]) else counting(self._heads[column])
        return kind.about if kind and kind.is_exact else None

    def _cut(self) -> Iterator[Rows]:
        """By what the rows count, one behind the other."""
        for column in self._columns:
            about = self._counted(column)
            cells = {row: self._cell(row, column) for row in self._rows}
            values = {row: self._grid.value(one) for row, one in cells.items() if one}
            counts = {row: int(n) for row, n in values.items() if n and n.denominator == 1}
            large = [n for n in counts.values() if n >= _SMALLEST]
            if about is None or len(large) < _SURE:
                continue
            some = [one for one in self._model.layers if _of(one, about)]
            sizes = [_of(one, about) for one in some]
            for cut in cuts(sizes, tuple(counts.values())):
                pieces = [tuple(some[first:end]) for first, end in cut.pieces]
                if cut.odd is None:
                    yield dict(zip(counts, pieces, strict=True))
                    return
                (row, cell), piece = list(cells.items())[cut.odd], pieces[cut.odd]
                if (
                    len(large) > _SURE
                    and cell
                    and self._is_odd(row, cell, sizes, cut.pieces[cut.odd])
                ):
                    self._refute_sum(cell[0], piece, about)
                    yield dict(zip(counts, pieces, strict=True))
                    return

    def _is_odd(
        self, row: int, cell: tuple[Statement, Result], sizes: list[int], piece: tuple[int, int]
    ) -> bool:
        """Whether nothing else than the whole piece can be meant: no part of it has that count."""
        value = self._grid.value(cell)
        first, end = piece
        sums = [0, *accumulate(sizes[first:end])]
        parts = {Fraction(two - one) for one, two in combinations(sums, 2)}
        return value not in parts and not _NARROWED.search(self._grid.label(row).lower())

    def _named(self) -> Iterator[Rows]:
        """By the words of the rows, a number alone with the head: „Stufe“, 3."""
        parts = self._ledger.page.parts(self._model)
        found: dict[int, Layers] = {}
        for row in self._rows:
            label = self._grid.label(row)
            words = f"{self._heads[0]} {label}" if label.isdecimal() else label
            possible = [
                one for part in parts.named(words) if not part.start for one in part.possible
            ]
            if possible:
                found[row] = max(possible, key=lambda some: self._fitting(row, some))
        if len(found) >= _FEWEST:
            yield found

    def _fitting(self, row: int, layers: Layers) -> int:
        """How many counts of a row these layers have."""
        found = 0
        for column in self._columns:
            about, cell = self._counted(column), self._cell(row, column)
            if about and cell:
                found += self._grid.value(cell) == sum(_of(one, about) for one in layers)
        return found

    def _rest(self, rows: Rows, kinds: Mapping[int, Layers]) -> None:
        """All other columns whose heads say what they are about."""
        for column in self._columns:
            if column in kinds:
                continue
            first = self._statement(self._rows[0], column)
            kind = counting(self._heads[column], first.sides[-1].unit if first else "")
            if kind and not SIZE.fullmatch(self._heads[column]):
                self._column(column, rows, self._sums((kind.about,), kind))
                continue
            head = self._heads[column].partition("(")[0].strip(" *_`$")
            if ways := [*ways_of(head, self._model, self._numbers)]:
                self._column(column, rows, iter([self._best(column, rows, ways)]))
                continue
            head = without_place(head)
            names: tuple[Attribute, ...] = ("output",) if SIZE.fullmatch(head) else attributes(head)
            if names and not set(names) & {"memory", "activations", "bits", "batch"}:
                self._column(column, rows, self._values(names))
            elif not names and (part := part_of(head, self._ledger.page.parts(self._model))):
                both = {row: tuple(it for it in rows[row] if it.name in part) for row in rows}
                own = {row: some for row, some in both.items() if some}
                self._column(column, own, self._sums(("params", "macs")))

    def _best(self, column: int, rows: Rows, ways: Sequence[Way]) -> Way:
        """The one in which most cells of a column are right; what is right in another is wrong."""
        cells = {row: one for row in rows if (one := self._statement(row, column))}

        def right(way: Way) -> int:
            told = (way(one, rows[row]) for row, one in cells.items())
            return sum(it.holds for it in told if it)

        return max(ways, key=right)

    def _sums(self, names: Sequence[Attribute], kind: Counting | None = None) -> Iterator[Way]:
        """What the layers of a row have together; or how much memory that is."""
        unit = kind.scale if kind else Fraction(1)
        exact = kind is None or kind.is_exact
        for name, bits in product(names, kind.bits or (1,) if kind else (1,)):

            def told(
                one: Statement, layers: Layers, name: Attribute = name, bits: int = bits
            ) -> Told | None:
                total = sum(_of(layer, "params" if bits > 1 else name) for layer in layers)
                found = self._grid.result(one)
                reading = None if found is None else self._numbers[found.number].german
                if not total or reading is None:
                    return None
                true, rounded = Fraction(total * bits) / unit, one.approximate or not exact
                off = tolerance(reading, approximate=rounded, zeros=one.approximate)
                holds = abs(reading.value - true) <= off
                shown = notation.number(
                    round(true, max(0, reading.decimals)), self._ledger.grouping
                )
                fact, why = self._fact(layers, name), self._why(layers, name)
                return Told(fact, shown, why, (total,) if exact else (), holds)

            yield told

    def _values(self, names: Sequence[Attribute]) -> Iterator[Way]:
        """What one of them gives or has: the last with weights, the last, the first."""
        for name in names:
            for choose in (_last_weighted, _last, _first):

                def told(
                    one: Statement, layers: Layers, name: Attribute = name, choose: _Choice = choose
                ) -> Told | None:
                    layer = choose(stretched(layers, self._model), name)
                    expected = expectation(layer, name) if layer else None
                    if layer is None or expected is None:
                        return None
                    holds = states(one, name, layer, self._numbers, self._model.feeding(layer))
                    shape = one.sides[0].expr
                    count = len(shape.args) if one.shape and isinstance(shape, Call) else 1
                    true = expected.true(count, self._ledger.grouping)
                    why = expected.explain(self._ledger.grouping)
                    values = tuple(int(it) for it in expected.form(count))
                    return Told(expected.fact, true, why, values, holds)

                yield told

    def _column(self, column: int, rows: Rows, ways: Iterator[Way], sure: int = _SURE) -> None:
        """The way to understand it in which most of its cells are right."""
        cells = {row: one for row in rows if (one := self._statement(row, column))}
        if all(self._ledger.settled(one.numbers) for one in cells.values()):
            return
        told = [
            {row: it for row, one in cells.items() if (it := way(one, rows[row]))} for way in ways
        ]
        best = max(told, key=lambda some: sum(it.holds for it in some.values()), default={})
        right = [row for row, it in best.items() if it.holds]
        wrong = [row for row in best if row not in right]
        telling = {it.true for row, it in best.items() if it.holds}
        if (
            len(right) < _FEWEST
            or len(wrong) > max(1, len(right) // _SURE)
            or len(telling) < _FEWEST
        ):
            return
        for row in right:
            if not self._ledger.settled(cells[row].numbers):
                text = self._ledger.lecture.text(cells[row].span)
                truth = Truth(best[row].fact, text, best[row].explanation)
                self._ledger.verified(cells[row].span, cells[row].numbers, truth)
        if len(wrong) == 1 and len(right) >= sure and len(best) == len(cells):
            (row,) = wrong
            open_ = best[row].values and not self._ledger.settled(cells[row].numbers)
            if open_ and not any(some[row].holds for some in told if row in some):
                self._refute(cells[row], best[row])

    def _statement(self, row: int, column: int) -> Statement | None:
        item = self._grid.cell(row, column)
        if item is None or len(item.statements) != 1:
            return None
        one = self._ledger.lecture.statements[item.statements[0]]
        return one if one.sides[-1].complete else None

    def _refute_sum(self, one: Statement, layers: Layers, name: Attribute) -> None:
        total = sum(_of(layer, name) for layer in layers)
        true = notation.number(total, self._ledger.grouping)
        told = Told(self._fact(layers, name), true, self._why(layers, name), (total,))
        self._refute(one, told)

    def _fact(self, layers: Layers, name: Attribute) -> str:
        return f"{layers[0].name}.{name}" if len(layers) == 1 else f"{self._model.name}.{name}.part"

    def _why(self, layers: Layers, name: Attribute) -> str:
        only = expectation(layers[0], name) if len(layers) == 1 else None
        if only is not None:
            return only.explain(self._ledger.grouping)
        names = ", ".join(layer.name for layer in layers if _of(layer, name))
        if len(names) > 60:
            names = f"{layers[0].name} … {layers[-1].name}"
        return f"{_WHAT[name]} von {names}"

    def _refute(self, one: Statement, told: Told) -> None:
        """A calculation may be right in itself, and still be another one than the row's."""
        alone = len(one.sides) == 1
        if alone and self._ledger.settled(one.numbers):
            return
        lecture, side = self._ledger.lecture, one.sides[-1]
        repairs = (
            repair_factors(one, side, lecture, "german", told.values)
            if one.shape
            else repair_result(one, side, lecture, "german", Fraction(told.values[0]))
            if len(told.values) == 1 and alone
            else ()
        )
        truth = Truth(told.fact, told.true, told.explanation)
        at = None if alone else side.span
        self._ledger.wrong(one.span, one.numbers, truth, at=at, repairs=repairs)


_Choice = Callable[[Layers, Attribute], Layer | None]


def _last_weighted(layers: Layers, name: Attribute) -> Layer | None:
    return _last(tuple(one for one in layers if one.params), name)


def _last(layers: Layers, name: Attribute) -> Layer | None:
    return next((one for one in reversed(layers) if expectation(one, name)), None)


def _first(layers: Layers, name: Attribute) -> Layer | None:
    return next((one for one in layers if expectation(one, name)), None)


def _of(layer: Layer, about: Attribute) -> int:
    if about in ("macs", "flops"):
        return layer.macs * (1 if about == "macs" else 2)
    if not layer.first_use:
        return 0
    match about:
        case "trainable":
            return layer.trainable_params
        case "frozen":
            return layer.non_trainable_params
        case _:
            return layer.params
