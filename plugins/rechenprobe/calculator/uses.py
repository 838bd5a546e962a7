"""From a calculator's settings to the layer that they describe."""

from collections.abc import Callable, Mapping

from rechenprobe.model.use import Use
from rechenprobe.sheet import Settings


def use_of(kind: str, settings: Settings) -> Use:
    """The layer as the catalogue sees it, its attributes under Keras' names.

    Padding of one's own (`number`) is none of Keras' layer's: it is left out here.
    """
    return _USES[kind](settings)


def _number(settings: Settings, name: str) -> int:
    return int(settings[name])


def _convolution(settings: Settings) -> Use:
    n, f, s, d = (
        _number(settings, name) for name in ("n", "kernel_size", "strides", "dilation_rate")
    )
    return Use(
        "Conv2D",
        {
            "filters": _number(settings, "filters"),
            "kernel_size": (f, f),
            "strides": (s, s),
            "padding": "same" if settings["padding"] == "same" else "valid",
            "dilation_rate": (d, d),
            "groups": _number(settings, "groups"),
            "use_bias": bool(settings["use_bias"]),
        },
        ((n, n, _number(settings, "channels")),),
        (),
    )


def _pooling(settings: Settings) -> Use:
    n, f, s = (_number(settings, name) for name in ("n", "kernel_size", "strides"))
    return Use(
        "MaxPooling2D",
        {"pool_size": (f, f), "strides": (s, s), "padding": str(settings["padding"])},
        ((n, n, _number(settings, "channels")),),
        (),
    )


def _dense(settings: Settings) -> Use:
    return Use(
        "Dense",
        {"units": _number(settings, "units"), "use_bias": bool(settings["use_bias"])},
        ((_number(settings, "features"),),),
        (),
    )


def _recurrent(settings: Settings) -> Use:
    kind = str(settings["layer"])
    reset = {"reset_after": bool(settings["reset_after"])} if kind == "GRU" else {}
    return Use(
        kind,
        {
            "units": _number(settings, "units"),
            "use_bias": bool(settings["use_bias"]),
            "return_sequences": bool(settings["return_sequences"]),
            **reset,
        },
        ((_number(settings, "steps"), _number(settings, "features")),),
        (),
    )


def _attention(settings: Settings) -> Use:
    query = (_number(settings, "query_steps"), _number(settings, "features"))
    key = (_number(settings, "key_steps"), _number(settings, "key_features"))
    return Use(
        "MultiHeadAttention",
        {
            "num_heads": _number(settings, "num_heads"),
            "key_dim": _number(settings, "key_dim"),
            "value_dim": _number(settings, "value_dim"),
            "use_bias": bool(settings["use_bias"]),
        },
        (query, key),
        (),
        {"query": (query,), "value": (key,)},
    )


_USES: Mapping[str, Callable[[Settings], Use]] = {
    "Conv2D": _convolution,
    "MaxPooling2D": _pooling,
    "Dense": _dense,
    "LSTM": _recurrent,
    "MultiHeadAttention": _attention,
}
