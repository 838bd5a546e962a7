"""Tables of the page: captioned, headed, each in a box that scrolls by itself.

A cell may carry the whole number that it shows rounded or grouped: by that the page's script sorts.
"""

from typing import Literal, TypeAlias

from markupsafe import Markup

from rechenprobe.show.html import fill

Scope: TypeAlias = Literal["col", "row", "rowgroup"]

Sorted: TypeAlias = Literal["", "tr", "tbody"]
"""What moves when readers sort: rows, groups of rows that belong together, or nothing."""


def grid(
    kind: str, caption: str, head: Markup, body: Markup, note: str = "", *, moves: Sorted = ""
) -> Markup:
    """The box with its table; `head` is a row, `body` all that follows it; the note stands below.

    `kind`: the box's class. In a table that can be sorted a column can if its header says so.
    """
    return fill(
        '<div class="rp-table {}" role="group" aria-label="{}" tabindex="0">'
        '<table class="rp-grid"{}><caption>{}</caption><thead>{}</thead>{}</table></div>{}',
        kind,
        caption,
        fill(' data-moves="{}"', moves) if moves else Markup(),
        caption,
        head,
        body,
        fill('<p class="rp-note">{}</p>', note) if note else Markup(),
    )


def row(*cells: Markup) -> Markup:
    """One row."""
    return fill("<tr>{}</tr>", Markup().join(cells))


def head(
    text: str | Markup, scope: Scope = "col", *, kind: str = "", sortable: bool = False
) -> Markup:
    """A header; a sortable one becomes a button by script. `kind`: its class, as the cells have."""
    mark = fill(' class="{}"', kind) if kind else Markup()
    mark += Markup(" data-sort") if sortable else Markup()
    return fill('<th scope="{}"{}>{}</th>', scope, mark, text)


def cell(text: str | Markup, kind: str = "rp-number", *, value: int | None = None) -> Markup:
    """A cell; `value` is the number behind its text."""
    number = Markup() if value is None else fill(' data-value="{}"', value)
    return fill('<td class="{}"{}>{}</td>', kind, number, text)
