"""Uses of layers for which a formula once was wrong, or easily could be: tested every time."""

from tests.model.strategies.basics import Case

COUNTEREXAMPLES: dict[str, Case] = {
    "gaps between windows": Case(
        "Conv1DTranspose", ((7, 2),), {"filters": 3, "kernel_size": 2, "strides": 3}
    ),
    "dilated and transposed": Case(
        "Conv2DTranspose", ((6, 5, 2),), {"filters": 3, "kernel_size": 3, "dilation_rate": 2}
    ),
    "same padding that is added to": Case(
        "Conv2DTranspose",
        ((4, 5, 2),),
        {"filters": 2, "kernel_size": (4, 3), "strides": 3, "padding": "same", "output_padding": 1},
    ),
    "channels nobody knows": Case("MaxPooling2D", ((8, 8, None),), {"pool_size": 2}),
    "channels first, and open": Case(
        "AdaptiveAveragePooling2D",
        ((None, 4, None),),
        {"output_size": 3, "data_format": "channels_first"},
    ),
    "ellipsis for two axes": Case(
        "EinsumDense", ((3, 4, 5),), {"equation": "...x,xy->...y", "output_shape": 7}
    ),
    "axes left to the input": Case(
        "EinsumDense", ((6, 4),), {"equation": "abc,cd->abd", "output_shape": (None, 5)}
    ),
    "one bias fewer": Case("GRU", ((5, 3),), {"units": 4, "reset_after": False}),
    "states of both directions": Case(
        "Bidirectional",
        ((5, 3),),
        {"layer": {"units": 4, "return_state": True}, "merge_mode": None},
        nested="GRU",
    ),
    "films in both directions": Case(
        "Bidirectional",
        ((3, 5, 4, 2),),
        {"layer": {"filters": 3, "kernel_size": 2, "return_sequences": True}},
        nested="ConvLSTM2D",
    ),
    "nothing comes in": Case("Dense", ((0,),), {"units": 3}),
    "attention along one axis of two": Case(
        "MultiHeadAttention",
        ((4, 5, 7), (6, 5, 3)),
        {"num_heads": 2, "key_dim": 3, "attention_axes": (1,)},
    ),
    "attention that gives a plane": Case(
        "MultiHeadAttention",
        ((5, 7), (6, 7)),
        {"num_heads": 2, "key_dim": 3, "output_shape": (2, 4)},
    ),
    "a slope for each channel": Case("PReLU", ((4, 5, 3),), {"shared_axes": (1, 2)}),
    "remembers more": Case("BatchNormalization", ((4, 3),), {"renorm": True, "scale": False}),
    "shared axes of different sizes": Case("Add", ((1, 5), (4, 1)), {}),
    "padding at the beginning only": Case(
        "Conv1D",
        ((9, 4),),
        {"filters": 6, "kernel_size": 3, "padding": "causal", "dilation_rate": 2},
    ),
    "steps of steps": Case(
        "TimeDistributed", ((None, 4, 3),), {"layer": {"units": 5}}, nested="LSTM"
    ),
    "spectra of several channels": Case(
        "STFTSpectrogram",
        ((20, 2),),
        {"mode": "stft", "frame_length": 5, "expand_dims": True, "padding": "same"},
    ),
}
"""What is special about it → the use."""
