"""Of what a code comment says, the calculations; its other numbers belong to the code."""

from collections.abc import Iterable

from msgspec import structs

from rechenprobe.expression import Call, Expr, Symbol, Written
from rechenprobe.lecture import Statement


def calculations(statements: Iterable[Statement], first: int) -> tuple[list[int], list[Statement]]:
    """The numbers that are calculated with, and the statements with these counted from `first`."""
    found = [statement for statement in statements if _calculates(statement)]
    wanted = sorted({number for statement in found for number in statement.numbers})
    renumbered = {old: first + new for new, old in enumerate(wanted)}
    return wanted, [_renumber(statement, renumbered) for statement in found]


def _calculates(statement: Statement) -> bool:
    """Whether a comment's statement is an equation between numbers, and no assignment."""

    def numeric(expr: Expr) -> bool:
        if isinstance(expr, Call):
            return all(numeric(arg) for arg in expr.args)
        return not isinstance(expr, Symbol)

    sides = [side.expr for side in statement.sides]
    return (
        bool(statement.relations)
        and all(numeric(expr) for expr in sides)
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
