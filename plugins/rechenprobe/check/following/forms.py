"""How sentences say that a number follows from others in them, as one table.

Von 200 s auf 150 s, also um 25 %.
von #0 auf #1, also um %2.

In the patterns a number is a place: `#` for a count or measure, `%` for a percentage, `@` for a
calculation, with its position in the sentence.
"""

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.check.following.words import ABOUT, TOGETHER
from rechenprobe.late import late

Operation: TypeAlias = Literal[
    "part",  # „#0 von #1, also %2“
    "change",  # „von #0 auf #1, also um %2“
    "ratio",  # „von #0 auf #1, also auf %2“
    "percentage",  # „%0 von #1 sind #2“
    "used",  # „#0 Beispiele, davon werden %1 …, das sind #2 Beispiele“
    "rest",  # „von #0 dienen #1 …, die restlichen #2“
    "sum",  # „#0 und #1, zusammen #2“
    "product",  # „#0 zu je #1, also #2“
    "same",  # „7 Tage, also 168 Stunden“, „@0, das sind #1“
    "statistic",  # „der Mittelwert von #0, #1 und #2 ist #3“
    "fraction",  # „ein Viertel von #0 sind #1“
    "multiple",  # „#0 …, doppelt so viele, also #1“
]


class Form(Struct, frozen=True):
    """One way to say it."""

    operation: Operation
    pattern: "re.Pattern[str]"
    """The last place that it takes in is what follows from the others, but for „split“."""
    words: tuple[str, ...]
    """One of them stands in it; looking for them is quicker."""
    place: str
    """So does the sign of a percentage or calculation, if the form has one."""


N, P, C = r"#(\d+)", r"%(\d+)", r"@(\d+)"
_ANY = r"[#%](\d+)"
_GAP = r"[^#%@¤?.:;!()]{0,80}?"
_FAR = r"[^.:;!()?]{0,160}?"
_NOUN = r"(?: (?!und |and |oder )[^\W\d_][\w/-]*){0,3}"
_ALL = r"(?: den| the| diesen| insgesamt| allen)?"
_ROUGHLY = rf"(?: {ABOUT})?"
_ADVERBS = (
    r"(?: (?:also|somit|damit|demnach|folglich|insgesamt|zusammen|dann|nur|noch|wieder|only|just))*"
    + _ROUGHLY
)
_CLOSE = (
    r"(?: ?[,;–—:(]| also| somit| damit| folglich| daher)* ?\b"
    r"(?:also|somit|damit|demnach|folglich|mithin|d\. ?h\.|i\. ?e\.|macht|ergibt|ergeben"
    r"|entspricht|entsprechen|(?:das|dies) (?:sind|ist|waren|macht|ergibt|entspricht|entsprechen)"
    r"|was (?:[#%@]\d+ )?(?:entspricht|ergibt)|that is|which is|that's|hence|thus|therefore"
    rf"|giving|yielding|makes|gives|yields|equals)(?!\w){_ADVERBS}"
)
_SAYS = rf"(?:{_CLOSE}|,? (?:sind|ist|beträgt|betragen|is|are|be|=){_ADVERBS})"
_TAKES = rf"(?:{_SAYS}| (?:dauern|dauert|kosten|kostet|take|cost){_ADVERBS})"
_BY = r"(?:um|by|eine? \w+ (?:von|um)|an? \w+ of)"
_ADDED_UP = (
    r"(?:add(?:s|ing)? up to|(?:summing|sums?) (?:up )?to|(?:addier|summier)en sich (?:zu|auf)"
    r"|(?:deren|ihre) summe (?:ist|beträgt)|(?:whose|their) sum is|(?<=[–—;,-] )summe:?)"
)
_NOT_EACH = (
    r"(?<!alle )(?<!je )(?<!jede )(?<!jeden )(?<!pro )(?<!every )(?<!per )(?<!each )"
    r"(?<!mal )(?<!times )(?<!jeweils )"
)
_NO_NAME = "".join(
    rf"(?<!{word} )" for word in "rate quote wert anteil faktor factor value".split()
)
"""„Saying the base rate 1/3 gives 0.222“: that comes of saying it."""
_CHANGES = (
    r"(?:ersparnis|einsparung|reduktion|rückgang|zuwachs|steigerung|anstieg|zunahme|abnahme"
    r"|verringerung|verbesserung|verschlechterung|increase|decrease|reduction|savings?|improvement)"
)
_LISTED = rf"{N}(?:(?:,|;|,? und|,? and|,? sowie) #\d+)+"
_VALUES = (
    r"(?: (?:beiden|drei|vier|fünf|sechs|sieben|acht|neun|zehn|two|three|four|five|six|seven|eight"
    r"|nine|ten|der|the|von|zahlen|werten?|messwerten?|daten|beobachtungen|noten|punkte|ergebnisse"
    r"|verluste|genauigkeiten|values|numbers|scores|observations|measurements|losses)){0,4}"
)
_NAMES = (
    r"(?P<name>mittelwert|arithmetische mittel|durchschnitt|mean|average|median|summe|sum|produkt"
    r"|product|spannweite|range|differenz|difference|quotient|verhältnis|ratio)"
)
_OF = ("von ", "of ", "from ")
_ALSO = (
    *("also", "somit", "damit", "demnach", "folglich", "mithin", "d. h.", "d.h.", "i. e.", "i.e."),
    *("macht", "ergibt", "ergeben", "entspr", "das ", "dies ", "that", "which", "hence", "thus"),
    *("therefore", "giving", "yield", "makes", "gives", "equals"),
)
_IS = (*_ALSO, " sind", " ist", "betr", " is ", " are ", "=")
_BEHIND = (" der ", " aus ", *_OF)


def forms(text: str) -> Iterator[tuple[Operation, re.Match[str]]]:
    """All that a phrase says, form by form."""
    for form in _FORMS:
        if form.place in text and any(word in text for word in form.words):
            for match in form.pattern.finditer(text):
                yield form.operation, match


def _form(operation: Operation, pattern: str, words: tuple[str, ...]) -> Form:
    place = "%" if P in pattern else "@" if C in pattern else ""
    return Form(operation, late(pattern), words, place)


_PART = r"(?:hälfte|half|(?:drit|vier|fünf|sechs|ach|zehn)tel|thirds?|quarters?)"
_FROM_TO = rf"\b(?:von|from) {_ANY}{_NOUN},? (?:auf|to) {_ANY}{_NOUN}"

_FORMS = (
    _form("part", rf"{N}{_NOUN} (?:von|of|out of|der|aus){_ALL} {N}{_GAP}{_CLOSE} ?{P}", _BEHIND),
    _form(
        "part",
        rf"{N}{_NOUN} (?:von|of|out of|aus){_ALL} {N}{_GAP} \((?:{ABOUT} )?{P}",
        ("(",),
    ),
    _form("change", rf"{_FROM_TO}{_CLOSE} {_BY}{_ROUGHLY} {_ANY}", _OF),
    _form("change", rf"{_FROM_TO},? (?:eine? \w+ (?:von|um)|an? \w+ of){_ROUGHLY} {P}", _OF),
    _form(
        "change", rf"{_FROM_TO}[^#%@¤?;!()]{{0,80}}?\b{_CHANGES} (?:von|um|of){_ROUGHLY} {P}", _OF
    ),
    _form("ratio", rf"{_FROM_TO}{_CLOSE} (?:auf|to){_ROUGHLY} {P}", _OF),
    _form("percentage", rf"{P} (?:von|of|der|aller){_ALL} {N}{_NOUN}{_SAYS} {N}", _IS),
    _form("used", rf"{N}{_GAP} {P}{_GAP}{_CLOSE} {N}", _ALSO),
    _form(
        "product",
        rf"\b(?:eine?|jede[rs]?|an?|each|every|one)(?: \w+)?? (?P<thing>[\w-]+) {_GAP}{N}{_NOUN}"
        rf"[,;] {_GAP}{N} (?P<things>[\w-]+) {_GAP}(?:also|somit|therefore|so|thus)(?: aus)? {N}",
        ("also", "somit", "therefore", "so ", "thus"),
    ),
    _form(
        "rest",
        rf"\b(?:von|of|unter|among){_ALL} {N}{_FAR}\b"
        rf"(?<!von den )(?<!of the )(?P<rest>restlichen|übrigen|anderen|verbleibenden"
        rf"|remaining|other) {N}",
        ("restl", "übrig", "ander", "verbl", "remain", "other"),
    ),
    _form(
        "rest",
        rf"\b(?:von|of|bei){_ALL} {N}{_FAR} (?P<rest>bleiben|verbleiben|bleibt|leaves|leaving"
        rf"|(?:also|somit|damit) noch){_ADVERBS} {N}",
        ("bleib", "leav", " noch"),
    ),
    _form(
        "sum",
        rf"{N}[^.:;!?]{{0,200}}?[ ,(](?:{TOGETHER}|{_ADDED_UP}){_ADVERBS} {N}",
        ("zusammen", "insgesamt", "summ", "together", "total", " add", " sum", "addi"),
    ),
    _form(
        "sum",
        rf"{N}[^.:;!?]{{0,200}}?, #\d+ {TOGETHER}",
        ("zusammen", "insgesamt", "summe", "together", "total"),
    ),
    _form(
        "product",
        rf"{N}{_NOUN} (?:zu |von |mit |of |with )?(?:je|jeweils|à|each) {N}{_NOUN}"
        rf"{_TAKES} {N}",
        (" je", " à ", " each "),
    ),
    _form(
        "product",
        rf"{N}{_NOUN} (?:pro|je|per){_NOUN} (?:für|bei|for|mal|times|over) {N}{_NOUN}{_SAYS} {N}",
        (" pro ", " je ", " per "),
    ),
    _form("same", rf"{_NOT_EACH}{N}{_SAYS}(?: aus| in)? {N}", _IS),
    _form("same", rf"{_NOT_EACH}{_NO_NAME}{C}{_NOUN}{_TAKES} {N}", (*_IS, " dauer", " kost")),
    _form(
        "statistic",
        rf"\b{_NAMES} (?:der|von|aus|of|zwischen|between){_VALUES} {_LISTED}{_SAYS} {N}",
        _IS,
    ),
    _form("statistic", rf"\b{_NAMES} (?:von|of) {N} (?:zu|to) {N}{_SAYS} {N}", (" zu ", " to ")),
    _form(
        "fraction",
        rf"(?P<factor>(?:\b[a-zäöüß]+ |(?<![#%]\d )(?<!\d\d )\b){_PART}) (?:von|der|of){_ALL} "
        rf"{N}{_NOUN}{_SAYS} {N}",
        ("tel ", "hälfte ", "half ", "third", "quarter"),
    ),
    _form(
        "multiple",
        rf"{N}{_GAP}\b(?P<factor>doppelt|twice|[a-zäöü]+mal) (?:so|as) \w+{_NOUN}{_CLOSE} {N}",
        ("mal ", "doppelt ", "twice "),
    ),
    _form(
        "multiple",
        rf"{N}{_GAP} #\d+-?(?:mal|fache?|times|fold) (?:so|as) \w+{_NOUN}{_CLOSE} {N}",
        ("mal", "fach", "times", "fold"),
    ),
)
