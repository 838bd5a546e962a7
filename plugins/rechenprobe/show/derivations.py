"""One layer's numbers, each as formula, calculation and result, and what the symbols mean."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from rechenprobe.expression import Call, Expr, Symbol, latex
from rechenprobe.facts import Layer, Part, Quantity
from rechenprobe.notation import Grouping, number
from rechenprobe.show.formulas import calculation, formula_html

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
    head = Markup().join(
        Markup('<th scope="col">{}</th>').format(title)
        for title in ("Größe", "Formel", "Rechnung", "Ergebnis")
    )
    return Markup(
        '<div class="rp-table rp-derivation" role="region" aria-label="{}" tabindex="0">'
        '<table class="rp-grid"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>{}{}"
    ).format(caption, caption, head, rows, _legend(layer, grouping), _notes(layer))


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
    return Markup(
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td class="rp-number">{}</td></tr>'
    ).format(
        name,
        formula_html(latex(part.expr, symbolic=True), display=False),
        calculation(part.expr, grouping),
        result,
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
