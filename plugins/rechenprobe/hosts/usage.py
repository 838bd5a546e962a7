"""The words on the command line → a `Request`, or the usage, in German."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from rechenprobe.hosts.terminal import say, tell

FINE, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
FORMATS = ("text", "json", "github")
OPTIONS = ("--format", "--watch", "--site", "--diff", "--help", "--version")
COMMANDS = ("check", "fix", "why")

CALLS = """\
Aufruf:  rechenprobe check [PFAD …] [--format text|json|github] [--watch]
         rechenprobe check --site ORDNER
         rechenprobe fix [PFAD …] [--diff]
         rechenprobe why PFAD
"""

HELP = f"""\
{CALLS}
check    prüft alle Zahlen der Vorlesungen: die genannten Dateien und Ordner,
         ohne PFAD die ganze Website, deren mkdocs.yml hier oder darüber steht
fix      schreibt falsche Ergebnisse richtig, in der Schreibweise, die dasteht;
         was Sie gewählt haben (Faktoren, Schrittweiten …), bleibt, wie es ist
why      sagt, warum der Code einer Vorlesung beim nächsten Mal (nicht) läuft

  --format FORMAT   Ausgabe für Menschen (text), Werkzeuge (json) oder GitHub (github)
  --watch           prüft bei jeder Änderung wieder, bis Strg+C; zeigt nur, was neu ist
  --site ORDNER     prüft, ob die gebaute Website zu den Quellen gehört: jede Vorlesung
                    mit Stempel, aus ihrem heutigen Text
  --diff            zeigt, was fix ändern würde, und schreibt nichts
  -h, --help        diese Hilfe
  --version         die Version

Rückgabewert:  0 alles stimmt, 1 etwas stimmt nicht, 2 nicht ausführbar
"""


class Request(Struct, frozen=True):
    """What the command line asks for."""

    command: str
    paths: tuple[Path, ...]
    format: str = "text"
    watch: bool = False
    diff: bool = False
    site: Path | None = None
    """A built site to compare with the sources."""


class _Parser(argparse.ArgumentParser):
    """Says in German what it does not understand."""

    def error(self, message: str) -> NoReturn:
        del message  # argparse knows only English
        refuse("der Aufruf ist nicht zu verstehen")


def refuse(message: str) -> NoReturn:
    """End with the usage: the call makes no sense."""
    say(f"rechenprobe: {message}\n\n{CALLS}\nrechenprobe --help erklärt sie.")
    raise SystemExit(FAILED)


def _meant(word: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  # only for mistakes

    known = {name.lstrip("-"): name for name in names}  # dashes are alike in all of them
    close = get_close_matches(word.lstrip("-"), known, n=1)
    return f"; gemeint ist wohl {known[close[0]]}" if close else ""


def parse(arguments: Sequence[str]) -> Request:
    """The command line as a request. Raises `SystemExit` for help and mistakes."""
    parser = _Parser(prog="rechenprobe", add_help=False, allow_abbrev=False)
    for switch in ("--help", "--version", "--watch", "--diff"):
        parser.add_argument(
            *(("-h", switch) if switch == "--help" else (switch,)), action="store_true"
        )
    parser.add_argument("--format", nargs="?", const="")
    parser.add_argument("--site", nargs="?", const="")
    parser.add_argument("words", nargs="*")
    options, unknown = parser.parse_known_intermixed_args(arguments)
    if options.help:
        tell(HELP.rstrip())
        raise SystemExit(FINE)
    if options.version:
        from importlib.metadata import version  # noqa: PLC0415  # only asked for by hand

        tell(f"rechenprobe {version('rechenprobe')}")
        raise SystemExit(FINE)
    if unknown:
        name = unknown[0].partition("=")[0]
        refuse(f"die Option „{name}“ gibt es nicht{_meant(name, OPTIONS)}")
    words: list[str] = options.words
    if not words:
        refuse("es fehlt, was zu tun ist: check, fix oder why")
    if words[0] not in COMMANDS:
        refuse(f"„{words[0]}“ gibt es nicht, nur check, fix und why{_meant(words[0], COMMANDS)}")
    request = Request(
        command=words[0],
        paths=tuple(map(Path, words[1:])),
        format="text" if options.format is None else options.format,
        watch=options.watch,
        diff=options.diff,
        site=None if options.site is None else Path(options.site),
    )
    _reject_nonsense(request, options.format, options.site)
    return request


def _reject_nonsense(request: Request, written_format: str | None, site: str | None) -> None:
    """Options that do not go with the command, or with each other."""
    if request.format not in FORMATS:
        refuse(f"das Format „{request.format}“ gibt es nicht, nur {', '.join(FORMATS)}")
    if request.command != "check":
        for option, given in (
            ("--format", written_format is not None),
            ("--watch", request.watch),
            ("--site", site is not None),
        ):
            if given:
                refuse(f"{option} gibt es nur bei check")
    if request.command != "fix" and request.diff:
        refuse("--diff gibt es nur bei fix")
    if request.watch and request.format != "text":
        refuse("--watch schreibt für Menschen: nur mit --format text")
    if site == "":
        refuse("--site braucht den Ordner der gebauten Website")
    if request.site is not None and (request.watch or request.paths or written_format):
        refuse("--site prüft die ganze Website, ohne weitere Angaben")
    if request.command == "why" and len(request.paths) != 1:
        refuse("why braucht genau eine Datei")
