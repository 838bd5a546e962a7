"""In the lecture's process: files that C code reads, of which Python's audit events do not tell.

Keras, TensorFlow and h5py open files by themselves. The functions that take a
path from the author note it on the way.
"""

import functools
import glob
import os
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, TypeAlias

Note: TypeAlias = Callable[[str], None]
"""Told each file that is going to be read."""


def watch_h5py(h5py: ModuleType, note: Note) -> None:
    """`h5py.File(path)`, for weights and models in HDF5."""
    original = h5py.File.__init__

    @functools.wraps(original)
    def opened(self: Any, name: Any, mode: str = "r", *args: Any, **kwargs: Any) -> None:
        if mode in ("r", "r+", "a"):
            _note_all([name], note)
        original(self, name, mode, *args, **kwargs)

    h5py.File.__init__ = opened


def watch_keras(keras: ModuleType, note: Note) -> None:
    """Data sets made of a folder: its files, all the way down."""
    for name in (
        "image_dataset_from_directory",
        "audio_dataset_from_directory",
        "text_dataset_from_directory",
    ):
        original = getattr(keras.utils, name)
        setattr(keras.utils, name, _before(original, _tree, note))


def watch_tensorflow(tensorflow: ModuleType, note: Note) -> None:
    """Readers that are given paths; tensors of paths come from `list_files`, which is one."""
    io, data = tensorflow.io, tensorflow.data
    io.read_file = _before(io.read_file, _paths, note)
    listed = data.Dataset.list_files
    data.Dataset.list_files = staticmethod(_before(listed, _sought, note))
    for kind in (data.TextLineDataset, data.TFRecordDataset, data.FixedLengthRecordDataset):
        kind.__init__ = _before(kind.__init__, _paths, note, position=1)
    io.gfile.exists = _before(io.gfile.exists, _paths, note)
    io.gfile.glob = _before(io.gfile.glob, _sought, note)
    io.gfile.GFile.__init__ = _before(io.gfile.GFile.__init__, _paths, note, position=1)


def _before(
    original: Callable[..., Any],
    paths: Callable[[Any], Iterable[Any]],
    note: Note,
    position: int = 0,
) -> Callable[..., Any]:
    """The function, with the files that its argument means noted before."""

    @functools.wraps(original)
    def noted(*args: Any, **kwargs: Any) -> Any:
        given = args[position] if len(args) > position else next(iter(kwargs.values()), None)
        _note_all(paths(given), note)
        return original(*args, **kwargs)

    return noted


def _note_all(paths: Iterable[Any], note: Note) -> None:
    for path in paths:
        if isinstance(path, (str, bytes, os.PathLike)):
            note(os.fsdecode(path))


def _paths(given: Any) -> list[Any]:
    """One path or several; a tensor of paths counts if its value is known."""
    if hasattr(given, "numpy"):
        given = given.numpy()
    if hasattr(given, "tolist"):
        given = given.tolist()
    return given if isinstance(given, list) else [given]


def _matches(pattern: Any) -> Iterator[str]:
    for each in _paths(pattern):
        if isinstance(each, (str, bytes, os.PathLike)):
            yield from sorted(glob.glob(os.fsdecode(each)))  # noqa: PTH207 - TensorFlow's rules


def _sought(pattern: Any) -> Iterator[str]:
    """What a pattern finds, and where it looks for more."""
    yield from _matches(pattern)
    for each in _paths(pattern):
        if isinstance(each, (str, bytes, os.PathLike)):
            yield os.path.dirname(os.fsdecode(each)) or "."  # noqa: PTH120


def _tree(folder: Any) -> Iterator[str]:
    for path, _, names in os.walk(folder):
        yield from (os.path.join(path, name) for name in sorted(names))  # noqa: PTH118
