"""Notebooks for tests, written by Jupyter's own library."""

from collections.abc import Callable

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

_CELLS: dict[str, Callable[..., NotebookNode]] = {
    "text": new_markdown_cell,
    "code": new_code_cell,
    "raw": new_raw_cell,
}


def ipynb(*cells: tuple[str, str]) -> str:
    """The file of a notebook with these cells: `("text", "# Titel")`, `("code", "1 + 1")`."""
    notebook = new_notebook(cells=[_CELLS[kind](source) for kind, source in cells])
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    return str(nbformat.writes(notebook))
