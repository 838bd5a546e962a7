"""The notebook format (nbformat 4.5) as data, and its JSON: the same bytes each time.

A build with nothing to run must not pay half a second for importing nbformat; the tests hold
what is written here against its schema.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from rechenprobe.late import late

MimeBundle: TypeAlias = Mapping[str, str | list[str]]

_MIME = late(r"[a-zA-Z0-9]+/[a-zA-Z0-9\-+.]+")


class StreamOutput(Struct, frozen=True, tag_field="output_type", tag="stream"):
    """Printed text."""

    name: str
    text: list[str]


class DisplayOutput(Struct, frozen=True, tag_field="output_type", tag="display_data"):
    """Something shown on the way."""

    data: MimeBundle
    metadata: Mapping[str, str] = {}


class ResultOutput(Struct, frozen=True, tag_field="output_type", tag="execute_result"):
    """The value of the last expression."""

    data: MimeBundle
    execution_count: int
    metadata: Mapping[str, str] = {}


CellOutput: TypeAlias = StreamOutput | DisplayOutput | ResultOutput


class CellMetadata(Struct, frozen=True, omit_defaults=True):
    """What a notebook keeps beside a cell."""

    tags: tuple[str, ...] = ()
    jupyter: Mapping[str, bool] = {}
    """`source_hidden`: JupyterLab folds the code."""
    cell_view: str = msgspec.field(default="", name="cellView")
    """`form`: Colab folds the code."""
    transient: Mapping[str, bool] = {}
    """`remove_source`: nbconvert leaves the code out."""


HIDDEN = CellMetadata(("hide-input",), {"source_hidden": True}, "form")


class MarkdownCell(Struct, frozen=True, tag_field="cell_type", tag="markdown", omit_defaults=True):
    """Text."""

    id: str
    source: list[str]
    metadata: CellMetadata
    attachments: Mapping[str, MimeBundle] = {}


class CodeCell(Struct, frozen=True, tag_field="cell_type", tag="code"):
    """Code with what it gave."""

    id: str
    source: list[str]
    execution_count: int | None
    outputs: tuple[CellOutput, ...] = ()
    metadata: CellMetadata = CellMetadata()


NotebookPart: TypeAlias = MarkdownCell | CodeCell


class KernelSpec(Struct, frozen=True):
    """What runs it: whatever Python 3 the reader has."""

    display_name: str = "Python 3"
    language: str = "python"
    name: str = "python3"


class LanguageInfo(Struct, frozen=True):
    """The cells' language."""

    name: str = "python"
    file_extension: str = ".py"
    mimetype: str = "text/x-python"


class NotebookMetadata(Struct, frozen=True):
    """What a notebook says about itself."""

    kernelspec: KernelSpec
    language_info: LanguageInfo
    rechenprobe: Mapping[str, str]
    """Distribution → version, of what it ran with."""


class Document(Struct, frozen=True):
    """A whole notebook."""

    cells: tuple[NotebookPart, ...]
    metadata: NotebookMetadata
    nbformat: Literal[4] = 4
    nbformat_minor: Literal[5] = 5


def to_json(cells: Iterable[NotebookPart], versions: Mapping[str, str]) -> bytes:
    """The notebook's file: keys sorted, indented as Jupyter does, a newline at the end."""
    metadata = NotebookMetadata(KernelSpec(), LanguageInfo(), dict(sorted(versions.items())))
    document = Document(tuple(cells), metadata)
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1) + b"\n"


def lines(text: str) -> list[str]:
    """Text as notebooks keep it: its lines, each with its newline."""
    parts = text.split("\n")
    kept = [part + "\n" for part in parts[:-1]]
    return [*kept, parts[-1]] if parts[-1] else kept


def bundle(data: Mapping[str, str]) -> MimeBundle:
    """Representations as notebooks keep them: text in lines; no type that the format forbids."""
    return {
        kind: lines(content) if kind.startswith("text/") or kind == "image/svg+xml" else content
        for kind, content in data.items()
        if _MIME.fullmatch(kind)
    }
