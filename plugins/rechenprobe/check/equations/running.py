"""Which members of a sequence belong to which run of it: „### Adam“ begins at w_0 once more.

A heading that gives a member that stands under an earlier one already speaks of another run. The
law may be another there, too, that of the method in the heading: it confirms members, but refutes
none.
"""

from rechenprobe.check.equations.laws import Name
from rechenprobe.check.equations.putting import Known
from rechenprobe.claims import Item, Statement


class Runs:
    """Under which headings members have been given."""

    def __init__(self) -> None:
        self._heading = 0
        self._given: dict[Name, int] = {}
        self._again: set[str] = set()
        self._right: set[str] = set()

    def pass_item(self, item: Item) -> None:
        """A heading of any level may begin another run."""
        self._heading += item.kind == "heading"

    def confirm(self, statement: Statement, source: str) -> None:
        """What it says of a member or of a function's value is right."""
        if said := _said(statement, source):
            self._right.add(said)

    def knows(self, statement: Statement, source: str) -> bool:
        """Whether the same has been right with another value: this one is something else's."""
        return bool(self._right) and _said(statement, source) in self._right

    def forget(self) -> None:
        """A letter has another value: what has been right may have another one, too."""
        self._right.clear()

    def begin(self, name: Name) -> None:
        """A law for the sequence of that name stands there."""
        self._again.discard(name.letter)

    def give(self, name: Name) -> None:
        """A value for a member stands there."""
        if name.number is not None:
            if self._is_given_elsewhere(name):
                self._again.add(name.letter)
            self._given[name] = self._heading

    def is_another(self, name: Name, known: Known) -> bool:
        """Whether a member may belong to another run than that of the law before it."""
        if name.number is None:
            return False
        law = known.law(f"{name.letter}_")
        letters = law.letters if law is not None else set[str]()
        return self._is_given_elsewhere(name) or not self._again.isdisjoint({name.letter, *letters})

    def _is_given_elsewhere(self, name: Name) -> bool:
        return self._given.get(name, self._heading) != self._heading


def _said(statement: Statement, source: str) -> str:
    """What gets a value; empty for cells of tables: there the head says so of each row."""
    side = statement.sides[0].span
    own = statement.span.start <= side.start < side.end <= statement.span.end
    return source[side.start : side.end] if own else ""
