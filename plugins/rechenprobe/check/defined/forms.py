"""How sentences put numbers into a term of the field, as one table.

Der F1-Wert bei Precision 0,8 und Recall 0,6 ist 0,69.
der f1-wert bei precision #0 und recall #1 ist #2.

Where nothing else is said, the last place of a form follows from the others.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rechenprobe.check.defined import values
from rechenprobe.check.defined.form import Form, N, form
from rechenprobe.check.defined.spoken import SPOKEN
from rechenprobe.check.defined.wide import WIDE

_LIST = r"\(? ?((?:[#%]\d+(?:[,;] ?| und | and )*){2,12}) ?\)?"
_IS = r"(?:,? (?:also|dann|genau|etwa|rund|ca\.|somit|damit|then|about))*"
_SAYS = (
    r"(?: ?=| ist| sind| beträgt| betragen| ergibt| ergeben| hat(?: den wert)?| wird| liegt bei| is"
    rf"| are| gives| equals| has){_IS} "
)
_G, _H = r"[^#%.;]{0,30}?", r"[^#%.;]{0,60}?"
"""Other words between, few or more."""
_TO = rf"{_G} "
_AT = r"(?: an der stelle| bei| von| für| at| of| for)(?: x ?=)? "
_PRECISION = r"(?:precision|präzision|genauigkeit)[^#%.;]{0,14}? "
_RECALL = r"(?:recall|sensitivität|trefferquote)[^#%.;]{0,14}? "
_EPOCHS = r" (?:epochen|epochs)"


_ON = r"[^.;]{0,90}?"
_COUNTS = (
    rf"\b(?P<one>tp|fp|fn) ?= ?{N}{_G}\b(?P<two>tp|fp|fn) ?= ?{N}{_G}"
    rf"\b(?P<three>tp|fp|fn) ?= ?{N}"
)
_HALVED = rf"\bhalbier\w*{_H} alle "
_FORMS = (
    form(rf"\bf1\b{_H}{_PRECISION}{N}{_TO}{_RECALL}{N}{_SAYS}{N}", values.f1, "f1"),
    form(rf"\bf1\b{_H}{_RECALL}{N}{_TO}{_PRECISION}{N}{_SAYS}{N}", values.f1, "f1"),
    form(rf"{_PRECISION}{N}{_TO}{_RECALL}{N}{_G}\bf1\b{_G} {N}", values.f1, "f1"),
    form(
        rf"(?:kreuzentropie|cross[- ]entropy){_G}\bp ?= ?{N}{_SAYS}{N}",
        values.cross_entropy,
        "entropie",
        "entropy",
    ),
    form(
        rf"(?:kreuzentropie|cross[- ]entropy)[^.;]{{0,60}}?\bp ?= ?[#%]\d+[^.;]{{0,60}}?\bp "
        rf"?= ?{N}{_SAYS}(?:sie |es |it )?{N}",
        values.cross_entropy,
        "entropie",
        "entropy",
    ),
    form(
        rf"\bentrop(?:ie|y){_H} {N} gleich ?wahrscheinliche\w* \w+{_SAYS}{N}",
        values.uniform,
        "entrop",
    ),
    form(
        rf"\bnach {N}{_EPOCHS} mit (?:dem )?faktor {N} alle {N}{_EPOCHS}{_H} von {N} auf {N}",
        values.ordered(values.decayed, 1, 2, 0, 3),
        "faktor",
    ),
    form(
        rf"{_HALVED}{N}{_EPOCHS}{_H} nach {N}{_EPOCHS}{_G} von {N} auf {N}",
        lambda match, *given: values.decayed(match, Fraction(1, 2), *given),
        "halbier",
    ),
    form(
        rf"\blernrate{_G} {N}{_TO}gradient\w*{_G} {N}{_H}gewicht{_G} von {N} auf {N}",
        values.descent,
        "lernrate",
    ),
    form(
        rf"\bgradient\w*{_G} {N}{_TO}lernrate{_G} {N}{_H}gewicht{_G} von {N} auf {N}",
        values.swapped(values.descent),
        "lernrate",
    ),
    form(
        rf"\blearning rate{_G} {N}{_TO}gradient{_G} {N}{_H}weight{_G} from {N} to {N}",
        values.descent,
        "learning rate",
    ),
    form(
        rf"\bmomentum{_G} {N}{_G}\bv ?= ?{N}{_G}\bg ?= ?{N}{_H}\bv ?= ?{N}",
        values.momentum,
        "momentum",
    ),
    form(rf"\bsigmoid\w*{_AT}{N}{_SAYS}{N}", values.sigmoid, "sigmoid"),
    form(rf"\btanh{_AT}{N}{_SAYS}{N}", values.hyperbolic, "tanh"),
    form(rf"\brelu{_AT}{N}{_SAYS}{N}", values.relu, "relu"),
    form(
        rf"(?:ableitung|steigung|derivative|slope|gradient)\b[^;.#%]{{0,16}}\b(?P<which>sigmoid|logisti"
        rf"|tanh)\w*[^;.#%]{{0,60}}?(?:nullpunkt|ursprung|origin|at zero)[^;.#%]{{0,60}}?"
        rf"(?:ist|sie|is|beträgt|hat den wert|equals){_IS} {N}",
        values.steepest,
        "ableitung",
        "steigung",
        "derivative",
        "slope",
        "gradient",
    ),
    form(
        rf"\b(?:varianz|variance|(?P<root>standardabweichung|standard deviation)) (?:von|der "
        rf"werte|of) {_LIST}{_SAYS}{N}",
        values.variance,
        "varian",
        "standard",
    ),
    form(
        rf"(?<![\w#%]){N}[- ]bit\b{_H} {N} (?:mögliche |verschiedene |unterschiedliche "
        rf")?(?:werte|stufen|zustände|grauwerte|values|levels)",
        values.count_bits,
        "bit",
    ),
    form(
        rf"\b(?:von|from) {N}(?: \w+)? (?:auf|to) {N}{_H}(?:um|by) (?:den |einen |a "
        rf")?fak?c?tor (?:von |of )?{N}",
        values.ratio,
        "faktor",
        "factor",
    ),
    form(
        rf"\bperplexi\w+{_H}(?:loss|verlust|kreuzentropie|cross[- ]entropy){_G} {N}{_SAYS}{N}",
        values.perplexity,
        "perplexi",
    ),
    form(
        rf"\bdropout\w*{_G} {N}{_H} {N}{_G}\b(?:aktiv|erhalten|active|kept)\b",
        values.kept,
        "dropout",
    ),
    form(
        rf"\bdropout\w*{_G} {N}{_G} (?:von|of) {N} (?:neuronen|einheiten|(?:hidden )?units)"
        rf"{_G} {N} (?:stay |remain |are |bleiben )?(?:aktiv|erhalten|active|kept)",
        values.stays,
        "dropout",
    ),
    form(
        rf"{N} dropout{_G} (?:von|of) (?:den )?{N} (?:neuronen|einheiten|(?:hidden )?units){_G}"
        rf" {N} (?:stay |remain |are |bleiben )?(?:aktiv|erhalten|active|kept)",
        values.stays,
        "dropout",
    ),
    form(
        rf"\b(?:zufalls\w*|gleichverteil\w*|random){_H} {N} (?:klassen|classes) {N}",
        values.guess,
        "klassen",
        "classes",
    ),
    form(
        rf"\b(?:zufalls\w*|gleichverteil\w*|random){_H} {N} (?:klassen|classes) [^.;]{{0,50}}"
        rf"?(?:verlust|loss){_G} {N}",
        values.chance_loss,
        "klassen",
        "classes",
    ),
    form(rf"{_COUNTS}{_ON}\b(?:precision|präzision|genauigkeit){_G} {N}", values.precision, "tp"),
    form(rf"{_COUNTS}{_ON}\b(?:recall|sensitivität|trefferquote){_G} {N}", values.recall, "tp"),
    form(rf"{_COUNTS}{_ON}\bf1{_G} {N}", values.f1_of_counts, "tp"),
)


_VECTOR = r"(?:vektors? )?(?:\w ?= ?)?[(\[] ?((?:#\d+(?:[,;] ?)?){2,8}) ?[)\]]"
_TWO = rf"(?:vektoren |punkte |vectors |points )?{_VECTOR},? (?:und|and) (?:\w ?= ?)?{_VECTOR}"
_MORE_FORMS = (
    form(
        rf"(?:skalarprodukt|dot product|inner product) (?:von|der|of)(?: the)? {_TWO}{_SAYS}{N}",
        values.dot,
        "produkt",
        "product",
    ),
    form(
        rf"(?:euklidische\w* norm|l2-norm|euclidean norm|länge des vektors) (?:von|des|of)?"
        rf"(?: the)? ?{_VECTOR}{_SAYS}{N}",
        values.norm,
        "norm",
        "länge",
    ),
    form(
        rf"(?:euklidische\w* )?(?:abstand|distanz|distance) (?:der|von|zwischen|between|of)"
        rf"(?: the)? {_TWO}{_SAYS}{N}",
        values.distance,
        "abstand",
        "distan",
    ),
    form(
        rf"\b(?:von|of|unter|among) (?:den |the )?{N}{_H} {N}{_H}"
        rf"\b(?:immer|stets|always|alle\w*|all|every\w*)(?P<says>[^#%.;]{{0,110}}?)"
        rf"(?:genauigkeit|accuracy|korrekt|richtig|correct)[^#%.;]{{0,30}}? {N}",
        values.constant,
        "immer",
        "stets",
        "always",
        "alle",
    ),
    form(
        rf"\b(?P<low>vorzeichenbehaftet\w*|signed|int){_G}[ -]?{N}[- ]?bit\w*{_H}"
        rf"(?:von|from|between|zwischen) [−–-] ?{N} (?:bis|to|und|and) \+?{N}",
        values.highest,
        "vorzeichenbehaftet",
        "signed",
    ),
    form(
        rf"\b(?:verkett\w*|concat\w*){_G} {_LIST} ?(?:kanäle\w*|channels|feature maps)"
        r"(?:(?!redu|danach|folg|then|anschl|davon|denen| und | and | auf | die |which)[^#%.;])"
        r"{0,60}?"
        rf" {N} (?:kanäle\w*|channels|feature maps)",
        values.joined,
        "verkett",
        "concat",
    ),
    form(
        rf"{N} patch(?:es)?{_H}(?:klassen|cls|class)[- ]?token{_G} {N}"
        r" (?:tokens?|vektor\w*|position\w*|einträge)",
        values.one_more,
        "token",
    ),
    form(
        rf"\bdropout\w*{_G} {N}{_G} {N} (?:neuronen|einheiten|(?:hidden )?units){_G} {N} "
        rf"(?:neuronen |einheiten |units )?(?:abgeschaltet|ausgeschaltet|deaktiviert|dropped|off)",
        values.dropped,
        "dropout",
    ),
    form(
        rf"(?<!kreuz)(?<!cross-)(?<!cross )entrop(?:ie|y)[^#;.]{{0,40}}(?:münze|coin|bernoulli"
        rf"|binär)[^#;.]{{0,40}}\bp ?= ?{N}{_SAYS}{N}",
        values.binary,
        "entrop",
    ),
    form(
        rf"{N} ?nats?[ ,(]{{0,3}}(?:or|oder|also|das sind|bzw\.?|that is|i\.e\.) (?:about |rund "
        rf"|etwa )?{N} ?bits?\b",
        values.in_bits,
        "nat",
    ),
    form(
        rf"\bmittelwert (?:von )?{N} und (?:der )?standardabweichung (?:von )?{N}{_G} aus {N}"
        rf"{_G} {N}",
        values.standard,
        "mittelwert",
    ),
    form(
        rf"\baus {N}{_G}(?:minimum|min) (?:von )?{N}{_G}(?:maximum|max) (?:von )?{N}{_H} {N}",
        values.between,
        "minimum",
    ),
)


_ALL = (*_FORMS, *_MORE_FORMS, *SPOKEN)
_WORDS = sorted({word for each in (*_ALL, *WIDE) for word in each.words})


def may_say(lower: str) -> bool:
    """Whether to look for forms at all."""
    return any(map(lower.__contains__, _WORDS))


def forms(text: str, *, wide: bool = False) -> Iterator[tuple[Form, re.Match[str], Sequence[int]]]:
    """All that a sentence says, form by form, with the places of its numbers.

    `wide`: what several sentences say together.
    """
    for each in WIDE if wide else _ALL:
        if any(word in text for word in each.words):
            for match in each.pattern.finditer(text):
                named = set(match.groupdict().values())
                groups = [one for one in match.groups() if one and one not in named]
                places = [int(it) for one in groups for it in re.findall(r"\d+", one)]
                if places:
                    yield each, match, places
