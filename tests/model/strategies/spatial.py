"""Uses of layers that work on maps: windows, pooling, padding, images, sounds."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tests.model.strategies.basics import Case, Draw, axis, data_format, feature_map, tuples, whole


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
        return Case(kind, (feature_map(draw, rank, 3, 10, first=first, weightless=True),), settings)

    return make


def whole_map(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings["keepdims"] = draw(st.booleans())
        return Case(kind, (feature_map(draw, rank, first=first, weightless=True),), settings)

    return make


def adaptive(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        first, settings = data_format(draw)
        settings["output_size"] = tuples(draw, rank, 1, 4)
        return Case(kind, (feature_map(draw, rank, 4, 9, first=first, weightless=True),), settings)

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
        return Case(kind, (feature_map(draw, rank, first=first, weightless=True),), settings)

    return make


def noise(rank: int) -> Callable[[Draw, str], Case]:
    def make(draw: Draw, kind: str) -> Case:
        return Case(kind, (feature_map(draw, rank, first=False),), {"rate": 0.3})

    return make


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
