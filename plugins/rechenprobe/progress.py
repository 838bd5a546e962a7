"""What happens to lectures while somebody waits, for hosts to tell."""

from collections.abc import Callable
from typing import Literal, TypeAlias

State: TypeAlias = Literal["kept", "waiting", "running", "done"]
"""Its run is in the cache; it has to run; its code runs now; it has run, well or not."""

Tell: TypeAlias = Callable[[str, State], None]
"""Called with a lecture's path as messages show it, from whatever thread it happens in."""


def tell_nobody(_path: str, _state: State) -> None:
    """Nobody waits."""
