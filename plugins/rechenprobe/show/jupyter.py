"""A view of a model that brings its rules along: for Jupyter, where no style sheet of ours is."""

from collections.abc import Mapping
from importlib.resources import files

from markupsafe import Markup

from rechenprobe.facts import Model
from rechenprobe.show.html import fill
from rechenprobe.show.model import model_block


def standalone(model: Model, view: str, options: Mapping[str, object]) -> Markup:
    """The view as on the page without scripts, in the colours of whatever is around it."""
    rules = files("rechenprobe.show").joinpath("assets", "jupyter.css").read_text("utf-8")
    drawn = model_block(model, view, "space", options)
    return fill(
        '<style>{}</style><div class="rp-jupyter">{}</div>',
        Markup(rules),  # noqa: S704 - a file of ours
        drawn,
    )
