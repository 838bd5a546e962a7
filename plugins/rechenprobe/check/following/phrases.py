"""A sentence with its numbers as places to be filled: what patterns of conclusions look at.

Von 250 Studierenden haben 175 bestanden, das sind 70 %.
von #0 studierenden haben #1 bestanden, das sind %2.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.examples.context import calculates
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.page import Page
from rechenprobe.claims import Item, Side, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Span

N, P, C = r"#(\d+)", r"%(\d+)", r"@(\d+)"
"""A count or measure, a percentage, a calculation."""

_MARKUP = late(r"[$*_`~]+|\\[,; ]|\\text\{|\\%|<[^<>]{1,80}>")
_SPACE = late(r"[\s\u00a0\u2009\u202f]+")
_LONGEST = 420
"""Characters; what is longer is no sentence with one meaning."""
_MOST = 12
"""Numbers of a sentence that concludes something."""


class Amount(Struct, frozen=True):
    """A number, a percentage or a calculation of a sentence."""

    side: Side
    statement: Statement
    kind: str
    """`#`, `%` or `@`, as in the pattern."""

    @property
    def number(self) -> int | None:
        """Its index, if it is one typed number."""
        result = result_of(self.side.expr)
        return None if result is None else result.number


class Phrase(Struct, frozen=True):
    """One sentence."""

    text: str
    """In small letters, without markup, numbers replaced by their places."""
    amounts: tuple[Amount, ...]

    def behind(self, place: int) -> str:
        """What stands behind an amount."""
        end = re.search(rf"[#%@]{place}(?!\d)", self.text)
        return self.text[end.end() :] if end else ""

    def noun(self, place: int) -> str:
        """The first word behind an amount."""
        return next(iter(self.words(place)), "")

    def words(self, place: int) -> tuple[str, ...]:
        """Those right behind an amount: „45 richtig positive“."""
        words = _WORDS.match(self.behind(place))
        return tuple(words[0].split()) if words else ()


def is_same(one: str, other: str) -> bool:
    """Whether two words mean the same: „Beispielen“ and „Trainingsbeispiele“."""
    one, other = sorted((one, other), key=len)
    stem = one[: max(_SHORTEST, len(one) - 2)]
    return len(one) >= _SHORTEST and stem in other


_SHORTEST = 4
"""Letters that nouns have in common if they mean the same."""
_WORDS = late(r"(?: [^\W\d_][\w-]*){1,3}")


def phrases(page: Page, item: Item, settled: Callable[[tuple[int, ...]], bool]) -> Iterator[Phrase]:
    """The sentences of a text that have at least two numbers, one of them not `settled`."""
    statements = [page.lecture.statements[index] for index in item.statements]
    starts = [one.span.start for one in statements]
    first = item.span.start
    start = 0
    for sentence in page.sentences(item.text):
        if sentence.text.rstrip().endswith(";"):
            continue  # „80 €; nach 25 % Rabatt noch 60 €“
        end, begin = sentence.end, start
        start = sentence.end
        low, high = bisect_left(starts, first + begin), bisect_left(starts, first + end)
        own = statements[low:high] if 2 <= high - low <= _MOST else []
        if end - begin <= _LONGEST and not all(settled(one.numbers) for one in own):
            yield _phrase(page.lecture.source, Span(first + begin, first + end), own)


def _phrase(source: str, span: Span, statements: Sequence[Statement]) -> Phrase:
    parts: list[str] = []
    amounts: list[Amount] = []
    position = span.start
    for statement in statements:
        parts.append(source[position : statement.span.start])
        position = max(position, statement.span.end)
        side = statement.sides[-1]
        kind = _kind(side)
        place = f"{kind}{len(amounts)}"
        bracketed = kind in "#%" and source.startswith("(", statement.span.start)
        parts.append(f"({place})" if bracketed else place)  # „175 von 250 (70 %)“
        amounts.append(Amount(side, statement, kind))
    parts.append(source[position : span.end])
    text = "".join(
        part if index % 2 else _MARKUP.sub(" ", part).replace("#", " ").replace("%", " ")
        for index, part in enumerate(parts)
    )
    return Phrase(_SPACE.sub(" ", text).strip().lower(), tuple(amounts))


def _kind(side: Side) -> str:
    result = result_of(side.expr)
    if not side.complete:
        return "?"
    if result is None:
        return "@" if calculates(side.expr) else "?"
    return "#" if result.scale == 1 else "%" if result.scale == Fraction(1, 100) else "?"
