"""One layer's numbers, each as formula, calculation and result, and what the symbols mean."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from rechenprobe.expression import Call, Expr, Num, Symbol, latex
from rechenprobe.facts import Layer, Part, Quantity
from rechenprobe.notation import Grouping, expression, number
from rechenprobe.show.formulas import BadFormula, calculation, formula_html, general
from rechenprobe.show.grid import cell, grid, head, row

NAMES: Mapping[Quantity, str] = {
    "output": "Ausgabe",
    "params": "Parameter",
    "macs": "MACs",
    "activations": "Aktivierungen",
}
"""Quantity → how readers call it."""


def derivation_block(layer: Layer, grouping: Grouping) -> Markup:
    """A table with a row per formula, then the symbols and the notes."""
    rows = Markup().join(
        _row(f"{name}: {part.label}" if part.label else name, part, grouping)
        for quantity, name in NAMES.items()
        if quantity in layer.derivations
        for part in layer.derivations[quantity].parts
    )
    caption = f"Rechnung zu „{layer.name}“ ({layer.kind})"
    titles = row(*map(head, ("Größe", "Formel", "Rechnung", "Ergebnis")))
    table = grid("rp-derivation", caption, titles, Markup("<tbody>{}</tbody>").format(rows))
    return table + _legend(layer, grouping) + _notes(layer)


def derivation_steps(layer: Layer, grouping: Grouping) -> Markup:
    """The same without a table: formula = calculation = result, a line each; empty if none."""
    lines = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            f"{name}: {part.label}" if part.label else name, _equation(part, grouping)
        )
        for quantity, name in NAMES.items()
        if quantity in layer.derivations
        for part in layer.derivations[quantity].parts
        if not isinstance(part.expr, Num)
    )
    if not lines:
        return Markup()
    return Markup('<div class="rp-steps"><dl>{}</dl>{}{}</div>').format(
        lines, _legend(layer, grouping), _notes(layer)
    )


def _equation(part: Part, grouping: Grouping) -> Markup:
    """Symbols = numbers = result; what cannot be set as a formula stands there as text."""
    result = "offen" if part.open else number(part.value, grouping)
    try:
        sides = [
            general(part.expr),
            calculation(part.expr, grouping),
        ]
    except BadFormula:  # the author of a layer names symbols as they like
        sides = [Markup("{}").format(expression(part.expr, grouping))]
    if isinstance(part.expr, Symbol):
        del sides[1:]  # the number itself, which is the result
    return Markup(" ").join(
        [
            *(Markup("<span>{}</span>").format(side) for side in sides[:1]),
            *(Markup("<span>= {}</span>").format(side) for side in sides[1:]),
            Markup("<span>= <strong>{}</strong></span>").format(result),
        ]
    )


def symbols(expr: Expr) -> Iterator[Symbol]:
    """The symbols of a formula, in the order in which they are written."""
    match expr:
        case Symbol():
            yield expr
        case Call(_, args):
            for arg in args:
                yield from symbols(arg)


def _row(name: str, part: Part, grouping: Grouping) -> Markup:
    result = "offen" if part.open else number(part.value, grouping)
    return row(
        head(name, "row"),
        cell(formula_html(latex(part.expr, symbolic=True), display=False), "rp-term"),
        cell(calculation(part.expr, grouping), "rp-term"),
        cell(result),
    )


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
        Markup("{}{}: {}").format(
            formula_html(symbol.latex, display=False),
            "" if symbol.value is None else f" = {number(symbol.value, grouping)}",
            symbol.meaning,
        )
        for symbol in found.values()
    )
    return Markup('<p class="rp-note rp-legend">Dabei ist {}.</p>').format(terms)


def _notes(layer: Layer) -> Markup:
    notes = [derivation.note for derivation in layer.derivations.values() if derivation.note]
    if not notes:
        return Markup()
    return Markup('<p class="rp-note">{}</p>').format(" ".join(dict.fromkeys(notes)))
