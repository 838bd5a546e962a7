"""The page's front matter: only what stands below `rechenprobe:` is ours."""

import re

import msgspec
import yaml
from msgspec import Struct

from rechenprobe.lecture import PageSettings, Problem, Span

_FRONT_MATTER = re.compile(r"-{3}[ \t]*\r?\n(.*?\n)?(?:-{3}|\.{3})[ \t]*(?:\r?\n|$)", re.DOTALL)


_LONGEST = 50_000
_NESTED = re.compile(
    r"(?:[\[{][^\[\]{}]*+){20}|(?:(?:^|(?<=[-?:]))[ \t]*[-?:](?=[ \t])){20}", re.MULTILINE
)
"""What would cost YAML's parser time out of all proportion."""


class FrontMatter(Struct, frozen=True):
    """What the front matter says and where the body begins."""

    settings: PageSettings
    body_start: int
    problems: tuple[Problem, ...] = ()


class _Page(PageSettings, frozen=True, forbid_unknown_fields=True):
    """As PageSettings, but a misspelt option is an error."""


def read_front_matter(source: str) -> FrontMatter:
    """Front matter that is absent or not YAML leaves the defaults (MkDocs treats it so, too)."""
    match = _FRONT_MATTER.match(source)
    if match is None:
        return FrontMatter(PageSettings(), 0)
    if len(match[0]) > _LONGEST or _NESTED.search(match[0]):
        message = "Das Vorwort der Seite ist zu lang oder zu tief geschachtelt"
        problem = Problem(Span(0, 3), "bad-page-option", message, "Es kürzen.")
        return FrontMatter(PageSettings(), match.end(), (problem,))
    try:
        data = yaml.safe_load(match[1] or "")
    except yaml.YAMLError:
        return FrontMatter(PageSettings(), 0)
    if not isinstance(data, dict):
        return FrontMatter(PageSettings(), match.end() if data is None else 0)
    block = data.get("rechenprobe")
    if block is None:
        return FrontMatter(PageSettings(), match.end())
    try:
        page = msgspec.convert(block, _Page)
    except msgspec.ValidationError as error:
        line = re.search(r"^rechenprobe:.*$", source[: match.end()], re.MULTILINE)
        span = Span(*line.span()) if line else Span(0, 3)
        known = ", ".join(PageSettings.__struct_fields__)
        problem = Problem(
            span,
            "bad-page-option",
            f"Das Vorwort „rechenprobe:“ ist nicht zu verstehen: {error}",
            f"Bekannt sind {known}.",
        )
        return FrontMatter(PageSettings(), match.end(), (problem,))
    values = {name: getattr(page, name) for name in PageSettings.__struct_fields__}
    return FrontMatter(PageSettings(**values), match.end())
