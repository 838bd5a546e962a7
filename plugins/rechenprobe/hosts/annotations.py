"""Findings as annotations in GitHub's pull requests, as few as it shows.

A step may show ten of each level; GitHub drops what comes behind them without a word.
"""

from collections.abc import Callable, Iterable
from itertools import groupby

from msgspec import Struct

from rechenprobe.hosts.messages import detailed, format_findings, one_line, summary
from rechenprobe.report import UNCHECKED, Report, Severity
from rechenprobe.telling import Piece, pieces

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_MOST = 10
"""Annotations of one level that a step shows."""


class _Note(Struct, frozen=True):
    """An annotation to be: a piece of a lecture."""

    path: str
    piece: Piece


def as_github(reports: Iterable[Report], locate: Callable[[str], str] = str) -> str:
    """GitHub's workflow commands, one line each, then the balances as plain log lines.

    What is wrong comes before what is unchecked. Numbers unchecked for the same reason share an
    annotation where no line lies between them; if there are too many of those, all of a lecture.
    What still finds no place is named by the last annotation, and told in the log. `locate` turns
    a lecture's path into one relative to the repository's root, where GitHub looks for it.
    """
    known = list(reports)
    commands: list[str] = []
    log: list[str] = []
    for severity in _LEVELS:
        notes = _notes(known, severity)
        shown = notes if len(notes) <= _MOST else notes[: _MOST - 1]
        commands += (_command(note, locate) for note in shown)
        if left := notes[len(shown) :]:
            commands.append(_rest(left, locate))
            for path, those in groupby(left, lambda note: note.path):
                log += format_findings(path, (one for n in those for one in n.piece.findings))
    if log:
        log = ["::group::Meldungen ohne Anmerkung", *log, "::endgroup::"]
    return "\n".join([*commands, *log, *map(summary, known)])


def _notes(reports: list[Report], severity: Severity) -> list[_Note]:
    wrong: list[_Note] = []
    whole: list[_Note] = []
    for report in reports:
        for piece in pieces(one for one in report.findings if one.severity == severity):
            kind = whole if piece.first.code == UNCHECKED else wrong
            kind.append(_Note(report.path, piece))
    cut = [_Note(note.path, one) for note in whole for one in note.piece.passages()]
    return wrong + (cut if len(wrong) + len(cut) <= _MOST else whole)


def _command(note: _Note, locate: Callable[[str], str]) -> str:
    place = note.piece.first.place
    cell = f"{place.words}: " if place.cell else ""
    return _written(note, locate, cell + one_line(note.piece.message), detailed(note.piece))


def _rest(notes: list[_Note], locate: Callable[[str], str]) -> str:
    """What becomes of those for which there is no place; it stands at the first of them."""
    lines: dict[str, set[int]] = {}
    for note in notes:
        own = lines.setdefault(note.path, set())
        own |= {one.place.line for one in note.piece.findings}
    places = (
        f"    {one_line(path)}: Zeile {', '.join(map(str, sorted(own)))}"
        for path, own in lines.items()
    )
    told = f"{len(notes)} weitere Meldungen stehen unten im Protokoll dieses Schritts"
    return _written(notes[0], locate, told, places)


def _written(
    note: _Note, locate: Callable[[str], str], message: str, details: Iterable[str]
) -> str:
    """Columns count from 1, as GitHub's do; it wants none for more than one line."""
    first, last = note.piece.first, note.piece.findings[-1].place.line
    where = f"line={first.place.line}"
    whole = len([*note.piece.passages()]) == 1 and last > first.place.line
    where += f",endLine={last}" if whole else f",col={first.place.column}"
    file, text = _property(locate(note.path)), _data("\n".join([message, *details]))
    return f"::{_LEVELS[first.severity]} file={file},{where}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
