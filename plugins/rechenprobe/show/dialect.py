"""Markdown of MkDocs and Obsidian → Markdown that Jupyter and Colab show."""

import re
from collections.abc import Callable, Iterator

from rechenprobe.late import late

Resolve = Callable[[str], str | None]
"""A link's target → an address that works away from the site; None leaves it as it is."""

_FENCE = late(r"[ \t]*(`{3,}|~{3,})")
_ADMONITION = late(r'([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)[^"\n]*(?:"([^"\n]*)")?[ \t]*')
_LINK = late(r"(!?\[[^\]\n]*\]\()([^)\s]+)(?=[^)\n]*\))")
_ATTRIBUTES = late(r"(?<=\))\{[ :]?[^{}$\\]*[=.#][^{}$\\]*\}|[ \t]+\{[:#.][^{}$\\]*\}[ \t]*$")
"""`{ width="300" }` behind a link or an image, `{#anchor}` at a line's end; never in a formula."""

_TITLES = {
    "note": "Anmerkung",
    "tip": "Tipp",
    "info": "Info",
    "warning": "Achtung",
    "danger": "Achtung",
    "example": "Beispiel",
    "question": "Frage",
    "quote": "Zitat",
    "abstract": "Zusammenfassung",
    "success": "Ergebnis",
}


def for_jupyter(text: str, resolve: Resolve) -> str:
    """A piece of a page, as a notebook's cell of its own: not indented, without extensions."""
    lines = [
        line if code else _prose(line, resolve)
        for code, line in _marked(_dedented(text).strip("\n").split("\n"))
    ]
    return "\n".join(_quoted(lines))


def _dedented(text: str) -> str:
    """The rest of a list item that a cell was cut out of, moved to the margin.

    Each line loses as much as the least indented one above it had.
    """
    margin: str | None = None
    lines = []
    for line in text.split("\n"):
        if line.strip():
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            if margin is None or not indent.startswith(margin):
                margin = indent
            lines.append(line[len(margin) :])
        else:
            lines.append("")
    return "\n".join(lines)


def _marked(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """The lines, and whether they belong to a fence."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        yield bool(fence or match), line
        if not fence and match:
            fence = match[1]
        elif match and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""


def _prose(line: str, resolve: Resolve) -> str:
    def link(match: re.Match[str]) -> str:
        return match[1] + (resolve(match[2]) or match[2])

    return _ATTRIBUTES.sub("", _LINK.sub(link, line))


def _quoted(lines: list[str]) -> list[str]:
    """Admonitions as quotations, their titles in bold; one in another is a quotation in it."""
    result: list[str] = []
    marked = list(_marked(lines))
    position = 0
    while position < len(lines):
        code, line = marked[position]
        position += 1
        admonition = None if code else _ADMONITION.fullmatch(line)
        if admonition is None:
            result.append(line)
            continue
        indent, kind, title = admonition.groups()
        content: list[str] = []
        while position < len(lines) and _belongs(lines[position], indent):
            content.append(lines[position].removeprefix(indent + "    "))
            position += 1
        blank = 0
        while content and not content[-1].strip():
            content.pop()
            blank = 1
        title = _TITLES.get(kind, kind.capitalize()) if title is None else title
        body = [f"**{title}**", ""] * bool(title) + _quoted(content)
        result += [f"{indent}> {part}".rstrip() for part in body] + [""] * blank
    return result


def _belongs(line: str, indent: str) -> bool:
    return not line.strip() or line.startswith(indent + "    ")
