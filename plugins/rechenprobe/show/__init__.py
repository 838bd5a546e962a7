"""Run + Report → what the reader sees."""

from rechenprobe.show.formulas import formula_problem
from rechenprobe.show.page import show_lecture, show_problems

__all__ = ["formula_problem", "show_lecture", "show_problems"]
