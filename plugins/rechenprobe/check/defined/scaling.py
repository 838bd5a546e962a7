"""How much larger or smaller something becomes, where the words name what it depends on.

    If we double the sequence length, the (n × n) matrix grows to the fourfold amount.
    Going from float32 to int8, the checkpoint takes up only a quarter of the space.

The factor may be a word: then the word is wrong.
"""

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.check.words.sentences import LONGEST
from rechenprobe.claims import Item
from rechenprobe.late import late
from rechenprobe.lecture import Span

_SQUARE_ROOTS = ("n × n", "n×n", "quadrat", "matrix", "pixel", "fläche", "n^2", "n²")
_WIDTH_ROOTS = ("float", "fp16", "fp32", "int8", "int4", "bf16")
_CHANGES = (
    (
        Fraction(2),
        r"verdoppel\w*|doubl\w+|doppelt so (?:lang|breit|hoch)\w*|twice as (?:long|wide)",
    ),
    (Fraction(3), r"verdreifach\w*|tripl\w+|dreimal so (?:lang|breit|hoch)\w*"),
    (Fraction(1, 2), r"halbier\w*|halv\w+|halb so (?:lang|breit|hoch)\w*|half as (?:long|wide)"),
)
_CHANGE = late("|".join(f"(?P<c{n}>\\b(?:{words})\\b)" for n, (_, words) in enumerate(_CHANGES)))
_LENGTH = late(
    r"\b(?:sequenzlänge|länge der (?:sequenz|eingabe|folge)|(?:sequence|context|input) length"
    r"|kontext(?:länge|fenster)|context window|(?:seiten|kanten)länge|side length|breite und höhe"
    r"|höhe und breite|width and height|(?:zahl|anzahl) der token\w*|number of tokens)\b"
)
_SQUARE = late(
    r"n\s?(?:[×x]|\\times)\s?n\b|n\^\{?2|n²|quadratisch\w*|quadratic\w*|\w*aufmerksamkeitsmatrix\w*"
    r"|attention[- ](?:matrix|scores?|map)|\w*pixelzahl|(?:zahl|anzahl) der pixel|number of pixels"
    r"|fläche\b"
)
_THIS = late(r"\b(?:this|diese[rn]?|the|die|der) (?:[a-z]+ )?matrix\b")
_CONTRAST = late(
    r",\s+(?=(?:whereas|while|but|während|wogegen|wohingegen|aber|doch|die (?:zahl|anzahl))\b)"
)
_TIMES = late(
    r"(?P<fold>\b[a-zäöü]+(?:fache[ns]?|fold))\b|(?P<made>\b(?:ver(?:vier|drei|acht|neun|sechs)fach\w*"
    r"|verdoppel\w*|quadrupl\w+|doubl\w+|halbier\w*|halv\w+|tripl\w+))\b"
    r"|(?P<part>\b(?:hälfte|drittel|viertel|achtel|half|third|quarter|eighth))\b"
    r"|(?:fak?c?tor (?:von |of )?)(?P<factor>[a-z]+|\d+)\b"
    r"|(?P<times>\b[a-z]+|\d+)[- ]?(?:mal|times)\b"
)
_MADE = {
    "verdoppel": 2,
    "doubl": 2,
    "verdreifach": 3,
    "tripl": 3,
    "vervierfach": 4,
    "quadrupl": 4,
    "versechsfach": 6,
    "verachtfach": 8,
    "verneunfach": 9,
}
_FOLD = {
    "doppelte": 2,
    "twofold": 2,
    "dreifache": 3,
    "threefold": 3,
    "fourfold": 4,
    "sixfold": 6,
    "eightfold": 8,
    "ninefold": 9,
    "tenfold": 10,
    "sixteenfold": 16,
}
_PARTS = {
    **dict.fromkeys(("hälfte", "half"), 2),
    **dict.fromkeys(("drittel", "third"), 3),
    **dict.fromkeys(("viertel", "quarter"), 4),
    **dict.fromkeys(("achtel", "eighth"), 8),
}
_WIDTHS = (
    (64, r"float64|fp64|double precision|doppelte\w* genauigkeit"),
    (32, r"float32|fp32|single precision|einfache\w* genauigkeit"),
    (16, r"b?float16|b?fp16|bf16|half precision|halbe\w* genauigkeit"),
    (8, r"u?int8|fp8|float8"),
    (4, r"int4|fp4"),
)
_WIDTH = late("|".join(rf"(?P<w{bits}>\b(?:{words})\b)" for bits, words in _WIDTHS))
_GOES = late(r"\b(?:von|from)\b[^.;]{0,30}\Z|\bersetz\w*\b[^.;]{0,30}\Z|\breplac\w*\b[^.;]{0,30}\Z")
_ONTO = late(r"[^\w]*(?:auf|nach|zu|to|durch|by|→|->)[^\w]*(?:die |den )?\Z")
_OF_MEMORY = late(
    r"speicher\w*|\w*platz\w*|memory|storage|space|footprint|checkpoint\w*|dateigröße|file size"
    r"|belegt|bytes?"
)
_REMAINS = late(
    r"\b(?:nur(?: noch)?|only|takes up|needs|braucht|belegt|schrumpft auf|shrinks to|auf)"
    r"(?: (?:noch|ein|eine|einen|die|a|about|rund|etwa))*\s*\Z"
)
_OTHERWISE = late(
    r"\b(?:nicht|kein\w*|not|never|linear\w*|würde\w*|wäre\w*|would|falsch\w*|wrong|statt|instead"
    r"|schneller|faster|geschwindigkeit|speed\w*|durchsatz|throughput|genauigkeitsverlust|accuracy"
    r"|mehr als|less than|more than|weniger als|fast|nearly|almost|knapp|über|bis zu|up to"
    r"|gradient\w*"
    r"|optimi\w+|rechenzeit|je kopf|flash\w*)\b|\?"
)


_OF_ONE = late(
    r"\b(?:jede\w*|je|pro|each|every|per|zeilen?|rows?|spalten?|columns?|nur die|only the)\b"
)
"""„Each row of the matrix doubles“: what is said is of a part."""


class _Said(Struct, frozen=True):
    """A factor in words, and where it stands in its sentence."""

    start: int
    end: int
    value: Fraction
    part: bool


def check_scaling(ledger: Ledger) -> None:
    """Factors that nothing else looks at: most are words, which no number tells of."""
    for item in ledger.page.items:
        if item.kind not in ("paragraph", "item"):
            continue
        lower = ledger.page.lower[item.span.start : item.span.end]
        square = any(map(lower.__contains__, _SQUARE_ROOTS))
        if not square and not any(map(lower.__contains__, _WIDTH_ROOTS)):
            continue
        before = ""
        for sentence in ledger.page.sentences(item.text):
            if len(sentence.text) <= LONGEST:
                text = _CONTRAST.split(lower[sentence.start : sentence.end])[0]
                for said, true, how in (*_grown(text, before), *_narrowed(text)):
                    _judge(ledger, item, sentence.start, said, true, how)
            before = sentence.text.lower()


def _grown(lower: str, before: str) -> Iterator[tuple[_Said, Fraction, str]]:
    """The square of what a side grows by."""
    changes, lengths = list(_CHANGE.finditer(lower)), list(_LENGTH.finditer(lower))
    square = _SQUARE.search(lower)
    if square is None and _SQUARE.search(before):
        square = _THIS.search(lower)
    if not changes or not lengths or square is None or _OTHERWISE.search(lower):
        return
    change = changes[0]
    factor = next(value for n, (value, _) in enumerate(_CHANGES) if change[f"c{n}"])
    if _OF_ONE.search(lower):
        return
    near = min(abs(it.start() - change.start()) for it in lengths) <= _NEAR
    said = [it for it in _said(lower) if it.start > max(change.end(), lengths[0].end())]
    if near and len(said) == 1 and change.end() < square.start():
        shown = f"{factor}² = {factor**2}"
        yield said[0], factor**2, shown


def _narrowed(lower: str) -> Iterator[tuple[_Said, Fraction, str]]:
    """What is left of the memory if each value has fewer bits."""
    widths = list(_WIDTH.finditer(lower))
    if len(widths) != _TWO or _OTHERWISE.search(lower) or not _OF_MEMORY.search(lower):
        return
    one, two = ((int((it.lastgroup or "w0")[1:]), it) for it in widths)
    if one[0] <= two[0] or not _GOES.search(lower[: one[1].start()]):
        return
    if not _ONTO.fullmatch(lower[one[1].end() : two[1].start()]):
        return
    share = Fraction(two[0], one[0])
    said = [it for it in _said(lower) if it.start > two[1].end()]
    if len(said) == 1 and said[0].part and _REMAINS.search(lower[: said[0].start]):
        yield said[0], share, f"{two[0]} : {one[0]}"


_NEAR, _TWO = 40, 2


def _said(lower: str) -> Iterator[_Said]:
    for match in _TIMES.finditer(lower):
        kind = match.lastgroup or ""
        word = match[kind]
        value: Fraction | None = None
        if kind == "part":
            value = Fraction(1, _PARTS[word])
        elif kind == "made":
            value = next((Fraction(n) for root, n in _MADE.items() if word.startswith(root)), None)
            value = value or Fraction(1, 2)
        elif kind == "fold":
            root = word.rstrip("ns") if word.endswith(("n", "s")) else word
            value = (
                Fraction(_FOLD[root]) if root in _FOLD else COUNTS.get(root.removesuffix("fache"))
            )
        elif word.isdecimal():
            value = Fraction(int(word))
        else:
            value = COUNTS.get(word)
        if value:
            yield _Said(match.start(kind), match.end(kind), value, kind == "part")


def _judge(ledger: Ledger, item: Item, start: int, said: _Said, true: Fraction, how: str) -> None:
    span = Span(item.span.start + start + said.start, item.span.start + start + said.end)
    numbers = tuple(
        index for index in item.numbers if ledger.lecture.numbers[index].span.start == span.start
    )
    if numbers and ledger.settled(numbers):
        return
    if said.value == true:
        if numbers:
            ledger.verified(span, numbers, Truth("", ledger.lecture.text(span), how))
        return
    shown = notation.number(true, ledger.grouping) if true.denominator == 1 else str(true)
    ledger.wrong(
        span,
        numbers,
        Truth("", shown, how),
        message="So wächst das nicht" if true > 1 else "So schrumpft das nicht",
    )
