r"""The lines and columns of `aligned` and its kin: which tokens go on with what stands before."""

from collections.abc import Sequence
from itertools import zip_longest

from rechenprobe.read.tokens import COLUMN, Token


def columns(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""In `aligned`, an `&` divides where an equation stands before it, and none goes on behind it.

    `a &= 2 \cdot 3 & b &= 5 + 1` is two equations; the first `&` of both only says what stands
    below each other.
    """
    kept: list[Token] = []
    related = False
    for token, behind in zip_longest(tokens, tokens[1:]):
        if token.kind == "break" and token.text == COLUMN:
            goes_on = behind is None or behind.kind in ("relation", "op", "break")
            if not related or goes_on or kept[-1].kind in ("relation", "op"):
                continue
            related = False
        elif token.kind == "relation":
            related = True
        elif token.text in (r"\\", r"\\&"):
            related = False
        kept.append(token)
    return kept


def joined_lines(tokens: Sequence[Token]) -> Sequence[Token]:
    """In `aligned`, a line that begins with a relation or an operator continues the one before.

    A minus at the very beginning may be a sign, behind an `&` it is none.
    """
    return [
        token
        for token, behind in zip_longest(tokens, tokens[1:])
        if behind is None
        or token.text not in (r"\\", r"\\&")
        or not (
            behind.kind == "relation"
            or (behind.kind == "op" and (behind.text != "-" or token.text == r"\\&"))
        )
    ]
