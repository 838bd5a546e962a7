"""Letters of a worked example: from where on they have a value, and what confirms it."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from rechenprobe.check.equations.arithmetic import Judgement, judge, may_be_pair
from rechenprobe.check.equations.carried import Carried
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.claims import Number, Statement
from rechenprobe.expression import Symbol, walk

Numbers: TypeAlias = tuple[Number, ...]


class Bindings:
    """Letters of a worked example and the statements that bind them: `n = 227`."""

    def __init__(self) -> None:
        self.values: dict[str, Fraction] = dict(CONSTANTS)
        self.carried = Carried()
        self._statements: dict[str, Statement] = {}
        self._calculated: dict[str, Fraction] = {}
        self._written: dict[str, Fraction] = {}

    def bind(self, name: str, statement: Statement, judgement: Judgement, numbers: Numbers) -> None:
        """From here on the letter has the first value that the statement gives it.

        „v = 72 km/h = 20 m/s“ leaves open which of them is put in: then it has none. Nor has x of
        „x = (1,2)“: that may be a vector.
        """
        value = next((v for v in judgement.values[1:] if v is not None), None)
        pair = any(may_be_pair(side, numbers) for side in statement.sides[1:])
        bounds = statement.relations[0] not in ("=", "≈")  # „$x > 3$“
        if pair or bounds or len({side.unit for side in statement.sides[1:]}) > 1:
            self.forget(name)
        elif value is not None:
            self.values[name] = value
            self._statements[name] = statement
            self._written[name] = judgement.values[-1] or value
            if judgement.outcome == "holds":
                self._calculated[name] = value

    def forget(self, name: str) -> None:
        """It gets another value."""
        self.values.pop(name, None)
        self._statements.pop(name, None)

    def repeats(self, statement: Statement, judgement: Judgement, numbers: Numbers) -> bool:
        """Whether the statement only says again what was calculated for the letter."""
        first, last = statement.sides[0].expr, result_of(statement.sides[-1].expr)
        value = self._calculated.get(first.latex) if isinstance(first, Symbol) else None
        said = judgement.values[-1]
        if value is None or said is None or last is None or judgement.outcome != "unknown":
            return False
        reading = numbers[last.number].reading(judgement.notation)
        allowed = tolerance(reading, approximate=statement.approximate) if reading else 0
        return abs(value - said) <= allowed * last.scale

    def judge_as_written(
        self, statement: Statement, judgement: Judgement, numbers: Numbers
    ) -> Judgement:
        """„$e = y - t = 0,4699$“, then „$e h = -0,2171$“: the rounded value may be put in, too."""
        if judgement.outcome != "fails":
            return judgement
        letters = {
            n.latex for side in statement.sides for n in walk(side.expr) if type(n) is Symbol
        }
        first = statement.sides[0].expr
        others = letters - {first.latex} if isinstance(first, Symbol) else letters
        written = {name: self._written[name] for name in others if name in self._statements}
        if all(self.values[name] == value for name, value in written.items()):
            return judgement
        other = judge(statement, numbers, {**CONSTANTS, **written})
        return other if other.outcome == "holds" else judgement

    def without(self, name: str) -> Mapping[str, Fraction]:
        """The values while one letter is given another."""
        return Without(self.values, name)

    def use(self, statement: Statement, ledger: Ledger) -> None:
        """An equation that holds confirms the values of the letters in it."""
        for side in statement.sides if self._statements else ():
            for name in (node.latex for node in walk(side.expr) if isinstance(node, Symbol)):
                binding = self._statements.get(name)
                if binding is not None and binding is not statement:
                    truth = Truth("", "", "eingesetzt in eine Rechnung, die aufgeht")
                    ledger.verified(binding.span, binding.numbers, truth)


class Without(Mapping[str, Fraction]):
    """A view: a copy for each letter of a long page would take its time."""

    def __init__(self, values: Mapping[str, Fraction], name: str) -> None:
        self._values = values
        self._name = name

    def __getitem__(self, name: str) -> Fraction:
        if name == self._name:
            raise KeyError(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._values if name != self._name)

    def __len__(self) -> int:
        return sum(1 for _ in self)
