"""Fences → exercises: their options, and what of their body is question and what solution.

    ```aufgabe
    #| lösung: model.layers[3].count_params()
    Wie viele Parameter hat die zweite Faltungsschicht?
    ```

The options are hash-pipe comments like those of a cell, in German. A line of dashes divides the
question from the author's own way to the solution. Both are Markdown.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction

from msgspec import Struct

from rechenprobe.answers import SIZES
from rechenprobe.late import late
from rechenprobe.lecture import Derived, Exercise, Mistake, Problem, Span
from rechenprobe.read.arithmetic import formula_of
from rechenprobe.read.blocks import Fence
from rechenprobe.read.numbers import NUMBER, readings

_INFO = late(r"\{?\s*\.?aufgabe\b", re.IGNORECASE)
_RULE = late(r"\s*-(?:[ \t]*-){2,}\s*$")
_ARROW = late(r"→|->|=>")
_LABEL = late(r"exr-[\w-]+")
_TOLERANCE = late(rf"(?P<number>{NUMBER.pattern})\s?(?P<percent>%|Prozent)?[^\d%]*")

OPTIONS = ("lösung", "ableitung", "ergebnis", "einheit", "toleranz", "fehler", "label")
"""What an exercise may say about itself; only `fehler` more than once."""

QUANTITIES = {
    "parameter": "params",
    "params": "params",
    "ausgabe": "output",
    "output": "output",
    "macs": "macs",
    "aktivierungen": "activations",
    "activations": "activations",
}
"""How authors call what a derivation gives → a `facts.Quantity`."""

_LONGEST = 1000
"""Characters of an option."""


class Foreseen(Struct, frozen=True):
    """A `fehler` line: an expression and what to say to who answers with its value."""

    span: Span
    """Of the expression."""
    code: str
    hint: str


class Draft(Struct, frozen=True):
    """An exercise before its values and numbers are counted with those of the page."""

    fence: Fence
    question: Span
    steps: Span | None
    solution: Span | None = None
    """Of the expression."""
    derived: Derived | None = None
    typed: Span | None = None
    unit: str = ""
    tolerance: Fraction | None = None
    relative: bool = False
    label: str = ""
    mistakes: tuple[Foreseen, ...] = ()


AddValue = Callable[[Span, str], int]
"""Registers an expression that stands at a span; its index."""


def finish_exercise(
    draft: Draft, source: str, add_value: AddValue, add_number: Callable[[Span, int], int]
) -> Exercise:
    """The exercise, its expressions and its typed result registered with the page's."""
    solution, typed = draft.solution, draft.typed
    code = "" if solution is None else source[solution.start : solution.end]
    return Exercise(
        span=draft.fence.span,
        indent=draft.fence.indent,
        question=draft.question,
        steps=draft.steps,
        label=draft.label,
        solution=None if solution is None else add_value(solution, code),
        formula=formula_of(code),
        derived=draft.derived,
        typed=None if typed is None else add_number(typed, 0),
        unit=draft.unit,
        tolerance=draft.tolerance,
        relative=draft.relative,
        mistakes=tuple(Mistake(add_value(one.span, one.code), one.hint) for one in draft.mistakes),
    )


def is_exercise(fence: Fence) -> bool:
    """Whether a fence holds an exercise."""
    return _INFO.match(fence.info) is not None


def read_exercise(source: str, fence: Fence) -> tuple[Draft, list[Problem]]:
    """The exercise in a fence, and what is wrong with it."""
    reading = _Reading(source, fence)
    return reading.draft(), reading.problems


class _Reading:
    """One fence; problems are collected on the way."""

    def __init__(self, source: str, fence: Fence) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._fence = fence
        self._found: dict[str, Span] = {}
        self._mistakes: list[Foreseen] = []

    def draft(self) -> Draft:
        body = self._fence.body
        first = next((n for n, span in enumerate(body) if not self._option(span)), len(body))
        rules = (n for n in range(first, len(body)) if _RULE.match(self._text(body[n])))
        rule = next(rules, len(body))
        question = self._lines(first, rule)
        opening = Span(self._fence.span.start, self._source.find("\n", self._fence.span.start))
        if question is None:
            message, remedy = "Die Aufgabe fragt nichts", "Unter die Optionen die Frage schreiben."
            self._complain(opening, "exercise-without-question", message, remedy)
        solution, derived = self._found.get("lösung"), self._derived()
        if solution is not None and (number := _typed(self._text(solution))):
            message = f"Die Lösung „{number}“ ist getippt, nicht berechnet"
            remedy = (
                "Den Ausdruck hinschreiben, der sie ergibt, etwa (227 - 11) // 4 + 1;"
                " eine getippte Zahl, die geprüft werden soll, heißt #| ergebnis: …"
            )
            self._complain(solution, "typed-solution", message, remedy)
        if solution is None and "ableitung" not in self._found:
            message = "Die Aufgabe hat keine Lösung"
            remedy = "Eine Zeile wie „#| lösung: 3 * 4“ oder „#| ableitung: conv2d Parameter“."
            self._complain(opening, "exercise-without-solution", message, remedy)
        tolerance, relative = self._tolerance()
        return Draft(
            fence=self._fence,
            question=question or Span(opening.end, opening.end),
            steps=self._lines(rule + 1, len(body)),
            solution=solution,
            derived=derived,
            typed=self._typed_result(),
            unit=self._unit(),
            tolerance=tolerance,
            relative=relative,
            label=self._label(),
            mistakes=tuple(self._mistakes),
        )

    def _text(self, span: Span) -> str:
        return self._source[span.start : span.end]

    def _lines(self, first: int, end: int) -> Span | None:
        """Whole lines of the body, empty ones around them left out; their indentation stays."""
        body = self._fence.body
        filled = [span for span in body[first:end] if self._text(span).strip()]
        if not filled:
            return None
        return Span(self._source.rfind("\n", 0, filled[0].start) + 1, filled[-1].end)

    def _complain(self, span: Span, code: str, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(span, code, message, remedy))

    def _option(self, line: Span) -> bool:
        """Note a line's option; False behind the last one."""
        text = self._text(line)
        if not text.startswith("#|"):
            return not text.strip()
        head, _, written = text.partition(":")
        name = head[2:].strip().lower().replace("oe", "ö")
        start = line.start + len(text) - len(written.lstrip())
        content = Span(start, start + len(written.strip()))
        if name not in OPTIONS:
            close = get_close_matches(name[:_LONGEST], OPTIONS, n=1)
            remedy = f"Meinten Sie „{close[0]}“?" if close else f"Es gibt {', '.join(OPTIONS)}."
            message = f"Die Option „{name[:40]}“ gibt es bei Aufgaben nicht"
            self._complain(line, "unknown-exercise-option", message, remedy)
        elif not written.strip() or len(written) > _LONGEST:
            what = "ist zu lang" if written.strip() else "ist leer"
            self._complain(line, "bad-exercise-option", f"Die Option „{name}“ {what}")
        elif name == "fehler":
            self._mistake(content)
        elif name in self._found:
            message = f"Die Option „{name}“ steht zweimal da"
            self._complain(line, "bad-exercise-option", message, "Eine der beiden entfernen.")
        else:
            self._found[name] = content
        return True

    def _mistake(self, span: Span) -> None:
        code, *hint = _ARROW.split(self._text(span), maxsplit=1)
        if not hint or not code.strip() or not hint[0].strip():
            message = "Zu einem Fehler gehören ein Ausdruck, ein Pfeil und ein Hinweis"
            remedy = "Zum Beispiel: #| fehler: 11 * 11 * 96 → Die Eingabekanäle fehlen."
            self._complain(span, "bad-exercise-option", message, remedy)
            return
        where = Span(span.start, span.start + len(code.rstrip()))
        self._mistakes.append(Foreseen(where, code.strip(), hint[0].strip()))

    def _derived(self) -> Derived | None:
        span = self._found.get("ableitung")
        if span is None:
            return None
        layer, *words = self._text(span).split()
        quantity = QUANTITIES.get(words[0].lower()) if words else "params"
        if quantity is None:
            close = get_close_matches(words[0].lower(), QUANTITIES, n=1)
            message = f"Eine Ableitung für „{words[0]}“ gibt es nicht"
            remedy = "Es gibt Parameter, Ausgabe, MACs und Aktivierungen."
            if close:
                remedy = f"Meinten Sie „{close[0].capitalize()}“?"
            self._complain(span, "bad-exercise-option", message, remedy)
            return None
        return Derived(span, layer, quantity, " ".join(words[1:]))

    def _typed_result(self) -> Span | None:
        span = self._found.get("ergebnis")
        if span is None:
            return None
        match = NUMBER.match(self._source, span.start, span.end)
        if match is None:
            message = f"Das Ergebnis „{self._text(span)}“ ist keine Zahl"
            self._complain(span, "bad-exercise-option", message, "Eine Zahl schreiben: 34.944.")
            return None
        return Span(*match.span())

    def _unit(self) -> str:
        span = self._found.get("einheit")
        if span is None:
            return ""
        text = self._text(span)
        meant = [unit for unit in SIZES if unit.lower().rstrip(".") == text.lower().rstrip(".")]
        if text in meant or not meant:
            return text
        message = f"Die Einheit „{text}“ ist nicht eindeutig"
        remedy = f"Meinten Sie {meant[0]}?"
        if meant[0] == "kB":
            remedy = "Meinten Sie kB (1000 Byte) oder KiB (1024 Byte)?"
        self._complain(span, "bad-exercise-option", message, remedy)
        return meant[0]

    def _tolerance(self) -> tuple[Fraction | None, bool]:
        span = self._found.get("toleranz")
        match = _TOLERANCE.fullmatch(self._text(span)) if span else None
        reading = readings(match["number"])[0] if match else None
        if span is None:
            return None, False
        if match is None or reading is None:
            message = f"Die Toleranz „{self._text(span)}“ ist weder eine Zahl noch ein Anteil"
            self._complain(span, "bad-exercise-option", message, "Zum Beispiel 1 % oder 0,5.")
            return None, False
        relative = match["percent"] is not None
        return (reading.value / 100 if relative else reading.value), relative

    def _label(self) -> str:
        span = self._found.get("label")
        if span is None:
            return ""
        text = self._text(span)
        if _LABEL.fullmatch(text):
            return text
        message = f"„{text}“ kann keine Aufgabe benennen"
        remedy = f"Namen von Aufgaben beginnen mit exr-, zum Beispiel exr-{text.lower()}."
        self._complain(span, "bad-exercise-option", message, remedy)
        return ""


def _typed(code: str) -> str:
    """The number that an expression consists of, if it does; empty otherwise."""
    match = NUMBER.fullmatch(code.strip().lstrip("+-−"))
    return match[0] if match else ""
