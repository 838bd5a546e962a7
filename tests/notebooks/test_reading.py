"""A notebook is a lecture like any other, and everything in it keeps its place in the file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.notebooks.writing import ipynb

from rechenprobe.execution import Failure, Frame, Run
from rechenprobe.lecture import Lecture, Place, line_starts
from rechenprobe.read import read_lecture
from rechenprobe.read.notebook import in_cells
from rechenprobe.settings import Settings

SCRIPT = '''\
# ---
# title: Ein Skript
# rechenprobe:
#   unchecked: fail
# ---

# %% [markdown]
# # Titel
#
# Es gilt 3 · 4 = 12.

# %%
# %matplotlib inline
x = 1  # 2 + 2 = 4

# %% [markdown]
"""
Auch gilt 5 · 6 = 30.
"""
'''


def read(source: str, name: str = "docs/x.ipynb") -> Lecture:
    return read_lecture(source, name, Settings())


def claims(lecture: Lecture) -> list[str]:
    return [lecture.text(statement.span) for statement in lecture.statements]


def at(source: str, place: Place) -> str:
    """The rest of the file's line, from a place on."""
    return source.split("\n")[place.line - 1][place.column - 1 :]


def test_markdown_cells_are_prose_and_code_cells_are_cells() -> None:
    lecture = read(ipynb(("text", "Es gilt 3 · 4 = 12."), ("code", "x = 1\nx"), ("code", " ")))
    assert claims(lecture) == ["3 · 4 = 12"]
    assert [cell.code for cell in lecture.cells] == ["x = 1\nx"]
    assert lecture.problems == ()


def test_a_number_is_placed_in_its_cell_and_in_the_file() -> None:
    """In the JSON text, too, so that editors and annotations find it."""
    source = ipynb(("code", "x = 1"), ("text", 'Ein "Wort".\n\nEs gilt \\\\ 3 · 4 = 12.'))
    lecture = read(source)
    place = lecture.place(lecture.statements[0].span.start)
    assert (place.cell, place.cell_line) == (2, 3)
    assert at(source, place).startswith("3 · 4 = 12.")
    assert place.words == "Zelle 2, Zeile 3"


def test_every_line_of_a_cell_has_its_place_also_an_empty_one() -> None:
    """Tracebacks name lines, and a line that is empty in between counts."""
    source = ipynb(("text", "A"), ("code", "x = 1\n\ny = 2"))
    lecture = read(source)
    first = lecture.cells[0].first_line
    places = [lecture.place_of_line(first + number) for number in range(3)]
    assert [(place.cell, place.cell_line) for place in places] == [(2, 1), (2, 2), (2, 3)]
    assert [at(source, place)[0] for place in places] == ["x", "\\", "y"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["markdown", "code"]),
            st.text(st.sampled_from('ab1 ·"\\\n\t`~#𝕏ä\u202f\x07'), max_size=40),
        ),
        max_size=5,
    ),
    st.sampled_from([None, 1, 4]),
    st.sampled_from(["ascii", "utf-8"]),
    st.sampled_from(["list", "string"]),
)
def test_every_character_leads_back_to_itself(
    cells: list[tuple[str, str]], indent: int | None, encoding: str, layout: str
) -> None:
    """However the JSON is laid out: on one line, as lists of lines, escaped."""
    document = {
        "cells": [
            {
                "metadata": {"source": "nicht ich"},
                "cell_type": kind,
                "source": text.splitlines(keepends=True) if layout == "list" else text,
            }
            for kind, text in cells
        ],
        "nbformat": 4,
        "metadata": {},
    }
    source = json.dumps(document, indent=indent, ensure_ascii=encoding == "ascii")
    lecture = read(source)
    origin = lecture.origin
    assert origin is not None
    starts = line_starts(source)
    seen = 0
    for piece in [piece for piece in origin.pieces if piece.length]:
        written = lecture.source[piece.start : piece.start + piece.length]
        there = starts[piece.place.line - 1] + piece.place.column - 1
        if source[there] == "\\":
            assert json.loads(f'"{_escape(source[there:])}"') == written
        else:
            assert source[there : there + piece.length] == written
        _, text = cells[piece.place.cell - 1]
        assert written in text.split("\n")[piece.place.cell_line - 1]
        seen += piece.length
    kept = [text for kind, text in cells if kind == "markdown" or text.strip()]
    assert seen == sum(len(text) - text.count("\n") for text in kept)


def _escape(text: str) -> str:
    """The escape that the text begins with; a pair of surrogates is one character."""
    if text.startswith("\\ud835"):
        return text[:12]
    return text[:6] if text.startswith("\\u") else text[:2]


def test_python_shown_in_a_markdown_cell_does_not_run() -> None:
    """As in Jupyter: it is there to be read."""
    lecture = read(ipynb(("text", "So:\n\n```python\n1 / 0\n```"), ("code", "x = 1")))
    assert [(cell.code, cell.options.eval) for cell in lecture.cells] == [
        ("1 / 0", False),
        ("x = 1", True),
    ]


@pytest.mark.parametrize("fence", ["```python", "~~~", "````"])
def test_a_fence_that_a_cell_leaves_open_ends_with_it(fence: str) -> None:
    lecture = read(ipynb(("text", f"{fence}\nx"), ("code", "y = 1"), ("text", "3 · 4 = 12")))
    assert lecture.problems == ()
    assert [cell.code for cell in lecture.cells if cell.options.eval] == ["y = 1"]
    assert claims(lecture) == ["3 · 4 = 12"]


def test_code_may_hold_any_fence() -> None:
    code = 'text = """\n`````\n"""'
    assert [cell.code for cell in read(ipynb(("code", code))).cells] == [code]


def test_the_first_raw_cell_is_the_front_matter() -> None:
    lecture = read(ipynb(("raw", "---\nrechenprobe:\n  timeout: 7\n---"), ("text", "2 + 2 = 4")))
    assert lecture.settings.timeout == 7
    assert claims(lecture) == ["2 + 2 = 4"]


def test_magics_that_only_prepare_a_notebook_are_left_out() -> None:
    """The rest of the cell runs, its columns unchanged."""
    lecture = read(ipynb(("code", "%matplotlib inline\n!pip install x\nif x:\n    %pip y\nx = 1")))
    (cell,) = lecture.cells
    compile(cell.code, "x", "exec")
    assert cell.code.endswith("\nx = 1")
    assert len(cell.code) == len("%matplotlib inline\n!pip install x\nif x:\n    %pip y\nx = 1")
    assert lecture.problems == ()


def test_a_magic_that_matters_is_refused_in_its_place() -> None:
    lecture = read(ipynb(("code", "x = 1\n!wget daten.csv")))
    (problem,) = lecture.problems
    assert lecture.place(problem.span.start).words == "Zelle 1, Zeile 2"
    assert "!wget" in problem.message
    assert problem.severity == "error"


def test_a_cell_in_another_language_is_shown_but_does_not_run() -> None:
    lecture = read(ipynb(("code", "%%bash\necho $HOME")))
    assert [cell.options.eval for cell in lecture.cells] == [False]
    assert [problem.severity for problem in lecture.problems] == ["hint"]


def test_a_percent_sign_in_a_string_is_no_magic() -> None:
    code = 'text = """\n%matplotlib inline\n"""'
    assert [cell.code for cell in read(ipynb(("code", code))).cells] == [code]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{", "JSON"),
        ("[]", "kein Notebook"),
        ('{"nbformat": 3, "worksheets": []}', "Format 3"),
        ('{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "für R"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', "kein Notebook"),
        ("[" * 100_000, "Notebook"),
        ('{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}', "Notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_one_line(source: str, words: str) -> None:
    lecture = read(source)
    (problem,) = lecture.problems
    assert words in problem.message
    assert "\n" not in problem.message
    assert lecture.cells == ()


def test_a_script_keeps_the_lines_of_its_file() -> None:
    """Comment marks counted, front matter counted."""
    lecture = read(SCRIPT, "docs/x.py")
    lines = SCRIPT.split("\n")
    for statement in lecture.statements:
        place = lecture.place(statement.span.start)
        assert lines[place.line - 1][place.column - 1 :].startswith(lecture.text(statement.span))
        assert place.cell == 0
    assert claims(lecture) == ["3 · 4 = 12", "2 + 2 = 4", "5 · 6 = 30"]
    assert lecture.settings.unchecked == "fail"
    assert [cell.code for cell in lecture.cells] == ["#matplotlib inline\nx = 1  # 2 + 2 = 4"]


def test_a_failure_names_cell_and_line() -> None:
    """Also in the traceback that Python wrote."""
    lecture = read(ipynb(("text", "A\n\nB"), ("code", "def f():\n    1 / 0\nf()")))
    line = lecture.cells[0].first_line
    frames = (Frame("docs/x.ipynb", line + 2, "f()"), Frame("docs/x.ipynb", line + 1, "1 / 0", "f"))
    full = f'File "docs/x.ipynb", line {line + 1}, in f\nFile "mod.py", line 3'
    failure = Failure("exception", 0, "docs/x.ipynb", line + 1, "m", frames=frames, full=full)
    placed = in_cells(lecture, Run(failure=failure)).failure
    assert placed is not None
    assert (placed.file, placed.line) == ("docs/x.ipynb, Zelle 2", 2)
    assert [frame.line for frame in placed.frames] == [3, 2]
    assert placed.full == 'File "docs/x.ipynb, Zelle 2", line 2, in f\nFile "mod.py", line 3'
