"""In the lecture's process: what a notebook offers, and what waits for somebody in vain."""

import io
from collections.abc import Callable, Mapping
from types import ModuleType

from msgspec import Struct


class NoInput(EOFError):
    """A lecture waits for somebody."""


def refuse_input(_prompt: object = "") -> str:
    """Stands in for `input`. Raises `NoInput`."""
    raise NoInput("input() wartet auf eine Eingabe, aber beim Bauen sitzt niemand an der Tastatur")


def refuse_breakpoint(*_: object, **__: object) -> None:
    """Stands in for `breakpoint`. Raises `NoInput`."""
    raise NoInput("breakpoint() hält an, aber beim Bauen sitzt niemand an der Tastatur")


class NoStdin(io.TextIOBase):
    """Stands in for `sys.stdin`."""

    def readable(self) -> bool:
        """Until somebody tries."""
        return True

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
        """Raises `NoInput`."""
        raise NoInput("sys.stdin ist leer: beim Bauen sitzt niemand an der Tastatur")

    read = readline


class Raw(Struct, frozen=True):
    """What `display(…, raw=True)` is given."""

    data: object

    def _repr_mimebundle_(self) -> object:
        return self.data

    def __repr__(self) -> str:
        return str(self.data.get("text/plain", "")) if isinstance(self.data, Mapping) else ""


class Handle:
    """What `display(…, display_id=…)` gives. On a page nothing moves: an update stands below."""

    def __init__(self, show: Callable[..., None]) -> None:
        """`show` takes values."""
        self.display = self.update = make_display(show)


def make_display(show: Callable[..., None]) -> Callable[..., Handle | None]:
    """`display` as notebooks know it; `show` takes values."""

    def display(
        *values: object, raw: bool = False, display_id: object = None, **_: object
    ) -> Handle | None:
        show(*map(Raw, values) if raw else values)
        return Handle(show) if display_id else None

    return display


def display_without_ipython(module: ModuleType, show: Callable[..., None]) -> None:
    """Let what `IPython.display` has show on the page, too: by itself it only prints."""
    display = make_display(show)
    vars(module).update(
        display=display,
        update_display=display,
        publish_display_data=lambda data, *_, **__: show(Raw(data)),
        clear_output=lambda *_, **__: None,
    )
