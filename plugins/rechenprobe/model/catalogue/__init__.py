"""The catalogue: for every layer class of Keras, how its numbers come about.

Pure data and functions: importable without keras, usable for a layer that
exists only on paper. `ENTRIES` maps the name of a Keras class to its entry.
"""

from rechenprobe.model.catalogue import (
    attention,
    convolution,
    core,
    elementwise,
    merging,
    normalization,
    pooling,
    recurrent,
    reshaping,
)
from rechenprobe.model.use import Catalogue

ENTRIES: Catalogue = {
    **core.ENTRIES,
    **convolution.ENTRIES,
    **pooling.ENTRIES,
    **reshaping.ENTRIES,
    **elementwise.ENTRIES,
    **normalization.ENTRIES,
    **merging.ENTRIES,
    **recurrent.ENTRIES,
    **attention.ENTRIES,
}
"""Keras class name → entry."""
