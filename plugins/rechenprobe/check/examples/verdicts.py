"""What is found out about a statement, written into the ledger."""

from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.equations.pinning import unpinned
from rechenprobe.check.examples.comparing import true_of
from rechenprobe.check.examples.context import Context
from rechenprobe.check.examples.deviations import nearly_parameters, needless_ones, strangers
from rechenprobe.check.examples.leftovers import (
    hint_cuts,
    hint_units,
    settle_constants,
    unevaluated,
)
from rechenprobe.check.examples.outright import is_layer, is_of_another, misses
from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.factors import Known
from rechenprobe.check.layers.scopes import Binding
from rechenprobe.check.ledger import Truth
from rechenprobe.check.numbers.slips import differs_in_one, is_slip, slip
from rechenprobe.check.words.sentences import Clause
from rechenprobe.claims import Notation, Statement
from rechenprobe.facts import Layer

_WORDS = 160


class Verdicts:
    """Those of one section; `before` are the layers that feed its layer."""

    def __init__(self, context: Context, before: tuple[Layer, ...], binding: Binding) -> None:
        self._context = context
        self._ledger = context.ledger
        self._layer = context.layer
        self._before = before
        self._outright = binding == "outright"

    def miss(self, statement: Statement, judgement: Judgement, expected: Expectation) -> None:
        """A calculation that holds does not give the layer's value."""
        of_layer = self._layer is None or is_layer(self._layer)
        whose = "der Schicht" if of_layer else "des Modells"
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            true_of(expected, statement, judgement.notation, self._context),
            at=statement.sides[-1].span,
            message=f"Die Rechnung geht auf, ergibt aber nicht den Wert {whose}",
        )

    def misses(self, statement: Statement, judgement: Judgement, expected: Expectation) -> bool:
        """Whether a calculation can only be meant to be the whole model's, and is not."""
        return self._outright and misses(statement, judgement, expected, self._context)

    def no_amount(self, statement: Statement, judgement: Judgement) -> None:
        """A result in bytes that is no known memory of the layer: the model's may be others."""
        if self._outright and is_of_another(statement, judgement, self._context):
            self._ledger.unchecked(
                statement.numbers, "passt zu keinem bekannten Speicherbedarf des Modells"
            )
            return
        reason = "passt zu keinem Speicherbedarf dieser Schicht"
        self.arithmetic(statement, judgement, reason)

    def arithmetic(self, statement: Statement, judgement: Judgement, reason: str = "") -> None:
        """Nothing but the calculation itself can be confirmed; without one, nothing."""
        if judgement.outcome == "holds":
            known = [value for value in judgement.values if value is not None]
            truth = Truth("", self._context.number(known[-1]), "nachgerechnet")
            self.verified(statement, judgement, truth, judgement.notation)
            self._doubt(statement, judgement)
            return
        if not statement.relations:
            reason = reason or "steht in keiner Gleichung und in keinem Rechenbeispiel"
        elif judgement.reason:
            reason = reason or f"nicht zu vergleichen: {judgement.reason}"
        settle_constants(statement, judgement, self._ledger)
        self._ledger.unchecked(statement.numbers, reason or "dazu kennt das Modell keinen Wert")

    def _doubt(self, statement: Statement, judgement: Judgement) -> None:
        """A slip that a rounded result hides: nearly another number, of the page or a model."""
        page = self._ledger.page
        for number in unpinned(statement, judgement, self._context.symbols, page):
            reading = self._ledger.lecture.numbers[number].reading(judgement.notation)
            assert reading is not None
            large = page.large(judgement.notation)
            if page.affords(len(large)) and any(
                differs_in_one(one, reading) or slip(one, reading)
                for one in large | page.counts
                if one != reading.value
            ):
                self._ledger.doubt(statement.span, (number,))
            meant = [count for count in page.counts if is_slip(reading.value, count)]
            own = self._context.values(statement, judgement.notation)
            if len(meant) == 1 and own.isdisjoint(meant) and not self._hedges(statement):
                self._ledger.wrong(
                    statement.span,
                    statement.numbers,
                    Truth("", self._context.number(meant[0]), "so viel zählt das Modell"),
                    at=self._ledger.lecture.numbers[number].span,
                    message="Die Rechnung geht nur auf, weil ihr Ergebnis gerundet ist",
                )

    def _hedges(self, statement: Statement) -> bool:
        """Whether its sentence, or the one before, may speak of another model."""
        source, start = self._ledger.lecture.source, statement.span.start
        text = source[max(0, start - _WORDS) : start].rpartition("\n\n")[2]
        behind = source[statement.span.end :][:_WORDS].partition(". ")[0].partition("\n\n")[0]
        return Clause(0, 0, f"{text} {behind}").hedged()

    def verified(
        self, statement: Statement, judgement: Judgement, truth: Truth, how: Notation
    ) -> None:
        """It holds; constants that count nothing and what was not evaluated left out."""
        left_out = settle_constants(statement, judgement, self._ledger) | unevaluated(
            statement, judgement, self._ledger
        )
        numbers = tuple(index for index in statement.numbers if index not in left_out)
        self._ledger.verified(statement.span, numbers, truth, how)
        hint_units(statement, judgement, self._ledger)
        hint_cuts(statement, judgement, self._ledger)

    def stranger(
        self,
        statement: Statement,
        how: Notation,
        known: Known,
        truth: Truth,
        *,
        weighs: bool = False,
    ) -> bool:
        """Whether a calculation with the right result contains a number of no meaning here.

        `weighs` says that it counts parameters or weights.
        """
        found = strangers(statement, how, known, self._context)
        if weighs:
            found += needless_ones(statement, how, self._before, self._context)
        if not found or self._layer is None:
            return False
        number, name = found[0], self._layer.name
        message = f"Das Ergebnis stimmt, aber „{number.text}“ gehört nicht zu {name}"
        self._ledger.wrong(
            statement.span, statement.numbers, truth, at=number.span, message=message
        )
        return True

    def wrong_parameters(self, statement: Statement, judgement: Judgement) -> bool:
        """Whether memory is calculated with a number that is nearly the layer's parameters."""
        assert self._layer is not None
        known = self._ledger.page.factors.of(self._layer, "params", self._before)
        number = nearly_parameters(statement, judgement, known, self._context)
        if number is None:
            return False
        count = expectation(self._layer, "params")
        assert count is not None
        true, explanation = (
            self._context.number(Fraction(self._layer.params)),
            count.explain(self._context.grouping),
        )
        truth = Truth(count.fact, true, explanation)
        message = f"„{number.text}“ ist nicht die Zahl der Parameter von {self._layer.name}"
        self._ledger.wrong(
            statement.span, statement.numbers, truth, at=number.span, message=message
        )
        return True
