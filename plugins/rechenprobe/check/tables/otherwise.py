"""Rows that are otherwise for a reason: by their name, a mark, or the text behind their table."""

from collections.abc import Sequence
from re import IGNORECASE

from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.cells import REMARK
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.words.vocabulary import Attribute, attributes
from rechenprobe.late import late

_WORDS = late(r"[^\W\d_]{3,}")
_OTHERWISE = late(
    r"depthwise|tiefenweise|separa[bt]|pointwise|gruppiert|grouped|dilat|transpon|transpos"
    r"|\bbn\b|batch-?norm|ohne bias|mit bias|without bias|with bias",
    IGNORECASE,
)
"""Has other parameters than a plain convolution."""
_COUNTED: frozenset[Attribute] = frozenset({"params", "weights", "unbiased", "macs", "flops"})
_SHORT = 3
"""Letters of a row's name that stand in other words, too."""
_FEW = 2
"""Rows that may be called alike by no chance."""


class Otherwise:
    """Of one table."""

    def __init__(self, grid: Grid, around: Around) -> None:
        self._grid = grid
        self._around = around

    def are_of_another(self, right: Sequence[int], row: int, column: int) -> bool:
        """Whether it is called otherwise than the others: „Dense 1“, „BatchNorm“, „Dense 2“."""
        if self._is_remarked(right, row, column):
            return True
        kinds = {_kind(self._grid.label(one)) for one in right}
        own = _kind(self._grid.label(row))
        alike = len(right) >= _FEW and len(kinds) == 1
        return alike and "" not in (own, *kinds) and own not in kinds

    def _is_remarked(self, right: Sequence[int], row: int, column: int) -> bool:
        """„Conv 2 (Gruppen: 2)“, „Conv 3 + BN“, „4 (mit Bias)“."""
        counted = not _COUNTED.isdisjoint(attributes(self._grid.head(column)))
        own, *others = map(self._grid.label, (row, *right))
        return any(
            pattern.search(own) is not None and not any(map(pattern.search, others))
            for pattern in ((REMARK, _OTHERWISE) if counted else (REMARK,))
        )

    def are_otherwise(self, right: Sequence[int], row: int, column: int) -> bool:
        """Whether its name, a mark beside it or the text behind the table says so."""
        return self._is_noted(row) or self._is_remarked(right, row, column)

    def _is_noted(self, row: int) -> bool:
        return self._around.excepts or self._grid.is_marked(row)

    def are_explained(self, row: int, number: str) -> bool:
        """Whether the text behind the table has something to say of that number."""
        label = self._grid.label(row)
        words = [label] if len(label) > _SHORT and any(map(str.isalpha, label)) else []
        words += [number] if len(number) > 1 else []
        return self._is_noted(row) or self._around.explains(*words, f"{self._grid.head(0)} {label}")


def _kind(label: str) -> str:
    found = _WORDS.match(label)
    return found[0].lower() if found else ""
