"""Nouns and notes between the numbers of a calculation: `90 Epochen × 20 min`, `8 (je GPU) · 4`."""

from rechenprobe.read.lexemes import EACH_OF
from rechenprobe.read.operands import Operands
from rechenprobe.read.phrases import SHORT_WORDS
from rechenprobe.read.tokens import Token

_SHORTEST_NOUN = 3
_MOST_NOUNS = 2
_LONGEST_NOTE = 5
"""Words in brackets behind a number, between factors."""


class Counting(Operands):
    """Tells words that only say what is counted from those that end an expression."""

    def _noted(self, opening: Token) -> int | None:
        """Behind a note between factors: `8 (je GPU) · 4 (GPUs) = 32`."""
        before, close = self._tokens[self._position - 1], self._closers.get(self._position)
        if opening.text != "(" or opening.math or opening.glued or close is None:
            return None
        if before.kind not in ("number", "unit") or close - self._position > _LONGEST_NOTE:
            return None
        inner = self._tokens[self._position + 1 : close]
        behind = self._tokens[close + 1 : close + 2]
        words = {token.kind for token in inner}
        if not behind or "word" not in words or not words <= {"word", "op"}:
            return None
        follows = behind[0].kind == "relation" or (
            behind[0].kind == "op" and (behind[0].dash in ("", "×") or self._subtracts(close + 1))
        )
        return close + 1 if follows else None

    def _subtracts(self, dash: int) -> bool:
        """Whether a number with its unit and a note, or a relation, is behind a spaced dash."""
        behind = self._tokens[dash + 1 : dash + 4]
        kinds = [token.kind for token in behind]
        return kinds == ["number", "unit", "open"] or kinds[:2] == ["number", "relation"]

    def _counts(self, noun: Token) -> bool:
        """Whether a noun stands between factors or summands, or up to two of them.

        `90 Epochen × 20 min`, `12 heads × 64 = 768`, `288 weights + 32 bias terms = 320`. Before a
        relation, too, where others stand before it: `90 Epochen = …` is no product.
        """
        first = self._position - 1
        while first >= 0 and self._tokens[first].kind == "word":
            first -= 1
        before, ahead = self._tokens[first], self._tokens[max(0, first - 1)]
        behind = self._tokens[self._position + 1 : self._position + 4]
        if before.kind not in ("number", "close") or not behind:
            return False
        if noun.math and before.math and behind[0].math and self._counts_in_formula(behind[0]):
            return True
        if noun.text in EACH_OF and behind[0].kind == "op" and behind[0].spoken:
            return True  # „4 Werte zu je 4 Byte = 16 Byte“
        if len(noun.text) < _SHORTEST_NOUN or noun.text.lower() in SHORT_WORDS:
            return False
        if behind[0].kind == "word" and self._position - first < _MOST_NOUNS:
            behind = behind[1:]
        if behind and behind[0].kind == "relation":
            return ahead.kind == "op" and ahead.text in "*+" and before.kind == "number"
        if len(behind[:2]) < _MOST_NOUNS or behind[0].kind != "op":
            return False
        if behind[0].text == "*":
            return before.kind == "number"
        # „128 Bilder / 0,25 s“, but „512 Bilder/s“
        onward = ahead.kind == "relation" and self._tokens[first - 2].kind not in ("word", "symbol")
        if behind[0].text == "+" and onward:
            return False  # „28 · 28 = 784 Pixel + 1 Bias = 785“ goes on from the result
        return behind[0].text in ("/", "+") and behind[1].kind in ("number", "open")

    def _counts_in_formula(self, behind: Token) -> bool:
        r"""A noun behind a summand: `(9 \text{ Gewichte} + 1 \text{ Bias}) \cdot 10`."""
        if behind.kind == "relation":
            ahead = self._tokens[self._position - 2 : self._position - 1]
            return any(token.kind == "op" and token.text in ("*", "+", "-") for token in ahead)
        return behind.kind == "close" or (behind.kind == "op" and behind.text in ("+", "-"))
