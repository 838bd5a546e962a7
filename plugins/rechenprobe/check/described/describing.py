"""Sentences that describe a layer and say what follows: „… mit 64 Filtern … hat 1.792 Parameter“.

No model is needed for that, and no layer's name: kernel, filters and channels stand there, and so
does the number of parameters. It is confirmed, with all that goes into it, or it is wrong. A count
without biases is neither where nobody says that there are none: whether they were forgotten only
the author knows.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.described.axes import (
    axes_of,
    chain_in,
    channels_last,
    counts_layer,
    has_channels_first,
)
from rechenprobe.check.described.calls import calls_in
from rechenprobe.check.described.chains import check_chains
from rechenprobe.check.described.counting import counting, total_of
from rechenprobe.check.described.cues import (
    AXIS,
    COMES_OUT,
    CONCLUDES,
    CONTRAST,
    COUNTS,
    FOLLOWED,
    GOES_ON,
    LATER,
    MANY,
    MORE_HAPPENS,
    OTHERWISE,
    ROOTS,
    TOGETHER,
    UNBIASED,
    faint_kind,
    harmless,
    is_another,
    kinds_in,
)
from rechenprobe.check.described.facts import Fact, explained, value_of
from rechenprobe.check.described.fields import check_fields
from rechenprobe.check.described.layer import Layer, Value
from rechenprobe.check.described.roles import LISTED, RESULTS, SYMBOLS, WIDEST, Role, role_of
from rechenprobe.check.equations.asserted import is_called_wrong
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.footprint import width_said
from rechenprobe.check.numbers.rewriting import repair_factors, repair_result
from rechenprobe.check.numbers.rounding import tolerance, within
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.sentences import LONGEST, Sentence, inside
from rechenprobe.claims import Item, Notation, Statement
from rechenprobe.expression import Symbol

_STORED = ("image", "matrix")
_FAR = 5
"""A number of values so many times as large or small is that of something else."""


def check_described(ledger: Ledger) -> None:
    """What sentences say of layers that they describe, where nothing else has decided it."""
    check_chains(ledger)
    check_fields(ledger)
    described = [
        item
        for item in (one.item for one in ledger.undecided.texts())
        if any(map(ledger.page.lower[item.span.start : item.span.end].__contains__, ROOTS))
    ]
    unbiased = bool(described) and UNBIASED.search(ledger.page.lower) is not None
    texts = [_Text(ledger, item, unbiased=unbiased) for item in described]
    for text in texts:
        text.read()
    biased = any(text.biased for text in texts)
    for text in texts:
        text.judge_unbiased(forgotten=biased)


class _Text:
    """A paragraph or list item."""

    def __init__(self, ledger: Ledger, item: Item, *, unbiased: bool) -> None:
        self._ledger = ledger
        self._without_biases = unbiased
        self._item = item
        lecture = ledger.lecture
        self._statements = [lecture.statements[index] for index in item.statements]
        self._starts = [it.span.start for it in self._statements]
        self._how: Notation = ledger.page.notation(item.text)
        self._layer: Layer | None = None
        self._unbiased: list[tuple[Statement, Sequence[Fact], Layer]] = []
        self._counted = False
        """Whether results were said in a sentence before."""
        self.biased = False
        """Whether it counts parameters with biases somewhere."""

    def read(self) -> None:
        """Judge its sentences, one after the other."""
        for sentence in self._ledger.page.sentences(self._item.text):
            if len(sentence.text) > LONGEST:
                self._layer = None
                continue
            self._sentence(sentence)

    def _sentence(self, sentence: Sentence) -> None:
        first = self._item.span.start
        start = first + sentence.start
        lower = self._ledger.page.lower[start : first + sentence.end]
        calls = list(calls_in(self._ledger.lecture.source[start : first + sentence.end]))
        for call in filter(None, calls):
            lower = lower[: call.start] + " " * (call.end - call.start) + lower[call.end :]
        kinds = kinds_in(harmless(lower))
        if calls and (len(calls) > 1 or not calls[0] or not {*kinds} <= {calls[0].kind}):
            self._layer = None
            return
        kinds = kinds or [call.kind for call in calls if call]
        if not kinds and (self._layer is None or self._layer.kind in _STORED):
            kinds = [kind for kind in (faint_kind(lower),) if kind]
        if len(set(kinds)) == 1:
            self._layer = Layer(kinds[0], lower)
            self._layer.meet(len(kinds))
            if kinds[0] == "network":
                for role, place, count in chain_in(lower):
                    some = [it for it in self._statements if it.span.start == start + place]
                    value = Value((count,), some[0] if some else None)
                    self._layer.given.setdefault(role, []).append(value)
            for call in filter(None, calls):
                self._layer.write(call)
        elif kinds or FOLLOWED.search(lower):
            self._layer = None
        elif self._layer is not None:
            self._layer.name(lower)
        own = inside(sentence, first, self._starts)
        some = [self._statements[n] for n in own]
        if self._layer is not None:
            goes_on = bool(GOES_ON.match(lower) or CONCLUDES.search(lower))
            goes_on = goes_on and not MANY.search(harmless(lower))
            self._describe(self._layer, some, lower, start, sure=bool(kinds) or goes_on)
        if not kinds and self._layer is not None and faint_kind(lower) in _STORED:
            # behind a layer it may be of the layer, or begin with something else
            self._describe(Layer("image", lower), some, lower, start, sure=False)

    def _describe(
        self, layer: Layer, some: Sequence[Statement], lower: str, start: int, *, sure: bool
    ) -> None:
        """Take in what a sentence says of a layer, and judge what follows from all that is known.

        `lower` is the sentence, which begins at `start`; not `sure`: only confirm.
        """
        found: list[tuple[Role, Statement]] = []
        totals: list[Statement] = []
        contrast = CONTRAST.search(lower)
        if contrast and some and sum(it.span.start - start > contrast.start() for it in some) == 1:
            some, lower = some[:-1], lower[: contrast.start()]
        sides = layer.slides and AXIS.search(lower) is not None and not COUNTS.search(lower)
        for one in some:
            at = one.span.start - start
            shape = one.shape and not self._is_calculation(one)
            role = layer.means(self._role(one, lower, start), lower[:at], shape=shape)
            if sides and role in ("from", "to"):
                role = "input" if role == "from" else "output"
            if layer.takes_shapes and one.shape and role not in layer.keeps:
                role = "input"
            if shape and role is None and layer.slides:
                role = self._flowing(one, layer, lower, at)
            if found and role in RESULTS and LATER.search(lower[:at]):
                continue
            if role == "total":
                totals.append(one)
                role = total_of(lower[:at], [it for it, _ in found])
            if role == "memory" and not layer.is_precise(width_said(lower[:at])):
                continue
            if role in RESULTS:
                found.append((role, one))
            elif role is not None and not layer.knows(one) and (axes := self._axes(one)):
                count = layer.repeated(role, lower[:at])
                for _ in range(count):
                    layer.add(role, Value(axes, one))
            sure &= role is not None or layer.knows(one) or self._is_calculation(one)
        facts = list(layer.facts()) if found else []
        counts = sum(role == "params" for role, _ in found)
        for result, one in found:
            if not self._ledger.settled(one.numbers):
                end = one.span.end - start
                before, behind = lower[:end], lower[end : end + 30]
                own = counting(before + behind if counts > 1 else lower, result, layer, facts)
                alone = not self._counted and len(found) == 1
                behind = layer.follows(
                    TOGETHER.sub("", behind) if one in totals else behind, result
                )
                said = OTHERWISE.search(layer.unhedged(before, alone=alone) + behind)
                other = is_another(lower, one.span.start - start, behind)
                self._judge(one, own, layer, sure=sure and not (said or other))
        self._counted |= bool(found)

    def _flowing(self, one: Statement, layer: Layer, lower: str, at: int) -> Role | None:
        """A shape about which nothing stands: what the words before say goes in, or comes out."""
        axes = self._axes(one)
        if "kernel" not in layer.given and LISTED.search(lower[:at]) and max(axes) <= WIDEST:
            return "kernel"
        known = [it.axes for it in layer.given.get("input", ())]
        if axes in known and all(it.statement is None for it in layer.given["input"]):
            return "input"
        if layer.kind == "transposed":
            lower = lower.replace("vergrößert", "macht")
        comes_out = COMES_OUT.search(lower) and not MORE_HAPPENS.search(
            layer.follows(lower, "output")
        )
        return "output" if known and axes and comes_out else None

    def _is_calculation(self, one: Statement) -> bool:
        """Whether it says nothing of the layer: „8 · 4096“."""
        return bool(one.relations) or "·" in self._ledger.lecture.text(one.span)

    def _role(self, one: Statement, lower: str, start: int) -> Role | None:
        """What a statement says of the layer; `lower` is the sentence, which begins at `start`."""
        unit = unit_of(one.sides[-1].unit)
        if unit is not None:
            stored = unit.dimension == "bit" and unit.factors[0] >= 8 and not one.relations
            return "memory" if stored else None
        if self._ledger.lecture.text(one.span).endswith("%"):
            return None  # „1 % der Parameter“
        if one.relations:
            letter = one.sides[0].expr
            if not isinstance(letter, Symbol) or one.relations != ("=",):
                return None
            return SYMBOLS.get(re.sub(r"\\(?:text|mathrm)|[{}\\]", "", letter.latex))
        return role_of(lower, one.span.start - start, one.span.end - start, shape=one.shape)

    def _axes(self, statement: Statement) -> tuple[int, ...]:
        return axes_of(statement, self._ledger.lecture, self._how)

    def _judge(self, one: Statement, facts: Sequence[Fact], layer: Layer, *, sure: bool) -> None:
        agreeing = [fact for fact in facts if self._agrees(one, fact)]
        biased = [fact for fact in agreeing if not fact.unbiased]
        best = next(iter(biased or agreeing), None)
        if best is None:
            told = facts and sure and layer.clear and all(fact.sure for fact in facts)
            lecture = self._ledger.lecture
            if told and not (
                counts_layer(self._axes(one), self._ledger.page.models)
                or is_called_wrong(one, lecture)
            ):
                self._refute(one, facts, layer)
        elif biased or self._without_biases:
            if layer.clear or all(len(layer.given[role]) == 1 for role in best.of):
                self._confirm(one, best, layer)
                self.biased |= best.result == "params" and bool(biased)
        else:
            self._unbiased.append((one, facts if sure and layer.clear else (), layer))

    def judge_unbiased(self, *, forgotten: bool) -> None:
        """Counts of parameters without biases, of which nobody says that they are left out.

        `forgotten`: the lecture counts biases elsewhere.
        """
        for one, facts, layer in self._unbiased:
            if facts and forgotten and not counts_layer(self._axes(one), self._ledger.page.models):
                self._refute(one, facts, layer)
            else:
                self._ledger.unchecked(one.numbers, "stimmt ohne Biaswerte; das dazuschreiben")

    def _agrees(self, one: Statement, fact: Fact) -> bool:
        if fact.axes:
            axes = channels_last(self._axes(one))
            if fact.open and len(axes) == len(fact.axes) + 1:
                axes = axes[:-1]  # „112 × 112 × 64“ tells of how many filters, too
            return axes == fact.axes
        number = self._ledger.lecture.numbers[one.numbers[-1]]
        reading = number.reading(self._how) or number.german or number.english
        if reading is None or len(one.numbers) != 1:
            return False
        allowed = tolerance(reading, approximate=one.approximate or fact.result == "memory")
        for scale in self._scales(one):
            value = value_of(fact) / scale
            if (
                within(value, reading, one.bound)
                if one.bound
                else abs(value - reading.value) <= allowed
            ):
                return True
        return False

    def _scales(self, one: Statement) -> tuple[Fraction, ...]:
        unit = unit_of(one.sides[-1].unit)
        return unit.factors if unit is not None else (Fraction(1),)

    def _confirm(self, one: Statement, fact: Fact, layer: Layer) -> None:
        ledger, text = self._ledger, self._ledger.lecture.text
        ledger.verified(
            one.span, one.numbers, Truth("", text(one.span), explained(fact, ledger.grouping))
        )
        for role in fact.of:
            for given in layer.given[role]:
                statement = given.statement
                if statement is not None and not ledger.settled(statement.numbers):
                    truth = Truth("", text(statement.span), "geht so in die Rechnung daneben ein")
                    ledger.verified(statement.span, statement.numbers, truth)

    def _refute(self, one: Statement, facts: Sequence[Fact], layer: Layer) -> None:
        ledger, lecture, side = self._ledger, self._ledger.lecture, one.sides[-1]
        if lecture.source[one.span.start - 1 : one.span.start] in ("–", "-"):
            return  # „im Netz 784–128–10 die Biaswerte“
        fact = next((it for it in facts if not it.unbiased and not it.axes), facts[0])
        if fact.axes:
            same = [it for it in facts if len(it.axes) == len(self._axes(one))]
            if len({it.axes for it in same}) != 1:
                return
            fact = same[0]
            axes = fact.axes
            if has_channels_first(self._axes(one)):
                axes = (axes[-1], *axes[:-1])
            true = notation.shape(axes, ledger.grouping).strip("()").replace(", ", " × ")
            repairs = repair_factors(one, side, lecture, self._how, axes)
        else:
            if (
                fact.result in ("size", "pixels")
                and layer.kind != "position"
                and self._is_another(one, value_of(fact), layer)
            ):
                return
            value = value_of(fact) / self._scales(one)[0]
            rounded = one.approximate or fact.result == "memory"
            true = like(side, lecture.numbers, self._how, value, ledger.grouping, rounded=rounded)
            repairs = repair_result(one, side, lecture, self._how, value)
        ledger.wrong(
            one.span,
            one.numbers,
            Truth("", true, explained(fact, ledger.grouping)),
            at=side.span,
            message="Das folgt nicht aus der Schicht, die der Satz beschreibt",
            repairs=repairs,
        )
        for role in fact.of:
            for given in layer.given[role]:
                if given.statement is not None:
                    reason = "geht in eine Rechnung ein, deren Ergebnis nicht stimmt"
                    ledger.unchecked(given.statement.numbers, reason)

    def _is_another(self, one: Statement, size: Fraction, layer: Layer) -> bool:
        """„Ein Bild aus 28 × 28 Pixeln wird zu einem Vektor mit 16 Einträgen“: no slip."""
        axes = self._axes(one)
        far = _FAR * (4 if layer.kind == "flatten" else 1)
        return len(axes) == 1 and not size / far <= axes[0] <= size * far
