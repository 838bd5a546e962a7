"""A model on the page: its views, and all of them as sections that a script turns into tabs."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from markupsafe import Markup

from rechenprobe.columns import USUAL
from rechenprobe.facts import Model
from rechenprobe.notation import Grouping
from rechenprobe.show.architecture import architecture_block
from rechenprobe.show.derivations import derivation_block
from rechenprobe.show.memory import NO_OPTIONS, memory_table
from rechenprobe.show.shares import shares_block
from rechenprobe.show.tables import layer_table

_SECTIONS: Mapping[str, tuple[str, str]] = {
    "layer_table": ("schichten", "Schichten"),
    "memory_table": ("speicher", "Speicher"),
    "architecture": ("architektur", "Architektur"),
    "shares": ("anteile", "Anteile"),
}
"""View → end of its section's id (part of links: not to be renamed), name of its tab."""

_PRINTED = ("ausgabe", "model.summary()")
"""The same for what the author's own call printed."""


def model_block(
    model: Model, view: str, grouping: Grouping, options: Mapping[str, object] = NO_OPTIONS
) -> Markup:
    """A view of a model, as `Shown` names it, for where there is no script: notebooks, Jupyter."""
    views = _views(model, grouping, options, script=False)
    names = _SECTIONS if view == "summary" else (view,)
    return _block(Markup().join(views[name]() for name in names))


def model_on_page(
    model: Model,
    view: str,
    grouping: Grouping,
    options: Mapping[str, object] = NO_OPTIONS,
    *,
    anchor: str = "modell",
    printed: Markup | None = None,
) -> Markup:
    """A view of a model, as `Shown` names it, for a page of the site.

    `summary` is all that regards the whole model: a section each, their ids begin with
    `anchor`; `printed` is what the author's `model.summary()` printed.
    """
    views = _views(model, grouping, options, script=True)
    if view != "summary":
        return _block(views[view]())
    sections = [(*_SECTIONS[name], views[name]()) for name in _SECTIONS]
    if printed is not None:
        sections.append((*_PRINTED, printed))
    links = Markup().join(
        Markup('<a href="#{}-{}">{}</a>').format(anchor, name, title) for name, title, _ in sections
    )
    shown = Markup().join(
        Markup('<section id="{}-{}" aria-label="{}"{}>{}</section>').format(
            anchor, name, title, Markup() if position else Markup(" data-open"), content
        )
        for position, (name, title, content) in enumerate(sections)
    )
    return Markup(
        '<div class="rp-model rp-tabbed"><div class="rp-tabs" role="group"'
        ' aria-label="Ansichten von „{}“">{}</div>{}</div>'
    ).format(model.name, links, shown)


def _views(
    model: Model, grouping: Grouping, options: Mapping[str, object], *, script: bool
) -> Mapping[str, Callable[[], Markup]]:
    """View → what draws it; with what needs a script to be of use, or without."""
    return {
        "layer_table": partial(layer_table, model, grouping, _columns(options), steps=script),
        "memory_table": partial(memory_table, model, grouping, options, choose=script),
        "architecture": partial(architecture_block, model, grouping),
        "shares": partial(shares_block, model, grouping),
        "derivation": lambda: derivation_block(model.layer(str(options["layer"])), grouping),
    }


def _columns(options: Mapping[str, object]) -> tuple[str, ...]:
    chosen = options.get("columns")
    return tuple(map(str, chosen)) if isinstance(chosen, Iterable) else USUAL


def _block(content: Markup) -> Markup:
    return Markup('<div class="rp-model">{}</div>').format(content)
