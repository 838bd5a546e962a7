"""Heads of columns and rows that say how to calculate: `$x^2$`, `x_k = 10 · 0.7^k`."""

from collections.abc import Sequence

from rechenprobe.expression import Expr, has_symbols
from rechenprobe.read.grammar import Grammar
from rechenprobe.read.tokens import Token

_SHORTEST_HEAD = 2
_IN_FORMULAS = frozenset("number symbol op power open close function relation".split())


def read_head(tokens: Sequence[Token]) -> Expr | None:
    """What the head of a column says to calculate; None if it is no formula with letters."""
    plain = {token.kind for token in tokens if not token.math}
    if len(tokens) < _SHORTEST_HEAD or not plain <= _IN_FORMULAS:
        return None
    if plain and [one.kind for one in tokens[:2]] == ["symbol", "relation"]:
        tokens = tokens[2:]  # „x_k = 10 · 0,7^k“
    parsed = Grammar(tokens).parse(0)
    if parsed is None or parsed.stop < len(tokens) or parsed.units:
        return None
    return parsed.expr if has_symbols(parsed.expr) else None
