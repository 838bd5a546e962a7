"""Settings of calculators, many of each: the grids that formulas are compared over."""

from collections.abc import Iterator
from itertools import product

from rechenprobe.calculator import make_sheet
from rechenprobe.sheet import KINDS, Setting, Settings

VALUES: dict[str, dict[str, tuple[Setting, ...]]] = {
    "Conv2D": {
        "n": (5, 12, 227),
        "kernel_size": (1, 3, 4, 11),
        "strides": (1, 2, 4),
        "padding": ("valid", "same", "number"),
        "p": (0, 2),
        "dilation_rate": (1, 2),
        "groups": (1, 2),
        "use_bias": (True, False),
        "channels": (4,),
        "filters": (6,),
    },
    "MaxPooling2D": {
        "n": (5, 27, 224),
        "kernel_size": (1, 2, 3),
        "strides": (1, 2, 3),
        "padding": ("valid", "same"),
    },
    "Dense": {
        "features": (1, 9216),
        "units": (1, 4096),
        "use_bias": (True, False),
        "batch_size": (1, 16),
        "precision": ("float32", "float16", "float64"),
    },
    "LSTM": {
        "layer": ("SimpleRNN", "LSTM", "GRU"),
        "steps": (1, 20),
        "features": (3, 32),
        "units": (5, 64),
        "use_bias": (True, False),
        "reset_after": (True, False),
        "return_sequences": (True, False),
    },
    "MultiHeadAttention": {
        "query_steps": (7,),
        "key_steps": (7, 11),
        "features": (8, 32),
        "key_features": (8, 48),
        "num_heads": (1, 4),
        "key_dim": (8, 5),
        "value_dim": (8, 6),
        "use_bias": (True, False),
    },
}


def settings_of(kind: str) -> Iterator[Settings]:
    """Every combination that a layer can have; those that cannot be are left out."""
    base = {field.name: field.default for field in KINDS[kind].fields}
    values = VALUES[kind]
    sheet = make_sheet(kind)
    for chosen in product(*values.values()):
        settings = base | dict(zip(values, chosen, strict=True))
        idle = settings.get("p") and settings["padding"] != "number"
        if not idle and not any(check.fatal for check, _ in sheet.complaints(settings)):
            yield settings
