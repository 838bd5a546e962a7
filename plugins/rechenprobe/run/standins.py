"""In the lecture's process: what would wait for somebody says that nobody is there."""

import io


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
