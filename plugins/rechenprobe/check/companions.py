"""Givens beside their calculation: „Filter 11 × 11, Schrittweite 4: (227 − 11)/4 + 1 = 55“.

On a page without a model nothing but the calculation itself can confirm what is given for it: a
number is confirmed if a verified equation close by calculates with it, or results in it.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.context import calculates
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.rounding import result_of
from rechenprobe.expression import Call, Expr, Written, walk
from rechenprobe.lecture import Item, Lecture, Statement

_AHEAD = 6
"""Blocks behind a given in which its calculation may follow: a list below a paragraph."""
_BEHIND = 1


class _Block(Struct, frozen=True, gc=False):
    """A paragraph, an item, a heading or the row of a table."""

    statements: tuple[Statement, ...]
    section: int
    """Counted up by headings and rows: nothing reaches across."""


def confirm_companions(ledger: Ledger) -> None:
    """Verify what is given, if an equation beside it calculates with it."""
    blocks = list(_blocks(ledger.lecture))
    values: dict[int, set[Fraction]] = {}
    for position, block in enumerate(blocks):
        given = [statement for statement in block.statements if _is_open(statement, ledger)]
        if not given:
            continue
        near: set[Fraction] = set()
        for other in range(max(0, position - _BEHIND), min(len(blocks), position + _AHEAD + 1)):
            if blocks[other].section == block.section:
                if other not in values:
                    values[other] = _calculated(blocks[other], ledger)
                near |= values[other]
        for statement in given:
            _confirm(statement, near, ledger)


def _is_open(statement: Statement, ledger: Ledger) -> bool:
    """Whether it only gives something, and nothing has confirmed all of it."""
    return (
        not _is_equation(statement)
        and all(side.complete for side in statement.sides)
        and not all(map(ledger.decided, statement.numbers))
    )


def _is_equation(statement: Statement) -> bool:
    """Whether it calculates; `n = 227` only gives."""
    return bool(statement.relations) and any(calculates(side.expr) for side in statement.sides)


def _confirm(statement: Statement, near: set[Fraction], ledger: Ledger) -> None:
    if not near or not all(near & _meant(statement, one, ledger) for one in statement.numbers):
        return
    open_numbers = [number for number in statement.numbers if not ledger.decided(number)]
    written = [ledger.lecture.numbers[number].text for number in open_numbers]
    truth = Truth("", " × ".join(written), "geht so in die Rechnung daneben ein")
    ledger.verified(statement.span, open_numbers, truth)


def _meant(statement: Statement, number: int, ledger: Ledger) -> set[Fraction]:
    """The values that the number may have: 20 and 0,2 for „20 %“."""
    values = set(_readings((number,), ledger))
    scales = {
        scale for side in statement.sides for scale, one in _scaled(side.expr) if one == number
    }
    return values | {value * scale for value in values for scale in scales}


def _readings(numbers: Iterable[int], ledger: Ledger) -> Iterator[Fraction]:
    for number in numbers:
        written = ledger.lecture.numbers[number]
        for reading in (written.german, written.english):
            if reading is not None:
                yield reading.value


def _calculated(block: _Block, ledger: Ledger) -> set[Fraction]:
    """All numbers of the block's verified equations, percentages as such and as fractions."""
    values: set[Fraction] = set()
    for statement in block.statements:
        if not _is_equation(statement) or not all(map(ledger.decided, statement.numbers)):
            continue
        for side in statement.sides:
            for scale, number in _scaled(side.expr):
                values |= {value * scale for value in _readings((number,), ledger)}
            values |= set(_readings(_numbers(side.expr), ledger))
    return values


def _numbers(expr: Expr) -> Iterator[int]:
    return (node.number for node in walk(expr) if isinstance(node, Written))


def _scaled(expr: Expr) -> Iterator[tuple[Fraction, int]]:
    for node in walk(expr):
        if isinstance(node, Call) and (result := result_of(node)) is not None:
            yield result.scale, result.number


def _blocks(lecture: Lecture) -> Iterator[_Block]:
    section, row = 0, (-1, -1)
    for item in _flat(lecture.items):
        here = (item.cell.table, item.cell.row) if item.cell is not None else (-1, -1)
        if item.kind == "heading" or here != row:
            section += 1
        row = here
        yield _Block(tuple(lecture.statements[index] for index in item.statements), section)


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _flat(item.items)
