"""Looking at a model leaves the model as it was, and says nothing.

To find out what a model does its `call` is run on shapes. That is the author's code, and Keras':
it keeps tensors in attributes, counts, prints, draws random numbers and names, and builds the
layers that still wait for their first call. The lecture goes on as if nobody had looked.

Not put back are global variables, arrays that are changed in place, and generators of the author's.
"""

import io
import random
import sys
import warnings
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
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
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), _no_warnings():
            yield
    finally:
        for restore in put_back:
            with suppress(Exception):  # an author's `__hash__` must not keep the rest
                restore()


@contextmanager
def _no_warnings() -> Iterator[None]:
    """None is shown, and each is still to be shown where the call counts.

    What is ignored is not noted in the `__warningregistry__` of its module, as all else is. It is
    inserted past `filterwarnings`, which would have Python forget what it has shown already.
    """
    filters, show = warnings.filters, warnings.showwarning
    kept = list(filters)
    try:
        vars(warnings)["showwarning"] = lambda *_, **__: None  # where the code sets a filter itself
        filters.insert(0, ("ignore", None, Warning, None, 0))  # type: ignore[attr-defined]
        yield
    finally:
        vars(warnings)["showwarning"] = show
        filters[:] = kept  # type: ignore[index]
        vars(warnings)["filters"] = filters


def _runs_authors_code(model: keras.Model) -> bool:
    """Keras' own layers keep nothing of a call: what is made of them needs no going over."""
    return any(
        isinstance(layer, keras.layers.Lambda) or not type(layer).__module__.startswith("keras.")
        for layer in (model, *every_layer(model))
    )


_PLAIN = frozenset((str, bytes, int, float, bool, type(None), keras.KerasTensor))
_MOST = 500_000
"""Things looked at, with those that lists and dictionaries hold; it takes a fraction of a second.

A hundred layers have some fifteen thousand. What holds more is data, and what lies deeper than
so many things is not looked at."""


def _restorers(things: list[object]) -> Iterator[Callable[[], None]]:
    """Of everything that can be reached, the nearest first."""
    seen: set[int] = set()
    left, todo = _MOST, deque(things)
    while todo:
        thing = todo.popleft()
        if id(thing) in seen or type(thing) in _PLAIN:
            continue
        seen.add(id(thing))
        try:
            size, parts, restore = _part(thing, left)
        except Exception:  # noqa: BLE001, S112  # the author's class is no dictionary but in name
            continue
        left -= size
        todo += parts
        if restore is not None:
            yield restore


_Part = tuple[int, Iterable[object], Callable[[], None] | None]


def _part(thing: Any, left: int) -> _Part:
    """How much a thing holds, what it holds, and how to put that back; nothing if that is too much.

    Past what a class of its own does in between: Keras' tell their layer of what they get.
    """
    if (kind := _kind(thing)) is None:
        if not _holds_state(thing):
            return 0, (), None
        thing, kind = vars(thing), dict
    size = 1 + kind.__len__(thing)
    if size > left:
        return 0, (), None
    if issubclass(kind, dict):
        items = list(kind.items(thing))
        return size, (value for _, value in items), partial(_restore_mapping, kind, thing, items)
    members = list(kind.__iter__(thing))
    if kind is tuple:
        return size, members, None
    if kind is set:  # whose members cannot change
        return size, (), partial(_restore_set, thing, members)
    return size, members, partial(_restore_sequence, kind, thing, members)


def _kind(thing: object) -> Any:
    for kind in (OrderedDict, dict, list, deque, tuple, set):
        if issubclass(type(thing), kind):
            return kind
    return None


def _holds_state(thing: object) -> bool:
    """Parts of the model, and objects of classes that cells define."""
    if issubclass(type(thing), keras.Operation | keras.Metric) or is_bookkeeping(thing):
        return True
    return type(thing).__module__ == "__main__" and hasattr(thing, "__dict__")


def _restore_mapping(kind: Any, thing: Any, kept: list[tuple[Any, Any]]) -> None:
    now = list(kind.items(thing))
    if len(now) == len(kept) and all(
        old is key and its is value for (old, its), (key, value) in zip(kept, now, strict=True)
    ):
        return
    kind.clear(thing)
    for key, value in kept:
        kind.__setitem__(thing, key, value)


def _restore_sequence(kind: Any, thing: Any, kept: list[Any]) -> None:
    if kind.__len__(thing) == len(kept) and all(map(is_, kind.__iter__(thing), kept)):
        return
    if kind is deque:
        deque.clear(thing)
        deque.extend(thing, kept)
    else:
        list.__setitem__(thing, slice(None), kept)


def _restore_set(thing: Any, kept: list[Any]) -> None:
    if set(map(id, set.__iter__(thing))) != set(map(id, kept)):
        set.clear(thing)
        set.update(thing, kept)
