"""A lecture's numbers, some of them read otherwise than they are written."""

from collections.abc import Mapping
from typing import Self

from msgspec import structs

from rechenprobe.claims import Number, Reading


def read_otherwise(
    numbers: tuple[Number, ...], readings: Mapping[int, Reading]
) -> tuple[Number, ...]:
    """They, without a copy of all for each statement that is tried."""
    return _Otherwise(numbers, readings)


class _Otherwise(tuple[Number, ...]):  # noqa: SLOT001
    """Holds nothing itself: it looks each number up."""

    _numbers: tuple[Number, ...]
    _changed: dict[int, Number]

    def __new__(cls, numbers: tuple[Number, ...], readings: Mapping[int, Reading]) -> Self:
        self = super().__new__(cls)
        self._numbers = numbers
        self._changed = {
            index: structs.replace(numbers[index], german=reading, english=reading)
            for index, reading in readings.items()
        }
        return self

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> Number:  # type: ignore[override]
        changed = self._changed.get(index)
        return self._numbers[index] if changed is None else changed
