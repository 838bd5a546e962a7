"""Fences → cells: code and options."""

import re
from difflib import get_close_matches

import yaml
from msgspec import structs

from rechenprobe.late import late
from rechenprobe.lecture import Cell, CellOptions, Problem
from rechenprobe.read.blocks import Fence

_PYTHON = late(r"(?:python|\{\s*\.?python\b[^}]*\})(?=$|[\s{])", re.IGNORECASE)
_OPTION = late(r"#\|\s?(.*)")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "label": str,
    "fig-cap": str,
    "tbl-cap": str,
    "eval": bool,
    "echo": bool,
    "output": bool,
    "symbolic": bool,
    "timeout": (int, float),
    "memory": (int, float),
    "max_output": (int, float),
    "max_figures": int,
}
_LIMITS = frozenset(("timeout", "memory", "max_output", "max_figures"))
_LONGEST_OPTION = 200
_EXPECTED: dict[str, str] = {
    "label": "einen Namen",
    "fig-cap": "einen Text",
    "tbl-cap": "einen Text",
    "timeout": "eine Zahl von Sekunden größer als 0",
    "memory": "eine Zahl von Gigabyte größer als 0",
    "max_output": "eine Zahl von Millionen Zeichen größer als 0",
    "max_figures": "eine ganze Zahl größer als 0",
}


def is_cell(fence: Fence) -> bool:
    """Whether a fence holds Python that runs."""
    return _PYTHON.match(fence.info) is not None


def read_cell(
    source: str, fence: Fence, line: int, defaults: CellOptions
) -> tuple[Cell, list[Problem]]:
    """A cell, and what is wrong with its options. `line` is the opening fence's, from 1."""
    code = "\n".join(source[span.start : span.end] for span in fence.body)
    options, problems = _options(source, fence, defaults)
    cell = Cell(
        span=fence.span,
        indent=fence.indent,
        info=fence.info,
        code=code,
        first_line=line + 1,
        line_starts=tuple(span.start for span in fence.body),
        options=options,
    )
    return cell, problems


def _options(source: str, fence: Fence, defaults: CellOptions) -> tuple[CellOptions, list[Problem]]:
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for span in fence.body:
        text = source[span.start : span.end]
        if not text.strip():
            continue
        match = _OPTION.match(text)
        if match is None:
            break
        name, colon, written = match[1].partition(":")
        name = name.strip()
        if name not in _TYPES:
            close = get_close_matches(name, _TYPES, n=1)
            remedy = f"Gemeint ist wohl „{close[0]}“." if close else f"Es gibt {', '.join(_TYPES)}."
            message = f"Die Zellenoption „{name}“ gibt es nicht"
            problems.append(Problem(span, "unknown-cell-option", message, remedy))
            continue
        value = _yaml(written) if colon else None
        valid = isinstance(value, _TYPES[name]) and not (
            name in _LIMITS and (isinstance(value, bool) or not float(str(value)) > 0)
        )
        if not valid:
            expected = _EXPECTED.get(name, "true oder false")
            message = f"Die Zellenoption „{name}“ erwartet {expected}, nicht „{written.strip()}“"
            problems.append(Problem(span, "bad-cell-option", message))
            continue
        found[name.replace("-", "_")] = value
    return structs.replace(defaults, **found), problems


def _yaml(text: str) -> object:
    if len(text) > _LONGEST_OPTION:
        return None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError):  # also: a date in month 13
        return None
