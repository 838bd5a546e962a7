"""A lecture as a notebook: valid, the same bytes each time, runnable on its own."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from tests.notebooks.writing import ipynb

from rechenprobe.chain import Proof
from rechenprobe.execution import Run
from rechenprobe.pipeline import Pipeline
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings
from rechenprobe.show import show_notebook

ROOT = Path(__file__).parents[2]

LECTURE = """\
---
title: Äpfel
rechenprobe: {unchecked: pass}
---

# Äpfel

- Ein Korb
\t```python
\t#| label: korb
\timport random
\tapples = 6 * basket(7)
\tprint("Äpfel:", apples)
\tapples
\t```
\t- fasst `{python} apples` Äpfel, als Formel $n = `{python} apples`$
\t\t- oder 6 · 7 = 42<!-- = apples -->
- Zufall

```python
#| echo: false
random.random()
```

```python
#| output: false
print("unsichtbar")
```

```python
#| eval: false
1 / 0
```

!!! note "Merke"
    Siehe [dort](dort.md) und ![Bild|300](bild.png).

    ```python
    display("eins"); 2
    ```

    Noch hier.
"""

PRELUDE = "def basket(size):\n    return size\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("site")
    (root / "vor.py").write_text(PRELUDE, encoding="utf-8")
    return Settings(root=root, prelude="vor.py")


@pytest.fixture(scope="module")
def proof(settings: Settings) -> Iterator[Proof]:
    pipeline = Pipeline(settings)
    yield pipeline.start(LECTURE, "docs/x.md").finish()
    pipeline.close()


def resolve(target: str) -> str | None:
    return {"dort.md": "https://kurs.example/dort/", "bild.png": "https://kurs.example/b"}.get(
        target
    )


@pytest.fixture(scope="module")
def exported(proof: Proof, settings: Settings) -> NotebookNode:
    assert proof.run.failure is None
    return parse(show_notebook(proof.lecture, proof.run, settings, [PRELUDE], resolve))


def parse(content: bytes) -> NotebookNode:
    """The notebook, held against nbformat's schema."""
    found: NotebookNode = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(found)
    return found


def texts(found: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in found.cells if cell.cell_type == "markdown")


def test_exporting_twice_gives_the_same_bytes_as_jupyter_would_write(
    proof: Proof, settings: Settings
) -> None:
    """Saving it in Jupyter without a change changes nothing, nor does Git see one."""
    first = show_notebook(proof.lecture, proof.run, settings, [PRELUDE], resolve)
    assert first == show_notebook(proof.lecture, proof.run, settings, [PRELUDE], resolve)
    assert nbformat.writes(parse(first)) + "\n" == first.decode()


def test_the_notebook_alone_reproduces_every_output(exported: NotebookNode, tmp_path: Path) -> None:
    """Executed anew in a folder with nothing else in it: prelude and seeds are part of it."""
    again = nbformat.from_dict(exported)
    for cell in again.cells:
        cell["outputs"] = []
    NotebookClient(again, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    compared = 0
    for ours, theirs in zip(exported.cells, again.cells, strict=True):
        if ours.cell_type == "code" and "output: false" not in ours.source:
            assert ours.outputs == theirs.outputs
            assert ours.execution_count == theirs.execution_count
            compared += len(ours.outputs)
    assert compared == 5


def test_cells_stand_between_the_text_around_them(exported: NotebookNode) -> None:
    """What runs is a cell, hidden if the page hides it; what does not run is text."""
    shown = [
        (cell.cell_type, cell.source.split("\n")[0], cell.metadata.get("tags", []))
        for cell in exported.cells
    ]
    assert shown == [
        ("code", "def basket(size):", ["hide-input"]),
        ("code", "import random", ["hide-input"]),
        ("markdown", "# Äpfel", []),
        ("code", "#| label: korb", []),
        ("markdown", "- fasst 42<!-- = apples --> Äpfel, als Formel $n = 42$", []),
        ("code", "#| echo: false", ["hide-input"]),
        ("code", "#| output: false", []),
        ("markdown", "```python", []),
        ("code", 'display("eins"); 2', []),
        ("markdown", "Noch hier.", []),
    ]
    assert [len(cell.outputs) for cell in exported.cells if cell.cell_type == "code"][-2] == 0


def test_what_follows_a_cell_in_a_list_is_still_an_outline(exported: NotebookNode) -> None:
    """Jupyter would show indented text as code."""
    assert "- fasst 42" in texts(exported)
    assert "\n\t- oder 6 · 7 = 42" in texts(exported)
    assert "\n- Zufall" in texts(exported)


def test_extensions_of_the_site_become_plain_markdown(exported: NotebookNode) -> None:
    """Admonitions, sizes of images, links to other pages of the site."""
    assert "> **Merke**\n>\n> Siehe [dort](https://kurs.example/dort/)" in texts(exported)
    assert '<img src="https://kurs.example/b" alt="Bild" width="300">' in texts(exported)
    assert "!!!" not in texts(exported)


def test_the_exported_notebook_is_a_lecture_with_the_same_verdicts(
    proof: Proof, settings: Settings
) -> None:
    """What the lecture computes, the notebook claims: nothing is wrong, nothing is lost."""
    pipeline = Pipeline(settings)
    content = show_notebook(proof.lecture, proof.run, settings, [PRELUDE], resolve).decode()
    again = pipeline.start(content, "docs/x.ipynb").finish()
    pipeline.close()
    assert again.run.failure is None
    assert again.report.counts.wrong == 0
    before = {claim.text for claim in proof.report.claims if claim.verdict == "verified"}
    after = {claim.text for claim in again.report.claims if claim.verdict == "verified"}
    assert before <= after
    assert before


def test_the_first_cell_installs_what_is_missing_and_nothing_else() -> None:
    """In the versions of the run; standard library and what the run never saw stay out."""
    source = "```python\nimport json\nimport sklearn.svm\nfrom PIL import Image\nimport mine\n```\n"
    lecture = read_lecture(source, "x.md", Settings())
    run = Run(versions={"scikit-learn": "1.9.1", "pillow": "13.0.0", "numpy": "2.4.6"})
    first = parse(show_notebook(lecture, run, Settings())).cells[0]
    calls: list[list[str]] = []
    code = first.source.replace('"PIL":', '"no_such_module":').replace(
        "subprocess.run(", "calls.append("
    )
    exec(code.replace(", check=True", ""), {"calls": calls})
    assert calls == [[*calls[0][:5], "pillow==13.0.0"]]
    assert '"sklearn": "scikit-learn==1.9.1"' in first.source
    for name in ("json", "mine", "numpy"):
        assert f'"{name}"' not in first.source


def test_keras_brings_its_backend() -> None:
    lecture = read_lecture("```python\nimport keras\n```\n", "x.md", Settings())
    run = Run(versions={"keras": "3.15.1", "tensorflow": "2.21.0"})
    first = parse(show_notebook(lecture, run, Settings())).cells[0]
    assert '"tensorflow": "tensorflow==2.21.0"' in first.source


def test_a_notebook_keeps_its_cells_and_what_was_pasted_into_them() -> None:
    """Two cells of text stay two; each has its own `image.png`."""
    found = nbformat.reads(
        ipynb(("text", "![](attachment:image.png)"), ("text", "B"), ("code", "%time x")), 4
    )
    found.cells[0]["attachments"] = {"image.png": {"image/png": "aGVsbG8="}}
    lecture = read_lecture(nbformat.writes(found), "x.ipynb", Settings())
    cells = parse(show_notebook(lecture, Run(), Settings())).cells
    assert [cell.source for cell in cells] == ["![](attachment:image.png)", "B", "%time x"]
    assert cells[0].attachments == {"image.png": {"image/png": "aGVsbG8="}}


@pytest.mark.keras
def test_the_seed_is_a_notebook_with_its_tables() -> None:
    """Valid, with the real summary, the tables and the code that trains."""
    name = "tests/seed/alexnet-notizen.md"
    settings = Settings(root=ROOT, prelude="docs/vorlesung/prelude.py")
    pipeline = Pipeline(settings)
    proof = pipeline.start((ROOT / name).read_text(encoding="utf-8"), name).finish()
    pipeline.close()
    prelude = (ROOT / "docs/vorlesung/prelude.py").read_text(encoding="utf-8")
    cells = parse(show_notebook(proof.lecture, proof.run, settings, [prelude], resolve)).cells
    assert '"keras": "keras==' in cells[0].source
    assert "def run_test_harness" in cells[1].source
    (model,) = [cell for cell in cells if "model.summary()" in cell.source]
    summary = next(out.text for out in model.outputs if out.get("name") == "stdout")
    assert "56,356,234" in summary
    tables = next(out.data["text/html"] for out in model.outputs if "data" in out)
    for caption in ("Die Schichten von", "Speicherbedarf von", "Anteile"):
        assert caption in tables
    assert tables.count("<table") == 3
