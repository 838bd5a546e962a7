"""Output that has readers' browsers fetch something from another server.

A German site must not without asking, a page on paper or without a network cannot.
"""

from collections.abc import Iterator

from rechenprobe.check.ledger import Ledger
from rechenprobe.execution import Display, Run
from rechenprobe.late import late
from rechenprobe.lecture import Cell, Span

_FETCHES = late(
    r"<(?:script|link|img|image|iframe|video|audio|source|embed|object|use|input)\b[^>]*?"
    r"[\s:](?:src|href|data|poster|srcset)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'>]+)"
    r"|\burl\(\s*[\"']?((?:https?:)?//[^\s\"')>]+)"
    r"|(?:@import\s+|\bimport\s*\(?\s*|\bfrom\s*)[\"']((?:https?:)?//[^\s\"')>]+)"
    r"|\brequire(?:js)?\.config\([^)]{0,400}?[\"'](https?://[^\s\"']+)"
)
_FORMS = ("text/html", "image/svg+xml", "text/markdown")
_REMEDY = (
    "Das Gebrauchte in die Ausgabe einbetten (Plotly: include_plotlyjs=True) "
    "oder ein Bild daraus machen."
)


def warn_of_fetching(ledger: Ledger, run: Run) -> None:
    """One finding for each cell and server."""
    for executed in run.cells:
        servers = dict.fromkeys(
            address.split("/")[2]
            for output in executed.outputs
            if isinstance(output, Display)
            for form in _FORMS
            for address in _fetched(output.data.get(form, ""))
        )
        for server in servers:
            ledger.find(
                fence_of(ledger.lecture.cells[executed.cell]),
                "warning",
                "foreign-request",
                f"Die Ausgabe lädt beim Lesen etwas von {server}",
                remedy=_REMEDY,
            )


def fence_of(cell: Cell) -> Span:
    """The first line of its code, where findings about all of it point to."""
    start = cell.line_starts[0] if cell.line_starts else cell.span.start
    return Span(start, start + len(cell.code.partition("\n")[0]))


def _fetched(text: str) -> Iterator[str]:
    if "//" in text:
        for found in _FETCHES.finditer(text):
            yield next(filter(None, found.groups()))
