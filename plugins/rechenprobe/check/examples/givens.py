"""Givens: what the author chooses for a calculation, `Batch Size 16`, `Präzision 32 Bit`."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.examples.context import Context
from rechenprobe.check.ledger import Truth
from rechenprobe.check.numbers.memory import MemoryFact
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.check.words.vocabulary import Attribute, attribute
from rechenprobe.claims import Statement
from rechenprobe.expression import Symbol

_GIVEN: frozenset[Attribute] = frozenset({"batch", "bits"})


class Given(Struct, frozen=True, gc=False):
    """A choice that the calculation beside it has to use."""

    statement: Statement
    attribute: Attribute
    value: Fraction


def find_given(statement: Statement, context: Context) -> Given | None:
    """The given that a statement states, if it does."""
    named = attribute(statement.label) if statement.label else None
    first = statement.sides[0].expr
    if named is None and isinstance(first, Symbol):
        named = attribute(first.latex)
    if named not in _GIVEN or len(statement.sides) > 2 or context.layer is None:
        return None
    plain = plain_number(statement.sides[-1].expr)
    reading = None if plain is None else context.numbers[plain].german
    return None if reading is None else Given(statement, named, reading.value)


def check_givens(
    givens: Iterable[Given],
    context: Context,
    used: frozenset[Fraction],
    memory: list[tuple[int, MemoryFact]],
    *,
    calculated: bool,
) -> None:
    """Hold the givens of a section against its calculations.

    `used` are the numbers in them, `memory` the amounts that they came to, with their places:
    a calculation above a given has others.
    `calculated` says whether there were any.
    """
    chosen = list(givens)
    named = {given.attribute for given in chosen}
    for given in chosen:
        below = [fact for at, fact in memory if at > given.statement.span.start]
        _Check(given, context, used, below).check(named, calculated=calculated)


class _Check:
    def __init__(
        self,
        given: Given,
        context: Context,
        used: frozenset[Fraction],
        memory: list[MemoryFact],
    ) -> None:
        self._given = given
        self._context = context
        self._used = used
        self._weights = next((fact for fact in memory if fact.batch is None), None)
        self._bits = [fact.bits for fact in memory]
        self._batches = [fact.batch for fact in memory if fact.batch is not None]

    def check(self, named: set[Attribute], *, calculated: bool) -> None:
        """One verdict."""
        is_batch = self._given.attribute == "batch"
        right = self._batches if is_batch else self._bits
        weights, value = self._weights, self._given.value
        meant_as_bits = (
            is_batch
            and weights is not None
            and not self._batches
            and "bits" not in named
            and Fraction(weights.bits) in self._used
        )
        if value in right:
            self._verified("so gerechnet")
        elif meant_as_bits and weights is not None and value == weights.bits:
            self._verified("als Bit je Gewicht gerechnet")
            self._warn_mislabelled(weights)
        elif value in self._used and not right:
            self._verified("kommt in der Rechnung vor")
        elif right or meant_as_bits:
            self._wrong([*right, *self._bits][0])
        elif calculated and is_batch and weights is not None:
            self._unchecked("der Speicher der Gewichte hängt nicht von der Stapelgröße ab")
        else:
            self._unchecked("eine Annahme, mit der hier nichts gerechnet wird")

    def _verified(self, how: str) -> None:
        statement = self._given.statement
        truth = Truth("", self._context.number(self._given.value), how)
        self._context.ledger.verified(statement.span, statement.numbers, truth)

    def _unchecked(self, reason: str) -> None:
        self._context.ledger.unchecked(self._given.statement.numbers, reason)

    def _wrong(self, true: int) -> None:
        statement = self._given.statement
        self._context.ledger.wrong(
            statement.span,
            statement.numbers,
            Truth("", self._context.number(Fraction(true)), "so steht es in der Rechnung darunter"),
            at=statement.sides[-1].span,
            message="Die Angabe kommt in der Rechnung nicht vor",
        )

    def _warn_mislabelled(self, weights: MemoryFact) -> None:
        layer, statement = self._context.layer, self._given.statement
        assert layer is not None
        count = self._context.number(self._given.value)
        explanation = weights.explain(layer, self._context.grouping)
        self._context.ledger.find(
            statement.span,
            "warning",
            "bits-called-batch",
            f"Die {count} heißt hier „{statement.label}“, gerechnet wird sie aber als Bit je "
            f"Gewicht ({explanation}); der Speicher der Gewichte hängt nicht von der "
            "Stapelgröße ab",
            written=f"{statement.label} {count}",
            true=f"{count} Bit je Gewicht",
            remedy=f"„Präzision {count} Bit“ schreiben.",
        )
