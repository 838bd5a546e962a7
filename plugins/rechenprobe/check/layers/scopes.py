"""What a statement stands in: the layer and the section that it is about."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from rechenprobe.check.words.kinds import Reference
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer, Model, Shape
from rechenprobe.lecture import Span

SECTIONS: frozenset[Attribute] = frozenset(
    {"output", "input", "params", "weights", "memory", "activations", "macs", "flops"}
)
"""Attributes that head a section of a worked example."""

MEMORY: frozenset[Attribute] = frozenset({"memory", "activations"})
"""Sections about bytes."""
CHOSEN: frozenset[Attribute] = frozenset(
    {"kernel", "stride", "padding", "filters", "units", "rate", "num_heads", "key_dim"}
)
"""What an author chooses of a layer: words for it mean nothing else."""
OF_MEMORY: frozenset[Attribute | None] = frozenset(
    {"memory", "activations", "params", "weights", "output"}
)

ModelAt = Callable[[int], Model | None]
"""The model that the page last built before a source offset."""


Binding = Literal["said", "outright", "guess", "near", "loose"]
"""How a sentence says what its number is: by a word; by one, and of the whole model, with nothing
else in the sentence; a calculation alone, whose value tells; of
something that may be less than the whole, so that only a value near the true one is meant by it;
by words that may be about something else, too, so that they confirm but never refute."""


class Scope(Struct, frozen=True, gc=False):
    """Where in the outline a statement stands."""

    layer: Layer | None = None
    section: Attribute | None = None
    home: int = 0
    """Symbols are bound per home: a worked example, or a heading's text outside of one."""
    group: int = 0
    """Statements of one section share it."""
    before: tuple[Layer, ...] = ()
    """Layers whose outputs the layer takes."""
    example: int | None = None
    """Index of the worked example."""
    beside: tuple[Layer, ...] = ()
    """All layers of its model: one of them may be meant instead."""
    others: tuple[Layer, ...] = ()
    """The layers that may be meant if convolutions are counted otherwise (`recounting`)."""


class Entry(Struct, frozen=True, gc=False):
    """A statement in its scope."""

    statement: Statement
    scope: Scope
    prose: bool = False
    """In a paragraph, not in an item, a heading or a table: its words may be about anything."""
    binding: Binding = "said"


class Example(Struct, frozen=True):
    """An item that names a layer."""

    span: Span
    """The words that name it."""
    reference: Reference
    number: int | None
    """Index of the number among these words, if the layer is named by one."""
    parent: int = 0
    """Examples beside each other share it."""


class Outline(Struct, frozen=True):
    """All entries in the order of the source, and the worked examples they belong to."""

    entries: tuple[Entry, ...]
    examples: tuple[Example, ...]


def whole(model: Model) -> Layer:
    """The model as if it were one layer: its totals, its input and output."""
    return Layer(
        name=model.name,
        kind=model.kind,
        input_shapes=_entry(model.layers[0]) if model.layers else (),
        output_shapes=model.layers[-1].output_shapes if model.layers else (),
        params=model.params,
        trainable_params=model.trainable_params,
        non_trainable_params=model.non_trainable_params,
        macs=model.macs,
        activations=sum(layer.activations for layer in model.layers),
        derivations={},
        attributes={},
        incomplete=model.incomplete,
    )


def _entry(first: Layer) -> tuple[Shape, ...]:
    return first.input_shapes or first.output_shapes  # an InputLayer takes nothing
