"""Calculators on the page: fields, a drawing, and formulas with numbers and results.

What stands here holds for what the author set. The formulas go along as data, for the script that
evaluates them for the reader's settings.
"""

from collections.abc import Iterator

from markupsafe import Markup

from rechenprobe.late import late
from rechenprobe.lecture import Calculator, Lecture
from rechenprobe.notation import Grouping, number
from rechenprobe.report import Finding
from rechenprobe.settings import Settings
from rechenprobe.sheet import KINDS, Field, Setting, Sheet
from rechenprobe.sheet import Settings as Values
from rechenprobe.show.edits import Edit
from rechenprobe.show.html import fill
from rechenprobe.show.outputs import paragraphs
from rechenprobe.show.seal import seal
from rechenprobe.show.worked import Formulas

_PICTURE = Markup(
    '<div class="rp-rechner__picture"><svg viewBox="0 0 560 250" role="img"'
    ' aria-label="Das Fenster über der Eingabe"><g class="rp-slide__still"></g>'
    '<path class="rp-slide__done"/><g class="rp-slide__window"></g>'
    '<path class="rp-slide__rays"/><path class="rp-slide__cell"/></svg>'
    '<p class="rp-slide__said"></p><div class="rp-slide__controls">'
    '<button type="button">Zurück</button><button type="button">Abspielen</button>'
    '<button type="button">Weiter</button>'
    '<input type="range" min="0" value="0" aria-label="Position des Fensters"></div></div>'
)
"""The drawing's frame; the script fills it."""

_NAMED = late(r"\(([A-Z]\w+(?:, [A-Z]\w+)*)\)")
"""Classes in a title."""


def calculator_edits(lecture: Lecture, settings: Settings) -> Iterator[Edit]:
    """Each fence becomes its calculator."""
    for position, calculator in enumerate(lecture.calculators, 1):
        block = calculator_block(calculator, position, settings.grouping)
        yield Edit(
            calculator.span.start,
            calculator.span.end,
            paragraphs([seal(block)], calculator.indent),
        )


def calculator_problems(lecture: Lecture) -> Iterator[Finding]:
    """Calculators that begin with a layer that cannot be."""
    for calculator in lecture.calculators:
        sheet = _sheet(calculator)
        for check, message in sheet.complaints(calculator.settings):
            if check.fatal:
                yield Finding(
                    span=calculator.span,
                    place=lecture.place(calculator.span.start),
                    severity="error",
                    code="impossible-calculator",
                    message="Der Rechner beginnt mit Einstellungen, die es nicht gibt",
                    written=" ".join(lecture.text(calculator.span).split()),
                    explanation=message,
                    remedy="Die Werte im Block ändern.",
                )


def _sheet(calculator: Calculator) -> Sheet:
    # The catalogue of layers comes with it, and most pages hold no calculator.
    from rechenprobe.calculator import make_sheet  # noqa: PLC0415

    return make_sheet(calculator.kind)


def calculator_block(calculator: Calculator, position: int, grouping: Grouping) -> Markup:
    """One calculator; `position` on the page is part of its id, and so of links to it."""
    kind, sheet = KINDS[calculator.kind], _sheet(calculator)
    formulas = Formulas(sheet, grouping)
    name = f"rechner-{position}"
    settings = calculator.settings
    fields = Markup().join(
        _field(field, settings, formulas, f"{name}-{field.name}") for field in kind.fields
    )
    fatal = any(check.fatal for check, _ in sheet.complaints(settings))
    complaints = Markup().join(
        fill("<li>{}</li>", message) for _, message in sheet.complaints(settings)
    )
    lines = Markup() if fatal else formulas.lines(settings)
    picture = _PICTURE if kind.picture else Markup()
    title = _NAMED.sub(r"(<code>\1</code>)", kind.title).replace(", ", "</code>, <code>")
    return Markup(
        '<section class="rp-rechner" id="{0}" aria-labelledby="{0}-titel" data-grouping="{1}"'
        ' data-sheet="{9}">'
        '<p class="rp-rechner__title" id="{0}-titel">Rechner: {2}</p>'
        '<form class="rp-rechner__form" autocomplete="off">{3}</form>{4}'
        '<ul class="rp-rechner__given">{5}</ul>'
        '<div role="status"><ul class="rp-rechner__said">{6}</ul></div>'
        '<div class="rp-steps"><dl class="rp-rechner__lines">{7}</dl>'
        '<p class="rp-note rp-rechner__note">{8}</p></div>'
        '<p class="rp-rechner__link"><a href="#{0}">Link zu diesen Einstellungen</a></p></section>'
    ).format(
        name,
        grouping,
        Markup(title),  # noqa: S704 - ours
        fields,
        picture,
        _given(calculator, formulas, grouping),
        complaints,
        lines,
        sheet.variant(settings).note,
        formulas.data(),
    )


def _field(field: Field, settings: Values, formulas: Formulas, name: str) -> Markup:
    value = settings[field.name]
    label = fill('<label for="{}">{}</label>', name, formulas.named(field.title, field.name))
    if isinstance(field.default, bool):
        checked = Markup(" checked") if value else Markup()
        control = fill('<input type="checkbox" id="{}" name="{}"{}>', name, field.name, checked)
    elif field.choices:
        options = Markup().join(
            fill(
                '<option value="{}"{}{}>{}</option>',
                choice.value,
                fill(' data-number="{}"', choice.number) if choice.number else "",
                Markup(" selected") if choice.value == value else "",
                choice.title,
            )
            for choice in field.choices
        )
        control = fill('<select id="{}" name="{}">{}</select>', name, field.name, options)
    else:
        control = fill(
            '<input type="text" inputmode="numeric" id="{}" name="{}" data-low="{}" data-high="{}"'
            ' maxlength="20" value="{}">',
            name,
            field.name,
            field.low,
            field.high,
            value,
        )
        if field.slider:
            control += fill(
                '<input type="range" aria-label="{}, Regler" min="{}" max="{}" step="1"'
                ' value="{}">',
                field.title,
                field.low,
                field.slider,
                value,
            )
    only = fill(' data-only="{}={}"', *field.only) if field.only else Markup()
    idle = Markup() if field.applies(settings) else Markup(" hidden")
    return fill('<div class="rp-field"{}{}>{}{}</div>', only, idle, label, control)


def _given(calculator: Calculator, formulas: Formulas, grouping: Grouping) -> Markup:
    """The settings in words: for paper, and for where no script runs."""
    return Markup().join(
        fill(
            '<li data-given="{}"{}>{}: <span>{}</span></li>',
            field.name,
            Markup() if field.applies(calculator.settings) else Markup(" hidden"),
            formulas.named(field.title, field.name),
            _said(field, calculator.settings[field.name], grouping),
        )
        for field in KINDS[calculator.kind].fields
    )


def _said(field: Field, value: Setting, grouping: Grouping) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if field.choices:
        return next(choice.title for choice in field.choices if choice.value == value)
    return number(int(value), grouping)
