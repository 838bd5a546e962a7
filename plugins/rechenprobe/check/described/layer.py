"""A layer as sentences describe it, one hyperparameter after the other."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.check.described.cues import MANY, SAME, VALID
from rechenprobe.check.described.formulas import FORMULAS, Fact, network
from rechenprobe.check.described.roles import (
    Role,
    named_channels,
    named_input,
    named_kernel,
    worded,
)
from rechenprobe.check.numbers.footprint import bits_said
from rechenprobe.claims import Statement

_ALIASES: Mapping[Role, Role] = {"from": "channels", "to": "filters"}
"""Of layers that slide over an image: „von 64 auf 128 Kanäle“."""


_REPEATED = frozenset({"image", "patches", "attention", "heads"})
"""Kinds whose names may well stand in a sentence more than once, or in the plural."""


class Value(Struct, frozen=True):
    """What a sentence gives for a hyperparameter; without a statement where only a name says it."""

    axes: tuple[int, ...]
    statement: Statement | None = None


class Layer:
    """A layer as far as it has been described."""

    def __init__(self, kind: str, lower: str) -> None:
        self.kind = kind
        self.given: dict[Role, list[Value]] = {}
        self.clear = MANY.search(lower) is None or kind in _REPEATED
        """Whether it is one layer, each hyperparameter said once."""
        self.name(lower)

    def meet(self, mentions: int) -> None:
        """So many words of its sentence name a layer."""
        self.clear &= mentions == 1 or self.kind in _REPEATED

    def name(self, lower: str) -> None:
        """Take in what names and words without numbers say."""
        if (kernel := named_kernel(lower)) is not None:
            self.add("kernel", Value(kernel))
        if (channels := named_channels(lower)) is not None:
            self.add("channels", Value((channels,)))
        if self.slides and (shape := named_input(lower)) is not None:
            self.add("input", Value(shape))
        for role, count in worded(lower):
            self.add(role, Value((count,)))
        if VALID.search(lower):
            self.add("padding", Value((0,)))
        elif SAME.search(lower):
            self.add("padding", Value((-1,)))
        if self.kind == "image" and len(said := bits_said(lower)) == 1:
            self.add("bits", Value((min(said),)))

    def add(self, role: Role, value: Value) -> None:
        """Take in a hyperparameter."""
        if self.kind not in ("dense", "network"):
            role = _ALIASES.get(role, role)
        if role == "patches" or (role == "batch" and self.kind != "image"):
            return
        if role == "kernel" and len(value.axes) == 3:  # „Filter der Größe 11 × 11 × 3“
            self.add("channels", Value(value.axes[2:], value.statement))
            value = Value(value.axes[:2], value.statement)
        known = self.given.setdefault(role, [])
        hidden = self.kind == "network" and role == "units"
        if hidden and "outputs" in self.given:
            self.clear = False  # „… und 2 Ausgänge, also 9 Neuronen“
            return
        if known and known[-1].axes != value.axes and not hidden:
            self.clear = False
        known.append(value)

    @property
    def takes_shapes(self) -> bool:
        """Whether any shape said of it is that of an image."""
        return self.kind in ("image", "patches")

    @property
    def slides(self) -> bool:
        """Whether it is a window that slides over an image."""
        return self.kind in ("conv", "depthwise", "separable", "pool")

    def knows(self, statement: Statement) -> bool:
        """Whether it has taken in that number."""
        return any(it.statement is statement for some in self.given.values() for it in some)

    def facts(self) -> Iterator[Fact]:
        """All that follows from what was given."""
        if self.kind == "network":
            roles: tuple[Role, ...] = ("inputs", "units", "outputs")
            if all(role in self.given for role in roles):
                sizes = (it.axes[0] for role in roles for it in self.given[role])
                yield from network(tuple(sizes), roles)
            return
        values = {role: some[0].axes for role, some in self.given.items()}
        formulas = FORMULAS.get(self.kind)
        yield from formulas(values) if formulas else ()
