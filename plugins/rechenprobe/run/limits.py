"""How much a lecture may do, and what it is told when it does more."""

import re

from rechenprobe.execution import Failure, Frame
from rechenprobe.run.protocol import Ended, Started

MAX_PROCESSES = 128
"""Processes that a lecture may have at a time."""

MAX_FILE = 5 * 10**9
"""Bytes that one file of a lecture may have."""

MAX_DISK = 10 * 10**9
"""Bytes that all files of a lecture may have together."""

BROKEN = 70
"""Exit status of a lecture's process in which our own code no longer works."""

START_LIMIT = 180.0
"""Seconds until a lecture's first step: the server imports Keras before it."""

ENDING_LIMIT = 5.0
"""Seconds that a lecture that is through may take to end by itself."""

LAST_WORDS_LIMIT = 45.0
"""Seconds that the warden may take to end everything."""

DISK_REMEDY = "Weniger in Dateien schreiben oder sie wieder löschen."
PROCESSES_REMEDY = "Weniger Prozesse zugleich starten."
OUTPUT_REMEDY = (
    "Weniger ausgeben oder einen Ausschnitt zeigen; mehr erlaubt "
    "`#| max_output: Millionen Zeichen`."
)
FIGURES_REMEDY = (
    "Weniger Abbildungen zeigen oder mehrere in eine zusammenfassen; mehr erlaubt "
    "`#| max_figures: Anzahl`."
)
MEMORY_REMEDY = (
    "Kleinere Daten oder Modelle verwenden oder der Zelle mehr geben: `#| memory: Gigabyte`; "
    "zum bloßen Zählen genügt `#| symbolic: true`."
)


class TooManyFigures(RuntimeError):
    """A cell shows more than it may. German."""


def too_much_output(limit: int) -> str:
    """The message of a cell that shows more than `limit` characters."""
    return f"die Zelle gibt mehr als {_german(limit / 1e6)} Mio. Zeichen aus"


def too_many_figures(limit: int) -> str:
    """The message of a cell that shows more than `limit` figures."""
    return f"mehr als {limit} Abbildungen in einer Zelle"


def _german(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def too_many_processes() -> str:
    """The message for `MAX_PROCESSES`."""
    return f"mehr als {MAX_PROCESSES} Prozesse zugleich"


_DRAWING = re.compile(r'[/\\](?:run[/\\]figures|matplotlib[/\\]animation)\.py", line \d+ in ')
"""In a stack of faulthandler's: a figure is being made into what the page shows."""


def timed_out(step: Started, frames: tuple[Frame, ...], trace: str) -> Failure:
    """The failure of a step whose time is over, at the line on which it was then.

    `trace` is what faulthandler wrote of it.
    """
    seconds = _german(step.timeout)
    messages = {
        "prelude": f"das Vorspiel läuft länger als {seconds} s",
        "cell": f"nach {seconds} s abgebrochen",
        "values": f"der Wert ist nach {seconds} s nicht berechnet",
        "threads": f"ein Thread der Zelle läuft {seconds} s nach der letzten Zelle noch",
        "models": f"die Auswertung der Modelle dauert länger als {seconds} s",
    }
    remedies = {
        "threads": "Den Thread beenden (join) oder mit daemon=True starten.",
        "cell": "Die Endlosschleife beheben oder der Zelle mehr Zeit geben: "
        "`#| timeout: Sekunden`.",
    }
    if _DRAWING.search(trace.rpartition("(most recent call first):\n")[2]):
        remedies["cell"] = (
            "So lange dauert das Zeichnen: weniger Punkte oder Einzelbilder zeigen, viele Punkte "
            "mit `rasterized=True` zeichnen; oder mehr Zeit geben: `#| timeout: Sekunden`."
        )
    if step.step == "threads":
        frames = ()
    return _at(
        step,
        frames,
        "timeout",
        messages[step.step],
        remedies.get(step.step, "Weniger rechnen oder die Option timeout erhöhen."),
    )


def died(step: Started, ended: Ended, frames: tuple[Frame, ...]) -> Failure:
    """The failure of a process that ended before it was done."""
    if ended.limit == "processes":
        return _at(step, frames, "processes", too_many_processes(), PROCESSES_REMEDY)
    if ended.limit == "output":
        return _at(step, frames, "output", too_much_output(step.output), OUTPUT_REMEDY)
    if ended.limit == "memory":
        message = "die Prozesse der Zelle belegen zusammen mehr Speicher, als sie darf"
        return _at(step, frames, "memory", message, MEMORY_REMEDY)
    if ended.limit == "disk":
        message = f"die Dateien der Vorlesung belegen mehr als {_german(MAX_DISK / 1e9)} GB"
        return _at(step, frames, "disk", message, DISK_REMEDY)
    if ended.status == BROKEN:
        message = "die Zelle hat etwas ersetzt, ohne das sich ihr Ergebnis nicht lesen lässt"
        remedy = "Eingriffe in builtins, os, sys und andere Module am Ende der Zelle zurücknehmen."
        return _at(step, frames, "killed", message, remedy)
    if ended.status >= 0:
        message = f"der Prozess endet mitten im Lauf (Status {ended.status})"
        return _at(step, frames, "exit", message, "Den Aufruf entfernen, der ihn beendet.")
    return _at(step, frames, "killed", *_SIGNALS.get(-ended.status, _other_signal(-ended.status)))


_C_CODE = "Was übergibt die Zeile an C-Code (ctypes, ein Erweiterungsmodul)?"
_SIGNALS = {
    9: (
        "der Prozess ist von außen beendet worden (SIGKILL)",
        "Meist reicht der Arbeitsspeicher nicht: kleinere Daten oder weniger workers.",
    ),
    11: ("Absturz: Zugriff auf fremden Speicher (SIGSEGV)", _C_CODE),
    6: ("Absturz: C-Code hat abgebrochen (SIGABRT)", _C_CODE),
    8: ("Absturz: Rechenfehler im Prozessor (SIGFPE)", _C_CODE),
    4: ("Absturz: unzulässiger Maschinenbefehl (SIGILL)", _C_CODE),
    7: ("Absturz: Busfehler (SIGBUS)", "Ist der Datenträger voll?"),
    24: (
        "die erlaubte Rechenzeit ist verbraucht (SIGXCPU)",
        "Das Limit höher setzen, das die Zelle sich selbst gibt (resource.RLIMIT_CPU).",
    ),
}


def _other_signal(number: int) -> tuple[str, str]:
    remedy = "Wer das Signal auslöst (signal.alarm, os.kill, ein Limit), soll es auch behandeln."
    return (f"der Prozess ist durch Signal {number} beendet worden", remedy)


def garbled(step: Started) -> Failure:
    """The failure of a process that no longer speaks our language."""
    message = "der Prozess der Vorlesung ist durcheinandergeraten"
    return _at(step, (), "killed", message, "Schreibt die Zelle in fremde Dateideskriptoren?")


def _at(step: Started, frames: tuple[Frame, ...], kind: str, message: str, remedy: str) -> Failure:
    file, line = (frames[-1].file, frames[-1].line) if frames else (step.file, step.line)
    if step.step == "prelude":
        kind = "prelude"
    return Failure(kind, step.cell, file, line, message, remedy, frames)
