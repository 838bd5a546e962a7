"""In the lecture's process: the representations of a value, Jupyter's way."""

import base64
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress

from rechenprobe.execution import Display
from rechenprobe.run.failures import describe

_METHODS: Mapping[str, str] = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}


_CANARY = "_ipython_canary_method_should_not_exist_"
"""Whoever has this method has any (a mock, a remote object): it stands for nothing."""


def represent(value: object, *, result: bool = False) -> Display:
    """All representations that `value` offers, richest first, and its `repr` as plain text.

    `result`: whether it is what the cell's last expression gave.
    """
    data: dict[str, str] = {}
    bundle = _call(value, "_repr_mimebundle_")
    if isinstance(bundle, tuple):  # data, metadata
        bundle = bundle[0]
    if isinstance(bundle, Mapping):
        for mime, content in bundle.items():
            _add(data, str(mime), content)
    for mime, method in _METHODS.items():
        if mime not in data:
            _add(data, mime, _call(value, method))
    data.setdefault("text/plain", repr(value))
    return Display(data, result)


def _call(value: object, method: str) -> object:
    """What the method gives; a warning if it fails, and the other forms serve, as in Jupyter."""
    # A class has the methods of its instances, but nothing to call them on.
    found = None
    if not isinstance(value, type):
        with suppress(Exception):
            found = None if _has(value, _CANARY) else getattr(value, method, None)
    return _ask(found, f"{type(value).__name__}.{method}") if callable(found) else None


def _has(value: object, method: str) -> bool:
    return callable(getattr(value, method, None))


def _ask(method: Callable[[], object], name: str) -> object:
    try:
        return method()
    except NotImplementedError:  # the polite way to have none
        return None
    except Exception as error:  # noqa: BLE001 - the author's
        warnings.warn(f"{name}: {describe(error)}", RuntimeWarning, stacklevel=2)
        return None


def _add(data: dict[str, str], mime: str, content: object) -> None:
    if isinstance(content, tuple) and content:  # data, metadata
        content = content[0]
    if isinstance(content, bytes):
        binary = mime.startswith("image/") and not mime.startswith("image/svg")
        data[mime] = base64.b64encode(content).decode() if binary else content.decode("utf-8")
    elif isinstance(content, str):
        data[mime] = content
