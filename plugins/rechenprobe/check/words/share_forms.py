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
    r"(?:\w*parametern?s?|params|gewichten?|weights|macs?|flops?|\w*multiplikationen|multiplications"
    r"|rechenaufwands?|aufwands?|arbeit|rechenarbeit|rechenoperationen|operationen|computations?)"
)
_ADVERBS = (
    r"(?:(?:nur|rund|etwa|knapp|gut|fast|über|ca\.|circa|ungefähr|genau|also|damit|somit|zusammen"
    r"|insgesamt|gemeinsam|allein|bereits|schon|dagegen|sich|aber|jedoch|hingegen|lediglich|immerhin"
    r"|gerade einmal|about|nearly|only|alone|almost|roughly|just|but"
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
    r"|ist|brauch(?:t|en)|benötig(?:t|en)|umfass(?:t|en)|besitz(?:t|en)|leiste(?:t|n)"
    r"|verursach(?:t|en)|koste(?:t|n)|liefer(?:t|n)|accounts? for|have|has"
    r"|holds?|contains?|makes? up|needs?|uses?|does|do|performs?|costs?)"
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
    rf"|(?:(?:die|der|the)\s)?M {_ADVERBS}{_HAS} {_SHARE}(?: aus| zusammen)?"
    r"|(?:ohne|without) (?:(?:die|der|den|the)\s)?M"
    r" (?:bleib\w*|blieb\w*|hätte|hat) (?:(?:das netz|das modell|es)\s)?"
    rf"{_SHARE}(?: übrig)?)"
)
_SHORT = late(
    rf"{_SHARE} {_ON}|{_HAS} {_SHARE}(?: aus)?|(?:{_ON}|(?:(?:die|der|the)\s)?M) {_SHARE}"
    rf"|(?:(?:das sind|das entspricht|mithin|d\. ?h\.|i\. ?e\.|that is)\s)?{_SHARE}"
)
"""What goes on with a clause before: „…, auf die Faltungsschichten 3 %“, „…, also 97 %“."""
_OTHERWISE = late(
    r"(?:bei|für|in|for|with|in the case of) (?:(?:der|die|den|dem|the)\s)?M [^n]*?"
    r"(?:umgekehrt|anders(?: aus|herum)?|ähnlich(?: aus)?|gegenteil|the opposite|the reverse"
    r"|the other way (?:round|around)|reversed|similar|different)"
)
"""„Bei C3 ist es umgekehrt: 3,9 % der Parameter, 57,6 % der MACs“: the clause before the colon."""
_THAT_IS = late(
    rf"(?:das|dies|that|this) (?:sind|ist|entspricht|macht|is|are) {_ADVERBS}{_SHARE}(?: aus)?"
)
_ONLY = late(_SHARE)
_NUMBER = late(r"\bN\b")
_CUT = late(r"\s*(?:[,;:()]|\s[–—-]\s|\b(?:und|and|sowie|but)\b)\s*")


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
    clauses = _clauses(text, marks)
    place = next((n for n, one in enumerate(clauses) if _NUMBER.search(one)), None)
    if place is None:
        return False
    clause = clauses[place]
    if layers is None:
        return _THAT_IS.fullmatch(clause) is not None
    if any(map(_OTHERWISE.fullmatch, clauses[:place])):
        return _ONLY.fullmatch(clause) is not None
    return bool(_FULL.fullmatch(clause) or (goes_on and _SHORT.fullmatch(clause)))


def _clauses(text: str, marks: list[tuple[Span, str]]) -> list[str]:
    """Its clauses in small letters, with signs for what is marked."""
    parts, at = [], 0
    for (start, end), sign in sorted(marks):
        if start >= at:
            parts += [text[at:start].lower(), sign]
            at = end
    words = re.sub(r"[*_`$]", "", "".join([*parts, text[at:].lower()]))
    words = re.sub(r"\s+", " ", words).strip(" .!?")
    return [one.strip() for one in _CUT.split(words)]
