"""Whether a text gives a number for a calculation, or only has the same digits beside it.

„Bei 12 Kanälen … 12 · 9 = 108“, „mit $n = 227$“: who reads this looks for the number in the
calculation. In „12 / 4 = 3, der Verlust also 12“ nobody does: it is said to follow, and nothing
confirms it. All rules that confirm a number because an equation calculates with it ask here.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct

from rechenprobe.check.examples.context import calculates, mantissa
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Expr, Symbol, Written
from rechenprobe.late import late

_WITH = (
    r"\b(?:mit|beim?|für|von|vom|aus|zu[mr]?|auf|je|pro|statt|nach|sei\w*|wobei|denn|weil|zwischen"
    r"|habe\w*|hat|with|for|of|from|at|let|where|because|has|after)\b"
)
_INTRODUCED = late(rf"{_WITH}(?:\W+[^\W\d]+){{0,3}}\W*$", re.IGNORECASE)
_CONCLUDED = late(
    r"\b(?:also|damit|somit|folglich|daher|demnach|mithin|ergibt|ergeben|macht|bleib\w+"
    rf"|thus|hence|therefore|gives|yields)\b(?:(?!{_WITH}).)*$",
    re.IGNORECASE | re.DOTALL,
)
_BORDER = late(r"[.;:!?,](?=\s)|\n\s*\n|\||\((?=[^\W\d]{2})")
_PARTED = late(r"[.!?;](?=\s)|\n\s*\n")
_BECAUSE = late(r"\b(?:denn|nämlich|weil|because|namely)\b|:", re.IGNORECASE)
_NOUN = late(r"\b[A-ZÄÖÜ][\w-]{2,}")
_LABELLED = late(r"[A-ZÄÖÜ][\w-]{2,}\W*$")
_SMALL, _LARGE = 10, 1000
"""Of what is small a noun tells more than the number; what is large is the same one."""
_NEAR = 100
"""Characters within which a small number belongs to the equation behind it."""
_COMMON = frozenset(map(Fraction, (0, 1)))


class _Parts(Struct, frozen=True, gc=False):
    """What an equation calculates with, and what it comes to."""

    operands: Counter[Fraction]
    results: frozenset[Fraction]
    units: frozenset[str]
    nouns: tuple[str, ...]


class _Crowd:
    """How often statements calculate with a number, and how many letters need it."""

    def __init__(self, giving: "Giving", around: Sequence[Statement]) -> None:
        self.around = around
        used: dict[Fraction, list[tuple[int, int]]] = {}
        needed: dict[Fraction, list[int]] = {}
        for one in around:
            for value, count in giving.operands(one).items():
                used.setdefault(value, []).append((one.span.start, count))
            for value in giving.values(one) if giving.is_letter(one) else ():
                needed.setdefault(value, []).append(one.span.start)
        self._starts = {value: sorted(start for start, _ in some) for value, some in used.items()}
        self._counts = {
            value: [0, *accumulate(count for _, count in sorted(some))]
            for value, some in used.items()
        }
        self._needed = {value: sorted(starts) for value, starts in needed.items()}

    def used_behind(self, value: Fraction, start: int) -> int:
        """By statements that begin behind it."""
        if value not in self._starts:
            return 0
        counts = self._counts[value]
        return counts[-1] - counts[bisect_right(self._starts[value], start)]

    def needed_before(self, value: Fraction, start: int) -> int:
        """By letters that begin before it."""
        return bisect_left(self._needed.get(value, []), start)


class Giving:
    """For the equations of a lecture."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._source = ledger.lecture.source
        self._parts: dict[int, _Parts] = {}
        self._known: dict[int, tuple[Fraction, ...]] = {}
        self._crowd = _Crowd(self, ())

    def gives(
        self,
        one: Statement,
        equation: Statement,
        around: Sequence[Statement] = (),
        *,
        together: bool = False,
    ) -> bool:
        """Whether the equation calculates with all of it, and the text says so.

        `around` are statements among which other letters may be that need the same numbers;
        `together`: the equation needs others of its sentence, too, so that it fits by no chance.
        """
        parts = self._of(equation)
        values = self.values(one)
        if not values:
            return False
        alike = self._measures_alike(one, parts) or (self.is_letter(one) and not parts.units)
        if not alike and not self._is_near(one, equation):
            return False
        telling = together or any(map(self._is_telling, one.numbers))
        if parts.operands.keys() >= set(values):
            if self.is_letter(one):
                before = one.span.start < equation.span.end
                return before and not self._is_crowded(values, equation, around)
            return self._introduces(one, equation, parts, telling=telling or one.shape)
        if parts.results.issuperset(values):
            same = self._shares_noun(one, parts)
            return same or (telling and self._leads_on(one, equation))
        return False

    def operands(self, one: Statement) -> Counter[Fraction]:
        """The numbers that it calculates with."""
        return self._of(one).operands

    def values(self, one: Statement) -> tuple[Fraction, ...]:
        """All numbers of it."""
        if id(one) not in self._known:
            found = (value for side in one.sides for value in self._values(side.expr))
            self._known[id(one)] = tuple(found)
        return self._known[id(one)]

    def is_letter(self, one: Statement) -> bool:
        """Whether it says what a letter is: `n = 227`, `x = (1; 2)`."""
        if one.relations:
            return one.relations == ("=",) and isinstance(one.sides[0].expr, Symbol)
        start = one.span.start
        return one.shape and self._source[max(0, start - 2) : start].rstrip().endswith("=")

    def _introduces(
        self, one: Statement, equation: Statement, parts: _Parts, *, telling: bool
    ) -> bool:
        lead, start = self._lead(one), one.span.start
        if _CONCLUDED.search(lead):
            return False
        if start >= equation.span.end:
            shared = self._shares_noun(one, parts)
            other = max(self.values(one)) < _LARGE and self._counts_another(one, equation)
            other = other and _PARTED.search(self._source, equation.span.end, start) is not None
            return shared or (telling and not other and _INTRODUCED.search(lead) is not None)
        if telling or self._shares_noun(one, parts):
            return True
        introduced = _INTRODUCED.search(lead) or _LABELLED.search(lead)
        return introduced is not None and self._is_near(one, equation)

    def _is_near(self, one: Statement, equation: Statement) -> bool:
        """Whether it stands right before the equation, in the same sentence."""
        end, start = one.span.end, equation.span.start
        return 0 <= start - end < _NEAR and not _PARTED.search(self._source, end, start)

    def _leads_on(self, one: Statement, equation: Statement) -> bool:
        """Whether it says the result: before it because of the equation, or right behind it."""
        if one.span.end <= equation.span.start:
            return _BECAUSE.search(self._source, one.span.end, equation.span.start) is not None
        return not self._counts_another(one, equation)

    def _is_crowded(
        self, values: Sequence[Fraction], equation: Statement, around: Sequence[Statement]
    ) -> bool:
        """Whether letters need a number of it more often than the equation has it."""
        if self._crowd.around is not around:
            self._crowd = _Crowd(self, around)
        own, start, operands = Counter(values), equation.span.start, self._of(equation).operands
        for value in own.keys() - _COMMON:
            there = operands[value] + self._crowd.used_behind(value, start)
            if self._crowd.needed_before(value, start) > there >= own[value]:
                return True
        return False

    def _lead(self, one: Statement) -> str:
        """The words before it, of its clause."""
        before = self._source[max(0, one.span.start - 80) : one.span.start]
        borders = list(_BORDER.finditer(before))
        return before[borders[-1].end() :] if borders else before

    def _measures_alike(self, one: Statement, parts: _Parts) -> bool:
        unit = one.sides[-1].unit
        return not unit or unit in parts.units

    def _shares_noun(self, one: Statement, parts: _Parts) -> bool:
        own = [stem(word) for word in _NOUN.findall(one.noun)[:1] or _NOUN.findall(one.label)[-1:]]
        return any(kin(word, other) for word in own for other in parts.nouns)

    def _counts_another(self, one: Statement, equation: Statement) -> bool:
        """Whether nouns say what both count; „Hausnummer 576“. That they are kin is asked first."""
        return bool(equation.noun) and (bool(one.noun) or _NOUN.search(one.label, 1) is not None)

    def _is_telling(self, number: int) -> bool:
        written = self.ledger.lecture.numbers[number]
        reading = written.german or written.english
        return reading is not None and (reading.decimals > 0 or reading.value >= _SMALL)

    def _of(self, equation: Statement) -> _Parts:
        if id(equation) not in self._parts:
            exprs = [mantissa(side.expr, self.ledger) for side in equation.sides]
            results = [it for it in exprs if not calculates(it) or result_of(it) is not None]
            operands = [it for it in exprs if it not in results]
            units = {unit for side in equation.sides for unit in (side.unit, *side.units)}
            words = f"{equation.label} {equation.noun}"
            self._parts[id(equation)] = _Parts(
                Counter(value for it in operands for value in self._values(it)),
                frozenset(value for it in results for value in self._values(it)),
                frozenset(units - {""}),
                tuple(map(stem, _NOUN.findall(words))),
            )
        return self._parts[id(equation)]

    def _values(self, expr: Expr) -> Iterator[Fraction]:
        """Of all numbers in it, those in percent as fractions."""
        todo: list[Expr] = [expr]
        while todo:
            node = todo.pop()
            if (found := result_of(node)) is not None and not isinstance(node, Written):
                scale, number = found.scale, found.number
            elif isinstance(node, Written):
                scale, number = Fraction(1), node.number
            else:
                todo += node.args if isinstance(node, Call) else ()
                continue
            written = self.ledger.lecture.numbers[number]
            reading = written.german or written.english
            if reading is not None:
                yield reading.value * scale
