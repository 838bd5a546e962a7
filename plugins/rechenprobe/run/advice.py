"""What an author can do about an exception, in German."""

import builtins
import errno
import re
import sys
from bdb import BdbQuit
from collections.abc import Iterable, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from difflib import get_close_matches
from types import TracebackType

from rechenprobe.run.helpers import LOST_REMEDY, STRANGER_REMEDY
from rechenprobe.run.limits import FIGURES_REMEDY, MEMORY_REMEDY, TooManyFigures

_REMEDIES: Mapping[type[BaseException], str] = {
    FileNotFoundError: "Relative Pfade gelten vom Ordner der Vorlesung aus.",
    MemoryError: MEMORY_REMEDY,
    RecursionError: "Der Rekursion fehlt ein Ende.",
    TooManyFigures: FIGURES_REMEDY,
    EOFError: "Den Wert in der Zelle fest eintragen.",
    BdbQuit: "Den Debugger aus der Zelle entfernen.",
    BrokenExecutor: f"{LOST_REMEDY} {STRANGER_REMEDY}",
}


_JUPYTER = re.compile(r"^\s*(?:\w+\s*=\s*)?[%!]|^\s*\?|\?\s*$")
"""`!pip install x`, `files = !ls`, `print?`"""
_ONLY_JUPYTER = "Zeilen mit %, ! oder ? versteht nur Jupyter; in einer Vorlesung steht dort Python."

_SAYINGS = (
    (
        re.compile(r"[Cc]an't (?:pickle|get local object)|cannot pickle"),
        (
            "Was verpackt werden soll, mit def oder class auf oberster Ebene anlegen, nicht mit "
            "lambda und nicht in einer Funktion."
        ),
    ),
    (
        re.compile(r"no display name|[Cc]annot load backend|couldn't connect to display"),
        (
            "Beim Bauen gibt es keinen Bildschirm. Abbildungen von Matplotlib zeigt die Seite von "
            "selbst: die Wahl eines Backends weglassen."
        ),
    ),
    (re.compile(r"can't start new thread"), "Weniger Threads zugleich starten."),
    (
        re.compile(r"^unsupported locale setting"),
        (
            "Diese Sprache ist auf dem bauenden Rechner nicht eingerichtet. Zahlen in deutscher "
            "Schreibweise setzt `{python} Ausdruck` in den Text ein."
        ),
    ),
    (
        re.compile(r"^invalid character '[„“”‚‘’«»]'"),
        "Im Code gerade Anführungszeichen schreiben: \" oder '.",
    ),
    (
        re.compile(r"^invalid (?:non-printable )?character .*U\+(?:00A0|202F|2009|200B|FEFF)"),
        "Das unsichtbare Zeichen durch ein gewöhnliches Leerzeichen ersetzen.",
    ),
)
"""What messages begin with or contain, and what helps then."""

_CANNOT_IMPORT = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")
_WELL_KNOWN = ("keras", "tensorflow", "numpy", "matplotlib", "pandas", "sklearn", "scipy")
_PACKAGES = {"sklearn": "scikit-learn", "PIL": "Pillow", "cv2": "opencv-python"} | {
    "yaml": "PyYAML",
    "skimage": "scikit-image",
    "bs4": "beautifulsoup4",
}
"""Modules whose packages have other names."""


def remedy(error: BaseException, text: str) -> str:
    """What the author can do about it; empty if nothing is certain. `text` is its own."""
    with suppress(BaseException):  # an author's own kind may hold anything, or raise when asked
        return _certain(error, text)
    return ""


def _certain(error: BaseException, text: str) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _for_module(error.name.partition(".")[0])
    if isinstance(error, NameError) and error.name in ("keras", "tf", "np", "plt"):
        return f"„{error.name}“ in der Zelle oder im Vorspiel (Option prelude) importieren."
    if isinstance(error, SystemExit):
        return "Den Aufruf entfernen; eine Zelle endet mit ihrer letzten Zeile."
    if is_memory(error):
        return _REMEDIES[MemoryError]
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return "Zellen schreiben nur in ihren eigenen Ordner: relative Pfade verwenden."
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return "Eine Datei darf höchstens 5 GB groß werden."
    if isinstance(error, OSError) and error.errno == errno.EMFILE:
        return "Dateien wieder schließen: with open(…) as datei."
    if isinstance(error, SyntaxError) and _JUPYTER.search(error.text or ""):
        return _ONLY_JUPYTER
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(">>>"):
        return "Die Zeichen >>> weglassen, oder die Zelle mit `#| eval: false` nur zeigen."
    if isinstance(error, NameError) and error.name == "get_ipython":
        return _ONLY_JUPYTER
    if isinstance(error, KeyError) and _asked_environment(error.__traceback__):
        return (
            "Vorlesungen laufen ohne die Umgebung dessen, der baut: den Wert in der Zelle angeben."
        )
    known = next((text for kind, text in _REMEDIES.items() if isinstance(error, kind)), "")
    return known or _said_before(text) or _guess(error, text)


def _for_module(name: str) -> str:
    if name in ("keras", "tensorflow"):
        return "Keras und TensorFlow installieren: pip install 'rechenprobe[keras]'"
    near = _near(name, {*sys.stdlib_module_names, *sys.modules, *_WELL_KNOWN} - {name})
    if near:
        return near
    package = _PACKAGES.get(name)
    if package:
        return f"Das Paket „{package}“ installieren, zu dem das Modul „{name}“ gehört."
    return f"Das Modul „{name}“ installieren oder neben die Vorlesung legen."


def _said_before(text: str) -> str:
    """For errors whose kind tells nothing."""
    return next((advice for saying, advice in _SAYINGS if saying.search(text[:999])), "")


def _guess(error: BaseException, text: str) -> str:
    """What a misspelt name may mean."""
    with suppress(BaseException):  # the author's own `__dir__` may fail
        if isinstance(error, NameError) and error.name:
            frame = _innermost(error.__traceback__)
            if frame is not None:
                known = (frame.tb_frame.f_locals, frame.tb_frame.f_globals, vars(builtins))
                return _near(error.name, {name for names in known for name in names})
        if isinstance(error, AttributeError) and error.name:
            return _near(error.name, dir(error.obj))
        if isinstance(error, ImportError) and (found := _CANNOT_IMPORT.search(text)):
            return _near(found[1], dir(sys.modules[found[2]]))
    return ""


def _near(name: str, known: Iterable[str]) -> str:
    candidates = sorted(one for one in known if not one.startswith("_") or name.startswith("_"))
    near = get_close_matches(name, candidates, 1, 0.75)
    return f"Gemeint ist vielleicht „{near[0]}“." if near else ""


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _asked_environment(trace: TracebackType | None) -> bool:
    frame = _innermost(trace)
    return frame is not None and frame.tb_frame.f_globals.get("__name__") == "os"


def is_memory(error: BaseException) -> bool:
    """Whether there was not enough of it."""
    with suppress(BaseException):
        return (
            isinstance(error, MemoryError)
            or type(error).__name__ == "ResourceExhaustedError"
            or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
        )
    return False
