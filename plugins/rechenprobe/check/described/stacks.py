"""Tables and lists of layers below each other, on pages without a model.

    | Faltung 3 × 3, 32 Filter | 26 × 26 × 32 | 320   |
    | Max-Pooling 2 × 2        | 13 × 13 × 32 | 0     |
    | Flatten                  | 5408         | 0     |

What a row gives is what the next one takes: its own output and parameters follow from that and from
what it says of itself. One cell alone that does not follow is wrong if others do.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from math import prod

from msgspec import Struct, structs

from rechenprobe import notation
from rechenprobe.check.described.facts import Fact, Values
from rechenprobe.check.described.formulas import FORMULAS
from rechenprobe.check.described.roles import Role
from rechenprobe.check.described.rows import (
    Axes,
    Cell,
    Row,
    given_in,
    is_input,
    kind_of,
    row_of,
    rows_of,
    said_of_kinds,
)
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_factors, repair_result
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.grids import grids
from rechenprobe.claims import Item, Notation, Reading
from rechenprobe.expression import evaluate, no_numbers
from rechenprobe.late import late

_ROOTS = (
    "pool",
    "flatten",
    "conv",
    "falt",
    "dense",
    "embedding",
    "hidden",
    "verdeckt",
    "versteckt",
    "linear",
    "fully",
    "voll verb",
    "vollverb",
    "| fc",
)
_SMALLEST, _FEWEST, _MOST = 10, 2, 60
_ALL_BIASED = late(
    r"\b(?:alle(?: \w+)?|jeweils|stets|all(?: \w+)?)(?: \w+)? (?:mit|haben|with|have) "
    r"(?:einem |einen |a )?bias"
)
_COLOURS = (1, 2, 3, 4)
_COUNTS = "zählt die Parameter der Zeile"


class _Follows(Struct, frozen=True):
    """What has to stand in a row."""

    outputs: tuple[Axes, ...] = ()
    params: tuple[int, ...] = ()
    """With biases, and without."""
    sure: bool = True
    whole: bool = True
    """Whether its parameters are: nothing may be left out above that they depend on."""
    unusual: tuple[Axes, ...] = ()
    """What it gives if a row for pooling is left out."""


class _Told(Struct, frozen=True):
    cell: Cell
    true: Axes | None
    """None if it is so."""
    what: str
    kind: str = ""
    biased: int = 0
    """How many it has with biases, if it is so without them."""
    bare: int = 0
    """How many it should have without biases."""


def check_stacks(ledger: Ledger) -> None:
    """Numbers that nothing else has decided."""
    if ledger.page.models or not any(map(ledger.page.lower.__contains__, _ROOTS)):
        return
    for grid in grids(ledger.page):
        if rows := list(rows_of(ledger.lecture, grid)):
            _Stack(ledger, rows, Around(ledger.lecture, grid).before).check()
    for items in _runs(ledger.lecture.items):
        _Stack(ledger, [row for item in items for row in row_of(ledger.lecture, item)]).check()


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """List items beside each other."""
    for is_item, run in groupby(items, key=lambda it: it.kind == "item"):
        beside = list(run)
        yield from (some for one in beside for some in _runs(one.items))
        if is_item:
            yield beside


class _Stack:
    def __init__(self, ledger: Ledger, rows: Sequence[Row], before: str = "") -> None:
        self._ledger = ledger
        self._said = said_of_kinds(before.rstrip("| \n").rpartition("\n\n")[2].lower())
        self._rows = rows
        self._right: list[_Told] = []
        self._wrong: list[_Told] = []
        self._before: list[Axes] = []

    def check(self) -> None:
        """Walk from the top to the bottom."""
        if len(self._rows) < _FEWEST or len(self._rows) > _MOST:
            return
        states: tuple[Axes, ...] = ()
        for row in self._rows:
            states = self._step(row, states)
        self._compare_biases()
        if len(self._wrong) == 1 and self._is_sure(self._wrong[0]):
            self._refute(self._wrong[0])
        if len(self._wrong) < _FEWEST and len(self._right) >= _FEWEST:
            for one in self._right:
                span, numbers = one.cell.statement.span, one.cell.statement.numbers
                truth = Truth("", self._ledger.lecture.text(span), one.what)
                self._ledger.verified(span, numbers, truth)

    def _step(self, row: Row, states: tuple[Axes, ...]) -> tuple[Axes, ...]:
        """What may go into the next row: what is written, and what should be."""
        own = row.output.axes if row.output else None
        if is_input(row.text):
            states = () if own is None else (own,)
            self._before += states
            return states
        kind = kind_of(row.text, own)
        given = given_in(row.text, kind, own)
        if "kernel" not in given:
            given = {**self._said.get(kind, {}), **given}
        if "input" in given:
            states = (given["input"],)
        best: tuple[int, Axes, _Follows] = (-1, (), _Follows())
        alike = 0
        for state in states or ((),):
            found = _follow(kind, given, state, own)
            score = (own in found.outputs) + (
                row.params is not None and row.params.axes[0] in found.params
            )
            alike = 1 if score > best[0] else alike + (score == best[0])
            if score > best[0]:
                best = (score, state, found)
        if len(states) > 1 and self._wrong and best[0] > 0 and alike == 1 and best[1] == states[0]:
            self._excuse(states[0])
        found = best[2]
        self._judge(row, kind, given, found)
        if own is None:
            units = given.get("units") if kind == "dense" else None
            return () if units is None else (units,)
        self._before.append(own)
        last = self._wrong[-1] if self._wrong else None
        if last and last.cell is row.output and last.true:
            return (own, last.true)
        return (own,)

    def _compare_biases(self) -> None:
        """One alone without biases is wrong if others of its kind have some, and nobody says so."""
        lower = self._ledger.page.lower
        all_ = _ALL_BIASED.search(lower) is not None
        if "bias" in lower and not all_:
            return
        normed = any("norm" in row.text for row in self._rows)
        for kind, fewest in (("dense", 1), ("conv", len(self._rows) if normed else _FEWEST)):
            alike = [one for one in self._right if one.kind == kind and one.what == _COUNTS]
            bare = [one for one in alike if one.biased]
            if len(bare) == 1 and (all_ or len(alike) > fewest):
                self._right.remove(bare[0])
                self._wrong.append(structs.replace(bare[0], true=(bare[0].biased,)))

    def _excuse(self, written: Axes) -> None:
        """What goes on from what is written there may have been meant so, but for a flat vector."""
        last = self._wrong[-1]
        if last.cell.axes == written and last.kind != "flatten":
            self._wrong.pop()

    def _judge(self, row: Row, kind: str, given: Values, found: _Follows) -> None:
        if row.output and found.outputs:
            own = row.output.axes
            what = "folgt aus der Zeile darüber"
            alike = [one for one in found.outputs if len(one) == len(own)]
            if own in alike:
                if len(own) > 1 or kind == "flatten":
                    self._right.append(_Told(row.output, None, what, kind))
            elif (
                len(set(alike)) == 1
                and found.sure
                and own not in found.unusual
                and not row.output.turned
            ):
                self._wrong.append(_Told(row.output, alike[0], what, kind))
        if row.params and found.params and len(row.params.axes) == 1:
            count, what = row.params.axes[0], _COUNTS
            if count in found.params:
                if count >= _SMALLEST:
                    biased = 0 if count == found.params[0] else found.params[0]
                    self._right.append(_Told(row.params, None, what, kind, biased))
            elif found.whole and count not in self._others(kind, given, row):
                true, bare = found.params[:1], found.params[-1]
                sparse = kind == "conv" and count < bare  # not each map sees all, or groups
                if not sparse or any(_mistyped(count, one) for one in found.params):
                    self._wrong.append(_Told(row.params, true, what, kind, bare=bare))

    def _others(self, kind: str, given: Values, row: Row) -> Iterator[int]:
        """What it were if it took what another row above takes: rows may be alternatives."""
        own = row.output.axes if row.output else None
        for state in self._before[:-1]:
            yield from _follow(kind, given, state, own).params
        for count in _COLOURS if kind == "conv" else ():
            yield from _follow(kind, given, (*(own or (0, 0))[:2], count), own).params

    def _is_sure(self, one: _Told) -> bool:
        true, own = one.true or (), one.cell.axes
        if len(true) == len(own) == 1 and true[0] and _mistyped(own[0], true[0]):
            return len(self._right) > 0
        return len(self._right) >= _FEWEST

    def _refute(self, one: _Told) -> None:
        statement, lecture = one.cell.statement, self._ledger.lecture
        side, true = statement.sides[0], one.true or ()
        if self._ledger.settled(statement.numbers):
            return
        alike = [
            bool(it.biased) for it in self._right if it.kind == one.kind and it.what == one.what
        ]
        if one.bare and alike and all(alike):
            true = (one.bare,)
        if len(true) == 1:
            english = "," in lecture.text(side.span)
            how: Notation = "english" if english else "german"
            repairs = repair_result(statement, side, lecture, how, Fraction(true[0]))
            shown = (
                repairs[0].text
                if repairs
                else notation.number(Fraction(true[0]), self._ledger.grouping)
            )
        else:
            repairs = repair_factors(statement, side, lecture, "german", true)
            shown = " × ".join(notation.number(Fraction(it), self._ledger.grouping) for it in true)
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            Truth("", shown, one.what),
            message="Das folgt nicht aus den Schichten darüber",
            repairs=repairs,
        )


def _follow(kind: str, given: Values, before: Axes, own: Axes | None) -> _Follows:
    values: dict[Role, Axes] = dict(given)
    if kind == "view":
        return _Follows((before,) if before else (), sure=False)
    if kind == "global":
        return _Follows((before[-1:],) if len(before) > 1 else (), sure=False)
    if kind == "flatten":
        return _Follows(((prod(before),),) if len(before) == 3 else ())
    if kind == "batchnorm":
        facts = list(FORMULAS[kind]({"channels": own[-1:]})) if own else []
        return _Follows((before,) if before else (), tuple(_counts(facts)), sure=False)
    if kind == "dense":
        return _dense(values, before, own)
    if kind == "embedding":
        facts = list(FORMULAS["embedding"](values))
        return _Follows(params=tuple(_counts(facts)))
    if kind == "conv" and own and len(own) == 3 and "channels" in values and not before:
        facts = list(FORMULAS[kind]({**values, "filters": own[2:]}))
        return _Follows(params=tuple(_counts(facts)))
    if kind not in ("conv", "pool") or not before:
        return _Follows()
    if kind == "pool":
        sure = "kernel" in values
        values.setdefault("kernel", (2, 2))
    elif own and len(own) == 3:
        values.setdefault("filters", own[2:])
    if len(before) not in (2, 3) or "kernel" not in values:
        return _Follows()
    values["input"] = before
    facts = list(FORMULAS[kind](values))
    outputs = [fact.axes for fact in facts if fact.result == "output"]
    if kind == "pool":
        steps = values.get("stride", values["kernel"])[0]
        up = tuple(-(-(side - values["kernel"][0]) // steps) + 1 for side in before[:2])
        sure = sure and (own is None or len(own) < 3 or before[2:] == own[2:])
        return _Follows((*outputs, (*up, *before[2:])), (), sure)
    pooled = {**values, "input": (*(side // 2 for side in before[:2]), *before[2:])}
    unusual = tuple(one.axes for one in FORMULAS[kind](pooled) if one.result == "output")
    return _Follows(tuple(outputs), tuple(_counts(facts)), unusual=unusual)


def _dense(values: dict[Role, Axes], before: Axes, own: Axes | None) -> _Follows:
    units = own[-1:] if own else values.get("units", ())  # „Dense 1“ may be a name
    before = values.get("inputs", before)
    if not before or not units:
        return _Follows()
    facts = FORMULAS["dense"]({"inputs": (prod(before),), "units": units})
    last = FORMULAS["dense"]({"inputs": before[-1:], "units": units}) if len(before) == 2 else ()
    return _Follows(params=tuple(_counts([*facts, *last])), whole=len(before) == 1)


def _mistyped(written: int, true: int) -> bool:
    return is_typo(Fraction(true), Reading(Fraction(written), 0))


def _counts(facts: Sequence[Fact]) -> Iterator[int]:
    """Numbers of parameters, those with biases first."""
    some = [fact for fact in facts if fact.result == "params" and fact.expr is not None]
    for fact in sorted(some, key=lambda it: it.unbiased):
        yield int(evaluate(fact.expr, no_numbers)) if fact.expr else 0
