"""What a lecture became: everything that a host publishes of it, as plain data."""

from collections.abc import Mapping

from msgspec import Struct

from rechenprobe.report import Report


class Material(Struct, frozen=True):
    """What a host lends for publishing a lecture, as far as the lecture made use of it."""

    links: Mapping[str, str | None] = {}
    """Targets of the lecture's links → their address on the web, None for none."""
    tools: Mapping[str, str] = {}
    """Distribution → version, of what renders a notebook page; empty for Markdown."""


class Published(Struct, frozen=True):
    """The page and the notebook beside it."""

    page: str
    """Markdown, front matter left out; for a notebook page the notebook that gets rendered."""
    front: str
    """The front matter of the lecture's source."""
    notebook: str
    """The executed notebook to download, JSON; empty if there is none."""
    material: Material


class Edition(Struct, frozen=True):
    """One lecture, as far as anybody asked."""

    report: Report
    digest: str
    """SHA-256 of the lecture's source, in hex; of a notebook's without its outputs."""
    files: tuple[str, ...]
    """What it depends on beside its own file, relative to the site's root: preludes, files read."""
    published: Published | None = None
    """None as long as the lecture was only checked."""
