"""The catalogue: for every layer class of Keras, how its numbers come about.

Pure data and functions: importable without keras, usable for a layer that
exists only on paper. `ENTRIES` maps the name of a Keras class to its entry.
"""

from rechenprobe.model.catalogue import (
    attention,
    convolution,
    convolution_over_time,
    core,
    einsum,
    elementwise,
    encoding,
    merging,
    normalization,
    operations,
    pooling,
    recurrent,
    reshaping,
    wrappers,
)
from rechenprobe.model.use import Catalogue

ENTRIES: Catalogue = {
    **core.ENTRIES,
    **einsum.ENTRIES,
    **convolution.ENTRIES,
    **pooling.ENTRIES,
    **reshaping.ENTRIES,
    **elementwise.ENTRIES,
    **normalization.ENTRIES,
    **merging.ENTRIES,
    **recurrent.ENTRIES,
    **convolution_over_time.ENTRIES,
    **attention.ENTRIES,
    **encoding.ENTRIES,
    **wrappers.ENTRIES,
    **operations.ENTRIES,
}
"""Keras class name → entry; functions of `keras.ops` with their prefix."""
