"""What the catalogue sees of a layer, and what it answers: plain data, no keras."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr, Num
from rechenprobe.facts import Attribute, Part, Quantity, Shape, Weight
from rechenprobe.model.terms import elements, plus, same
from rechenprobe.model.work import NO_WORK, Work


class Use(Struct, frozen=True):
    """One call of a layer: its settings, what went in, what came out."""

    kind: str
    """The catalogue's name for it: the Keras class that defines how it computes."""
    attributes: Mapping[str, Attribute]
    """The settings that the catalogue's entry asks for, under Keras' names."""
    inputs: tuple[Shape, ...]
    """Shapes of all input tensors, batch axis left out, masks left out."""
    outputs: tuple[Shape, ...]
    arguments: Mapping[str, tuple[Shape, ...]] = {}
    """The same inputs by the name of the argument of `call`: `query`, `initial_state`, …"""
    weights: tuple[Weight, ...] = ()
    inner: "tuple[Use, ...]" = ()
    """Layers inside this one. Without shapes if they were found by attribute, not by a call."""
    name: str = ""
    """The layer's own."""
    work: Work = NO_WORK
    """What its own `call` multiplies, where no entry's formula says so."""
    times: int | None = 1
    """How often it happens for one sample, where axes are folded into the batch; None: open."""
    own: "Formulas | None" = None
    """What the layer's author says about it (`rechenprobe_formulas`); overrides the catalogue."""

    @property
    def input(self) -> Shape:
        """The first input's shape."""
        return self.inputs[0] if self.inputs else ()

    def stated(self) -> tuple[Part, ...]:
        """The first output as Keras states it: no formula, the axes themselves."""
        return same(self.outputs[0] if self.outputs else (), of="der Ausgabe")

    def integer(self, name: str, default: int = 1) -> int:
        """A setting that is a whole number; `default` if it is not set."""
        value = self.attributes.get(name)
        return value if isinstance(value, int) else default

    def integers(self, name: str, rank: int) -> tuple[int, ...]:
        """A setting per spatial axis; a single number stands for all of them."""
        value = self.attributes.get(name)
        if isinstance(value, tuple):
            return value
        return (value if isinstance(value, int) else 1,) * rank

    def text(self, name: str) -> str:
        """A setting that is a word; empty if it is not set."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """A setting that is on or off; a value that is set counts as on."""
        return bool(self.attributes.get(name))

    @property
    def channels_first(self) -> bool:
        """Whether the channels stand before the spatial axes."""
        return self.attributes.get("data_format") == "channels_first"


class Formulas(Struct, frozen=True):
    """What an entry says about one use: formulas, not numbers."""

    output: tuple[Part, ...]
    """One part per axis of the first output."""
    params: Expr = Num(0)
    macs: Expr = Num(0)
    kept: Expr | None = None
    """Elements per sample kept for the backward pass; None: the output, once."""
    attributes: Mapping[str, Attribute] = {}
    """Derived settings that texts speak of: `input_channels`, `pad`, …"""
    notes: Mapping[Quantity, str] = {}
    """German sentences on what a formula does not show."""
    lower_bound: bool = False
    """Whether the MACs leave out work that could not be followed."""

    def stays(self, outputs: tuple[Shape, ...] = ()) -> Expr:
        """Elements kept per sample; by default those of `outputs`, else of the first output."""
        if self.kept is not None:
            return self.kept
        shape = tuple(part.size for part in self.output)
        return plus(*map(elements, outputs or (shape,)))


class Entry(Struct, frozen=True):
    """The catalogue's line for one layer class."""

    settings: tuple[str, ...]
    """Attributes to read from the layer, under Keras' names."""
    formulas: Callable[[Use], Formulas]
    followed: bool = False
    """Whether what it multiplies has to be found by following its `call`."""


class Wrapper(Struct, frozen=True):
    """The catalogue's line for a class that hands its work to other layers."""

    settings: tuple[str, ...]
    inside: Callable[[Use], tuple[Use, ...]]
    """The wrapped layers' uses, with the shapes that they see."""
    formulas: Callable[[Use, tuple[Formulas, ...]], Formulas]
    """From the wrapper's use and what the catalogue says about each layer inside."""
    wraps: tuple[str, ...] = ()
    """Attributes that hold the wrapped layers; empty: found by following its `call`."""


Catalogue: TypeAlias = Mapping[str, Entry | Wrapper]
