"""Random but valid uses of every layer class that Keras exports, as plain data."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]
Axis = int | None


class Case(NamedTuple):
    """One layer to build and what to call it on."""

    kind: str
    inputs: tuple[tuple[Axis, ...], ...]
    settings: Mapping[str, Any]
    dtype: str = "float32"
    nested: str = ""
    """Class of the layer that `settings["layer"]` or `settings["cell"]` describes."""


def whole(low: int = 1, high: int = 6) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def axis(low: int = 1, high: int = 9) -> st.SearchStrategy[Axis]:
    """An axis, now and then one that the model leaves open."""
    return st.one_of(whole(low, high), whole(low, high), whole(low, high), st.none())


def feature_map(
    draw: Draw, rank: int, low: int = 1, high: int = 9, *, first: bool
) -> tuple[Axis, ...]:
    spatial = [draw(axis(low, high)) for _ in range(rank)]
    channels = draw(whole())
    return (channels, *spatial) if first else (*spatial, channels)


def data_format(draw: Draw) -> tuple[bool, dict[str, Any]]:
    first = draw(st.booleans())
    return first, {"data_format": "channels_first" if first else "channels_last"}


def tuples(draw: Draw, rank: int, low: int, high: int) -> Any:
    """One number for all axes or one for each: Keras takes both."""
    if draw(st.booleans()):
        return draw(whole(low, high))
    return tuple(draw(whole(low, high)) for _ in range(rank))


def sliding(draw: Draw, rank: int, *, paddings: tuple[str, ...]) -> dict[str, Any]:
    settings: dict[str, Any] = {"padding": draw(st.sampled_from(paddings))}
    settings["kernel_size"] = tuples(draw, rank, 1, 3)
    if draw(st.booleans()):
        settings["strides"] = tuples(draw, rank, 1, 3)
    elif draw(st.booleans()):
        settings["dilation_rate"] = tuples(draw, rank, 1, 2)
    if draw(st.booleans()):
        settings["use_bias"] = False
    return settings


def convolution(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        causal = ("causal",) if rank == 1 and not first else ()
        settings |= sliding(draw, rank, paddings=("valid", "same", *causal))
        groups = draw(whole(1, 3))
        per_group = draw(whole(1, 3))
        spatial = [draw(axis(6, 11)) for _ in range(rank)]
        channels = groups * per_group
        settings |= {"filters": groups * draw(whole(1, 3)), "groups": groups}
        shape = (channels, *spatial) if first else (*spatial, channels)
        return Case(kind, (shape,), settings)

    return make


def depthwise(rank: int, *, filters: bool) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings |= sliding(draw, rank, paddings=("valid", "same"))
        settings["depth_multiplier"] = draw(whole(1, 3))
        if filters:
            settings["filters"] = draw(whole())
        return Case(kind, (feature_map(draw, rank, 6, 11, first=first),), settings)

    return make


def transposed(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings |= sliding(draw, rank, paddings=("valid", "same")) | {"filters": draw(whole())}
        strides = settings.get("strides", 1)
        room = min(strides) if isinstance(strides, tuple) else strides
        if room > 1 and draw(st.booleans()):
            settings["output_padding"] = draw(whole(0, room - 1))
        return Case(kind, (feature_map(draw, rank, first=first),), settings)

    return make


def pooling(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings |= {"pool_size": tuples(draw, rank, 1, 3)}
        settings["padding"] = draw(st.sampled_from(("valid", "same")))
        if draw(st.booleans()):
            settings["strides"] = tuples(draw, rank, 1, 3)
        return Case(kind, (feature_map(draw, rank, 3, 10, first=first),), settings)

    return make


def whole_map(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings["keepdims"] = draw(st.booleans())
        return Case(kind, (feature_map(draw, rank, first=first),), settings)

    return make


def adaptive(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings["output_size"] = tuples(draw, rank, 1, 4)
        return Case(kind, (feature_map(draw, rank, 4, 9, first=first),), settings)

    return make


def around(rank: int, setting: str, high: int) -> Callable[[Draw, str], Case]:
    """Padding and cropping: one number, one per axis, or two per axis."""

    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        pairs = tuple((draw(whole(0, high)), draw(whole(0, high))) for _ in range(rank))
        settings[setting] = pairs[0] if rank == 1 else pairs
        return Case(kind, (feature_map(draw, rank, 6, 9, first=first),), settings)

    return make


def upsampling(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        if rank == 1:
            return Case(kind, (feature_map(draw, 1, first=False),), {"size": draw(whole(1, 3))})
        first, settings = data_format(draw)
        settings["size"] = tuples(draw, rank, 1, 3)
        return Case(kind, (feature_map(draw, rank, first=first),), settings)

    return make


def anything(draw: Draw, low: int = 1, high: int = 4) -> tuple[Axis, ...]:
    return (*(draw(axis()) for _ in range(draw(whole(low, high)) - 1)), draw(whole()))


def plain(**settings: st.SearchStrategy[Any]) -> Callable[[Draw, str], Case]:
    """Layers that take any shape."""

    def make(draw: Draw, kind: str) -> Case:
        chosen = {name: draw(value) for name, value in settings.items()}
        return Case(kind, (anything(draw),), chosen)

    return make


def noise(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        return Case(kind, (feature_map(draw, rank, first=False),), {"rate": 0.3})

    return make


def closed(draw: Draw, low: int = 1, high: int = 3) -> tuple[int, ...]:
    return tuple(draw(whole(1, 6)) for _ in range(draw(whole(low, high))))


def dense(draw: Draw, kind: str) -> Case:
    settings = {"units": draw(whole()), "use_bias": draw(st.booleans())}
    return Case(kind, (anything(draw),), settings)


EQUATIONS = (
    ("abc,cd->abd", 2, lambda s, n: (s[0], n[0]), ("d", "bd")),
    ("abc,cde->abde", 2, lambda _, n: (None, n[0], n[1]), ("de", "e")),
    ("...x,xy->...y", 3, lambda _, n: (n[0],), ("y",)),
    ("...ab,abcd->...cd", 3, lambda _, n: (n[0], n[1]), ("cd", "d")),
    ("abc,cde->abde", 2, lambda s, n: (s[0], n[0], n[1]), ("de", "e")),
    ("abcd,cde->abe", 3, lambda s, n: (s[0], n[0]), ("e",)),
    ("ab...,bc->ac...", 3, lambda _, n: (n[0],), ("c",)),
)


def einsum(draw: Draw, kind: str) -> Case:
    equation, rank, output, biases = draw(st.sampled_from(EQUATIONS))
    shape = tuple(draw(whole()) for _ in range(rank))
    news = (draw(whole()), draw(whole()))
    bias = draw(st.sampled_from((None, *biases)))
    settings = {"equation": equation, "output_shape": output(shape, news), "bias_axes": bias}
    return Case(kind, (shape,), settings)


def embedding(draw: Draw, kind: str) -> Case:
    settings = {"input_dim": draw(whole(1, 20)), "output_dim": draw(whole())}
    if kind == "ReversibleEmbedding":
        settings["tie_weights"] = draw(st.booleans())
    return Case(kind, (tuple(draw(axis()) for _ in range(draw(whole(1, 2)))),), settings, "int32")


def normalization(draw: Draw, kind: str) -> Case:
    shape = closed(draw, 1, 4)
    settings: dict[str, Any] = {}
    if kind != "RMSNormalization":
        settings |= {"scale": draw(st.booleans()), "center": draw(st.booleans())}
    if kind == "BatchNormalization":
        settings |= {"renorm": draw(st.booleans()), "axis": draw(whole(1, len(shape)))}
    elif kind == "GroupNormalization":
        groups = draw(whole(1, 3))
        shape = (*shape[:-1], groups * draw(whole(1, 3)))
        settings["groups"] = groups
    elif draw(st.booleans()):
        count = draw(whole(1, len(shape)))
        axes = sorted(draw(st.permutations(range(1, len(shape) + 1)))[:count])
        settings["axis"] = axes
    return Case(kind, (shape,), settings)


def standardization(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    chosen = draw(st.sampled_from(("given", "none", "last", "some")))
    if chosen == "given":
        return Case(kind, (shape,), {"mean": 0.5, "variance": 2.0, "axis": None})
    if chosen == "none":
        return Case(kind, (shape,), {"axis": None})
    return Case(kind, (shape,), {"axis": -1 if chosen == "last" else draw(whole(1, len(shape)))})


def merging(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    count = 2 if kind == "Subtract" else draw(whole(2, 3))
    shapes = [tuple(1 if draw(whole(0, 4)) == 0 else n for n in shape) for _ in range(count - 1)]
    return Case(kind, (shape, *shapes), {})


def concatenation(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    joined = draw(whole(1, len(shape)))
    count = draw(whole(2, 3))
    shapes = [(*shape[: joined - 1], draw(whole()), *shape[joined:]) for _ in range(count)]
    sign = draw(st.booleans())
    return Case(kind, tuple(shapes), {"axis": joined - len(shape) - 1 if sign else joined})


def dot(draw: Draw, kind: str) -> Case:
    if draw(st.booleans()):
        size = draw(whole())
        return Case(kind, ((size,), (size,)), {"axes": draw(st.sampled_from((1, -1)))})
    a, b, n = draw(whole()), draw(whole()), draw(whole())
    left, right = draw(whole(1, 2)), draw(whole(1, 2))
    shapes = ((n, a) if left == 1 else (a, n), (n, b) if right == 1 else (b, n))
    return Case(kind, shapes, {"axes": (left, right), "normalize": draw(st.booleans())})


def flatten(draw: Draw, kind: str) -> Case:
    return Case(kind, (anything(draw),), {})


def reshape(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    total = 1
    for size in shape:
        total *= size
    divisors = [n for n in range(1, total + 1) if total % n == 0]
    part = draw(st.sampled_from(divisors))
    target = draw(st.sampled_from(((-1,), (part, -1), (-1, part), (part, total // part), (total,))))
    return Case(kind, (shape,), {"target_shape": target})


def permute(draw: Draw, kind: str) -> Case:
    shape = anything(draw)
    return Case(kind, (shape,), {"dims": tuple(draw(st.permutations(range(1, len(shape) + 1))))})


def images(**settings: st.SearchStrategy[Any]) -> Callable[[Draw, str], Case]:
    """Augmentations: RGB images of a known size."""

    def make(draw: Draw, kind: str) -> Case:
        size = (draw(whole(8, 12)), draw(whole(8, 12)), 3)
        return Case(kind, (size,), {name: draw(value) for name, value in settings.items()})

    return make


def resizing(draw: Draw, kind: str) -> Case:
    first, settings = data_format(draw)
    settings |= {"height": draw(whole(1, 6)), "width": draw(whole(1, 6))}
    size = (draw(whole(6, 9)), draw(whole(6, 9)))
    return Case(kind, ((3, *size) if first else (*size, 3),), settings)


def categories(**settings: st.SearchStrategy[Any]) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        shape = (draw(whole(1, 4)),)
        count = 2 if kind == "HashedCrossing" else 1
        chosen = {name: draw(value) for name, value in settings.items()}
        if count == 2:
            shape = (1,)
        dtype = {"StringLookup": "string", "Discretization": "float32"}.get(kind, "int64")
        return Case(kind, (shape,) * count, chosen, dtype)

    return make


def recurrent(draw: Draw, kind: str) -> Case:
    settings: dict[str, Any] = {
        "units": draw(whole()),
        "use_bias": draw(st.booleans()),
        "return_sequences": draw(st.booleans()),
        "return_state": draw(st.booleans()),
    }
    if kind == "GRU":
        settings["reset_after"] = draw(st.booleans())
    return Case(kind, ((draw(axis()), draw(whole())),), settings)


def conv_lstm(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings |= sliding(draw, rank, paddings=("valid", "same"))
        settings |= {"filters": draw(whole(1, 3)), "return_sequences": draw(st.booleans())}
        spatial = [draw(whole(5, 7)) for _ in range(rank)]
        channels = draw(whole(1, 3))
        one = (channels, *spatial) if first else (*spatial, channels)
        return Case(kind, ((draw(axis(1, 4)), *one),), settings)

    return make


CELLS = ("SimpleRNNCell", "LSTMCell", "GRUCell")


def looped(draw: Draw, kind: str) -> Case:
    cell = draw(st.sampled_from((*CELLS, "StackedRNNCells")))
    settings = {"cell": {"units": draw(whole())}, "return_sequences": draw(st.booleans())}
    return Case(kind, ((draw(axis()), draw(whole())),), settings, nested=cell)


def both_ways(draw: Draw, kind: str) -> Case:
    inner = draw(st.sampled_from(("SimpleRNN", "LSTM", "GRU")))
    settings = {
        "layer": {"units": draw(whole()), "return_sequences": draw(st.booleans())},
        "merge_mode": draw(st.sampled_from(("concat", "sum", "mul", "ave", None))),
    }
    return Case(kind, ((draw(axis()), draw(whole())),), settings, nested=inner)


def each_step(draw: Draw, kind: str) -> Case:
    if draw(st.booleans()):
        shape: tuple[Axis, ...] = (draw(axis()), draw(whole()))
        return Case(kind, (shape,), {"layer": {"units": draw(whole())}}, nested="Dense")
    settings = {"layer": {"filters": draw(whole()), "kernel_size": 3, "padding": "same"}}
    return Case(kind, ((draw(axis()), 5, 4, draw(whole())),), settings, nested="Conv2D")


def tamed(draw: Draw, kind: str) -> Case:
    settings = {"layer": {"filters": draw(whole()), "kernel_size": 2}}
    return Case(kind, ((5, 4, draw(whole())),), settings, nested="Conv2D")


def several_heads(draw: Draw, kind: str) -> Case:
    queries, keys = draw(whole()), draw(whole())
    shapes = ((queries, draw(whole())), (keys, draw(whole())), (keys, draw(whole())))
    settings: dict[str, Any] = {"use_bias": draw(st.booleans()), "use_gate": draw(st.booleans())}
    if kind == "GroupedQueryAttention":
        shared, width = draw(whole(1, 2)), draw(whole())
        shapes = ((queries, width), (keys, width), (keys, width))
        settings |= {"head_dim": draw(whole()), "num_key_value_heads": shared}
        settings["num_query_heads"] = shared * draw(whole(1, 3))
    else:
        settings |= {"num_heads": draw(whole(1, 4)), "key_dim": draw(whole())}
        if not settings["use_gate"] and draw(st.booleans()):
            settings["value_dim"] = draw(whole())
        if draw(st.booleans()):
            settings["output_shape"] = (draw(whole()),)
    return Case(kind, shapes[: draw(whole(2, 3))], settings)


def without_projection(draw: Draw, kind: str) -> Case:
    queries, keys, width = draw(whole()), draw(whole()), draw(whole())
    shapes = ((queries, width), (keys, width), (keys, width))[: draw(whole(2, 3))]
    settings: dict[str, Any] = {"use_scale": draw(st.booleans())}
    if kind == "Attention":
        settings["score_mode"] = draw(st.sampled_from(("dot", "concat")))
    return Case(kind, shapes, settings)


def slopes(draw: Draw, kind: str) -> Case:
    shape = closed(draw)
    shared = draw(st.sets(whole(1, len(shape))))
    return Case(kind, (shape,), {"shared_axes": sorted(shared) or None})


def one_step(draw: Draw, kind: str) -> Case:
    width, units = draw(whole()), draw(whole())
    return Case(kind, ((width,),), {"units": units})


def spectrum(draw: Draw, kind: str) -> Case:
    first, settings = data_format(draw)
    modes = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")
    settings |= {
        "mode": draw(st.sampled_from(modes)),
        "frame_length": draw(whole(2, 9)),
        "expand_dims": draw(st.booleans()),
        "padding": draw(st.sampled_from(("valid", "same"))),
    }
    length, channels = draw(whole(12, 30)), draw(whole(1, 2))
    return Case(kind, ((channels, length) if first else (length, channels),), settings)


MODES = st.sampled_from(("int", "one_hot", "multi_hot", "count"))
FACTOR = {"factor": st.sampled_from((0.1, 0.4))}

MAKERS: dict[str, Callable[[Draw, str], Case]] = {
    **{f"Conv{n}D": convolution(n) for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": transposed(n) for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": depthwise(n, filters=False) for n in (1, 2)},
    **{f"SeparableConv{n}D": depthwise(n, filters=True) for n in (1, 2)},
    **{f"{kind}Pooling{n}D": pooling(n) for kind in ("Max", "Average") for n in (1, 2, 3)},
    **{f"Global{k}Pooling{n}D": whole_map(n) for k in ("Max", "Average") for n in (1, 2, 3)},
    **{f"Adaptive{k}Pooling{n}D": adaptive(n) for k in ("Max", "Average") for n in (1, 2, 3)},
    "ZeroPadding1D": lambda draw, kind: Case(
        kind, ((draw(axis()), draw(whole())),), {"padding": (draw(whole(0, 3)), draw(whole(0, 3)))}
    ),
    "Cropping1D": lambda draw, kind: Case(
        kind, ((draw(axis(6, 9)), draw(whole())),), {"cropping": (draw(whole(0, 2)), 1)}
    ),
    **{f"ZeroPadding{n}D": around(n, "padding", 3) for n in (2, 3)},
    **{f"Cropping{n}D": around(n, "cropping", 2) for n in (2, 3)},
    **{f"UpSampling{n}D": upsampling(n) for n in (1, 2, 3)},
    "Dense": dense,
    "EinsumDense": einsum,
    "Embedding": embedding,
    "ReversibleEmbedding": embedding,
    **{f"{name}Normalization": normalization for name in ("Batch", "Layer", "Group", "RMS")},
    "UnitNormalization": plain(),
    "Normalization": standardization,
    "SpectralNormalization": tamed,
    **dict.fromkeys(("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"), merging),
    "Concatenate": concatenation,
    "Dot": dot,
    "Flatten": flatten,
    "Reshape": reshape,
    "Permute": permute,
    "RepeatVector": lambda draw, kind: Case(kind, ((draw(axis()),),), {"n": draw(whole())}),
    "Activation": plain(activation=st.sampled_from(("relu", "gelu", "softmax"))),
    "ReLU": plain(),
    "LeakyReLU": plain(),
    "ELU": plain(),
    "PReLU": slopes,
    "Softmax": plain(),
    "Identity": plain(),
    "Masking": plain(),
    "Rescaling": plain(scale=st.just(0.5)),
    "ActivityRegularization": plain(),
    "Dropout": plain(rate=st.just(0.5)),
    "AlphaDropout": plain(rate=st.just(0.5)),
    "GaussianDropout": plain(rate=st.just(0.5)),
    "GaussianNoise": plain(stddev=st.just(0.5)),
    **{f"SpatialDropout{n}D": noise(n) for n in (1, 2, 3)},
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU"), recurrent),
    **{f"ConvLSTM{n}D": conv_lstm(n) for n in (1, 2, 3)},
    "RNN": looped,
    **dict.fromkeys((*CELLS, "StackedRNNCells"), one_step),
    "Bidirectional": both_ways,
    "TimeDistributed": each_step,
    "MultiHeadAttention": several_heads,
    "GroupedQueryAttention": several_heads,
    "Attention": without_projection,
    "AdditiveAttention": without_projection,
    "Resizing": resizing,
    "CenterCrop": resizing,
    "RandomCrop": resizing,
    **{
        name: images()
        for name in (
            "AugMix",
            "AutoContrast",
            "ContrastLimitedAdaptiveHistogramEqualization",
            "CutMix",
            "MixUp",
            "RandAugment",
            "RandomColorJitter",
            "RandomElasticTransform",
            "RandomErasing",
            "RandomFlip",
            "RandomGaussianBlur",
            "RandomGrayscale",
            "RandomPerspective",
            "RandomShear",
            "Solarization",
        )
    },
    **{
        name: images(**FACTOR)
        for name in (
            "RandomBrightness",
            "RandomColorDegeneration",
            "RandomContrast",
            "RandomHue",
            "RandomInvert",
            "RandomRotation",
            "RandomSaturation",
            "RandomSharpness",
        )
    },
    "RandomPosterization": images(factor=st.sampled_from((3, 5))),
    "RandomTranslation": images(height_factor=st.just(0.2), width_factor=st.just(0.2)),
    "RandomZoom": images(height_factor=st.just(0.2)),
    "CategoryEncoding": categories(
        num_tokens=whole(2, 9), output_mode=st.sampled_from(("one_hot", "multi_hot", "count"))
    ),
    "Discretization": categories(
        bin_boundaries=st.sampled_from(([0.0], [0.0, 1.0, 2.0])),
        output_mode=st.sampled_from(("int", "one_hot")),
    ),
    "Hashing": categories(num_bins=whole(2, 9), output_mode=MODES),
    "HashedCrossing": categories(
        num_bins=whole(2, 9), output_mode=st.sampled_from(("int", "one_hot"))
    ),
    "IntegerLookup": categories(vocabulary=st.just([3, 5, 9]), output_mode=MODES),
    "StringLookup": categories(vocabulary=st.just(["a", "b"]), output_mode=MODES),
    "TextVectorization": lambda draw, kind: Case(
        kind,
        ((1,),),
        {"vocabulary": ["a", "b"], "output_mode": draw(st.sampled_from(("int", "multi_hot")))},
        "string",
    ),
    "MelSpectrogram": lambda draw, kind: Case(
        kind,
        ((draw(whole(200, 900)),),),
        {"sequence_stride": draw(whole(20, 90)), "fft_length": 128},
    ),
    "STFTSpectrogram": spectrum,
}
"""Class → how to draw a use of it."""


@st.composite
def cases(draw: Draw, kind: str) -> Case:
    """A valid use of one class."""
    return MAKERS[kind](draw, kind)
