"""Whether a text gives a number for a calculation, or only has the same digits beside it.

„Bei 12 Kanälen … 12 · 9 = 108“, „mit $n = 227$“: who reads this looks for the number in the
calculation. In „12 / 4 = 3, der Verlust also 12“ nobody does: it is said to follow, and nothing
confirms it. All rules that confirm a number because an equation calculates with it ask here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

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
_SMALL = 10
_NEAR = 100
"""Characters within which a small number belongs to the equation behind it."""
_COMMON = frozenset(map(Fraction, (0, 1)))


class _Parts(Struct, frozen=True, gc=False):
    """What an equation calculates with, and what it comes to."""

    operands: Counter[Fraction]
    results: frozenset[Fraction]
    units: frozenset[str]
    nouns: tuple[str, ...]


class Giving:
    """For the equations of a lecture."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._source = ledger.lecture.source
        self._parts: dict[int, _Parts] = {}

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
        values = [value for side in one.sides for value in self._values(side.expr)]
        if not values:
            return False
        if not self._measures_alike(one, parts) and not self._is_near(one, equation):
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
            return shared or (telling and _INTRODUCED.search(lead) is not None)
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
        return not (one.noun and equation.noun)

    def _is_crowded(
        self, values: Sequence[Fraction], equation: Statement, around: Sequence[Statement]
    ) -> bool:
        """Whether letters need a number of it more often than the equation has it."""
        there, needed = Counter(self._of(equation).operands), Counter[Fraction]()
        for other in around:
            if other is not equation and other.span.start > equation.span.start:
                there += self._of(other).operands
            if self.is_letter(other) and other.span.start < equation.span.start:
                needed.update(v for side in other.sides for v in self._values(side.expr))
        own = Counter(values)
        return any(needed[value] > there[value] >= own[value] for value in own.keys() - _COMMON)

    def _lead(self, one: Statement) -> str:
        """The words before it, of its clause."""
        before = self._source[max(0, one.span.start - 80) : one.span.start]
        borders = list(_BORDER.finditer(before))
        return before[borders[-1].end() :] if borders else before

    def _measures_alike(self, one: Statement, parts: _Parts) -> bool:
        unit = one.sides[-1].unit
        return not unit or not parts.units or unit in parts.units

    def _shares_noun(self, one: Statement, parts: _Parts) -> bool:
        own = [stem(word) for word in _NOUN.findall(one.noun)[:1] or _NOUN.findall(one.label)[-1:]]
        return any(kin(word, other) for word in own for other in parts.nouns)

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
