"""Times of day and how long something takes: „um 9:40 Uhr, nach 140 Minuten, also um 12:00 Uhr“.

Times of day are names, no numbers of the lecture: they are only looked at here.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.following.amounts import Amount
from rechenprobe.check.following.passages import ELSE
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.late import late
from rechenprobe.lecture import Span

_DIGITS = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_TIME = late(
    rf"(?<![\d:.,])(?:(?:{_DIGITS}|[01]?\d|2[0-4])(?=\s*uhr\b)"
    rf"|{_DIGITS}(?=\s*(?:bis|–|-)\s*\d{{1,2}}(?:[:.]\d{{2}})?\s*uhr\b)"
    rf"|(?<=\b(?:at|to|by)\s){_DIGITS}|(?<=\bfrom\s){_DIGITS})(?![:.]?\d)"
)
_SAYS = late(r"\d\s*uhr\b|\b(?:at|from) \d{1,2}:\d{2}\b")
_BEGINS = late(r"\b(?:start\w*|beg[aio]nn\w*|begins?|began|los\w*|an|ab|angefangen|from|von)\b")
_STARTS = late(r"\b(?:start\w*|beg[aio]nn\w*|begins?|began)\b")
_ENDS = late(
    r"\b(?:end\w*|beendet\w*|fertig\w*|abgeschlossen|geschafft|bis|also|somit|damit|demnach|folglich"
    r"|mithin|schluss|vorbei|finish\w*|done|until|so|thus|hence|stops?|aus|to)\b|–|-"
)
_LASTS = late(
    r"\b(?:l[äa]uft|lief\w*|dauer\w*|(?:ge)?brauch\w*|benötig\w*|nach|also|somit|demnach|das sind"
    r"|lang|takes?|took|runs?|ran|lasts?|lasted|after|which is|that is|so)\b"
)
_OTHERWISE = late(
    r"\b(?:je|jede\w*|jeweils|pro|alle|paus\w*|unterbr\w*|verspät\w*|später|früher|länger|kürzer"
    r"|warte\w*|zwei\w*|dritte\w*|each|every|per|breaks?|later|earlier|delay\w*"
    r"|waits?|second|third|utc|gmt|me?s?z|zeitzone\w*|time ?zone"
    r"|rund|etwa|ca|circa|ungefähr|knapp|gut|fast|gegen|kurz|about|nearly|almost|around|roughly)\b"
)
"""With these more goes by than is said, or it is said roughly."""
_DAY, _HALF_DAY, _HOUR, _MINUTE = 86_400, 43_200, 3600, 60


class _Clock(Struct, frozen=True):
    """A time of day."""

    start: int
    """In the passage."""
    end: int
    seconds: int
    mark: str
    """Between hours and minutes; empty without minutes."""


def says_time(text: str) -> bool:
    """Whether a text in small letters may say one."""
    return ("uhr" in text or " at " in text or " from " in text) and bool(_SAYS.search(text))


def check_times(
    ledger: Ledger,
    text: str,
    start: int,
    here: Sequence[Amount],
    last: tuple[int, Sequence[Amount]],
) -> None:
    """Hold two times of day in a sentence, or it and the one before, against what lies between."""
    if not _TIME.search(text):
        return
    source = ledger.page.lower
    for first, amounts in ((start, here), (last[0], (*last[1], *here))):
        whole = source[first : start + len(text)]
        clocks = [_clock(it) for it in _TIME.finditer(whole)]
        spans = [amount for amount in amounts if not _names(amount, clocks, first)]
        if len(clocks) == 2 and len(spans) == 1:
            _check(ledger, whole, first, (clocks[0], clocks[1]), spans[0])
            return


def _clock(match: re.Match[str]) -> _Clock:
    mark = next((it for it in ":." if it in match[0]), "")
    hours, _, minutes = match[0].partition(mark or ":")
    return _Clock(match.start(), match.end(), int(hours) * _HOUR + int(minutes or 0) * 60, mark)


def _names(one: Amount, clocks: Sequence[_Clock], first: int) -> bool:
    return any(it.start <= one.start - first < it.end for it in clocks)


def _check(
    ledger: Ledger, text: str, first: int, clocks: tuple[_Clock, _Clock], span: Amount
) -> None:
    begin, end = clocks
    if span.kind != "s" or span.per or span.each or span.factor < _MINUTE:
        return
    at, stop = span.start - first, span.end - first
    bare = text
    for a, b in ((begin.start, begin.end), (end.start, end.end), (at, stop)):
        bare = bare[:a] + " " * (b - a) + bare[b:]
    if re.search(r"\d", bare) or ELSE.search(bare) or _OTHERWISE.search(bare):
        return
    before = text[: begin.start]
    between = bare[begin.end : end.start]
    behind = bare[stop if begin.end < stop < end.start else end.start : end.start]
    if _ENDS.search(before) or _BEGINS.search(between.rpartition(",")[2]) or _STARTS.search(behind):
        return
    lasts = f"{re.split('[,;.]', bare[:at])[-1]} {re.split('[,;.]', bare[stop:])[0]}"
    if not _LASTS.search(lasts):
        return  # „endet um 17:30 Uhr und enthält 180 Minuten Unterricht“
    ends = _ENDS.search(between) or _ENDS.search(bare[end.end : end.end + 40])
    if not ends:
        return
    passed = Fraction(end.seconds - begin.seconds)
    off = (span.value - passed) % _HALF_DAY
    off = min(off, _HALF_DAY - off)
    exact = span.factor < _HOUR or span.statement is None or len(span.numbers) > 1
    allowed = Fraction(_MINUTE, 2) if exact else span.factor / 10**span.decimals / 2
    place = Span(span.start, span.end)
    shown = f"von {_written(begin.seconds, ':')} bis {_written(end.seconds, ':')} Uhr"
    if off < allowed:
        if span.statement is not None and not ledger.settled(span.numbers):
            truth = Truth("", ledger.lecture.text(place), f"so lange ist es {shown}")
            ledger.verified(place, span.numbers, truth)
    elif at > end.start:
        value = passed % _DAY / span.factor
        unit = ledger.lecture.text(place).lstrip("0123456789,. \u00a0\u202f")
        true = f"{notation.brief(value, ledger.grouping)} {unit}"
        ledger.wrong(place, span.numbers, Truth("", true, f"so lange ist es {shown}"))
    else:
        true = _written(int(begin.seconds + span.value) % _DAY, end.mark or ":")
        long = f"{notation.brief(span.value / _MINUTE, ledger.grouping)} Minuten"
        shown = f"{long} nach {_written(begin.seconds, ':')} Uhr"
        place = Span(first + end.start, first + end.end)
        ledger.wrong(place, (), Truth("", true, f"so spät ist es {shown}"))


def _written(seconds: int, mark: str) -> str:
    return f"{seconds // _HOUR}{mark}{seconds % _HOUR // _MINUTE:02d}"
