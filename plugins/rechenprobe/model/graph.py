"""Which layer is called on what: a model's calls in the order in which they happen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import keras

from rechenprobe.facts import Shape
from rechenprobe.model.errors import UnbuiltModel
from rechenprobe.model.internals import (
    build_shapes,
    call_signature,
    graph_of,
    history,
    ordered_nodes,
    sublayers,
)
from rechenprobe.model.shapes import named_shapes, shapes
from rechenprobe.model.tracing import Event, Untraceable, trace


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one layer (or of a `keras.ops` function) within a model."""

    operation: keras.Operation
    name: str
    """Path within the model: `inner/conv2d`."""
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    arguments: Mapping[str, tuple[Shape, ...]] = field(default_factory=dict)
    inbound: tuple[str, ...] = ()
    given: tuple[tuple[Any, ...], Mapping[str, Any]] | None = None
    """Symbolic arguments of `call`; None where the call was traced anyway."""
    inner: "tuple[Call, ...]" = ()
    """The calls that it makes itself, where they were traced."""


def calls(model: keras.Model) -> tuple[Call, ...]:
    """All calls of a built model; nested models are opened. Raises `UnbuiltModel`."""
    if not model.built:
        raise _unbuilt(model)
    found = tuple(_calls(model, "", None))
    for call in found:
        if isinstance(call.operation, keras.Layer) and not call.operation.built:
            raise _unbuilt(model, call.name)
    return found


def _unbuilt(model: keras.Model, layer: str = "") -> UnbuiltModel:
    where = f" (Schicht „{layer}“)" if layer else ""
    return UnbuiltModel(
        f"Das Modell „{model.name}“ ist noch nicht aufgebaut{where}: "
        "ohne Größe der Eingabe hat es keine Gewichte.",
        "keras.Input(shape=…) als erste Schicht einfügen oder vorher "
        "model.build((None, …)) aufrufen.",
    )


def _calls(
    model: keras.Model, prefix: str, feeds: tuple[tuple[str, ...], ...] | None
) -> Iterator[Call]:
    """Calls below `prefix`; `feeds` names, per input of a nested model, what feeds it."""
    graph = graph_of(model)
    if graph is not None:
        yield from _graph_calls(model, graph, prefix, feeds)
    else:
        yield from _trace_calls(model, prefix, tuple(chain(*(feeds or ()))))


def _graph_calls(
    model: keras.Model,
    graph: Any,
    prefix: str,
    feeds: tuple[tuple[str, ...], ...] | None,
) -> Iterator[Call]:
    hidden = isinstance(model, keras.Sequential)
    entrances = {
        id(history(tensor).operation): (feeds[index] if feeds else ())
        for index, tensor in enumerate(graph.inputs)
    }

    last: dict[int, str] = {}  # nested model without a graph → the row that it ended with

    def producer(tensor: keras.KerasTensor) -> tuple[str, ...]:
        operation = history(tensor).operation
        if hidden and id(operation) in entrances:
            return entrances[id(operation)]
        if id(operation) in last:
            return (last[id(operation)],)
        return _sources(tensor, prefix)

    for node in ordered_nodes(graph):
        operation = node.operation
        inbound = tuple(producer(tensor) for tensor in node.input_tensors)
        if isinstance(operation, keras.Model):
            for call in _nested(operation, node, f"{prefix}{operation.name}/", inbound):
                yield call
                if graph_of(operation) is None:
                    last[id(operation)] = call.name
            continue
        if id(operation) in entrances:
            if hidden:
                continue
            inbound = (entrances[id(operation)],)
        inputs, arguments = _inputs(operation, node)
        yield Call(
            operation,
            prefix + operation.name,
            inputs,
            shapes(node.output_tensors),
            arguments,
            _unique(chain(*inbound)),
            (node.arguments.args, node.arguments.kwargs),
        )


def _nested(
    model: keras.Model, node: Any, prefix: str, inbound: tuple[tuple[str, ...], ...]
) -> Iterator[Call]:
    graph = graph_of(model)
    if graph is not None and shapes(graph.inputs) == shapes(node.input_tensors):
        yield from _graph_calls(model, graph, prefix, inbound)
    else:
        args, kwargs = node.arguments.args, node.arguments.kwargs
        yield from _traced(model, prefix, _unique(chain(*inbound)), args, kwargs)


def _trace_calls(model: keras.Model, prefix: str, feed: tuple[str, ...]) -> Iterator[Call]:
    """Calls of a subclassed model: found by running its `call` on shapes."""
    shape = next(iter(build_shapes(model).values()), None)
    if shape is None:
        raise _unbuilt(model)
    tensors = keras.tree.map_shape_structure(
        lambda axes: keras.KerasTensor((None, *axes[1:])), shape
    )
    yield from _traced(model, prefix, feed, (tensors,), {})


def _traced(
    model: keras.Model,
    prefix: str,
    feed: tuple[str, ...],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Iterator[Call]:
    try:
        events = trace(model, args, kwargs)
    except Untraceable:
        yield from _remembered(model, prefix)
        return
    for event in events:
        yield _traced_call(event, prefix, feed)


def _remembered(model: keras.Model, prefix: str) -> Iterator[Call]:
    """Where `call` cannot be run on shapes: each layer by the shapes it was built with.

    Keras remembers those of the first input only, so that a model of several
    inputs ends here. Order and connections are then unknown.
    """
    for layer in sublayers(model):
        if isinstance(layer, keras.Model):
            yield from _calls(layer, f"{prefix}{layer.name}/", None)
            continue
        built = build_shapes(layer)
        try:
            outputs = layer.compute_output_shape(**built)
        except Exception as error:
            raise UnbuiltModel(
                f"Das Modell „{model.name}“ lässt sich nicht auf Formen ausführen, "
                f"und von „{layer.name}“ ist keine Form bekannt: {error}",
                "Das Modell mit keras.Input(…) als funktionales Modell aufbauen.",
            ) from error
        name = prefix + layer.name
        yield Call(layer, name, _axes(built), _axes(outputs))


def _axes(structure: Any) -> tuple[Shape, ...]:
    """Shapes in a structure of tuples, batch axis left out."""
    tensors = keras.tree.map_shape_structure(keras.KerasTensor, structure)
    return shapes(keras.tree.flatten(tensors))


def _traced_call(event: Event, prefix: str, feed: tuple[str, ...]) -> Call:
    return Call(
        event.layer,
        prefix + event.path,
        tuple(chain(*event.arguments.values())),
        event.outputs,
        event.arguments,
        tuple(prefix + path for path in event.inbound) or feed,
        inner=tuple(_traced_call(inner, prefix, ()) for inner in event.inner),
    )


def inner_calls(call: Call) -> tuple[Call, ...]:
    """What a layer's own `call` calls in turn; nothing if that cannot be found out."""
    if call.inner or call.given is None or not isinstance(call.operation, keras.Layer):
        return call.inner
    args, kwargs = call.given
    try:
        events = trace(call.operation, args, kwargs)
    except Untraceable:
        return ()
    return tuple(_traced_call(event, f"{call.name}/", ()) for event in events)


def _sources(tensor: keras.KerasTensor, prefix: str) -> tuple[str, ...]:
    """The row that produces a tensor: within a nested model, its inner layer."""
    operation, _, index = history(tensor)
    while isinstance(operation, keras.Model):
        graph = graph_of(operation)
        if graph is None:
            return (prefix + operation.name,)
        prefix = f"{prefix}{operation.name}/"
        operation, _, index = history(graph.outputs[index])
    return (prefix + operation.name,)


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


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
