"""A model on the page: its views, and all of them as sections that a script turns into tabs."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial

from markupsafe import Markup

from rechenprobe.columns import USUAL
from rechenprobe.facts import Model
from rechenprobe.notation import Grouping
from rechenprobe.show.architecture import architecture_block
from rechenprobe.show.derivations import derivation_block
from rechenprobe.show.html import fill
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


class _Same:
    """A model as a key: itself, not its like, for a comparison would look at every layer."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __hash__(self) -> int:
        return id(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.model is self.model


@lru_cache(maxsize=8)  # a page and its notebook, one behind the other, show the same
def _drawn(draw: Callable[[Model, Grouping], Markup], same: _Same, grouping: Grouping) -> Markup:
    return draw(same.model, grouping)


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
        fill('<a href="#{}-{}">{}</a>', anchor, name, title) for name, title, _ in sections
    )
    shown = Markup().join(
        fill(
            '<section id="{}-{}" aria-label="{}"{}>{}</section>',
            anchor,
            name,
            title,
            Markup() if position else Markup(" data-open"),
            content,
        )
        for position, (name, title, content) in enumerate(sections)
    )
    return fill(
        '<div class="rp-model rp-tabbed"><div class="rp-tabs" role="group"'
        ' aria-label="Ansichten von „{}“">{}</div>{}</div>',
        model.name,
        links,
        shown,
    )


def _views(
    model: Model, grouping: Grouping, options: Mapping[str, object], *, script: bool
) -> Mapping[str, Callable[[], Markup]]:
    """View → what draws it; with what needs a script to be of use, or without."""
    return {
        "layer_table": partial(layer_table, model, grouping, _columns(options), steps=script),
        "memory_table": partial(memory_table, model, grouping, options, choose=script),
        "architecture": partial(_drawn, architecture_block, _Same(model), grouping),
        "shares": partial(_drawn, shares_block, _Same(model), grouping),
        "derivation": lambda: derivation_block(model.layer(str(options["layer"])), grouping),
    }


def _columns(options: Mapping[str, object]) -> tuple[str, ...]:
    chosen = options.get("columns")
    return tuple(map(str, chosen)) if isinstance(chosen, Iterable) else USUAL


def _block(content: Markup) -> Markup:
    return fill('<div class="rp-model">{}</div>', content)
