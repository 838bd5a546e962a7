"""What holds of a whole model where a text names none of its layers."""

from collections import Counter
from collections.abc import Iterator

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.words.measures import Measure
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ENDS: frozenset[Attribute] = frozenset({"input", "output"})
_OF_WINDOWS: frozenset[Attribute] = frozenset({"kernel", "stride", "padding"})
_FILTERS = late(r"filter|falt|conv|kernel")
_FEWEST = 3


def alike(model: Model, measure: Measure, words: str = "") -> Iterator[tuple[Layer, ...]]:
    """Layers of which all have to have what a number says, one group after the other.

    The model itself and each of its inputs; all layers that have such a value, if it is the same
    of all of them; and those whose vectors are as long as most of the model's. `words` around the
    number, in small letters, may tell filters from poolings.
    """
    for name in measure.attributes:
        if name in _ENDS:
            flat = name == "output" and measure.attributes[0] == "input" and _is_flat(model)
            if measure.of_model and not flat:  # „40 Wörter“ are no classes
                yield (whole(model),)
                if name == "input":
                    yield from ((one,) for one in model.layers if one.kind == "InputLayer")
            continue
        some = _of_kind(model, words) if name in _OF_WINDOWS else model.layers
        found = [(one, layer) for layer in some if (one := expectation(layer, name))]
        if found and all(_window(one) == _window(found[0][0]) for one, _ in found):
            yield tuple(layer for _, layer in found)
    if measure.width:
        yield from _widest(model)


def _of_kind(model: Model, words: str) -> list[Layer]:
    """All that slide a window, or only those of the kind that the words name."""
    pools, filters = "pool" in words, _FILTERS.search(words) is not None
    if pools == filters:
        return list(model.layers)
    return [one for one in model.layers if ("Pooling" in one.kind) == pools]


def _window(one: Expectation) -> tuple[object, ...]:
    """What it has to be; of a window without the channels below it."""
    return one.forms[:1] if one.attribute == "kernel" else tuple(one.forms)


def _is_flat(model: Model) -> bool:
    return bool(model.layers) and len(model.layers[-1].output_shape) < 2


def _widest(model: Model) -> Iterator[tuple[Layer, ...]]:
    """A layer whose outputs are rows of vectors, as long as those of at least half of them."""
    rows = [one for one in model.layers if len(one.output_shape) == 2]
    lengths = Counter(one.output_shape[-1] for one in rows)
    for length, count in lengths.most_common(1):
        if count >= _FEWEST and 2 * count >= len(rows):
            yield (next(one for one in rows if one.output_shape[-1] == length),)
