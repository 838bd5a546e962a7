"""Of what a code comment says, the calculations; its other numbers belong to the code."""

from collections.abc import Iterable

from msgspec import structs

from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, Written, has_symbols, written_numbers
from rechenprobe.lecture import Span


def calculations(statements: Iterable[Statement], first: int) -> tuple[list[int], list[Statement]]:
    """The numbers that are calculated with, and the statements with these counted from `first`."""
    found = [one for one in map(_without_name, statements) if _calculates(one)]
    wanted = sorted({number for statement in found for number in statement.numbers})
    renumbered = {old: first + new for new, old in enumerate(wanted)}
    return wanted, [_renumber(statement, renumbered) for statement in found]


def _without_name(statement: Statement) -> Statement:
    """„acc = 45 / 50 = 0.9“ calculates behind the name, „n = 45 / 50“ only assigns."""
    named = 0
    while named < len(statement.sides) and not _is_numeric(statement.sides[named].expr):
        named += 1
    sides = statement.sides[named:]
    if not named or len(sides) < 2:
        return statement
    return structs.replace(
        statement,
        span=Span(sides[0].span.start, statement.span.end),
        sides=sides,
        relations=statement.relations[named:],
        numbers=tuple(number for side in sides for number in written_numbers(side.expr)),
    )


def _is_numeric(expr: Expr) -> bool:
    return not has_symbols(expr)


def _calculates(statement: Statement) -> bool:
    """Whether a comment's statement is an equation between numbers, and no assignment."""
    sides = [side.expr for side in statement.sides]
    return (
        bool(statement.relations)
        and all(_is_numeric(expr) for expr in sides)
        and any(isinstance(expr, Call) for expr in sides)
    )


def _renumber(statement: Statement, numbers: dict[int, int]) -> Statement:
    def moved(expr: Expr) -> Expr:
        match expr:
            case Written(number):
                return Written(numbers[number])
            case Call(op, args):
                return Call(op, tuple(moved(arg) for arg in args))
            case _:
                return expr

    sides = tuple(structs.replace(side, expr=moved(side.expr)) for side in statement.sides)
    moved_numbers = tuple(numbers[number] for number in statement.numbers)
    return structs.replace(statement, sides=sides, numbers=moved_numbers)
