"""Raw figures ↔ the tables that people read, in German. Nobody types a number here."""

import os
import platform
import statistics
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bench_measure import Measured

BEGIN, END = "<!-- messwerte: Anfang -->", "<!-- messwerte: Ende -->"

_SCENES = {
    "cold": "kalt",
    "unchanged": "unverändert",
    "prose": "Text geändert",
    "cell": "Zelle geändert",
    "serve prose": "Vorschau: Text",
    "serve cell": "Vorschau: Zelle",
}
_TOOLS = {
    "plain": "MkDocs allein, nichts ausgeführt",
    "floor": "Sockel: MkDocs, daneben der bloße Code",
    "rechenprobe": "**Rechenprobe**",
    "symbolic": "**Rechenprobe**, `symbolic`",
    "markdown-exec": "markdown-exec",
    "mkdocs-jupyter": "mkdocs-jupyter",
    "myst-nb": "MyST-NB mit jupyter-cache",
}


_LEGEND = (
    "In Klammern steht das Verhältnis zu MkDocs allein. Speicher ist der größte Wert über alle"
    " Prozesse zusammen, geteilte Seiten anteilig (PSS)."
)


class Results(Struct, frozen=True):
    """One run of the benchmark."""

    machine: str
    """German: what it ran on."""
    lectures: int
    many: int
    figures: dict[str, dict[str, list[Measured]]]
    """Subject (a tool, or a part of the benchmark) → scene → all rounds."""

    @property
    def rounds(self) -> tuple[int, int]:
        """Of the subjects, the fewest and the most."""
        counts = [len(next(iter(scenes.values()))) for scenes in self.figures.values()]
        return min(counts), max(counts)

    def seconds(self, subject: str, scene: str) -> float | None:
        """The median; None if it was not measured."""
        figures = self.figures.get(subject, {}).get(scene)
        return statistics.median(one.seconds for one in figures) if figures else None

    def peak(self, subject: str, scene: str) -> float | None:
        """The median of the memory's peaks, in bytes."""
        figures = self.figures.get(subject, {}).get(scene)
        return statistics.median(one.peak_bytes for one in figures) if figures else None

    def ratio(self, subject: str, other: str, scene: str) -> float | None:
        """Seconds against those of another subject."""
        own, theirs = self.seconds(subject, scene), self.seconds(other, scene)
        return own / theirs if own is not None and theirs else None


def machine() -> str:
    """German: `2 Kerne, Python 3.11.7, Keras 3.15.1, TensorFlow 2.21.0, MkDocs 1.6.1`."""
    names = {"keras": "Keras", "tensorflow": "TensorFlow", "mkdocs": "MkDocs"}
    tools = ", ".join(f"{name} {version(package)}" for package, name in names.items())
    cores = len(os.sched_getaffinity(0))
    return f"{cores} Kerne, Python {platform.python_version()}, {tools}"


def write_results(file: Path, results: Results) -> None:
    """All figures as JSON, a line each, so that two runs can be compared."""
    text = msgspec.json.format(msgspec.json.encode(results), indent=1)
    file.write_bytes(text + b"\n")


def read_results(file: Path) -> Results:
    """What `write_results` wrote."""
    return msgspec.json.decode(file.read_bytes(), type=Results)


def joined(earlier: Results, now: Results) -> Results:
    """What was measured now, and what was not from an earlier run of the same kind."""
    setting = (now.machine, now.lectures, now.many)
    if (earlier.machine, earlier.lectures, earlier.many) != setting:
        return now
    return structs.replace(now, figures={**earlier.figures, **now.figures})


def table(results: Results) -> str:
    """The whole section of the page, as Markdown."""
    fewest, most = results.rounds
    rounds = "einer Runde" if most == 1 else f"{most} Runden"
    if fewest < most:
        rounds = f"{fewest} bis {rounds}"
    parts = [
        f"{results.lectures} Vorlesungen mit dem AlexNet, Mediane aus {rounds}; {results.machine}.",
        _tools(results),
        _LEGEND,
        _goals(results),
    ]
    return "\n\n".join(part for part in parts if part)


def write_page(file: Path, results: Results) -> None:
    """Put the section between the page's markers. Raises `SystemExit` if it has none."""
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{file}: {BEGIN} … {END} fehlt")
    file.write_text(f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}", encoding="utf-8")


def _tools(results: Results) -> str:
    shown = [tool for tool in _TOOLS if tool in results.figures]
    if not shown:
        return ""
    lines = [
        "| Werkzeug | " + " | ".join(_SCENES.values()) + " | Speicher, kalt |",
        "|---" + "|--:" * (len(_SCENES) + 1) + "|",
    ]
    for tool in shown:
        cells = [_cell(results, tool, scene) for scene in _SCENES]
        peak = results.peak(tool, "cold memory")
        cells.append(f"{german(peak / 1e9)} GB" if peak else "–")
        lines.append(f"| {_TOOLS[tool]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(results: Results, tool: str, scene: str) -> str:
    seconds = results.seconds(tool, scene)
    if seconds is None:
        return "–"
    ratio = results.ratio(tool, "plain", scene)
    return f"{german(seconds)} s" + (f" ({german(ratio)})" if ratio and tool != "plain" else "")


def _goals(results: Results) -> str:
    """What the engine is held to, beside what was measured."""
    peak = results.peak("rechenprobe", "cold memory")
    plain, ours = results.seconds("many", "plain"), results.seconds("many", "symbolic")
    beyond = _minus(results.seconds("large", "model"), results.seconds("large", "without"))
    memory = _minus(results.peak("large", "model memory"), results.peak("large", "without memory"))
    preview = _minus(
        results.seconds("rechenprobe", "serve cell"), results.seconds("plain", "serve cell")
    )
    preview = _minus(preview, results.seconds("floor", "code of a lecture"))
    rows: list[tuple[str, float | None, float, str]] = [
        (
            "kalt, gegen markdown-exec",
            results.ratio("rechenprobe", "markdown-exec", "cold"),
            0.65,
            "",
        ),
        (
            "kalt, `symbolic`, gegen markdown-exec",
            results.ratio("symbolic", "markdown-exec", "cold"),
            0.45,
            "",
        ),
        (
            "kalt, gegen mkdocs-jupyter",
            results.ratio("rechenprobe", "mkdocs-jupyter", "cold"),
            0.15,
            "",
        ),
        ("kalt, gegen MyST-NB", results.ratio("rechenprobe", "myst-nb", "cold"), 0.15, ""),
        ("kalt, gegen den Sockel", results.ratio("rechenprobe", "floor", "cold"), 1.3, ""),
        (
            "unverändert, gegen MkDocs allein",
            results.ratio("rechenprobe", "plain", "unchanged"),
            1.1,
            "",
        ),
        (
            "Text geändert, gegen MkDocs allein",
            results.ratio("rechenprobe", "plain", "prose"),
            1.1,
            "",
        ),
        (
            f"{results.many} unveränderte Vorlesungen, gegen MkDocs allein",
            ours / plain if ours and plain else None,
            1.15,
            "",
        ),
        ("Zelle geändert in der Vorschau, über MkDocs und die Zelle hinaus", preview, 0.3, " s"),
        ("8 Mrd. Parameter, `symbolic`, über eine Vorlesung ohne Modell hinaus", beyond, 1.0, " s"),
        ("dabei mehr Speicher", memory / 1e6 if memory is not None else None, 100.0, " MB"),
        ("Speicher, kalt", peak / 1e9 if peak else None, 2.5, " GB"),
        ("`rechenprobe check`, unverändert", results.seconds("check", "unchanged"), 1.0, " s"),
    ]
    lines = [
        f"| {name} | {german(value)}{unit} | {german(goal)}{unit} |"
        for name, value, goal, unit in rows
        if value is not None
    ]
    return "\n".join(["| Ziel | gemessen | höchstens |", "|---|--:|--:|", *lines]) if lines else ""


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def german(number: float) -> str:
    """Three significant digits at most, decimal comma: `0,65`, `13,5`, `112`; a real minus."""
    decimals = 2 if round(abs(number), 2) < 10 else 1 if round(abs(number), 1) < 100 else 0
    return f"{number:.{decimals}f}".replace(".", ",").replace("-", "−")
