"""Of what a code comment says, the calculations; its other numbers belong to the code."""

import re
from collections.abc import Callable, Sequence

from msgspec import structs

from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Expr, Written, has_symbols, written_numbers
from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.worth import Worth, as_expression

_STEM = 4
"""Letters that words have in common."""
_WORD = late(r"[^\W\d_]+")
_ABOUT = late(r"[≈~]")
_SAID = late(
    r"\s*(?:[-–=]>|[→⇒=≈~]|(?:ergibt|gibt|ausgabe|output|prints?|returns?)\b:?)?\s*"
    r"(?:(?:ca\.|rund|etwa|about)\s*)?[\[({]*\s*(?:None\b|[-−+]?\d)"
    r"|.*\d\W{1,3}(?:\w+\W)?(?:Param|Gewichte|weights)",
    re.IGNORECASE,
)


def calculations(
    statements: Sequence[Statement], first: int, comment: str, worth: Callable[[], Worth | None]
) -> tuple[list[int], list[Statement]]:
    """The numbers that are calculated with, and the statements with these counted from `first`.

    `worth` tells what the code before the comment comes to.
    """
    found = [one for one in map(_without_name, statements) if _calculates(one)]
    if not found and (one := _single(statements)) and (known := worth()):
        found = [result] if (result := _result(one, comment, known)) else []
    wanted = sorted({number for statement in found for number in statement.numbers})
    renumbered = {old: first + new for new, old in enumerate(wanted)}
    return wanted, [_renumber(statement, renumbered) for statement in found]


def says_result(comment: str) -> bool:
    """Whether it may say what the code gives that stands before it: a number, or how many."""
    return _SAID.match(comment) is not None


def _single(statements: Sequence[Statement]) -> Statement | None:
    """The one number that a comment holds."""
    if len(statements) != 1:
        return None
    one = statements[0]
    side = one.sides[0]
    single = len(one.sides) == len(one.numbers) == 1 and side.complete and _is_numeric(side.expr)
    return one if single and not one.shape and not side.unit else None


def _result(statement: Statement, comment: str, worth: Worth) -> Statement | None:
    """The statement that the code before comes to that number; None if it may mean another thing.

    It is a number alone (`# 1019`, `# ≈ 0,33`), or its words name the variable
    (`n_params = …  # 1019 Parameter`).
    """
    words = {word.lower() for word in _WORD.findall(comment)}
    if words and not any(_alike(word, name) for word in words for name in worth.names):
        return None
    rounded = worth.value.denominator != 1 or statement.approximate or _ABOUT.search(comment)
    return structs.replace(
        statement,
        sides=(Side(worth.span, as_expression(worth.value)), *statement.sides),
        relations=("≈" if rounded else "=",),
        origin="code",
    )


def _alike(word: str, name: str) -> bool:
    """„Parameter“ and `params`, „steps“ and `step`."""
    return len(word) >= _STEM and word[:_STEM] == name[:_STEM]


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
