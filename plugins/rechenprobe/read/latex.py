"""LaTeX formulas → tokens: as much of LaTeX as calculations use.

What is not known becomes a break, so that nothing is ever read across it.
"""

import re
from collections.abc import Iterator

from msgspec import structs

from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.cases import CASES
from rechenprobe.read.commands import (
    ANNOTATED,
    ARROWS,
    CASES_NAMED,
    DETERMINANT,
    ELLIPSES,
    LABELLED,
    MATRICES,
    NORMS,
    OPERATIONS,
    SPACE,
    STYLES,
    SYMBOLS,
    TEXTS,
    UNREAD,
    UPRIGHT,
)
from rechenprobe.read.gradients import gradient_at
from rechenprobe.read.groups import COMMAND
from rechenprobe.read.lettering import Lettering
from rechenprobe.read.lexemes import NAMES
from rechenprobe.read.measures import unit_at
from rechenprobe.read.numbers import BINARY, NUMBER
from rechenprobe.read.raised import command_at, degrees_at
from rechenprobe.read.siunitx import MEASURED, plain_unit
from rechenprobe.read.text import AddNumber
from rechenprobe.read.tokens import (
    COLUMN,
    DOTS,
    OPERATORS,
    RELATIONS,
    SUPERSCRIPTS,
    Token,
    TokenKind,
)

_DIVIDES = late(r"(?:\\[,;:! ]|\s)*(?:[\d(\[\w]|\\(?!q?quad))")
"""What stands behind a colon that divides: anything but a wide space or the end."""
_SKIP = late(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|bp|\\\w+)\s*\]")
"""How much wider the gap below a line is: `\\\\[4pt]`."""
_ALIGNED = late(r"\s*&")
_BOUND = late(r"\s*(?:\\limits\s*)?_(?=\{)")
_PRICE = late(r"\s*\d[\d.,{}]*(?![\d.,{}]|\s*(?:\\[,; ])?\s*/)")
"""Behind a dollar sign: an amount, and no rate."""
_LAYER = late(r"\^\{\s*(?:\(\s*\w{1,3}\s*\)|\[\s*\w{1,3}\s*\])\s*\}")
"""`W^{(1)}`, `a^{[2]}`: of the first layer, no power."""
_STYLED = late(
    r"\s*(?:\\(?:mathbf|boldsymbol|bm|mathit|vec)(?![A-Za-z])\s*)?"
    r"(?:\{\s*(\\[A-Za-z]+|[^\W\d_])\s*\}|(\\[A-Za-z]+|[^\W\d_])(?![A-Za-z]))"
)
_DELTAS = (r"\Delta", "Δ")
_BASE = late(r"\s*_\s*(?:(\d)|\{\s*(\d{1,4})\s*\})", re.ASCII)
_WHICH_NORM = late(r"_(\{?(?:1|2|\\infty)\}?)(?![\d\w])")
_COUNTS = late(rf"(?:{'|'.join(NAMES)})(?![A-Za-z])")


def latex_tokens(source: str, span: Span, add: AddNumber) -> Iterator[Token]:
    """Tokens of the formula in `source[span]` (dollars left out)."""
    lexer = _Lexer(source, span, add)
    for token in lexer.tokens():
        lexer.follow(token)
        yield token


class _Lexer(Lettering):
    def __init__(self, source: str, span: Span, add: AddNumber) -> None:
        super().__init__(source, span, add)
        self._annotated = False
        self._environments: list[str] = []  # open ones: "matrix", "cases" or ""
        self._groups: list[bool] = []  # open braces: does a note follow the closing one?

    def follow(self, token: Token) -> None:
        """Remember what came last: a word behind a number may be its unit."""
        self._last = token.kind

    def tokens(self) -> Iterator[Token]:
        while self._position < self._end:
            start = self._position
            character = self._source[start]
            if character.isspace() or character == "~":
                self._position += 1
            elif character == "&":
                self._position += 1
                yield self._ampersand(start)
            elif character in "\\d∂" and (name := gradient_at(self._source, start, self._end)):
                self._position = name[1]
                yield self._token("symbol", name[0], start)
            elif character == "\\":
                yield from self._command()
            elif character == "^" and (unit := degrees_at(self._source, start, self._end)):
                self._position = unit[1]
                yield self._token("unit", unit[0], start)
            elif "0" <= character <= "9" or (
                character in "(ABCDEF" and BINARY.match(self._source, start, self._end)
            ):
                yield from self._number()
            elif character == "_":
                self._position = self._argument(start + 1)[1]  # of a bracket: a label
                yield self._token("break", "_", start)
            elif character == "{":
                self._position += 1
                self._groups.append(self._annotated)
                self._annotated = False
                yield self._token("open", "group", start)
            elif character == "}" and start in self._unseen:
                self._position += 1
            elif character == "}":
                self._position += 1
                yield self._token("close", "group", start)
                if self._groups and self._groups.pop():
                    self._skip_note()
            else:
                yield self._character(character)

    def _ampersand(self, start: int) -> Token:
        """Between the cells of a matrix, a case and its condition, or the columns of `aligned`."""
        environment = self._environments[-1] if self._environments else ""
        if environment == "matrix":
            return self._token("cell", "&", start)
        return self._token("break", r"\quad" if environment else COLUMN, start)

    def _token(self, kind: TokenKind, text: str, start: int, number: int = -1) -> Token:
        return Token(kind, text, Span(start, self._position), number, False, True)  # noqa: FBT003

    def _character(self, character: str) -> Token:
        start = self._position
        self._position += 1
        if character.isalpha():
            return self._worded(start) or self._symbol(start)
        if character in RELATIONS:
            return self._token("relation", RELATIONS[character], start)
        if character in OPERATORS:
            sign = self._token("op", OPERATORS[character], start)
            return structs.replace(sign, dash="×") if character == "×" else sign
        if character == "°":
            return self._token("unit", "°", start)
        if character == "€" and self._last in ("number", "close"):
            unit, self._position = unit_at(self._source, start, self._end) or ("€", start + 1)
            return self._token("unit", unit, start)
        if character in "⁰¹²³⁴⁵⁶⁷⁸⁹":
            return self._token("power", character.translate(SUPERSCRIPTS), start)
        if character == ":" and self._source.startswith("=", self._position):
            self._position += 1
            return self._token("relation", "=", start)
        if character == ":":
            punctuation = (
                self._last in ("break", "word") or _DIVIDES.match(self._source, start + 1) is None
            )
            return self._token("break" if punctuation else "op", ":", start)
        if character in "([⌊⌈":
            return self._token("open", character, start)
        if character in ")]⌋⌉":
            return self._token("close", character, start)
        if character in "%|":
            return self._token("percent" if character == "%" else "bar", character, start)
        if character in ",;":
            return self._token("comma", ",", start)
        if character == DOTS or self._source.startswith("...", start):
            self._position = start + (1 if character == DOTS else 3)
            return self._token("break", DOTS, start)
        if character in "⇒→⟹⟶":
            return self._token("arrow", character, start)
        return self._token("break", character, start)

    def _single_digits(self) -> Iterator[Token]:
        r"""`\frac12` is one half: without braces an argument is one digit."""
        for _ in range(2):
            start = self._position
            if not ("0" <= self._source[start : start + 1] <= "9") or start >= self._end:
                return
            self._position = start + 1
            number = self._add(Span(start, start + 1), 0)
            yield self._token("number", self._source[start], start, number)

    def _styled(self, start: int) -> Token | None:
        r"""`\mathbf{h}` and `\boldsymbol\delta` are named as if they were not bold."""
        found = _STYLED.match(self._source, self._position, self._end)
        letter = "".join(filter(None, found.groups())) if found else ""
        if found is None or (letter.startswith("\\") and letter not in SYMBOLS):
            return None
        self._position = found.end()
        # of several bold letters each is a vector of its own, no component
        several = self._source[self._position : self._position + 1] == "_"
        return self._symbol(start, rf"\mathbf{{{letter}}}" if several else letter)

    def _symbol(self, start: int, letter: str = "") -> Token:
        """A letter or Greek command, with its subscript, primes and layer as one name."""
        letter = letter or self._source[start : self._position]
        if letter in _DELTAS and (of := _STYLED.match(self._source, self._position, self._end)):
            letter, self._position = r"\Delta " + "".join(filter(None, of.groups())), of.end()
        base = self._position
        counts = self._source[start] in "TFPN"
        if counts and (name := _COUNTS.match(self._source, start, self._end)):
            self._position = max(self._position, name.end())
        while self._source[self._position : self._position + 1] == "'":
            self._position += 1
        if self._source[self._position : self._position + 1] == "_" and self._position < self._end:
            self._position = self._argument(self._position + 1)[1]
        if layer := _LAYER.match(self._source, self._position, self._end):
            self._position = layer.end()
            if self._source[self._position : self._position + 1] == "_":
                self._position = self._argument(self._position + 1)[1]
        return self._token("symbol", letter + self._source[base : self._position], start)

    def _with_arguments(self, name: str, start: int) -> Iterator[Token]:
        r"""Commands whose arguments are not only read in order."""
        if name in MEASURED:
            yield from self._measured(start)
        elif name in LABELLED:
            yield self._labelled(name, start)
        else:
            _, self._position = self._argument(self._position)

    def _labelled(self, name: str, start: int) -> Token:
        r"""`\overset{!}{=}` is a relation, but `\stackrel{?}{=}` only asks."""
        label, after = self._argument(self._position)
        sign, stop = self._argument(after)
        relation = RELATIONS.get(self._source[sign.start : sign.end].strip())
        if relation is None or "?" in self._source[label.start : label.end]:
            return self._token("break", name, start)
        self._position = stop
        return self._token("relation", relation, start)

    def _measured(self, start: int) -> Iterator[Token]:
        r"""`\SI{12}{\mega\byte}`."""
        number, after = self._argument(self._position)
        unit, stop = self._argument(after)
        self._position = number.start
        name = plain_unit(self._source[unit.start : unit.end])
        if name and NUMBER.fullmatch(self._source, number.start, number.end):
            yield structs.replace(next(self._number()), span=Span(start, number.end))
            self._position = stop
            yield self._token(*(("percent", "%") if name == "%" else ("unit", name)), start)
        else:
            self._position = stop
            yield self._token("break", self._source[start:stop], start)

    def _environment(self, name: str, start: int) -> Token:
        """A matrix is a bracket; others only divide."""
        inner, self._position = self._argument(self._position)
        which = self._word(inner).rstrip("*")
        matrix = which in MATRICES
        if which == "array" and name == r"\begin":
            matrix = self._source[max(0, start - 8) : start].rstrip().endswith(("(", "["))
            _, self._position = self._argument(self._position)
        if name == r"\begin":
            cases = CASES if which in CASES_NAMED else ""
            self._environments.append("matrix" if matrix else cases)
        elif self._environments:
            matrix = self._environments.pop() == "matrix"
        if matrix:
            return self._token("open" if name == r"\begin" else "close", "matrix", start)
        begins = self._environments[-1:] == [CASES] and name == r"\begin"
        return structs.replace(self._token("break", name, start), dash=CASES if begins else "")

    def _norm(self, start: int) -> Token:
        r"""`\|` or `\rVert_1`."""
        found = _WHICH_NORM.match(self._source, self._position, self._end)
        if found is None:
            return self._token("bar", "‖", start)
        self._position = found.end()
        which = found[1].strip("{}")
        return self._token("bar", "‖" + ("0" if which == r"\infty" else which), start)

    def _command(self) -> Iterator[Token]:
        start = self._position
        match = COMMAND.match(self._source, start, self._end)
        name = match[0] if match else "\\"
        self._position = start + len(name)
        if name in UPRIGHT or name in TEXTS:
            yield from self._named(name, start)
            return
        if name in SPACE or (name == r"\$" and _PRICE.match(self._source, self._position)):
            if name in STYLES and (styled := self._styled(start)):
                yield styled
            elif name in STYLES:
                self._set_apart()
            return
        if name in MEASURED | LABELLED | UNREAD:
            yield from self._with_arguments(name, start)
        elif name == r"\log" and (base := _BASE.match(self._source, self._position, self._end)):
            self._position = base.end()
            yield self._token("function", f"log:{base[1] or base[2]}", start)
        elif name == r"\log":
            yield self._token("function", "log:?", start)
        elif name in (r"\quad", r"\qquad"):
            if self._last not in ("break", "op", "relation"):
                yield self._token("break", r"\quad", start)
        elif name == r"\\":
            if skip := _SKIP.match(self._source, self._position, self._end):
                self._position = skip.end()
            aligned = _ALIGNED.match(self._source, self._position, self._end)
            yield self._token("break", r"\\&" if aligned else r"\\", start)
        elif self._last in ("number", "close") and (
            unit := command_at(self._source, start, self._end)
        ):
            self._position = unit[1]
            yield self._token("unit", unit[0], start)
        elif name in OPERATIONS:
            kind, text = OPERATIONS[name]
            dash = "×" if name == r"\times" else ""
            yield structs.replace(self._token(kind, text, start), dash=dash)
            if text in ("frac", "binom"):
                yield from self._single_digits()
            elif text in ("max", "min") and self._source.startswith("_", self._position):
                _, self._position = self._argument(self._position + 1)  # over what
            elif text in ("sum", "prod") and (
                bound := _BOUND.match(self._source, self._position, self._end)
            ):
                self._position = bound.end()  # the lower bound is read as a group
        else:
            yield from self._structure(name, start)

    def _structure(self, name: str, start: int) -> Iterator[Token]:
        """What divides, encloses or names; an unknown command divides."""
        if name in ELLIPSES:
            yield self._token("break", DOTS, start)
        elif name in ARROWS:
            yield self._token("arrow", name, start)
        elif name in ANNOTATED:
            self._annotated = True  # the next group's note is not part of the calculation
        elif name in (r"\begin", r"\end"):
            if self._source.startswith(DETERMINANT, self._position) and name == r"\begin":
                yield self._token("function", "det", start)
            yield self._environment(name, start)
        elif name in NORMS:
            yield self._norm(start)
        elif name in SYMBOLS:
            if name in (r"\hat", r"\tilde", r"\bar", r"\vec", r"\nabla"):
                _, self._position = self._argument(self._position)
            yield self._symbol(start)
        else:
            yield self._token("break", name, start)
