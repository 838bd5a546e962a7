"""Prose → tokens."""

from collections.abc import Callable
from html import unescape

from msgspec import structs

from rechenprobe.lecture import Span
from rechenprobe.read.citations import bracketed
from rechenprobe.read.gradients import gradient_at
from rechenprobe.read.lexemes import (
    ARGUMENT,
    ARROW,
    BARE,
    BILLION,
    BREAKS,
    CALCULATING,
    CALCULATION,
    EACH,
    ENDS_OPERAND,
    EQUATION,
    LEXEME,
    NAMES,
    OPERATING,
    PER,
    PERCENT,
    PRIMES,
    REMAINDER,
    RESULTS,
    SAID,
    SCALE,
    SIZE_BEFORE,
    SPOKEN,
    SYMBOL,
    begins_scale,
    is_plain,
)
from rechenprobe.read.measures import means_days, measures, priced, unit_at
from rechenprobe.read.naming import passed_over
from rechenprobe.read.numbers import BINARY, NUMBER, end_in_list
from rechenprobe.read.signs import sign_at
from rechenprobe.read.tokens import (
    CURRENCIES,
    DOTS,
    FUNCTIONS,
    LETTERS,
    OPERATORS,
    RELATIONS,
    SCALES,
    SUPERSCRIPTS,
    UNITS,
    Token,
    TokenKind,
)

AddNumber = Callable[[Span, int], int]
"""Registers a number that stands at a span, times a power of ten; its index."""


def text_tokens(
    source: str,
    span: Span,
    add: AddNumber,
    *,
    previous: str = "",
    operand: Token | None = None,
) -> list[Token]:
    """Tokens of the prose in `source[span]`.

    `previous` is the last word before it, `operand` the last token of a formula right before it:
    „$2^{20}$ Byte“, „$n = 3$: $9 / 3 = 3$“. Numbers that name or date something instead of
    counting it (`naming`) are passed over as breaks.
    """
    return _Lexer(source, span, add, previous, operand).tokens()


class _Lexer:
    def __init__(
        self, source: str, span: Span, add: AddNumber, previous: str, operand: Token | None
    ) -> None:
        self._source = source
        self._position = span.start
        self._end = span.end
        self._add = add
        self._word = previous  # the last word, if only spaces and a stop followed
        self._last = operand
        self._after = operand  # the last token, if no space followed it
        self._calculates = False  # whether the last tokens do
        self._operates = operand is not None  # whether they are more than one number
        self._related = False  # whether something is compared in this sentence

    def tokens(self) -> list[Token]:
        source, end, found = self._source, self._end, list[Token]()
        while self._position < end:
            match = LEXEME.match(source, self._position, end)
            assert match is not None
            kind = match.lastgroup or ""
            text, stop = match[kind], match.end()
            start = stop - len(text)
            if start != self._position or kind == "space":
                if self._last is not None and self._ends_line(start, kind):
                    found.append(self._make("break", ".", start))
                self._after = None
                self._position = start
            operand = self._last is not None and self._last.kind in ENDS_OPERAND
            if text[0] in "d∂" and (name := gradient_at(source, start, end)):
                found.append(self._gradient(*name))
            elif kind == "word" and not operand and is_plain(text):
                word = self._make("word", text.rstrip("_"), stop)
                self._position = stop
                self._word, self._last, self._after = word.text, word, word
                self._operates = self._calculates = False
                found.append(word)
            elif kind in {"space", "emphasis"}:
                self._position = stop
            else:
                token = self._token(kind, text, stop)
                if token is None:
                    continue
                self._position = token.span.end
                if token.kind in ("word", "symbol"):
                    self._word = token.text
                elif token.kind not in ("unit", "break", "open") or token.text not in (
                    ".",
                    ":",
                    "(",
                ):
                    self._word = ""
                self._last = self._after = token
                self._operates = token.kind in OPERATING or (
                    self._operates and token.kind in ("number", "symbol", "unit")
                )
                self._related = token.kind == "relation" or (
                    self._related and token.kind != "break"
                )
                if token.kind == "op":
                    self._calculates |= self._source[token.span.start] in CALCULATING
                elif token.kind not in ENDS_OPERAND and token.kind != "open":
                    self._calculates = False
                found.append(token)
        return found

    def _ends_line(self, start: int, kind: str) -> bool:
        """Whether a result ends its line, and the next one begins with a number or an equation."""
        last = self._last
        if last is None or "\n" not in self._source[self._position : start]:
            return False
        if kind == "number":
            return last.kind in ("number", "percent")
        ends = self._related and last.kind in ENDS_OPERAND
        return ends and EQUATION.match(self._source, start, self._end) is not None

    def _gradient(self, name: str, stop: int) -> Token:
        token = self._make("symbol", name, stop)
        self._position, self._word = stop, ""
        self._last = self._after = token
        return token

    def _make(self, kind: TokenKind, text: str, stop: int, number: int = -1) -> Token:
        return Token(kind, text, Span(self._position, stop), number, self._after is not None)

    def _token(self, kind: str, text: str, stop: int) -> Token | None:
        match kind:
            case "word":
                return self._name(text, stop)
            case "number":
                return self._number()
            case "times":
                if self._after is None or self._after.kind in ENDS_OPERAND:
                    return self._make("op", "*", stop)
                return self._make("word", text, stop)
            case "arrow":
                return self._make("arrow", text, stop)
            case "relation":
                return self._make("relation", RELATIONS.get(text, "≈"), stop)
            case "power":
                return self._make("power", text.translate(SUPERSCRIPTS), stop)
            case "entity":
                return self._entity(text, stop)
            case "part":
                return self._make("part", text, stop)
            case "dots":
                return self._make("break", DOTS, stop)
            case "escape":
                return self._escaped(text, stop)
            case _:
                return self._other(text)

    def _escaped(self, text: str, stop: int) -> Token | None:
        r"""A character that the author keeps from being markup: `5 \* 5`."""
        if text[1] in CURRENCIES:
            return self._currency(stop)
        if text[1] in OPERATORS:
            return self._make("op", OPERATORS[text[1]], stop)
        if text[1] in RELATIONS:
            return self._make("relation", RELATIONS[text[1]], stop)
        if text[1] == "\n":
            return self._make("break", ".", stop)  # a line break of Markdown
        return self._make("break", text[1] if not text[1].isalnum() else text, stop)

    def _currency(self, stop: int) -> Token | None:
        """`20 €`, `2 $/h` or `$20`: a unit behind its number; before it, it says nothing more."""
        if self._last is not None and self._last.kind in ENDS_OPERAND - {"unit"}:
            rate = unit_at(self._source, stop - 1, self._end)
            return self._make("unit", *(rate or (self._source[stop - 1], stop)))
        if "0" <= self._source[stop : stop + 1] <= "9":
            self._position, self._after = stop, None
            return None
        return self._make("break", ",", stop)

    def _priced(self) -> Token | None:
        """The `/h` of `$2.5/h`."""
        start = self._last.span.start - 1 if self._last and self._last.kind == "number" else -1
        if start < 0 or self._source[start] not in CURRENCIES:
            return None
        currency = self._source[start]
        rate = priced(currency + self._source[self._position : self._position + 12])
        return self._make("unit", rate[0], self._position + rate[1] - 1) if rate else None

    def _entity(self, text: str, stop: int) -> Token | None:
        """`&nbsp;`, `&times;`: what it stands for; anything unusual divides."""
        meant = unescape(text)
        if meant.isspace():
            self._position, self._after = stop, None
            return None
        if meant in RELATIONS:
            return self._make("relation", RELATIONS[meant], stop)
        if ARROW.fullmatch(meant):
            return self._make("arrow", meant, stop)
        if meant in OPERATORS and meant not in "*!":
            return self._make("op", OPERATORS[meant], stop)
        return self._make("break", "&", stop)

    def _name(self, text: str, stop: int) -> Token:
        last, source = self._last, self._source
        bare = text.rstrip("_")
        operand = last is not None and last.kind in ENDS_OPERAND
        if bare in NAMES:
            return self._make("symbol", bare, stop)
        if operand and (rate := unit_at(source, self._position, self._end)):
            return self._make("unit", *rate)
        # „2s“ is twice the stride, „2 s“ are two seconds.
        unit = bare in UNITS and (len(bare) > 1 or self._after is None)
        unit = unit and (bare not in LETTERS or measures(source, stop, self._end))
        unit = unit or (bare == "d" and means_days(source, self._position, self._end))
        if operand and unit and not (last and last.kind in ("percent", "unit")):
            return self._make("unit", bare, stop)
        if operand and text in PERCENT:
            return self._make("percent", PERCENT[text], stop)
        function = text in FUNCTIONS
        following = ""
        if operand or function or text == "à":
            following = source[stop : min(self._end, stop + 3)].lstrip(" \u00a0")[:1]
        if text == "à" and last and last.kind == "word" and "0" <= following <= "9":
            return self._make("op", "*", stop)  # „138 Mio. Gewichte à 4 Byte“
        if text[:2] == "je" and last and EACH.match(source, self._position, self._end):
            return self._make("op", "*", stop)
        if operand and last and ("0" <= following <= "9" or following == "("):
            if text in SPOKEN:
                return self._make("op", SPOKEN[text], stop)
            if text in ("von", "of") and last.kind == "percent":
                return self._make("op", "*", stop)
            said = text in SAID and self._calculates and last.kind != "unit"
            start = self._position
            results = text in RESULTS and (self._operates or last.kind == "unit")
            if results and not self._operates:  # „alle 10 ms ergeben (16.000 − 400) / 160 + 1 = …“
                results = CALCULATION.match(source, stop, self._end) is None
            if said or (results and not SIZE_BEFORE.search(source, max(0, start - 60), start)):
                return self._make("relation", "=", stop)
        if (
            len(bare) == 1
            and (primes := PRIMES.match(source, stop, self._end))
            and (self._after is None or self._after.kind != "word")
        ):
            return self._make("symbol", bare + primes[0], primes.end())
        if (
            bare[1:2] in ("", "_")
            and SYMBOL.fullmatch(bare)
            and bare != "à"
            and (self._after is None or self._after.kind != "word")
        ):
            return self._make("symbol", bare, stop)
        if function and (
            source.startswith(("(", "²(", "{"), stop)
            or ("0" <= following <= "9" and FUNCTIONS[text] in BARE)
            or (FUNCTIONS[text] in BARE and ARGUMENT.match(source, stop, self._end))
        ):
            return self._make("function", FUNCTIONS[text], stop)
        if operand and len(bare) > 2 and (per := PER.match(source, stop, self._end)):
            return self._make("word", bare + per[0], per.end())  # „11 Gewichte/Filter“
        return self._make("word", bare or text, stop)

    def _other(self, character: str) -> Token | None:
        stop = self._position + 1
        if character in CURRENCIES:
            return self._currency(stop)
        if character in OPERATORS:
            return self._operator(character)
        if character == "(" and BINARY.match(self._source, self._position, self._end):
            return self._number()
        if character in "([" and (
            end := bracketed(self._source, self._position, self._end, self._word, self._after)
        ):
            return self._make("break", ",", end)
        if (
            self._source.startswith("||", self._position)
            and self._source[stop + 1 : stop + 2] != "|"
        ):
            return self._make("bar", "‖", stop + 1)
        if character == "°" and self._last is not None and self._last.kind in ENDS_OPERAND:
            celsius = self._source.startswith("C", stop)
            return self._make("unit", "°C" if celsius else "°", stop + celsius)
        kind, text = BREAKS.get(character, ("break", ""))
        if character == "\\" and stop >= self._end:
            text = "."  # a line break of Markdown
        if character == "%" and REMAINDER.match(self._source, self._position - 1, self._end):
            return self._make("op", "mod", stop)
        if character == ":" and self._divides(stop):
            kind = "op"
        return self._make(kind, text or character, stop)

    def _divides(self, stop: int) -> bool:
        """Whether the colon before `stop` divides, `12 : 4`, `100:4`, and is no punctuation."""
        if self._after is None:
            return self._source.startswith(" ", stop)
        return self._after.kind == "number" and "0" <= self._source[stop : stop + 1] <= "9"

    def _operator(self, character: str) -> Token:
        if character == "/" and (rate := self._priced()):
            return rate
        sign = sign_at(self._source, self._position, self._end, self._after)
        token = self._make(sign.kind, sign.text, sign.stop)
        return structs.replace(token, dash=sign.dash) if sign.dash else token

    def _number(self) -> Token:
        source, start, end = self._source, self._position, self._end
        match = NUMBER.match(source, start, end)
        assert match is not None
        stop = end_in_list(source, start, match.end())
        if (passed := passed_over(source, start, stop, end, self._word, self._after)) is not None:
            return self._make("break", source[start:passed], passed)
        power = 0
        if begins_scale(source, stop) and (scale := SCALE.match(source, stop, end)):
            stop, power = scale.end(), BILLION if scale[3] else SCALES[scale[1] or scale[2]]
        return self._make("number", source[start:stop], stop, self._add(Span(start, stop), power))
