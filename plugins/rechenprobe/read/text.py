"""Prose → tokens."""

import re
from collections.abc import Callable, Iterator

from rechenprobe.lecture import Span
from rechenprobe.read.numbers import NUMBER
from rechenprobe.read.tokens import OPERATORS, RELATIONS, SCALES, UNITS, Token

SCALE = re.compile(rf"[ \u00a0\u2009\u202f]?({'|'.join(SCALES)})(?!\w)\.?")
"""Behind a number: the word that multiplies it."""

AddNumber = Callable[[Span, int], int]
"""Registers a number that stands at a span, times a power of ten; its index."""

_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T_ ]\d{1,2}[:-]\d{2}(?:[:-]\d{2})?)?"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?=\s*Uhr)"
    r"|\d{1,2}\.\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember)(?:\s\d{4})?",
    re.ASCII,
)
_VERSION = re.compile(r"\d+(?:\.\d+){2,}(?![\d,])|\d+(?:[.,]\d+)+[A-Za-z]\w*", re.ASCII)
_ARROW = re.compile(r"[⇒⟹→⟶⇔⟺⇨➔➜↦]|[-=]+>|<[-=]+(?=\s)")
_RELATION = re.compile(r"==|<=|>=|!=|[=≈≃<>≤≥≠]|~(?=\s*\d)")
_WORD = re.compile(r"[^\W\d_][\w]*(?:[-‑][^\W\d_][\w]*)*(?:['’][^\W\d_]+)?")
_TIMES = re.compile(r"[xX](?=\s*[\d(\[])")
_BEFORE_NUMBER = re.compile(r"[\w#§@]", re.UNICODE)
_SYMBOL = re.compile(r"[^\W\d_](?:_\w{1,4})?")
_COEFFICIENT = re.compile(r"[a-ce-z](?![\w-])")
"""What may follow a number without a space and be a factor: `2p`, but not `2d`, `3D`."""
_YEAR = re.compile(r"(?:19|20)\d{2}(?:/\d{2,4})?(?![\d.,]\d)", re.ASCII)
_ORDINAL = re.compile(r"\d{1,3}\.(?=\s+[^\W\d_])", re.ASCII)
_ORDINAL_BEFORE = frozenset(
    "der die das dem den des am im vom zum zur beim jede jeder jedes dieser diese dieses "
    "ein eine einer seit ab ihr ihre ihrer".split()
)
REFERENCES = frozenset(
    "abschnitt kapitel abbildung abb tabelle tab gleichung gl formel seite seiten s übung aufgabe "
    "version python keras tensorflow nr nummer vorlesung lektion teil band schritt beispiel fußnote "
    "section figure fig table chapter listing equation eq page exercise step".split()
)
"""A number behind one of these words names a thing and counts nothing."""


def text_tokens(source: str, span: Span, add: AddNumber, *, previous: str = "") -> Iterator[Token]:
    """Tokens of the prose in `source[span]`; `previous` is the last word before it.

    Numbers that name or date something instead of counting it (years, dates,
    versions, ordinals, "Kapitel 3") are passed over as breaks.
    """
    position, end = span.start, span.end
    word = previous
    after: Token | None = None  # the token right before, if no space divides
    while position < end:
        character = source[position]
        if character.isspace():
            position += 1
            after = None
            continue
        token = _next(source, position, end, add, word, after)
        position = token.span.end
        if token.kind == "word":
            word = token.text
        elif token.kind not in ("unit", "break") or token.text not in ".:":
            word = ""
        after = token
        yield token


def _next(
    source: str, start: int, end: int, add: AddNumber, word: str, after: Token | None
) -> Token:
    character = source[start]
    glued = after is not None

    def token(kind: str, text: str, stop: int, number: int = -1) -> Token:
        return Token(kind, text, Span(start, stop), number=number, glued=glued)  # type: ignore[arg-type]

    if character == "\\" and start + 1 < end:  # an escape: the character itself
        return token("break", source[start + 1], start + 2)
    if "0" <= character <= "9":
        return _number(source, start, end, add, word, after)
    if match := _ARROW.match(source, start, end):
        return token("arrow", match[0], match.end())
    if match := _RELATION.match(source, start, end):
        return token("relation", RELATIONS[match[0]], match.end())
    if (after is None or after.kind in ("number", "close")) and (
        match := _TIMES.match(source, start, end)
    ):
        return token("op", "*", start + 1)
    if match := _WORD.match(source, start, end):
        return _word(token, match, after, source)
    if character in OPERATORS:
        return _operator(token, source, start, end, glued=glued)
    if character in "([{":
        return token("open", character, start + 1)
    if character in ")]}":
        return token("close", character, start + 1)
    if character in "⌊⌈":
        return token("open", character, start + 1)
    if character in "⌋⌉":
        return token("close", character, start + 1)
    if character == "√":
        return token("function", "sqrt", start + 1)
    if character == "%":
        return token("percent", "%", start + 1)
    if character == "‰":
        return token("percent", "‰", start + 1)
    if character == ",":
        return token("comma", ",", start + 1)
    if character == ":" and start + 1 < end and source[start + 1] == " " and not glued:
        return token("op", ":", start + 1)
    return token("break", character, start + 1)


def _operator(
    token: Callable[..., Token], source: str, start: int, end: int, *, glued: bool
) -> Token:
    character = source[start]
    before, behind = source[start - 1 : start], source[start + 1 : start + 2]
    spaced = not behind or behind.isspace()
    if character == "!" and (not glued or not spaced):
        return token("break", character, start + 1)
    if character == "–" and glued and not spaced:
        return token("break", character, start + 1)  # a range: 3–5
    if character == "*":
        if behind == "*":
            power = before.isalnum() and source[start + 2 : start + 3].isdigit()
            return token("op" if power else "break", "^" if power else "**", start + 2)
        between = (not glued and spaced) or ((before.isalnum() or before == ")") and not spaced)
        return token("op" if between else "break", "*", start + 1)  # otherwise emphasis
    return token("op", OPERATORS[character], start + 1)


def _number(
    source: str, start: int, end: int, add: AddNumber, word: str, after: Token | None
) -> Token:
    glued = after is not None
    match = NUMBER.match(source, start, end)
    assert match is not None
    stop = match.end()

    def passed_over(stop: int) -> Token:
        return Token("break", source[start:stop], Span(start, stop), glued=glued)

    if glued and after is not None and _continues_a_name(after, source, start):
        return passed_over(_end_of_name(source, start, end))
    for pattern in (_DATE, _VERSION):
        if other := pattern.match(source, start, end):
            return passed_over(other.end())
    if word.lower().rstrip(".") in REFERENCES and (after is None or after.kind == "break"):
        return passed_over(stop)
    if (ordinal := _ORDINAL.match(source, start, end)) and word.lower() in _ORDINAL_BEFORE:
        return passed_over(ordinal.end())
    if _YEAR.fullmatch(match[0]) and _stands_alone(source, start, stop, end):
        return passed_over(stop)
    if stop < end and source[stop].isalpha() and not _is_times(source, stop, end):
        unit = _WORD.match(source, stop, end)
        if (unit is None or unit[0] not in UNITS) and not _COEFFICIENT.match(source, stop, end):
            return passed_over(_end_of_name(source, start, end))
    power = 0
    if scale := SCALE.match(source, stop, end):
        stop, power = scale.end(), SCALES[scale[1]]
    span = Span(start, stop)
    return Token("number", source[start:stop], span, number=add(span, power), glued=glued)


def _continues_a_name(after: Token, source: str, start: int) -> bool:
    """Whether the digits belong to a name before them: `conv2d_1`, `ResNet-50`, `#12`."""
    if after.kind == "word":
        return True
    before = source[start - 1]
    return before in "_#§@" or (before in "-./:" and source[start - 2 : start - 1].isalpha())


def _end_of_name(source: str, start: int, end: int) -> int:
    while start < end and (source[start].isalnum() or source[start] in "_"):
        start += 1
    return start


def _is_times(source: str, position: int, end: int) -> bool:
    return _TIMES.match(source, position, end) is not None


def _stands_alone(source: str, start: int, stop: int, end: int) -> bool:
    """Whether no operator, relation or unit touches a four-digit number: then it is a year."""
    before = source[max(0, start - 8) : start].rstrip(" \t")[-1:]
    rest = source[stop : min(end, stop + 40)].lstrip(" \t")
    if before in tuple("=+-−·×*/^(≈<>≤≥≠xX⇒→$") and before:
        return before == "(" and rest[:1] in ")"
    following = _WORD.match(rest)
    if rest[:1] in tuple("=+−·×*/^≈<>≤≥≠!%²³⇒→$") and rest:
        return False
    if following and (following[0] in UNITS or following[0] in SCALES or following[0] in "xX"):
        return False
    # A capitalised word right behind it is what is being counted: „2048 Neuronen“.
    return not (following and following[0][0].isupper())


def _word(
    token: Callable[..., Token], match: re.Match[str], after: Token | None, source: str
) -> Token:
    text = match[0]
    counted = _previous_is_number(source, match.start())
    if counted and text in UNITS:
        return token("unit", text, match.end())
    if _SYMBOL.fullmatch(text) and (after is None or after.kind != "word"):
        return token("symbol", text, match.end())
    if text in ("max", "min") and source[match.end() : match.end() + 1] == "(":
        return token("function", text, match.end())
    return token("word", text, match.end())


def _previous_is_number(source: str, start: int) -> bool:
    before = source[max(0, start - 4) : start].rstrip(" \u00a0\u2009\u202f\t")
    return bool(before) and (before[-1].isdigit() or before[-1] in ")²³")
