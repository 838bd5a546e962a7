"""Which layer is called on what: a model's calls in the order in which they happen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from math import prod
from typing import Any, TypeAlias

import keras

from rechenprobe.facts import Shape
from rechenprobe.model.arguments import called_on
from rechenprobe.model.errors import UnbuiltModel
from rechenprobe.model.internals import (
    build_shapes,
    call_signature,
    graph_of,
    has_call,
    ordered_nodes,
    sublayers,
)
from rechenprobe.model.shapes import named_shapes, shapes
from rechenprobe.model.tracing import Event, Trace, Untraceable, trace

ONE = Fraction(1)

Rows: TypeAlias = tuple[int, ...]
"""The calls, by their positions among all, that a tensor comes from."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one layer (or of a `keras.ops` function) within a model."""

    operation: keras.Operation
    name: str
    """Path within the model: `inner/conv2d`."""
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    arguments: Mapping[str, tuple[Shape, ...]] = field(default_factory=dict)
    sources: Rows = ()
    given: tuple[tuple[Any, ...], Mapping[str, Any]] | None = None
    """Symbolic arguments of `call`; None where the call was traced anyway."""
    inner: "tuple[Call, ...]" = ()
    """The calls that it makes itself, where they were traced."""
    operations: tuple[Any, ...] | None = None
    """What the backend does in it outside of `inner`; None where it was not traced."""
    times: int | None = 1
    """How often it happens for one sample, where axes are folded into the batch; None: open."""
    known: bool = True
    """False where neither its shapes nor what it does could be found out."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What a model does."""

    layers: tuple[Call, ...]
    """The calls of layers and functions, those of nested models among them."""
    between: tuple[tuple[Any, ...] | None, ...]
    """What the backend does between them, for each subclassed model; None: not known."""


def calls(model: keras.Model) -> Calls:
    """All calls of a built model; nested models are opened. Raises `UnbuiltModel`."""
    if not model.built:
        raise _unbuilt(model)
    walk = _Walk()
    walk.model(model, "", None)
    for call in walk.calls:
        if isinstance(call.operation, keras.Layer) and not call.operation.built:
            raise _unbuilt(model, call.name)
    return Calls(tuple(walk.calls), tuple(walk.between))


def _unbuilt(model: keras.Model, layer: str = "") -> UnbuiltModel:
    if isinstance(model, keras.Sequential) and not model.layers:
        return UnbuiltModel(
            f"Das Modell „{model.name}“ hat noch keine Schichten.",
            "Mit model.add(…) Schichten hinzufügen.",
        )
    where = f" (Schicht „{layer}“)" if layer else ""
    return UnbuiltModel(
        f"Das Modell „{model.name}“ ist noch nicht aufgebaut{where}: "
        "ohne Größe der Eingabe hat es keine Gewichte.",
        "keras.Input(shape=…) als erste Schicht einfügen oder vorher "
        "model.build((None, …)) aufrufen.",
    )


def _forgotten(model: keras.Model, layer: keras.Layer) -> UnbuiltModel:
    return UnbuiltModel(
        f"Das Modell „{model.name}“ lässt sich nicht ausführen: "
        f"Die Schicht „{layer.name}“ hat keine Methode call.",
        f"Der Klasse {type(layer).__name__} eine Methode call(self, inputs) geben.",
    )


class _Walk:
    """Opens a model, and the models in it, call by call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.between: list[tuple[Any, ...] | None] = []

    def model(self, model: keras.Model, prefix: str, feeds: Sequence[Rows] | None) -> None:
        """Adds the calls of a model; `feeds` are the sources of each input of a nested one."""
        graph = graph_of(model)
        if graph is not None:
            self._graph(model, graph, prefix, feeds)
        else:
            self._own(model, prefix, _unique(chain(*(feeds or ()))))

    def _graph(
        self, model: keras.Model, graph: Any, prefix: str, feeds: Sequence[Rows] | None
    ) -> list[Rows]:
        """Sequential and functional models: Keras' own graph. The sources of each output."""
        hidden = isinstance(model, keras.Sequential)
        made: dict[int, Rows] = {
            id(tensor): feeds[index] if feeds else () for index, tensor in enumerate(graph.inputs)
        }
        folded: dict[int, Fraction] = {}  # samples' parts in the batch, by tensor
        for node in ordered_nodes(graph):
            operation, inbound = node.operation, [made[id(t)] for t in node.input_tensors]
            times = next((folded[id(t)] for t in node.input_tensors if id(t) in folded), ONE)
            if not node.input_tensors:  # an entrance
                inbound = [made[id(tensor)] for tensor in node.output_tensors]
            if isinstance(operation, keras.Model):
                outbound = self._nested(operation, node, f"{prefix}{operation.name}/", inbound)
            elif hidden and not node.input_tensors:
                continue
            else:
                inputs, arguments = _inputs(operation, node)
                call = Call(
                    operation,
                    prefix + operation.name,
                    inputs,
                    shapes(node.output_tensors),
                    arguments,
                    _unique(chain(*inbound)),
                    (node.arguments.args, node.arguments.kwargs),
                    times=times.numerator if times.denominator == 1 else 1,
                )
                times *= _folding(call)
                outbound = [(self._add(call),)] * len(node.output_tensors)
            made |= zip(map(id, node.output_tensors), outbound, strict=True)
            folded |= dict.fromkeys(map(id, node.output_tensors), times)
        return [made[id(tensor)] for tensor in graph.outputs]

    def _nested(
        self, model: keras.Model, node: Any, prefix: str, inbound: list[Rows]
    ) -> list[Rows]:
        graph = graph_of(model)
        if graph is not None and shapes(graph.inputs) == shapes(node.input_tensors):
            return self._graph(model, graph, prefix, inbound)
        given = node.arguments.args, node.arguments.kwargs
        feed = _unique(chain(*inbound))
        before = len(self.calls)
        ends = self._traced(model, prefix, feed, given)
        last = (len(self.calls) - 1,) if len(self.calls) > before else feed
        return [found or last for found in ends or [last] * len(node.output_tensors)]

    def _own(self, model: keras.Model, prefix: str, feed: Rows) -> None:
        """A subclassed model: found by running its `call` on the shapes that it was built with."""
        given = called_on(model)
        if given is None:
            self._remembered(model, prefix)
        else:
            self._traced(model, prefix, feed, given)

    def _traced(
        self,
        model: keras.Model,
        prefix: str,
        feed: Rows,
        given: tuple[tuple[Any, ...], Mapping[str, Any]],
    ) -> list[Rows]:
        """The sources of each output; nothing if they are not known."""
        try:
            found = trace(model, *given)
        except Untraceable:
            self._remembered(model, prefix)
            return []
        first = len(self.calls)
        for event in found.events:
            sources = tuple(first + number for number in event.sources)
            self._add(_call_of(event, prefix, sources or feed))
        self.between.append(found.operations)
        return [tuple(first + number for number in sources) for sources in found.outputs]

    def _remembered(self, model: keras.Model, prefix: str) -> None:
        """Where `call` cannot be run on shapes: each layer by the shapes it was built with.

        How often each is called, in which order, and what happens between is then unknown.
        """
        self.between.append(None)
        for layer in sublayers(model):
            if isinstance(layer, keras.Model):
                self.model(layer, f"{prefix}{layer.name}/", None)
                continue
            built = build_shapes(layer)
            if isinstance(layer, keras.layers.InputLayer) or not (built or layer.built):
                continue  # data, or never called
            try:
                outputs = layer.compute_output_shape(**built)
            except Exception as error:
                if not has_call(layer):
                    raise _forgotten(model, layer) from error
                # Keras remembers no shape for what has no weights, and infers none by an author's
                # `call` that needs numbers: the layer is there, what it sees is not known.
                self._add(Call(layer, prefix + layer.name, (), (), known=False))
            else:
                self._add(Call(layer, prefix + layer.name, _axes(built), _axes(outputs)))

    def _add(self, call: Call) -> int:
        self.calls.append(call)
        return len(self.calls) - 1


def _axes(structure: Any) -> tuple[Shape, ...]:
    """Shapes in a structure of tuples, batch axis left out."""
    tensors = keras.tree.map_shape_structure(keras.KerasTensor, structure)
    return shapes(keras.tree.flatten(tensors))


def _call_of(event: Event, prefix: str, sources: Rows) -> Call:
    return Call(
        event.layer,
        prefix + event.path,
        tuple(chain(*event.arguments.values())),
        event.outputs,
        event.arguments,
        sources,
        inner=tuple(_call_of(inner, prefix, ()) for inner in event.inner),
        operations=event.operations,
        times=event.times,
    )


def follow(call: Call) -> tuple[tuple[Call, ...], tuple[Any, ...] | None]:
    """What a layer's own `call` calls in turn, and what the backend does between.

    None instead of the latter if that cannot be found out.
    """
    if call.operations is not None or call.given is None:
        return call.inner, call.operations
    try:
        found: Trace = trace(call.operation, *call.given)
    except Untraceable:
        return (), None
    inner = tuple(_call_of(event, f"{call.name}/", ()) for event in found.events)
    return inner, found.operations


def _folding(call: Call) -> Fraction:
    """How much longer the batch is behind a function that gives its tensor another shape."""
    if isinstance(call.operation, keras.Layer) or type(call.operation).__name__ != "Reshape":
        return ONE
    before, after = call.inputs[0], call.outputs[0]
    if None in before or None in after:
        return ONE
    return Fraction(prod(axis or 0 for axis in before), prod(axis or 0 for axis in after) or 1)


def _inputs(
    operation: keras.Operation, node: Any
) -> tuple[tuple[Shape, ...], Mapping[str, tuple[Shape, ...]]]:
    """Input shapes, masks left out; by argument's name where there are several."""
    tensors = node.input_tensors
    signature = call_signature(operation)
    if len(tensors) < 2 or signature is None:
        return shapes(tensors), {}
    bound = signature.bind(*node.arguments.args, **node.arguments.kwargs)
    named = named_shapes(bound.arguments)
    return tuple(chain(*named.values())), named


def _unique(rows: Iterable[int]) -> Rows:
    return tuple(dict.fromkeys(rows))
