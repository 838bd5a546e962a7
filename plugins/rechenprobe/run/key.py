"""What a run depends on before it has run: the inputs that make up its key."""

import hashlib
from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec
from msgspec import Struct

from rechenprobe.lecture import Lecture
from rechenprobe.run.dependencies import text_digest
from rechenprobe.run.protocol import CellJob, Script, ValueJob
from rechenprobe.settings import Settings


class Inputs(Struct, frozen=True):
    """Digests of all that is known without running. Prose and line numbers are not in it."""

    engine: str
    """The parts of Rechenprobe that shape a run."""
    path: str
    """The lecture's: relative paths start beside it, and code can ask for it."""
    width: int
    network: bool
    preludes: tuple[tuple[str, str], ...]
    """Path, digest of the content."""
    cells: tuple[str, ...]
    """Executed cells only, hash-pipe comments left out; the options that matter are in it."""
    values: tuple[str, ...]

    @property
    def key(self) -> str:
        """The cache's name for it."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:32]


def inputs_of(
    lecture: Lecture,
    settings: Settings,
    preludes: tuple[Script, ...],
    cells: tuple[CellJob, ...],
    values: tuple[ValueJob, ...],
    engine: str,
) -> Inputs:
    """The inputs of a lecture's run."""
    return Inputs(
        engine=engine,
        path=lecture.path,
        width=settings.width,
        network=lecture.settings.network,
        preludes=tuple((script.path, text_digest(script.code)) for script in preludes),
        cells=tuple(text_digest(_options(cell) + _essence(cell.code)) for cell in cells),
        values=tuple(text_digest(value.code.strip()) for value in values),
    )


def counterparts(before: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """Which of the earlier cells has become which; those added or removed are left out."""
    pairs: list[tuple[int, int]] = []
    blocks = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    for kind, start, end, first, last in blocks:
        if kind == "equal" or (kind == "replace" and end - start == last - first):
            pairs += zip(range(start, end), range(first, last), strict=True)
    return pairs


def _options(cell: CellJob) -> str:
    return f"symbolic={cell.symbolic}\n"


def _essence(code: str) -> str:
    """The code without the hash-pipe comments at its top: what matters of them is in the cell."""
    lines = code.split("\n")
    while lines and lines[0].lstrip().startswith("#|"):
        del lines[0]
    return "\n".join(lines).rstrip()
