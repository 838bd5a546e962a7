"""Exercises: that each has a solution, and that what the author typed about it is true."""

from fractions import Fraction

from rechenprobe import notation
from rechenprobe.answers import Answer, Unanswered, exact_values, find_answer
from rechenprobe.check.examples.questions import confirm_question
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.claims import Notation
from rechenprobe.execution import Run
from rechenprobe.lecture import Exercise
from rechenprobe.report import Repair


def check_exercises(ledger: Ledger, run: Run) -> None:
    """Say which exercises have no solution, two of them, or another than their author typed."""
    for exercise in ledger.lecture.exercises:
        answer = find_answer(exercise, ledger.lecture, run)
        if isinstance(answer, Answer):
            _check_source(ledger, exercise, answer)
            _check_typed(ledger, exercise, answer)
            _check_mistakes(ledger, exercise, answer, run)
            confirm_question(ledger, exercise)
        elif not answer.known:
            _report(ledger, answer)


def _report(ledger: Ledger, missing: Unanswered) -> None:
    ledger.find(
        missing.span,
        "error",
        "exercise-without-solution",
        missing.message,
        written=ledger.lecture.text(missing.span),
        remedy=missing.remedy,
    )


def _check_source(ledger: Ledger, exercise: Exercise, answer: Answer) -> None:
    """A solution beside a derivation has to be what the derivation gives."""
    if exercise.solution is None or answer.source is None:
        return
    derived = tuple(Fraction(part.value) / answer.size for part in answer.source.parts)
    if derived != answer.values:
        value = ledger.lecture.values[exercise.solution]
        ledger.find(
            value.span,
            "error",
            "exercise-contradicts-derivation",
            "Lösung und Ableitung der Aufgabe sind verschieden",
            written=f"{value.code} = {_shown(ledger, answer.values)}",
            true=_shown(ledger, derived),
            explanation=f"Ableitung von {answer.source.layer.name}",
            remedy="Eine von beiden berichtigen, oder nur die Ableitung stehen lassen.",
        )


def _check_typed(ledger: Ledger, exercise: Exercise, answer: Answer) -> None:
    if exercise.typed is None:
        return
    number = ledger.lecture.numbers[exercise.typed]
    true, shown = answer.values[0], _shown(ledger, answer.values)
    truth = Truth("exercise", shown, f"Lösung der Aufgabe: {shown}")
    hows: tuple[Notation, ...] = ("german", "english")
    for how in hows:
        reading = number.reading(how)
        if reading and abs(reading.value - true) <= tolerance(reading, approximate=False):
            ledger.verified(number.span, (exercise.typed,), truth, how)
            return
    repairs = (Repair(number.span, shown),) if answer.exact else ()
    ledger.wrong(number.span, (exercise.typed,), truth, repairs=repairs)


def _check_mistakes(ledger: Ledger, exercise: Exercise, answer: Answer, run: Run) -> None:
    """A foreseen mistake that gives the solution would call right answers wrong."""
    results = {result.value: result for result in run.values}
    for mistake in exercise.mistakes:
        result = results.get(mistake.value)
        numbers = None if result is None else exact_values(result)
        if numbers and tuple(number / answer.size for number in numbers) == answer.values:
            value = ledger.lecture.values[mistake.value]
            ledger.find(
                value.span,
                "error",
                "mistake-is-right",
                "Der vorhergesehene Fehler ergibt die richtige Lösung",
                written=value.code,
                true=_shown(ledger, answer.values),
                remedy="Den Ausdruck so ändern, dass er den Fehler macht, oder ihn entfernen.",
            )


def _shown(ledger: Ledger, values: tuple[Fraction, ...]) -> str:
    return " × ".join(notation.number(value, ledger.grouping) for value in values)
