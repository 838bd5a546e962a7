"""What YAML's parser, Python's compiler and the system say in English, in German.

The original stays behind it in brackets: it is what one finds when one searches for it.
"""

import errno
import re
from collections.abc import Iterable

from rechenprobe.late import late

_YAML = (
    (late(r"expected ',' or '([\]}])'"), "eine Klammer wird nicht mit {} geschlossen"),
    (late(r"expected (?:the )?node content"), "hier fehlt ein Wert"),
    (late(r"mapping values are not allowed"), "hier darf kein Doppelpunkt mit Leerzeichen stehen"),
    (late(r"found character '\\t'"), "ein Tabulator steht, wo nur Leerzeichen stehen dürfen"),
    (
        late(r"found character (?:'.' )?that cannot start"),
        "so darf nichts anfangen, was nicht in Anführungszeichen steht",
    ),
    (late(r"could not find expected ':'"), "es fehlt ein Doppelpunkt"),
    (late(r"found unexpected end of stream"), "ein Anführungszeichen wird nicht geschlossen"),
    (
        late(
            r"expected <block end>|did not find expected (?:key|'-' indicator)"
            r"|sequence entries are not allowed"
        ),
        "die Einrückung passt nicht zu den Zeilen darüber",
    ),
    (late(r"found unhashable key"), "ein Name ist eine Liste oder eine Zuordnung"),
    (late(r"found undefined alias"), "ein Verweis mit * führt ins Leere"),
    (late(r"unknown escape"), "hinter \\ steht ein Zeichen, das dort nichts bedeutet"),
    (late(r"special characters are not allowed|control characters"), "ein Steuerzeichen steht da"),
    (late(r"expected <document start>"), "hinter dem Ende steht noch etwas"),
)
_SYNTAX = (
    (late(r"expected ':'"), "es fehlt ein Doppelpunkt"),
    (late(r"'(.)' was never closed"), "die Klammer {} wird nirgends geschlossen"),
    (late(r"unmatched '(.)'"), "die Klammer {} wurde nirgends geöffnet"),
    (late(r"closing parenthesis '(.)' does not match"), "die Klammer {} schließt eine andere"),
    (late(r"unterminated .*string literal"), "ein Text in Anführungszeichen endet nicht"),
    (late(r"expected an indented block"), "es fehlt ein eingerückter Block"),
    (late(r"unexpected indent"), "die Zeile ist weiter eingerückt als die davor"),
    (late(r"unindent does not match"), "die Einrückung passt zu keiner Zeile darüber"),
    (late(r"inconsistent use of tabs"), "Tabulatoren und Leerzeichen sind gemischt"),
    (late(r"invalid syntax\. Perhaps you forgot a comma"), "es fehlt wohl ein Komma"),
    (late(r".*Maybe you meant '=='"), "statt = ist wohl == gemeint"),
    (late(r"cannot assign to"), "links von = steht nichts, dem man etwas zuweisen kann"),
    (late(r"Missing parentheses in call to '(\w+)'"), "bei {} fehlen die Klammern"),
    (late(r"invalid (?:non-printable )?character"), "ein Zeichen, das Python nicht kennt"),
    (late(r"invalid decimal literal"), "eine Zahl geht nahtlos in Buchstaben über"),
    (late(r"leading zeros in decimal"), "ganze Zahlen beginnen nicht mit 0"),
    (late(r"'(\w+)' outside (?:async )?function"), "{} steht außerhalb einer Funktion"),
    (late(r"'?(\w+)'? (?:outside|not properly in) loop"), "{} steht außerhalb einer Schleife"),
    (late(r"positional argument follows keyword"), "Argumente ohne Namen stehen vor denen mit"),
    (late(r"invalid syntax"), "so versteht Python die Zeile nicht"),
)
_SYSTEM = {
    errno.ENOENT: "das gibt es nicht",
    errno.EACCES: "das ist nicht erlaubt",
    errno.EPERM: "das ist nicht erlaubt",
    errno.EISDIR: "das ist ein Ordner",
    errno.ENOTDIR: "auf dem Weg dorthin ist etwas kein Ordner",
    errno.ENOSPC: "auf dem Datenträger ist kein Platz mehr",
    errno.EDQUOT: "der zugeteilte Platz ist verbraucht",
    errno.EROFS: "dort lässt sich nichts schreiben",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.ELOOP: "Verknüpfungen führen im Kreis",
    errno.EIO: "der Datenträger antwortet nicht richtig",
    errno.EMFILE: "zu viele Dateien sind offen",
}


def of_yaml(problem: str) -> str:
    """`die Klammer wird nicht …  (expected ',' or ']', but got '<stream end>')`."""
    return _told(problem, _YAML)


def of_syntax(message: str) -> str:
    """The same of a `SyntaxError`'s."""
    return _told(message, _SYNTAX)


def of_system(error: OSError) -> str:
    """What is the matter with a file."""
    return _SYSTEM.get(error.errno or 0) or error.strerror or str(error)


def _told(said: str, words: "Iterable[tuple[re.Pattern[str], str]]") -> str:
    for pattern, german in words:
        if found := pattern.search(said):
            return f"{german.format(*found.groups())} ({said})"
    return said
