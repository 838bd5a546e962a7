"""Confusion matrices, and the measures that are said of them below.

|                      | vorhergesagt positiv | vorhergesagt negativ |
|----------------------|----------------------|----------------------|
| tatsächlich positiv  | 40                   | 10                   |
| tatsächlich negativ  | 20                   | 30                   |

Die Genauigkeit beträgt 70 %. Where words may mean several measures, any of them will do.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.tables.grids import Grid, grids, start_of
from rechenprobe.check.words.nouns import notation_of
from rechenprobe.claims import Item
from rechenprobe.late import late

_PREDICTED = late(
    r"vorher(?:ge)?sag|prognos|klassifiziert|markiert|erkannt|\bpred|vorausgesagt|geschätzt|\bŷ"
    r"|\\hat|test (?:positiv|negativ)|modell\b",
    re.IGNORECASE,
)
_ACTUAL = late(
    r"tatsächlich|\bwahr|wirklich|\becht|\bactual|\btrue\b|\breal\b|\bist\b|\bground", re.IGNORECASE
)
_POSITIVE = late(
    r"(?<!nicht )(?:\bpos|krank|\bsick\b|\bja\b|\byes\b|\+|\b1\b)|\b[TF]P\b", re.IGNORECASE
)
_NEGATIVE = late(
    r"\bneg|gesund|\bhealthy|\bnein\b|\bno\b|[−–-]\s*$|\b0\b|\bkein|\bnicht\b|\bnot\b",
    re.IGNORECASE,
)
_MEASURES: tuple[tuple[str, str], ...] = (
    ("accuracy", r"accuracy|korrektklassifi\w+|trefferrate|anteil richtiger"),
    ("precision", r"precision|präzision|relevanz|ppv"),
    ("recall", r"recall|sensitivität|sensitivity|tpr|(?:richtig|true)[- ]positive?[- ]rate"),
    ("specificity", r"spezifität|specificity|tnr|(?:richtig|true)[- ]negative?[- ]rate"),
    ("f1", r"f_?1(?:[- ](?:score|maß|wert))?"),
    ("error", r"fehler(?:rate|quote)|error rate|misclassification rate"),
    ("fallout", r"fpr|fall-?out|(?:falsch|false)[- ]positive?[- ]rate"),
    ("missed", r"fnr|(?:falsch|false)[- ]negative?[- ]rate"),
    ("either", r"genauigkeit"),
    ("caught", r"trefferquote"),
)
_NAMES = late(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _MEASURES) + r")(?![\w-])"
)
_ROOTS = (
    "accura",
    "recall",
    "precision",
    "präzision",
    "quote",
    "genauig",
    "ivität",
    "f1",
    "rate",
    "f_1",
)
_GAP = late(
    r"[\s$*_`}:=)]*(?:\((?!\d)[^()\d]{1,30}\)[\s$*_`:=]*)?"
    r"(?:des (?:modells|klassifikators)|of the (?:model|classifier))?"
    r"[\s$*_`]*(?:(?:ist|sind|beträgt|liegt|lautet|ergibt|ergibt sich zu|is|equals|hier"
    r"|damit|also|somit|dann|folglich|bei|von|of|auf|zu|rund|etwa|ca\.|genau|nur|at|about|only|thus|then|\\approx|≈|=|:)[\s$*_`]*)*"
)
_ON = late(r"[\s$*]*(?:[/·+^(=]|\\(?:cdot|frac|times)|\d)")
_OTHERS = late(
    r"\b(?:balanc\w*|ausgewogen\w*|gewichtet\w*|ma[ck]ro\w*|mi[ck]ro\w*|weighted|training\w*|valid\w*"
    r"|anderes modell|zweite[sn]? modell|basis\w*|baseline|raten|zufällig\w*|immer|nicht|statt"
    r"|wäre\w*|würde\w*"
    r"|would|not|instead|klasse|class(?:es)?|schwell\w*|threshold|neue\w*|vorher|zuvor|before)\b|\?"
)
_PERCENT = late(r"[\s\u00a0\u202f~]*\\?%")
_SENTENCE = late(r"[.!?;]\s+(?=\W{0,3}[A-ZÄÖÜ])|\n")
_WIDE = 3
_SHOWN: Mapping[str, str] = {
    "accuracy": "(TP + TN) / alle",
    "precision": "TP / (TP + FP)",
    "recall": "TP / (TP + FN)",
    "specificity": "TN / (TN + FP)",
    "f1": "2 · TP / (2 · TP + FP + FN)",
    "error": "(FP + FN) / alle",
    "fallout": "FP / (FP + TN)",
    "missed": "FN / (FN + TP)",
}
_MEANT: Mapping[str, tuple[str, ...]] = {
    "either": ("accuracy", "precision"),
    "caught": ("recall", "accuracy"),
}


class Matrix(Struct, frozen=True):
    """True and false positives and negatives."""

    tp: Fraction
    fp: Fraction
    fn: Fraction
    tn: Fraction
    end: int
    """Of the table in the source."""

    def measure(self, name: str) -> Fraction:
        """One of them; raises `ZeroDivisionError`."""
        tp, fp, fn, tn = self.tp, self.fp, self.fn, self.tn
        both = {
            "accuracy": (tp + tn, tp + fp + fn + tn),
            "precision": (tp, tp + fp),
            "recall": (tp, tp + fn),
            "specificity": (tn, tn + fp),
            "f1": (2 * tp, 2 * tp + fp + fn),
            "error": (fp + fn, tp + fp + fn + tn),
            "fallout": (fp, fp + tn),
            "missed": (fn, fn + tp),
        }[name]
        return both[0] / both[1]


def check_confusion(ledger: Ledger) -> None:
    """All measures below such a table, up to the next heading."""
    lower = ledger.page.lower
    if not any(map(lower.__contains__, _ROOTS)):
        return
    found = [one for grid in grids(ledger.page) if (one := _matrix(grid)) is not None]
    if not found:
        return
    current: Matrix | None = None
    label = ""
    for item in ledger.page.items:
        while found and found[0].end <= item.span.start:
            current = found.pop(0)
        if item.kind == "heading":
            current = None
        if current is None:
            continue
        if item.cell is not None:
            name = item.text.strip(" *_`$").lower()
            if item.numbers and item.cell.column == 1 and (measure := _NAMES.fullmatch(label)):
                _judge(ledger, current, measure.lastgroup or "", item, item.numbers[0])
            label = name if item.cell.column == 0 else ""
            continue
        _read(ledger, current, item)


def _matrix(grid: Grid) -> Matrix | None:
    if len(grid.rows) not in (2, _WIDE) or len(grid.columns) not in (_WIDE, _WIDE + 1):
        return None
    cells = [[grid.alone(row, column) for column in (1, 2)] for row in (1, 2)]
    values = [grid.value(one) for line in cells for one in line if one is not None]
    counts = [one for one in values if one is not None and one.denominator == 1]
    if len(counts) != 4 or sum(counts) <= 0:
        return None
    rows, columns = [grid.label(row) for row in (1, 2)], [grid.head(column) for column in (1, 2)]
    across = _axis(" ".join(columns), " ".join(rows))
    order = _order(rows), _order(columns)
    if not across or not all(order):
        return None
    if order[0] < 0:
        counts = [*counts[2:], *counts[:2]]
    if order[1] < 0:
        counts = [counts[1], counts[0], counts[3], counts[2]]
    tp, one, two, tn = counts
    fn, fp = (one, two) if across == "predicted" else (two, one)
    last = max((cell.span.end for cell in grid.cells()), default=start_of(grid))
    return Matrix(tp, fp, fn, tn, last)


def _axis(columns: str, rows: str) -> str:
    """What the columns are: `predicted` or `actual`; empty if nobody says so."""
    if _PREDICTED.search(columns) and not _PREDICTED.search(rows):
        return "predicted"
    if _PREDICTED.search(rows) and not _PREDICTED.search(columns):
        return "actual"
    if _ACTUAL.search(columns) and not _ACTUAL.search(rows):
        return "actual"
    if _ACTUAL.search(rows) and not _ACTUAL.search(columns):
        return "predicted"
    return ""


def _order(labels: Sequence[str]) -> int:
    """1 if the first of two labels is the positive one, -1 if the second is; 0 if unknown."""
    negative = [_NEGATIVE.search(one) is not None for one in labels]
    positive = [_POSITIVE.search(one) is not None for one in labels]
    if negative == [False, True]:
        return 1
    if negative == [True, False]:
        return -1
    if positive == [True, False]:
        return 1
    return -1 if positive == [False, True] else 0


def _read(ledger: Ledger, matrix: Matrix, item: Item) -> None:
    lower = ledger.page.lower
    for index in item.numbers:
        start = ledger.lecture.numbers[index].span.start
        text = _SENTENCE.split(lower[item.span.start : start])[-1]
        names = list(_NAMES.finditer(text))
        if not names or _GAP.fullmatch(text, names[-1].end()) is None or _OTHERS.search(text):
            continue
        _judge(ledger, matrix, names[-1].lastgroup or "", item, index)


def _judge(ledger: Ledger, matrix: Matrix, name: str, item: Item, index: int) -> None:
    number, source = ledger.lecture.numbers[index], ledger.lecture.source
    how = notation_of(item.text)
    reading = number.reading(how) or number.german or number.english
    if reading is None or ledger.decided(index):
        return
    percent = _PERCENT.match(source, number.span.end)
    if _ON.match(source, percent.end() if percent else number.span.end):
        return
    scale = Fraction(1, 100) if percent else Fraction(1)
    if reading.value * scale > 1 or (not percent and not reading.decimals):
        return
    allowed = Fraction(1, 2) / 10 ** max(0, reading.decimals)
    meant = _MEANT.get(name, (name,))
    try:
        true = [(matrix.measure(one), one) for one in meant]
    except ZeroDivisionError:
        return
    fits = [one for value, one in true if abs(value / scale - reading.value) <= allowed]
    if fits:
        text = ledger.lecture.text(number.span)
        ledger.verified(number.span, (index,), Truth("", text, f"so viel ist {_SHOWN[fits[0]]}"))
        return
    if abs(true[0][0] / scale - reading.value) <= 2 * allowed:
        return  # cut off instead of rounded
    shown = notation.round_half_away(true[0][0] / scale, max(reading.decimals, 0))
    ledger.wrong(
        number.span,
        (index,),
        Truth(
            "",
            notation.number(shown, ledger.grouping, decimals=max(reading.decimals, 0)),
            f"so viel ist {_SHOWN[meant[0]]} in der Tabelle darüber",
        ),
        message="Das folgt nicht aus der Konfusionsmatrix",
    )
