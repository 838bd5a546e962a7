r"""Confusion matrices, and the measures that are said of them: below, or in columns beside them.

| wahr \ vorhergesagt | Katze | Hund | Vogel | Recall |
|---------------------|-------|------|-------|--------|
| Katze               | 48    | 10   | 2     | 80 %   |
| Hund                | 12    | 36   | 2     | 72 %   |
| Vogel               | 0     | 4    | 36    | 90 %   |

Die Genauigkeit beträgt 80 %, die Precision für Hunde 72 %. Where words may mean several measures,
any of them will do. What is said of it ends with the next heading or another kind of table.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.tables.grids import MARKS, Grid
from rechenprobe.check.tables.matrices import NEGATIVE, Matrix, matrix_of
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.claims import Item
from rechenprobe.late import late

_MEASURES: tuple[tuple[str, str], ...] = (
    ("accuracy", r"accuracy|korrektklassifi\w+|trefferrate|anteil richtiger"),
    ("precision", r"precisions?|präzision|relevanz|ppv"),
    ("recall", r"recalls?|sensitivität|sensitivity|tpr|(?:richtig|true)[- ]positive?[- ]rate"),
    ("specificity", r"spezifität|specificity|tnr|(?:richtig|true)[- ]negative?[- ]rate"),
    ("f1", r"f_?\{?1\}?(?:\$?[- ](?:score|maß|wert))?"),
    ("error", r"fehler(?:rate|quote)|error rate|misclassification rate"),
    ("fallout", r"fpr|fall-?out|(?:falsch|false)[- ]positive?[- ]rate"),
    ("missed", r"fnr|(?:falsch|false)[- ]negative?[- ]rate"),
    ("either", r"genauigkeit"),
    ("caught", r"trefferquote"),
)
_NAMES = late(
    r"(?<![\w-])(?<!average )(?:(?:ma[ck]ro|mi[ck]ro)[- ])?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _MEASURES)
    + r")(?![\w-])"
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
_FILL = (
    r"ist|sind|beträgt|betragen|liegt|lautet|ergibt|ergibt sich zu|is|equals|hier|damit|also|somit"
    r"|dann|folglich|bei|von|of|auf|zu|rund|etwa|ca\.|genau|nur|at|about|only|thus|then|\\approx|≈"
    r"|=|:|die|der|das|den|dem|the|des|modells|model|classifier|klassifikators|klassen?|class|classes"
    r"|für|for|on|und|and|with|mit|gar|sogar|even|immerhin|gerade|mal|dagegen|while|erreicht|kommt"
)
_GAP = late(
    r"[\s$*_`}:=)„“\"]*(?:\((?!\d)[^()\d]{1,30}\)[\s$*_`:=]*)?(?:(?:" + _FILL + r")(?![\wäöüß])"
    r"[\s$*_`„“\",]*)*"
)
_SAID = late(r"\d+(?:[.,]\d+)?[\s$]*\\?%?[,;\s$]*(?:(?:und|and|sowie)(?!\w))?[\s$]*")
"""Another number of the same list."""
_JOINED = late(r"[\s$*_`]*(?:und|and|sowie|,|/)[\s$*_`]*(?:(?:die|der|the)\s+)?")
_ON = late(r"[\s$*]*(?:[/·+^(=]|\\(?:cdot|frac|times)|\d)")
_OTHERS = late(
    r"\b(?:training\w*|anderes modell|(?:zweite|dritte|andere|neue)[sn]? (?:modell|netz)\w*"
    r"|basis\w*|baseline|raten|zufällig\w*|immer|nicht|statt|wäre\w*|würde\w*|would|not|instead|schwell\w*"
    r"|man|wer|wenn|falls|if|when|whoever|threshold|neue\w*|vorher|zuvor|before|nach(?:her|dem)|gewöhnlich|oft|often|paper)\b|\?"
    r"|\b[a-z]{2,}-?\d+\b(?<!top-\d)|\b\w+net\b"
)
"""Of another model, other data, or of what is not so."""
_OF_SOME = late(r"\bklassen?\b|\bclass(?:es)?\b|\bvalid\w*")
_MACRO = late(
    r"\b(?:ma[ck]ro\w*|mittlere\w*|durchschnittlich\w*|gemittelt\w*|mittel\w*|mean|average\w*"
    r"|balanc\w*|ausgewogen\w*|durchschnitt)\b|\bavg\b"
)
_WEIGHTED = late(r"\b(?:gewichtet\w*|weighted)\b")
_MICRO = late(r"\bmi[ck]ro\w*")
_BEHIND = late(r"[\s$]*\\?%?[\s$]*\(?(?:bei|für|for|on|der klasse|of)\s+((?:[^\W\d]|[\s„“\"-])+)")
_PLAIN = late(
    r"(?:[\W\d_]|\b(?:(?:das|the|es|it|und|and) (?:(?:modell|netz|model|network|klassifikator"
    r"|classifier) )?(?:(?:hat|has|erreicht|achieves|reaches) )?(?:eine?n?|an?)"
    r"|die|der|das|den|dem|de[nr]en|the|and|und|sowie|also|somit|damit|daraus|daher"
    r"|hier|so|insgesamt|overall|total|in|für|bei|for|of|on|klassen?|class(?:es)?|ergibt|folgt|gilt"
    r"|sich|ist|sind|is|are|beträgt|liegt|has|have|hat|thus|hence|therefore|this|gives|alle[nr]?|all"
    r"|nur|only|dann|then|\w*gewichtete?r?|weighted|mittlere?r?|mean|ma[ck]ro|mi[ck]ro|average"
    r"|durchschnittliche?r?|gemittelte?r?|modells?|model|klassifikators?|classifier)\b)*"
)
"""A clause that says of the matrix itself how good it is."""
_CLAUSE = late(r"[,;:–—](?!\d)")
_PERCENT = late(r"[\s\u00a0\u202f~]*\\?%")
_SENTENCE = late(r"[.!?;]\s+(?=\W{0,3}[A-ZÄÖÜ])|\n(?=\s*\n)")
_WORD = late(r"[^\W_]+")
_CAMEL = late(r"\b[A-Z][a-z]+[A-Z]\w*|\b[A-Z]{3,}-?\d\w*")
_REACH = 12
"""Paragraphs and items below a table that are still about it."""
_CLASS = late(r"(?:klasse|class|ziffer|digit|label)\s+$")
_SHOWN: Mapping[str, str] = {
    "accuracy": "alle richtigen / alle",
    "precision": "TP / (TP + FP)",
    "recall": "TP / (TP + FN)",
    "specificity": "TN / (TN + FP)",
    "f1": "2 · TP / (2 · TP + FP + FN)",
    "error": "alle falschen / alle",
    "fallout": "FP / (FP + TN)",
    "missed": "FN / (FN + TP)",
}
_MEANT: Mapping[str, tuple[str, ...]] = {
    "either": ("accuracy", "precision"),
    "caught": ("recall", "accuracy"),
}
_OF_ALL = ("accuracy", "error")

_Truths = list[tuple[Fraction, str]]
"""What may be meant, and how it comes about."""


def check_confusion(ledger: Ledger) -> None:
    """All measures below such a table, up to the next heading or another table."""
    lower = ledger.page.lower
    if not ledger.page.tables or not any(map(lower.__contains__, _ROOTS)):
        return
    current: _Reader | None = None
    left = 0
    for table, some in groupby(ledger.page.items, lambda it: it.cell.table if it.cell else None):
        items = list(some)
        if table is not None:
            grid = Grid(ledger.lecture, items)
            if matrix := matrix_of(ledger.lecture, grid):
                current, left = _Reader(ledger, matrix), _REACH
                current.margins(grid)
            elif current and not current.measures(grid):
                current = None
            continue
        for item in items:
            left -= 1
            if item.kind == "heading" or not left:
                current = None
            if current is not None:
                current.text(item)


class _Reader:
    """What is said of one matrix."""

    def __init__(self, ledger: Ledger, matrix: Matrix) -> None:
        self._ledger = ledger
        self._matrix = matrix
        self._labels = [_WORD.findall(one) for one in matrix.labels]

    def margins(self, grid: Grid) -> None:
        """Columns and rows of measures beside the counts."""
        size = len(self._matrix.labels)
        for column in grid.columns[size + 1 :]:
            for row in grid.rows:
                of = row - 1 if row <= size else None
                self._cell(grid, row, column, grid.head(column), of)
        for row in grid.rows[size:]:
            for column in grid.columns[1:]:
                of = column - 1 if column <= size else None
                self._cell(grid, row, column, grid.label(row), of)

    def measures(self, grid: Grid) -> bool:
        """A table of such measures: of the whole, or with a row for each class."""
        labels = {row: grid.label(row).lower() for row in grid.rows}
        if all(_NAMES.search(one) for one in labels.values()) and len(grid.columns) == 2:
            for row, label in labels.items():
                self._cell(grid, row, 1, label, self._matrix.positive)
            return True
        of = {row: self._named(label) for row, label in labels.items()}
        heads = {one: _NAMES.fullmatch(grid.head(one).lower()) for one in grid.columns[1:]}
        if not any(heads.values()) or sum(map(len, of.values())) < len(self._labels):
            return False
        for column in (one for one, found in heads.items() if found):
            for row, found in of.items():
                if len(found) == 1 or (not found and _MACRO.search(labels[row])):
                    one = found[0] if found else None
                    self._cell(grid, row, column, grid.head(column), one)
        return True

    def _cell(self, grid: Grid, row: int, column: int, head: str, of: int | None) -> None:
        item, lower = grid.cell(row, column), head.strip(MARKS).lower()
        found = _NAMES.fullmatch(lower) or _NAMES.fullmatch(_MACRO.sub("", lower).strip(" -"))
        if item is None or len(item.numbers) != 1 or found is None:
            return
        name = found.lastgroup or ""
        if of is None or _MACRO.search(lower) or _WEIGHTED.search(lower):
            self._judge(self._overall(name, f"{lower} {grid.label(row).lower()}"), item, 0)
        elif name in _OF_ALL and len(self._labels) > 2:
            return
        else:
            self._judge(self._of(name, [of]), item, 0)

    def text(self, item: Item) -> None:
        """All measures that a passage names."""
        lower = self._ledger.page.lower
        for at, index in enumerate(item.numbers):
            span = self._ledger.lecture.numbers[index].span
            text = _SENTENCE.split(self._ledger.lecture.source[item.span.start : span.start])[-1]
            if _CAMEL.search(text):
                continue
            text = text.lower()
            names = list(_NAMES.finditer(text))
            if not names or _OTHERS.search(_NAMES.sub("", text)):
                continue
            name = names[-1].lastgroup or ""
            gap = text[names[-1].end() :]
            behind = _BEHIND.match(lower, span.end, span.end + 60)
            told = self._truths(name, text, gap, behind[1] if behind else "")
            if len(names) > 1 and _JOINED.fullmatch(text[names[-2].end() : names[-1].start()]):
                other = self._truths(names[-2].lastgroup or "", text, gap, "")
                told = (told and told[0] + (other[0] if other else []), False) if told else None
            if told and told[0]:
                clause = _CLAUSE.split(text[: names[-1].start()])[-1]
                plain = _PLAIN.fullmatch(_NAMES.sub("", self._without_classes(clause))) is not None
                self._judge(told[0], item, at, sure=told[1] and plain)

    def _truths(self, name: str, text: str, gap: str, behind: str) -> tuple[_Truths, bool] | None:
        """What a number may be behind a measure's name; whether it can be nothing else."""
        rest = self._without_classes(gap)
        listed = list(_SAID.finditer(rest))
        alone = _GAP.fullmatch(" ".join(_SAID.sub(" ", rest).split())) is not None
        if not alone or (listed and rest == gap and not self._named(behind)):
            return None
        last = _SAID.split(gap)[-1] if listed else gap
        of = self._named(behind)[:1] or self._named(last)[-1:]
        of = of or (self._named(text) if not listed else [])
        two = self._matrix.positive is not None
        whole = _MACRO.search(text) or _WEIGHTED.search(text) or _MICRO.search(text)
        if two and (whole or _OF_SOME.search(text)):
            return None
        if whole and not of:
            return self._overall(name, text), True
        names = _MEANT.get(name, (name,))
        if set(names) & set(_OF_ALL) and not of:
            return self._overall(name, "") + self._of(name, self._positive()), not listed
        if not of and not two:
            return None
        told = self._of(name, of or self._positive())
        if of and set(names) & set(_OF_ALL):
            return told + self._overall(name, ""), False
        if two and not self._named(gap + behind) and (of or NEGATIVE.search(_SAID.sub("", text))):
            told += self._of(name, (0, 1))
        return told, len(set(of)) <= 1

    def _positive(self) -> list[int]:
        return [] if self._matrix.positive is None else [self._matrix.positive]

    def _of(self, name: str, classes: Sequence[int]) -> _Truths:
        """Of single classes."""
        found: _Truths = []
        for one in self._matrix.others:
            for measure in _MEANT.get(name, (name,)):
                for at in classes:
                    try:
                        found.append((one.measure(measure, at), _SHOWN[measure]))
                    except ZeroDivisionError:
                        return []
        return found

    def _overall(self, name: str, text: str) -> _Truths:
        """Of all classes together."""
        found: _Truths = []
        names = _MEANT.get(name, (name,))
        for one in self._matrix.others:
            try:
                if set(names) & set(_OF_ALL) or _MICRO.search(text):
                    measure = "error" if "error" in names else "accuracy"
                    found.append((one.measure(measure, 0), _SHOWN[measure]))
                for it in names:
                    if _MACRO.search(text) or _WEIGHTED.search(text):
                        measure = "recall" if it == "accuracy" else it
                        weighted = _WEIGHTED.search(text) is not None
                        told = f"der Mittelwert von {_SHOWN[measure]} aller Klassen"
                        found += ((v, told) for v in one.mean(measure, weighted=weighted))
            except ZeroDivisionError:
                return []
        return found

    def _named(self, text: str) -> list[int]:
        """The classes that a text names, in its order."""
        return [at for _, _, at in sorted(self._mentions(text))]

    def _without_classes(self, text: str) -> str:
        for start, end, _ in self._mentions(text):
            text = text[:start] + " " * (end - start) + text[end:]
        return text

    def _mentions(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where, and which."""
        words = [(stem(it[0]), it) for it in _WORD.finditer(text)]
        for at, label in enumerate(self._labels):
            stems = [stem(it) for it in label]
            for place in range(len(words) - len(stems) + 1) if stems else ():
                some = words[place : place + len(stems)]
                first, last = some[0][1], some[-1][1]
                same = all(_is(one[0], two) for one, two in zip(some, stems, strict=True))
                plain = len(label) > 1 or not label[0].isdigit()
                if same and (plain or _CLASS.search(text[: first.start()])):
                    yield first.start(), last.end(), at

    def _judge(self, true: _Truths, item: Item, at: int, *, sure: bool = True) -> None:
        ledger, index = self._ledger, item.numbers[at]
        number, source = ledger.lecture.numbers[index], ledger.lecture.source
        reading = number.reading(ledger.page.notation(item.text)) or number.german or number.english
        if reading is None or ledger.decided(index) or not true:
            return
        percent = _PERCENT.match(source, number.span.end)
        if _ON.match(source, percent.end() if percent else number.span.end):
            return
        scale = Fraction(1, 100) if percent else Fraction(1)
        if reading.value * scale > 1 or (not percent and not reading.decimals):
            return
        allowed = Fraction(1, 2) / 10 ** max(0, reading.decimals)
        fits = [why for value, why in true if abs(value / scale - reading.value) <= allowed]
        if fits:
            text = ledger.lecture.text(number.span)
            ledger.verified(number.span, (index,), Truth("", text, f"so viel ist {fits[0]}"))
            return
        if not sure or any(abs(it / scale - reading.value) <= 2 * allowed for it, _ in true):
            return  # may be another one, or cut off instead of rounded
        digits = max(reading.decimals, 0)
        shown = notation.round_half_away(true[0][0] / scale, digits)
        ledger.wrong(
            number.span,
            (index,),
            Truth(
                "",
                notation.number(shown, ledger.grouping, decimals=digits),
                f"so viel ist {true[0][1]} in der Tabelle darüber",
            ),
            message="Das folgt nicht aus der Konfusionsmatrix",
        )


def _is(word: str, label: str) -> bool:
    return word == label or (len(label) > 3 and kin(word, label))
