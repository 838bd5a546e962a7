"""What the solution of an exercise is, once its page has run. Used to check and to show it."""

from ast import literal_eval
from bisect import bisect_right
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from math import isfinite
from operator import itemgetter

from msgspec import Struct

from rechenprobe.execution import Run, Shown, ValueRun
from rechenprobe.expression import Expr, NotEvaluable, evaluate
from rechenprobe.facts import Layer, Model, Part
from rechenprobe.lecture import Derived, Exercise, Lecture, Span

BYTES: Mapping[str, int] = {
    "B": 1,
    "Byte": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}
"""Units of memory: an exercise in one of them is computed in bytes."""

SIZES: Mapping[str, Fraction] = {
    **{unit: Fraction(size) for unit, size in BYTES.items()},
    "Tsd.": Fraction(10**3),
    "Mio.": Fraction(10**6),
    "Mrd.": Fraction(10**9),
    "%": Fraction(1, 100),
}
"""Unit → how much of what the expression computes it is; any other unit is only a word."""


LARGEST = 10**100
"""No answer is greater: a browser's numbers end at 10³⁰⁸."""


class Source(Struct, frozen=True):
    """The number of a layer that an exercise asks for."""

    model: Model
    layer: Layer
    quantity: str
    parts: tuple[Part, ...]


class Answer(Struct, frozen=True):
    """A solution, in the unit that the exercise asks for."""

    values: tuple[Fraction, ...]
    """One number; for a shape, one per axis."""
    size: Fraction = Fraction(1)
    """How much one of the unit is."""
    formula: Expr | None = None
    """The calculation that gives the only value, before it is divided by `size`."""
    source: Source | None = None

    @property
    def exact(self) -> bool:
        """Whether it is a count, of which no digit may be left out."""
        return self.size == 1 and all(value.denominator == 1 for value in self.values)


class Unanswered(Struct, frozen=True):
    """Why an exercise has no solution. German."""

    span: Span
    message: str
    remedy: str = ""
    known: bool = False
    """Whether something else has been said about it already: the run failed, nothing ran."""


def find_answer(exercise: Exercise, lecture: Lecture, run: Run) -> Answer | Unanswered:
    """The solution that the run gives, or the reason why there is none."""
    results = {result.value: result for result in run.values}
    source = None
    if exercise.derived is not None:
        found = _source(exercise.derived, exercise.span.start, lecture, run)
        if isinstance(found, Unanswered):
            return found
        source = found
    size = SIZES.get(exercise.unit, Fraction(1))
    if exercise.solution is None:
        return _derived_answer(exercise, source, size)
    result, value = results.get(exercise.solution), lecture.values[exercise.solution]
    if result is None:
        return Unanswered(value.span, "Die Lösung wurde nicht berechnet", known=True)
    numbers = exact_values(result)
    if numbers is None:
        message = f"Die Lösung „{value.code}“ ergibt keine Zahl, sondern {result.text}"
        return Unanswered(value.span, message, "Einen Ausdruck wählen, der eine Zahl ergibt.")
    if any(abs(number) > LARGEST for number in numbers):
        return Unanswered(value.span, f"Die Lösung „{value.code}“ ist zu groß für eine Antwort")
    formula = exercise.formula if _gives(exercise.formula, numbers) else None
    return Answer(tuple(number / size for number in numbers), size, formula, source)


def exact_values(result: ValueRun) -> tuple[Fraction, ...] | None:
    """The numbers that a value consists of; None if it is a text or not finite."""
    match result.kind:
        case "int":
            return (Fraction(literal_eval(result.text)),)
        case "float":
            number = float(result.text)
            return (Fraction(result.text),) if isfinite(number) else None
        case "shape":
            return tuple(map(Fraction, literal_eval(result.text)))
        case _:
            return None


def models_in(lecture: Lecture, run: Run) -> list[tuple[int, Model]]:
    """Models with the source offset from which on the text speaks of them."""
    shown = [
        (lecture.cells[cell.cell].span.start, run.models[output.model])
        for cell in run.cells
        for output in cell.outputs
        if isinstance(output, Shown)
    ]
    named = {id(model) for _, model in shown}
    end = lecture.cells[-1].span.start if lecture.cells else 0
    rest = [model for model in run.models if id(model) not in named]
    parts = [(-1, one) for one in rest if any(_is_part(one, whole) for _, whole in shown)]
    others = [(end, one) for one in rest if all(one is not part for _, part in parts)]
    return sorted(parts + shown + others, key=itemgetter(0))  # stable: as they were built


def _is_part(part: Model, whole: Model) -> bool:
    """Whether a model is built into another one: an autoencoder's encoder."""
    return any(layer.name.startswith(f"{part.name}/") for layer in whole.layers)


def _derived_answer(
    exercise: Exercise, source: Source | None, size: Fraction
) -> Answer | Unanswered:
    if source is None:  # the reader has said that there is no solution
        return Unanswered(exercise.span, "", known=True)
    values = tuple(Fraction(part.value) / size for part in source.parts)
    formula = source.parts[0].expr if len(source.parts) == 1 else None
    return Answer(values, size, formula, source)


def _source(derived: Derived, offset: int, lecture: Lecture, run: Run) -> Source | Unanswered:
    shown = models_in(lecture, run)
    nearest = bisect_right([start for start, _ in shown], offset) - 1
    models = [model for _, model in (*shown[: nearest + 1][::-1], *shown[nearest + 1 :])]
    for model in models:
        for layer in model.layers:
            if layer.name == derived.layer:
                return _parts(derived, model, layer)
    names = [layer.name for model in models for layer in model.layers]
    close = get_close_matches(derived.layer, names, n=1)
    message = f"Eine Schicht „{derived.layer}“ gibt es hier nicht"
    remedy = f"Meinten Sie „{close[0]}“?" if close else f"Es gibt {', '.join(names[:12])}."
    if not names:
        remedy = "Vor der Aufgabe ein Modell bauen, oder statt der Ableitung eine Lösung angeben."
    return Unanswered(derived.span, message, remedy, known=run.failure is not None or not run.cells)


def _parts(derived: Derived, model: Model, layer: Layer) -> Source | Unanswered:
    derivation = next(
        (one for quantity, one in layer.derivations.items() if quantity == derived.quantity), None
    )
    if derivation is None:
        message = f"Für „{layer.name}“ ({layer.kind}) gibt es diese Ableitung nicht"
        return Unanswered(derived.span, message, "Die Lösung als Ausdruck angeben: #| lösung: …")
    parts = derivation.parts
    if derived.part:
        parts = tuple(part for part in parts if part.label.lower() == derived.part.lower())
    if not parts or any(part.open for part in parts):
        labels = [part.label for part in derivation.parts if part.label and not part.open]
        message = f"„{derived.part}“ gibt es in dieser Ableitung nicht"
        if parts:
            message = "Das Modell lässt diese Größe offen"
        remedy = f"Es gibt {', '.join(labels)}." if labels else "Den Zusatz weglassen."
        return Unanswered(derived.span, message, remedy)
    return Source(model, layer, derived.quantity, parts)


def _gives(formula: Expr | None, values: tuple[Fraction, ...]) -> bool:
    """Whether a calculation comes to the value that Python gave, up to a float's precision."""
    if formula is None or len(values) != 1:
        return False
    try:
        value = evaluate(formula)
    except NotEvaluable:
        return False
    return abs(value - values[0]) <= abs(value) / 10**12
