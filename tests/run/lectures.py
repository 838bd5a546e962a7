"""Lectures for the engine's tests, made without the reader."""

from rechenprobe.lecture import Cell, CellOptions, Lecture, PageSettings, Span, Value


def lecture(
    *cells: "str | tuple[str, CellOptions]",
    values: tuple[str, ...] = (),
    prose: str = "# Vorlesung",
    path: str = "docs/vorlesung.md",
    settings: PageSettings | None = None,
) -> Lecture:
    """A page: the prose, then each cell in a fence, then the values as inline code."""
    source = prose + "\n\n"
    made = []
    for cell in cells:
        code, options = cell if isinstance(cell, tuple) else (cell, CellOptions())
        start = len(source)
        source += f"```python\n{code}\n```\n\n"
        first_line = source[:start].count("\n") + 2
        starts, offset = [], start + len("```python\n")
        for line in code.split("\n"):
            starts.append(offset)
            offset += len(line) + 1
        made.append(
            Cell(
                Span(start, len(source) - 2), "", "python", code, first_line, tuple(starts), options
            )
        )
    inserted = []
    for code in values:
        text = f"`{{python}} {code}`"
        inserted.append(Value(Span(len(source), len(source) + len(text)), "insert", code))
        source += text + "\n"
    return Lecture(
        path=path,
        source=source,
        body_start=0,
        settings=settings or PageSettings(),
        cells=tuple(made),
        values=tuple(inserted),
        numbers=(),
        statements=(),
        items=(),
        formulas=(),
        images=(),
        problems=(),
    )


def line_of(page: Lecture, text: str) -> int:
    """The first source line that holds `text`, counted from 1."""
    return page.source[: page.source.index(text)].count("\n") + 1
