"""Fences → calculators: which layer, and what its fields begin with.

```rechner
schicht: Conv2D
n: 227
kernel_size: 11
```
"""

import re
from difflib import get_close_matches

from rechenprobe.late import late
from rechenprobe.lecture import Calculator, Problem, Span
from rechenprobe.read.blocks import Fence
from rechenprobe.sheet import ALIASES, KINDS, Field, Kind, Setting

_INFO = late(r"\{?\s*\.?rechner\b", re.IGNORECASE)
_LAYER = "schicht"
_LONGEST = 60
"""Characters of a value; no number or choice is as long."""
_WORDS: dict[str, bool] = {"true": True, "ja": True, "false": False, "nein": False}


def is_calculator(fence: Fence) -> bool:
    """Whether a fence holds a calculator."""
    return _INFO.match(fence.info) is not None


def read_calculator(source: str, fence: Fence) -> tuple[Calculator | None, list[Problem]]:
    """The calculator in a fence (None if it says of no layer), and what is wrong with it."""
    written = [
        (span, *source[span.start : span.end].split("#", maxsplit=1)[0].partition(":")[::2])
        for span in fence.body
        if source[span.start : span.end].split("#", maxsplit=1)[0].strip()
    ]
    opening = Span(fence.span.start, source.find("\n", fence.span.start))
    layers = [(span, value.strip()) for span, name, value in written if name.strip() == _LAYER]
    known = [*KINDS, *ALIASES]
    if not layers or layers[0][1] not in known:
        span, layer = layers[0] if layers else (opening, "")
        message = (
            f"Für die Schicht „{layer[:_LONGEST]}“ gibt es keinen Rechner"
            if layers
            else "Der Rechner nennt keine Schicht"
        )
        close = get_close_matches(layer[:_LONGEST], known, n=1)
        remedy = f"Meinten Sie „{close[0]}“?" if close else f"Es gibt {', '.join(known)}."
        return None, [Problem(span, "unknown-calculator", message, f"schicht: … – {remedy}")]
    name, given = ALIASES.get(layers[0][1], (layers[0][1], {}))
    kind = KINDS[name]
    settings: dict[str, Setting] = {field.name: field.default for field in kind.fields}
    settings.update(given)
    problems = []
    for span, option, value in written:
        if option.strip() == _LAYER:
            continue
        field, problem = _field(kind, span, option.strip())
        if field is not None:
            setting = _setting(value.strip())
            if refusal := field.refuses(setting):
                message = f"Das Feld „{field.name}“ {refusal}, nicht „{value.strip()[:_LONGEST]}“"
                problem = Problem(span, "bad-calculator-setting", message)
            else:
                settings[field.name] = setting
        if problem is not None:
            problems.append(problem)
    return Calculator(fence.span, fence.indent, name, settings), problems


def _field(kind: Kind, span: Span, name: str) -> tuple[Field | None, Problem | None]:
    try:
        return kind.field(name), None
    except KeyError:
        names = [field.name for field in kind.fields]
        close = get_close_matches(name[:_LONGEST], names, n=1)
        remedy = f"Meinten Sie „{close[0]}“?" if close else f"Es gibt {', '.join(names)}."
        message = f"Das Feld „{name[:_LONGEST]}“ gibt es in diesem Rechner nicht"
        return None, Problem(span, "unknown-calculator-setting", message, remedy)


def _setting(text: str) -> Setting:
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else text
