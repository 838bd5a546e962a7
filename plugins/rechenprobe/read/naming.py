"""Which numbers of the prose name, date or order something instead of counting it.

They are passed over: they have no verdict, and nothing is calculated with them.

1. Names: digits right behind a letter, an underscore or a hyphenated word (`conv2d_1`,
   `ResNet50`, `VGG-16`, `Top-5`, `L2`), and digits with letters right behind them (`2D`, `1980er`);
   not `2p` or `5x`, a factor, nor `16bit`, a unit. A single small letter subtracts: `n-1`. And
   `3_1`, but `34_944` is a number.
2. Kinds of convolution, `1×1-Faltung`, and numbers inside a word: `3-dimensional`,
   `10-Klassen-Problem`; but `16-Bit-Zahl` has a unit, and in `3 × 3-Filter` the number is
   calculated with.
3. Dates, times of day, versions: `1.12.2024`, `2024-12-01`, `14:30 Uhr`, `3. Mai`, `2.21.0`.
4. Numbers behind a word that numbers things: `Kapitel 3`, `Abb. 3.2`, `Gl. (4)`, `Seiten 3–5`,
   `Kapitel 3 und 4`, `Python 3.11`, `IEEE 754`; also `§ 3`, `#12`. Behind `Schicht` and the like if
   an equals sign follows, `Schicht 2 = 3 · 4 + 4 = 16`.
5. Ordinals: a whole number with a full stop between an article or preposition and a word
   (`die 2. Schicht`, `im 20. Jahrhundert`).
6. Years: four digits from 1900 to 2039 without a group separator that stand for themselves: no
   operator, relation, unit or counted noun beside them; or behind `Jahr`, a month, `et al.`
7. Citations and intervals (`citations`): whole numbers alone in square brackets, `[12]`, `[3, 7]`.
8. Marks of an enumeration or an equation (there, too): `(1)`, unless a noun stands before it.
9. Volumes of journals: behind a name and before a year, `Nature 323, 1986`, `9(8), 1997`.
10. Ranges claim no exact value: `3–5 Schichten`, `10 bis 20 Epochen`, `zwischen 0,1 und 0,3`.

List markers, link targets, URLs, code, HTML tags and footnote marks are told apart before
(`blocks`, `inline`).
"""

import re

from rechenprobe.late import late
from rechenprobe.read.tokens import SCALES, UNITS, Token

_DATE = (
    r"\d{4}-\d{2}-\d{2}(?:[T_ ]\d{1,2}[:-]\d{2}(?:[:-]\d{2})?)?(?![\d-])"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}:\d{2}\s?[–-]\s?\d{1,2}:\d{2}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?=\s*Uhr)|\d{1,2}\s*Uhr\b"
    r"|\d{1,2}\.\s(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember)(?:\s\d{4})?"
)
_VERSION = (
    r"(?!\d{1,4}(?:\.\d{3})+(?:\.\d{1,4})?(?!\.?\d))\d{1,9}(?:\.\d{1,9}){2,9}(?!\d|,\d)"
    r"|\d{1,9}(?:\.\d{1,9}){1,9}(?:a|b|rc|dev|alpha|beta|post)\d+|\d{1,9}(?:\.\d{1,9})*\.x\b"
)
_ORDINAL = late(
    r"[0-9]{1,3}\.(?=\s+[^\W\d_])(?!\s+(?:Das?|Die|Der|Dies\w*|Dann|Daher|Damit|Dazu|Eine?|Wir|Man|Sie"
    r"|Es|Er|Im|In|Bei|Für|Mit|Auf|Nach|So|Also|Zum|Zur|Als|Wenn|Jede[rs]?|The|This|It|We|In)\b)",
)
"""Not where the next word begins a sentence: „16, 32 und 64. Das Modell …“."""
_YEAR = late(r"19\d\d|20[0-3]\d", re.ASCII)
_YEAR_SPAN = late(r"\d{4}/\d{2,4}(?!\w)", re.ASCII)
_YEARS = r"(?:19\d\d|20[0-3]\d)\s?[–-]\s?(?:19\d\d|20[0-3]\d)(?!\d)"
_DATING = late(r"\d+(?:[.:]|\s?[–-]|\s*Uhr)", re.ASCII)  # few numbers do
_DATED = late(f"{_DATE}|{_VERSION}|{_YEARS}", re.ASCII)
_TWO_ENDS = late(
    r"\d+(?:[.,]\d+)?(?:[⁻⁰¹²³⁴-⁹]+|\s?%)?\s(?:und|and)\s\d+(?:[.,]\d+)?[⁻⁰¹²³⁴-⁹]*(?![\d.,]{0,20}\d)"
    r"(?!\s*[-+·×*/^=≈])"
)
"""Behind „zwischen“."""
_RANGE = late(
    r"\d+(?:[.,]\d+)?(?:\s?%)?(?:–|\s–\s|\sbis(?:\szu)?\s|\.\.\.?|…)\d+(?:[.,]\d+)?"
    r"(?![\d.,]{0,20}\d)"
    r"(?!\s*[-+·×*/^=≈])",
    re.ASCII,
)
_MORE = late(
    r"(?:\s?[–-]\s?|\s?(?:und|bis|oder|to|and|or|,|/)\s?)(\d{1,4}(?:\.\d{1,3})*)(?!\w|,\d)",
    re.ASCII,
)
_VOLUME = late(
    r"\d{1,4}(?:\s?\(\d{1,3}(?:[–/-]\d{1,3})?\))?(?=(?:,\s|\s\()(?:19|20)\d\d(?:[),.;:]|$))",
    re.ASCII,
)
_SCHOOL_YEAR = late(r"(?:19|20)(\d\d)/(?:\d\d)?(\d\d)(?![\w/])", re.ASCII)
_LONG_NUMBER = late(r"[\d./ –-]*\d[\w.]*", re.ASCII)
_NUMBERED = frozenset("isbn issn doi tel telefon fax".split())
_WORD = late(r"[^\W\d_][\w]*")
_KIND_OF_CONVOLUTION = late(
    r"\d{1,2}[×x]\d{1,2}(?:[×x]\d{1,2})?[-‑ ]?(?:Faltung|Convolution|Conv\b|convolution)\w*",
    re.ASCII,
)
"""„eine 1×1-Faltung“ is a kind of layer; „3 × 3-Filter“ have a size."""
_COEFFICIENT = late(r"[a-ce-z](?![\w-])")
"""What may follow a number without a space and be a factor: `2p`, but not `2d`, `3D`."""

_ORDINAL_BEFORE = frozenset(
    "als der die das dem den des am im vom zum zur beim jede jeder jedes jedem dieser diese dieses "
    "ein eine einer einem einen seit ab ihr ihre ihrer nach mit in und".split()
)
REFERENCES = frozenset(
    "abschnitt abschnitte abschnitten abs kapitel kapiteln kap abbildung abbildungen abb "
    "tabelle tabellen tab gleichung gleichungen gl formel formeln seite seiten übung übungen "
    "aufgabe aufgaben version python keras tensorflow pytorch numpy cuda cudnn ubuntu "
    "windows jax nr nummer vorlesung lektion einheit teil band folie folien schritt beispiel "
    "fußnote zeile zeilen spalte spalten punkt fall satz definition theorem lemma bemerkung "
    "anhang block stufe phase epoche iteration woche semester semesterwoche index seed port "
    "din iso ieee rfc en iec section sections sec figure figures fig table tables tbl "
    "chapter chapters listing equation eq page pages exercise step line part appendix "
    "example vgg resnet gpt llama inception densenet mobilenet efficientnet yolo bert "
    "cifar gtx rtx geforce radeon rx ryzen xeon epyc titan jetson raum versuch übungsblatt blatt "
    "heft jahrgang lncs lnai "
    "experiment pdf html arxiv doi isbn jmlr neurips nips icml iclr cvpr tpami transformers pandas "
    "scipy scikit-learn matplotlib jupyter mkdocs java node firefox chrome debian".split()
)
"""A number behind one of these words names a thing and counts nothing."""
_GROUPED = late(r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+", re.ASCII)
_LAYERS = frozenset("layer schicht conv fc dense block ebene lage".split())
"""What has a number and then, behind an equals sign, what is calculated for it."""
_SHORTENED = frozenset("abs kap abb tab gl nr sec secs fig figs tbl eq eqs no".split())
"""Behind other words a full stop ends the sentence: „… 480 Zeilen. 312 davon“."""
_NONE_IN_PARTICULAR = late(
    r"(?i)\b(?:eine[rsmn]?|ein|jede[rsmn]?|pro|je|per|each|every|one|an?)\s+[^\W\d_]+\s+$"
)
_SOMETHING_COUNTED = late(
    r"\s+(?:[A-ZÄÖÜ][a-zäöü]{2}|steps|updates|batches|samples|examples|images|iterations|tokens|words)"
)
_LONGEST_HEAD = 40
"""Characters of an article with its noun."""
_YEAR_BEFORE = frozenset(
    "jahr jahre jahres januar februar märz april mai juni juli august september oktober november "
    "dezember herbst frühjahr sommer winter anfang ende mitte copyright ilsvrc al wise sose ws ss "
    "sommersemester wintersemester stand erschien erschienen veröffentlicht entstand entstanden "
    "gegründet gewann geboren published since".split()
)
_COUNTED_BEFORE = late(
    r"(?:.*(?:neuron|filter|kan[aä]l|einheit|parameter|units?$|klasse|schritt|batch|token|gewicht"
    r"|größe|anzahl|zahl|summe|ergebnis|insgesamt|gesamt|rund|etwa|ca|circa|knapp|über|fast|genau"
    r"|size|dim|vektor|werte|bilder|beispiele|daten))",
    re.IGNORECASE,
)


def passed_over(
    source: str, start: int, stop: int, end: int, word: str, after: Token | None
) -> int | None:
    """Where the name, date or reference that the digits at `start` belong to ends.

    None if they are a quantity. `stop` is the end of the number as the grammar
    of numbers sees it, `end` that of the text; `word` is the word before it,
    `after` the token right before, if no space divides.
    """
    if after is not None and _continues_a_name(after, source, start):
        return _end_of_name(source, start, end)
    if word.lower() in _LAYERS and following(source, stop, end) == "=":
        return stop  # „Layer 2 = 3 · 4 + 4 = 16“
    dating = _DATING.match(source, start, end)
    if dating and (match := _DATED.match(source, start, end)):
        return match.end()
    before = word.lower().rstrip(".")
    if before in _NUMBERED and (match := _LONG_NUMBER.match(source, start, end)):
        return match.end()
    of_our_days = source[start : start + 2] in ("19", "20")
    if (
        of_our_days
        and (years := _SCHOOL_YEAR.match(source, start, end))
        and (int(years[1]) + 1) % 100 == int(years[2])
        and following(source, years.end(), end) not in SIGNS
    ):
        return years.end()
    if source[max(0, start - 2) : start].strip() in ("§", "§§", "©"):
        return _with_more(source, stop, end)
    if (
        (before in REFERENCES or word == "S")
        and (before in _SHORTENED or word == "S" or preceding(source, start) != ".")
        and not _is_amount(source, start, stop, end)
        and _GROUPED.fullmatch(source, start, stop) is None  # „je Beispiel 2 097 152 MACs“
        and (after is None or after.kind == "break" or _is_bracketed(source, after, stop))
        and not _is_calculation(source, start, stop, end)
    ):
        return _with_more(source, stop, end)
    if word[:1].isupper() and (match := _VOLUME.match(source, start, end)):
        return match.end()
    ordinal = dating and _ORDINAL.match(source, start, end)
    if ordinal and (before in _ORDINAL_BEFORE or source.startswith(" Jahrh", ordinal.end())):
        return ordinal.end()
    if before in ("zwischen", "between") and (match := _TWO_ENDS.match(source, start, end)):
        return match.end()
    if match := _RANGE.match(source, start, end):
        if after is not None and after.text == "(" and source.startswith(")", match.end()):
            if following(source, match.end() + 1, end) not in OPERATORS:
                return match.end()
        elif (after is None or after.kind == "break") and preceding(source, start) not in SIGNS:
            return match.end()
    if of_our_days and _YEAR.fullmatch(source, start, stop):
        acronym = len(word) > 2 and word.isupper()  # „WMT 2014“
        named = before in _YEAR_BEFORE or before.endswith("jahr") or acronym
        span = _YEAR_SPAN.match(source, start, end)
        if named and span:
            return span.end()
        if named or _is_year(source, start, stop, end, word):
            return stop
    return _inside_a_word(source, start, stop, end)


def _is_bracketed(source: str, after: Token, stop: int) -> bool:
    """Whether nothing is calculated in the bracket: „Gl. (3.2)“, not „Beispiel (392 + 1) · 48“."""
    return after.text == "(" and source[stop : stop + 2].strip()[:1] not in _CALCULATED


def _is_amount(source: str, start: int, stop: int, end: int) -> bool:
    """„eine Epoche 60 Schritte“, „pro Seite 3 Bilder“: none of them in particular, so no number."""
    if not _SOMETHING_COUNTED.match(source, stop, end):
        return False
    return _NONE_IN_PARTICULAR.search(source, max(0, start - _LONGEST_HEAD), start) is not None


def _is_calculation(source: str, start: int, stop: int, end: int) -> bool:
    """„Zeile: 5 · 5 = 25“, „eine Epoche 1 281 167 / 300 s“: no line 5, no epoch 1281167."""
    if following(source, stop, end) not in _CALCULATED | {"x"}:
        return False
    if source[start : start + 2] in ("0.", "0,") or _MULTIPLIED.match(source, stop, end):
        return True
    before = source[max(0, start - 8) : start].rstrip(" \t\u00a0([*_$")
    return before.endswith(":") or stop - start > _LONGEST_NAME


_LONGEST_NAME = 4
"""Digits of a number that names a chapter, a page or a version."""
_TIMES = frozenset(("mal", "fach", "Fache", "Fachen", "Faches", "times", "fold"))
"""„100-mal“ counts."""
_MULTIPLIED = late(r"\s?[·×]\s?[\d(]|\s[*x]\s[\d(]", re.ASCII)
_CALCULATION = late(r"\d[\d.,]*\s?[·×*/+−-]\s?[\d(][^=\n]{0,60}=", re.ASCII)
"""„C3:120·84 + 84 = 10.164“, without a space behind the colon."""
_MEASURE = late(r"\d[ \u00a0\u202f]?([^\W\d_]{2,9})\Z")
"""Before „/25“: „1000 ms“, not „Bild“."""
_CALCULATED = frozenset("=+-−·×*/^≈")
"""Behind „Zeile: 5“, these make it a calculation that has this name: „Zeile: 5 · 5 = 25“."""
SIGNS = frozenset("=+-−·×*/^(⌊⌈√≈<>≤≥≠⇒→$")
OPERATORS = frozenset("=+−-·×*/^⌋⌉≈<>≤≥≠!%²³⇒→$(")


def preceding(source: str, start: int) -> str:
    """The character before, spaces passed over; empty at the start."""
    return source[max(0, start - 8) : start].rstrip(" \t\u00a0")[-1:]


def following(source: str, stop: int, end: int) -> str:
    """The character behind, spaces passed over; empty at the end."""
    return source[stop : min(end, stop + 8)].lstrip(" \t\u00a0")[:1]


def _continues_a_name(after: Token, source: str, start: int) -> bool:
    if after.kind == "word":
        return True
    before, ahead = source[start - 1], source[max(0, start - 3) : start - 1]
    if before == "_":
        return ahead[-1:].isalnum()  # otherwise emphasis
    if before in "#§@":
        return True
    if before == ":" and _CALCULATION.match(source, start):
        return False
    if before in "-./:" and ahead[-1:].isalpha():
        single = not ahead[:-1].isalnum() and ahead[-1:].islower()
        measure = _MEASURE.search(source, max(0, start - 16), start - 1)
        divided = before == "/" and measure is not None and measure[1] in UNITS
        return not (before in "-/" and single) and not divided
    return False


def _end_of_name(source: str, start: int, end: int) -> int:
    while start < end and (source[start].isalnum() or source[start] in "_."):
        if source[start] == "." and not source[start + 1 : start + 2].isdigit():
            break  # „GPT-3.5“ goes on, „VGG-16.“ does not
        start += 1
    return min(start, end)


def _with_more(source: str, stop: int, end: int) -> int:
    """Behind „Kapitel 3“: also „und 4“, „–5“."""
    while match := _MORE.match(source, stop, end):
        stop = match.end()
    return stop


def _is_year(source: str, start: int, stop: int, end: int, word: str) -> bool:
    before = preceding(source, start)
    behind = following(source, stop, end)
    if before == "(" and behind in (")", ",", ";"):
        return True
    if before and before in SIGNS | {":", "x", "X"}:
        return False
    if behind and behind in OPERATORS:
        return False
    if before and before.isalpha() and _COUNTED_BEFORE.fullmatch(word):
        return False
    counted = _WORD.match(source[stop : min(end, stop + 60)].lstrip())
    # A capitalised word right behind it is what is being counted: „2000 Neuronen“.
    return not (
        counted
        and (
            counted[0] in UNITS
            or counted[0] in SCALES
            or counted[0][0].isupper()
            or counted[0] in ("x", "mal")
        )
    )


def _inside_a_word(source: str, start: int, stop: int, end: int) -> int | None:
    if stop >= end or source[stop].isspace():
        return None  # as most
    if source[stop] == "_" and source[stop + 1 : stop + 2].isalnum():
        return _end_of_name(source, start, end)
    head = source[start : start + 3]
    if ("×" in head or "x" in head) and (kind := _KIND_OF_CONVOLUTION.match(source, start, end)):
        return kind.end()
    if source[stop].isalpha():
        if source[stop] in "xX" and following(source, stop + 1, end).isdigit():
            return None
        unit = _WORD.match(source, stop, end)
        if unit and unit[0] in SCALES:
            return None  # „24M“
        if (unit and unit[0] in UNITS) or _COEFFICIENT.match(source, stop, end):
            return None
        return _end_of_name(source, start, end)
    if source[stop] in "-‑" and preceding(source, start) not in SIGNS | {"x"}:
        word = _WORD.match(source, stop + 1, end)
        if word and len(word[0]) > 1 and word[0] not in UNITS and word[0] not in _TIMES:
            return word.end()
    return None
