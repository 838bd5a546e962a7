"""What a cell printed and showed, as HTML."""

import base64
import binascii
import re
import struct
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from rechenprobe.execution import DARK_SVG, CellRun, Display, Output, Run, Shown, Stream
from rechenprobe.late import late
from rechenprobe.notation import Grouping
from rechenprobe.show.balance import balanced
from rechenprobe.show.formulas import BadFormula, formula_html
from rechenprobe.show.html import fill
from rechenprobe.show.model import model_on_page
from rechenprobe.show.seal import seal

_SUMMARY = late(r'^Model: ".*"$', re.MULTILINE)
"""How Keras begins a summary."""


def outputs_markdown(
    cell: CellRun, run: Run, indent: str, grouping: Grouping, *, stale: bool = False
) -> str:
    """A cell's outputs, ready to stand behind its fence: paragraphs at the fence's depth.

    `stale`: they are those of an earlier run, which the reader is told.
    """
    parts: list[str] = []
    for output, printed in _summaries(cell.outputs):
        parts += _output(output, printed, run, grouping)
    if not parts:
        return ""
    # An element of its own: Material's search takes the first end of an equal one for its end.
    opening = '<rp-output class="rp-output" data-search-exclude>'
    if stale:
        opening = opening.replace(" data", " data-stale data", 1)
        opening += '<p class="rp-stale" role="note">veraltet: aus dem letzten gelungenen Lauf</p>'
    return paragraphs([seal(opening), *parts, seal("</rp-output>")], indent)


def paragraphs(parts: list[str], indent: str) -> str:
    """Paragraphs at a depth, with blank lines around them."""
    lines = "\n\n".join(parts).split("\n")
    return "\n\n" + "\n".join(indent + line if line else "" for line in lines) + "\n"


def _summaries(outputs: Sequence[Output]) -> Iterator[tuple[Output, str]]:
    """The outputs; with what `summary` shows of a model goes the text that it printed before."""
    last: Stream | None = None
    for output in outputs:
        match output:
            case Shown(_, "summary") if last and (found := [*_SUMMARY.finditer(last.text)]):
                start = found[-1].start()
                yield Stream(last.name, last.text[:start]), ""
                yield output, last.text[start:]
                last = None
            case _:
                if last is not None:
                    yield last, ""
                last = output if isinstance(output, Stream) else None
                if last is None:
                    yield output, ""
    if last is not None:
        yield last, ""


def _output(output: Output, printed: str, run: Run, grouping: Grouping) -> list[str]:
    match output:
        case Stream(name, text):
            english = name == "warning"  # libraries write them, and Python their beginning
            return [seal(_stream(name, text, english=english))] if text.strip() else []
        case Shown(model, view, options):
            block = model_on_page(
                run.models[model],
                view,
                grouping,
                options,
                anchor=f"modell-{_ordinal(output, run)}",
                printed=_stream("stdout", printed, english=True) if printed else None,
            )
            return [seal(block)]
        case Display(data):
            return _display(data)


def _ordinal(shown: Shown, run: Run) -> int:
    """Which of all the views on the page it is, from 1."""
    views = (output for cell in run.cells for output in cell.outputs if isinstance(output, Shown))
    return next(count for count, output in enumerate(views, 1) if output is shown)


def _stream(name: str, text: str, *, english: bool = False) -> Markup:
    """Text that a program wrote; `english` is for screen readers."""
    label = "Fehlerausgabe" if name == "stderr" else "Ausgabe"
    return fill(
        '<pre class="rp-stream" data-stream="{}" role="group" aria-label="{}" tabindex="0">'
        "<samp{}>{}</samp></pre>",
        name,
        label,
        Markup(' lang="en"') if english else "",
        text.rstrip("\n"),
    )


def _display(data: Mapping[str, str]) -> list[str]:
    """The richest form that the page can show, as Markdown paragraphs."""
    plain = data.get("text/plain", "")
    alt = "Abbildung" if plain.startswith("<") or not plain else plain
    if html := data.get("text/html"):
        return [seal(fill('<div class="rp-html">{}</div>', Markup(balanced(html))))]  # noqa: S704
    if svg := data.get("image/svg+xml"):
        variants = {"light": svg, "dark": dark} if (dark := data.get(DARK_SVG)) else {"": svg}
        images = [_image(alt, "image/svg+xml", _base64(svg), to) for to, svg in variants.items()]
        return [_figure(*images)]
    for kind in ("image/png", "image/jpeg"):
        if image := data.get(kind):
            return [_figure(_image(alt, kind, "".join(image.split())))]
    if markdown := data.get("text/markdown"):
        return [markdown]
    if latex := data.get("text/latex"):
        try:
            return [seal(formula_html(latex.strip().strip("$").strip(), display=True))]
        except BadFormula:
            return [seal(_stream("stdout", latex))]
    return [seal(_stream("stdout", plain))] if plain else []


def _figure(*images: Markup) -> str:
    return seal(fill('<div class="rp-figure">{}</div>', Markup().join(images)))


def _image(alt: str, kind: str, image: str, scheme: str = "") -> Markup:
    """An image (base64); with a `scheme`, one of two of which the stylesheet shows one."""
    size = _size(image) if kind == "image/png" else Markup()
    only = fill(' data-scheme="{}"', scheme) if scheme else Markup()
    return fill('<img alt="{}" src="data:{};base64,{}"{}{}>', alt, kind, image, size, only)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _size(png: str) -> Markup:
    """Width and height of a PNG (base64), so that the page does not jump when it loads."""
    try:
        head = base64.b64decode(png[:44])
        width, height = struct.unpack(">II", head[16:24])
    except (binascii.Error, struct.error):
        return Markup()
    return fill(' width="{}" height="{}"', width, height)
