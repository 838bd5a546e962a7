r"""`23 \equiv 2 \pmod 7`, „23 ≡ 2 (mod 7)“: both leave the same when they are divided."""

from collections.abc import Sequence

from msgspec import structs

from rechenprobe.claims import Relation, Side
from rechenprobe.expression import Call
from rechenprobe.read.grammar import Grammar
from rechenprobe.read.tokens import Token

CONGRUENT = "≡"
_MODULO = frozenset({"pmod", "mod", "modulo"})


def relation_of(token: Token) -> Relation:
    """What a token says of two sides; of what they leave if it is a congruence."""
    return "=" if token.text == CONGRUENT else token.text  # type: ignore[return-value]


def modulo(
    tokens: Sequence[Token], grammar: Grammar, sides: list[Side], stop: int
) -> tuple[list[Side], int]:
    """What the sides of a congruence leave, and where it ends.

    Without a modulus nothing is said that could be calculated: functions may be identical.
    """
    opens = stop < len(tokens) and tokens[stop].text == "("
    at = stop + opens
    named = at < len(tokens) and tokens[at].text in _MODULO
    modulus = grammar.parse(at + 1) if named else None
    if modulus is None:
        return [structs.replace(side, complete=False) for side in sides], stop
    rests = [Call("mod", (side.expr, modulus.expr)) for side in sides]
    return [
        structs.replace(side, expr=rest, complete=True)
        for side, rest in zip(sides, rests, strict=True)
    ], modulus.stop + opens
