"""What stands around a table, as far as it may belong to it: text, formulas, values of letters."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from rechenprobe.check.tables.column_rules import Constant
from rechenprobe.check.tables.grids import Grid, start_of
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.claims import Notation, Side, Statement
from rechenprobe.expression import Expr, NotEvaluable, Symbol, evaluate, has_symbols
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_REACH = 500
"""Characters before and behind a table."""
_NOUN = late(r"[\s$*]*(?:[a-zäöü]+ )?([A-Za-zÄÖÜäöüß-]+)")
_BLANKS = late(r"[\s{}\\$*_`]+")
_FEW = 6
"""Numbers before a table by which columns may be multiplied."""
_RATE = late(
    r"[\s$~\u00a0]*(?:€|\$|(?:ct|cent|euro|dollar|bytes?|bits?|b)\b)[\s$]*"
    r"(?:/|je\b|pro\b|per\b)\s*[^\W\d]",
    re.IGNORECASE,
)
"""Behind a price, or what each number takes: nothing else can be meant."""
_BY = late(
    r"(?:geteilt|dividiert|divided|durch|\bby|\bmal\b|times|multipliz|faktor|factor)[^.\d|]{0,40}$",
    re.IGNORECASE,
)
_EXCEPTS = late(
    r"\b(?:enthält|enthalten|inbegriffen|eingerechnet|mitgezählt|mitgerechnet|hinzu|zusätzlich\w*"
    r"|außerdem|außer|ausgenommen|ausnahme\w*|abweich\w*|\w*rabatt\w*|\w*steuer|weggelassen|ausgelassen"
    r"|gezeigt|übrige\w*|rest|gewichtet\w*|mehrfachnennung\w*|teilen sich|\w*geld|bonus|logische\w*"
    r"|(?:kein\w*|ohne|mit) bias|omitted|shown|includes?|included|additional\w*|except\w*"
    r"|discounts?|tax(?:es)?|remaining|shared?|weighted|(?:no|without|with) bias(?:es)?)\b",
    re.IGNORECASE,
)
"""What is said behind a table of a row that is otherwise, or of what is not in it."""
MANY = late(r"(?<![\d.,])(?:\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+|\d{3,})(?![\d.,]\d)")
"""Large whole numbers."""


def _place(statement: Statement) -> int:
    return statement.span.start


_SHARE = late(r"%|\bprozent\b|\bpercent\b", re.IGNORECASE)
_WHOLE = Fraction(100)


def key(text: str) -> str:
    """By what a letter is known, however it is set."""
    return _BLANKS.sub("", text)


def large(text: str) -> list[int]:
    """The large whole numbers in it."""
    found = (re.sub(r"\D", "", one[0]) for one in MANY.finditer(text))
    return list(dict.fromkeys(map(int, found)))


class Around:
    """The text before and behind a table, as far as it may belong to it."""

    def __init__(self, lecture: Lecture, grid: Grid) -> None:
        self._lecture = lecture
        self._grid = grid
        self._told: dict[tuple[re.Pattern[str], bool], list[Fraction]] = {}
        self._start = start_of(grid)
        end = max((one.span.end for one in grid.cells()), default=0)
        self._end = lecture.source.find("\n", end) if "\n" in lecture.source[end:] else end
        source = lecture.source
        self.before = source[max(0, self._start - _REACH) : self._start].rpartition("\n#")[2]
        self.behind = re.split(r"\n#|\n\|", source[self._end : self._end + _REACH])[0]
        self.text = f"{self.before}\n{self.behind}"

    @cached_property
    def _statements(self) -> list[Statement]:
        """Those that define a letter."""
        if "=" not in self.text:
            return []
        first, last = self._start - len(self.before), self._end + len(self.behind)
        return [
            one
            for some in (self._lecture.laws, self._lecture.statements)
            for one in some[
                bisect_left(some, first, key=_place) : bisect_left(some, last, key=_place)
            ]
            if not self._start <= one.span.start < self._end
            and one.relations[:1] == ("=",)
            and isinstance(one.sides[0].expr, Symbol)
            and one.sides[1].complete
        ]

    def definitions(self) -> Iterator[tuple[str, Side]]:
        """Letters, and the formulas that say what they are."""
        for one in self._statements:
            if isinstance(one.sides[0].expr, Symbol) and has_symbols(one.sides[1].expr):
                yield one.sides[0].expr.latex, one.sides[1]

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """Those of letters that have one only."""
        found: dict[str, set[Fraction]] = {}
        for one in self._statements:
            expr = one.sides[0].expr
            if isinstance(expr, Symbol) and not has_symbols(one.sides[1].expr):
                value = self.evaluate(one.sides[1].expr, {})
                found.setdefault(key(expr.latex), set()).update(() if value is None else (value,))
        return {name: some.pop() for name, some in found.items() if len(some) == 1}

    def evaluate(self, expr: Expr, values: Mapping[str, Fraction]) -> Fraction | None:
        """Its value; None if a letter has none."""
        try:
            return evaluate(expr, self._written, values.get, approximate=True)
        except NotEvaluable:
            return None

    @cached_property
    def excepts(self) -> bool:
        """Whether the paragraph behind the table says that something is otherwise in it."""
        return _EXCEPTS.search(self.behind.strip().split("\n\n")[0]) is not None

    def explains(self, *words: str) -> bool:
        """Whether the paragraph behind the table repeats one of them."""
        found = self.behind.strip().split("\n\n")[0]
        return any(
            re.search(rf"(?<![\w.,]){re.escape(one)}(?![\w])", found) for one in words if one
        )

    @cached_property
    def many(self) -> list[int]:
        """All large whole numbers."""
        return large(self.text)

    def constants(self, how: Notation) -> list[Constant]:
        """Numbers by which columns may be multiplied: before the table, and in its heads."""
        lecture, source = self._lecture, self._lecture.source
        first = self._start - len(self.before)
        heads = source.find("\n", self._start)
        found: dict[Fraction, Constant] = {}
        numbers = lecture.numbers
        columns = {
            index: column
            for column in self._grid.columns
            if (item := self._grid.cell(0, column))
            for index in item.numbers
        }
        at = bisect_left(numbers, first, key=lambda one: one.span.start)
        for index, number in enumerate(numbers[at:], at):
            span = number.span
            if span.start >= heads:
                break
            reading = number.reading(how)
            if reading is None or reading.value in (0, 1):
                continue
            rate = _RATE.match(source, span.end) is not None
            told = rate or _BY.search(source[first : span.start]) is not None
            if reading.value not in found or told or index in columns:
                found[reading.value] = Constant(reading.value, told, columns.get(index))
        shares = sum(_SHARE.search(self._grid.head(one)) is not None for one in self._grid.columns)
        whole = [Constant(_WHOLE)] if shares > 1 and _WHOLE not in found else []
        return [*whole, *list(found.values())[-_FEW:]]  # „Acc. (%)“, „Fehler (%)“

    def told(self, pattern: re.Pattern[str], *, before: bool = False) -> list[Fraction]:
        """The numbers that it finds, its first group: kept, as each column asks for them."""
        if (found := self._told.get((pattern, before))) is None:
            matches = pattern.finditer(self.before if before else self.text)
            found = list(dict.fromkeys(_number(match[1]) for match in matches))
            self._told[pattern, before] = found
        return found

    def counts(self, what: str) -> Iterator[Fraction]:
        """Large numbers of such things: „50.000 Bilder“."""
        kind = stem(what.rsplit(maxsplit=1)[-1]) if what.split() else ""
        for found in MANY.finditer(self.text):
            noun = _NOUN.match(self.text, found.end())
            if noun and kin(stem(noun[1]), kind):
                yield Fraction(re.sub(r"\D", "", found[0]))

    def _written(self, index: int) -> Fraction:
        number = self._lecture.numbers[index]
        reading = number.german or number.english
        if reading is None:
            raise NotEvaluable("")
        return reading.value


def _number(text: str) -> Fraction:
    return Fraction(text.replace("{,}", ".").replace(",", ".").replace("−", "-"))
