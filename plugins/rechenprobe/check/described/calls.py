"""Layers that a sentence writes as code: „Eine Schicht `nn.Conv2d(3, 16, kernel_size=5)` hat …“.

Sources: signatures and defaults of `torch.nn` and `keras.layers`.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.check.described.roles import Role
from rechenprobe.late import late

_CALL = late(
    r"(?<![\w.])`?(?P<path>(?:\w+\.){0,4})(?P<name>Linear|Dense|Conv(?:Transpose)?[123]d"
    r"|Conv[123]D(?:Transpose)?|MaxPool[12]d|AvgPool[12]d|(?:Max|Average)Pooling[12]D|Embedding"
    r"|LSTM|GRU|RNN|SimpleRNN|BatchNorm[123]d|BatchNormalization|LayerNorm|Flatten)"
    r"\((?P<args>[^()`\n]*(?:\([^()`\n]*\)[^()`\n]*)*)\)`?"
)
_ARGUMENT = late(
    r"\s*(?:(?P<key>\w+)\s*=\s*)?(?P<value>\([^()]*\)|\"[^\"]*\"|'[^']*'|[^,()]+?)\s*(?:,|\Z)"
)
_NUMBER = late(r"\d[\d_]*")
_TORCH = late(r"[123]d\Z|\A(?:Linear|RNN|LayerNorm)\Z")
_SIMILAR: Mapping[str, Role] = {
    "kernel_size": "kernel",
    "pool_size": "kernel",
    "stride": "stride",
    "strides": "stride",
    "dilation": "dilation",
    "dilation_rate": "dilation",
    "groups": "groups",
    "in_channels": "channels",
    "out_channels": "filters",
    "filters": "filters",
    "in_features": "inputs",
    "out_features": "units",
    "units": "units",
    "num_embeddings": "vocabulary",
    "input_dim": "vocabulary",
    "embedding_dim": "dimensions",
    "output_dim": "dimensions",
    "input_size": "inputs",
    "hidden_size": "units",
    "num_features": "channels",
    "normalized_shape": "dimensions",
}
_WITHOUT_EFFECT = frozenset(
    "activation name return_sequences return_state batch_first device dtype padding_idx "
    "data_format kernel_initializer bias_initializer dropout recurrent_dropout eps momentum "
    "mask_zero nonlinearity".split()
)
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "Linear": ("in_features", "out_features", "bias"),
    "Dense": ("units", "activation"),
    "torch Conv": ("in_channels", "out_channels", "kernel_size", "stride", "padding"),
    "keras Conv": ("filters", "kernel_size", "strides", "padding"),
    "Pool": ("kernel_size", "stride", "padding"),
    "Embedding": ("num_embeddings", "embedding_dim"),
    "torch LSTM": ("input_size", "hidden_size"),
    "keras LSTM": ("units",),
    "BatchNorm": ("num_features",),
    "LayerNorm": ("normalized_shape",),
}
_KINDS: Mapping[str, str] = {
    "Linear": "dense",
    "Dense": "dense",
    "Embedding": "embedding",
    "LSTM": "lstm",
    "GRU": "gru",
    "RNN": "rnn",
    "SimpleRNN": "rnn",
    "LayerNorm": "layernorm",
    "Flatten": "flatten",
}


class LayerCall(Struct, frozen=True):
    """A layer in code."""

    start: int
    end: int
    kind: str
    given: Mapping[Role, tuple[int, ...]]
    biased: bool
    """Whether it has biases."""


def calls_in(text: str) -> Iterator[LayerCall | None]:
    """Those of a sentence, None for each that is not understood."""
    for match in _CALL.finditer(text) if "(" in text else ():
        name = match["name"]
        torch = match["path"].startswith(("nn.", "torch.")) or _TORCH.search(name) is not None
        kind = _kind(name)
        given, biased = _given(name, match["args"], kind, torch=torch)
        if given is None:
            yield None
            continue
        yield LayerCall(match.start(), match.end(), kind, given, biased)


def _kind(name: str) -> str:
    if "Pool" in name:
        return "pool"
    if "Norm" in name and name != "LayerNorm":
        return "batchnorm"
    if name.startswith("Conv"):
        return "transposed" if "Transpose" in name else "conv"
    return _KINDS[name]


def _order(name: str, *, torch: bool, numbers: int) -> tuple[str, ...]:
    if name.startswith("Conv"):
        return _ORDERS["torch Conv" if torch else "keras Conv"]
    if "Pool" in name:
        return _ORDERS["Pool"]
    if "BatchNorm" in name:
        return _ORDERS["BatchNorm"]
    if name in ("LSTM", "GRU", "RNN", "SimpleRNN"):
        return _ORDERS["torch LSTM" if torch or numbers > 1 else "keras LSTM"]
    return _ORDERS.get(name, ())


def _given(
    name: str, args: str, kind: str, *, torch: bool
) -> tuple[dict[Role, tuple[int, ...]] | None, bool]:
    found: dict[Role, tuple[int, ...]] = {}
    some = list(_ARGUMENT.finditer(args.strip()))
    if sum(it.end() - it.start() for it in some) < len(args.strip()):
        return None, True
    bare = [it for it in some if not it["key"]]
    order = _order(name, torch=torch, numbers=len(bare))
    biased = True
    for place, it in enumerate(some):
        key = it["key"] or (order[place] if place < len(order) else "")
        value = it["value"].strip("\"' ")
        sizes = tuple(int(one.replace("_", "")) for one in _NUMBER.findall(value))
        if key in ("bias", "use_bias"):
            biased = value != "False"
        elif key == "padding" and value in ("same", "valid"):
            found["padding"] = (-1,) if value == "same" else (0,)
        elif key == "padding" and len(set(sizes)) == 1:
            found["padding"] = sizes[:1]
        elif key == "input_shape" and sizes:
            found["inputs" if len(sizes) == 1 else "input"] = sizes
        elif key == "bidirectional":
            found["directions"] = (2 if value == "True" else 1,)
        elif key in _SIMILAR and sizes and re.fullmatch(r"[\d\s,()_]+", value):
            role = _SIMILAR[key]
            if role != "kernel" and len(set(sizes)) > 1:
                return None, True
            found[role] = sizes if role == "kernel" else sizes[:1]
        elif key == "num_layers" and value == "1":
            continue
        elif key not in _WITHOUT_EFFECT:
            return None, True
    if kind in ("conv", "pool", "transposed"):
        found["rank"] = (int(next(it for it in name if it.isdigit())),)
        found.setdefault("padding", (0,))
        if kind != "pool":
            found.setdefault("stride", (1,))
    if kind in ("lstm", "gru", "rnn"):
        found["bias_sets"] = (2 if torch or kind == "gru" else 1,)
    return found, biased
