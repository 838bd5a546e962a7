"""Tokens of a block → statements: equations, shapes, single numbers, with their labels.

A side counts only if all of it was understood. What stands right before or
behind it decides: a dangling operator, the name of a function, an unknown
command of LaTeX or another number leave it *torn*, and nothing is compared with it.
So `5 = 4 + Rest` is unchecked, not wrong.
"""

from collections.abc import Iterator, Sequence

from msgspec import structs

from rechenprobe.claims import Origin, Relation, Side, Statement
from rechenprobe.expression import Call, Symbol, Written, has_symbols, walk, written_numbers
from rechenprobe.lecture import Span
from rechenprobe.read.congruences import CONGRUENT, modulo, relation_of
from rechenprobe.read.edges import STARTERS, Edges
from rechenprobe.read.forms import is_given, is_quotient, is_shape, is_tuple
from rechenprobe.read.going_on import before_plus, begins_calculation, going_on
from rechenprobe.read.grammar import Grammar, Parsed
from rechenprobe.read.labels import without_labels
from rechenprobe.read.lines import columns, joined_lines
from rechenprobe.read.phrases import (
    ABBREVIATIONS,
    APPROXIMATELY,
    LONGEST_UNIT,
    OF_IT,
    SHORT_WORDS,
    bound_of,
)
from rechenprobe.read.restating import in_brackets, said_again, with_restated
from rechenprobe.read.shapes import calculated_behind, shape_at
from rechenprobe.read.tokens import COLUMN, Token

_TENSORS = frozenset({"vector", "matrix", "softmax"})
_TELLING = frozenset({"number", "part", "relation"})
"""Without one of these there is neither a number nor an equation."""
_ENDING = (".", "!", "?", ";")
_REACH = 24
"""Tokens from a result to what goes on with it."""
_LABEL_WORDS = 8
_NOUN_WORDS = 3


def read_statements(
    tokens: Sequence[Token], origin: Origin, laws: list[Statement] | None = None
) -> list[Statement]:
    """All statements of a block, left to right. Every number token is in exactly one of them.

    Equations and terms of formulas that hold no number, `z = wx + b`, are added to `laws`.
    """
    kinds = {token.kind for token in tokens}
    if kinds.isdisjoint(_TELLING):
        return []  # as in most blocks with code or links
    breaks = {token.text for token in tokens if token.kind == "break"} if "break" in kinds else ()
    if COLUMN in breaks:
        tokens = columns(tokens)
    if r"\\" in breaks or r"\\&" in breaks:
        tokens = joined_lines(tokens)
    if {"open", "op", "relation"} <= kinds and (parts := without_labels(tokens)):
        read = (one for part in parts for one in _Finder(part, origin, laws).find())
        return sorted(read, key=lambda one: one.span.start)
    return _Finder(tokens, origin, laws).find()


class _Finder:
    def __init__(
        self,
        tokens: Sequence[Token],
        origin: Origin,
        laws: list[Statement] | None,
    ) -> None:
        self._tokens = tokens
        self._laws = laws
        self._grammar = Grammar(tokens)
        self._edges = Edges(tokens)
        self._origin: Origin = origin
        self._statements: list[Statement] = []
        self._label: list[Token] = []
        self._result_end = -1  # the token behind the last equation
        self._several = False  # whether another one stands before that in its sentence
        self._number_end = -1  # the token behind the last number that words calculate with

    def find(self) -> list[Statement]:
        position, tokens = 0, self._tokens
        while position < len(tokens):
            if tokens[position].kind == "word":  # as most are
                self._label.append(tokens[position])
                position += 1
            else:
                position = self._step(position)
        return self._statements

    def _step(self, position: int) -> int:
        token = self._tokens[position]
        if token.kind in STARTERS or (token.kind == "op" and token.text in ("+", "-")):
            if tuple_end := self._tuple(position):
                return tuple_end
            if chain_end := self._chain(position):
                self._label = []
                return chain_end
        if token.kind == "relation" and self._label and (end := self._phrase(position)):
            return end
        if token.kind == "symbol" and not token.math:
            self._label.append(token)
        elif not self._keeps_label(token):
            self._label = []
        return position + 1

    def _keeps_label(self, token: Token) -> bool:
        """Whether the words before still label what follows: `Parameter: 5`, `ca. 5`."""
        if token.kind == "break" and token.text == ".":
            return bool(self._label) and self._label[-1].text.lower() in ABBREVIATIONS
        return token.kind in ("break", "op") and token.text in (":", "-")

    def _chain(self, start: int) -> int | None:
        """`a = b ≈ c` from `start` on; the position behind it, or None if no number is in it."""
        if (first := self._grammar.parse(start)) is None:
            return None
        sides, relations, stop = self._more_sides([(first, start)])
        if not relations and self._restate(sides[0], start, stop):
            return self._bracket(stop)
        if not relations and (end := self._go_on(first, start)):
            return end
        if not relations and (end := self._explained(first, start)):
            return end
        between = self._tokens[self._result_end : start] if self._follows(start) else ()
        several = bool(between) and all(token.text not in _ENDING for token in between)
        if self._add(sides, relations, start, stop):
            self._result_end, self._several = stop if relations else -1, several
            whole = not relations and isinstance(sides[0].expr, Written)
            whole = whole and not self._edges.torn_before(start)
            self._number_end = stop if whole and begins_calculation(self._tokens, stop) else -1
            return self._bracket(stop)
        # Nothing to check; a lone letter is a word like others, longer runs are not read again.
        return stop if stop > start + 1 else None

    def _more_sides(
        self, sides: list[tuple[Parsed, int]]
    ) -> tuple[list[Side], list[Relation], int]:
        relations, congruent = list[Relation](), False
        stop = sides[0][0].stop
        if stop >= len(self._tokens) or self._tokens[stop].kind != "relation":
            return [self._side(*sides[0], related=False)], relations, stop  # as most numbers
        while True:
            stop = sides[-1][0].stop
            if stop >= len(self._tokens) or self._tokens[stop].kind != "relation":
                break
            given = bool(relations) and is_given(self._tokens, sides[0][0].expr, stop)
            parsed = None if given else self._grammar.parse(stop + 1)
            if parsed is None or self._is_shape_behind(sides, parsed):
                break
            parsed = before_plus(self._tokens, sides[-1][0].expr, parsed, stop + 1)
            congruent |= self._tokens[stop].text == CONGRUENT
            relations.append(relation_of(self._tokens[stop]))
            sides.append((parsed, stop + 1))
        found = [self._side(*side, related=bool(relations)) for side in sides]
        if congruent:
            found, stop = modulo(self._tokens, self._grammar, found, stop)
        if relations == ["="] and self._is_passed_on(sides):
            found[0] = structs.replace(found[0], complete=False)
        if not found[-1].unit and any(side.unit for side in found) and self._is_measured(stop):
            found[-1] = structs.replace(found[-1], complete=False)
        return found, relations, stop

    def _explained(self, first: Parsed, start: int) -> int | None:
        """„34.944 (= 96 · 364)“, „34.944 Parameter = 96 · 364“: a result before its calculation."""
        at = calculated_behind(self._tokens, first, start)
        parsed = self._grammar.parse(at) if at else None
        if at is None or parsed is None or not isinstance(parsed.expr, Call):
            return None
        relation = relation_of(self._tokens[at - 1])
        sides, relations, stop = self._more_sides([(parsed, at)])
        if self._tokens[first.stop].kind == "open":
            stop += 1
            if stop > len(self._tokens) or self._tokens[stop - 1].kind != "close":
                return None
        sides = [self._side(first, start, related=True), *sides]
        if end := self._add(sides, [relation, *relations], start, stop):
            span = Span(sides[0].span.start, self._tokens[stop - 1].span.end)
            self._statements[-1] = structs.replace(self._statements[-1], span=span)
        return end

    def _is_passed_on(self, sides: list[tuple[Parsed, int]]) -> bool:
        """Whether sizes stand before two numbers: „784 → 128 = 100.480 Parameter“."""
        start = sides[0][1]
        passed = [token.kind for token in self._tokens[max(0, start - 2) : start]]
        return passed == ["number", "arrow"] and all(
            isinstance(one.expr, Written) for one, _ in sides
        )

    def _is_measured(self, stop: int) -> bool:
        """Whether a word there must be a unit, as in „100 m³ = 1000 hl“, that nobody knows here."""
        word = next(self._words_behind(stop), "")
        return 0 < len(word) <= LONGEST_UNIT and word.lower() not in SHORT_WORDS

    def _is_shape_behind(self, sides: list[tuple[Parsed, int]], parsed: Parsed) -> bool:
        r"""Whether it is the tuple of „x = (55, 55, 96)“: no vector, unless vectors stand before.

        Or what is calculated with letters, as in `h = \mathrm{ReLU}(z) = (2, 1, 0)`.
        """
        return is_tuple(parsed.expr) and not any(
            isinstance(node, Call)
            and (node.op in _TENSORS or (node is one.expr and math and has_symbols(node)))
            for one, start in sides
            for math in (self._tokens[start].math,)
            for node in walk(one.expr)
        )

    def _phrase(self, position: int) -> int | None:
        """`Anzahl der Filter = 96`: words on the left, a value on the right."""
        parsed = self._grammar.parse(position + 1)
        if parsed is None or is_tuple(parsed.expr) or self._tokens[position].text == CONGRUENT:
            return None
        math = self._label[-1].math  # „Ausgabe $\text{out} = …$“
        words = [one for one in self._label[-_LABEL_WORDS:] if one.math or not math]
        span = Span(words[0].span.start, words[-1].span.end)
        name = Side(span, Symbol(" ".join(word.text for word in words)))
        sides, relations, stop = self._more_sides([(parsed, position + 1)])
        if not relations:
            sides = [self._side(parsed, position + 1, related=True)]
        relations.insert(0, relation_of(self._tokens[position]))
        found = self._add([name, *sides], relations, position + 1, stop)
        return found and self._bracket(found)

    def _tuple(self, start: int) -> int | None:
        """`(55, 55, 96)` or `(None, 55, 55, 96)`: a shape."""
        found = shape_at(self._tokens, self._grammar, self._edges, start)
        return self._add([found[0]], [], start, found[1], shape=True) if found else None

    def _side(self, parsed: Parsed, start: int, *, related: bool) -> Side:
        span = Span(self._tokens[start].span.start, self._tokens[parsed.stop - 1].span.end)
        torn = self._edges.torn_behind(parsed.stop, related=related)
        if related or self._tokens[start].math:
            torn = torn or self._edges.torn_before(start)
        if related and isinstance(parsed.expr, Written) and start:
            torn |= self._tokens[start - 1].text in ("je", "jeweils")  # „60 Bilder je 2 s = 30 …“
        if related and is_quotient(parsed.expr):  # „57600 = 1/16 von 921600“
            torn = torn or next(self._words_behind(parsed.stop), "").lower() in OF_IT
        unit, units = (parsed.units[0], ()) if len(parsed.units) == 1 else ("", parsed.units)
        return Side(span, parsed.expr, unit, not torn, units, parsed.measured)

    def _add(
        self,
        sides: list[Side],
        relations: list[Relation],
        start: int,
        stop: int,
        *,
        shape: bool = False,
    ) -> int | None:
        if len(sides) == 1:
            numbers = written_numbers(sides[0].expr)
        else:
            numbers = tuple(number for side in sides for number in written_numbers(side.expr))
        if not numbers:
            self._add_law(sides, relations, start)
            return None
        shape = shape or (not relations and is_shape(sides[0].expr))
        label = [word.text for word in self._label[-_LABEL_WORDS:]]
        before = [word.lower() for word in label[-2:]]
        about = not APPROXIMATELY.isdisjoint([word.rstrip(".") for word in before])
        self._statements.append(
            Statement(
                span=Span(sides[0].span.start, sides[-1].span.end),
                sides=tuple(sides),
                relations=tuple(relations),
                origin="formula" if self._tokens[start].math else self._origin,
                numbers=numbers,
                label=" ".join(label),
                approximate=about or "≈" in relations,
                shape=shape,
                bound=bound_of(before) if not relations else "",
                noun=" ".join(self._words_behind(stop)),
            )
        )
        self._label = []
        return stop

    def _add_law(self, sides: list[Side], relations: list[Relation], start: int) -> None:
        told = bool(relations) or (isinstance(sides[0].expr, Call) and sides[0].complete)
        if self._laws is not None and told and self._tokens[start].math:
            span = Span(sides[0].span.start, sides[-1].span.end)
            law = Statement(span, tuple(sides), tuple(relations), "formula", ())
            self._laws.append(law)

    def _restate(self, side: Side, start: int, stop: int) -> bool:
        """„… = 9 292 800 Byte, also rund 9,3 MB“: the number continues the equation before it."""
        if not self._follows(start):
            return False
        between, behind = self._tokens[self._result_end : start], self._tokens[stop - 1 : stop + 2]
        old, noun = self._statements[-1], tuple(self._words_behind(stop))
        relation = said_again(between, side, behind, noun, old)
        if relation is None or (not side.unit and self._is_measured(stop)):
            return False
        self._statements[-1] = with_restated(old, side, relation, " ".join(noun))
        self._result_end, self._label = -1, []
        return True

    def _bracket(self, stop: int) -> int:
        """„… = 16 384 Byte (16 KiB)“ says the result again; behind it, or `stop` if it does not."""
        if (found := in_brackets(self._tokens, self._grammar, stop, self._statements[-1])) is None:
            return stop
        side, end = found
        noun, closed = " ".join(self._words_behind(end)), self._tokens[end - 1].span.end
        self._statements[-1] = with_restated(self._statements[-1], side, "≈", noun, closed)
        self._result_end, self._label = end, []
        return end

    def _go_on(self, first: Parsed, start: int) -> int | None:
        """„… = 1,15, geteilt durch 4 ergibt 0,2875“: a calculation with the result before it."""
        plain = self._number_end >= 0  # „19 500 GFLOP/s geteilt durch 1 555 GB/s ergibt …“
        if not plain and (self._several or not self._follows(start)):
            return None
        end, self._number_end = self._number_end if plain else self._result_end, -1
        found = going_on(self._tokens, self._grammar, end, first, start)
        if found is None:
            return None
        said = self._side(found.result, found.at, related=True)
        old = self._statements[-1]
        statement = found.statement(old, said, self._origin, alone=plain)
        if statement is None:
            return None
        if plain:
            self._statements.pop()
        self._statements.append(statement)
        self._result_end, self._label = found.result.stop, []
        return found.result.stop

    def _follows(self, start: int) -> bool:
        """Whether a result stands so near before that token that words may go on with it."""
        return self._result_end >= 0 and start - self._result_end <= _REACH

    def _words_behind(self, stop: int) -> Iterator[str]:
        for token in self._tokens[stop : stop + _NOUN_WORDS]:
            if token.kind != "word":
                return
            yield token.text
