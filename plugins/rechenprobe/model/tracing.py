"""What a model's own `call` does: its layers' calls, recorded while it runs on shapes.

Keras keeps a graph of Sequential and functional models only. A subclassed model
is run once on symbolic tensors (no arithmetic, no state changed), with each
layer's `call` replaced, on the instance and for that moment, by one that notes
the shapes passing through. The batch has one sample meanwhile, so that axes
folded into it keep their extents. The backend's graph then still holds what
`call` did itself, between its layers (`work` reads it).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras

from rechenprobe.facts import Shape
from rechenprobe.model.internals import call_signature, function_body, scratch_graph, sublayers
from rechenprobe.model.shapes import named_shapes, shapes


@dataclass(frozen=True, slots=True)
class Event:
    """One layer's call within the traced layer or model."""

    layer: keras.Layer
    path: str
    """Below the traced one, with the models that lie between: `inner/dense`."""
    arguments: Mapping[str, tuple[Shape, ...]]
    outputs: tuple[Shape, ...]
    sources: tuple[int, ...]
    """Where, among the calls of the traced one, its inputs come from."""
    inner: "tuple[Event, ...]"
    """What it called itself."""
    operations: tuple[Any, ...] = ()
    """What the backend did in this call, outside of `inner`."""
    times: int | None = 1
    """How often it happens for one sample: the length of axes folded into the batch; None: open."""


@dataclass(frozen=True, slots=True)
class Trace:
    """All that happened in one call."""

    events: tuple[Event, ...]
    """The calls that it made."""
    operations: tuple[Any, ...]
    """What the backend did between them."""
    outputs: tuple[tuple[int, ...], ...] = ()
    """Of each output, the events that it comes from."""


class Untraceable(Exception):
    """Its `call` does not run on shapes alone."""


class _Recorder(keras.Operation):  # type: ignore[misc]
    """Notes calls; a model inside a model leaves no event, its layers stand in its place."""

    def __init__(self, layer: keras.Operation) -> None:
        super().__init__()
        self._layer = layer
        self._open: list[tuple[list[Event], list[Any]]] = []
        self._read: dict[Any, int] = {}
        self._opened: set[Any] = set()
        self._producers: dict[str, int] = {}
        self.trace = Trace((), ())

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The whole; `compute_output_spec` runs it on shapes."""
        self._flush([])
        outputs, events, operations = self._within(self._layer.call, args, kwargs)
        sources = tuple(self._sources([tensor]) for tensor in keras.tree.flatten(outputs))
        self.trace = Trace(events, operations, sources)
        return outputs

    def wrap(self, layer: keras.Layer, path: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(*args: Any, **kwargs: Any) -> Any:
            if isinstance(layer, keras.Model):
                return call(*args, **kwargs)
            self._flush(self._open[-1][1])
            outputs, inner, operations = self._within(call, args, kwargs)
            self._note(layer, path, (args, kwargs), outputs, inner, operations)
            return outputs

        return recorded

    def _within(
        self, call: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[Any, tuple[Event, ...], tuple[Any, ...]]:
        events: list[Event] = []
        operations: list[Any] = []
        self._open.append((events, operations))
        try:
            outputs = call(*args, **kwargs)
            self._flush(operations)
        finally:
            self._open.pop()
        return outputs, tuple(events), tuple(operations)

    def _flush(self, operations: list[Any]) -> None:
        """What the backend did since the last time belongs to the innermost open call."""
        graph = scratch_graph()
        if graph is not None:
            operations.extend(self._unread(graph))

    def _unread(self, graph: Any) -> Iterator[Any]:
        """What is new in a graph; of a function that is called, what is new in its body.

        A function called again stays closed: what happens in it was noted at its first call.
        """
        every = graph.get_operations()
        new = every[self._read.get(graph, 0) :]
        self._read[graph] = len(every)
        for operation in new:
            body = function_body(operation)
            if body is None or body in self._opened:
                yield operation
            else:
                self._opened.add(body)
                yield from self._unread(body)

    def _note(
        self,
        layer: keras.Layer,
        path: str,
        given: tuple[tuple[Any, ...], Mapping[str, Any]],
        outputs: Any,
        inner: tuple[Event, ...],
        operations: tuple[Any, ...],
    ) -> None:
        flat = keras.tree.flatten(outputs)
        signature = call_signature(layer)
        bound = signature.bind(*given[0], **given[1]).arguments if signature else {}
        calls = self._open[-1][0]
        sources = self._sources(keras.tree.flatten(given))
        if len(self._open) == 1:
            self._producers.update((tensor.name, len(calls)) for tensor in flat if _noted(tensor))
        times = _folded(keras.tree.flatten(given))
        event = Event(
            layer, path, named_shapes(bound), shapes(flat), sources, inner, operations, times
        )
        calls.append(event)

    def _sources(self, tensors: list[Any]) -> tuple[int, ...]:
        """The events whose outputs lead to these tensors, by whatever happens in between."""
        found: set[int] = set()
        seen: set[str] = set()
        todo = [tensor for tensor in tensors if _noted(tensor)]
        while todo:
            tensor = todo.pop()
            if tensor.name in self._producers:
                found.add(self._producers[tensor.name])
            elif tensor.name not in seen:
                seen.add(tensor.name)
                todo += tensor.op.inputs
        return tuple(sorted(found))


def _folded(tensors: list[Any]) -> int | None:
    """The first axis of the first tensor: 1 for the batch of one, unless others are in it."""
    first = next((tensor for tensor in tensors if hasattr(tensor, "shape")), None)
    return 1 if first is None or not first.shape else first.shape[0]


def _noted(value: Any) -> bool:
    """Whether the backend knows how a tensor came about."""
    return scratch_graph() is not None and getattr(value, "graph", None) is not None


def trace(operation: keras.Operation, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Trace:
    """What `call` does with tensors of these shapes. Raises `Untraceable`."""
    recorder = _Recorder(operation)
    single = keras.tree.map_structure(_single, (args, dict(kwargs)))
    with _listening(operation, recorder):
        try:
            keras.Operation.compute_output_spec(recorder, *single[0], **single[1])
        except Exception as error:
            raise Untraceable(str(error)) from error
    return recorder.trace


def _single(value: Any) -> Any:
    """The same tensor for one sample; anything else stays itself."""
    if not isinstance(value, keras.KerasTensor) or not value.shape:
        return value
    return keras.KerasTensor((1, *value.shape[1:]), value.dtype, sparse=value.sparse)


@contextmanager
def _listening(layer: keras.Operation, recorder: _Recorder) -> Iterator[None]:
    touched: list[tuple[keras.Layer, str]] = []
    try:
        for below, path in _below(layer, ""):
            for method in ("call", "quantized_call"):
                original = getattr(below, method, None)
                if original is not None and method not in vars(below):
                    object.__setattr__(below, method, recorder.wrap(below, path, original))
                    touched.append((below, method))
        yield
    finally:
        for below, method in touched:
            object.__delattr__(below, method)


def _below(layer: keras.Operation, prefix: str) -> Iterator[tuple[keras.Layer, str]]:
    if not isinstance(layer, keras.Layer):
        return
    seen: set[int] = set()
    for below in sublayers(layer):
        if id(below) in seen:
            continue
        seen.add(id(below))
        yield below, prefix + below.name
        yield from _below(below, f"{prefix}{below.name}/")
