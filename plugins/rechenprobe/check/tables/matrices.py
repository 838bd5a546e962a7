"""Confusion matrices of two or more classes, and what can be measured of them."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.tables.grids import MARKS, Grid, closes, start_of
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

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
NEGATIVE = late(
    r"\bneg|gesund|\bhealthy|\bnein\b|\bno\b|[−–-]\s*$|\b0\b|\bkein|\bnicht\b|\bnot\b",
    re.IGNORECASE,
)
_AXIS_WORDS = late(
    r"vorher(?:ge)?sagt?e?[rsn]?(?: als)?|tatsächlich\w*|wahre?[rs]?|wirklich\w*|predicted(?: as)?"
    r"|actual(?:ly)?|true|pred\.?|klasse|class|[:,]"
)
_ROWS_ARE = late(r"\b(?:zeilen?|rows?)\b[^.;|]{0,40}", re.IGNORECASE)
_COLUMNS_ARE = late(r"\b(?:spalten?|columns?)\b[^.;|]{0,40}", re.IGNORECASE)
_BEFORE = 400
"""Characters before the table in which it may be said what its rows are."""
_BESIDE = late(
    r"precision|recall|f_?1|spezif|specif|sensitiv|genauig|accura|präzision|support|quote|rate"
    r"|anteil|anzahl|%",
    re.IGNORECASE,
)
"""What else may stand in rows and columns beside the counts."""
_MOST, _TWO = 12, 2


class Matrix(Struct, frozen=True):
    """How many of each class (first axis) have been taken for which (second axis)."""

    labels: tuple[str, ...]
    counts: tuple[tuple[Fraction, ...], ...]
    known: bool
    """Whether the table says which axis is which."""
    positive: int | None
    """The class of which it is said if no other is named; None if there is none."""
    start: int
    end: int
    """Of the table in the source."""

    @property
    def others(self) -> Iterator["Matrix"]:
        """Itself, and the other way round if nothing says how it is meant."""
        yield self
        if not self.known:
            yield Matrix(
                self.labels,
                tuple(zip(*self.counts, strict=True)),
                self.known,
                self.positive,
                self.start,
                self.end,
            )

    def measure(self, name: str, of: int) -> Fraction:
        """One of them, one class against all others; raises `ZeroDivisionError`."""
        tp = self.counts[of][of]
        fn = sum(self.counts[of], -tp)
        fp = sum((row[of] for row in self.counts), -tp)
        whole = sum(map(sum, self.counts), Fraction(0))
        right = sum((row[at] for at, row in enumerate(self.counts)), Fraction(0))
        tn = whole - tp - fn - fp
        one, two = {
            "accuracy": (right, whole),
            "error": (whole - right, whole),
            "precision": (tp, tp + fp),
            "recall": (tp, tp + fn),
            "specificity": (tn, tn + fp),
            "f1": (2 * tp, 2 * tp + fp + fn),
            "fallout": (fp, fp + tn),
            "missed": (fn, fn + tp),
        }[name]
        return Fraction(one) / two

    def mean(self, name: str, *, weighted: bool = False) -> Iterator[Fraction]:
        """Of all classes; that of F1 may also be F1 of the means."""
        sizes = [sum(row, Fraction(0)) if weighted else Fraction(1) for row in self.counts]

        def mean(name: str) -> Fraction:
            of = [self.measure(name, at) * size for at, size in enumerate(sizes)]
            return sum(of, Fraction(0)) / sum(sizes)

        yield mean(name)
        if name == "f1":
            precision, recall = mean("precision"), mean("recall")
            yield 2 * precision * recall / (precision + recall)


def matrix_of(lecture: Lecture, grid: Grid) -> Matrix | None:
    """None if it is another table, or a cell is no count."""
    heads = {one: grid.head(one) for one in grid.columns[1:]}
    labels = {row: grid.label(row) for row in grid.rows if grid.cell(row, 0) is not None}
    for size in range(min(len(labels), len(heads), _MOST), 1, -1):
        names = _names(list(labels.values())[:size], list(heads.values())[:size])
        if names:
            break
    else:
        return None
    beside = [*list(labels.values())[size:], *list(heads.values())[size:]]
    if not all(not one or closes(one) or _BESIDE.search(one) for one in beside):
        return None
    if list(labels)[:size] != list(grid.rows)[:size]:
        return None
    cells = [[grid.alone(row, column) for column in range(1, size + 1)] for row in labels][:size]
    values = [[grid.value(one) if one else None for one in row] for row in cells]
    counts = [
        tuple(one for one in row if one is not None and one.denominator == 1 and one >= 0)
        for row in values
    ]
    if any(len(row) != size for row in counts) or not sum(map(sum, counts)):
        return None
    rows, columns = list(labels.values())[:size], list(heads.values())[:size]
    across = _axis(" ".join(columns), " ".join(rows))
    across = across or _axis_in(grid.head(0)) or _axis_around(lecture, grid)
    order, of_columns = (_order(some) for some in (rows, columns))
    if (order and not across) or not (across or _is_diagonal(counts)):
        return None
    if order != of_columns:
        counts = [tuple(reversed(row)) for row in counts]
    if across == "actual":
        counts = list(zip(*counts, strict=True))
    positive = (0 if order > 0 else 1) if order else None
    last = max((cell.span.end for cell in grid.cells()), default=0)
    return Matrix(names, tuple(counts), bool(across), positive, start_of(grid), last)


def _names(rows: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Of the classes, if rows and columns have the same ones; two may be told by their signs."""
    if any(map(closes, (*rows, *columns))):
        return ()
    one, two = ([_plain(it) for it in some] for some in (rows, columns))
    if len(one) == len(two) and one == two and len(set(one)) == len(one) and all(one):
        return tuple(one)
    if len(rows) == len(columns) == _TWO and _order(rows) and _order(columns):
        return tuple(one)
    return ()


def _plain(label: str) -> str:
    return " ".join(_AXIS_WORDS.sub(" ", label.lower().strip(MARKS)).split())


def _is_diagonal(counts: Sequence[Sequence[Fraction]]) -> bool:
    """Whether most are right: else it may be another table with the same rows and columns."""
    right = sum(row[at] for at, row in enumerate(counts))
    return 2 * right > sum(map(sum, counts)) and any(
        one != counts[other][at] for at, row in enumerate(counts) for other, one in enumerate(row)
    )


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


def _axis_in(corner: str) -> str:
    r"""The same of a head „wahr \ vorhergesagt“: rows first if no arrows say otherwise."""
    actual, predicted = _ACTUAL.search(corner), _PREDICTED.search(corner)
    if actual is None or predicted is None:
        return ""
    first, second = sorted((actual.start(), predicted.start()))
    across, down = corner.find("→"), corner.find("↓")
    turned = -1 < across < (down if down > -1 else second) and first < across
    rows_first = actual.start() < predicted.start()
    return "predicted" if rows_first != turned else "actual"


def _axis_around(lecture: Lecture, grid: Grid) -> str:
    """The same of the text before it: „Zeilen: wahre Klasse, Spalten: vorhergesagt“."""
    start = start_of(grid)
    text = lecture.source[max(0, start - _BEFORE) : start].rpartition("\n#")[2].rpartition("|\n")[2]
    for pattern, own, other in (
        (_ROWS_ARE, "predicted", "actual"),
        (_COLUMNS_ARE, "actual", "predicted"),
    ):
        for found in pattern.finditer(text):
            said = {
                found[0].find(it[0]): what
                for it, what in (
                    (_ACTUAL.search(found[0]) or [""], own),
                    (_PREDICTED.search(found[0]) or [""], other),
                )
                if it[0]
            }
            if said:
                return said[min(said)]
    return ""


def _order(labels: Sequence[str]) -> int:
    """1 if the first of two labels is the positive one, -1 if the second is; 0 if unknown."""
    if len(labels) != _TWO:
        return 0
    negative = [NEGATIVE.search(one) is not None for one in labels]
    positive = [_POSITIVE.search(one) is not None for one in labels]
    if negative == [False, True]:
        return 1
    if negative == [True, False]:
        return -1
    if positive == [True, False]:
        return 1
    return -1 if positive == [False, True] else 0
