"""What a model's own `call` does: its layers' calls, recorded while it runs on shapes.

Keras keeps a graph of Sequential and functional models only. A subclassed model
is run once on symbolic tensors (no arithmetic, no state changed), with each
layer's `call` replaced, on the instance and for that moment, by one that notes
the shapes passing through.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras

from rechenprobe.facts import Shape
from rechenprobe.model.internals import call_signature, sublayers
from rechenprobe.model.shapes import named_shapes, shapes


@dataclass(frozen=True, slots=True)
class Event:
    """One layer's call within the traced layer or model."""

    layer: keras.Layer
    path: str
    """Below the traced one, with the models that lie between: `inner/dense`."""
    arguments: Mapping[str, tuple[Shape, ...]]
    outputs: tuple[Shape, ...]
    inbound: tuple[str, ...]
    """Paths of the layers whose outputs it takes, where the tensors are the very same."""
    inner: "tuple[Event, ...]"
    """What it called itself."""


class Untraceable(Exception):
    """Its `call` does not run on shapes alone."""


class _Recorder:
    """Notes calls; a model inside a model leaves no event, its layers stand in its place."""

    def __init__(self) -> None:
        self._open: list[list[Event]] = [[]]
        self._producers: dict[int, str] = {}
        self._alive: list[Any] = []  # tensors' ids stay theirs only while they live

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._open[0])

    def wrap(self, layer: keras.Layer, path: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(*args: Any, **kwargs: Any) -> Any:
            if isinstance(layer, keras.Model):
                return call(*args, **kwargs)
            self._open.append([])
            try:
                outputs = call(*args, **kwargs)
            finally:
                inner = tuple(self._open.pop())
            self._note(layer, path, (args, kwargs), outputs, inner)
            return outputs

        return recorded

    def _note(
        self,
        layer: keras.Layer,
        path: str,
        given: tuple[tuple[Any, ...], Mapping[str, Any]],
        outputs: Any,
        inner: tuple[Event, ...],
    ) -> None:
        taken = [self._producers.get(id(tensor)) for tensor in keras.tree.flatten(given)]
        flat = keras.tree.flatten(outputs)
        self._alive.extend(flat)
        self._producers.update({id(tensor): path for tensor in flat})
        signature = call_signature(layer)
        bound = signature.bind(*given[0], **given[1]).arguments if signature else {}
        inbound = tuple(dict.fromkeys(name for name in taken if name))
        event = Event(layer, path, named_shapes(bound), shapes(flat), inbound, inner)
        self._open[-1].append(event)


def trace(
    layer: keras.Layer, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[Event, ...]:
    """The calls that `layer.call` makes on tensors of these shapes. Raises `Untraceable`."""
    recorder = _Recorder()
    with _listening(layer, recorder):
        try:
            keras.Operation.compute_output_spec(layer, *args, **kwargs)
        except Exception as error:
            raise Untraceable(str(error)) from error
    return recorder.events


@contextmanager
def _listening(layer: keras.Layer, recorder: _Recorder) -> Iterator[None]:
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


def _below(layer: keras.Layer, prefix: str) -> Iterator[tuple[keras.Layer, str]]:
    seen: set[int] = set()
    for below in sublayers(layer):
        if id(below) in seen:
            continue
        seen.add(id(below))
        yield below, prefix + below.name
        yield from _below(below, f"{prefix}{below.name}/")
