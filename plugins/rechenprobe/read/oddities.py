"""What no page is meant to hold, whatever it says otherwise."""

import re
from collections.abc import Iterable, Iterator

from rechenprobe.late import late
from rechenprobe.lecture import Problem, Span

_NO_BRACES = late(r"\\.|`[^`]*`", re.DOTALL)
"""What looks like a brace in a formula and is none; also values, which are code."""


def oddities(source: str, unclosed: Iterable[Span]) -> Iterator[Problem]:
    """Complains of characters that no text has, and of fences that nothing closes."""
    if (null := source.find("\0")) >= 0:
        message = "Hier steht ein Nullzeichen (U+0000), das kein Text enthält"
        remedy = "Es löschen; Editoren zeigen es oft nicht an. Oder die Datei ist kein Text."
        yield Problem(Span(null, null + 1), "null-character", message, remedy)
    for span in unclosed:
        message = (
            "Dieser Codeblock wird nirgends geschlossen; was dahinter steht, ist nicht geprüft"
        )
        remedy = "Eine Zeile mit denselben Zeichen (```) ans Ende des Codes setzen."
        yield Problem(span, "unclosed-fence", message, remedy)


def is_whole(latex: str) -> bool:
    """Whether a formula closes all its braces: one that does not is complained about elsewhere."""
    if latex.count("{") == latex.count("}"):  # nearly always
        return True
    braces = _NO_BRACES.sub("", latex)
    return braces.count("{") == braces.count("}")
