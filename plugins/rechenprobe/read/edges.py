"""Whether what stands right before or behind a side of an equation belongs to the calculation.

A dangling operator, the name of a function, an unknown command of LaTeX or another number do; then
the side is *torn*, and nothing is compared with it. Punctuation does not.
"""

import re
import unicodedata
from collections.abc import Sequence

from rechenprobe.late import late
from rechenprobe.read.lexemes import NAMES
from rechenprobe.read.tokens import COLUMN, TIMES, Token

STARTERS = frozenset({"number", "part", "symbol", "open", "function", "bar"})
_CALCULATING = frozenset(
    "plus minus mal durch geteilt hoch modulo mod times divided "
    "ln log ld lg exp sin cos tan tanh sigmoid softmax relu sqrt wurzel lim sum arg argmax argmin "
    "mean std var abs det dim len sgn sign round floor ceil".split()
)
"""Words that calculate: what stands beside them is only a part."""
_MIDDLE = frozenset("plus minus mal durch geteilt hoch modulo mod times divided by".split())
"""What stands before these is calculated with, too."""
_OF = frozenset("von aus of".split())
_PARTS = late(
    r"(?:wurzel|hälfte|drittel|viertel|fünftel|zehntel|logarithmus|summe|produkt|mittel(?:wert)?|mean"
    r"|half|third|quarter|tenth|root|sum|product|average|kehrwert|quadrat|prozent|percent|rest|anteil)",
    re.IGNORECASE,
)
"""Words of which one is taken: „die Hälfte von 96“, „die Wurzel aus 16“."""
_LAYER = late(r"[^\W\d_]+_?\d+")
_SHORTEST_TIME = 4
"""Letters of a time that is spelled out."""
_REST = frozenset({"Rest", "remainder"})
_LOGIC = frozenset("ODER OR UND AND XOR NAND NOR XNOR NICHT NOT".split())
"""As they are written: 1 UND 0 = 0."""
_CLOSING = frozenset({"comma", "close", "break", "arrow", "relation"})
_COMPARING = frozenset(
    "more fewer less faster slower smaller larger cheaper mehr weniger so schneller langsamer "
    "größer kleiner billiger".split()
)
"""What may follow the cross of „88× more“."""
_CLEAN_BREAKS = frozenset({COLUMN, r"\\", r"\\&", r"\begin", r"\end", r"\quad", ".", ":", ""})

_MARKS = frozenset({r"\checkmark", r"\blacksquare", r"\square", r"\Box", r"\qed", r"\qedsymbol"})
_CALCULATING_SIGNS = frozenset("★☆✕✖➕➖➗")
_CROSSES = frozenset("❌❎✗✘☒🚫⛔")
"""Beside an equation they say that it is wrong."""


class Edges:
    """The surroundings of the sides in one sequence of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

    def torn_before(self, start: int) -> bool:
        """Whether what stands before token `start` belongs to the calculation, too."""
        if start == 0:
            return False
        before, token = self._tokens[start - 1], self._tokens[start]
        opens = token.math and not before.math  # a formula begins there
        match before.kind:
            case "relation" | "arrow" | "comma":
                return False
            case "number" | "break" if opens:  # „in Phase 1 $2 \cdot 2245 = 4490$“
                return False
            case "word":
                if before.text in _LOGIC:
                    return True
                function = before.text.lower().partition("_")[0]
                if function in _OF:
                    quotient = [one.text for one in self._tokens[start + 1 : start + 2]] == ["/"]
                    return self._takes_part(start - 2) and not (quotient and self._is_share(start))
                if function == "plus" and self._begins(start - 1):
                    return False
                # „teilt man durch $\sqrt{2} ≈ 1,414$“: the formula is whole
                whole = function in _MIDDLE and opens and not self._takes_part(start - 2)
                whole |= opens and token.kind == "function"  # „seine Wurzel $\sqrt{6} ≈ 2,45$“
                name = (function in _CALCULATING and not whole) or (
                    not opens and self._is_factor(start - 1)  # not „die 1×1-Faltung $64 …$“
                )
                name |= token.kind == "op" and token.glued  # „n-f+1 = 10 - 3 + 1“
                return name or (token.kind == "open" and token.glued)
            case "open":
                return before.math and token.math and before.text != "group"
            case "close":
                return not self._enumerates(start - 1) and (
                    token.glued or (before.math and token.math)
                )
            case "break":
                return _is_unknown(before, token)
            case "op":
                # „Die Rechnung – 5 + 3 = 8 – stimmt“, „*$56 / 4 = 14$*“
                emphasis = opens and before.text == "*" and not self._takes_part(start - 2)
                return not (emphasis or self.is_dash(start - 1) or self._begins(start - 1))
            case "unit":
                return not self._begins_behind_time(start)
            case "symbol":
                return before.math or before.text not in NAMES or token.glued
            case _:
                return True

    def _enumerates(self, close: int) -> bool:
        """Whether „i)“, „2)“ stands there at the beginning of a line."""
        before = [one.kind for one in self._tokens[max(0, close - 4) : close]]
        while before and before[-1] == "symbol":
            before.pop()
        return len(before) < min(close, 4) and before[-1:] in ([], ["break"])

    def _begins_behind_time(self, start: int) -> bool:
        """Whether a calculation begins behind a time: „sind in 24 Stunden 0,3 kW · 24 h = …“."""
        time, first = self._tokens[start - 1], self._tokens[start]
        behind = [token for token in self._tokens[start + 1 : start + 3] if token.kind != "unit"]
        multiplies = bool(behind) and behind[0].kind == "op" and behind[0].text in ("*", "/")
        spelled_out = time.text in TIMES and len(time.text) >= _SHORTEST_TIME
        unit = self._tokens[start + 1] if start + 1 < len(self._tokens) else first
        other = time.text in TIMES and unit.kind == "unit" and unit.text not in TIMES
        return (spelled_out or other) and multiplies and first.kind == "number"

    def _begins(self, position: int) -> bool:
        """Whether nothing stands before the word there that it could add to: „…, plus 2 · 3“."""
        before = self._tokens[position - 1] if position else None
        if before is None or before.kind == "comma" or before.text == ".":
            return self._tokens[position].kind == "word"
        calculates = [token.kind for token in self._tokens[position + 1 : position + 3]]
        return self._is_listed(position) and calculates == ["number", "op"]

    def _is_listed(self, position: int) -> bool:
        """Whether „plus“ there follows a result to which nothing is added (`before_plus`)."""
        token, before = self._tokens[position], self._tokens[max(0, position - 3) : position]
        kinds = [one.kind for one in before if one.kind != "unit"]
        spoken = token.text == "+" and token.spoken
        return spoken and kinds[-2:] == ["relation", "number"]

    def _is_factor(self, position: int) -> bool:
        """Whether the word there is calculated with: „8 × A100 (40 GB)“, „+ bias (3) = 9“."""
        before = self._tokens[position - 1] if position else None
        calculates = before is not None and before.kind == "op" and before.text != "!"
        return calculates and not self.is_dash(position - 1)

    def _is_share(self, start: int) -> bool:
        """„ein Anteil von 12 / 46 = 26 %“."""
        return start > 1 and self._tokens[start - 2].text.lower() in ("anteil", "share")

    def _takes_part(self, position: int) -> bool:
        """Whether the word „von“ behind that token divides: „10 % von 96“, „die Hälfte von 96“."""
        if position < 0:
            return False
        token = self._tokens[position]
        if token.kind == "word":
            return _PARTS.fullmatch(token.text) is not None
        return token.kind in ("number", "percent", "close", "power", "symbol")

    def torn_behind(self, stop: int, *, related: bool) -> bool:
        """Whether what stands at token `stop` belongs to the calculation, too."""
        if stop >= len(self._tokens):
            return False
        before, token = self._tokens[stop - 1], self._tokens[stop]
        match token.kind:
            case "relation" | "arrow" | "comma" | "close":
                return False
            case "word":
                if (related and self._has_remainder(stop)) or token.text in _LOGIC:
                    return True
                return token.text.lower() in _CALCULATING and not self._counts_times(stop)
            case "open":
                return token.glued or (before.math and token.math)
            case "break":
                return _is_unknown(token, token)
            case "op":
                if token.text == "/":
                    return not self._is_per(stop)
                return not (self.is_dash(stop) or self._means_times(stop) or self._is_listed(stop))
            case "function":
                return True
            case "symbol" if token.text in NAMES and not token.math and not token.glued:
                return False
            case _:
                return related

    def _has_remainder(self, position: int) -> bool:
        """Whether „Rest 1“ follows: „7 : 2 = 3 Rest 1“."""
        words = [token.text for token in self._tokens[position : position + 2]]
        return words[0] in _REST or (words[0] in ("mit", "with") and words[-1] in _REST)

    def _counts_times(self, position: int) -> bool:
        """Whether the word there is „mal“ as in „5-mal so viele“, not as in „5 mal 3“."""
        behind = self._tokens[position + 1] if position + 1 < len(self._tokens) else None
        return self._tokens[position].text.lower() in ("mal", "times") and (
            behind is None or behind.kind not in STARTERS
        )

    def _is_per(self, position: int) -> bool:
        """Whether the slash means „per“: „96 MB / image“, not „96 / x“."""
        behind = self._tokens[position + 1] if position + 1 < len(self._tokens) else None
        before = self._tokens[position - 1]
        per = before.kind == "unit" or (before.kind == "word" and not before.math)
        return per and behind is not None and behind.kind == "word"

    def _means_times(self, position: int) -> bool:
        r"""Whether the cross there says „mal so viel“: `5{,}3×`, „$4\times$ schneller“."""
        token = self._tokens[position]
        behind = self._tokens[position + 1] if position + 1 < len(self._tokens) else None
        if token.dash != "×" or behind is None or behind.kind in _CLOSING:
            return token.dash == "×"
        return (token.math and not behind.math) or behind.text.lower() in _COMPARING

    def is_dash(self, position: int) -> bool:
        """Whether `-`, `–` or `:` between words and numbers is punctuation."""
        token = self._tokens[position]
        if token.math or token.text not in (":", "-"):
            return False
        if token.text == ":":
            return True
        before = self._tokens[position - 1] if position else None
        behind = self._tokens[position + 1] if position + 1 < len(self._tokens) else None
        if behind is None or before is None:
            return True
        if behind.glued or not token.dash:
            return False
        if behind.kind in ("number", "open") and token.dash == "-":
            named = _LAYER.fullmatch(before.text) is not None and not token.glued  # „C1 - 5 · 5“
            return named and all(one.kind == "word" for one in self._tokens[:position])
        return token.dash == "–" or (behind.kind == "word" and behind.text[0].islower())


def stands_alone(last: Token, formula: Sequence[Token], *, display: bool) -> bool:
    r"""Whether a formula right behind another one, which ends with `last`, does not continue it.

    `$a = 3 + 1 = 4$ $b = 5$` are two, `$3 + 1$ $= 4$` and `$3$ $\cdot 4 = 12$` one.
    """
    first = formula[0]
    if display:
        return first.kind != "relation"
    related = any(token.kind == "relation" for token in formula)
    return related and first.kind in STARTERS and last.kind not in ("op", "relation")


def _is_unknown(token: Token, behind: Token) -> bool:
    """Whether a break is something that calculates, not punctuation."""
    if token.text in _CLEAN_BREAKS:
        return token.text == "" and behind.glued
    first = token.text[0]
    if token.text in _MARKS or unicodedata.category(first) == "So":  # „✓“, „■“, pictures
        return first in _CALCULATING_SIGNS or first in _CROSSES
    if token.math or first.isdigit() or first in "&\\":
        return True
    return unicodedata.category(first)[0] == "S"
