"""Random but valid uses of every layer class that Keras exports, as plain data."""

from collections.abc import Callable

from hypothesis import strategies as st
from tests.model.strategies.basics import (
    Case,
    Draw,
    axis,
    plain,
    whole,
)
from tests.model.strategies.sequences import (
    CELLS,
    both_ways,
    each_step,
    looped,
    one_step,
    recurrent,
    several_heads,
    tamed,
    without_projection,
)
from tests.model.strategies.spatial import (
    adaptive,
    around,
    conv_lstm,
    convolution,
    depthwise,
    images,
    noise,
    pooling,
    resizing,
    spectrum,
    transposed,
    upsampling,
    whole_map,
)
from tests.model.strategies.vectors import (
    categories,
    concatenation,
    dense,
    dot,
    einsum,
    embedding,
    flatten,
    merging,
    normalization,
    permute,
    reshape,
    slopes,
    standardization,
)

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
