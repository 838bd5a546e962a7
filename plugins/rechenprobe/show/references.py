"""Numbers on what is labelled, captions, and references as links.

Labelled things keep the author's text; only what stands around it is put in. The ids are in
seals, so that no extension of Markdown takes them for something of its own.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup
from msgspec import structs

from rechenprobe.late import late
from rechenprobe.lecture import LABEL_WORDS, Cell, Label, Lecture, Span
from rechenprobe.show.edits import Edit, insert
from rechenprobe.show.html import fill
from rechenprobe.show.outputs import paragraphs
from rechenprobe.show.seal import seal

_IMAGE = late(r"!\[(?P<alt>.*?)(?P<size>\|\s*(?P<width>\d+)(?:x(?P<height>\d+))?)?\]", re.DOTALL)
_OTHERS = late(r"\{#[\w-]+(?P<others>[^{}]*)\}")
_ALTERNATIVE = late(r'\bfig-alt="(?P<text>[^"]*)"')
_PREFIX = late(r"(?::|Table:|Tabelle:)[ \t]+")
_MARKUP = late(r"[*_`$\\]|<!--.*?-->")


def reference_edits(lecture: Lecture) -> Iterator[Edit]:
    """On the page: formulas' numbers, figures with captions, links to both."""
    known = {label.name: label for label in reversed(lecture.labels) if label.name}
    for label in lecture.labels:
        match label.kind:
            case "eq":
                yield insert(label.of.start, seal(_box(label)), "open")
                number = Markup('<span class="rp-equation__number">{}</span></span>')
                # From the end of the formula: no white space comes between it and its number.
                yield Edit(label.of.end, label.span.end, seal(number.format(label.sign)))
            case "sec":
                # As an attribute: the heading's anchor and its entry among the contents stay.
                number = Markup('<span class="rp-section-number" data-number="{}"{}></span>')
                number = number.format(label.number, announcement(label))
                yield insert(label.of.start, seal(number), "open")
            case "fig" if lecture.source.startswith("!", label.of.start):
                yield from _figure(lecture, label)
            case "tbl" if label.of != label.span:
                yield from _table(lecture, label)
    for reference in lecture.references:
        found = known.get(reference.name)
        if found is None:
            html = fill('<span class="rp-missing">{}</span>', lecture.text(reference.span))
        else:
            words = found.sign if reference.bare else found.words
            html = fill('<a class="rp-reference" href="#{}">{}</a>', found.name, words)
        yield Edit(reference.span.start, reference.span.end, seal(html))


def reference_texts(lecture: Lecture) -> Iterator[Edit]:
    """For a notebook, which knows no such links: the words and numbers alone."""
    known = {label.name: label for label in reversed(lecture.labels) if label.name}
    for label in lecture.labels:
        match label.kind:
            case "eq":
                yield Edit(label.of.end, label.span.end, f" {label.sign}")
            case "sec":
                yield insert(label.of.start, f"{label.number} ")
                yield _removed(lecture, label)
            case "fig" if lecture.source.startswith("!", label.of.start):
                caption = lecture.text(_alternative(lecture, label))
                yield Edit(label.of.end, label.span.end, f"\n\n{_number(label)} {caption}")
            case "tbl" if label.of != label.span:
                yield Edit(
                    _caption_start(lecture, label),
                    _text_start(lecture, label),
                    _number(label) + " ",
                )
                yield _removed(lecture, label)
    for reference in lecture.references:
        found = known.get(reference.name)
        if found is not None:
            words = found.sign if reference.bare else found.words
            yield Edit(reference.span.start, reference.span.end, words)


def captioned(lecture: Lecture, cell: Cell, shown: str) -> str:
    """What a labelled cell shows, as the figure or table that it is; anything else unchanged."""
    label = next((one for one in lecture.labels if one.of == cell.span), None)
    if label is None or not shown:
        return shown
    caption = cell.options.fig_cap if label.kind == "fig" else cell.options.tbl_cap
    closing = [seal("<figcaption>"), f"{_number(label)} {caption}", seal("</figcaption></figure>")]
    opening = paragraphs([seal(_opening(label))], cell.indent)
    return opening + shown + paragraphs(closing, cell.indent)


def announcement(label: Label) -> Markup:
    """Attributes by which other pages learn what to call it; empty for what has no name."""
    if not label.name:
        return Markup()
    return fill(' data-label="{}" data-words="{}"', label.name, label.words)


def _removed(lecture: Lecture, label: Label) -> Edit:
    """The label vanishes with the space before it."""
    before = lecture.source[label.of.start : label.span.start]
    return Edit(label.of.start + len(before.rstrip(" \t")), label.span.end, "")


def _box(label: Label) -> Markup:
    return fill('<span class="rp-equation" id="{}"{}>', label.name, announcement(label))


def _opening(label: Label) -> Markup:
    return fill(
        '<figure class="rp-captioned rp-captioned--{}" id="{}"{}>',
        label.kind,
        label.name,
        announcement(label),
    )


def _number(label: Label) -> str:
    return f"**{LABEL_WORDS[label.kind]}\u00a0{label.number}:**"


def _figure(lecture: Lecture, label: Label) -> Iterator[Edit]:
    """The image, then its caption: the text in its brackets, which stays where it is."""
    indent = _indent(lecture, label.of.start)
    caption = _alternative(lecture, label)
    written = lecture.text(Span(caption.end, label.of.end))
    target = written.partition("](")[2][:-1]
    size = _IMAGE.match(lecture.source, label.of.start, label.of.end)
    attributes = _OTHERS.fullmatch(lecture.text(label.span))
    others = attributes["others"].strip() if attributes else ""
    alternative = _ALTERNATIVE.search(others)
    others = _ALTERNATIVE.sub("", others)
    if size and size["width"]:
        others += f' width="{size["width"]}"'
        others += f' height="{size["height"]}"' if size["height"] else ""
    alt = alternative["text"] if alternative else _MARKUP.sub("", lecture.text(caption)).strip()
    braces = f"{{ {others.strip()} }}" if others.strip() else ""
    image = f"![{alt}]({target}){braces}"
    opening = paragraphs([seal(_opening(label)), image, seal("<figcaption>")], indent)
    yield Edit(label.of.start, caption.start, f"{opening}\n{indent}{_number(label)} ")
    yield Edit(caption.end, label.span.end, paragraphs([seal("</figcaption></figure>")], indent))


def _table(lecture: Lecture, label: Label) -> Iterator[Edit]:
    indent = _indent(lecture, label.of.start)
    yield insert(label.of.start, paragraphs([seal(_opening(label))], indent) + "\n", "open")
    opening = paragraphs([seal("<figcaption>")], indent)
    start, text = _caption_start(lecture, label), _text_start(lecture, label)
    yield Edit(start, text, f"{opening}\n{indent}{_number(label)} ")
    closing = paragraphs([seal("</figcaption></figure>")], indent)
    yield structs.replace(_removed(lecture, label), text=closing)


def _caption_start(lecture: Lecture, label: Label) -> int:
    """Where the line with a table's caption begins."""
    return lecture.source.rfind("\n", 0, label.span.start) + 1


def _text_start(lecture: Lecture, label: Label) -> int:
    start = _caption_start(lecture, label)
    prefix = _PREFIX.search(lecture.source, start, label.span.start)
    return prefix.end() if prefix else start


def _alternative(lecture: Lecture, label: Label) -> Span:
    """The text in an image's brackets, without Obsidian's size."""
    match = _IMAGE.match(lecture.source, label.of.start, label.of.end)
    return Span(*match.span("alt")) if match else Span(label.of.start, label.of.start)


def _indent(lecture: Lecture, offset: int) -> str:
    line = lecture.source[lecture.source.rfind("\n", 0, offset) + 1 : offset]
    return line if not line.strip(" \t>") else ""
