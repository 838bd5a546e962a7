"""The command `rechenprobe`. Exit status: 0 all is well, 1 errors found, 2 it could not run."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from msgspec import Struct

from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.messages import Paint, ansi, as_github, as_json, as_text, plain
from rechenprobe.hosts.site import Selection, Site, find_site, select, shown
from rechenprobe.lecture import Place
from rechenprobe.pipeline import Pending, Pipeline, read_text
from rechenprobe.report import Report

FINE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
FORMATS = ("text", "json", "github")

_HELP = """\
Aufruf:  rechenprobe check [PFAD …] [--format text|json|github]
         rechenprobe why PFAD

check    prüft alle Zahlen der Vorlesungen: die genannten Dateien und Ordner,
         ohne PFAD die ganze Website, deren mkdocs.yml hier oder darüber steht
why      sagt, warum der Code einer Vorlesung beim nächsten Mal (nicht) läuft

  --format FORMAT   Ausgabe für Menschen (text), Werkzeuge (json) oder GitHub (github)
  -h, --help        diese Hilfe
  --version         die Version

Rückgabewert:  0 alles stimmt, 1 etwas stimmt nicht, 2 nicht ausführbar
"""


class Request(Struct, frozen=True):
    """What the command line asks for."""

    command: str
    paths: tuple[Path, ...]
    format: str = "text"


class _Parser(argparse.ArgumentParser):
    """Says in German what it does not understand."""

    def error(self, message: str) -> NoReturn:
        del message  # argparse knows only English
        _refuse("der Aufruf ist nicht zu verstehen")


def _refuse(message: str) -> NoReturn:
    print(f"rechenprobe: {message}\n\n{_HELP}", end="", file=sys.stderr)
    raise SystemExit(FAILED)


def parse(arguments: Sequence[str]) -> Request:
    """The command line as a request. Raises `SystemExit` for help and mistakes."""
    parser = _Parser(prog="rechenprobe", add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--format", nargs="?", const="", default="text")
    parser.add_argument("words", nargs="*")
    options, unknown = parser.parse_known_intermixed_args(arguments)
    words: list[str] = options.words
    if options.help:
        print(_HELP, end="")
        raise SystemExit(FINE)
    if options.version:
        from importlib.metadata import version  # noqa: PLC0415  # only asked for by hand

        print(f"rechenprobe {version('rechenprobe')}")
        raise SystemExit(FINE)
    if unknown:
        _refuse(f"die Option „{unknown[0]}“ gibt es nicht")
    if not words:
        _refuse("es fehlt, was zu tun ist: check oder why")
    command, paths = words[0], tuple(map(Path, words[1:]))
    if command not in ("check", "why"):
        _refuse(f"„{command}“ gibt es nicht, nur check und why")
    if options.format not in FORMATS:
        _refuse(f"das Format „{options.format}“ gibt es nicht, nur {', '.join(FORMATS)}")
    if command == "why" and len(paths) != 1:
        _refuse("why braucht genau eine Datei")
    return Request(command, paths, options.format)


def check(request: Request, site: Site) -> int:
    """Check all lectures asked for and print what came of it."""
    selection = select(site, request.paths)
    pipeline = Pipeline(site.settings)
    complaints = list(selection.complaints)
    reports: list[Report] = []
    try:
        for pending in _start(pipeline, selection, complaints):
            reports.append(pending.finish().report)
            if request.format == "text":
                print(as_text(reports[-1:], _paint(sys.stdout)), flush=True)
    finally:
        pipeline.close()
    if request.format == "json" and (reports or not complaints):
        print(as_json(reports))
    if request.format == "github":
        print(as_github(reports, lambda path: _in_repository(site.settings.root / path)))
    for complaint in complaints:
        _say(str(complaint))
    if complaints:
        return FAILED
    return FOUND if any(report.failed for report in reports) else FINE


def _start(pipeline: Pipeline, selection: Selection, complaints: list[Complaint]) -> list[Pending]:
    """All runs at once; files that cannot be read are complained about."""
    return [
        pipeline.start(source, pipeline.name(path))
        for path, source in _sources(selection, complaints)
    ]


def _sources(selection: Selection, complaints: list[Complaint]) -> Iterator[tuple[Path, str]]:
    for path in selection.files:
        try:
            yield path, read_text(path)
        except UnicodeDecodeError as error:
            complaints.append(_undecodable(path, error))
        except OSError as error:
            complaints.append(Complaint(f"lässt sich nicht lesen: {error.strerror}", shown(path)))


def _undecodable(path: Path, error: UnicodeDecodeError) -> Complaint:
    before = error.object[: error.start].decode("utf-8-sig")
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Complaint("ist nicht in UTF-8 gespeichert", shown(path), place, "als UTF-8 speichern")


def _in_repository(path: Path) -> str:
    workspace = os.environ.get("GITHUB_WORKSPACE") or Path.cwd()
    return Path(os.path.relpath(path, workspace)).as_posix()


def why(request: Request, site: Site) -> int:
    """Say why a lecture's code would run, or why it need not."""
    selection = select(site, request.paths)
    if len(selection.files) > 1:
        _say("why braucht eine Datei, keinen Ordner mit mehreren")
        return FAILED
    pipeline = Pipeline(site.settings)
    complaints = list(selection.complaints)
    try:
        for path, source in _sources(selection, complaints):
            print(pipeline.why(source, pipeline.name(path)))
    finally:
        pipeline.close()
    for complaint in complaints:
        _say(str(complaint))
    return FAILED if complaints else FINE


def _site() -> Site:
    """The site around the current folder; says so where there is none to read options from."""
    site = find_site(Path.cwd())
    if site.config is None:
        _say(
            "Hinweis: keine mkdocs.yml in diesem Ordner oder darüber,"
            " es gelten die Voreinstellungen"
        )
    elif not site.configured:
        _say(
            f"Hinweis: {shown(site.config)} verwendet das Plugin rechenprobe nicht,"
            " es gelten die Voreinstellungen"
        )
    return site


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _paint(stream: TextIO) -> Paint:
    """Colours on a terminal that can show them, unless `NO_COLOR` is set (to anything)."""
    dull = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return plain if dull or not stream.isatty() else ansi


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; `arguments` are those of the process if None."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without „ must not end the check
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        request = parse(sys.argv[1:] if arguments is None else arguments)
        site = _site()
        return check(request, site) if request.command == "check" else why(request, site)
    except SiteError as error:
        _say(str(error))
        return FAILED
    except KeyboardInterrupt:
        _say("abgebrochen")
        return INTERRUPTED
    except BrokenPipeError:  # the reader (`head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
