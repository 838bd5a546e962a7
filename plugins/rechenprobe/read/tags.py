"""HTML tags in the prose."""

from rechenprobe.lecture import Span
from rechenprobe.read.tokens import Token


def script_tokens(source: str, span: Span) -> list[Token]:
    """An HTML tag: `<sup>` raises, everything else divides."""
    start, middle, end = span.start, span.start + 1, span.end
    match source[start:end].lower():
        case "<sup>":
            caret = Token("op", "^", Span(start, middle), glued=True)
            return [caret, Token("open", "group", Span(middle, end), glued=True)]
        case "</sup>":
            return [Token("close", "group", span, glued=True)]
        case _:
            return [Token("break", "", span)]
