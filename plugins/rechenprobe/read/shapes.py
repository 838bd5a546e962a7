"""What stands beside a number or in brackets: shapes, `(55, 55, 96)`, and `34.944 (= 96 · 364)`."""

from collections.abc import Sequence

from rechenprobe.claims import Side
from rechenprobe.expression import Call, Written
from rechenprobe.lecture import Span
from rechenprobe.read.edges import Edges
from rechenprobe.read.grammar import Grammar, Parsed
from rechenprobe.read.tokens import Token

_COUNTED = frozenset(
    "Parameter Gewichte Werte Einträge Multiplikationen Operationen parameters params weights"
    " values operations multiplications".split()
)
"""What calculations come to; „10 Epochen = 10 · 1875 Schritte“ is none."""


def shape_at(
    tokens: Sequence[Token], grammar: Grammar, edges: Edges, start: int
) -> tuple[Side, int] | None:
    """The tuple that begins with that token, and the position behind it."""
    end = grammar.closer(start) if tokens[start].text == "(" else None
    if end is None or _goes_on(tokens, edges, end + 1):
        return None
    args: list[Token] = []
    last = "comma"
    for token in tokens[start + 1 : end]:
        is_none = token.kind == "word" and token.text == "None"
        if last == "comma" and token.kind == "number":
            args.append(token)
        elif not (last == "comma" and is_none) and not (last != "comma" and token.kind == "comma"):
            return None
        last = token.kind
    if not args or (len(args) < 2 and end - start < 4):
        return None
    expr = Call("*", tuple(Written(arg.number) for arg in args))
    span = Span(tokens[start].span.start, tokens[end].span.end)
    return Side(span, expr, complete=not edges.torn_before(start)), end + 1


def calculated_behind(tokens: Sequence[Token], result: Parsed, start: int) -> int | None:
    """Where the calculation begins whose result stands before it, from token `start` on.

    „34.944 (= 96 · 364)“ anywhere, „34.944 Parameter = 96 · 364“ where nothing stands before.
    """
    if not isinstance(result.expr, Written):
        return None
    between, relation = tokens[result.stop : result.stop + 2], result.stop + 1
    if [one.kind for one in between] == ["open", "relation"]:
        return relation + 1 if between[0].text == "(" and not between[0].math else None
    begins = start == 0 or (tokens[start - 1].kind == "break" and tokens[start - 1].text in ".:")
    named = [one.kind for one in between] == ["word", "relation"] and between[1].text == "="
    return relation + 1 if begins and named and between[0].text in _COUNTED else None


def _goes_on(tokens: Sequence[Token], edges: Edges, position: int) -> bool:
    """Whether something calculates with the tuple that ends there."""
    if position >= len(tokens):
        return False
    token, behind = tokens[position], tokens[position + 1 : position + 2]
    if token.kind == "relation":
        return bool(behind) and behind[0].kind in ("open", "function", "bar")
    if token.math and token.kind in ("symbol", "open") and token.text != "group":
        return True  # `(1, 1) W`
    return token.text in ("^", "ᵀ", "⊤") or (token.kind == "op" and not edges.is_dash(position))
