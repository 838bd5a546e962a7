"""What hyperparameters make of a layer: parameters, weights, output, in all usual ways to count.

Sources: the layers' documentation of Keras (`keras.layers`); for a GRU also Cho et al. 2014 (one
bias a gate), for an LSTM also PyTorch, which has two.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from math import ceil, prod

from msgspec import Struct, structs

from rechenprobe.check.described.roles import Result, Role
from rechenprobe.expression import Call, Expr, Num

Values = Mapping[Role, tuple[int, ...]]
"""Role → what is given for it: one number, or the axes of a shape."""


class Fact(Struct, frozen=True):
    """One way to count a result."""

    result: Result
    expr: Expr | None
    """None for shapes."""
    of: tuple[Role, ...]
    """What it is calculated of."""
    axes: tuple[int, ...] = ()
    unbiased: bool = False
    """Whether biases are left out though the layer usually has some."""
    open: bool = False
    """Whether the output may have any number of channels."""
    sure: bool = True
    """Whether nothing that is not said goes into it, such as the padding."""


def _num(value: int) -> Expr:
    return Num(value)


def _times(*values: int | Expr) -> Expr:
    args = tuple(_num(one) if isinstance(one, int) else one for one in values)
    return args[0] if len(args) == 1 else Call("*", args)


def _plus(*values: int | Expr) -> Expr:
    return Call("+", tuple(_num(one) if isinstance(one, int) else one for one in values))


def _counted(
    weights: Expr, biases: Expr | None, of: tuple[Role, ...], *, few: tuple[Role, ...] = ()
) -> Iterator[Fact]:
    """Parameters with biases and without, weights, biases; `few`: what gives the biases alone."""
    yield Fact("weights", weights, of)
    if biases is None:
        yield Fact("params", weights, of)
        return
    both = _plus(weights, biases)
    yield Fact("params", both, of)
    yield Fact("weights", both, of)
    yield Fact("params", weights, of, unbiased=True)
    yield Fact("biases", biases, few or of)


def _windows(values: Values) -> tuple[tuple[int, ...], ...]:
    """The kernel's sides; „Kernelgröße 3“ may be that of one axis, or of two."""
    kernel = values.get("kernel", ())
    if len(kernel) == 1:
        return (kernel * 2, kernel)
    return (kernel,) if len(kernel) == 2 else ()


def _channels(values: Values) -> tuple[int, Role] | None:
    if "channels" in values:
        return values["channels"][0], "channels"
    if len(values.get("input", ())) == 3:
        return values["input"][2], "input"
    return None


def _convolution(values: Values) -> Iterator[Fact]:
    channels, windows = _channels(values), _windows(values)
    filters = values.get("filters", (0,))[0]
    if filters:
        yield Fact("biases", _num(filters), ("filters",))
    for window in windows:
        if channels is not None:
            own = _times(*window, channels[0])
            yield Fact("own_weights", own, ("kernel", channels[1]), sure=len(windows) == 1)
            yield Fact("own_params", _plus(own, 1), ("kernel", channels[1]), sure=False)
        if channels is not None and filters:
            weights = _times(*window, channels[0], filters)
            of: tuple[Role, ...] = ("kernel", channels[1], "filters")
            for fact in _counted(weights, _num(filters), of, few=("filters",)):
                yield structs.replace(fact, sure=len(windows) == 1)
        if len(window) == 2:
            yield from _slid(values, (window[0], window[1]), filters or None)


def _depthwise(values: Values) -> Iterator[Fact]:
    channels, windows = _channels(values), _windows(values)
    if channels is not None and windows:
        count, role = channels
        yield from _counted(_times(*windows[0], count), _num(count), ("kernel", role), few=(role,))


def _separable(values: Values) -> Iterator[Fact]:
    windows, channels = _windows(values), _channels(values)
    filters = values.get("filters", (0,))[0]
    if not windows or not channels or not filters:
        return
    first, role = channels
    of: tuple[Role, ...] = ("kernel", role, "filters")
    depthwise, pointwise = _times(*windows[0], first), _times(first, filters)
    yield from _counted(_plus(depthwise, pointwise), _num(filters), of)
    yield Fact("params", _plus(depthwise, first, pointwise, filters), of)


def _transposed(values: Values) -> Iterator[Fact]:
    for fact in _convolution(values):
        if fact.expr is not None and fact.result not in ("size", "macs"):
            yield fact


def _slid(
    values: Values, window: tuple[int, int], filters: int | None, *, keeps: bool = False
) -> Iterator[Fact]:
    """The output of a window that slides over the input; `keeps`: with all its channels."""
    given = values.get("input", ())
    if len(given) not in (1, 2, 3):
        return
    step = values.get("stride", (1,))[0]
    if step < 1:
        return
    rest = (filters,) if filters else given[2:] if keeps else ()
    of: list[Role] = ["kernel", "input"]
    of += ["stride"] if "stride" in values else []
    of += ["filters"] if filters else []
    known = "padding" in values
    for padding in (values["padding"][0],) if known else (0, -1):
        axes = tuple(
            ceil(side / step) if padding < 0 else (side + 2 * padding - size) // step + 1
            for side, size in zip(given, window, strict=False)
        )
        if min(axes) < 1:
            continue
        whole = (*axes, *rest) if len(given) > 1 else axes
        padded: tuple[Role, ...] = ("padding",) if padding > 0 else ()
        yield Fact("output", None, (*of, *padded), whole, open=not (filters or keeps), sure=known)
        if len(whole) > len(axes):
            yield Fact("output", None, (*of, *padded), axes, sure=known)
        if len(whole) == 3:
            yield Fact("size", _times(*whole), (*of, *padded), sure=known)
        channels = _channels(values)
        if filters and channels:
            work = _times(*whole, *window, channels[0])
            yield Fact("macs", work, (*of, *padded, channels[1]), sure=known)


def _pooling(values: Values) -> Iterator[Fact]:
    for window in _windows(values)[:1]:
        stepped = values if "stride" in values else {**values, "stride": (window[0],)}
        for fact in _slid(stepped, (window[0], window[1]), None, keeps=True):
            of = tuple(role for role in fact.of if role in values)
            yield Fact(fact.result, fact.expr, of, fact.axes)


def _dense(values: Values) -> Iterator[Fact]:
    first: Role = next((one for one in ("inputs", "from", "input") if one in values), "from")
    last: Role = next((one for one in ("units", "outputs", "to") if one in values), "to")
    if first not in values or last not in values or len({"units", "outputs"} & set(values)) > 1:
        return
    inputs, units = prod(values[first]), values[last][0]
    yield Fact("own_weights", _num(inputs), (first,))
    named = (first, last) == ("from", "to") and inputs == units  # „Dense 512 → 512“ may be a name
    for fact in _counted(_times(inputs, units), _num(units), (first, last), few=(last,)):
        yield structs.replace(fact, sure=not named)
    yield Fact("macs", _times(inputs, units), (first, last))


def _embedding(values: Values) -> Iterator[Fact]:
    if "vocabulary" in values and "dimensions" in values:
        expr = _times(values["vocabulary"][0], values["dimensions"][0])
        yield from _counted(expr, None, ("vocabulary", "dimensions"))


def _recurrent(gates: int, biases: tuple[int, ...]) -> Callable[[Values], Iterator[Fact]]:
    """`biases`: how many of them a unit may have at each gate."""

    def facts(values: Values) -> Iterator[Fact]:
        first: Role = "dimensions" if "inputs" not in values else "inputs"
        if first not in values or "units" not in values:
            return
        inputs, units = values[first][0], values["units"][0]
        weights = _times(_plus(inputs, units), units)
        of: tuple[Role, ...] = (first, "units")
        whole = weights if gates == 1 else _times(gates, weights)
        for count in biases:
            own = _num(units) if count == 1 else _times(count, units)
            both = _plus(weights, own)
            yield Fact("params", both if gates == 1 else _times(gates, both), of)
            yield Fact("biases", own if gates == 1 else _times(gates, own), ("units",))
        yield Fact("weights", whole, of)
        yield Fact("params", whole, of, unbiased=True)

    return facts


def _batch_norm(values: Values) -> Iterator[Fact]:
    role: Role = "filters" if "filters" in values else "channels"
    if role in values:
        channels, of = values[role][0], (role,)
        yield Fact("params", _times(4, channels), of)
        for result in ("trainable", "frozen", "params"):  # many count no moving averages
            yield Fact(result, _times(2, channels), of)


def _layer_norm(values: Values) -> Iterator[Fact]:
    roles: tuple[Role, ...] = ("dimensions", "inputs", "channels")
    for role in [role for role in roles if role in values][:1]:
        yield Fact("params", _times(2, values[role][0]), (role,))


def _flatten(values: Values) -> Iterator[Fact]:
    if len(values.get("input", ())) in (2, 3):
        yield Fact("size", _times(*values["input"]), ("input",))


def _image(values: Values) -> Iterator[Fact]:
    """Its values and memory, or those of a batch of images."""
    shape = values.get("input", ())
    if len(shape) < 2:
        return
    of: tuple[Role, ...] = ("input",)
    yield Fact("pixels", _times(*shape[:2]), of)
    if len(shape) == 2 and "channels" in values:
        shape, of = (*shape, values["channels"][0]), (*of, "channels")
    if "batch" in values:
        shape, of = (values["batch"][0], *shape), (*of, "batch")
    yield Fact("size", _times(*shape), of)
    if "bits" in values:
        width: tuple[Role, ...] = ("bits",)
        yield Fact("memory", _times(*shape, values["bits"][0]), (*of, *width))


def _patches(values: Values) -> Iterator[Fact]:
    image, patch = values.get("input", ()), values.get("kernel", ())
    if len(image) not in (2, 3) or len(patch) not in (1, 2):
        return
    rows, columns = image[0] // patch[0], image[1] // patch[-1]
    yield Fact("patches", _times(rows, columns), ("input", "kernel"))
    yield Fact("patches", _plus(_times(rows, columns), 1), ("input", "kernel"))  # one for the class
    channels = _channels(values)
    if channels is not None:
        size = _times(patch[0], patch[-1], channels[0])
        yield Fact("size", size, ("kernel", channels[1]))


def _heads(values: Values) -> Iterator[Fact]:
    width, heads = values.get("dimensions", (0,))[0], values.get("heads", (0,))[0]
    if width and heads and width % heads == 0:
        yield Fact("head_size", _num(width // heads), ("dimensions", "heads"))


def _attention(values: Values) -> Iterator[Fact]:
    yield from _heads(values)
    if "vocabulary" in values:  # so many tokens attend to so many
        tokens = values["vocabulary"][0]
        yield Fact("size", _times(tokens, tokens), ("vocabulary",))
        if "heads" in values:
            heads = values["heads"][0]
            yield Fact("size", _times(heads, tokens, tokens), ("heads", "vocabulary"))
    if "dimensions" not in values:
        return
    width = values["dimensions"][0]
    of: tuple[Role, ...] = ("dimensions",)
    weights = _times(4, width, width)  # some count no projection of the output: confirm only
    yield Fact("weights", weights, of, sure=False)
    yield Fact("params", weights, of, unbiased=True, sure=False)
    yield Fact("params", _plus(weights, _times(4, width)), of, sure=False)


def _neuron(values: Values) -> Iterator[Fact]:
    if "outputs" in values or "units" in values:
        yield from _dense(values)  # „ein Perzeptron mit 784 Eingängen und 10 Ausgängen“
    elif "inputs" in values:
        inputs = values["inputs"][0]
        of: tuple[Role, ...] = ("inputs",)
        yield Fact("weights", _num(inputs), of)
        yield Fact("biases", _num(1), of)
        yield Fact("params", _plus(inputs, 1), of)
        yield Fact("params", _num(inputs), of, unbiased=True)


FORMULAS: Mapping[str, Callable[[Values], Iterator[Fact]]] = {
    "separable": _separable,
    "depthwise": _depthwise,
    "conv": _convolution,
    "transposed": _transposed,
    "pool": _pooling,
    "dense": _dense,
    "embedding": _embedding,
    "lstm": _recurrent(4, (1, 2)),
    "gru": _recurrent(3, (1, 2)),
    "rnn": _recurrent(1, (1, 2)),
    "batchnorm": _batch_norm,
    "layernorm": _layer_norm,
    "flatten": _flatten,
    "image": _image,
    "patches": _patches,
    "attention": _attention,
    "heads": _heads,
    "neuron": _neuron,
}
"""Kind of layer → what its hyperparameters make of it."""


def network(sizes: tuple[int, ...], of: tuple[Role, ...]) -> Iterator[Fact]:
    """Fully connected layers one behind the other; `sizes` of their inputs and outputs."""
    pairs = list(pairwise(sizes))
    yield Fact("weights", _plus(*(_times(*pair) for pair in pairs)), of)
    yield Fact("params", _plus(*(_times(*pair) for pair in pairs)), of, unbiased=True)
    yield Fact("params", _plus(*(_plus(_times(*pair), pair[1]) for pair in pairs)), of)
    yield Fact("biases", _plus(*sizes[1:]), of)
