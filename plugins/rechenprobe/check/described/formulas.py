"""What hyperparameters make of a layer: parameters, weights, output, in all usual ways to count.

Sources: the layers' documentation of Keras (`keras.layers`); for a GRU also Cho et al. 2014 (one
bias a gate), for an LSTM also PyTorch, which has two.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import prod

from msgspec import structs

from rechenprobe.check.described.facts import Fact, Values, counted, num, plus, times
from rechenprobe.check.described.roles import Role
from rechenprobe.check.described.windows import (
    channels_of,
    convolution,
    depthwise,
    pooling,
    separable,
    transposed,
)

_ONE_IMAGE = 3
"""Axes; a fourth one counts images."""


def _dense(values: Values) -> Iterator[Fact]:
    first: Role = next((one for one in ("inputs", "from", "input") if one in values), "from")
    last: Role = next((one for one in ("units", "outputs", "to") if one in values), "to")
    if first not in values or last not in values or len({"units", "outputs"} & set(values)) > 1:
        return
    inputs, units = prod(values[first]), values[last][0]
    yield Fact("own_weights", num(inputs), (first,))
    named = (first, last) == ("from", "to") and inputs == units  # „Dense 512 → 512“ may be a name
    for fact in counted(times(inputs, units), num(units), (first, last), few=(last,)):
        yield structs.replace(fact, sure=not named)
    yield Fact("macs", times(inputs, units), (first, last))


def _embedding(values: Values) -> Iterator[Fact]:
    if "vocabulary" in values and "dimensions" in values:
        expr = times(values["vocabulary"][0], values["dimensions"][0])
        yield from counted(expr, None, ("vocabulary", "dimensions"))
        yield Fact("size", expr, ("vocabulary", "dimensions"))


def _recurrent(gates: int, biases: tuple[int, ...]) -> Callable[[Values], Iterator[Fact]]:
    """`biases`: how many of them a unit may have at each gate."""

    def facts(values: Values) -> Iterator[Fact]:
        first: Role = "dimensions" if "inputs" not in values else "inputs"
        ways = values.get("directions", (1,))[0]
        if ways > 1 and "units" in values:
            yield Fact("size", times(ways, values["units"][0]), ("units",))
        if first not in values or "units" not in values:
            return
        inputs, units = values[first][0], values["units"][0]
        weights = times(plus(inputs, units), units)
        of: tuple[Role, ...] = (first, "units")
        factors = [one for one in (ways, gates) if one > 1]
        whole = times(*factors, weights)
        for count in values.get("bias_sets", biases):
            own = num(units) if count == 1 else times(count, units)
            yield Fact("params", times(*factors, plus(weights, own)), of)
            yield Fact("biases", times(*factors, own), ("units",))
        yield Fact("weights", whole, of)
        yield Fact("params", whole, of, unbiased=True)

    return facts


def _batch_norm(values: Values) -> Iterator[Fact]:
    role: Role = "filters" if "filters" in values else "channels"
    if role in values:
        channels, of = values[role][0], (role,)
        yield Fact("params", times(4, channels), of)
        yield Fact("scales", num(channels), of)
        for result in ("trainable", "frozen", "params"):  # many count no moving averages
            yield Fact(result, times(2, channels), of)


def _layer_norm(values: Values) -> Iterator[Fact]:
    roles: tuple[Role, ...] = ("dimensions", "inputs", "channels")
    for role in [role for role in roles if role in values][:1]:
        yield Fact("params", times(2, values[role][0]), (role,))
        yield Fact("scales", num(values[role][0]), (role,))


def _flatten(values: Values) -> Iterator[Fact]:
    if len(values.get("input", ())) in (2, 3):
        yield Fact("size", times(*values["input"]), ("input",))


_COLOURS = 3


def _image(values: Values) -> Iterator[Fact]:
    """Its values and memory, or those of a batch of images."""
    shape = values.get("input", ())
    if len(shape) < 2:
        return
    of: tuple[Role, ...] = ("input",)
    yield Fact("pixels", times(*shape[:2]), of)
    if len(shape) == 2 and "channels" in values:
        shape, of = (*shape, values["channels"][0]), (*of, "channels")
    if "batch" in values and len(shape) <= _ONE_IMAGE:
        shape, of = (values["batch"][0], *shape), (*of, "batch")
    coloured = (*shape, _COLOURS)  # „ein 32 × 32-Bild hat 3.072 Werte“
    for axes in (
        (shape, coloured) if len(values["input"]) == 2 and "channels" not in of else (shape,)
    ):
        yield Fact("size", times(*axes), of)
        if "bits" in values:
            yield Fact("memory", times(*axes, values["bits"][0]), (*of, "bits"))


def _matrix(values: Values) -> Iterator[Fact]:
    yield from _image(values)
    sides = values.get("input", ())
    if len(sides) == 2:
        yield Fact("weights", times(*sides), ("input",))
        yield Fact("params", times(*sides), ("input",), sure=False)


def _global(values: Values) -> Iterator[Fact]:
    """One value of each channel."""
    shape = values.get("input", ())
    if len(shape) == 3:
        yield Fact("size", num(shape[2]), ("input",))


def _patches(values: Values) -> Iterator[Fact]:
    image, patch = values.get("input", ()), values.get("kernel", ())
    if len(patch) not in (1, 2):
        return
    channels = channels_of(values)
    if channels is not None:
        size = times(patch[0], patch[-1], channels[0])
        yield Fact("size", size, ("kernel", channels[1]))
    if len(image) not in (2, 3):
        return
    rows, columns = image[0] // patch[0], image[1] // patch[-1]
    yield Fact("patches", times(rows, columns), ("input", "kernel"))
    yield Fact("patches", plus(times(rows, columns), 1), ("input", "kernel"))  # one for the class


def _low_rank(values: Values) -> Iterator[Fact]:
    """Two narrow matrices beside a wide one (Hu et al. 2021)."""
    sides, rank = values.get("input", ()), values.get("low_rank", (0,))[0]
    if len(sides) == 2 and rank:
        of: tuple[Role, ...] = ("input", "low_rank")
        yield Fact("params", times(rank, plus(*sides)), of)
        yield Fact("of_group", times(rank, plus(*sides)), of, sure=False)
        for side in set(sides):
            yield Fact("of_group", times(rank, side), of, sure=False)


def _position(values: Values) -> Iterator[Fact]:
    if "vocabulary" in values and "dimensions" in values:
        both = times(values["vocabulary"][0], values["dimensions"][0])
        for result in ("params", "trainable", "weights", "size"):
            yield Fact(result, both, ("vocabulary", "dimensions"))


def _heads(values: Values) -> Iterator[Fact]:
    width, heads = values.get("dimensions", (0,))[0], values.get("heads", (0,))[0]
    if width and heads and width % heads == 0:
        yield Fact("head_size", num(width // heads), ("dimensions", "heads"))


def _attention(values: Values) -> Iterator[Fact]:
    yield from _heads(values)
    for fact in _image(values):
        if fact.result == "memory" and fact.expr is not None:
            yield fact
            if "heads" in values:  # of all of them
                both = times(values["heads"][0], fact.expr)
                yield Fact("memory", both, (*fact.of, "heads"))
    if "vocabulary" in values:  # so many tokens attend to so many
        tokens = values["vocabulary"][0]
        yield Fact("size", times(tokens, tokens), ("vocabulary",))
        if "heads" in values:
            heads = values["heads"][0]
            yield Fact("size", times(heads, tokens, tokens), ("heads", "vocabulary"))
    if "dimensions" not in values:
        return
    width = values["dimensions"][0]
    of: tuple[Role, ...] = ("dimensions",)
    weights = times(4, width, width)  # some count no projection of the output: confirm only
    yield Fact("weights", weights, of, sure=False)
    yield Fact("params", weights, of, unbiased=True, sure=False)
    yield Fact("params", plus(weights, times(4, width)), of, sure=False)


def _neuron(values: Values) -> Iterator[Fact]:
    if "units" in values:  # „ein Neuron hat …, eine Schicht aus 5 solchen …“: either
        own: Values = {role: it for role, it in values.items() if role != "units"}
        for fact in (*_dense(values), *(_neuron(own))):
            yield structs.replace(fact, sure=False)
    elif "outputs" in values:
        yield from _dense(values)  # „ein Perzeptron mit 784 Eingängen und 10 Ausgängen“
    elif "inputs" in values:
        inputs = values["inputs"][0]
        of: tuple[Role, ...] = ("inputs",)
        yield Fact("weights", num(inputs), of)
        yield Fact("biases", num(1), of)
        yield Fact("params", plus(inputs, 1), of)
        yield Fact("params", num(inputs), of, unbiased=True)


FORMULAS: Mapping[str, Callable[[Values], Iterator[Fact]]] = {
    "separable": separable,
    "depthwise": depthwise,
    "conv": convolution,
    "transposed": transposed,
    "pool": pooling,
    "dense": _dense,
    "embedding": _embedding,
    "lstm": _recurrent(4, (1, 2)),
    "gru": _recurrent(3, (1, 2)),
    "rnn": _recurrent(1, (1, 2)),
    "batchnorm": _batch_norm,
    "layernorm": _layer_norm,
    "flatten": _flatten,
    "image": _image,
    "matrix": _matrix,
    "global": _global,
    "patches": _patches,
    "attention": _attention,
    "heads": _heads,
    "neuron": _neuron,
    "lora": _low_rank,
    "position": _position,
}
"""Kind of layer → what its hyperparameters make of it."""


def network(sizes: tuple[int, ...], of: tuple[Role, ...]) -> Iterator[Fact]:
    """Fully connected layers one behind the other; `sizes` of their inputs and outputs."""
    pairs = list(pairwise(sizes))
    yield Fact("weights", plus(*(times(*pair) for pair in pairs)), of)
    yield Fact("params", plus(*(times(*pair) for pair in pairs)), of, unbiased=True)
    yield Fact("params", plus(*(plus(times(*pair), pair[1]) for pair in pairs)), of)
    yield Fact("biases", plus(*sizes[1:]), of)
