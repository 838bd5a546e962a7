"""„64 (1×1) + 128 (3×3) + 32 (Bypass) = 224“: brackets that only name the summand before them."""

from collections.abc import Sequence

from rechenprobe.read.tokens import Token

_INSIDE = frozenset({"word", "symbol", "number", "op", "unit"})
_FEWEST = 2
_LONGEST = 8
"""Tokens in such brackets."""


def without_labels(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The tokens without such brackets, then what stands in each; nothing if there are none.

    There are none, either, if they may as well be factors.
    """
    found: list[range] = []
    for at, token in enumerate(tokens):
        if token.kind == "relation" and not token.math and token.text in ("=", "≈"):
            found += _before(tokens, at)
    if not found:
        return []
    inside = {at for one in found for at in one}
    outer = [token for at, token in enumerate(tokens) if at not in inside]
    return [outer, *(tokens[one.start + 1 : one.stop - 1] for one in found)]


def _before(tokens: Sequence[Token], relation: int) -> list[range]:
    """Those of the sum that ends there."""
    found: list[range] = []
    at, products, plain = relation - 1, 0, True
    while at >= 0:
        label = _label(tokens, at)
        if label:
            found.append(label)
            at = label.start - 1
        if tokens[at].kind != "number" or tokens[at].math:
            return []
        sides = [tokens[one].text for one in label or () if tokens[one].kind == "number"]
        plain = plain and all(map(str.isdecimal, (tokens[at].text, *sides)))
        if plain:
            area = int(sides[0]) ** 2 if sides else 1
            products += int(tokens[at].text) * area
        at -= 1
        if at < 0 or tokens[at].text != "+":
            break
        at -= 1
    named = any(tokens[one].kind == "word" for label in found for one in label)
    result = tokens[relation + 1].text if relation + 1 < len(tokens) else ""
    calculates = at >= 0 and tokens[at].kind in ("op", "close", "number")
    if len(found) < _FEWEST or calculates or not (named or plain):
        return []
    return [] if plain and str(products) == result else found


def _label(tokens: Sequence[Token], close: int) -> range | None:
    """The brackets that end there, if they hold words or a square kernel and are no factor."""
    if tokens[close].text != ")" or tokens[close].math:
        return None
    start = next(
        (at for at in range(close - 1, max(-1, close - _LONGEST), -1) if tokens[at].text == "("), -1
    )
    inner = tokens[start + 1 : close]
    if start < 1 or not inner or tokens[start].glued or not {it.kind for it in inner} <= _INSIDE:
        return None
    sides = [it.text for it in inner if it.kind == "number"]
    operators = [it.text for it in inner if it.kind == "op"]
    square = len(sides) == _FEWEST and len({*sides}) == 1 and operators == ["*"]
    words = any(it.kind == "word" for it in inner) and not sides and not operators
    return range(start, close + 1) if square or words else None
