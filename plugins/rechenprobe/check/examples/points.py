"""Points that an exercise gives: they count nothing of the subject.

    a) Wie viele Parameter hat das Netz? (4 P.)

They need no verdict; a rule that has one for them, a sum of points, keeps it.
"""

from bisect import bisect_left
from re import IGNORECASE

from rechenprobe.check.ledger import Ledger
from rechenprobe.late import late

_HINTS = ("p.)", "p)", "p.]", "p]", "pkt", "punkt", "points", "be)", "be]")
_SHORT = r"(?:P\.?|Pkte?\.?|Pkt\.|BE|pts?\.?)"
_POINTS = late(
    rf"[(\[]\s*(?:(?:je|max\.?|maximal|insgesamt|gesamt:?|zusammen)\s+)?[\d.,+\s]{{1,12}}?\s*"
    rf"(?:{_SHORT}|(?P<long>(?:Zusatz|Bonus)?-?Punkte?n?|points?))\s*[)\]]"
)
"""The whole word counts other things, too, in the midst of a sentence: „(2048 Punkte)“."""
_ASKED = late(
    r"(?:[.?!:)*_$]|\b(?:aufgabe|teilaufgabe|frage|übung|exercise|question|task|bonus|zusatz)\w*\s*\w{0,4})\s*\Z",
    IGNORECASE,
)
_BEFORE = 40


def pass_over_points(ledger: Ledger) -> None:
    """Numbers in brackets that say how many points an exercise gives."""
    if not any(map(ledger.page.lower.__contains__, _HINTS)):
        return
    source, numbers = ledger.lecture.source, ledger.lecture.numbers
    starts = [one.span.start for one in numbers]
    for match in _POINTS.finditer(source):
        line = source.rfind("\n", 0, match.start()) + 1
        before = source[max(line, match.start() - _BEFORE) : match.start()]
        heads = source[line : line + 1] == "#" or not before.strip("> \t")
        if match["long"] is None or heads or _ASKED.search(before):
            first, end = (bisect_left(starts, at) for at in match.span())
            ledger.structural(range(first, end))
