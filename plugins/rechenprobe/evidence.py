"""What a run rested on: enough to tell later whether it would come out the same."""

from collections.abc import Mapping

from msgspec import Struct


class Dependency(Struct, frozen=True):
    """A file that the run read or a module it imported, with its content's digest."""

    path: str
    digest: str
    """SHA-256 in hex, empty if the file was looked for and did not exist."""


class Evidence(Struct, frozen=True):
    """The kept run that something was made from, and all that this run depended on."""

    file: str = ""
    """Of the run, relative to the cache's folder; empty if nothing had to run."""
    digest: str = ""
    preludes: tuple[tuple[str, str], ...] = ()
    """Path, digest of the content."""
    dependencies: tuple[Dependency, ...] = ()
    versions: Mapping[str, str] = {}
    """Distribution → version, as of a run."""
