"""Whether a clause says of a number what falls on some layers, and says nothing else of it.

„97 % der Parameter stecken in den Dense-Schichten“ may be called wrong; „90 % der Gewichte in den
Dense-Schichten sind nahe null“ is about something else. Clauses that are not of these forms
confirm only: no list of the words that change the meaning would ever be complete.
"""

import re
from collections.abc import Sequence

from rechenprobe.late import late

Span = tuple[int, int]

_COUNTED = (
    r"(?:\w*parametern?s?|params|gewichten?|weights|macs?|flops?|\w*multiplikationen"
    r"|rechenaufwands?|aufwands?|arbeit|rechenarbeit|rechenoperationen|operationen|computations?)"
)
_ADVERBS = (
    r"(?:(?:nur|rund|etwa|knapp|gut|fast|über|ca\.|circa|ungefähr|genau|also|damit|somit|zusammen"
    r"|insgesamt|gemeinsam|allein|bereits|schon|dagegen|sich|about|nearly|only|almost|roughly"
    r"|together|over|around|die restlichen|der rest|the rest)\s)*"
)
_LEAD = (
    rf"(?:(?:es|hier|davon|of (?:these|them)|(?:von|of) (?:den|allen|the|all) (?:n )?{_COUNTED}"
    r"(?: (?:des|of the) (?:netzes|modells|model|network))?"
    rf"|im (?:netz|modell)|in (?:diesem|unserem) (?:netz|modell))\s)?{_ADVERBS}"
)
_ON = r"(?:auf|in|zu|bei|on|to|by)\s(?:(?:der|die|den|dem|the)\s)?(?:allein\s)?M"
_FALLS = (
    r"(?:entf[aä]ll(?:en|t)|entfielen|steck(?:t|en)|sitz(?:t|en)|lieg(?:t|en)|gehör(?:t|en)"
    r"|befinde(?:t|n) sich|befinde(?:t|n)|are|is|lies?|sits?|falls?)"
)
_HAS = (
    r"(?:haben|hat|enthalten|enthält|mach(?:t|en)|stell(?:t|en)|tr[aä]g(?:t|en)|halten|hält|sind"
    r"|ist|brauch(?:t|en)|benötig(?:t|en)|umfass(?:t|en)|besitz(?:t|en)|accounts? for|have|has"
    r"|holds?|contains?|makes? up|needs?|uses?)"
)
_SHARE = (
    rf"{_ADVERBS}N(?: ?\\?%| prozent| percent)?(?: (?:davon|of (?:them|these)"
    rf"|(?:(?:der|des|aller|of the|of all|of)\s)?(?:gesamten\s)?(?:n )?{_COUNTED}"
    r"(?: (?:des|of the) (?:ganzen )?(?:netzes|modells|model|network))?))?"
)
_FULL = late(
    rf"{_LEAD}(?:{_SHARE} {_FALLS} {_ADVERBS}{_ON}"
    rf"|{_FALLS} {_SHARE} {_ON}"
    rf"|{_ON} {_FALLS} {_SHARE}"
    rf"|(?:(?:die|der|the)\s)?M {_HAS} {_SHARE}(?: aus| zusammen)?"
    r"|(?:ohne|without) (?:(?:die|der|den|the)\s)?M"
    r" (?:bleib\w*|blieb\w*|hätte|hat) (?:(?:das netz|das modell|es)\s)?"
    rf"{_SHARE}(?: übrig)?)"
)
_SHORT = late(
    rf"{_SHARE} {_ON}|(?:{_ON}|(?:(?:die|der|the)\s)?M) {_SHARE}"
    rf"|(?:(?:das sind|das entspricht|mithin|d\. ?h\.|i\. ?e\.|that is)\s)?{_SHARE}"
)
"""What goes on with a clause before: „…, auf die Faltungsschichten 3 %“, „…, also 97 %“."""
_THAT_IS = late(
    rf"(?:das|dies|that|this) (?:sind|ist|entspricht|macht|is|are) {_ADVERBS}{_SHARE}(?: aus)?"
)
_CUT = late(r"\s*(?:[,;:()]|\s[–—-]\s|\b(?:und|and|sowie)\b)\s*")


def tells(
    text: str, number: Span, layers: Span | None, others: Sequence[Span], *, goes_on: bool
) -> bool:
    """Whether the clause of a number says only what share of, or how much of, something it is.

    `layers` is where the sentence names them, None if it was another one; `others` are numbers
    and names that are neither. With `goes_on`, a clause before has said it of other layers.
    """
    marks = [(number, "N"), *((span, "n") for span in others)]
    if layers is not None:
        marks.append((layers, "M"))
    clause = _clause(text, marks)
    if layers is None:
        return _THAT_IS.fullmatch(clause) is not None
    return bool(_FULL.fullmatch(clause) or (goes_on and _SHORT.fullmatch(clause)))


def _clause(text: str, marks: list[tuple[Span, str]]) -> str:
    """The clause that holds the number, in small letters, with signs for what is marked."""
    parts, at = [], 0
    for (start, end), sign in sorted(marks):
        if start >= at:
            parts += [text[at:start].lower(), sign]
            at = end
    words = re.sub(r"[*_`$]", "", "".join([*parts, text[at:].lower()]))
    words = re.sub(r"\s+", " ", words).strip(" .!?")
    return next((one.strip() for one in _CUT.split(words) if re.search(r"\bN\b", one)), "")
