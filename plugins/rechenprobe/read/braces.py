r"""What braces say of parts of a formula: `\underbrace{34 \cdot 16 + 16}_{560} + …`."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from rechenprobe.claims import Number, Statement
from rechenprobe.expression import Call
from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.groups import Groups
from rechenprobe.read.latex import latex_tokens
from rechenprobe.read.statements import read_statements
from rechenprobe.read.text import AddNumber
from rechenprobe.read.tokens import Token

_BRACE = late(r"\\(?:under|over)brace(?![A-Za-z])")
_AMOUNT = late(
    r"(?!.*(?:\.\.\.|dots|-?\s*mal\b|times|\d\.\s*(?:\\|[A-Z])))"
    r"\s*(?:=|\\approx|\\text\{\s*=\s*\})?\s*(?!\d\s*\Z)\d"
)
"""An amount, and neither the number of the part, `1`, nor how often it is repeated."""
_REPEATED = late(r"\\[a-z]*dots|\.\.\.|…")


def at_braces(
    source: str, formula: Span, numbers: Sequence[Number], first: int, add: AddNumber
) -> Iterator[Statement]:
    """An equation for each part of the formula at which an amount stands.

    The numbers of the part are those from `first` on, which the formula has itself; the equation's
    own is only what stands at the brace.
    """
    if source.find("brace", formula.start, formula.end) < 0:
        return
    known = {number.span: index for index, number in enumerate(numbers[first:], first)}
    for brace in _BRACE.finditer(source, formula.start, formula.end):
        group = _Braced(source, Span(brace.end(), formula.end))
        part, note = group.parts()
        text = source[note.start : note.end]
        if _AMOUNT.match(text) and not _REPEATED.search(source, part.start, part.end):
            yield from _remark(source, part, note, known.get, add)


class _Braced(Groups):
    def parts(self) -> tuple[Span, Span]:
        """What the brace embraces, and what stands at it."""
        part, self._position = self._argument(self._position)
        start = self._position
        self._skip_note()
        note = Span(start, self._position)
        return part, self._inner(note)

    def _inner(self, note: Span) -> Span:
        sign = next((at for at in range(note.start, note.end) if self._source[at] in "_^"), -1)
        return Span(note.end, note.end) if sign < 0 else self._argument(sign + 1)[0]


def _remark(
    source: str, part: Span, note: Span, known: Callable[[Span], int | None], add: AddNumber
) -> Iterator[Statement]:
    def again(span: Span, _: int) -> int:
        index = known(span)
        return -1 if index is None else index

    terms = list(latex_tokens(source, part, again))
    if any(token.kind == "number" and token.number < 0 for token in terms):
        return
    said = list(latex_tokens(source, note, add))
    own = tuple(token.number for token in said if token.kind == "number")
    if said[0].kind != "relation":
        terms.append(Token("relation", "=", Span(note.start, note.start), -1, False, True))  # noqa: FBT003
    found = read_statements([*terms, *said], "prose")
    if len(found) == 1 and len(found[0].sides) == 2 and not _counts(found[0], own, said):
        yield structs.replace(found[0], span=note, numbers=own)
    else:
        yield from read_statements(said, "prose")


def _counts(one: Statement, own: tuple[int, ...], said: Sequence[Token]) -> bool:
    r"""Whether nothing is calculated, or it may be how many terms there are: `{2 + 2 + 2}_{3}`."""
    expr = one.sides[0].expr
    digits = next((token.text for token in said if token.number in own), "")
    return not isinstance(expr, Call) or digits == str(len(expr.args))
