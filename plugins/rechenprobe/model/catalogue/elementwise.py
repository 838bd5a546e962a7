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


ENTRIES = {
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
