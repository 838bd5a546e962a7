"""One way to say something that can be calculated, as a pattern over a sentence.

In the patterns a number is a place, `#` (or `%` before a percent sign) with its position in the
sentence.
"""

import re
from collections.abc import Callable

from msgspec import Struct

from rechenprobe.check.defined.values import Values
from rechenprobe.late import late

N = r"[#%](\d+)"


class Form(Struct, frozen=True):
    """One way to say one term."""

    pattern: "re.Pattern[str]"
    formula: Callable[..., Values]
    """Of the match and the numbers in the order of the pattern, the last one left out."""
    words: tuple[str, ...]
    """One of them stands in it; looking for them is quicker."""
    target: int = -1
    """Which of its places follows from the others."""


def form(pattern: str, formula: Callable[..., Values], *words: str, target: int = -1) -> Form:
    """The form; its pattern is compiled when a sentence has one of its words."""
    return Form(late(pattern), formula, words, target)
