"""In the lecture's process: the representations of a value, Jupyter's way."""

import base64
from collections.abc import Mapping

from rechenprobe.execution import Display

_METHODS: Mapping[str, str] = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}


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
    try:
        # A class has the methods of its instances, but nothing to call them on.
        found = None if isinstance(value, type) else getattr(value, method, None)
        return found() if callable(found) else None
    except Exception:  # noqa: BLE001 - as in Jupyter, a representation that fails is left out
        return None


def _add(data: dict[str, str], mime: str, content: object) -> None:
    if isinstance(content, tuple) and content:  # data, metadata
        content = content[0]
    if isinstance(content, bytes):
        binary = mime.startswith("image/") and not mime.startswith("image/svg")
        data[mime] = base64.b64encode(content).decode() if binary else content.decode("utf-8")
    elif isinstance(content, str):
        data[mime] = content
