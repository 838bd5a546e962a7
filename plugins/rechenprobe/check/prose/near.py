"""What an unchecked number may be meant to be: a value of the model that it has, or nearly has.

For the author to find the missing word or the slip; it decides nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe import notation
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.scopes import ModelAt, whole
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.page import Page
from rechenprobe.check.words.kinds import known_word
from rechenprobe.check.words.measures import measures
from rechenprobe.check.words.vocabulary import Attribute, shared
from rechenprobe.claims import Reading, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Lecture
from rechenprobe.notation import Grouping
from rechenprobe.report import UNCHECKED, Finding, Report

_COUNTS: tuple[Attribute, ...] = ("params", "macs", "flops", "unbiased", "activations")
"""What a large number may be, whatever the words call it."""
_MISTYPED: tuple[Attribute, ...] = ("params", "macs")
_FLOWS: frozenset[Attribute] = frozenset({"input", "output"})
_LARGE = 1000
"""From here on a number is a model's by no chance."""
_FLOWING = 100
"""From here on one is a side or the length of what flows through it."""
_LEAST = 4
_MOST = 3
"""Layers that are named beside each other."""
_CLOSE = Fraction(1, 50)
_LIKE = Fraction(1, 2)
_FEW_BYTES = Fraction(1, 20)
_TELLING = 10
_SINGLE = 32


class _Value(Struct, frozen=True):
    """Something that the model has: how much, and what it is called."""

    value: Fraction
    name: str
    """`Neuronen`; of memory all that is to be said."""
    layer: str = ""


def with_guesses(report: Report, page: Page, model_at: ModelAt, grouping: Grouping) -> Report:
    """The report, its findings of unchecked numbers with what they may be meant to be."""
    if not page.models or not any(one.code == UNCHECKED for one in report.findings):
        return report
    guesses = _Guesses(page, model_at, grouping)
    findings = tuple(
        structs.replace(one, explanation=guesses.of(one)) if one.code == UNCHECKED else one
        for one in report.findings
    )
    return structs.replace(report, findings=findings)


class _Guesses:
    def __init__(self, page: Page, model_at: ModelAt, grouping: Grouping) -> None:
        self._page = page
        self._model_at = model_at
        self._grouping: Grouping = grouping
        self._statements = {
            page.lecture.numbers[one.numbers[0]].span: one
            for one in page.lecture.statements
            if len(one.numbers) == len(one.sides) == 1 and one.sides[0].complete
        }
        self._known: dict[tuple[int, tuple[Attribute, ...]], tuple[_Value, ...]] = {}

    def of(self, finding: Finding) -> str:
        """German, one line; empty if there is nothing to say."""
        statement = self._statements.get(finding.span)
        model = self._model_at(finding.span.start)
        reading = _reading(statement, self._page.lecture) if statement else None
        if statement is None or model is None or reading is None:
            return ""
        unit = unit_of(statement.sides[0].unit)
        if unit is not None and unit.dimension == "bit":
            return self._memory(reading, unit.factors[0], unit.proper, model)
        if reading.value < _LEAST or shared(statement.noun):
            return ""
        if statement.sides[0].unit not in ("", "MACs", "FLOPs"):
            return ""
        measure = measures([statement])
        if measure is None:
            return self._count(reading, statement, model) if reading.value >= _LARGE else ""
        flows = reading.value >= _FLOWING
        names = tuple(name for name in measure.attributes if flows or name not in _FLOWS)
        values = self._values(model, names)
        if found := self._equal(reading, values, approximate=statement.approximate):
            return _maybe(found)
        return self._instead(self._near(reading, values, close=True))

    def _count(self, reading: Reading, statement: Statement, model: Model) -> str:
        """A large number of something that the check has no word for."""
        found = self._equal(
            reading, self._values(model, _COUNTS), approximate=statement.approximate
        )
        if found:
            return _maybe(found, _unknown(statement, self._page.lecture))
        near = self._near(reading, self._values(model, _MISTYPED), close=False)
        return self._instead(near)

    def _instead(self, near: Sequence[_Value]) -> str:
        if len({one.value for one in near}) != 1 or len(near) > _MOST:
            return ""
        return f"{notation.number(near[0].value, self._grouping)} wäre: {_listed(near)}"

    def _values(self, model: Model, names: tuple[Attribute, ...]) -> tuple[_Value, ...]:
        key = (id(model), names)
        if key not in self._known:
            own = tuple(name for name in names if name not in _FLOWS)
            found = [*_of(whole(model), own)]
            found += (one for layer in model.layers for one in _of(layer, names))
            self._known[key] = tuple(dict.fromkeys(found))
        return self._known[key]

    def _equal(
        self, reading: Reading, values: Sequence[_Value], *, approximate: bool
    ) -> list[_Value]:
        if not self._page.affords(len(values)):
            return []
        allowed = tolerance(reading, approximate=approximate)
        return [one for one in values if abs(one.value - reading.value) <= allowed]

    def _near(self, reading: Reading, values: Sequence[_Value], *, close: bool) -> list[_Value]:
        """One mistyped, or where words say what it is, little more or less."""
        if reading.value < _LARGE or not self._page.affords(2 * len(values)):
            return []
        return [
            one
            for one in values
            if abs(one.value - reading.value) <= one.value * (_CLOSE if close else _LIKE)
            and (close or is_typo(one.value, reading))
        ]

    def _memory(self, reading: Reading, factor: Fraction, unit: str, model: Model) -> str:
        """The weights of the model or a layer in single precision."""
        if reading.value * Fraction(10) ** reading.digits < _TELLING:
            return ""
        values = [
            _Value(one.params * _SINGLE / factor, "Gewichte in float32", one.name)
            for one in (whole(model), *model.layers)
            if one.params
        ]
        if found := self._equal(reading, values, approximate=True):
            return _maybe(found)
        decimals = max(0, reading.decimals)
        for one in values[:1]:
            few = abs(one.value - reading.value) <= one.value * _FEW_BYTES
            if few or is_typo(one.value, reading):
                true = notation.round_half_away(one.value, decimals)
                shown = notation.number(true, self._grouping, decimals=decimals)
                return f"{shown} {unit} wäre: {_listed([one])}"
        return ""


def _reading(statement: Statement, lecture: Lecture) -> Reading | None:
    index = plain_number(statement.sides[0].expr)
    return None if index is None else lecture.numbers[index].german


def _of(layer: Layer, names: Sequence[Attribute]) -> Iterator[_Value]:
    """Each value of a layer once, under the first of its names."""
    told: set[Fraction] = set()
    for name in names:
        found = expectation(layer, name)
        for form in found.forms if found is not None else ():
            if found is not None and len(form) == 1 and form[0] and form[0] not in told:
                told.add(Fraction(form[0]))
                yield _Value(Fraction(form[0]), found.title, layer.name)


def _maybe(found: Sequence[_Value], more: str = "") -> str:
    return f"{_listed(found)}?{more}" if len(found) <= _MOST else ""


def _listed(found: Iterable[_Value]) -> str:
    """`Anzahl der Filter von conv2d oder conv2d_2`."""
    names: dict[str, list[str]] = {}
    for one in found:
        names.setdefault(one.name, []).append(one.layer)
    return ", ".join(f"{name} von {' oder '.join(layers)}" for name, layers in names.items())


def _unknown(statement: Statement, lecture: Lecture) -> str:
    """That the noun right behind the number means nothing to the check."""
    word = statement.noun.partition(" ")[0]
    end = statement.span.end
    stands_there = lecture.source.startswith(f" {word}", end) and lecture.source[end - 1] != "."
    if not word[:1].isupper() or not stands_there or known_word(word):
        return ""
    return f" „{word}“ kennt die Prüfung nicht"
