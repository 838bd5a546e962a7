"""Run + Report → what the reader sees.

Each name is fetched on demand: the Markdown extension below (`seal`) is part of every build, also
of those that have nothing to show anew.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechenprobe.show.finishing import finish_page, plain_text
    from rechenprobe.show.formulas import formula_problem
    from rechenprobe.show.notebook import show_notebook
    from rechenprobe.show.notebook_page import show_notebook_page
    from rechenprobe.show.page import show_lecture, show_problems

_HOMES = {
    "finish_page": "finishing",
    "formula_problem": "formulas",
    "plain_text": "finishing",
    "show_lecture": "page",
    "show_notebook": "notebook",
    "show_notebook_page": "notebook_page",
    "show_problems": "page",
}

__all__ = [
    "finish_page",
    "formula_problem",
    "plain_text",
    "show_lecture",
    "show_notebook",
    "show_notebook_page",
    "show_problems",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
