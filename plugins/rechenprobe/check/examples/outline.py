"""The outline, flattened: each statement with the layer and the section that it is about."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from msgspec import Struct, structs

from rechenprobe.check.examples.comparing import is_of_whole
from rechenprobe.check.layers.cells import columns_of_sides, label_of, labels_of, said_in_cell
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.flows import flows, is_flow, is_of
from rechenprobe.check.layers.scopes import (
    MEMORY,
    OF_MEMORY,
    SECTIONS,
    Binding,
    Entry,
    Example,
    ModelAt,
    Outline,
    Scope,
    whole,
)
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.page import Page
from rechenprobe.check.words.closing import closing_kind
from rechenprobe.check.words.kinds import Reference
from rechenprobe.check.words.layer_patterns import NUMBERING
from rechenprobe.check.words.recounting import recounted
from rechenprobe.check.words.rows import may_describe
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import CellPlace, Item, Side, Statement
from rechenprobe.expression import Call, written_numbers
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span


def flatten(lecture: Lecture, page: Page, model_at: ModelAt) -> Outline:
    """Give every statement of the prose its scope; `lecture` is the page's as it is understood."""
    walk = _Walk(lecture, page, model_at)
    return Outline(tuple(walk.items(lecture.items, Scope())), tuple(walk.examples))


_TITLE = late(r"(\*\*|__)[^*\n]{1,80}\1[:.]?")
_COUNT = late(r"\d[\d.,\u202f\u00a0 ]* [^\W\d]+\.?")
_LAYER = late(r"(?:schicht|layer)\b", re.IGNORECASE)


class _Named(Struct, frozen=True):
    """A cell that says which layer its row is about."""

    item: Item
    layer: Layer | None
    home: int
    number: int | None
    example: int | None


_MOST_ADDED = 40
"""Rows that all totals of a page add up, for each of its statements: a column has one or a few."""
_ADDED: frozenset[Attribute | None] = frozenset({"params", "macs", "flops", "activations"})
_SIZE = late(
    r"(?:größe|form|auflösung|merkmalskarten?|tensor|shape|size|resolution)", re.IGNORECASE
)
"""Heads of columns with an output's shape, or a filter's."""
_TOTAL = late(r"(?:gesamt|summe|total|insgesamt|Σ|∑|alle(?: schichten)?)", re.IGNORECASE)


class _Walk:
    def __init__(self, lecture: Lecture, page: Page, model_at: ModelAt) -> None:
        self._lecture = lecture
        self._page = page
        self._model_at = model_at
        self._last = 0
        self._added = 0  # rows that totals have added up
        self.examples: list[Example] = []

    def _fresh(self) -> int:
        self._last += 1
        return self._last

    def _enter(self, item: Item, scope: Scope) -> tuple[Scope, int | None]:
        """The scope of an item and all below it; and its number that only names a layer."""
        model = self._model_at(item.span.start)
        titled = item.kind in ("heading", "item") or _is_title(item) or is_flow(item)
        known = model if titled else None
        found = self._page.reference(item.text, known, single=_single(item)) if known else None
        named: int | None = None
        if found is not None:
            named = self._ordinal(item, found)
            example = Example(self._words(item, found), found, named, scope.home)
            scope = Scope(
                found.layer,
                home=self._fresh(),
                group=self._fresh(),
                before=model.feeding(found.layer) if found.layer and model else (),
                example=len(self.examples),
                beside=model.layers if model else (),
                others=recounted(found.layer, found.wanted, model) if model else (),
            )
            self.examples.append(example)
        elif (section := attribute(_label(item))) in SECTIONS:
            # „Gewichte: … kB“ and „Aktivierungen: … kB“ stay in the section on memory,
            # „Ausgabe: 24 · 24 + 24 = 600“ in that on parameters.
            part = section in OF_MEMORY if scope.section in MEMORY else self._is_part(item, scope)
            if not part or not item.statements:
                scope = structs.replace(scope, section=section, group=self._fresh())
        elif item.kind == "heading" or _is_title(item):
            scope = structs.replace(scope, section=None, home=self._fresh(), group=self._fresh())
        return scope, named

    def _is_part(self, item: Item, scope: Scope) -> bool:
        """Whether an item below a count calculates, so that its label names a part of that."""
        statements = (self._lecture.statements[index] for index in item.statements)
        counts = scope.section in _ADDED and attribute(_label(item)) not in _ADDED
        return counts and any(one.relations and not one.shape for one in statements)

    def _item(self, item: Item, scope: Scope, named: int | None, term: str) -> Iterator[Entry]:
        """`term` is the label that the item above is: `Kernelgröße`, its definition `3 × 3`."""
        layer, before = scope.layer, scope.before
        passed = flows(self._lecture, item, layer, before) if layer else {}
        for position, index in enumerate(item.statements):
            statement = self._lecture.statements[index]
            if statement.numbers == (named,):
                continue
            binding: Binding = "said"
            if index in passed:
                label, binding = passed[index]
                statement = structs.replace(statement, label=label)
            if term and position == 0 and not statement.label and scope.layer is not None:
                statement = structs.replace(statement, label=term)
            yield Entry(statement, scope, prose=_is_prose(item), binding=binding)
        label = "" if item.statements else _label(item)
        own = label if item.kind != "heading" and attribute(label) not in (None, *SECTIONS) else ""
        yield from self.items(item.items, scope, own)

    def items(self, items: Iterable[Item], scope: Scope, term: str = "") -> Iterator[Entry]:
        """The entries of items beside each other; the cells of a table together.

        A paragraph in bold heads those behind it.
        """
        held = scope
        for table, some in groupby(items, lambda item: item.cell and item.cell.table):
            if table is None:
                for item in some:
                    own, named = self._enter(item, scope if _is_title(item) else held)
                    held = own if _is_title(item) else held
                    yield from self._item(item, own, named, term)
            else:
                yield from self._table(list(some), held)

    def _table(self, cells: list[Item], scope: Scope) -> Iterator[Entry]:
        """A row for each layer, a column for each attribute; or the other way round."""
        model = self._model_at(cells[0].span.start)
        grid = {(item.cell.row, item.cell.column): item for item in cells if item.cell}
        rows = self._named(cells, model, "column")
        columns = {} if rows else self._named(cells, model, "row")
        labels = {} if rows or columns or scope.layer is None else labels_of(grid)
        binding: Binding = "loose" if self._is_other(grid, labels, scope.layer) else "said"
        sides = columns_of_sides(grid, {row: it.layer for row, it in rows.items()}, self._lecture)
        for item in cells:
            assert item.cell is not None
            row, column = item.cell.row, item.cell.column
            if label := labels.get((row, column)):
                yield from self._labelled(item, label, scope, binding)
                continue
            named = rows.get(row) if rows else columns.get(column)
            heading = grid.get((0, column) if rows else (row, 0))
            if named is None or named.item is item or heading is None or model is None:
                yield from (
                    Entry(self._lecture.statements[index], scope)
                    for index in item.statements
                    if not (named and named.item is item and self._is_ordinal(index, named))
                )
                continue
            own = structs.replace(
                scope,
                layer=named.layer,
                section=None,
                home=named.home,
                group=self._fresh(),
                before=model.feeding(named.layer) if named.layer else (),
                example=named.example,
            )
            for position, index in enumerate(item.statements):
                statement = self._lecture.statements[index]
                first = position == 0 and not statement.label
                if label := said_in_cell(statement, item):
                    yield Entry(structs.replace(statement, label=label), own)
                    continue
                if first and statement.shape and _SIZE.fullmatch(label_of(heading)):
                    yield Entry(structs.replace(statement, label="Ausgabe"), own, binding="loose")
                    continue
                if first:
                    label = "Filtergröße" if column in sides else label_of(heading)
                    statement = structs.replace(statement, label=label)
                    if named.number is None and is_of_whole(
                        statement, named.item.text, model, self._page
                    ):
                        yield Entry(statement, structs.replace(own, layer=whole(model)))
                        continue
                    if named.example is None:
                        yield self._total(
                            statement, own, self._above(grid, row if rows else 0, column)
                        )
                        continue
                yield Entry(statement, own if first else structs.replace(own, layer=None))

    def _above(self, grid: "dict[tuple[int, int], Item]", row: int, column: int) -> Iterable[Item]:
        """What stands above a total; nothing if a page has very many of them."""
        self._added += row
        if self._added > _MOST_ADDED * len(self._lecture.statements):
            return ()
        labels = ((above, grid.get((above, 0))) for above in range(1, row))
        own = [n for n, label in labels if not (label and closing_kind(label.text.strip("*_ ")))]
        return (grid[above, column] for above in own if (above, column) in grid)

    def _is_other(
        self,
        grid: "dict[tuple[int, int], Item]",
        labels: "dict[tuple[int, int], str]",
        layer: Layer | None,
    ) -> bool:
        """Whether one row below its head has values of something other than the layer above."""
        if layer is None or not labels:
            return False
        heads = {place: grid.get((0, place[1])) for place in labels}
        if any(head is None or label_of(head) != labels[at] for at, head in heads.items()):
            return False
        row = [
            (self._lecture.statements[grid[place].statements[0]], label)
            for place, label in labels.items()
            if place in grid and grid[place].statements
        ]
        return not is_of(row, layer, self._lecture.numbers)

    def _labelled(self, item: Item, label: str, scope: Scope, binding: Binding) -> Iterator[Entry]:
        """A cell beside (or below) a word that says which attribute of the layer above it is."""
        own = structs.replace(scope, section=None, group=self._fresh())
        for position, index in enumerate(item.statements):
            statement = self._lecture.statements[index]
            if position or statement.label:
                yield Entry(statement, structs.replace(own, layer=None))
            else:
                yield Entry(structs.replace(statement, label=label), own, binding=binding)

    def _total(self, statement: Statement, scope: Scope, above: Iterable[Item]) -> Entry:
        """A total is the model's, or the sum of what stands above it."""
        assert scope.layer is not None
        about = attribute(statement.label)
        plain = plain_number(statement.sides[-1].expr)
        expected = expectation(scope.layer, about) if about and about in _ADDED else None
        if plain is None or expected is None:
            return Entry(statement, structs.replace(scope, layer=None))
        number = self._lecture.numbers[plain]
        readings = [reading for reading in (number.german, number.english) if reading]
        if any(
            expected.accepts((reading.value,), tolerance(reading, approximate=True))
            for reading in readings
        ):
            return Entry(statement, scope)
        addends = [
            self._lecture.statements[item.statements[0]] for item in above if item.statements
        ]
        results = [one.sides[-1].expr for one in addends]  # of a calculation, what it gives
        if not addends or any(plain_number(one) is None for one in results):
            return Entry(statement, scope)
        span = Span(addends[0].sides[-1].span.start, addends[-1].span.end)
        total = Side(span, Call("+", tuple(results)))
        numbers = (*(n for one in results for n in written_numbers(one)), *statement.numbers)
        equation = structs.replace(
            statement,
            sides=(total, *statement.sides),
            relations=("=", *statement.relations),
            numbers=numbers,
            label="",
        )
        return Entry(equation, structs.replace(scope, layer=None))

    def _named(
        self, cells: list[Item], model: Model | None, across: Literal["row", "column"]
    ) -> "dict[int, _Named]":
        """The layers that the first column (or row) names, by row (or column)."""
        found: dict[int, _Named] = {}
        along = [one for one in cells if one.cell and _lies(one.cell, across)]
        if model is not None and not may_describe([one.text for one in along], model):
            return {}  # the table of another net
        for item in cells:
            assert item.cell is not None
            place = (item.cell.column, item.cell.row)
            first, index = place if across == "column" else place[::-1]
            if first != 0 or index == 0 or model is None:
                continue
            if _TOTAL.fullmatch(item.text.strip("*_ ")):
                found[index] = _Named(item, whole(model), self._fresh(), None, None)
            elif reference_ := self._page.reference(item.text, model, single=True):
                number = self._ordinal(item, reference_)
                example = len(self.examples)
                self.examples.append(Example(self._words(item, reference_), reference_, number))
                found[index] = _Named(item, reference_.layer, self._fresh(), number, example)
        return found

    def _is_ordinal(self, index: int, named: "_Named") -> bool:
        return self._lecture.statements[index].numbers == (named.number,)

    def _ordinal(self, item: Item, found: Reference) -> int | None:
        """Which number of the item says which layer is meant."""
        words = self._words(item, found)
        for index in item.numbers:
            number = self._lecture.numbers[index]
            if number.text == str(found.ordinal) and words.start <= number.span.start < words.end:
                return index
        return None

    def _words(self, item: Item, found: Reference) -> Span:
        start = self._lecture.source.find(found.wanted, item.span.start, item.span.end)
        if start == -1:
            return item.span
        return Span(start, start + len(found.wanted))


def _is_prose(item: Item) -> bool:
    """A paragraph; one that only says how many, „34.944 Parameter“ as a definition, is an item."""
    return item.kind == "paragraph" and _COUNT.fullmatch(item.text) is None


def _lies(cell: CellPlace, across: str) -> bool:
    """Whether it is one of the first column (or row), below its head."""
    return (cell.column == 0 < cell.row) if across == "column" else (cell.row == 0 < cell.column)


def _is_title(item: Item) -> bool:
    return item.kind == "paragraph" and _TITLE.fullmatch(item.text) is not None


def _single(item: Item) -> bool:
    """Whether a kind alone names a layer here: „## LSTM“ may head a whole chapter."""
    return item.kind != "heading" or _LAYER.search(item.text) is not None


def _label(item: Item) -> str:
    """The item's words if they are a label: `Ausgabegröße`, `Parameter: 96 · (…) = …`."""
    head, colon, _ = NUMBERING.sub("", item.text, count=1).partition(":")
    if not colon and item.statements:
        return ""
    return head.partition("(")[0].strip(" *_`\t")
