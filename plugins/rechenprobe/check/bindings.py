"""Letters of a worked example: from where on they have a value, and what confirms it."""

from fractions import Fraction

from rechenprobe.check.arithmetic import Judgement
from rechenprobe.check.evaluating import CONSTANTS
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.expression import Symbol, walk
from rechenprobe.lecture import Statement


class Bindings:
    """Letters of a worked example and the statements that bind them: `n = 227`."""

    def __init__(self) -> None:
        self.values: dict[str, Fraction] = dict(CONSTANTS)
        self._statements: dict[str, Statement] = {}

    def bind(self, name: str, statement: Statement, judgement: Judgement) -> None:
        """From here on the letter has the first value that the statement gives it."""
        value = next((v for v in judgement.values[1:] if v is not None), None)
        if value is not None:
            self.values[name] = value
            self._statements[name] = statement

    def use(self, statement: Statement, ledger: Ledger) -> None:
        """An equation that holds confirms the values of the letters in it."""
        for side in statement.sides:
            for name in (node.latex for node in walk(side.expr) if isinstance(node, Symbol)):
                binding = self._statements.get(name)
                if binding is not None and binding is not statement:
                    truth = Truth("", "", "eingesetzt in eine Rechnung, die aufgeht")
                    ledger.verified(binding.span, binding.numbers, truth)
