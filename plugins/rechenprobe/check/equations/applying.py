r"""Functions and sequences that a page defines, at the numbers that it puts in.

    f(x) = 2x^3 - x, then f(2) = 14         →    2 · 2^3 - 2 = 14
    v_t = 0,5 v_{t-1} + g_t, then v_2 = 4   →    v_2 = 0,5 · v_1 + g_2 = 4

A law holds up to the next heading of the second level, or until something else is said of its
name, understood or not. Authors go on with rounded values or with exact ones: either will do.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import TypeGuard

from msgspec import structs

from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.equations.around import (
    concludes,
    holds_sometimes,
    is_measured,
    is_of_another,
    is_one_case,
)
from rechenprobe.check.equations.components import components
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.equations.formulas import (
    Formulas,
    has_formula,
    is_said_otherwise,
    says,
)
from rechenprobe.check.equations.identities import same
from rechenprobe.check.equations.laws import Head, TooLarge, heads, law_of, name_of, size
from rechenprobe.check.equations.letters import Letters, named_vector
from rechenprobe.check.equations.putting import MOST_PARTS, Known, Putting
from rechenprobe.check.equations.running import Runs
from rechenprobe.claims import Item, Side, Statement
from rechenprobe.expression import Call, Expr, Symbol, has_symbols, walk
from rechenprobe.lecture import Lecture

_SECTION = 2
"""Level of headings that divide what names mean."""
_MOST_KEPT = 150
"""Parts of a member of a sequence that the next one is calculated from."""
_MOST_PUT_IN = 200_000
"""Parts of all equations of a lecture into which laws are put."""
_COST = 60
"""Of an equation that is tried, in parts that are put in."""


def apply_laws(lecture: Lecture) -> Lecture:
    """The lecture with equations that say what its laws come to."""
    found = {
        formula.latex_start + offset: head
        for formula in lecture.formulas
        if "=" in formula.latex or r"\mapsto" in formula.latex
        for offset, head in heads(formula.latex)
    }
    if not found or not (
        lecture.laws
        or any(head.arguments or head.name.index for head in found.values())
        or any(map(has_formula, lecture.statements))
    ):
        return lecture
    applying = _Applying(lecture, found)
    known = Known(Letters(lecture), ChainMap(), ChainMap(), Formulas())
    items = tuple(applying.items(lecture.items, known))
    if not applying.new:
        return lecture
    return structs.replace(lecture, statements=(*lecture.statements, *applying.new), items=items)


class _Applying:
    """One pass over the items, section by section."""

    def __init__(self, lecture: Lecture, found: dict[int, Head]) -> None:
        self._lecture = lecture
        self._heads = sorted(found.items())
        self._next = 0
        self._end = 0  # of the last statement: what stands in it defines nothing
        self._laws = {law.sides[0].span.start: law for law in lecture.laws}
        self._left = _MOST_PUT_IN
        self._concluded = 0  # where the last value by a formula ends
        self._runs = Runs()
        self.new: list[Statement] = []

    def items(self, items: Iterable[Item], known: Known) -> Iterator[Item]:
        """The items, with such equations beside their statements or in their place."""
        for item in items:
            self._runs.pass_item(item)
            divides = item.kind == "heading" and item.rank <= _SECTION
            own = known.inner() if divides else known
            if divides:
                self._pass_heads(item.span.start, known)
            statements: list[int] = []
            for index in item.statements:
                statement = self._lecture.statements[index]
                self._pass_heads(statement.span.start, own)
                if not (statement.relations or statement.shape):  # a number, as most are
                    self._end = max(self._end, statement.span.end)
                    statements.append(index)
                    continue
                applied = self._applied(statement, own)
                start = len(self._lecture.statements) + len(self.new)
                self.new += applied
                statements += range(start, start + len(applied)) if applied else (index,)
                stated = self._stated(statement, own) if self._left > 0 else []
                start = len(self._lecture.statements) + len(self.new)
                self.new += stated
                statements += range(start, start + len(stated))
                self._define(statement, own)
            inner = tuple(self.items(item.items, own))
            changed = tuple(statements) != item.statements or inner != item.items
            yield (
                structs.replace(item, statements=tuple(statements), items=inner)
                if (changed)
                else item
            )

    def _pass_heads(self, offset: int, known: Known) -> None:
        """What is defined without a number, or not understood, before a place."""
        while self._next < len(self._heads) and self._heads[self._next][0] < offset:
            start, head = self._heads[self._next]
            law = self._laws.get(start)
            if start >= self._end:
                self._know(head, law, known)
            self._end = max(self._end, law.span.end if law is not None else 0)
            self._next += 1

    def _define(self, statement: Statement, known: Known) -> None:
        if self._lies_ahead(statement.sides[0].span.start):
            self._know(self._heads[self._next][1], statement, known)
            self._next += 1
        self._end = max(self._end, statement.span.end)
        letter = named_vector(statement, self._lecture).sides[0].expr
        before = known.letters.value(letter.latex) if isinstance(letter, Symbol) else None
        known.letters.define(statement)
        if isinstance(letter, Symbol):
            known.formulas.bind(name := name_of(letter.latex), statement.span.end)
            self._runs.give(name)
            if before is not None and known.letters.value(letter.latex) is not None:
                known.forget_numeric_laws()

    def _stated(self, statement: Statement, known: Known) -> list[Statement]:
        """For a definition of a derivative, and of a function in several forms, whether it is."""
        start = statement.sides[0].span.start
        if not self._lies_ahead(start):
            return []
        head = self._heads[self._next][1]
        if head.arguments is None and head.of not in known.laws:
            return []
        usable = [side for side in statement.sides[1:] if side.complete and not side.unit]
        of = known.laws.get(head.of)
        true = of.derived() if of is not None else None
        if true is not None and head.arguments not in (None, true.arguments):
            return []
        if true is None and usable and head.arguments and not head.puts_in:
            true = law_of(head, usable.pop(0).expr)
        if true is None or set(statement.relations) != {"="}:
            return []
        found: list[Statement] = []
        for side in usable:
            self._left -= 4 * _COST
            for one, other in _parts(side.expr, true.body):
                equation = same(statement, side, one, other, self._lecture)
                found += [equation] if equation is not None else []
        return found

    def _lies_ahead(self, start: int) -> bool:
        """Whether what stands there may define something."""
        return self._next < len(self._heads) and self._heads[self._next][0] == start

    def _know(self, head: Head, statement: Statement | None, known: Known) -> None:
        """What an equation says of the name before it; None if it is not understood."""
        if head.puts_in and known.laws.get(head.key) is not None:
            return
        if head.arguments is None and (of := known.laws.get(head.of)) is not None:
            head = Head(head.name, of.arguments)
        body = statement and statement.relations[:1] == ("=",) and statement.sides[1]
        usable = body and body.complete and not body.unit and not body.units
        if head.name.index is None and statement is not None and body and has_symbols(body.expr):
            sure = usable and not holds_sometimes(self._lecture.source, statement)
            known.formulas.state(head.name, statement if sure else None, self._lecture)
        law = law_of(head, body.expr) if body and usable else None
        if statement is not None and is_one_case(self._lecture.source, statement):
            law = None
        if law is not None:
            members = frozenset(one for one in known.exact if one.letter == head.name.letter)
            known.laws[head.key] = structs.replace(law, given=members)
            self._runs.begin(head.name)
        elif head.arguments is not None or head.name.number is None:
            known.laws[head.key] = None
        if head.arguments is None and law is None:
            kept = None
            if statement is not None and body and usable:
                kept = self._value(body.expr, known)
            known.exact[head.name] = kept

    def _value(self, expr: Expr, known: Known) -> Expr | None:
        """What a calculation comes to, without letters."""
        try:
            value = Putting(known, exact=True).resolve(expr)
        except TooLarge:
            return None
        return value if len(walk(value)) <= _MOST_KEPT and not has_symbols(value) else None

    def _applied(self, statement: Statement, known: Known) -> list[Statement]:
        """The statements to have in its place; none if no law concerns it."""
        statement = named_vector(statement, self._lecture)
        if self._left <= 0 or not says(statement):
            return []
        if is_of_another(self._lecture.source, statement):
            return []
        variants: list[Statement] = []
        for exact in (True, False):
            try:
                variant = self._variant(statement, known, exact=exact)
            except TooLarge:
                self._left -= MOST_PARTS
                continue
            if variant is None:
                return self._by_formula(statement, known)
            if variant not in variants:
                variants.append(variant)
        self._left -= _COST * len(variants)
        self._left -= sum(len(walk(side.expr)) for one in variants for side in one.sides)
        holds = next((one for one in variants if self._judged(one) == "holds"), None)
        if holds is None and (not variants or self._may_hold(statement, variants, known)):
            return []
        chosen = holds or variants[0]
        return [chosen] if len(statement.sides) == 2 else [statement, chosen]

    def _by_formula(self, statement: Statement, known: Known) -> list[Statement]:
        """The same for a name whose formula stands before, `o = 55`."""
        first, last = statement.sides[0], statement.sides[-1]
        if not isinstance(first.expr, Symbol) or len(statement.sides) > 2 or last.unit:
            return []
        found = known.formulas.find(name := first.expr.latex)
        if found is None:
            return []
        formula, bodies = found
        span = formula.span if bodies == (formula.body,) else first.span
        variants: list[Statement] = []
        for body, exact in product(bodies, (True, False)):
            try:
                value = Putting(known, exact=exact, formulas=True).resolve(body)
                self._left -= size(value)
            except TooLarge:
                continue
            if not any(isinstance(it, Symbol) and it.latex not in CONSTANTS for it in walk(value)):
                middle = structs.replace(first, expr=value, span=span)
                variants.append(_equation(statement, [first, middle, last]))
        source, start = self._lecture.source, first.span.start
        since = known.formulas.apply(formula, name, start)
        named = structs.replace(statement, sides=(first, last))
        sure = since is not None and concludes(source, since, named, self._concluded)
        holds = next((one for one in variants if self._judged(one) == "holds"), None)
        if holds is None and (
            not (variants and sure)
            or is_measured(source, start)
            or any(is_said_otherwise(one, self._lecture) for one in variants)
            or self._between(variants)
        ):
            return []
        self._concluded = statement.span.end
        return [holds or variants[0]]

    def _may_hold(
        self, statement: Statement, variants: list[Statement], known: Known
    ) -> bool:
        """Whether it is about something else, or right with values between those tried.

        „w_2 = 0,5 - 0,1 · 4 = 0,1“ calculates by itself, of whatever w it may be; a derivative that
        is only nearly so may be a quotient of differences; measured values follow no law.
        """
        first, source = statement.sides[0], self._lecture.source
        own = isinstance(first.expr, Symbol) and variants[0].sides[1].span == first.span
        member = name_of(first.expr.latex) if own and isinstance(first.expr, Symbol) else None
        return (
            (own and len(statement.sides) > 2)
            or (member is not None and self._runs.is_another(member, known))
            or (statement.relations[0] == "≈" and "'" in self._lecture.text(first.span))
            or is_measured(source, statement.span.start)
            or self._between(variants)
        )

    def _judged(self, statement: Statement) -> str:
        parts = components(statement, self._lecture, put_in=False) or [statement]
        outcomes = {judge(one, self._lecture.numbers, CONSTANTS).outcome for one in parts}
        return "fails" if "fails" in outcomes else "holds" if outcomes == {"holds"} else "unknown"

    def _between(self, variants: list[Statement]) -> bool:
        """Whether the result lies between those of exact and of rounded values."""
        values: list[Fraction] = []
        for variant in variants:
            judgement = judge(variant, self._lecture.numbers, CONSTANTS)
            calculated, written = judgement.values[-2:]
            if calculated is None or written is None:
                return False
            values.append(calculated - written)
        return len(values) > 1 and min(values) <= 0 <= max(values)

    def _variant(self, statement: Statement, known: Known, *, exact: bool) -> Statement | None:
        """The name, what its law comes to, and the result."""
        putting = Putting(known, exact=exact)
        first, last = statement.sides[0], statement.sides[-1]
        name = name_of(first.expr.latex) if isinstance(first.expr, Symbol) else None
        kept = [] if name is None else [first]
        for side in statement.sides[len(kept) : -1]:
            putting.used = False
            value = putting.resolve(side.expr)
            if putting.used and side.complete:
                size(value)
                return _equation(statement, [*kept, structs.replace(side, expr=value), last])
        member = None if name is None else putting.member(name, own=True)
        if member is None:
            return None
        size(member)
        return _equation(statement, [first, structs.replace(first, expr=member), last])


def _parts(stated: Expr, true: Expr) -> list[tuple[Expr, Expr]]:
    """What is compared: of a gradient each component. Only where both have letters."""
    if isinstance(true, Call) and true.op == "vector":
        if not isinstance(stated, Call) or stated.op not in ("vector", "matrix"):
            return []
        parts = [one.args[0] if _is_row(one) else one for one in stated.args]
        return list(zip(parts, true.args, strict=True)) if len(parts) == len(true.args) else []
    return [(stated, true)] if has_symbols(stated) or not has_symbols(true) else []


def _is_row(expr: Expr) -> TypeGuard[Call]:
    return isinstance(expr, Call) and expr.op == "vector" and len(expr.args) == 1


def _equation(statement: Statement, sides: list[Side]) -> Statement:
    relations = tuple("=" for _ in sides[2:])
    last = statement.relations[-1]
    if "≈" in statement.relations:
        last = "≈"
    return structs.replace(statement, sides=tuple(sides), relations=(*relations, last))
