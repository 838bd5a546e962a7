r"""Words in formulas, `14{,}5 \text{ Mio. Parameter}`, and numbers set apart, `\mathbf{460}`."""

import re
from abc import abstractmethod
from collections.abc import Iterator

from msgspec import structs

from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.commands import TEXTS
from rechenprobe.read.groups import Groups
from rechenprobe.read.lexemes import NAMES
from rechenprobe.read.measures import is_unit, normal
from rechenprobe.read.numbers import NUMBER, end_in_list
from rechenprobe.read.raised import exponent_at
from rechenprobe.read.text import AddNumber, text_tokens
from rechenprobe.read.tokens import FUNCTIONS, LETTERS, SCALES, Token, TokenKind

_SCALE = late(
    rf"(?:\\[,; :]|\s|~)*\\(?:text|textrm|textbf|mathrm)(\{{)\s*({'|'.join(SCALES)})\.?"
    r"(?:\s*(\})|(?=\s+[^\W\d_]))"
)
_LETTER = late(r"([KM])(?=\\ [a-z]{3}|(?:\\[,; ])?\\text\w*\{\s?[a-zA-Z]{3})")
"""Behind its number, before what is counted: `53K\\ params`."""
_LAST = late(r"([KM])\s*")
_NUMERIC = late(
    r"(?:[\d\s.,/+*()·×−-]|\\(?:cdot|times|,|;|quad)(?![A-Za-z]))+(?:[=≈]|\\approx)[\s~]*[\d.,]+"
)
"""A calculation of nothing but numbers: its result may be `120M`, and M no letter."""
_NAME = late(r"[A-Za-z]{2,12}")  # of several letters, TP: one name, not a product
_BRACKET = late(r"(?:\\[,;!]|\\left|\\[bB]igg?l?|\s)*[(\[]")
_FIRST = late(r"[\s~]*([^\W\d]{1,12})(?=[\s~]+[^\W\d_/·]|[\s~]*[(),])")
"""The first word of several: `\\text{ Bytes pro Token}`."""
_SIZED = late(r"[\s~]*((?:[kKMGT]i?B|[kKMGT]?FLOPs?|[kKMGT]?MACs?)(?![A-Za-z_^]))")
"""A unit of several letters that stands bare behind its number: `64KiB`."""
_BARE = late(r"[a-z]{3,20}(?![A-Za-z_^({\\])")
"""A word that stands bare behind a number and a space, `3\\ channels`: no product of letters."""
_NOUN = late(r"[A-ZÄÖÜa-zäöüß][a-zäöüß]{3,20}(?![A-Za-z_^({\\])")
"""The same without a space that shows: authors forget that formulas swallow it."""
_SET_APART = late(r"\{\s*[\d.]")
_CALCULATES = late(r"[+\-−=<>≈*·×/^_&]|\\(?!text|,|;|:| |%|mathrm|quad|!)")
_LONGEST = 80


class Lettering(Groups):
    """What a lexer of LaTeX reads as words, and what numbers stand in."""

    def __init__(self, source: str, span: Span, add: AddNumber) -> None:
        super().__init__(source, span)
        self._add = add
        self._last = "break"
        self._unseen: set[int] = set()
        """Braces that close what is only set apart."""

    @abstractmethod
    def _token(self, kind: TokenKind, text: str, start: int, number: int = -1) -> Token: ...

    @abstractmethod
    def _symbol(self, start: int) -> Token: ...

    def _set_apart(self) -> None:
        r"""A result in bold or in a box, `\mathbf{460 \text{ Werte}}`, stands as if it were not.

        A calculation in braces stays a group.
        """
        start = self._position
        if _SET_APART.match(self._source, start, self._end) is None:
            return
        inner, after = self._argument(start)
        text = self._source[inner.start : inner.end]
        if len(text) <= _LONGEST and _CALCULATES.search(text) is None:
            self._position = inner.start
            self._unseen.add(after - 1)

    def _number(self) -> Iterator[Token]:
        start = self._position
        match = NUMBER.match(self._source, start, self._end)
        assert match is not None
        self._position, power = end_in_list(self._source, start, match.end()), 0
        words: Span | None = None
        scale = _SCALE.match(self._source, self._position, self._end)
        if (letter := self._scaled()) and not scale:
            self._position, power = letter.end(1), SCALES[letter[1]]
        if scale and not (scale[2] == "K" and scale[3] and self._spaced(scale.start())):
            self._position, power = scale.end(), SCALES[scale[2]]
            words = None if scale[3] else self._argument(scale.start(1))[0]
        span = Span(start, self._position)
        text = self._source[start : self._position] if power == 0 or letter else match[0]
        yield self._token("number", text, start, self._add(span, power))
        if words is not None:
            rest = Span(self._position, words.end)
            self._position = words.end + 1
            yield from text_tokens(self._source, rest, self._add)

    def _scaled(self) -> re.Match[str] | None:
        """The letter behind a number that multiplies it."""
        if last := _LAST.fullmatch(self._source, self._position, self._end):
            numeric = _NUMERIC.fullmatch(self._source, self._start, self._position)
            return last if numeric else None
        return _LETTER.match(self._source, self._position, self._end)

    def _spaced(self, start: int) -> bool:
        r"""Whether a space is there: `50\,\text{K}` are kelvins, `50\text{K}` are thousands."""
        return self._source.startswith(("\\,", "\\ ", "\\;", "~"), start)

    def _worded(self, start: int) -> Token | None:
        """The bare word at `start`: the unit of the number before it, or what it counts."""
        if self._last == "number" and (unit := _SIZED.match(self._source, start, self._end)):
            self._position = unit.end()
            return self._token("unit", normal(unit[1]), start)
        spaced = self._source.startswith((r"\ ", "~"), max(0, start - 2)) or (
            self._source[start - 1 : start] == "~"
        )
        if self._last not in ("number", "close", "unit"):
            return None
        word = (_BARE if spaced else _NOUN).match(self._source, start, self._end)
        if word is None:
            return None
        self._position = word.end()
        kind: TokenKind = "unit" if is_unit(word[0]) and self._last != "unit" else "word"
        return self._token(kind, normal(word[0]) if kind == "unit" else word[0], start)

    def _text(self, inner: Span, start: int) -> Iterator[Token]:
        r"""`\text{…}`: prose, or the unit of the number before it."""
        word = self._word(inner)
        measures = self._last in ("number", "close", "percent")
        if word in NAMES:
            yield self._token("symbol", word, start)
        elif is_unit(word) and measures:
            yield self._token("unit", normal(word), start)
            if exponent := exponent_at(self._source, self._position, self._end):
                start, self._position = self._position, exponent[1]
                yield self._token("power", exponent[0], start)
        elif measures and (first := self._first_unit(inner)):
            unit = self._token("unit", normal(first[1]), start)
            yield structs.replace(unit, span=Span(start, first.end()))
            yield from self._prose(Span(first.end(), inner.end))
        else:
            yield from self._prose(inner)

    def _prose(self, span: Span) -> Iterator[Token]:
        for token in text_tokens(self._source, span, self._add):
            yield structs.replace(token, math=True) if token.kind == "word" else token

    def _first_unit(self, inner: Span) -> re.Match[str] | None:
        """The unit that the first of several words is."""
        first = _FIRST.match(self._source, inner.start, inner.end)
        return first if first and is_unit(first[1]) and first[1] not in LETTERS else None

    def _named(self, name: str, start: int) -> Iterator[Token]:
        r"""`\mathrm{…}`, `\text{…}`: a function, a unit, a name, or prose."""
        inner, after = self._argument(self._position)
        word = self._word(inner)
        if function := self._named_function(start):
            yield function
        elif name in TEXTS or is_unit(word) or word in NAMES:
            self._position = after
            yield from self._text(inner, start)
        elif _NAME.fullmatch(word):
            self._position = after
            yield self._symbol(start)

    def _named_function(self, start: int) -> Token | None:
        r"""`\operatorname{ld}(…)`, `\text{softmax}(…)`."""
        inner, after = self._argument(self._position)
        function = FUNCTIONS.get(self._word(inner))
        if function is None or _BRACKET.match(self._source, after, self._end) is None:
            return None
        self._position = after
        return self._token("function", function, start)
