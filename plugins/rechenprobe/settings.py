"""The site's options, the same for every host: the plugin's block in `mkdocs.yml`."""

from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

Policy: TypeAlias = Literal["fail", "warn", "pass"]
"""What numbers without a check lead to: an error, a warning, nothing."""


class Policies(Struct, frozen=True):
    """A policy for each folder."""

    default: Policy = "warn"
    """Where no folder says otherwise."""
    folders: tuple[tuple[str, Policy], ...] = ()
    """Folder (or page), relative to `Settings.root`, without a slash at its end → its policy."""

    def of(self, path: str) -> Policy:
        """Of a lecture's path: what the innermost folder around it says."""
        around = [
            (len(folder), policy)
            for folder, policy in self.folders
            if path == folder or path.startswith(folder + "/")
        ]
        return max(around)[1] if around else self.default


class Synonym(Struct, frozen=True):
    """A word of the author's for one that the check knows: `Stellschraube` for `Parameter`."""

    word: str
    """One or several words, as the dictionary has them; German endings are understood."""
    means: str


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
    max_output: float = 10.0
    """Millions of characters that one cell may show."""
    max_figures: int = 50
    """Figures that one cell may show."""
    cache: str = ".cache/rechenprobe"
    """Folder of the runs' cache, relative to `root`."""
    cache_size: float = 500.0
    """Megabytes (10⁶ bytes) that the cache may hold; the least recently used goes first."""
    workers: int | None = None
    """Lectures run at a time; None decides by cores and memory."""
    unchecked: Policy | Policies = "warn"
    """What numbers without a check lead to, for all lectures or by folder."""
    grouping: Literal["space", "dot", "none"] = "space"
    """How shown numbers group digits: U+202F, a dot, not at all."""
    vocabulary: tuple[Synonym, ...] = ()
    """The author's own words for attributes and kinds of layers."""

    report: str = "pruefbericht.md"
    """The page with the coverage of all lectures, relative to the site's pages; empty for none."""

    glossary: str = "glossar.md"
    """The page whose terms are explained on all others, relative to the site's pages, if there is
    one; empty for none."""

    @property
    def cache_folder(self) -> Path:
        """Absolute."""
        return (self.root / self.cache).resolve()

    def policy(self, path: str) -> Policy:
        """What unchecked numbers of a lecture lead to, unless its page says otherwise."""
        return self.unchecked.of(path) if isinstance(self.unchecked, Policies) else self.unchecked
