"""„Eine Faltung mit 16 Filtern und Schrittweite 2“: all of it is true of the same layers.

Any so many of a kind may be meant; which ones, the numbers say together.
"""

from collections.abc import Iterator

from msgspec import Struct

from rechenprobe.check.words.families import Some
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer


class Fitting(Struct, frozen=True, gc=False):
    """Layers in a row that have what a text says of some."""

    first: str
    """The name of the first one."""
    name: Attribute
    pairs: list[tuple[Statement, Layer]]


class Agreement:
    """What one sentence says of so many layers of a kind."""

    def __init__(self) -> None:
        self._said: dict[int, list[list[Fitting]]] = {}

    def note(self, some: Some, fitting: list[Fitting]) -> None:
        """Of which layers one of its numbers is true."""
        self._said.setdefault(some.start, []).append(fitting)

    def settle(self) -> Iterator[Fitting]:
        """What is true of layers that all else is true of, too."""
        for said in self._said.values():
            shared = set.intersection(*({one.first for one in some} for some in said))
            for some in said:
                yield from [one for one in some if one.first in shared][:1]
