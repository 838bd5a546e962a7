"""Items that hold a number on which nothing has decided yet: fewer with each rule."""

from collections.abc import Iterator

from rechenprobe.check.page import Page, Placed


class Undecided:
    """Those of a page while rules decide on its numbers: `decided` grows."""

    def __init__(self, page: Page, decided: set[int]) -> None:
        self._page = page
        self._decided = decided
        self._left: list[Placed] | None = None
        """Those that were left when somebody last went through all of them."""

    def __iter__(self) -> Iterator[Placed]:
        """In the order of the source; each is looked at when its turn comes."""
        left: list[Placed] = []
        for one in self._page.placed if self._left is None else self._left:
            if not self._decided.issuperset(one.item.numbers):
                left.append(one)
                yield one
        self._left = left

    def texts(self) -> Iterator[Placed]:
        """Of them the paragraphs and list items."""
        return (one for one in self if one.item.kind in ("paragraph", "item"))
