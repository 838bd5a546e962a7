"""One section of the outline: equations evaluated, labelled items held against the layer."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe.check.arithmetic import Judgement, judge
from rechenprobe.check.context import Context, calculated_numbers, calculates
from rechenprobe.check.expectations import Expectation, expectation
from rechenprobe.check.factors import Known
from rechenprobe.check.failures import report_failure
from rechenprobe.check.givens import Given, check_givens, find_given
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.memory import MemoryFact, matching, memory_facts
from rechenprobe.check.outline import MEMORY, Entry
from rechenprobe.check.rewriting import repair_factors, repair_result
from rechenprobe.check.rounding import plain_number, tolerance, within
from rechenprobe.check.units import UNITS
from rechenprobe.check.vocabulary import Attribute, attributes, counted, is_label, letter
from rechenprobe.check.writing import like
from rechenprobe.expression import Symbol, has_symbols, walk, written_numbers
from rechenprobe.lecture import Notation, Side, Statement
from rechenprobe.report import Repair

_MOST_BATCHES = 24
"""Numbers in a calculation that may be its batch size; one of more would be chance."""
_COMPARED: frozenset[Attribute] = frozenset({"params", "output", "macs", "flops"})
"""Results whose calculation is looked into: its factors count, too."""
_RESULTS: frozenset[Attribute] = _COMPARED | {"memory", "activations"}
"""What follows from the rest. A stride is a choice: which is wrong, code or text, is open."""


class _Pending(Struct, frozen=True):
    """An equation that holds but does not give what its section is about."""

    statement: Statement
    judgement: Judgement
    expected: Expectation


class Section:
    """Statements that belong together; `check` writes their verdicts into the ledger."""

    def __init__(self, ledger: Ledger, entries: list[Entry], bound: "Bindings") -> None:
        scope = entries[0].scope
        self._context = Context(ledger, scope.layer, scope.section, bound.values)
        self._bound = bound
        self._ledger = ledger
        self._entries = entries
        self._numbers = ledger.lecture.numbers
        self._layer = scope.layer
        self._before = scope.before
        self._section = scope.section
        self._pending: list[_Pending] = []
        self._concluded = False
        self._equations: list[tuple[Statement, Notation]] = []
        self._memory: list[MemoryFact] = []
        self._givens: list[Given] = []

    def check(self) -> None:
        """Judge all statements, in order; then the givens and what is left open."""
        found = (find_given(entry.statement, self._context) for entry in self._entries)
        self._givens = [given for given in found if given is not None]
        givens = {given.statement.span for given in self._givens}
        for entry in self._entries:
            if entry.statement.span not in givens:
                self._statement(entry.statement, prose=entry.prose)
        for pending in self._pending:
            self._arithmetic(pending.statement, pending.judgement)
        if self._pending and not self._concluded:
            self._miss_the_point(self._pending[-1])
        used = frozenset(
            value for one, how in self._equations for value in self._context.values(one, how)
        )
        calculated = bool(self._equations)
        check_givens(self._givens, self._context, used, self._memory, calculated=calculated)

    def _statement(self, statement: Statement, *, prose: bool) -> None:
        first = statement.sides[0].expr
        defined = first.latex if isinstance(first, Symbol) and statement.relations else None
        known = {name: value for name, value in self._bound.values.items() if name != defined}
        judgement = judge(statement, self._numbers, known)
        if defined is not None:
            self._bound.bind(defined, statement, judgement)
        if judgement.outcome == "fails":
            report_failure(
                statement,
                judgement,
                self._context,
                result_is_true=self._result_is_true(statement, judgement),
                givens=(given.value for given in self._givens),
            )
            return
        if judgement.outcome == "holds":
            self._bound.use(statement, self._ledger)
        calculated = any(calculates(side.expr) for side in statement.sides) and not statement.shape
        if statement.relations and calculated and judgement.outcome == "holds":
            self._equations.append((statement, judgement.notation))
        targets = self._targets(statement, defined, calculated=calculated)
        if any(target in MEMORY for target in targets):
            self._amount(statement, judgement)
        elif not targets or self._layer is None:
            self._arithmetic(statement, judgement)
        else:
            # In a paragraph, words before and behind a number may be about anything.
            loose = prose and bool(statement.label or statement.noun)
            loose = loose and not is_label(statement.label)
            self._compare(statement, judgement, targets, calculated=calculated, loose=loose)

    def _targets(
        self, statement: Statement, defined: str | None, *, calculated: bool
    ) -> tuple[Attribute, ...]:
        """Which attributes the statement may be about."""
        own = (self._section,) if self._section is not None else ()
        if self._layer is None:
            return ()
        if defined is not None:
            named = attributes(defined) or letter(defined, self._layer)
            return named or attributes(statement.label) or (own if calculated else ())
        if statement.label and (named := attributes(statement.label, statement.noun)):
            # „Gewichte: 34.944 · 16 / 8“ below „Speicherbedarf“ is their memory, not their number.
            about_memory = self._section in MEMORY and calculated and "params" in named
            return own if about_memory else named
        unit = statement.sides[-1].unit
        if (statement.noun or unit in ("MACs", "FLOPs")) and not calculated:
            return counted(statement.noun or unit)
        return own if not statement.label or calculated else ()

    def _compare(
        self,
        statement: Statement,
        judgement: Judgement,
        targets: tuple[Attribute, ...],
        *,
        calculated: bool,
        loose: bool,
    ) -> None:
        """Hold the statement's result against the layer; `loose` words confirm but never refute."""
        assert self._layer is not None
        possible = [found for name in targets if (found := expectation(self._layer, name))]
        if not possible:
            self._arithmetic(statement, judgement, f"{self._layer.name} hat dafür keinen Wert")
            return
        side = statement.sides[-1]
        hows: tuple[Notation, ...] = ("german", "english")
        for expected in possible:
            for how in hows:
                if self._accepts(expected, statement, side, how):
                    self._conclude(statement, judgement, expected, how)
                    return
        if calculated and judgement.outcome == "holds" and not loose:
            self._pending.append(_Pending(statement, judgement, possible[0]))
            return
        factors = self._context.factors(side, judgement.notation)
        if factors is None or loose:
            self._arithmetic(statement, judgement)
            return
        how = judgement.notation
        truth, form = self._truth(possible[0], statement, how), possible[0].form(len(factors))
        repairs: tuple[Repair, ...] = ()
        if statement.bound or possible[0].attribute not in _RESULTS:
            pass
        elif len(form) == len(factors) == 1:
            value = Fraction(form[0])
            repairs = repair_result(statement, side, self._ledger.lecture, how, value)
        elif len(form) == len(factors):
            repairs = repair_factors(statement, side, self._ledger.lecture, how, form)
        self._ledger.wrong(statement.span, statement.numbers, truth, at=side.span, repairs=repairs)

    def _accepts(
        self, expected: Expectation, statement: Statement, side: Side, how: Notation
    ) -> bool:
        factors = self._context.factors(side, how)
        if factors is None:
            return False
        plain = plain_number(side.expr)
        reading = None if plain is None else self._numbers[plain].reading(how)
        if reading is None:
            return expected.accepts(factors)
        if statement.bound:
            return len(expected.form(1)) == 1 and within(
                Fraction(expected.form(1)[0]), reading, statement.bound
            )
        return expected.accepts(factors, tolerance(reading, approximate=statement.approximate))

    def _truth(self, expected: Expectation, statement: Statement, how: Notation) -> Truth:
        """What should stand there, written as the author wrote it."""
        side = statement.sides[-1]
        factors = self._context.factors(side, how) or ()
        fitting = expected.form(len(factors))
        if len(fitting) == 1:
            value, grouping = Fraction(fitting[0]), self._context.grouping
            rounded = statement.approximate
            true = like(side, self._numbers, how, value, grouping, rounded=rounded)
            if statement.bound:  # „über 38 Mio.“ is not mended by 38 Mio.
                true = self._context.number(value)
        else:
            true = expected.true(len(factors), self._context.grouping)
        return Truth(expected.fact, true, expected.explain(self._context.grouping))

    def _conclude(
        self, statement: Statement, judgement: Judgement, expected: Expectation, how: Notation
    ) -> None:
        """The result is right; now the factors."""
        assert self._layer is not None
        self._concluded |= expected.attribute == self._section
        explanation = expected.explain(self._context.grouping)
        if expected.attribute in _COMPARED:
            known = self._ledger.factors.of(self._layer, expected.attribute, self._before)
            truth = Truth(expected.fact, expected.formula(self._context.grouping), explanation)
            if self._report_stranger(statement, how, known, truth):
                return
        factors = self._context.factors(statement.sides[-1], how) or ()
        truth = Truth(expected.fact_of(factors), self._context.product(factors), explanation)
        self._verified(statement, judgement, truth, how)

    def _report_stranger(
        self,
        statement: Statement,
        how: Notation,
        known: Known,
        truth: Truth,
    ) -> bool:
        """Whether a calculation with the right result contains a number of no meaning here."""
        if known is None or self._layer is None or not statement.relations:
            return False
        allowed = known | set(self._bound.values.values())
        for index in calculated_numbers(statement):
            reading = self._numbers[index].reading(how)
            if reading is not None and abs(reading.value) not in allowed:
                number, name = self._numbers[index], self._layer.name
                message = f"Das Ergebnis stimmt, aber „{number.text}“ gehört nicht zu {name}"
                self._ledger.wrong(
                    statement.span, statement.numbers, truth, at=number.span, message=message
                )
                return True
        return False

    def _miss_the_point(self, pending: _Pending) -> None:
        """The section ends, and none of its equations gave what it promised."""
        assert self._layer is not None
        statement, expected = pending.statement, pending.expected
        known = (
            self._ledger.factors.of(self._layer, expected.attribute, self._before) or frozenset()
        )
        how = pending.judgement.notation
        values = [self._context.written(i, how) for i in calculated_numbers(statement)]
        if sum(value in known for value in values) * 2 < len(values):
            return  # a calculation about something else
        self._ledger.wrong(
            statement.span,
            statement.numbers,
            self._truth(expected, statement, how),
            at=statement.sides[-1].span,
            message="Die Rechnung geht auf, ergibt aber nicht den Wert der Schicht",
        )

    def _arithmetic(self, statement: Statement, judgement: Judgement, reason: str = "") -> None:
        if judgement.outcome == "holds":
            known = [value for value in judgement.values if value is not None]
            truth = Truth("", self._context.number(known[-1]), "nachgerechnet")
            self._verified(statement, judgement, truth, judgement.notation)
            return
        if not statement.relations:
            reason = reason or "steht in keiner Gleichung und in keinem Rechenbeispiel"
        elif judgement.reason:
            reason = reason or f"nicht zu vergleichen: {judgement.reason}"
        self._settle_constants(statement, judgement)
        self._ledger.unchecked(statement.numbers, reason or "dazu kennt das Modell keinen Wert")

    def _verified(
        self, statement: Statement, judgement: Judgement, truth: Truth, how: Notation
    ) -> None:
        left_out = self._settle_constants(statement, judgement) | self._unevaluated(
            statement, judgement
        )
        numbers = tuple(index for index in statement.numbers if index not in left_out)
        self._ledger.verified(statement.span, numbers, truth, how)
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
            if value is None and calculates(side.expr) and not statement.shape
            for index in written_numbers(side.expr)
        }
        if found and not any(has_symbols(side.expr) for side in statement.sides):
            self._ledger.unchecked(found, f"nicht auszurechnen: {judgement.reason}")
        return found

    def _result_is_true(self, statement: Statement, judgement: Judgement) -> bool:
        """Whether the last side is what the section is about: then a factor must be wrong."""
        side = statement.sides[-1]
        if self._layer is None or self._section is None:
            return False
        if judgement.failing != len(statement.sides) - 1:
            return False
        if self._section in MEMORY:
            facts = memory_facts(self._layer, self._batches(statement))
            return self._match(side, judgement.notation, facts, statement) is not None
        expected = expectation(self._layer, self._section)
        return expected is not None and self._accepts(expected, statement, side, judgement.notation)

    # Memory

    def _amount(self, statement: Statement, judgement: Judgement) -> None:
        """A result in bytes: weights or outputs, in the precision that the calculation uses."""
        side = statement.sides[-1]
        if self._layer is None:
            self._arithmetic(statement, judgement)
            return
        facts = memory_facts(self._layer, self._batches(statement))
        hows: tuple[Notation, ...] = ("german", "english")
        for how in hows:
            found = self._match(side, how, facts, statement)
            if found is not None:
                self._memory.append(found)
                self._concluded = True
                unit = UNITS.get(side.unit)
                amount = Fraction(found.total) / (unit.factors[0] if unit else 8)
                shown = f"{self._context.number(amount)} {unit.proper if unit else 'Byte'}"
                truth = Truth(found.fact, shown, found.explain(self._layer, self._context.grouping))
                known = self._ledger.factors.of_memory(self._layer, found, self._before)
                formula = truth.explanation.partition(": ")[2]
                stranger = structs.replace(truth, true=formula)
                if not self._report_stranger(statement, how, known, stranger):
                    self._verified(statement, judgement, truth, how)
                return
        self._arithmetic(statement, judgement, "passt zu keinem Speicherbedarf dieser Schicht")

    def _match(
        self, side: Side, how: Notation, facts: list[MemoryFact], statement: Statement
    ) -> MemoryFact | None:
        plain = plain_number(side.expr)
        reading = None if plain is None else self._numbers[plain].reading(how)
        if reading is None or not side.complete:
            return None
        rounded = statement.approximate or (side.unit in UNITS and UNITS[side.unit].rounded)
        allowed = tolerance(reading, approximate=rounded, zeros=statement.approximate)
        values = self._context.values(statement, how)
        return matching(facts, reading.value, side.unit, allowed, values)

    def _batches(self, statement: Statement) -> list[int]:
        """Batch sizes that the calculation may be about."""
        chosen = [given.value for given in self._givens if given.attribute == "batch"]
        written = sorted(self._context.values(statement, "german"))
        both = (*chosen[:_MOST_BATCHES], *written[:_MOST_BATCHES])
        return [int(value) for value in both if value.denominator == 1 and value > 0]

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


class Bindings:
    """Letters of a worked example and the statements that bind them: `n = 227`."""

    def __init__(self) -> None:
        self.values: dict[str, Fraction] = {}
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


def check_sections(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """Check entries section by section; a worked example's symbols reach across its sections."""
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.scope.group, []).append(entry)
    bound: dict[int, Bindings] = {}
    for group in groups.values():
        home = bound.setdefault(group[0].scope.home, Bindings())
        Section(ledger, group, home).check()
