r"""Functions and sequences that a page defines, at the numbers that it puts in.

    f(x) = 2x^3 - x, then f(2) = 14         →    2 · 2^3 - 2 = 14
    v_t = 0,5 v_{t-1} + g_t, then v_2 = 4   →    v_2 = 0,5 · v_1 + g_2 = 4

A law holds up to the next heading of the second level, or until something else is said of its
name, understood or not. Authors go on with rounded values or with exact ones: either will do.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from msgspec import structs

from rechenprobe.check.equations.around import (
    holds_sometimes,
    is_measured,
    is_of_another,
    is_one_case,
    is_supposed,
)
from rechenprobe.check.equations.concluding import (
    Concluding,
    chained,
    lies_between,
    named,
    outcome_of,
)
from rechenprobe.check.equations.formulas import Formulas, has_formula, says
from rechenprobe.check.equations.identities import same
from rechenprobe.check.equations.laws import Head, TooLarge, heads, law_of, name_of, size, updates
from rechenprobe.check.equations.letters import Letters, is_term, named_vector
from rechenprobe.check.equations.putting import MOST_PARTS, Known, Putting
from rechenprobe.check.equations.running import Runs
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import Call, Expr, Symbol, has_symbols, walk
from rechenprobe.lecture import Lecture

_SAID = (("=",), ("≈",))
_ARROWS = (r"\leftarrow", r"\gets", "←")
_SECTION = 2
"""Level of headings that divide what names mean."""
_MOST_KEPT = 150
"""Parts of a member of a sequence that the next one is calculated from."""
_MOST_PUT_IN = 200_000
"""Parts of all equations of a lecture into which laws are put."""
_NEAR = 300
"""Characters from where `\\|w\\|^2` has got a value to where that is put in."""
_COST = 60
"""Of an equation that is tried, in parts that are put in."""


def apply_laws(lecture: Lecture, label: str = "") -> Lecture:
    """The lecture with equations that say what its laws come to.

    Only where the label begins so; other equations define what their letters are.
    """
    found = {
        formula.latex_start + offset: head
        for formula in lecture.formulas
        if "=" in formula.latex or r"\mapsto" in formula.latex
        for offset, head in heads(formula.latex)
    }
    found = {**dict(_others(lecture)), **found}
    updating = _updating(lecture)
    if not (
        updating
        or any(law.relations for law in lecture.laws)
        or any(head.arguments or head.name.index for head in found.values())
        or any(map(has_formula, lecture.statements))
        or any(is_term(one.sides[0].expr) and one.relations for one in lecture.statements)
        or any(head.name.letter.startswith(r"\mathrm") for head in found.values())
    ):
        return lecture
    found |= {start: head for start, (head, _) in updating.items()}
    laws = {start: law for start, (_, law) in updating.items()}
    applying = _Applying(lecture, found, laws, label)
    known = Known(Letters(lecture), ChainMap(), ChainMap(), Formulas())
    items = tuple(applying.items(lecture.items, known))
    if not applying.new:
        return lecture
    return structs.replace(lecture, statements=(*lecture.statements, *applying.new), items=items)


def _updating(lecture: Lecture) -> dict[int, tuple[Head, Statement]]:
    r"""Next values of names, in letters: `w \leftarrow w - \eta g`."""
    found: dict[int, tuple[Head, Statement]] = {}
    arrows = [one for one in lecture.formulas if any(map(one.latex.__contains__, _ARROWS))]
    if not arrows:
        return found
    terms = {
        one.span.start: one
        for one in (*lecture.laws, *lecture.statements)
        if not one.relations and one.sides[0].complete and has_symbols(one.sides[0].expr)
    }
    for formula in arrows:
        for start, end, head in updates(formula.latex):
            if (term := terms.get(formula.latex_start + end)) is not None:
                found[formula.latex_start + start] = head, term
    return found


def _others(lecture: Lecture) -> Iterator[tuple[int, Head]]:
    r"""What is defined elsewhere: „D = 2J/(1 + J)“, `C \approx 6ND`, `FL = -\ln p`."""
    for statement in (*lecture.laws, *lecture.statements):
        if not statement.relations or not has_symbols(statement.sides[1].expr):
            continue
        first = named(statement.sides[0], lecture)
        if isinstance(first.expr, Symbol) and " " not in first.expr.latex:
            yield first.span.start, Head(name_of(first.expr.latex))


class _Applying:
    """One pass over the items, section by section."""

    def __init__(
        self, lecture: Lecture, found: dict[int, Head], updating: dict[int, Statement], label: str
    ) -> None:
        self._lecture = lecture
        self._label = label
        self._heads = sorted(found.items())
        self._next = 0
        self._end = 0  # of the last statement: what stands in it defines nothing
        laws = (law for law in lecture.laws if law.relations)
        self._laws = {law.sides[0].span.start: law for law in laws} | updating
        self._left = _MOST_PUT_IN
        self._concluding = Concluding(lecture)
        self._runs = Runs()
        self.new: list[Statement] = []

    def items(self, items: Iterable[Item], known: Known) -> Iterator[Item]:
        """The items, with such equations beside their statements or in their place."""
        for item in items:
            self._runs.pass_item(item)
            if divides := item.kind == "heading" and item.rank <= _SECTION:
                self._runs.forget()
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
                if not statement.label.startswith(self._label):
                    statements.append(index)
                    self._define(statement, own)
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
        for node in walk(letter) if is_term(letter) else ():
            if isinstance(node, Symbol):
                known.formulas.bind(name_of(node.latex), statement.span.end)
        before = known.letters.value(letter.latex) if isinstance(letter, Symbol) else None
        known.letters.define(statement)
        if isinstance(letter, Symbol):
            known.formulas.bind(name := name_of(letter.latex), statement.span.end)
            self._runs.give(name)
            if before is not None and known.letters.value(letter.latex) is not None:
                known.forget_numeric_laws()
                self._runs.forget()

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
        if head.updates:
            if statement is not None:
                known.formulas.update(head.name, statement.sides[0], self._lecture)
            return
        if head.puts_in and known.laws.get(head.key) is not None:
            return
        if head.arguments is None and (of := known.laws.get(head.of)) is not None:
            head = Head(head.name, of.arguments)
        said = statement.sides[1] if statement and statement.relations[:1] in _SAID else None
        body = said if statement and statement.relations[:1] == ("=",) else None
        usable = body and body.complete and not body.unit and not body.units
        if statement is not None and said and has_symbols(said.expr):
            sure = said.complete and not said.unit and not said.units
            sure = sure and not holds_sometimes(self._lecture.source, statement)
            known.formulas.state(head.name, statement if sure else None, self._lecture)
        if statement is not None and said and not body:
            return
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
        known.letters.forget_terms(statement.span.start - _NEAR)
        variants: list[Statement] = []
        for exact in (True, False):
            try:
                variant = self._variant(statement, known, exact=exact)
            except TooLarge:
                self._left -= MOST_PARTS
                continue
            if variant is None:
                found, cost = self._concluding.applied(statement, known)
                self._left -= cost
                return found
            if variant not in variants:
                variants.append(variant)
        self._left -= _COST * len(variants)
        self._left -= sum(len(walk(side.expr)) for one in variants for side in one.sides)
        holds = next((one for one in variants if outcome_of(one, self._lecture) == "holds"), None)
        if holds is None and (not variants or self._may_hold(statement, variants, known)):
            return []
        if holds is not None:
            self._runs.confirm(statement, self._lecture.source)
        chosen = holds or variants[0]
        return [chosen] if len(statement.sides) == 2 else [statement, chosen]

    def _may_hold(self, statement: Statement, variants: list[Statement], known: Known) -> bool:
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
            or is_supposed(source, statement.span.start)
            or self._runs.knows(statement, source)
            or lies_between(variants, self._lecture)
        )

    def _variant(self, statement: Statement, known: Known, *, exact: bool) -> Statement | None:
        """The name, what its law comes to, and the result."""
        putting = Putting(known, exact=exact)
        first, last = statement.sides[0], statement.sides[-1]
        name = name_of(first.expr.latex) if isinstance(first.expr, Symbol) else None
        kept = [] if name is None and not is_term(first.expr) else [first]
        for side in statement.sides[len(kept) : -1]:
            putting.used = False
            value = putting.resolve(side.expr)
            if putting.used and side.complete:
                size(value)
                return chained(statement, [*kept, structs.replace(side, expr=value), last])
        member = None if name is None else putting.member(name, own=True)
        if member is None:
            return None
        size(member)
        return chained(statement, [first, structs.replace(first, expr=member), last])


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
