"""The catalogue's formulas with open symbols: what a calculator evaluates for any settings.

The catalogue speaks of one layer with its numbers. It is asked about layers whose settings are
unmistakable numbers; where such a number stands in a formula, its field stands from then on.
"""

from rechenprobe.calculator.symbolic import make_sheet
from rechenprobe.calculator.uses import use_of

__all__ = ["make_sheet", "use_of"]
