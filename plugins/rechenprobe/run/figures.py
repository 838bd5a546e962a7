"""In the lecture's process: matplotlib's figures as SVG.

As in Jupyter, `plt.show()` and the end of a cell show what is open, and close it.
"""

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from rechenprobe.execution import Display

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def show_open_figures(show: Callable[[Display], None]) -> None:
    """Show and close all open figures, in the order of their numbers; nothing without pyplot."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        show(draw(cast("Figure", pyplot.figure(number))))
    pyplot.close("all")


def draw(figure: "Figure") -> Display:
    """The figure as SVG, the same bytes each time."""
    import matplotlib as mpl  # noqa: PLC0415 - only if the author uses it

    target = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "rechenprobe", "svg.fonttype": "path"}):
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return Display({"image/svg+xml": target.getvalue(), "text/plain": repr(figure)})
