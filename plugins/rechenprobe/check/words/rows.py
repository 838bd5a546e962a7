"""Rows and items that name kinds of layers, one below the other: which of a model's they are."""

import re
from collections.abc import Mapping, Sequence

from rechenprobe.check.words.kinds import families_of
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_DETAIL = late(r"[(\[:,;–—→].*|\b(?:mit|with|à)\b.*|\b\d.*", re.DOTALL)
_MARKS = " \t*_`$.-"
_ESSENTIAL = late(r"conv|falt|pool|dense|lstm|gru\b|rnn|embedding|attention|fully")
"""Kinds that no author leaves out of a table, or puts there for an argument of another layer."""
_VIEWS = frozenset(("InputLayer", "Flatten", "Reshape", "Dropout", "Activation", "ReLU", "Softmax"))
_FEWEST = 2


def kind_of(label: str) -> str:
    """`Faltung (16 Filter)` → `faltung`, `Conv 3×3` → `conv`."""
    return _DETAIL.sub("", small(label).strip(_MARKS), count=1).strip(_MARKS)


def families(label: str, model: Model) -> tuple[tuple[Layer, ...], ...]:
    """All layers of the kind that a label names, in its readings; nothing if it names no kind."""
    said = kind_of(label)
    for words in (said, f"{said}schicht", f"{said}sschicht") if said else ():
        if found := families_of(words, model):
            return found
    return ()


def may_describe(labels: Sequence[str], model: Model) -> bool:
    """Whether the model has as many layers of each kind as rows or items name."""
    rows: dict[str, int] = {}
    for label in labels:
        said = kind_of(label)
        if said and _ESSENTIAL.search(said):
            rows[said] = rows.get(said, 0) + 1
    for said, many in rows.items():
        if (found := families(said, model)) and max(map(len, found)) < many:
            return False
    return True


def by_kinds(labels: Mapping[int, str], model: Model) -> dict[int, Layer]:
    """The layers of kinds of which there are as many as rows or items, in order."""
    kinds = {row: families(label, model) for row, label in labels.items()}
    found: dict[int, Layer] = {}
    for family in {_names(one[0]): one[0] for one in kinds.values() if one}.values():
        rows = [row for row, own in kinds.items() if own and _names(own[0]) == _names(family)]
        if len(rows) == len(family):
            found |= dict(zip(rows, family, strict=True))
    return found


def assignments(labels: Mapping[int, str], model: Model) -> list[dict[int, Layer]]:
    """In which ways rows may be layers, in their order: by kinds, or because there are as many."""
    kinds = {row: families(label, model) for row, label in labels.items()}
    found = [one] if (one := by_kinds(labels, model)) else []
    layers = [layer for layer in model.layers if layer.kind != "InputLayer"]
    for some in (
        layers,
        [layer for layer in layers if layer.params],
        [layer for layer in layers if layer.kind not in _VIEWS],
    ):
        if len(some) == len(labels) >= _FEWEST:
            pairs = dict(zip(labels, some, strict=True))
            if all(not own or any(pairs[row] in one for one in own) for row, own in kinds.items()):
                found.append(pairs)
    return found


def _names(family: Sequence[Layer]) -> tuple[str, ...]:
    return tuple(layer.name for layer in family)
