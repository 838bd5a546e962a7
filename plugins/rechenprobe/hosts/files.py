r"""Lectures as files: read with what is to be kept, written in one piece.

Kept are a byte-order mark, every newline as it is (`\n`, `\r\n`, even mixed) and the permissions.
"""

import codecs
import errno
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from rechenprobe.complaints import of_system
from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.site import shown
from rechenprobe.place import Place

_NEWLINE = re.compile(r"\r\n|\r|\n")


class TextFile(Struct, frozen=True):
    """A file as it was when it was read."""

    path: Path
    content: bytes

    @property
    def raw(self) -> str:
        """Its text, newlines as they are, without a byte-order mark."""
        return self.content.decode("utf-8-sig")

    @property
    def text(self) -> str:
        r"""As every host reads it: newlines as `\n`."""
        return _NEWLINE.sub("\n", self.raw)

    def with_text(self, text: str) -> bytes:
        """The file's bytes with other text on the same lines."""
        lines, newlines = text.split("\n"), [*_NEWLINE.findall(self.raw), ""]
        joined = "".join(line + end for line, end in zip(lines, newlines, strict=True))
        mark = codecs.BOM_UTF8 if self.content.startswith(codecs.BOM_UTF8) else b""
        return mark + joined.encode()


def read_file(path: Path) -> TextFile:
    """Raises `SiteError` if the file cannot be read or is not UTF-8."""
    try:
        file = TextFile(path, path.read_bytes())
        file.raw  # noqa: B018  # decodes
    except UnicodeDecodeError as error:
        raise SiteError(_no_text(shown(path), error)) from None
    except OSError as error:
        complaint = Complaint(f"lässt sich nicht lesen: {of_system(error)}", shown(path))
        if path.is_symlink() and not path.exists():
            remedy = "die Verknüpfung berichtigen oder löschen"
            where = "im Kreis" if error.errno == errno.ELOOP else "ins Leere"
            complaint = Complaint(f"ist eine Verknüpfung {where}", shown(path), remedy=remedy)
        raise SiteError(complaint) from None
    return file


def _no_text(path: Path, error: UnicodeDecodeError) -> Complaint:
    """Another encoding, or no text at all: a picture that is called `.md`."""
    if error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = "ist in UTF-16 gespeichert, nicht in UTF-8"
        return Complaint(message, path, remedy="als UTF-8 speichern")
    if b"\0" in error.object:
        remedy = "eine Datei mit Text an ihre Stelle legen, oder sie anders nennen"
        return Complaint("ist kein Text, obwohl sie so heißt", path, remedy=remedy)
    before = error.object[: error.start].decode("utf-8-sig")
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Complaint("ist nicht in UTF-8 gespeichert", path, place, "als UTF-8 speichern")


def write_file(file: TextFile, content: bytes) -> None:
    """Put other content in the file's place, at once or not at all.

    Raises `SiteError` if that is not possible, or if the file has changed since it was read.
    """
    target = file.path.resolve()  # a link stays one
    try:
        mode = target.stat().st_mode
        if not mode & 0o222:
            raise SiteError(
                Complaint(
                    "ist schreibgeschützt und bleibt, wie es ist",
                    shown(file.path),
                    remedy="den Schreibschutz aufheben, dann noch einmal rechenprobe fix",
                )
            )
        if target.read_bytes() != file.content:
            raise SiteError(
                Complaint(
                    "hat sich während der Prüfung geändert und bleibt, wie es ist",
                    shown(file.path),
                    remedy="rechenprobe fix noch einmal aufrufen",
                )
            )
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.chmod(mode & 0o7777)
            draft.replace(target)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise
    except OSError as error:
        message = f"lässt sich nicht schreiben: {of_system(error)}"
        raise SiteError(Complaint(message, shown(file.path))) from None
