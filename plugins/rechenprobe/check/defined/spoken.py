"""Arithmetic in words: „30 von 120 Bildern, also 25 %“, „84 ist das 7-Fache von 12“.

A form reaches from the first number to the result: nothing that stands between is left out.
"""

from rechenprobe.check.defined import reckoning
from rechenprobe.check.defined.form import N, form
from rechenprobe.check.defined.reckoning import HALVES, TIMES
from rechenprobe.check.words.number_words import COUNTS

_P, _Q = r"#(\d+)", r"%(\d+)"
_FIRST = rf"(?<![-+*/·×−^(] )(?<!plus )(?<!minus )(?<!mal ){_P}"
"""Not behind an operator: „10 + 20 geteilt durch 5“."""
_ABOUT = (
    r"(?: (?:rund|etwa|ca\.|circa|gut|knapp|genau|nur|noch|about|roughly|around|approximately"
    r"|only))?"
)
_SAYS = (
    r"(?: ?=| ist| sind| beträgt| betragen| ergibt| ergeben| macht| machen| gibt| is| are| gives"
    rf"| equals| makes)(?: (?:also|dann|zusammen|insgesamt))?{_ABOUT} "
)
_SO = (
    r",? (?:also|somit|das sind|sind das|das ist|das entspricht|entspricht|d\. ?h\.|i\.e\.,?"
    rf"|that is|or){_ABOUT}"
)
_U = r"(?: (?!und\b|and\b|oder\b|or\b|von\b|of\b|mit\b|with\b|zu\b)[a-zäöüß][\wäöüß.-]*){0,3}"
"""What is counted."""
_SHARE = (
    rf"(?:{_SO} {_Q}(?! (?:der|des|dieser|aller|davon|of|von|mehr|weniger|more|less|fewer)\b)"
    rf"| \({_ABOUT} ?{_Q}\))"
)
"""It is of nothing else, and nothing stands with it in brackets."""
_G = r"[^#%.;]{0,30}?"
_NEARLY = (
    *("fast", "rund", "etwa", "als", "nahezu", "beinahe", "knapp", "gut", "ungefähr", "annähernd"),
    *("almost", "nearly", "roughly", "about", "than"),
)
_CLOSELY = "".join(f"(?<!{word} )" for word in _NEARLY)
_OFTEN = r"jede\w*|je|jeweils|alle\w*|\w*mal|pro|in|nach|bei|mit|per|each|every|times|after|at|with"
_WHAT = rf"(?: (?!(?:{'|'.join(_NEARLY)}|{_OFTEN})\b)[^#%.,;\s]+){{0,4}}?"
"""What is doubled, exactly and once."""
_CHANGES = "|".join((*TIMES, *HALVES))
_COUNT = rf"(?:{_P}|\b(?P<count>{'|'.join(word for word in COUNTS if word.isalpha())})\b)"


def _two_counts(first: str, other: str, measure: str) -> str:
    one, two = (f"(?P<{name}>{first}|{other})" for name in ("one", "two"))
    return (
        rf"\b{one} ?= ?{_P}(?:,| und| and|;|:) ?(?:mit |with )?{two} ?= ?{_P}[^#%;]{{0,40}}?"
        rf"\b(?:{measure})[^#%.;]{{0,20}}? {N}"
    )


SPOKEN = (
    form(
        rf"{_FIRST} (?:geteilt durch|dividiert durch|divided by) {_P}{_SAYS}{_P}",
        reckoning.quotient,
        *("geteilt", "dividiert", "divided"),
    ),
    form(
        rf"\b(?:differenz|unterschied|abstand|difference) (?:zwischen|von|aus|between|of) {_P} "
        rf"(?:und|zu|and) {_P}{_SAYS}{_P}",
        reckoning.difference,
        *("differenz", "unterschied", "abstand", "difference"),
    ),
    form(
        rf"{_FIRST} (?:von|aus|der|out of|of)(?: (?:den|insgesamt|the))? {_P}{_U}{_SHARE}",
        reckoning.share,
        *(" von ", " aus ", " der ", " of "),
    ),
    form(
        rf"{_FIRST} (?:von|out of) (?:den |the )?{_P}{_U} (?:sind|waren|wurden|are|were){_U}"
        rf"{_SHARE}",
        reckoning.share,
        *("von #", "von den #", "out of"),
    ),
    form(
        rf"\b(?:von|of) (?:den |diesen |the |these )?{_P}{_U},? (?:sind|waren|werden|wurden|are"
        rf"|were) {_P}{_U}{_SHARE}",
        reckoning.share_of_first,
        *("von ", "of "),
    ),
    form(
        rf"\b(?:von|of) (?:den |the )?{_P}{_U},? {_Q} \({_ABOUT} ?{_P}\)",
        reckoning.part,
        *("von ", "of "),
    ),
    form(
        rf"\bvon (?:den )?{_P}{_U} (?:bleiben|bleibt|verbleiben) nach abzug von {_P}{_U} noch {_P}",
        reckoning.rest,
        "abzug",
    ),
    form(
        rf"(?<!\w)(?<!te )(?<!ten )(?:quadrat)?wurzel (?:aus|von) {_P}{_SAYS}{_P}"
        rf"|\bsquare root of {_P}{_SAYS}{_P}",
        reckoning.root,
        *("wurzel", "square root"),
    ),
    form(
        rf"\b(?:quadrat von|square of) {_P}{_SAYS}{_P}",
        reckoning.square,
        "quadrat von",
        "square of",
    ),
    form(
        rf"{_CLOSELY}\b(?P<times>{'|'.join(TIMES)}) (?:von|of) {_P}{_SAYS}{_P}",
        reckoning.changed,
        *TIMES,
    ),
    form(rf"{_FIRST}-?fache (?:von|der) {_P}{_SAYS}{_P}", reckoning.times, "fache"),
    form(
        rf"{_P}{_U} (?:ist|sind) (?:das|genau das|etwa das|rund das) {_P}-?fache von {_P}",
        reckoning.factor,
        "fache von",
        target=1,
    ),
    form(
        rf"{_P}{_U} (?:ist|sind) (?:genau |etwa |rund )?{_P}-?mal so (?:viele?|groß|lang|schnell"
        rf"|hoch|breit|schwer) wie {_P}",
        reckoning.factor,
        "mal so",
        target=1,
    ),
    form(
        rf"{_FIRST}{_U} (?:ist|sind|liegt|liegen) um {_P} (?:größer|höher|kleiner|niedriger"
        rf"|länger|kürzer) als {_P}",
        reckoning.difference,
        *("größer als", "höher als", "kleiner als", "niedriger als", "länger als", "kürzer als"),
        target=1,
    ),
    form(
        rf"{_CLOSELY}\b(?P<times>{_CHANGES})\b{_WHAT} (?:von|from) {_P}{_U} (?:auf|to) {_P}",
        reckoning.changed,
        *(*TIMES, *HALVES),
    ),
    form(
        rf"\b(?P<times>{_CHANGES}) man (?:die|den|das) [^#%.,;]{{1,30}} (?:von )?{_P} "
        rf"(?P<often>zwei|drei|vier|fünf|sechs|sieben|acht)mal\b[^#%.;]{{0,30}} {_P}",
        reckoning.often,
        *(*TIMES, *HALVES),
    ),
    form(
        rf"\b(?:von|from) {_P}{_U} (?:auf|to) {_P} (?P<times>{_CHANGES})\b",
        reckoning.changed,
        *(*TIMES, *HALVES),
    ),
    form(
        rf"\b(?P<which>maximum|minimum|größte|kleinste|largest|smallest)(?: der)?(?: werte?)?"
        rf"(?: von| aus| of)(?: the)? (#\d+(?:(?:[,;] ?| und | and )+#\d+){{1,9}}){_SAYS}{_P}",
        reckoning.extreme,
        *("maximum", "minimum", "größte", "kleinste", "largest", "smallest"),
    ),
    form(rf"\blogarithmus zur basis {_P} von {_P}{_SAYS}{N}", reckoning.logarithm, "logarithmus"),
    form(
        rf"\b(?P<kind>zweier|binäre|natürliche|natural|zehner)r?[- ]?log(?:arithmus|arithm) "
        rf"(?:von|of) {_P}{_SAYS}{N}",
        reckoning.of_kind,
        "logarithm",
    ),
    form(
        rf"{_FIRST},? (?:das sind|das entspricht|also) {_Q}(?=[.,;)]|$)",
        reckoning.percent,
        "das ",
        "also",
    ),
    form(
        rf"(?<![-#%\d] ){_COUNT}{_U} (?:(?:mit|zu) (?:je|jeweils)|à) {_P} (?P<each>\w+) (?:haben"
        rf"|ergeben|ergibt|have|give|make)(?: zusammen| insgesamt| also| together)* {_P} "
        rf"(?P<whole>\w+)",
        reckoning.groups,
        *("haben", "ergeben", "ergibt", "have", "give", "make"),
    ),
    form(
        rf"\bjede[rs]? (?:der |dieser )?{_P}{_U} hat {_P}{_U} und einen bias{_G}(?:insgesamt"
        rf"|zusammen){_G} {_P}",
        reckoning.with_bias,
        "bias",
    ),
    form(
        rf"\beach of the {_P}{_U} has {_P}{_U} (?:plus|and) (?:a|one) bias{_G} {_P}{_U} "
        rf"(?:in total|altogether)",
        reckoning.with_bias,
        "bias",
    ),
    form(_two_counts("tp", "fp", "precision|präzision"), reckoning.both, "precision", "präzision"),
    form(_two_counts("tp", "fn", "recall|sensitivität"), reckoning.both, "recall", "sensitivität"),
    form(
        rf"\bfrom {_Q} to {_Q},?(?: (?:i\.e\.,?|that is|or|a|an))*(?: (?:gain|rise|increase|drop"
        rf"|improvement) of| by)(?: about| only)? {_P} (?:percentage )?points",
        reckoning.points,
        "points",
    ),
    form(
        rf"\bfrom {N}{_U} to {N}{_U},?(?: (?:i\.e\.,?|that is|or|a|an))+ {_Q} (?:less|fewer|more"
        rf"|increase|decrease|reduction|drop|gain)(?=[.,;)]|$)",
        reckoning.relative,
        "from",
    ),
    form(
        rf"{_FIRST} ?[x×] ?{_P}[- ](?:(?:image|picture|patch) (?:has|contains|consists of) {_P} "
        rf"pixels|(?:matrix|grid) (?:has|contains) {_P} (?:entries|values|elements))",
        reckoning.times,
        *("has ", "contains ", "consists "),
    ),
    form(
        rf"{_P} (?:zeilen|rows) (?:und|and) {_P} (?:spalten|columns){_SO}(?: insgesamt)? {_P} "
        rf"(?:einträge|elemente|werte|zellen|entries|elements|values|cells)",
        reckoning.times,
        *("spalten", "columns"),
    ),
    form(rf"{_P} passt(?: genau)? {_P}-?mal in (?:die )?{_P}", reckoning.fits, "passt", target=1),
    form(
        rf"\b(?:bei|with) {_P} (?:gleich ?häufigen |balanced )?(?:klassen|classes) {_G}\b(?:raten"
        rf"|rät|guessing|zufalls\w*)\b{_G} {_Q}",
        reckoning.inverse,
        *("klassen", "classes"),
    ),
)
