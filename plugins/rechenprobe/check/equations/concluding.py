"""What an equation says of a name whose formula stands before it: „$o = n - f + 1$ … $o = 55$“."""

from fractions import Fraction
from itertools import product, takewhile

from msgspec import structs

from rechenprobe.check.equations.arithmetic import is_open, judge
from rechenprobe.check.equations.around import concludes, is_measured
from rechenprobe.check.equations.components import components
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.formulas import Formula, is_roughly, is_said_otherwise
from rechenprobe.check.equations.laws import Name, TooLarge, name_of, size
from rechenprobe.check.equations.putting import Known, Putting
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Call, Expr, Symbol, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_SIGMOID = late(r"(?i)sigmo|logisti|1\s*\+\s*(?:e\^|\\exp|exp)\W{0,4}[-−]")
"""Whatever says of σ what it is."""
_OTHERS = late(
    r"(?i)\b\w*(?:schicht|neuron|gewicht|parameter|layer|netz|beispiel|example|fall|case|start)\w*|\bohne\b"
    r"|\b(?:wieder|again|nochmals?|neu\w*|ander\w*|other|another|beginn\w*|begin\w*|stattdessen|instead"
    r"|without|würde\w*|would|if|wenn|dagegen|hingegen|nächste[ns]?)\b"
)
"""Between two values of a name: the second may be another one's, or the first of another run."""
_ELSEWHERE = late(
    r"(?i)\b\w*(?:schicht|neuron|layer|netz|beispiel|example|zweite[rns]?|nächste[rns]?|second|next"
    r"|klasse|class|modell|model|lauf|run|bild|image|kopf|head|block|knoten|node|epoche|epoch)\b"
)
"""Where some letters have other values, though only those of others are said."""
_WORD = late(r"[A-Z]{2,5}")
_COUNTED = frozenset({"bit", "flop"})
"""Dimensions of results of formulas whose letters have no unit."""


class Concluding:
    """One pass over the equations of a lecture."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._end = 0  # of the last equation that was concluded
        self._passed: list[Span] = []
        """Calculations behind the last values: they tell nothing new of those."""
        self._given: list[tuple[Span, Name]] = []
        """Values of other letters; those in other formulas tell nothing new, either."""

    def applied(self, statement: Statement, known: Known) -> tuple[list[Statement], int]:
        """The statement to have in its place, if a formula concerns it; and what that costs."""
        first, last = named(statement.sides[0], self._lecture), _counted(statement.sides[-1])
        if len(statement.sides) > 2:
            self._passed.append(statement.span)
            return [], 0
        if not isinstance(first.expr, Symbol) or last is None:
            return [], 0
        found = known.formulas.find(name := first.expr.latex)
        if found is None:
            self._given.append((statement.span, name_of(name)))
            return [], 0
        formula, bodies = found
        if known.formulas.lacks_members(formula, name_of(name)):
            return [], 0
        statement = structs.replace(statement, sides=(first, last))
        variants, cost = self._variants(statement, formula, bodies, known)
        before = formula.applied.get(name)
        since = known.formulas.apply(formula, name, first.span.start)
        holds = next((one for one in variants if outcome_of(one, self._lecture) == "holds"), None)
        sure = bool(variants) and self._is_sure(statement, variants, formula, since, known)
        if bodies != (formula.body,) and known.formulas.assumes(formula):
            sure = sure and _SIGMOID.search(self._lecture.source) is not None
        if holds is None and formula.updates and sure:
            old = known.formulas.bound(name_of(name))
            sure = _OTHERS.search(self._lecture.source[old : first.span.start]) is None
        if (
            before is not None
            and not formula.updates
            and self._goes_on_elsewhere(formula, before, first.span.start, known)
        ):
            sure = False
        if holds is None and not sure:
            return [], cost
        self._end = statement.span.end
        self._passed.append(statement.span)
        return [holds or variants[0]], cost

    def _goes_on_elsewhere(self, formula: Formula, before: int, start: int, known: Known) -> bool:
        """„Zweite Schicht: w = −1, also z = −5“: the other letters have other values there."""
        kept = any(known.formulas.bound(one) < before for one in formula.names)
        return kept and _ELSEWHERE.search(self._lecture.source, before, start) is not None

    def _variants(
        self, statement: Statement, formula: Formula, bodies: tuple[Expr, ...], known: Known
    ) -> tuple[list[Statement], int]:
        """With exact values of the letters, and with those that were written."""
        first, last = statement.sides
        span = formula.span if bodies == (formula.body,) else first.span
        variants: list[Statement] = []
        cost = 0
        for body, exact in product(bodies, (True, False)):
            try:
                value = Putting(known, exact=exact, formulas=True).resolve(body)
                cost += size(value)
            except TooLarge:
                continue
            letters = (it for it in walk(value) if isinstance(it, Symbol) and not is_open(it))
            if all(it.latex in CONSTANTS for it in letters):
                middle = structs.replace(first, expr=value, span=span)
                variants.append(chained(statement, [first, middle, last]))
        return variants, cost

    def _is_sure(
        self,
        statement: Statement,
        variants: list[Statement],
        formula: Formula,
        since: int | None,
        known: Known,
    ) -> bool:
        """Whether it is wrong if none of the variants holds."""
        source, start = self._lecture.source, statement.span.start
        if since is None or is_measured(source, start, given=True):
            return False
        apart = list(takewhile(lambda one: one.start >= since, reversed(self._passed)))
        for span, name in reversed(self._given):
            if span.start < since:
                break
            if known.formulas.uses(name):
                apart.append(span)
        formula_end = formula.span.end
        if not concludes(source, max(since, formula_end), statement, self._end, apart):
            apart.append(Span(formula.start, formula_end))
            if since >= formula_end or not concludes(source, since, statement, self._end, apart):
                return False
        if formula.approximate and any(is_roughly(one, self._lecture) for one in variants):
            return False
        return not (
            any(is_said_otherwise(one, self._lecture) for one in variants)
            or lies_between(variants, self._lecture)
        )


def named(side: Side, lecture: Lecture) -> Side:
    """`FL` is a name, where it stands for something, and no product."""
    if isinstance(side.expr, Call) and side.expr.op == "*":
        word = lecture.text(side.span)
        if _WORD.fullmatch(word) and side.expr.args == tuple(map(Symbol, word)):
            return structs.replace(side, expr=Symbol(rf"\mathrm{{{word}}}"))
    return side


def _counted(side: Side) -> Side | None:
    """A result without a unit, or with one that only says what is counted: FLOPs, bytes."""
    if not side.unit:
        return side
    unit = unit_of(side.unit)
    counted = unit is not None and unit.dimension in _COUNTED and not unit.rounded
    return structs.replace(side, unit="", units=(), measured=()) if counted else None


def outcome_of(statement: Statement, lecture: Lecture) -> str:
    """Whether it holds, with all of its components."""
    parts = components(statement, lecture, put_in=False) or [statement]
    outcomes = {judge(one, lecture.numbers, CONSTANTS).outcome for one in parts}
    return "fails" if "fails" in outcomes else "holds" if outcomes == {"holds"} else "unknown"


def lies_between(variants: list[Statement], lecture: Lecture) -> bool:
    """Whether the result lies between those of exact and of rounded values."""
    values: list[Fraction] = []
    for variant in variants:
        judgement = judge(variant, lecture.numbers, CONSTANTS)
        calculated, written = judgement.values[-2:]
        if calculated is None or written is None:
            return False
        values.append(calculated - written)
    return len(values) > 1 and min(values) <= 0 <= max(values)


def chained(statement: Statement, sides: list[Side]) -> Statement:
    """The statement with these sides."""
    relations = tuple("=" for _ in sides[2:])
    last = statement.relations[-1]
    if "≈" in statement.relations:
        last = "≈"
    return structs.replace(statement, sides=tuple(sides), relations=(*relations, last))
