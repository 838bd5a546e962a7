"""Givens beside their calculation: „Filter 11 × 11, Schrittweite 4: (227 − 11)/4 + 1 = 55“.

On a page without a model nothing but the calculation itself can confirm what is given for it: a
number is confirmed if a verified equation close by calculates with it, or results in it.

On a page with a model that would be too little, for there a number may be about a layer. What the
model leaves open is confirmed only in two ways: all open numbers of a paragraph go into the same
equation, each into another of its numbers; or a number with decimals, or in percent, says
the result of an equation again.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.examples.context import calculates
from rechenprobe.check.examples.displaced import Around
from rechenprobe.check.examples.giving import Giving
from rechenprobe.check.examples.questions import settled_questions
from rechenprobe.check.examples.together import FEWEST, confirm_together
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.page import Page
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Symbol, has_symbols, is_literal

_AHEAD = 6
"""Blocks behind a given in which its calculation may follow: a list below a paragraph."""
_BEHIND = 1
_MOST = 60
"""Equations before and behind a given that it may belong to."""


_ANYWHERE = frozenset(map(Fraction, (0, 1, 2)))
_AHEAD_OF_MODEL = 3
_BEHIND_MODEL = 12


class _Block(Struct, frozen=True, gc=False):
    """A paragraph, an item, a heading or the row of a table."""

    kind: str
    statements: tuple[Statement, ...]
    section: int
    """Counted up by headings and rows: nothing reaches across."""
    start: int


def confirm_companions(ledger: Ledger, model_at: ModelAt) -> None:
    """Verify what is given, if an equation beside it calculates with it.

    Where there is no model; of a page with one, less.
    """
    if ledger.page.models:
        _confirm_beside_model(ledger)
    blocks = list(_blocks(ledger.page))
    asked, giving = settled_questions(ledger.lecture), Giving(ledger)
    for position, block in enumerate(blocks):
        given = [
            one for one in block.statements if _is_open(one, ledger) and not asked.contain(one.span)
        ]
        if not given or model_at(block.start) is not None:
            continue
        first, end = max(0, position - _AHEAD), position + _AHEAD + 1
        some = [
            (other - position, one)
            for other, it in enumerate(blocks[first:end], first)
            if it.section == block.section
            for one in it.statements
        ]
        holding = [it for it in some if _is_equation(it[1]) and ledger.settled(it[1].numbers)]
        near = [one for distance, one in holding if distance >= -_BEHIND]
        if not near:
            continue
        statements = [one for _, one in some]
        around = Around(statements, ledger)
        given = [one for one in given if not (around.displaces(one) or around.tears(one))]
        confirm_together(given, [one for distance, one in holding if distance >= 0], ledger, giving)
        for statement in given:
            if not ledger.settled(statement.numbers) and any(
                giving.gives(statement, one, statements) for one in _nearest(statement, near)
            ):
                _confirm(statement, ledger)


def _confirm_beside_model(ledger: Ledger) -> None:
    """The same on a page with a model: only what can hardly fit by chance."""
    blocks = list(_blocks(ledger.page))
    asked, giving = settled_questions(ledger.lecture), Giving(ledger)
    for position, block in enumerate(blocks):
        if block.kind not in ("paragraph", "cell"):
            continue
        given = [
            one for one in block.statements if _is_open(one, ledger) and not asked.contain(one.span)
        ]
        vectors = [one for one in block.statements if _gives_vector(one, ledger)]
        if not given and not vectors:
            continue
        near = [
            (other - position, equation)
            for other in range(
                max(0, position - _BEHIND_MODEL), min(len(blocks), position + _AHEAD_OF_MODEL + 1)
            )
            if blocks[other].section == block.section
            for equation in blocks[other].statements
            if _is_equation(equation) and ledger.settled(equation.numbers)
        ]
        results = _by_unit((one for behind, one in near if behind <= 0), ledger)
        ahead = [one for distance, one in near if distance >= 0]
        around = (*block.statements, *ahead)
        letters = [one for one in (*given, *vectors) if _is_put_in(one, ahead, around, giving)]
        for one in letters:
            _confirm(one, ledger)
        rest = [one for one in given if one not in letters and not _restates(one, results, ledger)]
        confirm_together(rest, ahead, ledger, giving)


def _by_unit(equations: Iterable[Statement], ledger: Ledger) -> dict[str, list[Fraction]]:
    """Amounts of results in ascending order, by their unit."""
    found: dict[str, list[Fraction]] = {}
    for equation in equations:
        for side in equation.sides:
            found.setdefault(side.unit, []).extend(map(abs, _results(side, ledger)))
    return {unit: sorted(some) for unit, some in found.items()}


def _results(side: Side, ledger: Ledger) -> Iterator[Fraction]:
    """A side that is one number, or the components of one that is a vector."""
    todo = [side.expr]
    while todo:
        expr = todo.pop()
        if (one := result_of(expr)) is not None:
            yield from (value * one.scale for value in _readings((one.number,), ledger))
        elif isinstance(expr, Call) and expr.op in ("vector", "matrix"):
            todo += expr.args


def _restates(statement: Statement, results: dict[str, list[Fraction]], ledger: Ledger) -> bool:
    """Confirm a number that says a result again, with as many digits or fewer.

    `results` are amounts in ascending order, by their unit; who leaves it out may mean any.
    """
    said = result_of(statement.sides[0].expr) if len(statement.sides) == 1 else None
    if said is None or ledger.decided(said.number):
        return False
    number = ledger.lecture.numbers[said.number]
    for reading in (number.german, number.english):
        if reading is None or (reading.decimals == 0 and said.scale == 1):
            continue
        if len(number.text.strip("0,.{}")) < FEWEST:
            continue
        allowed = tolerance(reading, approximate=statement.approximate) * said.scale
        value = reading.value * said.scale
        unit = statement.sides[0].unit
        of_it = [some for name, some in results.items() if not (name and unit) or name == unit]
        if any(_has(some, value - allowed, value + allowed) for some in of_it):
            truth = Truth("", number.text, "so ist es hier ausgerechnet")
            ledger.verified(statement.span, (said.number,), truth)
            return True
    return False


def _has(ascending: list[Fraction], least: Fraction, most: Fraction) -> bool:
    nearest = bisect_left(ascending, least)
    return nearest < len(ascending) and ascending[nearest] <= most


def _is_put_in(
    statement: Statement, ahead: list[Statement], around: Sequence[Statement], giving: Giving
) -> bool:
    """Whether an equation beside it calculates with just what a letter is given.

    „Mit $c = 5$ … $5 / 10 = 0{,}5$“; of a vector all components. 0, 1 and 2 are in many.
    """
    if not giving.is_letter(statement) or all(
        set(_readings((one,), giving.ledger)) <= _ANYWHERE for one in statement.numbers
    ):
        return False
    return any(giving.gives(statement, one, around) for one in _nearest(statement, ahead))


def _nearest(statement: Statement, equations: Sequence[Statement]) -> Sequence[Statement]:
    place = bisect_left(equations, statement.span.start, key=lambda one: one.span.start)
    return equations[max(0, place - _MOST) : place + _MOST]


def _is_open(statement: Statement, ledger: Ledger) -> bool:
    """Whether it only gives something, and nothing has confirmed all of it."""
    return (
        not _is_equation(statement)
        and all(side.complete for side in statement.sides)
        and (bool(statement.relations) or not has_symbols(statement.sides[0].expr))
        and not ledger.settled(statement.numbers)
    )


def _gives_vector(statement: Statement, ledger: Ledger) -> bool:
    r"""`w = (0{,}5;\; -1{,}2)`, and nothing has confirmed it."""
    return (
        len(statement.sides) == 2
        and isinstance(statement.sides[0].expr, Symbol)
        and is_literal(statement.sides[1].expr)
        and not ledger.settled(statement.numbers)
    )


def _is_equation(statement: Statement) -> bool:
    """Whether it calculates; `n = 227` only gives."""
    return bool(statement.relations) and any(calculates(side.expr) for side in statement.sides)


def _confirm(statement: Statement, ledger: Ledger) -> None:
    open_numbers = [number for number in statement.numbers if not ledger.decided(number)]
    written = [ledger.lecture.numbers[number].text for number in open_numbers]
    truth = Truth("", " × ".join(written), "geht so in die Rechnung daneben ein")
    ledger.verified(statement.span, open_numbers, truth)


def _readings(numbers: Iterable[int], ledger: Ledger) -> Iterator[Fraction]:
    for number in numbers:
        written = ledger.lecture.numbers[number]
        for reading in (written.german, written.english):
            if reading is not None:
                yield reading.value


def _blocks(page: Page) -> Iterator[_Block]:
    section, row = 0, (-1, -1)
    for item in page.items:
        here = (item.cell.table, item.cell.row) if item.cell is not None else (-1, -1)
        if item.kind == "heading" or here != row:
            section += 1
        row = here
        yield _Block(
            item.kind,
            tuple(page.lecture.statements[index] for index in item.statements),
            section,
            item.span.start,
        )
