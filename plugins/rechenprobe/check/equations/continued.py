r"""Calculations that go on in the next formula.

    $$ z = 0{,}6 \cdot 0{,}5 + 0{,}1 $$          $$ P = 20 + (27 + 9) \cdot 4 $$
    $$ z \approx 0{,}4 $$                        $$ = 20 + 36 \cdot 4 = 164 $$

What stands between says nothing else, or „also“ and the like.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Relation, Statement
from rechenprobe.expression import Symbol
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_BETWEEN = (
    r"(?:\s|\$|\\[\[\]()\\,;!]|[\[\]>.,;:{}*_~&]|<br\s*/?>"
    r"|\\(?:quad|qquad|left|right|text|mathrm|mathbf|mathit|boxed|small|large|Large)(?![A-Za-z])"
    r"|\\(?:begin|end)\{\w+\*?\}"
    r"|(?:also|somit|damit|daher|folglich|d\.\s?h\.|das heißt|(?:das )?ergibt|thus|so|hence|that is"
    r"|therefore|(?:which|this) gives)(?!\w))*+"
)
_SAID_AGAIN = late(_BETWEEN)
_GOES_ON = late(
    rf"{_BETWEEN}(=|≈|\\approx(?![A-Za-z])|⇒|\\(?:Rightarrow|implies)(?![A-Za-z]))\s*"
    r"(?:\\[bm][a-z]+)?[{\s]*"
)
_LONGEST_GAP = 100


def go_on(lecture: Lecture) -> Lecture:
    """The lecture with such calculations as one equation each, in the place of the last part."""
    statements = list(lecture.statements)
    moved: dict[int, int | None] = {}
    last: int | None = None
    for index, statement in enumerate(lecture.statements):
        before = None if last is None else statements[last]
        joined = None if before is None else _joined(before, statement, lecture)
        if joined is not None and last is not None:
            moved[last] = None
            statements.append(joined)
            last = moved[index] = len(statements) - 1
        else:
            last = index
    if not moved:
        return lecture
    final = {old: _last(old, moved) for old in moved}
    return structs.replace(
        lecture, statements=tuple(statements), items=tuple(_items(lecture.items, final))
    )


def _last(index: int, moved: dict[int, int | None]) -> int | None:
    """Where the statement is in the end, if it does not go on further."""
    new = moved[index]
    return new if new is None or new not in moved else _last(new, moved)


def _items(items: Iterable[Item], final: dict[int, int | None]) -> Iterator[Item]:
    for item in items:
        inner = tuple(_items(item.items, final))
        kept = (final.get(one, one) for one in item.statements)
        statements = tuple(one for one in kept if one is not None)
        same = statements == item.statements and all(map(_is, inner, item.items))
        yield item if same else structs.replace(item, statements=statements, items=inner)


def _is(one: Item, other: Item) -> bool:
    return one is other


def _joined(before: Statement, behind: Statement, lecture: Lecture) -> Statement | None:
    gap = behind.span.start - before.span.end
    both = before.origin == behind.origin == "formula" and not before.shape and not behind.shape
    if not both or not 0 < gap <= _LONGEST_GAP or before.bound or behind.bound:
        return None
    if not before.sides[-1].complete or before.restated or behind.restated:
        return None
    between = lecture.source[before.span.end : behind.span.start]
    if (found := _GOES_ON.fullmatch(between)) and _leaves(between):
        follows = found[1] not in ("=", "≈", r"\approx")
        if follows and (behind.relations or plain_number(before.sides[-1].expr) is not None):
            return None  # „$x > 3$ $\Rightarrow 2x > 6$“
        relation: Relation = "≈" if found[1] in ("≈", r"\approx") else "="
        return _chain(before, behind, (relation,), first=0)
    if _says_again(before, behind) and _SAID_AGAIN.fullmatch(between) and _leaves(between):
        joined = _chain(before, behind, (), first=1)
        alone = len(behind.sides) == 2 or judge(joined, lecture.numbers, {}).outcome == "holds"
        return joined if alone else None
    return None


def _leaves(between: str) -> bool:
    """Whether one formula ends there, and another begins."""
    return "$" in between or r"\]" in between or r"\)" in between or r"\end" in between


def _says_again(before: Statement, behind: Statement) -> bool:
    """Whether the second gives the result of what the first only calculates, for the same name."""
    name = before.sides[0].expr
    return (
        isinstance(name, Symbol)
        and name == behind.sides[0].expr
        and len(before.sides) > 1 < len(behind.sides)
        and plain_number(before.sides[-1].expr) is None
        and plain_number(behind.sides[-1].expr) is not None
    )


def _chain(
    before: Statement, behind: Statement, relation: tuple[Relation, ...], *, first: int
) -> Statement:
    return structs.replace(
        before,
        span=Span(before.span.start, behind.span.end),
        sides=(*before.sides, *behind.sides[first:]),
        relations=(*before.relations, *relation, *behind.relations),
        numbers=(*before.numbers, *behind.numbers),
        approximate=before.approximate or behind.approximate or "≈" in relation,
        noun=behind.noun,
    )
