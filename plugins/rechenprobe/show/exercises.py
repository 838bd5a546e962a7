"""Exercises on the page: question, answer box, solution to unfold.

The question stays the author's Markdown, in a frame: only the lines around it are replaced. What
the script needs to judge an answer goes along as data; without it the solution unfolds.
"""

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import msgspec
from markupsafe import Markup

from rechenprobe.answers import BYTES, LARGEST, SIZES, Answer, exact_values, find_answer
from rechenprobe.execution import Run
from rechenprobe.expression import Num, evaluate, latex
from rechenprobe.facts import Part
from rechenprobe.lecture import Exercise, Lecture
from rechenprobe.notation import Grouping, is_exact, number
from rechenprobe.settings import Settings
from rechenprobe.show.derivations import symbols
from rechenprobe.show.edits import Edit
from rechenprobe.show.formulas import LATEX_SEPARATORS, BadFormula, formula_html
from rechenprobe.show.html import fill
from rechenprobe.show.mistakes import Wrong, mistakes
from rechenprobe.show.outputs import paragraphs
from rechenprobe.show.references import announcement
from rechenprobe.show.seal import seal
from rechenprobe.show.values import to_latex

_LONGEST = 40
"""Characters of a result that a text field is made for."""


def exercise_edits(lecture: Lecture, run: Run, settings: Settings) -> Iterator[Edit]:
    """A frame around each exercise's text, and how many are solved below the last one."""
    last = len(lecture.exercises)
    for position, exercise in enumerate(lecture.exercises, 1):
        answer = find_answer(exercise, lecture, run)
        found = answer if isinstance(answer, Answer) else None
        name = exercise.label or f"aufgabe-{position}"
        data = _data(exercise, found, run) if found else None
        label = next((one for one in lecture.labels if one.of == exercise.span), None)
        announced = announcement(label) if label else Markup()
        opening = seal(_opening(data, _key(exercise, lecture), position, name, announced))
        closing = [seal("</details></section>")]
        if position == last:
            closing.append(seal(_progress(last)))
        unfolding = seal(_unfolding(exercise, found, name, settings.grouping))
        yield from _framed(exercise, [opening], [unfolding], closing)


def exercise_texts(lecture: Lecture, run: Run, settings: Settings) -> Iterator[Edit]:
    """The same for a notebook: Markdown that Jupyter and Colab show, formulas in LaTeX."""
    for position, exercise in enumerate(lecture.exercises, 1):
        answer = find_answer(exercise, lecture, run)
        solution = ""
        if isinstance(answer, Answer):
            solution = f"**{shown(exercise, answer, settings.grouping)}**"
            if exercise.solution is not None and answer.size == 1 and len(answer.values) == 1:
                solution += f"<!-- = {lecture.values[exercise.solution].code} -->"
            equations = (_equation(part, settings.grouping) for part in _parts(answer))
            solution = "\n\n".join((solution, *(f"$${latex}$$" for latex in equations if latex)))
        unfolding = ["<details><summary>Lösung</summary>", solution]
        yield from _framed(exercise, [f"**Aufgabe {position}**"], unfolding, ["</details>"])


def _framed(
    exercise: Exercise, opening: list[str], middle: list[str], closing: list[str]
) -> Iterator[Edit]:
    """Paragraphs before the question, between it and the steps, and behind them."""
    indent, end = exercise.indent, exercise.span.end
    begins = exercise.question.start
    yield Edit(exercise.span.start, begins, paragraphs(opening, indent) + "\n")
    if exercise.steps is None:
        rest = paragraphs([*middle, *closing], indent)
        yield Edit(exercise.question.end, end, rest)
        return
    between = paragraphs(middle, indent) + "\n"
    yield Edit(exercise.question.end, exercise.steps.start, between)
    yield Edit(exercise.steps.end, end, paragraphs(closing, indent))


def _opening(data: "_Data | None", key: str, position: int, name: str, announced: Markup) -> Markup:
    attributes = Markup()
    if data is not None:
        attributes = fill(
            ' data-key="{}" data-exercise="{}"', key, msgspec.json.encode(data).decode()
        )
    return fill(
        '<section class="rp-exercise" id="{}" aria-labelledby="{}-titel"{}{}>'
        '<p class="rp-exercise__title" id="{}-titel">Aufgabe {}'
        ' <span class="rp-exercise__mark"></span></p>',
        name,
        name,
        announced,
        attributes,
        name,
        position,
    )


def _key(exercise: Exercise, lecture: Lecture) -> str:
    """What the browser remembers a solved exercise by: it stays while the question stays."""
    question = lecture.path + lecture.text(exercise.question)
    return hashlib.sha256(question.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _unfolding(exercise: Exercise, answer: Answer | None, name: str, grouping: Grouping) -> Markup:
    """The answer box and the beginning of the solution."""
    if answer is None:
        return Markup(
            '<details class="rp-exercise__solution"><summary>Lösung</summary>'
            '<p class="rp-missing">wird erst mit dem Lauf der Seite berechnet</p>'
        )
    result = shown(exercise, answer, grouping)
    steps = Markup().join(_step(part, grouping) for part in _parts(answer))
    return fill(
        "{}{}",
        _form(exercise, answer, name),
        fill(
            '<details class="rp-exercise__solution" data-search-exclude>'
            "<summary>Lösung</summary>"
            '<p class="rp-exercise__result"><strong>{}</strong></p>{}{}',
            result,
            steps,
            _legend(answer, grouping),
        ),
    )


def _form(exercise: Exercise, answer: Answer, name: str) -> Markup:
    unit = f" in {exercise.unit}" if exercise.unit else ""
    if len(answer.values) > 1:
        unit = " als Größe, etwa 5 × 5 × 3"
    return fill(
        '<form class="rp-exercise__form" novalidate>'
        '<label for="{}-antwort">Ihre Antwort{}</label>'
        '<input id="{}-antwort" type="text" inputmode="{}" maxlength="{}" autocomplete="off"'
        ' autocapitalize="off" spellcheck="false" aria-describedby="{}-urteil">'
        '<button type="submit">Prüfen</button>'
        '<p class="rp-exercise__verdict" id="{}-urteil" role="status"></p></form>',
        name,
        unit,
        name,
        "text" if len(answer.values) > 1 or exercise.unit else "decimal",
        _LONGEST,
        name,
        name,
    )


def _progress(count: int) -> Markup:
    return fill(
        '<div class="rp-progress"><p class="rp-progress__count" role="status">'
        "0 von {} Aufgaben gelöst</p>"
        '<button type="button" hidden>Fortschritt zurücksetzen</button></div>',
        count,
    )


class _Data(msgspec.Struct, frozen=True):
    """What `aufgaben.js` judges answers by."""

    values: tuple[float, ...]
    exact: bool
    tolerance: float | None
    units: dict[str, float]
    """Unit → how many of the exercise's it is."""
    mistakes: tuple[tuple[tuple[float, ...], str], ...]


def _data(exercise: Exercise, answer: Answer, run: Run) -> _Data:
    foreseen = [
        Wrong(tuple(one / answer.size for one in numbers), mistake.hint)
        for mistake in exercise.mistakes
        for result in run.values
        if result.value == mistake.value
        and (numbers := exact_values(result))
        and all(abs(number) < LARGEST for number in numbers)
    ]
    wrong = {one.values: one.hint for one in (*mistakes(answer, exercise.unit), *foreseen)}
    tolerance = exercise.tolerance
    if tolerance is not None and exercise.relative:
        tolerance *= abs(answer.values[0])
    of_memory = exercise.unit in BYTES
    units = {
        unit: float(size / answer.size)
        for unit, size in SIZES.items()
        if (unit in BYTES) == of_memory
    }
    return _Data(
        values=tuple(map(_plain, answer.values)),
        exact=answer.exact,
        tolerance=None if tolerance is None else float(tolerance),
        units=units,
        mistakes=tuple((tuple(map(_plain, values)), hint) for values, hint in wrong.items()),
    )


def _plain(value: Fraction) -> int | float:
    """A whole number as such, as long as a browser keeps every digit of it."""
    whole = value.denominator == 1 and abs(value) <= 2**53
    return value.numerator if whole else float(value)


def shown(exercise: Exercise, answer: Answer, grouping: Grouping) -> str:
    """The solution with its unit: `69,888 kB`, `55 × 55 × 96`."""
    text = " × ".join(number(value, grouping) for value in answer.values)
    return f"{text}\u00a0{exercise.unit}" if exercise.unit else text


def _parts(answer: Answer) -> tuple[Part, ...]:
    """The formulas that lead to the solution."""
    if answer.source is not None:
        return answer.source.parts
    return (Part("", answer.formula),) if answer.formula is not None else ()


def _step(part: Part, grouping: Grouping) -> Markup:
    """Formula = numbers = result, below each other."""
    equation = _equation(part, grouping)
    if not equation:
        return Markup()
    label = fill("<p>{}:</p>", part.label) if part.label else Markup()
    try:
        return label + formula_html(equation, display=True)
    except BadFormula:  # the author of a layer names symbols as they like
        return Markup()


def _equation(part: Part, grouping: Grouping) -> str:
    if isinstance(part.expr, Num):
        return ""
    numbers = latex(part.expr, separator=LATEX_SEPARATORS[grouping])
    sides = (latex(part.expr, symbolic=True), numbers)
    value = evaluate(part.expr)
    first, *rest = dict.fromkeys(sides)
    equals = "=" if is_exact(value) else r"\approx"
    last = f"& {equals} {to_latex(number(value, grouping))}"
    lines = r" \\ ".join((f"& {first}", *(f"& = {side}" for side in rest), last))
    return rf"\begin{{aligned}} {lines} \end{{aligned}}"


def _legend(answer: Answer, grouping: Grouping) -> Markup:
    found = {
        symbol.latex: symbol
        for part in _parts(answer)
        for symbol in symbols(part.expr)
        if symbol.meaning and not symbol.latex.isdigit()
    }
    terms = Markup("; ").join(
        fill(
            "{} = {}: {}",
            formula_html(symbol.latex, display=False),
            number(symbol.value or 0, grouping),
            symbol.meaning,
        )
        for symbol in found.values()
    )
    return fill('<p class="rp-note">Dabei ist {}.</p>', terms) if terms else terms
