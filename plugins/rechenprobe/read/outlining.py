"""Blocks in the order of the source → the outline that their ranks make."""

from msgspec import Struct

from rechenprobe.claims import Item
from rechenprobe.expression import Expr
from rechenprobe.read.blocks import Block

MAX_NESTING = 50
"""Deepest outline; what is indented still more counts as that deep."""


class Outline:
    """Grows block by block; `items` gives what has been added."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._roots: list[_Opened] = []
        self._path: list[_Opened] = []

    def add(
        self,
        block: Block,
        statements: tuple[int, ...],
        numbers: tuple[int, ...],
        formula: Expr | None = None,
    ) -> None:
        """A block below the last one of lower rank; the indices are of what it says."""
        opened, path = _Opened(block, statements, numbers, formula, []), self._path
        while path and (path[-1].block.rank >= block.rank or len(path) >= MAX_NESTING):
            path.pop()
        (path[-1].children if path else self._roots).append(opened)
        path.append(opened)

    def items(self) -> tuple[Item, ...]:
        """The outline, as it is now."""
        return tuple(self._item(opened) for opened in self._roots)

    def _item(self, opened: "_Opened") -> Item:
        block = opened.block
        return Item(
            span=block.span,
            kind=block.kind,
            text=self._source[block.span.start : block.span.end],
            rank=block.rank,
            statements=opened.statements,
            numbers=opened.numbers,
            cell=block.cell,
            formula=opened.formula,
            items=tuple(self._item(child) for child in opened.children),
        )


class _Opened(Struct):
    """An outline item while its children are still being collected."""

    block: Block
    statements: tuple[int, ...]
    numbers: tuple[int, ...]
    formula: Expr | None
    children: "list[_Opened]"
