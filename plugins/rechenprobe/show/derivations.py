"""One layer's numbers, each as formula, calculation and result, and what the symbols mean."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from rechenprobe.expression import Call, Expr, Num, Symbol
from rechenprobe.facts import Layer, Part, Quantity
from rechenprobe.notation import Grouping, expression, number
from rechenprobe.show.formulas import BadFormula, calculation, formula_html, general
from rechenprobe.show.html import fill

AT_LEAST = "≥\u00a0"
"""Before a count that is only a lower bound."""

NAMES: Mapping[Quantity, str] = {
    "output": "Ausgabe",
    "params": "Parameter",
    "macs": "MACs",
    "activations": "Aktivierungen",
}
"""Quantity → how readers call it."""


def derivation_block(layer: Layer, grouping: Grouping) -> Markup:
    """A line per number, then symbols and notes; as wide as there is room, on a phone, too."""
    caption = f"Rechnung zu „{layer.name}“ ({layer.kind})"
    steps = _steps(layer, grouping, plain=True)
    return fill(
        '<div class="rp-derivation" role="group" aria-label="{}">'
        '<p class="rp-derivation__title">{}</p>{}</div>',
        caption,
        caption,
        steps,
    )


def derivation_steps(layer: Layer, grouping: Grouping) -> Markup:
    """Formula = calculation = result, a line each; empty if all are plain numbers."""
    return _steps(layer, grouping, plain=False)


def _steps(layer: Layer, grouping: Grouping, *, plain: bool) -> Markup:
    """`plain`: with the numbers that have no formula."""
    lines = Markup().join(
        fill(
            "<div><dt>{}</dt><dd>{}</dd></div>",
            _title(name, part),
            _equation(part, grouping, at_least=quantity in layer.incomplete),
        )
        for quantity, name in NAMES.items()
        if quantity in layer.derivations
        for part in layer.derivations[quantity].parts
        if plain or not isinstance(part.expr, Num)
    )
    if not lines:
        return Markup()
    return fill(
        '<div class="rp-steps"><dl>{}</dl>{}{}</div>',
        lines,
        _legend(layer, grouping),
        _notes(layer),
    )


def _title(name: str, part: Part) -> str:
    return f"{name}: {part.label}" if part.label else name


def _equation(part: Part, grouping: Grouping, *, at_least: bool) -> Markup:
    """Symbols = numbers = result; a plain number alone."""
    if isinstance(part.expr, Num):
        sign = "≥ " if at_least else ""
        return fill("<span>{}<strong>{}</strong></span>", sign, _result(part, grouping))
    formula, numbers = _sides(part, grouping)
    sides = [formula] if isinstance(part.expr, Symbol) or numbers == formula else [formula, numbers]
    return Markup(" ").join(
        [
            *(fill("<span>{}</span>", side) for side in sides[:1]),
            *(fill("<span>= {}</span>", side) for side in sides[1:]),
            fill(
                "<span>{} <strong>{}</strong></span>",
                "≥" if at_least else "=",
                _result(part, grouping),
            ),
        ]
    )


def _sides(part: Part, grouping: Grouping) -> tuple[Markup, Markup]:
    """A formula with symbols and with numbers; what cannot be set stands there as text."""
    try:
        return general(part.expr), calculation(part.expr, grouping)
    except BadFormula:  # the author of a layer names symbols as they like
        text = fill("{}", expression(part.expr, grouping))
        return text, text


def _result(part: Part, grouping: Grouping) -> str:
    return "offen" if part.open else number(part.value, grouping)


def symbols(expr: Expr) -> Iterator[Symbol]:
    """The symbols of a formula, in the order in which they are written."""
    match expr:
        case Symbol():
            yield expr
        case Call(_, args):
            for arg in args:
                yield from symbols(arg)


def _legend(layer: Layer, grouping: Grouping) -> Markup:
    """Each symbol once: its number here, and what it means."""
    found: dict[tuple[str, int | None], Symbol] = {}
    for derivation in layer.derivations.values():
        for part in derivation.parts:
            for symbol in symbols(part.expr):
                if symbol.meaning and not symbol.latex.isdigit():
                    found.setdefault((symbol.latex, symbol.value), symbol)
    if not found:
        return Markup()
    terms = Markup("; ").join(
        fill(
            "{}{}: {}",
            _name(symbol),
            "" if symbol.value is None else f" = {number(symbol.value, grouping)}",
            symbol.meaning,
        )
        for symbol in found.values()
    )
    return fill('<p class="rp-note">Dabei ist {}.</p>', terms)


def _name(symbol: Symbol) -> str | Markup:
    try:
        return formula_html(symbol.latex, display=False)
    except BadFormula:
        return symbol.latex


def _notes(layer: Layer) -> Markup:
    notes = [derivation.note for derivation in layer.derivations.values() if derivation.note]
    if not notes:
        return Markup()
    return fill('<p class="rp-note">{}</p>', " ".join(dict.fromkeys(notes)))
