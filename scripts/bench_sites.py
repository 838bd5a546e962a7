"""The courses that the benchmark builds: the seed's lecture N times, for each tool in its way."""

import json
import re
from pathlib import Path
from typing import Literal, TypeAlias

Tool: TypeAlias = Literal[
    "plain", "rechenprobe", "symbolic", "markdown-exec", "mkdocs-jupyter", "myst-nb"
]

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "tests" / "seed" / "alexnet-notizen.md"

_MKDOCS = """\
site_name: Messung
theme:
  name: material
  font: false
markdown_extensions:
  - attr_list
  - md_in_html
  - tables
  - pymdownx.highlight
  - pymdownx.superfences
plugins:
  - search
"""
_PLUGINS: dict[Tool, str] = {
    "plain": "",
    "rechenprobe": "  - rechenprobe\n",
    "symbolic": "  - rechenprobe\n",
    "markdown-exec": "  - markdown-exec\n",
    "mkdocs-jupyter": "  - mkdocs-jupyter:\n      execute: true\n      allow_errors: false\n",
}
_SPHINX = """\
project = "Messung"
extensions = ["myst_nb"]
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
"""


LARGE = """\
import keras

model = keras.Sequential([keras.Input((16384,)), *(keras.layers.Dense(16384) for _ in range(30))])
model.summary()
"""
"""8 053 555 200 parameters: 30 · (16384² + 16384); 32 GB in float32."""
WITHOUT = "import keras\n\nprint(keras.__version__)\n"


def write_single(folder: Path, cell: str) -> None:
    """A course for rechenprobe with one lecture, which has one symbolic cell."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_MKDOCS + _PLUGINS["symbolic"], encoding="utf-8")
    text = f"# Eine Vorlesung\n\n```python\n#| symbolic: true\n{cell}```\n"
    (folder / "docs" / "index.md").write_text(text, encoding="utf-8")


def code(number: int) -> str:
    """The seed's model as a cell: built and summarised, not trained; different on each page."""
    fence = re.search(r"\t```python\n(.*?)\n\t```", SEED.read_text(encoding="utf-8"), re.DOTALL)
    if fence is None:
        raise SystemExit(f"{SEED} holds no code fence")
    body = "\n".join(line.removeprefix("\t") for line in fence[1].splitlines())
    body = body.split("# entry point")[0].rstrip()
    return f"import keras\n\nlecture = {number}\n{body}\n\nmodel = define_model()"


def notes() -> str:
    """The seed's prose, the part that is checked."""
    return SEED.read_text(encoding="utf-8").split("- Rechenbeispiel", 1)[1]


def write_site(folder: Path, tool: Tool, lectures: int) -> list[Path]:
    """Write a course of `lectures` pages for a tool; the pages' sources."""
    if tool == "myst-nb":
        return _write_sphinx(folder, lectures)
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_MKDOCS + _PLUGINS[tool], encoding="utf-8")
    (docs / "index.md").write_text("# Messung\n", encoding="utf-8")
    return [_write_page(docs, tool, number) for number in range(lectures)]


def _write_page(docs: Path, tool: Tool, number: int) -> Path:
    if tool == "mkdocs-jupyter":
        path = docs / f"lecture-{number:03}.ipynb"
        path.write_text(_notebook(number), encoding="utf-8")
        return path
    info = {"markdown-exec": 'python exec="on" result="text" source="above"'}
    path = docs / f"lecture-{number:03}.md"
    options = "#| symbolic: true\n" if tool == "symbolic" else ""
    cell = f"```{info.get(tool, 'python')}\n{options}{code(number)}\n```\n"
    path.write_text(f"# AlexNet {number}\n\n{cell}\n- Rechenbeispiel{notes()}", encoding="utf-8")
    return path


def _notebook(number: int) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# AlexNet {number}", "id": "title"},
        {
            "cell_type": "code",
            "metadata": {},
            "source": code(number),
            "id": "model",
            "outputs": [],
            "execution_count": None,
        },
        {
            "cell_type": "markdown",
            "metadata": {},
            "source": "- Rechenbeispiel" + notes(),
            "id": "n",
        },
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1)


def _write_sphinx(folder: Path, lectures: int) -> list[Path]:
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(_SPHINX, encoding="utf-8")
    names = [f"lecture-{number:03}" for number in range(lectures)]
    toc = "# Messung\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    (folder / "index.md").write_text(toc, encoding="utf-8")
    pages = []
    for number, name in enumerate(names):
        kernel = "kernelspec:\n  name: python3\n  display_name: Python 3\n"
        head = f"---\nfile_format: mystnb\n{kernel}---\n"
        cell = f"```{{code-cell}} ipython3\n{code(number)}\n```\n"
        page = folder / f"{name}.md"
        text = f"{head}\n# AlexNet {number}\n\n{cell}\n- Rechenbeispiel{notes()}"
        page.write_text(text, encoding="utf-8")
        pages.append(page)
    return pages


def edit_prose(page: Path, mark: str) -> None:
    """Change a word of the text, no code."""
    text = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(r"# AlexNet \d+(?: \w+)?", f"# AlexNet 0 {mark}", text, count=1), encoding="utf-8"
    )


def edit_cell(page: Path, mark: int) -> None:
    """Change a line of the cell, so that it has to run again."""
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"lecture = \d+", f"lecture = {mark}", text, count=1), encoding="utf-8")
