"""Layers that keep their input's shape: activations, dropout, noise, scaling."""

from rechenprobe.expression import Num
from rechenprobe.model.terms import elements, same, times
from rechenprobe.model.use import Entry, Formulas, Use


def unchanged(use: Use) -> Formulas:
    """As many elements out as in, no weights."""
    return Formulas(output=same(use.input, channels_first=use.channels_first))


def masked(use: Use) -> Formulas:
    """Dropout: beside its output, training keeps which elements it dropped."""
    return Formulas(
        output=same(use.input),
        kept=times(Num(2), elements(use.input)),
        notes={
            "activations": "Ausgabe und Maske: die Maske wird für die Rückwärtsrechnung gebraucht."
        },
    )


def entrance(use: Use) -> Formulas:
    """The model's input: data, not an activation."""
    return Formulas(output=same(use.outputs[0]), kept=Num(0))


def learned_slope(use: Use) -> Formulas:
    """PReLU: a slope per element; along a shared axis one for all."""
    shared = use.attributes.get("shared_axes")
    axes = shared if isinstance(shared, tuple) else ()
    output = same(use.input)
    return Formulas(
        output=output,
        params=times(*(part.expr for number, part in enumerate(output, 1) if number not in axes)),
        notes={"params": "Über gemeinsame Achsen gilt dieselbe Steigung." if axes else ""},
    )


def augmented(use: Use) -> Formulas:
    """Images changed at random, their size kept; labels and boxes that come along likewise."""
    if len(use.inputs) == 1:
        return unchanged(use)
    return Formulas(output=same(use.outputs[0]))


AUGMENTATIONS = (
    "AugMix",
    "AutoContrast",
    "ContrastLimitedAdaptiveHistogramEqualization",
    "CutMix",
    "Equalization",
    "MaxNumBoundingBoxes",
    "MixUp",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "Solarization",
)

ENTRIES = {
    **{name: Entry(("factor", "data_format"), augmented) for name in AUGMENTATIONS},
    "PReLU": Entry(("shared_axes",), learned_slope),
    "InputLayer": Entry(("dtype",), entrance),
    **{
        name: Entry(settings, unchanged)
        for name, settings in {
            "Activation": ("activation",),
            "ReLU": ("max_value", "negative_slope", "threshold"),
            "LeakyReLU": ("negative_slope",),
            "ELU": ("alpha",),
            "Softmax": ("axis",),
            "Identity": (),
            "Rescaling": ("scale", "offset"),
            "ActivityRegularization": (),
            "Masking": ("mask_value",),
            "UnitNormalization": ("axis",),
        }.items()
    },
    **{
        name: Entry(("rate",), masked)
        for name in (
            "Dropout",
            "SpatialDropout1D",
            "SpatialDropout2D",
            "SpatialDropout3D",
            "GaussianDropout",
            "AlphaDropout",
        )
    },
    "GaussianNoise": Entry(("stddev",), unchanged),
}
