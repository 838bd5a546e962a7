"""One section of the outline: equations evaluated, labelled items held against the layer."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.arithmetic import Judgement, judge
from rechenprobe.check.expectations import Expectation, expectation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.memory import MemoryFact, matching, memory_facts
from rechenprobe.check.outline import MEMORY, Entry
from rechenprobe.check.rounding import plain_number, tolerance
from rechenprobe.check.units import UNITS
from rechenprobe.check.vocabulary import SYMBOLS, Attribute, attribute
from rechenprobe.expression import (
    Call,
    Expr,
    NotEvaluable,
    Symbol,
    Written,
    evaluate,
    has_symbols,
    written_numbers,
)
from rechenprobe.lecture import Notation, Side, Statement

_GIVEN: frozenset[Attribute] = frozenset({"batch", "bits"})
_FACTORS: tuple[Attribute, ...] = (
    "filters",
    "units",
    "kernel",
    "stride",
    "padding",
    "input",
    "input_channels",
    "params",
)


_LONGEST = 24
"""Numbers in an equation of which one is looked for that would mend it."""


class _Given(Struct, frozen=True):
    """`Batch Size 16`: the author's choice, which the calculation beside it has to use."""

    statement: Statement
    attribute: Attribute
    value: Fraction


class _Pending(Struct, frozen=True):
    """An equation that holds but does not give what its section is about."""

    statement: Statement
    judgement: Judgement
    expected: Expectation


class Section:
    """Statements that belong together; `check` writes their verdicts into the ledger."""

    def __init__(self, ledger: Ledger, entries: list[Entry], symbols: dict[str, Fraction]) -> None:
        self._ledger = ledger
        self._entries = entries
        self._symbols = symbols  # of the whole worked example; grows as we go
        self._numbers = ledger.lecture.numbers
        self._layer = entries[0].scope.layer
        self._section = entries[0].scope.section
        self._givens: list[_Given] = []
        self._pending: list[_Pending] = []
        self._concluded = False
        self._equations: list[tuple[Statement, Notation]] = []
        self._memory: list[MemoryFact] = []

    def check(self) -> None:
        """Judge all statements, in order; then the givens and what is left open."""
        for entry in self._entries:
            self._collect_given(entry.statement)
        givens = {given.statement.span for given in self._givens}
        for entry in self._entries:
            if entry.statement.span not in givens:
                self._statement(entry.statement)
        for pending in self._pending:
            self._arithmetic(pending.statement, pending.judgement)
        if self._pending and not self._concluded:
            self._miss_the_point(self._pending[-1])
        used = {value for one, how in self._equations for value in self._values(one, how)}
        for given in self._givens:
            self._given(given, used)

    # Statements

    def _statement(self, statement: Statement) -> None:
        first = statement.sides[0].expr
        defined = first.latex if isinstance(first, Symbol) and statement.relations else None
        known = {name: value for name, value in self._symbols.items() if name != defined}
        judgement = judge(statement, self._numbers, known)
        if defined is not None:
            value = next((v for v in judgement.values[1:] if v is not None), None)
            if value is not None:
                self._symbols[defined] = value
        if judgement.outcome == "fails":
            self._fails(statement, judgement)
            return
        calculated = any(_calculates(side.expr) for side in statement.sides) and not statement.shape
        if statement.relations and calculated and judgement.outcome == "holds":
            self._equations.append((statement, judgement.notation))
        target = self._target(statement, defined, calculated=calculated)
        if target in MEMORY:
            self._amount(statement, judgement)
        elif target is None or self._layer is None:
            self._arithmetic(statement, judgement)
        else:
            self._compare(statement, judgement, target, calculated=calculated)

    def _target(
        self, statement: Statement, defined: str | None, *, calculated: bool
    ) -> Attribute | None:
        """Which attribute the statement is about."""
        if defined is not None:
            named = attribute(defined) or SYMBOLS.get(defined) or attribute(statement.label)
            return named or (self._section if calculated else None)
        if statement.label and (named := attribute(statement.label)):
            # „Gewichte: 34.944 · 16 / 8“ below „Speicherbedarf“ is their memory, not their number.
            about_memory = self._section in MEMORY and calculated and named == "params"
            return self._section if about_memory else named
        return self._section if not statement.label or calculated else None

    def _compare(
        self, statement: Statement, judgement: Judgement, target: Attribute, *, calculated: bool
    ) -> None:
        """Hold the statement's result against the layer."""
        assert self._layer is not None
        expected = expectation(self._layer, target)
        if expected is None:
            self._arithmetic(statement, judgement, f"{self._layer.name} hat dafür keinen Wert")
            return
        side = statement.sides[-1]
        for how in ("german", "english"):
            factors = self._factors(side, how)
            if factors is not None and expected.accepts(factors):
                truth = Truth(
                    expected.fact, self._shown(factors), expected.explain(self._ledger.grouping)
                )
                self._verified(statement, judgement, truth, how)
                self._concluded |= target == self._section
                return
        if calculated and judgement.outcome == "holds":
            self._pending.append(_Pending(statement, judgement, expected))
            return
        factors = self._factors(side, judgement.notation)
        if factors is None:
            self._arithmetic(statement, judgement)
            return
        truth = Truth(
            expected.fact,
            expected.true(len(factors), self._ledger.grouping),
            expected.explain(self._ledger.grouping),
        )
        self._ledger.wrong(statement.span, statement.numbers, truth, at=side.span)

    def _miss_the_point(self, pending: _Pending) -> None:
        """The section ends, and none of its equations gave what it promised."""
        side = pending.statement.sides[-1]
        truth = Truth(
            pending.expected.fact,
            pending.expected.true(1, self._ledger.grouping),
            pending.expected.explain(self._ledger.grouping),
        )
        message = "Die Rechnung geht auf, ergibt aber nicht den Wert der Schicht"
        self._ledger.wrong(
            pending.statement.span, pending.statement.numbers, truth, at=side.span, message=message
        )

    def _arithmetic(self, statement: Statement, judgement: Judgement, reason: str = "") -> None:
        if judgement.outcome == "holds":
            self._verified(statement, judgement, self._calculation(judgement), None)
            return
        if not statement.relations:
            reason = reason or "steht in keiner Gleichung und in keinem Rechenbeispiel"
        elif judgement.reason:
            reason = reason or f"nicht zu vergleichen: {judgement.reason}"
        self._settle_constants(statement, judgement)
        self._ledger.unchecked(statement.numbers, reason or "dazu kennt das Modell keinen Wert")

    def _calculation(self, judgement: Judgement) -> Truth:
        known = [value for value in judgement.values if value is not None]
        return Truth("", self._number(known[-1]), "nachgerechnet") if known else Truth()

    def _verified(
        self, statement: Statement, judgement: Judgement, truth: Truth, how: Notation | None
    ) -> None:
        left_out = self._settle_constants(statement, judgement) | self._unevaluated(
            statement, judgement
        )
        numbers = tuple(index for index in statement.numbers if index not in left_out)
        self._ledger.verified(statement.span, numbers, truth, how or judgement.notation)
        self._hint_units(statement)

    def _settle_constants(self, statement: Statement, judgement: Judgement) -> set[int]:
        """Numbers in sides like n + 2p − f, whose symbols have no value here, are no quantities."""
        constants = {
            index
            for side, value in zip(statement.sides, judgement.values, strict=True)
            if value is None and has_symbols(side.expr)
            for index in written_numbers(side.expr)
        }
        self._ledger.structural(constants)
        return constants

    def _unevaluated(self, statement: Statement, judgement: Judgement) -> set[int]:
        """Numbers of calculations without a value: a true result does not confirm them."""
        found = {
            index
            for side, value in zip(statement.sides, judgement.values, strict=True)
            if value is None and _calculates(side.expr) and not statement.shape
            for index in written_numbers(side.expr)
        }
        if found and not any(has_symbols(side.expr) for side in statement.sides):
            self._ledger.unchecked(found, f"nicht auszurechnen: {judgement.reason}")
        return found

    # What is wrong

    def _fails(self, statement: Statement, judgement: Judgement) -> None:
        """An equation that does not hold: name the number that would mend it, if only one does."""
        side = statement.sides[judgement.failing]
        true = judgement.true if judgement.true is not None else Fraction(0)
        culprit = self._culprit(statement, judgement)
        if culprit is not None:
            index, value = culprit
            truth = Truth("", self._number(value), self._sum(judgement))
            at = self._numbers[index].span
            self._ledger.wrong(statement.span, statement.numbers, truth, at=at)
            return
        plain = plain_number(side.expr)
        decimals = None
        if plain is not None and (reading := self._numbers[plain].reading(judgement.notation)):
            decimals = reading.decimals if _same_when_rounded(true, reading.decimals) else None
        unit = f" {side.unit}" if side.unit else ""
        shown = notation.number(true, self._ledger.grouping, decimals=decimals) + unit
        truth = Truth("", shown, self._sum(judgement))
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            truth,
            at=side.span,
            message="Die Gleichung geht nicht auf",
            other=judgement.other,
        )

    def _sum(self, judgement: Judgement) -> str:
        """What the sides come to: `links 35 308, rechts 34 944`."""
        sides = [self._number(value) for value in judgement.values if value is not None]
        return "die Seiten ergeben " + " und ".join(sides) if len(sides) > 1 else ""

    def _culprit(self, statement: Statement, judgement: Judgement) -> tuple[int, Fraction] | None:
        """The one factor whose replacement by a value of the layer makes the result true."""
        if len(statement.numbers) > _LONGEST or not self._result_is_true(statement, judgement):
            return None
        result = written_numbers(statement.sides[-1].expr)
        found = [
            (index, value)
            for index in statement.numbers
            if index not in result
            for value in self._likely_factors()
            if self._would_hold(statement, judgement, index, value)
        ]
        return found[0] if len({index for index, _ in found}) == 1 else None

    def _result_is_true(self, statement: Statement, judgement: Judgement) -> bool:
        """Whether the last side is what the section is about: then a factor must be wrong."""
        side = statement.sides[-1]
        if (
            self._layer is None
            or self._section is None
            or judgement.failing != len(statement.sides) - 1
        ):
            return False
        if self._section in MEMORY:
            facts = memory_facts(self._layer, self._batches(statement))
            return self._match(side, judgement.notation, facts, statement) is not None
        expected = expectation(self._layer, self._section)
        factors = self._factors(side, judgement.notation)
        return expected is not None and factors is not None and expected.accepts(factors)

    def _likely_factors(self) -> list[Fraction]:
        """Numbers that calculations about this layer are made of."""
        assert self._layer is not None
        values = {Fraction(constant) for constant in (1, 8, 1000, 1024)}
        values.update(given.value for given in self._givens)
        for name in _FACTORS:
            own = expectation(self._layer, name)
            values.update(Fraction(axis) for axis in (own.forms[0] if own else ()))
        return sorted(values)

    def _would_hold(
        self, statement: Statement, judgement: Judgement, index: int, value: Fraction
    ) -> bool:
        def written(number: int) -> Fraction:
            if number == index:
                return value
            reading = self._numbers[number].reading(judgement.notation)
            if reading is None:
                raise NotEvaluable
            return reading.value

        try:
            values = {evaluate(side.expr, written, self._symbols.get) for side in statement.sides}
        except NotEvaluable:
            return False
        return len(values) == 1

    # Memory

    def _amount(self, statement: Statement, judgement: Judgement) -> None:
        """A result in bytes: weights or outputs, in the precision that the calculation uses."""
        side = statement.sides[-1]
        if self._layer is None:
            self._arithmetic(statement, judgement)
            return
        facts = memory_facts(self._layer, self._batches(statement))
        for how in ("german", "english"):
            found = self._match(side, how, facts, statement)
            if found is not None:
                self._memory.append(found)
                self._concluded = True
                shown = f"{self._number(_amount_in(found, side))} {_proper(side.unit)}".strip()
                explanation = found.explain(self._layer, self._ledger.grouping)
                self._verified(statement, judgement, Truth(found.fact, shown, explanation), how)
                return
        self._arithmetic(statement, judgement, "passt zu keinem Speicherbedarf dieser Schicht")

    def _match(
        self, side: Side, how: Notation, facts: list[MemoryFact], statement: Statement
    ) -> MemoryFact | None:
        plain = plain_number(side.expr)
        reading = None if plain is None else self._numbers[plain].reading(how)
        if reading is None or not side.complete:
            return None
        allowed = tolerance(reading, approximate=statement.approximate)
        return matching(facts, reading.value, side.unit, allowed, self._values(statement, how))

    def _batches(self, statement: Statement) -> list[int]:
        """Batch sizes that the calculation may be about; one of many would be chance."""
        chosen = [given.value for given in self._givens if given.attribute == "batch"][:_LONGEST]
        written = sorted(self._values(statement, "german"))[:_LONGEST]
        return [int(value) for value in (*chosen, *written) if value.denominator == 1 and value > 0]

    def _values(self, statement: Statement, how: Notation) -> frozenset[Fraction]:
        readings = (self._numbers[index].reading(how) for index in statement.numbers)
        return frozenset(reading.value for reading in readings if reading is not None)

    # Givens

    def _collect_given(self, statement: Statement) -> None:
        named = attribute(statement.label) if statement.label else None
        first = statement.sides[0].expr
        if named is None and isinstance(first, Symbol):
            named = attribute(first.latex)
        if named not in _GIVEN or len(statement.sides) > 2 or self._layer is None:
            return
        plain = plain_number(statement.sides[-1].expr)
        reading = None if plain is None else self._numbers[plain].german
        if reading is not None:
            self._givens.append(_Given(statement, named, reading.value))

    def _given(self, given: _Given, used: set[Fraction]) -> None:
        span, numbers, shown = given.statement.span, given.statement.numbers, given.value
        weights = next((fact for fact in self._memory if fact.batch is None), None)
        outputs = next((fact for fact in self._memory if fact.batch is not None), None)
        right = {
            "batch": [fact.batch for fact in self._memory if fact.batch is not None],
            "bits": [fact.bits for fact in self._memory],
        }[given.attribute]
        if shown in right:
            self._ledger.verified(span, numbers, Truth("", self._number(shown), "so gerechnet"))
        elif given.attribute == "batch" and weights and not outputs and shown == weights.bits:
            self._ledger.verified(
                span, numbers, Truth("", self._number(shown), "als Bit je Gewicht gerechnet")
            )
            self._warn_mislabelled(given, weights)
        elif shown in used:
            self._ledger.verified(
                span, numbers, Truth("", self._number(shown), "kommt in der Rechnung vor")
            )
        elif self._equations:
            proper = [*right, *([weights.bits] if weights else [])]
            true = self._number(Fraction(proper[0])) if proper else ""
            self._ledger.wrong(
                span,
                numbers,
                Truth("", true, "so steht es in der Rechnung darunter" if proper else ""),
                at=given.statement.sides[-1].span,
                message="Die Angabe kommt in der Rechnung nicht vor",
            )
        else:
            self._ledger.unchecked(numbers, "eine Annahme, mit der hier nichts gerechnet wird")

    def _warn_mislabelled(self, given: _Given, weights: MemoryFact) -> None:
        assert self._layer is not None
        count = self._number(given.value)
        explanation = weights.explain(self._layer, self._ledger.grouping)
        self._ledger.find(
            given.statement.span,
            "warning",
            "bits-called-batch",
            f"Die {count} heißt hier „{given.statement.label}“, gerechnet wird sie aber als Bit je "
            f"Gewicht ({explanation}); der Speicher der Gewichte hängt nicht von der "
            "Stapelgröße ab",
            written=f"{given.statement.label} {count}",
            true=f"{count} Bit je Gewicht",
            remedy=f"„Präzision {count} Bit“ schreiben.",
        )

    # Small things

    def _factors(self, side: Side, how: Notation) -> tuple[Fraction, ...] | None:
        """(55, 55, 96) for a shape, (55,) for anything else with a value."""
        if not side.complete:
            return None
        expr = side.expr
        parts = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
        if not all(isinstance(part, Written) for part in parts):
            parts = (expr,)
        try:
            return tuple(self._evaluate(part, how) for part in parts)
        except NotEvaluable:
            return None

    def _evaluate(self, expr: Expr, how: Notation) -> Fraction:
        def written(number: int) -> Fraction:
            reading = self._numbers[number].reading(how)
            if reading is None:
                raise NotEvaluable
            return reading.value

        return evaluate(expr, written, self._symbols.get)

    def _number(self, value: Fraction) -> str:
        return notation.number(value, self._ledger.grouping)

    def _shown(self, factors: tuple[Fraction, ...]) -> str:
        return " × ".join(self._number(factor) for factor in factors)

    def _hint_units(self, statement: Statement) -> None:
        for side in statement.sides:
            unit = UNITS.get(side.unit)
            if unit is not None and len(unit.factors) > 1:
                self._ledger.find(
                    side.span,
                    "hint",
                    "ambiguous-unit",
                    f"„{side.unit}“ ist weder {unit.proper} (1000 Byte) noch KiB (1024 Byte)",
                    written=self._ledger.lecture.text(side.span),
                    remedy=f"{unit.proper} schreiben.",
                )


def _amount_in(fact: MemoryFact, side: Side) -> Fraction:
    unit = UNITS.get(side.unit)
    return Fraction(fact.total) / (unit.factors[0] if unit else 8)


def _proper(unit: str) -> str:
    known = UNITS.get(unit)
    return known.proper if known else "Byte"


def _calculates(expr: Expr) -> bool:
    return isinstance(expr, Call) and (expr.op != "neg" or _calculates(expr.args[0]))


def _same_when_rounded(value: Fraction, decimals: int) -> bool:
    return notation.round_half_away(value, decimals) == value


def check_sections(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """Check entries section by section; a worked example's symbols reach across its sections."""
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.scope.group, []).append(entry)
    symbols: dict[int, dict[str, Fraction]] = {}
    for group in groups.values():
        home = symbols.setdefault(group[0].scope.home, {})
        Section(ledger, group, home).check()
