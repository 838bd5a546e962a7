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
from rechenprobe.model.errors import UnbuiltModel
from rechenprobe.model.internals import call_signature, sublayers
from rechenprobe.model.shapes import named_shapes, shapes


@dataclass(frozen=True, slots=True)
class Event:
    """One layer's call within the traced model."""

    layer: keras.Layer
    path: str
    """Below the model: `inner/dense`."""
    arguments: Mapping[str, tuple[Shape, ...]]
    outputs: tuple[Shape, ...]
    inbound: tuple[str, ...]
    """Paths of the layers whose outputs it takes, where the tensors are the very same."""


class _Recorder:
    """Notes calls of a model's layers; only the outermost layer that is no model is noted."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._producers: dict[int, str] = {}
        self._alive: list[Any] = []  # tensors' ids stay theirs only while they live
        self._inside = False

    def wrap(self, layer: keras.Layer, path: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(*args: Any, **kwargs: Any) -> Any:
            if self._inside or isinstance(layer, keras.Model):
                return call(*args, **kwargs)
            self._inside = True
            try:
                outputs = call(*args, **kwargs)
            finally:
                self._inside = False
            signature = call_signature(layer)
            bound = signature.bind(*args, **kwargs).arguments if signature else {}
            taken = [self._producers.get(id(t)) for t in keras.tree.flatten((args, kwargs))]
            flat = keras.tree.flatten(outputs)
            self._alive.extend(flat)
            self._producers.update({id(tensor): path for tensor in flat})
            inbound = tuple(dict.fromkeys(name for name in taken if name))
            self.events.append(Event(layer, path, named_shapes(bound), shapes(flat), inbound))
            return outputs

        return recorded


def trace(
    model: keras.Model, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[Event, ...]:
    """The calls that `model.call` makes on tensors of these shapes. Raises `UnbuiltModel`."""
    recorder = _Recorder()
    with _listening(model, recorder):
        try:
            keras.Operation.compute_output_spec(model, *args, **kwargs)
        except Exception as error:
            raise UnbuiltModel(
                f"Das Modell „{model.name}“ lässt sich nicht auf Formen ausführen: {error}",
                "Das Modell mit keras.Input(…) als funktionales Modell aufbauen.",
            ) from error
    return tuple(recorder.events)


@contextmanager
def _listening(model: keras.Model, recorder: _Recorder) -> Iterator[None]:
    touched: list[tuple[keras.Layer, str]] = []
    try:
        for layer, path in _below(model, ""):
            for method in ("call", "quantized_call"):
                original = getattr(layer, method, None)
                if original is not None and method not in vars(layer):
                    object.__setattr__(layer, method, recorder.wrap(layer, path, original))
                    touched.append((layer, method))
        yield
    finally:
        for layer, method in touched:
            object.__delattr__(layer, method)


def _below(model: keras.Model, prefix: str) -> Iterator[tuple[keras.Layer, str]]:
    seen: set[int] = set()
    for layer in sublayers(model):
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        yield layer, prefix + layer.name
        if isinstance(layer, keras.Model):
            yield from _below(layer, f"{prefix}{layer.name}/")
