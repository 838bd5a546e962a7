"""Which fences are cells."""

import pytest

from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings


@pytest.mark.parametrize(
    ("opening", "cells"),
    [
        ("```python", 1),
        ("```Python", 1),
        ("~~~ PYTHON", 1),
        ('```python title="x"', 1),
        ("```{python}", 1),
        ("```{.python #id}", 1),
        ("```{.Python}", 1),
        ("```py", 0),
        ("```pythonic", 0),
        ("```text", 0),
    ],
)
def test_a_fence_in_python_is_a_cell_in_capitals_or_not(opening: str, cells: int) -> None:
    source = f"{opening}\nx = 1\n{opening[:3]}\n"
    assert len(read_lecture(source, "a.md", Settings()).cells) == cells
