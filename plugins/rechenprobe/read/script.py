"""A script in Jupytext's percent format → the parts of a notebook, with their lines in the file.

Jupytext knows the format but not where its cells stand; their lines come in the order of the
file, so that each is found again behind the one before.
"""

from collections.abc import Iterator
from typing import Literal, cast

from rechenprobe.lecture import Piece, Place
from rechenprobe.read.notebook import Part, Unreadable

_PREFIXES = ("", "# ", "#", '"""', "'''", 'r"""', "r'''")
_SUFFIXES = ("", '"""', "'''")


def script_parts(source: str) -> list[Part]:
    """The cells of the script. Raises `Unreadable` if Jupytext is missing or refuses the file."""
    lines = source.split("\n")
    parts: list[Part] = []
    position = 0
    for number, (kind, text) in enumerate(_cells(source), 1):
        if kind not in ("markdown", "code", "raw"):
            continue
        pieces, position = _find(text, lines, position)
        known = cast("Literal['markdown', 'code', 'raw']", kind)
        parts.append(Part(known, number, text, pieces))
    return parts


def _cells(source: str) -> Iterator[tuple[str, str]]:
    try:
        import jupytext  # noqa: PLC0415 - 0.5 s, and only scripts need it
    except ModuleNotFoundError:
        remedy = "pip install 'rechenprobe[notebooks]'"
        raise Unreadable("Um diese Seite zu lesen, fehlt Jupytext", remedy) from None
    try:
        notebook = jupytext.reads(source, fmt="py")
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over, the author hears of it
        raise Unreadable(f"Jupytext versteht die Datei nicht: {error}") from None
    for cell in notebook.cells:
        yield str(cell.cell_type), str(cell.source)


def _find(text: str, lines: list[str], position: int) -> tuple[tuple[Piece, ...], int]:
    """Pieces for the lines of a cell, searched from file line `position` (from 0) on."""
    pieces: list[Piece] = []
    offset = 0
    for line in text.split("\n"):
        found = _search(line, lines, position)
        if found is None:
            place = Place(min(position, len(lines) - 1) + 1, 1)
        else:
            place = Place(found[0] + 1, found[1] + 1)
            position = found[0] + 1
        pieces.append(Piece(offset, len(line) if found else 0, place))
        offset += len(line) + 1
    return tuple(pieces), position


def _search(line: str, lines: list[str], position: int) -> tuple[int, int] | None:
    """Line and column (from 0) where a cell's line stands; an empty one only right here."""
    if not line.strip():
        here = lines[position : position + 1]
        return (position, 0) if here and here[0].strip() in ("", "#") else None
    for number in range(position, len(lines)):
        for prefix in _PREFIXES:
            for suffix in _SUFFIXES:
                if lines[number] == prefix + line + suffix:
                    return number, len(prefix)
    return None
