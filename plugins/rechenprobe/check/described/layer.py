"""A layer as sentences describe it, one hyperparameter after the other."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rechenprobe.check.described.axes import channels_last
from rechenprobe.check.described.calls import LayerCall
from rechenprobe.check.described.cues import (
    BIASED,
    HIDDEN_LAYERS,
    MANY,
    SAME,
    TOGETHER,
    UNBIASED,
    VALID,
    harmless,
)
from rechenprobe.check.described.facts import Fact
from rechenprobe.check.described.formulas import FORMULAS, network
from rechenprobe.check.described.roles import (
    Role,
    named_channels,
    named_input,
    named_kernel,
    worded,
)
from rechenprobe.check.numbers.footprint import bits_said
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.claims import Statement
from rechenprobe.late import late

_ALIASES: Mapping[Role, Role] = {"from": "channels", "to": "filters"}
"""Of layers that slide over an image: „von 64 auf 128 Kanäle“."""


_STORED = frozenset({"image", "matrix", "attention"})
_REPEATED = frozenset({"image", "matrix", "patches", "attention", "heads", "lora"})
"""Kinds whose names may well stand in a sentence more than once, or in the plural."""
_RECURRENT = frozenset({"lstm", "gru", "rnn"})
_WINDOWS = frozenset({"conv", "depthwise", "separable", "pool", "transposed"})
_OWED: Mapping[str, Role] = {"dilat": "dilation", "grupp": "groups", "grouped": "groups"}
"""Words that tell of a hyperparameter, without which nothing is known."""
_RANKS = (
    (1, late(r"(?<![\w])1d\b|conv1d|pool(?:ing)?1d|eindimensional|one-dimensional")),
    (2, late(r"(?<![\w])2d\b|conv2d|pool(?:ing)?2d|zweidimensional|two-dimensional")),
    (3, late(r"(?<![\w])3d\b|conv3d|pool(?:ing)?3d|dreidimensional|three-dimensional")),
)
_BOTH_WAYS = late(r"\bbidire[ck]tional|\bbilstm|\bbi-lstm")
_MERGES = late(r"summ|addi|gemittelt|mittelwert|averag|\badd|\bsum")
_READS = late(
    r"\b(?:liest|lesen|nimmt|eingabe\w*|bekommt|erhält|input\w*|reads?|reading|takes|gets)\b"
)
_GIVES = late(r"\b(?:gibt|liefert|ausgabe\w*|erzeugt|output\w*|produces|returns|yields|emits)\b")


_SPANS = late(
    r"\b(?:überdeckt|umfasst|überspannt|reicht über|sieht|spans?|covers?|reaches)\b[^\d.;]{0,24}\Z"
)
_VECTOR = late(r"(?:vektor(?:en|s)?|vectors?) [^.;,]{0,24}\Z")
_COUNTED = frozenset({"params", "trainable", "weights", "size"})
_BOTH = late(r"\b(?:zusammen|insgesamt|beide\w*|together|both|in total|altogether)\b")
_NEAR = 40
_BEHIND = late(r"\b(?:hinter|nach|after|behind|following|on top of)(?: den| the)?[\s*_$]*\Z")
_LEARNS = late(r"\b(?:lernt|lernen|trainiert|learns?)\b[^.;,]{0,20}\Z")
_OF_ITS_PARTS = late(r"\b(?:je|pro|per) (?:kan[aä]l|filter|channel|kopf|head)\b")
_SPANNED = frozenset({"inputs", "size", "vocabulary", "pixels"})
_OF_GROUPS = late(r"\b(?:je|pro|per|jede|each) (?:gruppe|group)\b")
_EVERY = late(r"\b(?:jede[rnsm]?|each|every|je|pro|per)\b")
_HEAD = late(r"(?:kopf|head)\b")


def _last(words: "re.Pattern[str]", text: str) -> int:
    return max((it.start() for it in words.finditer(text)), default=-1)


class Value(Struct, frozen=True):
    """What a sentence gives for a hyperparameter; without a statement where only a name says it."""

    axes: tuple[int, ...]
    statement: Statement | None = None


class Layer:
    """A layer as far as it has been described."""

    def __init__(self, kind: str, lower: str) -> None:
        self.kind = kind
        self.given: dict[Role, list[Value]] = {}
        self._clear = MANY.search(harmless(lower)) is None or kind in _REPEATED
        self._owes: set[Role] = set()
        self._biases: bool | None = None
        self.name(lower)

    @property
    def clear(self) -> bool:
        """Whether it is one layer, each hyperparameter said once."""
        return self._clear and self._owes <= set(self.given)

    def meet(self, mentions: int) -> None:
        """So many words of its sentence name a layer."""
        self._clear &= mentions == 1 or self.kind in _REPEATED

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
        if self.kind in _WINDOWS:
            self._owes |= {role for word, role in _OWED.items() if word in lower}
            ranks = [rank for rank, words in _RANKS if words.search(lower)]
            for rank in ranks if len(ranks) == 1 else ():
                self.add("rank", Value((rank,)))
        if self.kind in _RECURRENT and _BOTH_WAYS.search(lower):
            self.add("directions", Value((2,)))
            self._clear &= _MERGES.search(lower) is None
        if VALID.search(lower):
            self.add("padding", Value((0,)))
        elif SAME.search(lower):
            self.add("padding", Value((-1,)))
        if self.kind in _STORED and len(said := bits_said(lower)) == 1:
            self.add("bits", Value((min(said),)))

    def add(self, role: Role, value: Value) -> None:
        """Take in a hyperparameter."""
        if self.kind not in ("dense", "network"):
            role = _ALIASES.get(role, role)
        if role == "patches" or (role == "batch" and self.kind not in _STORED):
            return
        deep = any(it.axes == (3,) for it in self.given.get("rank", ()))
        if role == "kernel" and len(value.axes) == 3 and not deep:  # „Filter der Größe 11 × 11 × 3“
            self.add("channels", Value(value.axes[2:], value.statement))
            value = Value(value.axes[:2], value.statement)
        if role == "input" and self.slides:
            value = Value(channels_last(value.axes), value.statement)
        known = self.given.setdefault(role, [])
        hidden = self.kind == "network" and role == "units"
        if hidden and "outputs" in self.given:
            self._clear = False  # „… und 2 Ausgänge, also 9 Neuronen“
            return
        if known and known[-1].axes != value.axes and not hidden:
            self._clear = False
        known.append(value)

    @property
    def takes_shapes(self) -> bool:
        """Whether any shape said of it is that of an image."""
        return self.kind in ("image", "matrix", "patches", "flatten", "global")

    @property
    def keeps(self) -> tuple[Role, ...]:
        """What such a shape may be otherwise."""
        return ("kernel",) if self.kind in ("flatten", "global") else ("output", "kernel")

    def is_precise(self, bits: int) -> bool:
        """Whether its values have so many bits; taken in if nothing was said before."""
        if self.kind not in _STORED or not bits:
            return True
        if "bits" not in self.given:
            self.add("bits", Value((bits,)))
        return self.given["bits"][0].axes == (bits,)

    @property
    def slides(self) -> bool:
        """Whether it is a window that slides over an image."""
        return self.kind in _WINDOWS

    def write(self, call: LayerCall) -> None:
        """Take in what code says."""
        for role, axes in call.given.items():
            self.add(role, Value(axes))
        self._biases = call.biased
        if not call.biased:
            self._clear &= self.kind in ("dense", "conv", "transposed")

    def repeated(self, role: Role, before: str) -> int:
        """How many layers of a network have that: „drei verdeckte Schichten mit je 64 Neuronen“."""
        hidden = self.kind == "network" and role == "units"
        match = HIDDEN_LAYERS.search(before) if hidden else None
        return int(COUNTS[match["count"]]) if match else 1

    def biased(self, lower: str) -> bool | None:
        """Whether a sentence says that biases are counted; None if it leaves that open."""
        counted, left_out = BIASED.search(lower), UNBIASED.search(lower)
        if counted or left_out:
            return None if counted and left_out else counted is not None
        return False if self._biases is False else None

    def unhedged(self, before: str, *, alone: bool) -> str:
        """The words up to a number without those that say nothing against its being the layer's.

        `alone`: whether it is the first result that is said at all.
        """
        before = harmless(before)
        both = "bias" in before and ("gewicht" in before or "weight" in before)
        if self.kind in ("network", "lora") or both or alone or "groups" in self.given:
            before = TOGETHER.sub("", before)
        if self.kind == "lora":
            before = before.replace("lora", "")
        if "groups" in self.given:
            before = _OF_GROUPS.sub("", before)
        if self.kind == "patches":
            before = _EVERY.sub("", before)
        return before

    def follows(self, behind: str, result: Role) -> str:
        """The words behind a number without those that go with it: „… je Kanal“."""
        if result in ("output", "size"):
            return _OF_ITS_PARTS.sub("", behind)
        return behind

    def means(self, role: Role | None, before: str, *, shape: bool) -> Role | None:
        """What a role is for this kind of layer; `before` are the words before the number.

        `shape`: whether it is one, „11 × 11“.
        """
        if role == "trainable" and self.kind != "batchnorm":
            role = "params"  # as all of them are
        if self.kind == "lora" and role in _COUNTED:
            return "params" if _BOTH.search(before[-_NEAR:]) else "of_group"
        if role is None and self.kind in ("lora", "attention") and shape:
            return "input"
        if self.kind == "flatten" and role in ("inputs", "outputs"):
            return "size"
        if self.kind == "dense" and role in ("units", "outputs") and _BEHIND.search(before):
            return "inputs"
        if self.kind == "batchnorm" and role == "params" and _LEARNS.search(before):
            return "trainable"
        if "dilation" in self.given and role in _SPANNED and _SPANS.search(before[-_NEAR:]):
            return "reach"
        if role == "series":
            return "input" if self._is_series else None
        if self._is_series and role in ("outputs", "inputs"):
            return "size" if role == "outputs" else "reach" if _SPANS.search(before) else "input"
        if role == "length" or (role == "size" and _VECTOR.search(before)):
            if self.kind == "embedding":
                return "dimensions"
            if self.kind in _RECURRENT:
                reads, gives = _last(_READS, before), _last(_GIVES, before)
                return "size" if gives > reads else "inputs"
            if self.kind in ("attention", "heads"):
                return "head_size" if _HEAD.search(before) else None
            return role if role == "size" else None
        return role

    @property
    def _is_series(self) -> bool:
        return any(it.axes == (1,) for it in self.given.get("rank", ()))

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
