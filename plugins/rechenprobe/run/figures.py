"""In the lecture's process: matplotlib's figures as SVG, for light and for dark pages.

As in Jupyter, `plt.show()` and the end of a cell show what is open, and close it.
"""

import io
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, cast

from rechenprobe.execution import DARK_SVG, Display
from rechenprobe.run.limits import TooManyFigures, too_many_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DARKEST, _LIGHTEST = 0x1A, 0xE6
"""What white and black become on a dark page."""


_STYLESHEET = re.compile(r"<link\b[^>]*\bhref=[^>]*>")
_SYMBOL = re.compile(r'<i class="fa fa-([a-z -]+)"></i>')
_SYMBOLS = {
    "minus": "−",
    "fast-backward": "⏮︎",
    "step-backward": "⏴︎❘",
    "play fa-flip-horizontal": "⏴︎",
    "pause": "⏸︎",
    "play": "⏵︎",
    "step-forward": "❘⏵︎",
    "fast-forward": "⏭︎",
    "plus": "+",
}


def settle_animation(animation: ModuleType) -> None:
    """Have `to_jshtml` draw its buttons without a font from another server."""
    parts = vars(animation)
    if isinstance(include := parts.get("JS_INCLUDE"), str):
        parts["JS_INCLUDE"] = _STYLESHEET.sub("", include)
    if isinstance(template := parts.get("DISPLAY_TEMPLATE"), str):
        parts["DISPLAY_TEMPLATE"] = _SYMBOL.sub(
            lambda found: _SYMBOLS.get(found[1], found[1]), template
        )


def show_open_figures(show: Callable[[Display], None], before: int, limit: int) -> int:
    """Show and close all open figures, in the order of their numbers; how many there were.

    Raises `TooManyFigures` behind the `limit`-th, those shown `before` counted.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return 0
    numbers = pyplot.get_fignums()
    for number in numbers[: limit - before]:
        show(draw(cast("Figure", pyplot.figure(number))))
    pyplot.close("all")
    if before + len(numbers) > limit:
        raise TooManyFigures(too_many_figures(limit))
    return len(numbers)


def as_figure(value: object) -> "Figure | None":
    """The value if it is a figure."""
    module = sys.modules.get("matplotlib.figure")
    return cast("Figure", value) if module and isinstance(value, module.Figure) else None


def is_open(figure: "Figure") -> bool:
    """Whether the end of the cell shows it anyway."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot is not None and any(
        pyplot.figure(number) is figure for number in pyplot.get_fignums()
    )


def draw(figure: "Figure") -> Display:
    """The figure as SVG, the same bytes each time; the page shines through where it is empty."""
    import matplotlib as mpl  # noqa: PLC0415 - only if the author uses it

    target = io.StringIO()
    background = figure.get_facecolor()
    with mpl.rc_context({"svg.hashsalt": "rechenprobe", "svg.fonttype": "path"}):
        figure.savefig(
            target,
            format="svg",
            metadata={"Date": None, "Creator": None},
            bbox_inches="tight",  # as Jupyter does: no label is cut off
            # Only matplotlib's own white gives way: a colour that the author chose stays.
            facecolor="none" if background == (1.0, 1.0, 1.0, 1.0) else "auto",
        )
    svg = target.getvalue()
    return Display({"image/svg+xml": svg, DARK_SVG: darken(svg), "text/plain": repr(figure)})


def darken(svg: str) -> str:
    """Black, white and greys turned round; colours stay, they mean something.

    matplotlib writes every colour as `#rrggbb` in a `style`. What has no colour
    at all is black by SVG's default: glyphs, which inherit from the root here.
    """
    turned = _STYLE.sub(lambda style: _COLOUR.sub(_turn, style[0]), svg)
    return turned.replace(
        "<svg ", f'<svg fill="#{_LIGHTEST:02x}{_LIGHTEST:02x}{_LIGHTEST:02x}" ', 1
    )


_STYLE = re.compile(r'style="[^"]*"|<style[^>]*>.*?</style>', re.DOTALL)
_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})\b")


def _turn(colour: re.Match[str]) -> str:
    red, green, blue = (int(part, 16) for part in colour.groups())
    if max(red, green, blue) - min(red, green, blue) > 16:
        return colour[0]
    return _grey(_LIGHTEST - round(green / 255 * (_LIGHTEST - _DARKEST)))


def _grey(level: int) -> str:
    return "#" + 3 * f"{level:02x}"
