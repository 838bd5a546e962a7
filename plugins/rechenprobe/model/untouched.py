"""Looking at a model leaves it, and everything around it, as it was.

To find out what a model does its `call` is run on shapes. That is the author's code, and Keras':
it keeps tensors in attributes, counts, prints, draws random numbers and names, and builds the
layers that still wait for their first call. The lecture goes on as if nobody had looked.
"""

import io
import random
import sys
import warnings
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from operator import is_
from typing import Any

import keras

from rechenprobe.model.internals import bookkeeping, every_layer, is_bookkeeping


@contextmanager
def untouched(model: keras.Model) -> Iterator[None]:
    """Silent inside; afterwards what it changed is put back.

    That is the attributes of the model, of all that Keras and the author's classes have in it,
    and the lists, dictionaries and sets in them; Keras' own counters; generators of random
    numbers. Values of weights need no care: where Keras only infers shapes, it assigns none.
    """
    numpy = sys.modules["numpy"]  # Keras needs it
    put_back: list[Callable[[], None]] = [
        partial(random.setstate, random.getstate()),
        partial(numpy.random.set_state, numpy.random.get_state()),
        *_restorers([bookkeeping(), *([model] if _runs_authors_code(model) else [])]),
    ]
    show = warnings.showwarning
    try:
        vars(warnings)["showwarning"] = lambda *_, **__: None
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        vars(warnings)["showwarning"] = show
        for restore in put_back:
            restore()


def _runs_authors_code(model: keras.Model) -> bool:
    """Keras' own layers keep nothing of a call: what is made of them needs no going over."""
    return any(
        isinstance(layer, keras.layers.Lambda) or not type(layer).__module__.startswith("keras.")
        for layer in (model, *every_layer(model))
    )


def _restorers(todo: list[object]) -> Iterator[Callable[[], None]]:
    """Of everything that can be reached."""
    seen: set[int] = set()
    while todo:
        thing = todo.pop()
        kind = type(thing)
        if id(thing) in seen or kind in _PLAIN:
            continue
        seen.add(id(thing))
        parts: Iterable[object] = ()
        if issubclass(kind, dict):
            kept = dict(thing)  # type: ignore[call-overload]
            parts = kept.values()
            yield partial(_restore_mapping, thing, kept)
        elif issubclass(kind, (list, deque)):
            parts = items = list(thing)  # type: ignore[call-overload]
            yield partial(_restore_sequence, thing, items)
        elif issubclass(kind, set):
            members = set(thing)  # type: ignore[call-overload]
            yield partial(_restore_set, thing, members)
        elif issubclass(kind, tuple):
            parts = thing  # type: ignore[assignment]
        elif _holds_state(thing):
            state = dict(vars(thing))
            parts = state.values()
            yield partial(_restore_mapping, vars(thing), state)
        todo += parts


_PLAIN = frozenset((str, bytes, int, float, bool, type(None), keras.KerasTensor))


def _holds_state(thing: object) -> bool:
    """Parts of the model, and objects of classes that cells define."""
    if isinstance(thing, keras.Operation | keras.Metric) or is_bookkeeping(thing):
        return True
    return type(thing).__module__ == "__main__" and hasattr(thing, "__dict__")


def _restore_mapping(thing: Any, kept: dict[Any, Any]) -> None:
    """Past what a class of its own does in between: Keras' tell their layer of what they get."""
    if len(thing) == len(kept) and all(map(is_, dict.values(thing), kept.values())):
        return
    base = OrderedDict if isinstance(thing, OrderedDict) else dict
    for key in dict.keys(thing) - kept.keys():
        base.__delitem__(thing, key)
    for key, value in kept.items():
        base.__setitem__(thing, key, value)


def _restore_sequence(thing: Any, kept: list[Any]) -> None:
    if len(thing) == len(kept) and all(map(is_, thing, kept)):
        return
    if isinstance(thing, deque):
        deque.clear(thing)
        deque.extend(thing, kept)
    else:
        list.__setitem__(thing, slice(None), kept)


def _restore_set(thing: Any, kept: set[Any]) -> None:
    if set(map(id, thing)) != set(map(id, kept)):
        set.clear(thing)
        set.update(thing, kept)
