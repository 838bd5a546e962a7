"""What the rules want to know of a lecture as a whole and of its models, each found out once."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

from rechenprobe.check.factors import Factors
from rechenprobe.check.footprint import widths_said
from rechenprobe.check.parts import Parts
from rechenprobe.claims import Notation
from rechenprobe.facts import Model
from rechenprobe.lecture import Lecture, Span

_LARGE = 1000


class Page:
    """A lecture while it is checked: one for a check and all its trials, made before the rules.

    It knows nothing of their verdicts. `models` are those that the lecture's cells show.
    """

    def __init__(self, lecture: Lecture, models: Iterable[Model]) -> None:
        self.lecture = lecture
        self.models = tuple({id(model): model for model in models}.values())
        self.factors = Factors()
        self._parts: dict[int, Parts] = {}
        self._larger: dict[Notation, frozenset[Fraction]] = {}

    def parts(self, model: Model) -> Parts:
        """The parts of one of its models."""
        if id(model) not in self._parts:
            self._parts[id(model)] = Parts(model)
        return self._parts[id(model)]

    @cached_property
    def waived(self) -> frozenset[Span]:
        """Where numbers stand that the author wants unchecked."""
        return frozenset(one.span for one in self.lecture.numbers if one.exempt is not None)

    @cached_property
    def widths(self) -> frozenset[int]:
        """How many bits its numbers may have."""
        return widths_said(self.lecture.source)

    def large(self, how: Notation) -> frozenset[Fraction]:
        """Numbers from 1000 on, the lecture's and those that its models count.

        No equation is mended by one of them by chance.
        """
        if how not in self._larger:
            readings = (number.reading(how) for number in self.lecture.numbers)
            layers = (layer for model in self.models for layer in model.layers)
            counts = (Fraction(n) for one in layers for n in (one.params, one.macs))
            values = (*(one.value for one in readings if one), *counts)
            self._larger[how] = frozenset(value for value in values if value >= _LARGE)
        return self._larger[how]
