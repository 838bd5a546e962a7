"""Versions of what a run imported, without importing it."""

import json
import platform
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path

_METADATA = ("*.dist-info", "*.egg-info")


def installed(distribution: str) -> str | None:
    """The version that is installed here; None if it is not."""
    try:
        return stated(metadata.distribution(distribution), "Version")
    except metadata.PackageNotFoundError:
        return None


def stated(distribution: metadata.Distribution, field: str) -> str:
    """What a distribution says of itself; its long description is not looked through."""
    head = (distribution.read_text("METADATA") or "").partition("\n\n")[0]
    found = re.search(rf"^{field}: *(\S+)\s*$", head, re.MULTILINE)
    return found[1] if found else distribution.metadata[field]


def environment_stamp() -> tuple[int, ...]:
    """Changes whenever something is installed, upgraded or removed."""
    stamps = []
    for folder in _installed_into(tuple(sys.path)):
        try:
            stamps.append(folder.stat().st_mtime_ns)
        except OSError:
            stamps.append(0)
    return tuple(stamps)


@lru_cache(maxsize=8)
def _installed_into(path: tuple[str, ...]) -> tuple[Path, ...]:
    """The folders that hold distributions.

    `python -m mkdocs` looks for modules in the site's folder, too, in which a build makes folders.
    """
    folders = map(Path, path)
    return tuple(folder for folder in folders if any(any(folder.glob(kind)) for kind in _METADATA))


class Versions:
    """Installed versions, each looked up once until something is installed."""

    def __init__(self, look_up: Callable[[str], str | None] = installed) -> None:
        self._look_up = look_up
        self._known: dict[str, str | None] = {}
        self._owners: Mapping[str, list[metadata.Distribution]] | None = None
        self._names: dict[str, frozenset[str]] = {}
        self._editable: set[str] = set()
        self._stamp: tuple[int, ...] = ()

    def of(self, distribution: str) -> str | None:
        """The version; `python` is Python's own, None is not installed."""
        if distribution not in self._known:
            self._known[distribution] = (
                platform.python_version()
                if distribution == "python"
                else self._look_up(distribution)
            )
        return self._known[distribution]

    def of_modules(self, names: Iterable[str]) -> dict[str, str]:
        """Distribution → version for all modules in `names` that belong to one, and `python`.

        Asked by a server after its imports and again by what it forks, so that
        neither an upgrade under way nor a thousand files to read come between.
        """
        roots = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
        distributions = {"python"}
        if roots - {"__main__", "rechenprobe"}:
            distributions.update(*map(self._names_of, roots))
        distributions.discard("rechenprobe")
        found = {name: self.of(name) for name in sorted(distributions)}
        return {name: version for name, version in found.items() if version is not None}

    def unowned(self, names: Iterable[str]) -> set[str]:
        """Those of the top-level modules of which no version tells.

        No distribution claims them: copied there by hand. Or it is installed as an editable one:
        its sources change, its version does not.
        """
        roots = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
        return {
            root
            for root in roots - {"__main__", "rechenprobe"}
            if not self._names_of(root) or root in self._editable
        }

    def _names_of(self, root: str) -> frozenset[str]:
        """Of the distributions that a top-level module belongs to."""
        if root not in self._names:
            if self._owners is None:
                self._owners = _owners()
            owners = self._owners.get(root, ())
            if any(map(_is_editable, owners)):
                self._editable.add(root)
            self._names[root] = frozenset(stated(owner, "Name") for owner in owners)
        return self._names[root]

    def changed(self, recorded: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Distribution, version then, version now, for those that differ.

        Empty if one of them is not installed at all: then the run could not be
        repeated here, and this environment only reads what another one made.
        """
        stamp = environment_stamp()
        if stamp != self._stamp:
            self._known.clear()
            self._stamp = stamp
        now = {name: self.of(name) for name in recorded}
        return (
            []
            if None in now.values()
            else [
                (name, version, now[name] or "")
                for name, version in recorded.items()
                if now[name] != version
            ]
        )


def _owners() -> dict[str, list[metadata.Distribution]]:
    """Top-level module → what installed it.

    `metadata.packages_distributions`, ten times as quick: one line of many files is enough for it.
    """
    owners: dict[str, list[metadata.Distribution]] = {}
    for distribution in metadata.distributions():
        for root in _roots(distribution):
            owners.setdefault(root, []).append(distribution)
    return owners


def _is_editable(distribution: metadata.Distribution) -> bool:
    """Whether its files are where somebody works on them (`pip install -e`)."""
    try:
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        return bool(origin.get("dir_info", {}).get("editable"))
    except (ValueError, AttributeError):
        return False


def _roots(distribution: metadata.Distribution) -> set[str]:
    stated = distribution.read_text("top_level.txt")
    if stated is not None:
        return set(stated.split())
    listed = distribution.read_text("RECORD") or ""
    names = {line.partition(",")[0].partition("/")[0] for line in listed.splitlines()}
    return {name.partition(".")[0] for name in names if "-" not in name}
