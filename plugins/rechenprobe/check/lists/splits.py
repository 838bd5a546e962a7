"""Lists that divide a whole: a share and a count in each item, the whole in the words above.

Aufteilung der 8000 Bilder:

- Training: 70 % → 5600
- Validierung: 10 % → 800
- Test: 20 % → 1600

If all items but one are that share of the same number, the one is wrong.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.lists.closing import LOOSE
from rechenprobe.check.numbers.rewriting import repair_result
from rechenprobe.check.numbers.rounding import plain_number
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import Call, Num

_FEWEST, _MOST = 3, 20
"""Items of one list."""
_SMALLEST = 10
"""Of wholes that are divided."""


class _Part(Struct, frozen=True):
    """An item with its share, 0 to 1, and its count."""

    share: Fraction
    count: Fraction
    shared: Statement
    counted: Statement

    def is_of(self, whole: Fraction) -> bool:
        """Whether it is that part, rounded up or down if there is no such whole number."""
        true = self.share * whole
        return true == self.count or (true.denominator != 1 and abs(true - self.count) < 1)


def check_splits(ledger: Ledger) -> None:
    """All lists below a paragraph or item with a number."""
    for parent in ledger.page.items:
        if parent.numbers and _FEWEST <= len(parent.items) <= _MOST:
            _check(ledger, parent)


def _check(ledger: Ledger, parent: Item) -> None:
    parts = [part for item in parent.items if (part := _part(ledger, item))]
    kinds = {(part.counted.noun, part.counted.sides[0].unit) for part in parts}
    if len(parts) < len(parent.items) or len(kinds) > 1:
        return
    wrong = [
        (whole, off[0])
        for whole in dict.fromkeys(_wholes(ledger, parent))
        if len(off := [part for part in parts if not part.is_of(whole)]) == 1
    ]
    if len(wrong) == 1:
        _refute(ledger, *wrong[0], parts)


def _wholes(ledger: Ledger, parent: Item) -> Iterator[Fraction]:
    for index in parent.numbers:
        reading = ledger.lecture.numbers[index].german
        if reading and reading.value >= _SMALLEST and reading.value.denominator == 1:
            yield reading.value


def _part(ledger: Ledger, item: Item) -> _Part | None:
    """None if it says anything else, too, or says it loosely."""
    if item.kind != "item" or item.items or LOOSE.search(item.text):
        return None
    statements = [ledger.lecture.statements[index] for index in item.statements]
    shares = [(one, share) for one in statements if (share := _share(ledger, one)) is not None]
    others = [one for one in statements if all(one is not other for other, _ in shares)]
    counts = [(one, count) for one in others if (count := _plain(ledger, one)) is not None]
    if len(statements) != len(("share", "count")) or len(shares) != 1 or len(counts) != 1:
        return None
    return _Part(shares[0][1], counts[0][1], shares[0][0], counts[0][0])


def _share(ledger: Ledger, one: Statement) -> Fraction | None:
    match one.sides[0].expr:
        case Call("/", (part, Num(value=100))) if len(one.sides) == 1 and not one.approximate:
            number = plain_number(part)
            reading = None if number is None else ledger.lecture.numbers[number].german
            return reading.value / 100 if reading else None
    return None


def _plain(ledger: Ledger, one: Statement) -> Fraction | None:
    if len(one.sides) != 1 or one.approximate or one.shape or not one.sides[0].complete:
        return None
    number = plain_number(one.sides[0].expr)
    reading = None if number is None else ledger.lecture.numbers[number].german
    return reading.value if reading and reading.value.denominator == 1 else None


def _refute(ledger: Ledger, whole: Fraction, part: _Part, parts: Sequence[_Part]) -> None:
    """The count; or the share, if all counts make up the whole and the shares do not."""
    shared = sum(one.share for one in parts) != 1 and sum(one.count for one in parts) == whole
    statement = part.shared if shared else part.counted
    true = 100 * part.count / whole if shared else part.share * whole
    if ledger.settled(statement.numbers):
        return
    sides, lecture = statement.sides, ledger.lecture
    repairs = () if shared else repair_result(statement, sides[0], lecture, "german", true)
    shown = repairs[0].text if repairs else notation.brief(true, ledger.grouping)
    written = notation.brief(whole, ledger.grouping)
    ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, f"die anderen Anteile sind von {written}"),
        message="Der Teil passt nicht zu seinem Anteil",
        repairs=repairs,
    )
