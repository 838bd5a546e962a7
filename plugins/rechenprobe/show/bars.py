"""A share of a whole: as a bar, and as a percentage."""

from fractions import Fraction

from markupsafe import Markup

from rechenprobe.notation import Grouping, number


def percentage(share: Fraction, grouping: Grouping) -> str:
    """`67,0 %`; what rounds to nothing is `< 0,1 %`, nothing is `–`."""
    if not share:
        return "–"
    if share < Fraction(5, 10_000):
        return "< 0,1\u00a0%"
    return f"{number(share * 100, grouping, decimals=1)}\u00a0%"


def bar(share: Fraction) -> Markup:
    """As long as the share; none for nothing."""
    if not share:
        return Markup()
    return Markup('<span class="rp-share__bar" style="--share:{:.4f}"></span>').format(float(share))
