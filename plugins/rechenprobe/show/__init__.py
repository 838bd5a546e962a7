"""Run + Report → what the reader sees."""

from rechenprobe.show.formulas import formula_problem
from rechenprobe.show.notebook import show_notebook
from rechenprobe.show.notebook_page import finish_notebook_page, plain_text, show_notebook_page
from rechenprobe.show.page import show_lecture, show_problems

__all__ = [
    "finish_notebook_page",
    "formula_problem",
    "plain_text",
    "show_lecture",
    "show_notebook",
    "show_notebook_page",
    "show_problems",
]
