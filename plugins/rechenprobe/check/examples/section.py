"""One section of the outline: equations evaluated, labelled items held against the layer."""

from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.letters import defined_by
from rechenprobe.check.equations.own_e import judge_with_own_e
from rechenprobe.check.equations.steps import inner_steps
from rechenprobe.check.examples.amounts import (
    find_amount,
    is_so_wide,
    nearly_amount,
    report_unit,
    width_of_each,
)
from rechenprobe.check.examples.bindings import Bindings
from rechenprobe.check.examples.comparing import (
    accepts,
    comparable,
    in_bytes,
    is_for_one_step,
    is_mistakable,
    namesake,
    repairs_of,
    true_of,
)
from rechenprobe.check.examples.context import Context, calculates
from rechenprobe.check.examples.deviations import (
    adds_up,
    goes_on_from,
    is_made_of,
    is_near,
    multiplies,
    slips,
    strangers,
)
from rechenprobe.check.examples.failures import report_failure
from rechenprobe.check.examples.givens import Given, check_givens, find_given
from rechenprobe.check.examples.solving import judge_raised, judge_solved
from rechenprobe.check.examples.targets import (
    COMPARED,
    GUESSED,
    RESULTS,
    SLIPPING,
    WEIGHING,
    targets_of,
)
from rechenprobe.check.examples.unequal import is_unequal, report_other_work
from rechenprobe.check.examples.verdicts import Verdicts
from rechenprobe.check.layers.expectations import (
    Expectation,
    for_one_step,
    laid_out,
    windows,
)
from rechenprobe.check.layers.scopes import CHOSEN, MEMORY, Entry
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.memory import MemoryFact
from rechenprobe.check.words.vocabulary import Attribute, is_label
from rechenprobe.claims import Notation, Statement


class _Pending(Struct, frozen=True, gc=False):
    """An equation that holds but does not give what its section is about."""

    statement: Statement
    judgement: Judgement
    expected: Expectation


class Section:
    """Statements that belong together; `check` writes their verdicts into the ledger."""

    def __init__(self, ledger: Ledger, entries: list[Entry], bound: Bindings) -> None:
        scope = entries[0].scope
        self._context = Context(ledger, scope.layer, scope.section, bound.values)
        self._bound = bound
        self._verdicts = Verdicts(self._context, scope.before, entries[0].binding)
        self._ledger = ledger
        self._entries = entries
        self._numbers = ledger.lecture.numbers
        self._layer = scope.layer
        self._before = scope.before
        self._section = scope.section
        self._pending: list[_Pending] = []
        self._concluded = False
        self._equations: list[tuple[Statement, Notation]] = []
        self._memory: list[tuple[int, MemoryFact]] = []
        self._givens: list[Given] = []

    def check(self) -> None:
        """Judge all statements, in order; then the givens and what is left open."""
        found = (find_given(entry.statement, self._context) for entry in self._entries)
        self._givens = [given for given in found if given is not None]
        givens = {given.statement.span for given in self._givens}
        for entry in self._entries:
            if not givens or entry.statement.span not in givens:
                self._statement(entry)
        for pending in self._pending:
            self._verdicts.arithmetic(pending.statement, pending.judgement)
        if self._pending and not self._concluded:
            self._miss_the_point(self._pending[-1])
        if self._givens:
            used = frozenset(
                value for one, how in self._equations for value in self._context.values(one, how)
            )
            calculated = bool(self._equations)
            check_givens(self._givens, self._context, used, self._memory, calculated=calculated)

    def _statement(self, entry: Entry) -> None:
        statement = entry.statement
        names = defined_by(statement)
        for name in names[1:]:
            self._bound.forget(name)
        known = self._bound.without(names[0]) if names else self._bound.values
        judgement = judge_solved(statement, self._entries, self._ledger.lecture, known)
        if statement.relations:
            judgement = self._bound.carried.judge(statement, judgement, self._numbers, known)
            judgement = judge_with_own_e(statement, judgement, self._numbers, known)
            judgement = judge_raised(statement, judgement, self._numbers, self._bound)
            judgement = self._bound.judge_as_written(statement, judgement, self._numbers)
        for name in names:
            self._bound.bind(name, statement, judgement, self._numbers)
        again = bool(names) and self._layer is None
        if again and self._bound.repeats(statement, judgement, self._numbers):
            truth = Truth("", "", "so ist es hier ausgerechnet")
            self._ledger.verified(statement.span, statement.numbers, truth, judgement.notation)
            return
        if judgement.outcome == "fails" or judgement.slip is not None:
            report_failure(
                statement,
                judgement,
                self._context,
                result_is_true=self._result_is_true(statement, judgement),
                calculation_is_true=self._calculation_is_true(judgement),
                givens=(given.value for given in self._givens),
            )
            return
        for step in inner_steps(statement, self._numbers):
            inner = judge(step, self._numbers, known)
            if inner.outcome == "fails":
                report_failure(step, inner, self._context, result_is_true=False, givens=())
        if judgement.outcome == "holds":
            self._bound.use(statement, self._ledger)
        calculated = any(calculates(side.expr) for side in statement.sides) and not statement.shape
        if statement.relations and calculated and judgement.outcome == "holds":
            self._equations.append((statement, judgement.notation))
        if entry.binding == "guess":
            self._guess(statement, judgement)
            return
        targets = targets_of(statement, names[:1], self._context, calculated=calculated)
        if is_unequal(statement):
            self._verdicts.arithmetic(statement, judgement)
        elif any(target in MEMORY for target in targets) or (targets and in_bytes(statement)):
            self._amount(statement, judgement, loose=entry.binding == "loose")
        elif not targets or self._layer is None:
            self._verdicts.arithmetic(statement, judgement)
        else:
            # In a paragraph, words before and behind a number may be about anything.
            loose = entry.prose and bool(statement.label or statement.noun)
            loose = (loose and not is_label(statement.label)) or entry.binding == "loose"
            near = entry.binding == "near"
            loose |= near and not is_near(statement, judgement, targets[0], self._context)
            self._compare(statement, judgement, targets, calculated=calculated, loose=loose)

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
        known = self._ledger.page.expectation
        possible = [found for name in targets if (found := known(self._layer, name))]
        if not possible:
            reason = f"mit {self._layer.name} ist das nicht zu vergleichen"
            self._verdicts.arithmetic(statement, judgement, reason)
            return
        if is_for_one_step(statement, self._ledger.lecture.source):
            possible = [step for one in possible if (step := for_one_step(one))] or possible
        loose = loose or not comparable(possible[0], statement)
        if statement.shape and possible[0].attribute == "weights":  # „mit 5 × 5 Gewichten“
            loose, possible = True, [*possible, *windows(self._layer)]
        if statement.shape and "input" in targets:
            possible += filter(None, (laid_out(self._layer, self._before),))
        side = statement.sides[-1]
        for expected in possible:
            for how in ("german", "english"):
                if accepts(expected, statement, how, self._context):
                    self._conclude(statement, judgement, expected, how)
                    return
        if calculated and report_other_work(statement, targets, self._context):
            return
        if calculated and judgement.outcome == "holds" and not loose:
            self._pending.append(_Pending(statement, judgement, possible[0]))
            return
        factors = self._context.factors(side, judgement.notation)
        listed = "," in self._ledger.lecture.text(side.span)
        if loose or factors is None or possible[0].of_batch(factors, listed=listed):
            self._verdicts.arithmetic(statement, judgement)
            return
        how = judgement.notation
        in_a_sentence = self._entries[0].scope.home < 0 and possible[0].attribute not in CHOSEN
        if in_a_sentence and not is_mistakable(possible[0], statement, how, self._context):
            self._verdicts.arithmetic(statement, judgement)
            return
        truth = true_of(possible[0], statement, how, self._context)
        meant = namesake(possible[0], statement, how, self._context, self._entries[0].scope.beside)
        truth = structs.replace(truth, explanation=truth.explanation + meant)
        repairs = (
            ()
            if possible[0].attribute not in RESULTS or not self._ledger.mends
            else repairs_of(possible[0], statement, how, self._context)
        )
        self._ledger.wrong(statement.span, statement.numbers, truth, at=side.span, repairs=repairs)

    def _guess(self, statement: Statement, judgement: Judgement) -> None:
        """A calculation in a sentence about the layer: its value tells what it calculates."""
        assert self._layer is not None
        found = (self._ledger.page.expectation(self._layer, name) for name in GUESSED)
        possible = [expected for expected in found if expected is not None]
        how = judgement.notation
        for expected in possible:
            known = self._ledger.page.factors.of(self._layer, expected.attribute, self._before)
            if accepts(expected, statement, how, self._context) and not strangers(
                statement, how, known, self._context
            ):
                self._conclude(statement, judgement, expected, how)
                return
        for expected in possible:
            if expected.attribute in SLIPPING and slips(
                statement, judgement, expected, self._before, self._context
            ):
                self._verdicts.miss(statement, judgement, expected)
                return
        large = multiplies(statement, how, self._context)
        for expected in possible:  # only a stranger is in it
            if (
                large
                and expected.attribute in SLIPPING
                and accepts(expected, statement, how, self._context)
            ):
                self._conclude(statement, judgement, expected, how)
                return
        self._verdicts.arithmetic(statement, judgement)

    def _conclude(
        self, statement: Statement, judgement: Judgement, expected: Expectation, how: Notation
    ) -> None:
        """The result is right; now the factors."""
        assert self._layer is not None
        self._concluded |= expected.attribute == self._section
        explanation = expected.explain(self._context.grouping)
        if expected.attribute in COMPARED:
            known = self._ledger.page.factors.of(self._layer, expected.attribute, self._before)
            truth = Truth(expected.fact, expected.formula(self._context.grouping), explanation)
            weighs = expected.attribute in WEIGHING
            if self._verdicts.stranger(statement, how, known, truth, weighs=weighs):
                return
        factors = self._context.factors(statement.sides[-1], how) or ()
        truth = Truth(expected.fact_of(factors), self._context.product(factors), explanation)
        self._verdicts.verified(statement, judgement, truth, how)

    def _miss_the_point(self, pending: _Pending) -> None:
        """The section ends, and none of its equations gave what it promised."""
        assert self._layer is not None
        statement, expected = pending.statement, pending.expected
        own = [entry.statement for entry in self._entries]
        if len(self._equations) > 1 and adds_up(own, expected, self._context):
            return
        known = self._ledger.page.factors.of(self._layer, expected.attribute, self._before)
        how, first = pending.judgement.notation, self._entries[0]
        in_prose = first.binding != "outright" and first.scope.example is None
        if (
            in_prose
            and self._section is None
            and goes_on_from(statement, how, expected, self._context)
        ):
            return
        if (
            not is_made_of(statement, how, known, self._context)
            and not slips(statement, pending.judgement, expected, self._before, self._context)
            and not self._verdicts.misses(statement, pending.judgement, expected)
        ):
            return  # a calculation about something else
        self._verdicts.miss(statement, pending.judgement, expected)

    def _result_is_true(self, statement: Statement, judgement: Judgement) -> bool:
        """Whether the last side is what the section is about: then a factor must be wrong."""
        if self._layer is None or self._section is None:
            return False
        if judgement.failing != len(statement.sides) - 1:
            return False
        if self._section in MEMORY:
            chosen = self._chosen_batches()
            found = find_amount(
                statement, self._layer, self._context, chosen, hows=(judgement.notation,)
            )
            return found is not None
        expected = self._ledger.page.expectation(self._layer, self._section)
        return expected is not None and accepts(
            expected, statement, judgement.notation, self._context
        )

    def _calculation_is_true(self, judgement: Judgement) -> bool:
        """Whether the calculation gives what the section is about: then the result is wrong."""
        if self._layer is None or self._section is None or judgement.true is None:
            return False
        expected = self._ledger.page.expectation(self._layer, self._section)
        return expected is not None and expected.accepts((judgement.true,))

    def _amount(self, statement: Statement, judgement: Judgement, *, loose: bool) -> None:
        """A result in bytes: weights or outputs, in the precision that the calculation uses."""
        if self._layer is None or (bits := width_of_each(statement, self._context)):
            self._verdicts.arithmetic(statement, judgement)
            if self._layer is not None and is_so_wide(statement, bits, self._context):
                truth = Truth("", self._ledger.lecture.text(statement.span), f"{bits} Bit je Zahl")
                self._ledger.verified(statement.span, statement.numbers, truth)
            return
        amount = find_amount(statement, self._layer, self._context, self._chosen_batches())
        if amount is None:
            if not loose and report_unit(statement, self._layer, self._context, judgement.notation):
                return
            meant = nearly_amount(statement, self._layer, self._context)
            if meant is not None and not loose:
                truth = meant.truth(self._layer, statement.sides[-1], self._context)
                self._ledger.wrong(statement.span, statement.numbers, truth)
                return
            if self._verdicts.wrong_parameters(statement, judgement):
                return
            self._verdicts.no_amount(statement, judgement)
            return
        self._memory.append((statement.span.start, amount.fact))
        self._concluded = True
        truth = amount.truth(self._layer, statement.sides[-1], self._context)
        known = self._ledger.page.factors.of_memory(self._layer, amount.fact, self._before)
        stranger = structs.replace(truth, true=truth.explanation.partition(": ")[2])
        if not self._verdicts.stranger(statement, amount.notation, known, stranger):
            self._verdicts.verified(statement, judgement, truth, amount.notation)

    def _chosen_batches(self) -> list[Fraction]:
        return [given.value for given in self._givens if given.attribute == "batch"]
