"""LaTeX formulas → tokens: as much of LaTeX as calculations use.

What is not known becomes a break, so that nothing is ever read across it.
"""

import re
from collections.abc import Iterator

from rechenprobe.lecture import Span
from rechenprobe.read.numbers import NUMBER
from rechenprobe.read.text import AddNumber, text_tokens
from rechenprobe.read.tokens import (
    OPERATORS,
    RELATIONS,
    SCALES,
    SUPERSCRIPTS,
    UNITS,
    Token,
    TokenKind,
)

_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_SPACE = frozenset(
    r"\, \; \: \! \  \enspace \thinspace \displaystyle \textstyle \limits \left \right "
    r"\big \Big \bigl \bigr \Bigl \Bigr \bigg \Bigg \biggl \biggr \nonumber \notag \mathrm "
    r"\mathbf \mathit \mathsf \boxed \boldsymbol \bm \hfill".split(" ")
) | {"\\ "}
"""Commands without a meaning of their own; a following group is read as a group."""
_OPERATIONS: dict[str, tuple[TokenKind, str]] = {
    r"\cdot": ("op", "*"),
    r"\times": ("op", "*"),
    r"\ast": ("op", "*"),
    r"\div": ("op", "/"),
    r"\frac": ("function", "frac"),
    r"\dfrac": ("function", "frac"),
    r"\tfrac": ("function", "frac"),
    r"\cfrac": ("function", "frac"),
    r"\sqrt": ("function", "sqrt"),
    r"\sum": ("function", "sum"),
    r"\prod": ("function", "prod"),
    r"\ln": ("function", "log"),
    r"\lg": ("function", "log:10"),
    r"\exp": ("function", "exp"),
    r"\max": ("function", "max"),
    r"\min": ("function", "min"),
    r"\lfloor": ("open", "⌊"),
    r"\rfloor": ("close", "⌋"),
    r"\lceil": ("open", "⌈"),
    r"\rceil": ("close", "⌉"),
    r"\{": ("open", "{"),
    r"\}": ("close", "}"),
    r"\%": ("percent", "%"),
    r"\approx": ("relation", "≈"),
    r"\simeq": ("relation", "≈"),
    r"\le": ("relation", "≤"),
    r"\leq": ("relation", "≤"),
    r"\ge": ("relation", "≥"),
    r"\geq": ("relation", "≥"),
    r"\ne": ("relation", "≠"),
    r"\neq": ("relation", "≠"),
    r"\lt": ("relation", "<"),
    r"\gt": ("relation", ">"),
}
_SCALE = re.compile(rf"(?:\\[,; :]|\s|~)*\\(?:text|mathrm)\{{\s*({'|'.join(SCALES)})\.?\s*\}}")
_ARROWS = frozenset(
    r"\rightarrow \Rightarrow \longrightarrow \Longrightarrow \to \implies \mapsto \iff "
    r"\leftrightarrow \Leftrightarrow \Longleftrightarrow \longmapsto \rightsquigarrow".split()
)
_DIVIDES = re.compile(r"(?:\\[,;:! ]|\s)*(?:[\d(\[\w]|\\(?!q?quad))")
"""What stands behind a colon that divides: anything but a wide space or the end."""
_ALIGNED = re.compile(r"(?:\[[^\]\n]{0,20}\])?\s*&")
_BOUND = re.compile(r"\s*(?:\\limits\s*)?_(?=\{)")
_BASE = re.compile(r"\s*_\s*(?:(\d)|\{\s*(\d{1,4})\s*\})", re.ASCII)
_UPRIGHT = frozenset((r"\mathrm", r"\operatorname", r"\mathsf"))
_TEXTS = frozenset(r"\text \textrm \textbf \textit \textsf \mbox".split())
_ANNOTATED = frozenset(r"\underbrace \overbrace \underline \overline".split())
_SYMBOLS = frozenset(
    r"\alpha \beta \gamma \delta \epsilon \varepsilon \eta \theta \kappa \lambda \mu \nu \pi \rho "
    r"\sigma \tau \phi \varphi \chi \psi \omega \Delta \Sigma \Omega \Theta \Phi \ell \hat "
    r"\tilde \bar \vec".split()
)


def latex_tokens(source: str, span: Span, add: AddNumber) -> Iterator[Token]:
    """Tokens of the formula in `source[span]` (dollars left out)."""
    lexer = _Lexer(source, span, add)
    for token in lexer.tokens():
        lexer.follow(token)
        yield token


class _Lexer:
    def __init__(self, source: str, span: Span, add: AddNumber) -> None:
        self._source = source
        self._position = span.start
        self._end = span.end
        self._add = add
        self._last = "break"
        self._annotated = False
        self._groups: list[bool] = []  # open braces: does a note follow the closing one?

    def follow(self, token: Token) -> None:
        """Remember what came last: a word behind a number may be its unit."""
        self._last = token.kind

    def tokens(self) -> Iterator[Token]:
        while self._position < self._end:
            start = self._position
            character = self._source[start]
            if character.isspace() or character in "&~":
                self._position += 1
            elif character == "\\":
                yield from self._command()
            elif "0" <= character <= "9":
                yield self._number()
            elif character == "_":
                self._position = self._argument(start + 1)[1]  # of a bracket: a label
                yield self._token("break", "_", start)
            elif character == "{":
                self._position += 1
                self._groups.append(self._annotated)
                self._annotated = False
                yield self._token("open", "group", start)
            elif character == "}":
                self._position += 1
                yield self._token("close", "group", start)
                if self._groups and self._groups.pop():
                    self._skip_note()
            else:
                yield self._character(character)

    def _token(self, kind: TokenKind, text: str, start: int, number: int = -1) -> Token:
        return Token(kind, text, Span(start, self._position), number=number, math=True)

    def _character(self, character: str) -> Token:
        start = self._position
        self._position += 1
        if character.isalpha():
            return self._symbol(start)
        if character in RELATIONS:
            return self._token("relation", RELATIONS[character], start)
        if character in OPERATORS:
            return self._token("op", OPERATORS[character], start)
        if character in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            return self._token("power", character.translate(SUPERSCRIPTS), start)
        if character == ":":
            punctuation = self._last == "break" or _DIVIDES.match(self._source, start + 1) is None
            return self._token("break" if punctuation else "op", ":", start)
        if character in "([⌊⌈":
            return self._token("open", character, start)
        if character in ")]⌋⌉":
            return self._token("close", character, start)
        if character == "%":
            return self._token("percent", "%", start)
        if character in ",;":
            return self._token("comma", ",", start)
        if character in "⇒→⟹⟶":
            return self._token("arrow", character, start)
        return self._token("break", character, start)

    def _number(self) -> Token:
        start = self._position
        match = NUMBER.match(self._source, start, self._end)
        assert match is not None
        self._position, power = match.end(), 0
        if scale := _SCALE.match(self._source, self._position, self._end):
            self._position, power = scale.end(), SCALES[scale[1]]
        span = Span(start, self._position)
        return self._token("number", match[0], start, self._add(span, power))

    def _single_digits(self) -> Iterator[Token]:
        r"""`\frac12` is one half: without braces an argument is one digit."""
        for _ in range(2):
            start = self._position
            if not ("0" <= self._source[start : start + 1] <= "9") or start >= self._end:
                return
            self._position = start + 1
            number = self._add(Span(start, start + 1), 0)
            yield self._token("number", self._source[start], start, number)

    def _symbol(self, start: int) -> Token:
        """A letter or Greek command, with its subscript and primes as one name."""
        while self._source[self._position : self._position + 1] == "'":
            self._position += 1
        if self._source[self._position : self._position + 1] == "_" and self._position < self._end:
            self._position = self._argument(self._position + 1)[1]
        return self._token("symbol", self._source[start : self._position], start)

    def _argument(self, start: int) -> tuple[Span, int]:
        """The span of a command's argument without braces, and where it ends with them."""
        while start < self._end and self._source[start].isspace():
            start += 1
        if start >= self._end:
            return Span(self._end, self._end), self._end
        if self._source[start] == "\\":
            match = _COMMAND.match(self._source, start, self._end)
            stop = match.end() if match else start + 1
            return Span(start, stop), stop
        if self._source[start] != "{":
            return Span(start, start + 1), start + 1
        depth = 0
        for position in range(start, self._end):
            character = self._source[position]
            if character == "{" and self._source[position - 1] != "\\":
                depth += 1
            elif character == "}" and self._source[position - 1] != "\\":
                depth -= 1
                if depth == 0:
                    return Span(start + 1, position), position + 1
        return Span(start + 1, self._end), self._end

    def _text(self, inner: Span, start: int) -> Iterator[Token]:
        r"""`\text{…}`: prose, or the unit of the number before it."""
        word = self._source[inner.start : inner.end].strip(" ~")
        if word in UNITS and self._last in ("number", "close", "percent"):
            yield self._token("unit", word, start)
        else:
            yield from text_tokens(self._source, inner, self._add)

    def _skip_note(self) -> None:
        r"""Behind `\underbrace{11 \cdot 11}` the `_{\text{Filter}}`."""
        start = self._position
        while start < self._end and self._source[start].isspace():
            start += 1
        if self._source[start : start + 1] in ("_", "^") and start < self._end:
            _, self._position = self._argument(start + 1)

    def _command(self) -> Iterator[Token]:
        start = self._position
        match = _COMMAND.match(self._source, start, self._end)
        name = match[0] if match else "\\"
        self._position = start + len(name)
        if name in _UPRIGHT:
            inner, after = self._argument(self._position)
            if self._source[inner.start : inner.end].strip(" ~") in UNITS:
                self._position = after
                yield from self._text(inner, start)
            return
        if name in _SPACE:
            return
        if name == r"\log" and (base := _BASE.match(self._source, self._position, self._end)):
            self._position = base.end()
            yield self._token("function", f"log:{base[1] or base[2]}", start)
        elif name == r"\log":
            yield self._token("function", "log:?", start)
        elif name in (r"\quad", r"\qquad"):
            if self._last not in ("break", "op", "relation"):
                yield self._token("break", r"\quad", start)
        elif name == r"\\":
            aligned = _ALIGNED.match(self._source, self._position, self._end)
            yield self._token("break", r"\\&" if aligned else r"\\", start)
        elif name in _OPERATIONS:
            kind, text = _OPERATIONS[name]
            yield self._token(kind, text, start)
            if text == "frac":
                yield from self._single_digits()
            elif text in ("sum", "prod") and (
                bound := _BOUND.match(self._source, self._position, self._end)
            ):
                self._position = bound.end()  # the lower bound is read as a group
        elif name in _ARROWS:
            yield self._token("arrow", name, start)
        elif name in _TEXTS:
            inner, self._position = self._argument(self._position)
            yield from self._text(inner, start)
        elif name in _ANNOTATED:
            self._annotated = True  # the next group's note is not part of the calculation
        elif name in (r"\begin", r"\end"):
            _, self._position = self._argument(self._position)
            yield self._token("break", name, start)
        elif name in _SYMBOLS:
            if name in (r"\hat", r"\tilde", r"\bar", r"\vec"):
                _, self._position = self._argument(self._position)
            yield self._symbol(start)
        else:
            yield self._token("break", name, start)
