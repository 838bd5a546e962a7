"""Pages that cannot be read: told with all other findings, instead of a traceback of MkDocs'."""

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import PluginError
from msgspec import structs

from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.site import is_markdown

if TYPE_CHECKING:
    from mkdocs.structure.files import File


def located(error: SiteError, path: Path, root: Path) -> list[Complaint]:
    """What is wrong with a page's file, its path as in all other findings."""
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return [structs.replace(one, file=name) for one in error.complaints]


def show_instead(file: "File", complaints: list[Complaint]) -> None:
    """A preview shows in a page's place why it cannot be read.

    Raises `PluginError` for a notebook, whose file others read, too.
    """
    text = "\n".join(map(str, complaints))
    if not is_markdown(Path(file.src_uri)):
        raise PluginError(text)
    file.content_string = "\n".join(f"    {line}" for line in text.split("\n"))
