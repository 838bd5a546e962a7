"""Labels and references, in Quarto's syntax: what has a number, and what speaks of it.

    $$ n' = … $$ {#eq-ausgabe}      Nach @eq-ausgabe …
    ![Das Netz](netz.png){#fig-netz}
    Table: Die Schichten {#tbl-schichten}      (below the table)
    ## Rechnen {#sec-rechnen}

Also a cell's `#| label: fig-…` or `tbl-…` and an exercise's `exr-…`. Numbers are counted on each
page, in the order of the source; sections only where one of them is labelled.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

from rechenprobe.late import late
from rechenprobe.lecture import (
    LABEL_WORDS,
    Cell,
    Exercise,
    Label,
    LabelKind,
    Problem,
    Reference,
    Span,
)
from rechenprobe.read.blocks import Block
from rechenprobe.read.inline import Region

_LABEL = late(r"\{#(?P<name>(?P<kind>eq|fig|tbl|sec)-[\w-]{1,200})(?:[ \t][^{}\n]{0,1000})?\}")
_BEHIND = late(rf"[ \t]{{0,99}}(?:\n[ \t>]{{0,99}})?(?P<label>{_LABEL.pattern})")
_SUGGESTED = 5
"""References to nothing for which a name is suggested."""
_CAPTION = late(r"[ \t>]*(?P<mark>:|Table:|Tabelle:)[ \t]+")


class Sign(Struct, frozen=True):
    """A label before it has its number."""

    kind: LabelKind
    name: str
    span: Span
    of: Span
    level: int = 0
    """Of a heading: 1 is the page's title."""


class Signposts:
    """Labels and references of one page, noted while it is read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._signs: list[Sign] = []
        self._references: list[Reference] = []
        self._problems: list[Problem] = []
        self._seen: set[int] = set()  # where labels begin that have found what they name

    def refer(self, region: Region) -> None:
        """Note a reference."""
        name = self._source[region.inner.start : region.inner.end]
        bare = self._source.startswith("[", region.span.start)
        self._references.append(Reference(region.span, name, bare))

    def formula(self, region: Region, end: int) -> None:
        """A formula that stands by itself, perhaps with a label behind."""
        if region.display and (match := _BEHIND.match(self._source, region.span.end, end)):
            self._note(match, "eq", region.span)

    def image(self, region: Region, block: Block) -> bool:
        """Whether an image is a figure: labelled, a paragraph of its own."""
        match = _LABEL.match(self._source, region.span.end, block.span.end)
        if match is None:
            return False
        alone = block.kind == "paragraph" and (region.span.start, match.end()) == (
            block.span.start,
            block.span.end,
        )
        if alone:
            return self._note(match, "fig", region.span)
        self._seen.add(match.start())
        message = f"Das Bild „{match['name']}“ steht nicht in einem eigenen Absatz"
        remedy = "Eine leere Zeile davor und dahinter, oder die Marke entfernen."
        self._complain(match, "misplaced-label", message, remedy)
        return False

    def heading(self, block: Block) -> None:
        """A heading is counted; a label in it names it."""
        match = _LABEL.search(self._source, block.span.start, block.span.end)
        span = Span(*match.span()) if match else Span(block.span.end, block.span.end)
        name = ""
        if match is not None:
            self._note(match, "sec", block.span, add=False)
            name = match["name"] if match["kind"] == "sec" else ""
        self._signs.append(Sign("sec", name, span, block.span, block.rank))

    def markup(self, region: Region, block: Block) -> None:
        """A label that nothing has claimed: it ends a table's caption, or it is stray."""
        match = _LABEL.fullmatch(self._source, region.span.start, region.span.end)
        if match is None or match.start() in self._seen or block.kind == "heading":
            return
        line = self._source.rfind("\n", 0, block.span.start) + 1
        caption = _CAPTION.match(self._source, line)
        if caption is None or match.end() != block.span.end:
            message = f"Die Marke „{match['name']}“ steht bei nichts, was eine Nummer hat"
            remedy = "Sie gehört hinter eine Formel in $$ … $$, ein Bild oder eine Überschrift."
            self._complain(match, "misplaced-label", message, remedy)
        elif (table := self._table_above(line)) is None:
            message = f"Über der Beschriftung „{match['name']}“ steht keine Tabelle"
            self._complain(match, "misplaced-label", message, "Sie unter die Tabelle setzen.")
        else:
            self._note(match, "tbl", Span(table, match.end()))

    def fences(self, cells: Iterable[Cell], exercises: Iterable[Exercise]) -> None:
        """Cells and exercises that an option labels."""
        for cell in cells:
            kind: LabelKind
            for kind in ("fig", "tbl"):
                if cell.options.label.startswith(f"{kind}-"):
                    self._signs.append(Sign(kind, cell.options.label, cell.span, cell.span))
        for exercise in exercises:
            self._signs.append(Sign("exr", exercise.label, exercise.span, exercise.span))

    def finish(self) -> tuple[tuple[Label, ...], tuple[Reference, ...], list[Problem]]:
        """All labels with their numbers, all references, what is wrong with either."""
        labels = _numbered(sorted(self._signs, key=lambda sign: sign.of))
        first: dict[str, Label] = {}
        for label in labels:
            if label.name and first.setdefault(label.name, label) is not label:
                message = f"Die Marke „{label.name}“ gibt es auf dieser Seite schon"
                problem = Problem(
                    label.span, "double-label", message, "Eine der beiden umbenennen."
                )
                self._problems.append(problem)
        unknown = [one for one in self._references if one.name not in first]
        for count, reference in enumerate(unknown):
            # To look for the name that was meant takes time; a few will do.
            names = list(first) if count < _SUGGESTED else []
            self._problems.append(_unknown(reference, names))
        return labels, tuple(self._references), self._problems

    def _note(self, match: re.Match[str], kind: LabelKind, of: Span, *, add: bool = True) -> bool:
        span = Span(*match.span("label" if "label" in match.re.groupindex else 0))
        self._seen.add(span.start)
        if match["kind"] != kind:
            right = f"{kind}-{match['name'].partition('-')[2]}"
            message = f"„{match['name']}“ kann keine {LABEL_WORDS[kind]} benennen"
            if kind == "sec":
                message = f"„{match['name']}“ kann keinen Abschnitt benennen"
            self._complain(match, "misplaced-label", message, f"Meinten Sie „{right}“?")
            return False
        if add:
            self._signs.append(Sign(kind, match["name"], span, of))
        return True

    def _complain(self, match: re.Match[str], code: str, message: str, remedy: str) -> None:
        start = match.start("name")
        self._problems.append(Problem(Span(start, match.end("name")), code, message, remedy))

    def _table_above(self, line: int) -> int | None:
        """Where the table begins whose last row stands above the line that begins there."""
        start, end = None, line
        while end > 0:
            begin = self._source.rfind("\n", 0, end - 1) + 1
            text = self._source[begin : end - 1]
            if "|" in text:
                start = begin
            elif start is not None or text.strip():
                break
            end = begin
        return start


def _numbered(signs: list[Sign]) -> tuple[Label, ...]:
    counts: dict[str, int] = {}
    section: list[int] = []
    sections = any(sign.kind == "sec" and sign.name for sign in signs)
    labels = []
    for sign in signs:
        if sign.kind == "sec":
            if not sections or sign.level < 2:
                continue
            depth = sign.level - 1
            section = [*section[:depth], *[0] * (depth - len(section))]
            section[-1] += 1
            number = ".".join(map(str, section))
        else:
            counts[sign.kind] = counts.get(sign.kind, 0) + 1
            number = str(counts[sign.kind])
        labels.append(Label(sign.kind, sign.name, number, sign.span, sign.of))
    return tuple(labels)


def _unknown(reference: Reference, names: list[str]) -> Problem:
    close = get_close_matches(reference.name, names, n=1)
    kind = reference.name.partition("-")[0]
    same = [name for name in names if name.startswith(f"{kind}-")]
    remedy = (
        "Auf dieser Seite gibt es keine solche Marke; steht sie auf einer anderen:"
        f" [@{reference.name}](seite.md#{reference.name})."
    )
    if close:
        remedy = f"Meinten Sie „@{close[0]}“?"
    elif same:
        remedy = f"Es gibt {', '.join(f'@{name}' for name in same[:8])}."
    message = f"Den Verweis „@{reference.name}“ gibt es nicht"
    return Problem(reference.span, "unknown-reference", message, remedy)
