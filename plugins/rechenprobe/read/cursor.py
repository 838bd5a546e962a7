"""Where a grammar is in its tokens."""

from collections.abc import Collection, Sequence
from functools import cached_property

from rechenprobe.expression import Expr
from rechenprobe.read.tokens import Token, TokenKind

MAX_DEPTH = 40
"""Deepest nesting of brackets that is read; deeper ones are left unchecked."""

CLOSERS = {
    **dict(zip("([{⌊⌈", ")]}⌋⌉", strict=True)),
    **{name: name for name in ("group", "matrix")},
}


ENDING = frozenset({"relation", "arrow", "comma", "close", "cell"})
"""Tokens before which every expression ends."""


class Stop(Exception):
    """Here the tokens make no expression."""


class Cursor:
    """A position in one sequence of tokens, and what is known of them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._count = len(tokens)
        self._amounts = 0  # bars that are open
        self._dead: set[int] = set()  # positions at which no operand begins
        self._position = 0
        self._depth = 0
        self._units: tuple[tuple[str, Expr], ...] = ()  # each with what it measures

    @cached_property
    def _closers(self) -> dict[int, int]:
        """Where the brackets are closed: most blocks have none."""
        return match_brackets(self._tokens)

    def closer(self, position: int) -> int | None:
        """Where the bracket that opens at `position` is closed."""
        return self._closers.get(position)

    def _peek(self) -> Token | None:
        return self._tokens[self._position] if self._position < self._count else None

    def _is_op(self, texts: Collection[str]) -> Token | None:
        if self._position >= self._count:
            return None
        token = self._tokens[self._position]
        return token if token.kind == "op" and token.text in texts else None

    def _stops(self) -> bool:
        """Whether no operand and no operator can follow here, as behind most numbers."""
        return self._position >= self._count or self._tokens[self._position].kind in ENDING

    def _mark(self) -> tuple[int, tuple[tuple[str, Expr], ...], int]:
        return self._position, self._units, self._depth

    def _reset(self, mark: tuple[int, tuple[tuple[str, Expr], ...], int]) -> None:
        self._position, self._units, self._depth = mark

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Stop

    def _expect(self, kind: TokenKind, text: str) -> None:
        token = self._peek()
        if token is None or token.kind != kind or token.text != text:
            raise Stop
        self._position += 1


def match_brackets(tokens: Sequence[Token]) -> dict[int, int]:
    """Position of each opening bracket that is closed, nested no deeper than can be read."""
    closers: dict[int, int] = {}
    opened: list[int] = []
    heights: list[int] = []  # how deep the brackets inside each open one are nested
    for position, token in enumerate(tokens):
        if token.kind == "open" and token.text in CLOSERS:
            opened.append(position)
            heights.append(0)
        elif token.kind == "close" and opened:
            if CLOSERS[tokens[opened[-1]].text] != token.text:
                opened, heights = [], []
                continue
            start, height = opened.pop(), heights.pop() + 1
            if height < MAX_DEPTH:
                closers[start] = position
            if heights:
                heights[-1] = max(heights[-1], height)
    return closers
