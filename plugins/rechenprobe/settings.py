"""The site's options, the same for every host: the plugin's block in `mkdocs.yml`."""

from pathlib import Path
from typing import Literal

from msgspec import Struct


class Settings(Struct, frozen=True):
    """Options as the hosts hand them to the engine; paths are absolute or relative to `root`."""

    root: Path = Path()
    """Folder of `mkdocs.yml`; lectures' paths in messages are relative to it."""
    prelude: str | None = None
    """Python file that runs before every lecture's cells, relative to `root`."""
    execute: bool = True
    """Whether cells run unless they say `#| eval: false`."""
    timeout: float = 60.0
    """Seconds that one cell may take."""
    width: int = 80
    """Columns of a terminal, as cells see it (`model.summary()`)."""
    memory: float | None = None
    """Gigabytes (10⁹ bytes) that a lecture may allocate; None shares out what is free."""
    cache: str = ".cache/rechenprobe"
    """Folder of the runs' cache, relative to `root`."""
    cache_size: float = 500.0
    """Megabytes (10⁶ bytes) that the cache may hold; the least recently used goes first."""
    workers: int | None = None
    """Lectures run at a time; None decides by cores and memory."""
    unchecked: Literal["fail", "warn", "pass"] = "warn"
    """What numbers without a check lead to."""
    grouping: Literal["space", "dot", "none"] = "space"
    """How shown numbers group digits: U+202F, a dot, not at all."""

    @property
    def cache_folder(self) -> Path:
        """Absolute."""
        return (self.root / self.cache).resolve()
