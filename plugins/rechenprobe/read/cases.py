r"""`\begin{cases} x^2 & x \ge 0 \\ -x & \text{sonst} \end{cases}`: values and their conditions."""

from abc import abstractmethod
from collections.abc import Mapping

from rechenprobe.expression import Call, Expr, Num
from rechenprobe.read.cursor import Cursor, Stop
from rechenprobe.read.tokens import Token

CASES = "cases"
_CODES: Mapping[str, int] = {"<": 0, "≤": 1, ">": 2, "≥": 3, "=": 4, "≠": 5}
_IF = frozenset("falls wenn für if for when".split())
_ELSE = frozenset("sonst ansonsten andernfalls otherwise else".split())
_LINES = (r"\\", r"\\&")
_MOST = 12


class Cases(Cursor):
    """Reads definitions by cases; all of one or nothing."""

    @abstractmethod
    def _sum(self) -> Expr: ...

    def _cases(self) -> Call:
        self._position += 1
        parts: list[Expr] = []
        while len(parts) < 2 * _MOST:
            parts += (self._sum(), self._condition())
            while self._passes("comma", ",") or self._passes("break", "."):
                pass
            if any(self._passes("break", line) for line in _LINES) and not self._ends():
                continue
            if self._ends():
                self._position += 1
                return Call("cases", tuple(parts))
            break
        raise Stop

    def _ends(self) -> bool:
        token = self._peek()
        return token is not None and (token.kind, token.text) == ("break", r"\end")

    def _passes(self, kind: str, text: str) -> Token | None:
        token = self._peek()
        if token is None or (token.kind, token.text) != (kind, text):
            return None
        self._position += 1
        return token

    def _condition(self) -> Expr:
        while self._passes("comma", ",") or self._passes("break", r"\quad"):
            pass
        token = self._peek()
        if token is not None and token.kind == "word" and token.text.lower() in _IF | _ELSE:
            self._position += 1
            if token.text.lower() in _ELSE:
                return Num(1)
        conditions: list[Expr] = []
        left = self._sum()
        while (relation := self._peek()) is not None and relation.kind == "relation":
            if relation.text not in _CODES:
                raise Stop
            self._position += 1
            right = self._sum()
            conditions.append(Call("related", (Num(_CODES[relation.text]), left, right)))
            left = right
        if not conditions:
            raise Stop
        return conditions[0] if len(conditions) == 1 else Call("*", tuple(conditions))
