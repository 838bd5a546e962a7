"""What a run revealed about a model, as plain data: shapes, parameters, MACs, memory.

Nothing here imports keras. Shapes leave the batch axis out; an axis whose size
the model does not fix is None. Counts are exact integers; MACs are
multiply-accumulates per sample, without bias additions and activations. Where
a count meets an open axis it takes length 1, and where a layer multiplies what
nobody could follow it leaves that out: `Layer.incomplete` names the counts that are
lower bounds for one of these reasons, their derivations' notes say which.

`Layer.attributes` holds a layer's own settings under Keras' names (`filters`,
`kernel_size`, `strides`, `padding`, `dilation_rate`, `groups`, `pool_size`,
`units`, `rate`, `use_bias`, `activation`, `data_format`, `input_dim`,
`output_dim`, `num_heads`, `key_dim`, …; functions by name, nested tuples
flattened: a ZeroPadding2D's `padding` is top, bottom, left, right), and derived ones:

- `input_channels`, `output_channels`: features of the last (or channels') axis;
- `pad_total`: padding per spatial axis, both sides together; None if it depends
  on an open axis;
- `pad`: the textbooks' p per side and axis; None where no single p exists
  (`same` with an odd total, `causal`);
- pooling's `strides` are filled in where Keras' default (the pool size) holds;
- `layer`: the class of what a wrapper holds (TimeDistributed, Bidirectional), beside
  the settings of that layer.

`Layer.activations` are the elements per sample that training keeps for the
backward pass, an estimate: each layer's own output once, with an activation
function inside a layer stored together with it; nothing for inputs (they are
data) and for views (Flatten, Reshape); Dropout's mask beside its output;
recurrent layers' gates and states of every step; attention's projections and weights.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr, NotEvaluable, Num, evaluate, latex
from rechenprobe.memory import BITS, OPTIMIZERS, Memory, Optimizer, model_memory

__all__ = [
    "BITS",
    "OPTIMIZERS",
    "Attribute",
    "Derivation",
    "Layer",
    "Memory",
    "Model",
    "Optimizer",
    "Part",
    "Quantity",
    "Shape",
    "Weight",
]

Shape: TypeAlias = tuple[int | None, ...]
"""One tensor, batch axis left out: (height, width, channels), (units,), (steps, features) …"""

Attribute: TypeAlias = int | float | str | bool | tuple[int, ...] | None
"""One of a layer's own settings, as Keras names it: `filters`, `kernel_size`, `strides`, …"""

Quantity: TypeAlias = Literal["output", "params", "macs", "activations"]


class Part(Struct, frozen=True):
    """One formula of a derivation."""

    label: str
    """German: the axis of an output (`Höhe`, `Breite`, `Kanäle`), the gate, or empty."""
    expr: Expr

    @property
    def value(self) -> int:
        """The formula's value; `ValueError` if it is no whole number, `NotEvaluable` if open."""
        result = evaluate(self.expr)
        if result.denominator != 1:
            raise ValueError(f"{latex(self.expr)} = {result} is not a whole number")
        return result.numerator

    @property
    def size(self) -> int | None:
        """The value, None as long as the model leaves an axis in it open."""
        try:
            return self.value
        except NotEvaluable:
            return None

    @property
    def open(self) -> bool:
        """Whether the model leaves an axis in it open, so that it has no value."""
        return self.size is None


class Derivation(Struct, frozen=True):
    """How a number comes about: formulas that are shown and evaluated alike."""

    quantity: Quantity
    parts: tuple[Part, ...]
    """`output`: one part per axis of the first output. Otherwise one part, the whole."""
    note: str = ""
    """One German sentence on what the formula does not show (uneven padding, tied weights)."""

    @property
    def value(self) -> int | Shape:
        """The count, or for `output` the shape that the formulas give; an open axis is None."""
        if self.quantity == "output":
            return tuple(part.size for part in self.parts)
        return sum(part.value for part in self.parts)

    @property
    def latex(self) -> str:
        r"""The substituted calculation with its result: `96 \cdot (…) = 34\,944`."""
        return self.to_latex()

    def to_latex(self, *, separator: str = r"\,") -> str:
        r"""As `latex`, with the digit group separator given; `,\quad` between several parts."""
        lines = []
        for part in self.parts:
            text = latex(part.expr, separator=separator)
            if part.open:
                lines.append(text)
                continue
            result = latex(Num(part.value), separator=separator)
            lines.append(text if text == result else f"{text} = {result}")
        return r",\quad ".join(lines)

    @property
    def symbolic(self) -> str:
        r"""The general formula, symbols by name: `F \cdot (f_h \cdot f_w \cdot C + 1)`."""
        return r",\quad ".join(latex(part.expr, symbolic=True) for part in self.parts)


class Weight(Struct, frozen=True):
    """One variable of a layer."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool
    identity: int
    """Equal for a variable that several layers share; counted from 0 within the model."""


class Layer(Struct, frozen=True):
    """One layer of a model, in the order of the summary."""

    name: str
    """Keras' own: `conv2d_1`; layers of nested models are `inner/conv2d`."""
    kind: str
    """The class: `Conv2D`."""
    input_shapes: tuple[Shape, ...]
    output_shapes: tuple[Shape, ...]
    params: int
    trainable_params: int
    non_trainable_params: int
    macs: int
    """Per sample; 0 where a layer multiplies nothing that the convention counts."""
    activations: int
    """Elements per sample that training keeps for the backward pass; an estimate."""
    derivations: Mapping[Quantity, Derivation]
    attributes: Mapping[str, Attribute]
    weights: tuple[Weight, ...] = ()
    inbound: tuple[str, ...] = ()
    """Names of the layers whose outputs it takes."""
    sources: tuple[int, ...] = ()
    """The same as positions in `Model.layers`: uses of a shared layer have the same name."""
    first_use: bool = True
    """False in the further rows of a layer that the model uses several times."""
    dtype: str = "float32"
    """Compute dtype, in which its activations are kept."""
    incomplete: tuple[Quantity, ...] = ()
    """Counts that are only lower bounds: an open axis, or work that could not be followed."""

    @property
    def output_shape(self) -> Shape:
        """The first output's shape."""
        return self.output_shapes[0] if self.output_shapes else ()

    @property
    def input_shape(self) -> Shape:
        """The first input's shape."""
        return self.input_shapes[0] if self.input_shapes else ()


class Model(Struct, frozen=True, dict=True):
    """A built model: its layers, its totals (each weight counted once), its optimizer."""

    name: str
    kind: str
    layers: tuple[Layer, ...]
    params: int
    trainable_params: int
    non_trainable_params: int
    macs: int
    optimizer: Optimizer | None = None

    @property
    def incomplete(self) -> tuple[Quantity, ...]:
        """Counts whose sum over the layers is only a lower bound."""
        found = {quantity for layer in self.layers for quantity in layer.incomplete}
        return tuple(sorted(found))

    def layer(self, name: str) -> Layer:
        """The layer of that name; `KeyError` names those that exist."""
        if name not in self._places:
            raise KeyError(f"{name}: known are {', '.join(layer.name for layer in self.layers)}")
        return self.layers[self._places[name][0]]

    def feeding(self, layer: Layer) -> tuple[Layer, ...]:
        """The layers whose outputs it takes, in the order of the model."""
        places = {place for name in layer.inbound for place in self._places.get(name, ())}
        return tuple(self.layers[place] for place in sorted(places))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where layers of a name stand: one that is called twice stands there twice."""
        found: dict[str, list[int]] = {}
        for place, layer in enumerate(self.layers):
            found.setdefault(layer.name, []).append(place)
        return found

    def memory(
        self,
        batch_size: int = 1,
        precision: str = "float32",
        optimizer: str | Optimizer | None = None,
        *,
        training: bool = True,
    ) -> Memory:
        """Bytes for `batch_size` samples with every tensor stored as `precision`.

        `precision` is a key of `BITS`; or `mixed_float16`/`mixed_bfloat16`, which
        keep variables in float32 and activations in 16 bits; or `stored`, each
        tensor as the model has it (quantized weights, its own policy). `optimizer` is a key
        of `OPTIMIZERS` or an `Optimizer`; None takes the model's own, or plain
        SGD. Without `training` only weights count, and activations are the
        largest single layer's input and output. Raises `ValueError` on an unknown
        name or a batch size below 1.
        """
        return model_memory(self, batch_size, precision, optimizer, training=training)
