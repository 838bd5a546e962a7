"""Tokens of a block → statements: equations, shapes, single numbers, with their labels."""

from collections.abc import Sequence
from typing import Literal

from rechenprobe.expression import Call, Expr, Symbol, Written
from rechenprobe.lecture import Relation, Side, Span, Statement
from rechenprobe.read.grammar import Parsed, parse_expression
from rechenprobe.read.tokens import Token

_STARTERS = frozenset({"number", "symbol", "open", "function"})
_APPROXIMATELY = frozenset("rund ca circa etwa ungefähr knapp about roughly approximately".split())
_LABEL_WORDS = 8


def read_statements(
    tokens: Sequence[Token], origin: Literal["prose", "formula", "comment"]
) -> list[Statement]:
    """All statements of a block, left to right. Every number token is in exactly one of them."""
    return _Finder(_joined_lines(tokens), origin).find()


def _joined_lines(tokens: Sequence[Token]) -> list[Token]:
    """In `aligned`, a line that begins with a relation or an operator continues the one before."""
    following = [*tokens[1:], None]
    return [
        token
        for token, behind in zip(tokens, following, strict=True)
        if token.text != r"\\" or behind is None or behind.kind not in ("relation", "op")
    ]


class _Finder:
    def __init__(
        self, tokens: Sequence[Token], origin: Literal["prose", "formula", "comment"]
    ) -> None:
        self._tokens = tokens
        self._origin: Literal["prose", "formula", "comment"] = origin
        self._statements: list[Statement] = []
        self._label: list[Token] = []

    def find(self) -> list[Statement]:
        position = 0
        while position < len(self._tokens):
            position = self._step(position)
        return self._statements

    def _step(self, position: int) -> int:
        token = self._tokens[position]
        if token.kind in _STARTERS or (token.kind == "op" and token.text in "+-"):
            if tuple_end := self._tuple(position):
                return tuple_end
            if chain_end := self._chain(position):
                self._label = []
                return chain_end
        if token.kind == "relation" and self._label:
            if phrase_end := self._phrase(position):
                return phrase_end
        if token.kind == "word" or (token.kind == "symbol" and not token.math):
            self._label.append(token)
        elif (
            not (token.kind == "break" and token.text in ":.-")
            and not (token.kind == "op" and token.text == ":")
        ) or (token.text == "." and not self._abbreviated()):
            self._label = []
        return position + 1

    def _abbreviated(self) -> bool:
        return bool(self._label) and self._label[-1].text.lower() in ("ca", "bzw", "anz", "max")

    def _chain(self, start: int) -> int | None:
        """`a = b ≈ c` from `start` on; the position behind it, or None if no number is in it."""
        first = parse_expression(self._tokens, start)
        if first is None:
            return None
        sides, relations, stop = self._more_sides([self._side(first, start)], first.stop)
        if self._add(sides, relations, start, stop):
            return stop
        # Nothing to check; a lone letter is a word like others, longer runs are not read again.
        return stop if stop > start + 1 else None

    def _more_sides(self, sides: list[Side], stop: int) -> tuple[list[Side], list[Relation], int]:
        relations: list[Relation] = []
        while True:
            behind = stop
            if behind >= len(self._tokens) or self._tokens[behind].kind != "relation":
                return sides, relations, stop
            parsed = parse_expression(self._tokens, behind + 1)
            if parsed is None:
                return sides, relations, stop
            relations.append(self._tokens[behind].text)  # type: ignore[arg-type]
            sides.append(self._side(parsed, behind + 1))
            stop = parsed.stop

    def _phrase(self, position: int) -> int | None:
        """`Anzahl der Filter = 96`: words on the left, a value on the right."""
        parsed = parse_expression(self._tokens, position + 1)
        if parsed is None:
            return None
        words = self._label[-_LABEL_WORDS:]
        span = Span(words[0].span.start, words[-1].span.end)
        sides = [Side(span, Symbol(" ".join(word.text for word in words)))]
        relation = self._tokens[position].text
        sides.append(self._side(parsed, position + 1))
        sides, relations, stop = self._more_sides(sides, parsed.stop)
        return self._add(sides, [relation, *relations], position + 1, stop)  # type: ignore[list-item]

    def _tuple(self, start: int) -> int | None:
        """`(55, 55, 96)` or `(None, 55, 55, 96)`: a shape."""
        tokens = self._tokens
        if tokens[start].text != "(":
            return None
        position, args, last = start + 1, [], "comma"
        while position < len(tokens):
            token = tokens[position]
            if token.kind == "number" and last == "comma":
                args.append(token)
            elif (token.kind == "word" and token.text == "None" and last == "comma") or (
                token.kind == "comma" and last != "comma"
            ):
                pass
            elif token.kind == "close" and token.text == ")" and args:
                break
            else:
                return None
            last = token.kind
            position += 1
        else:
            return None
        if len(args) < 2 and position - start < 4:
            return None
        expr = Call("*", tuple(Written(arg.number) for arg in args))
        span = Span(tokens[start].span.start, tokens[position].span.end)
        return self._add([Side(span, expr)], [], start, position + 1, shape=True)

    def _side(self, parsed: Parsed, start: int) -> Side:
        span = Span(self._tokens[start].span.start, self._tokens[parsed.stop - 1].span.end)
        return Side(span, parsed.expr, parsed.unit if parsed.units == 1 else "")

    def _add(
        self,
        sides: list[Side],
        relations: list[Relation],
        start: int,
        stop: int,
        *,
        shape: bool = False,
    ) -> int | None:
        numbers = tuple(number for side in sides for number in written_numbers(side.expr))
        if not numbers:
            return None
        shape = shape or (not relations and _is_shape(sides[0].expr))
        approximate = "≈" in relations or any(
            word.text.lower().rstrip(".") in _APPROXIMATELY for word in self._label[-2:]
        )
        label = " ".join(word.text for word in self._label[-_LABEL_WORDS:])
        self._statements.append(
            Statement(
                span=Span(sides[0].span.start, sides[-1].span.end),
                sides=tuple(sides),
                relations=tuple(relations),
                origin="formula" if self._tokens[start].math else self._origin,
                numbers=numbers,
                label=label,
                approximate=approximate,
                shape=shape,
            )
        )
        self._label = []
        return stop


def written_numbers(expr: Expr) -> tuple[int, ...]:
    """Indices of the typed numbers in an expression, in order."""
    match expr:
        case Written(number):
            return (number,)
        case Call(_, args):
            return tuple(number for arg in args for number in written_numbers(arg))
        case _:
            return ()


def _is_shape(expr: Expr) -> bool:
    return (
        isinstance(expr, Call)
        and expr.op == "*"
        and all(isinstance(arg, Written) for arg in expr.args)
    )
