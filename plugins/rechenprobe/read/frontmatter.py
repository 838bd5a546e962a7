"""The page's front matter: only what stands below `rechenprobe:` is ours."""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import msgspec
import yaml
from msgspec import Struct

from rechenprobe.complaints import of_yaml
from rechenprobe.late import late
from rechenprobe.lecture import PageSettings, Problem, Span

_FRONT_MATTER = late(r"-{3}[ \t]*\r?\n(.*?\n)?(?:-{3}|\.{3})[ \t]*(?:\r?\n|$)", re.DOTALL)


_MEANT = late(r"(?:[ \t]*(?:#.*)?\n)*[A-Za-z_][\w-]*:(?:[ \t]|\n)")
"""What begins so was to be front matter."""

_LONGEST = 50_000
_NESTED = late(
    r"(?:[\[{][^\[\]{}]*+){20}|(?:(?:^|(?<=[-?:]))[ \t]*[-?:](?=[ \t])){20}", re.MULTILINE
)
"""What would cost YAML's parser time out of all proportion."""


class FrontMatter(Struct, frozen=True):
    """What the front matter says and where the body begins."""

    settings: PageSettings
    body_start: int
    problems: tuple[Problem, ...] = ()


def read_front_matter(source: str) -> FrontMatter:
    """Front matter that is absent or not YAML leaves the defaults (MkDocs treats it so, too)."""
    match = _FRONT_MATTER.match(source)
    if match is None:
        return FrontMatter(PageSettings(), 0)
    if len(match[0]) > _LONGEST or _NESTED.search(match[0]):
        message = "Der Kopf der Seite ist zu lang oder zu tief geschachtelt"
        problem = Problem(Span(0, 3), "bad-page-option", message, "Ihn kürzen.")
        return FrontMatter(PageSettings(), match.end(), (problem,))
    try:
        data = yaml.safe_load(match[1] or "")
    except (ValueError, TypeError, AttributeError) as error:  # a date in month 13
        message = f"Im Kopf der Seite steht ein Wert, den YAML nicht versteht: {error}"
        problem = Problem(Span(0, 3), "bad-page-option", message, "In Anführungszeichen setzen.")
        return FrontMatter(PageSettings(), match.end(), (problem,))
    except yaml.YAMLError as error:
        # Between two rules may well stand text.
        meant = _MEANT.match(match[1] or "") is not None
        return FrontMatter(PageSettings(), 0, (_not_yaml(source, error),) if meant else ())
    if not isinstance(data, dict):
        return FrontMatter(PageSettings(), match.end() if data is None else 0)
    block = data.get("rechenprobe")
    head = source[: match.end()]
    outside = tuple(_outside(head, data))
    if block is None:
        return FrontMatter(PageSettings(), match.end(), outside)
    problems = tuple(_complaints(block, match))
    settings = PageSettings() if problems else msgspec.convert(block, PageSettings)
    return FrontMatter(settings, match.end(), (*problems, *outside))


def _outside(head: str, data: Mapping[object, object]) -> Iterator[Problem]:
    """Options of ours that stand beside `rechenprobe:`; with values that only others take, theirs.

    Where the block says the same option, its author knows where it belongs.
    """
    block = data.get("rechenprobe")
    for name in PageSettings.__struct_fields__:
        value = data.get(name)
        if value is None or (isinstance(block, dict) and name in block):
            continue
        try:
            msgspec.convert({name: value}, PageSettings)
        except msgspec.ValidationError:
            continue
        option = f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        yield Problem(
            _line_of(head, name),
            "bad-page-option",
            f"Die Option „{name}“ steht im Kopf der Seite nicht unter „rechenprobe:“"
            " und wirkt so nicht",
            f"`rechenprobe: {{{option}}}` schreiben."
            if block is None
            else f"`{option}` eingerückt unter „rechenprobe:“ schreiben.",
            "warning",
        )


def _line_of(head: str, name: str) -> Span:
    """Where the head says `name` on its top level; its first line if that is not to be seen."""
    line = re.search(rf"^{name}[ \t]*:.*$", head, re.MULTILINE)
    return Span(*line.span()) if line else Span(0, 3)


def _not_yaml(source: str, error: yaml.YAMLError) -> Problem:
    """MkDocs shows such front matter as text, and nothing in it counts."""
    mark = getattr(error, "problem_mark", None)
    lines = source.splitlines(keepends=True)
    number = min(mark.line + 1 if mark else 0, len(lines) - 1)  # behind the first rule
    start = sum(map(len, lines[:number]))
    reason = of_yaml(
        getattr(error, "problem", None) or getattr(error, "reason", None) or "unlesbar"
    )
    return Problem(
        Span(start, start + max(1, len(lines[number].rstrip()))),
        "bad-page-option",
        f"Der Kopf der Seite ist kein gültiges YAML: {reason}",
        "Klammern schließen; Text mit Doppelpunkt in Anführungszeichen setzen.",
    )


def _complaints(block: object, match: re.Match[str]) -> Iterator[Problem]:
    """What is wrong below `rechenprobe:`, each where it stands, and what to do."""
    known = PageSettings.__struct_fields__
    if not isinstance(block, dict):
        message = "Unter „rechenprobe:“ im Kopf der Seite stehen Optionen"
        span = _line_of(match[0], "rechenprobe")
        yield Problem(span, "bad-page-option", message, f"Es gibt {_listed(known)}.")
        return
    for key, value in block.items():
        name = "null" if key is None else key
        remedy = ""
        if name not in known:
            close = get_close_matches(str(name), known, n=1)
            remedy = f"Gemeint ist wohl „{close[0]}“." if close else f"Es gibt {_listed(known)}."
            message = f"Die Option „{str(name)[:40]}“ gibt es im Kopf der Seite nicht"
        else:
            try:
                msgspec.convert({name: value}, PageSettings)
                continue
            except msgspec.ValidationError:
                message = (
                    f"Die Option „{name}“ erwartet {EXPECTED.get(name, 'etwas anderes')},"
                    f" nicht „{str(value)[:40]}“"
                )
        yield Problem(_option_of(match, name), "bad-page-option", message, remedy)


def _option_of(match: re.Match[str], name: object) -> Span:
    """Where the head says the option below `rechenprobe:`, with its value's first line."""
    root, start = yaml.compose(match[1], Loader=yaml.SafeLoader), match.start(1)
    for option, block in root.value if isinstance(root, yaml.MappingNode) else ():
        if option.value == "rechenprobe" and isinstance(block, yaml.MappingNode):
            for key, value in block.value:
                if key.value == str(name):
                    first, end = key.start_mark.index, value.end_mark.index
                    text = match[1][first:end].partition("\n")[0].rstrip()
                    return Span(start + first, start + first + len(text))
    return _line_of(match[0], "rechenprobe")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} und {names[-1]}"


EXPECTED = {
    "prelude": "den Pfad einer Python-Datei",
    "show_prelude": "true oder false",
    "timeout": "Sekunden, eine Zahl größer als 0",
    "memory": "Gigabyte, eine Zahl größer als 0",
    "max_output": "Millionen Zeichen, eine Zahl größer als 0",
    "max_figures": "eine ganze Zahl ab 1",
    "network": "true oder false",
    "execute": "true oder false",
    "unchecked": "fail, warn oder pass",
}
"""What each option of a page takes."""
