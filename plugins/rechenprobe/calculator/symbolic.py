"""From formulas with numbers to formulas with fields."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from rechenprobe.calculator.uses import use_of
from rechenprobe.calculator.window import GROUPED, Window
from rechenprobe.expression import Call, Expr, Num, Symbol
from rechenprobe.facts import Part
from rechenprobe.model.catalogue import ENTRIES
from rechenprobe.model.terms import plus, times
from rechenprobe.model.use import Entry
from rechenprobe.sheet import KINDS, Kind, Line, Setting, Settings, Sheet, Variant

_PRIMES = (1009, 5, 7, 3, 11, 13, 17, 19, 23, 29)
"""What stands for the numbers: none is a product, sum or quotient of others that formulas form."""

_GROUPS = 31

_AXES = ("_h", "_b")
"""Indices that a square window does not need."""

_BYTES = Symbol(r"b", None, "Byte je Zahl")


class Ambiguous(ValueError):
    """A number in a formula could be several fields', or nobody's."""


@cache
def make_sheet(name: str) -> Sheet:
    """The formulas of a calculator (a key of `KINDS`), in every form that its settings allow."""
    kind = KINDS[name]
    sources: dict[str, str] = {}
    variants: dict[str, Variant] = {}
    for settings in _samples(kind):
        variants[kind.variant(settings)] = _Opening(kind, settings, sources).variant()
    return Sheet(name, variants, sources)


def _samples(kind: Kind) -> Iterator[Settings]:
    """Settings for each form of the formulas, every number another one."""
    numbers = iter(_PRIMES)
    base: dict[str, Setting] = {}
    for field in kind.fields:
        whole = isinstance(field.default, int) and not isinstance(field.default, bool)
        base[field.name] = next(numbers) if whole and field.name != "groups" else field.default
    for chosen in product(*(_switched(kind, name, base) for name in kind.switches)):
        settings = base | dict(zip(kind.switches, chosen, strict=True))
        if settings.get("groups") == _GROUPS:
            for name in ("channels", "filters"):
                settings[name] = int(settings[name]) * _GROUPS
        yield settings


def _switched(kind: Kind, name: str, base: Settings) -> tuple[Setting, ...]:
    field = kind.field(name)
    if isinstance(field.default, bool):
        return (True, False)
    if field.choices:
        return tuple(choice.value for choice in field.choices)
    return (1, _GROUPS if name == "groups" else base[name])


class _Opening:
    """One sample's formulas, its numbers replaced by the fields that they came from."""

    def __init__(self, kind: Kind, settings: Settings, sources: dict[str, str]) -> None:
        self._kind = kind
        self._settings = settings
        self._sources = sources
        self._owners: dict[int, str] = {}
        for field in kind.fields:
            value = settings[field.name]
            if isinstance(value, int) and not isinstance(value, bool) and value != 1:
                self._own(value, field.name)

    def variant(self) -> Variant:
        use = use_of(self._kind.name, self._settings)
        entry = ENTRIES[use.kind]
        if not isinstance(entry, Entry):
            raise TypeError(f"{use.kind} hands its work to other layers")
        formulas = entry.formulas(use)
        parts = self._merged(formulas.output)
        for index, part in enumerate(parts):
            if not isinstance(part.expr, Symbol | Num):
                self._own(part.value, f"={_output(index)}")
        lines = [
            Line(_output(index), f"Ausgabe: {part.label}", self._opened(part.expr))
            for index, part in enumerate(parts)
        ]
        lines += [
            Line("params", "Parameter", self._opened(formulas.params)),
            Line("macs", "MACs", self._opened(formulas.macs)),
            Line("activations", "Aktivierungen", self._opened(formulas.stays())),
            self._bytes("weight_bytes", "Speicher der Gewichte", "P", "params"),
            self._bytes("kept_bytes", "Speicher der Aktivierungen", "A", "activations"),
        ]
        notes = dict.fromkeys(filter(None, formulas.notes.values()))
        note = _without_padding(notes)
        if not self._kind.picture:
            return Variant(tuple(lines), note=note)
        self._sources["o"] = f"={_output(0)}"  # where padding is "same" no formula may have it
        padding, dilation = self._settings["padding"], self._settings.get("dilation_rate", 1)
        window = Window(str(padding), dilated=dilation != 1)
        grouped = self._settings.get("groups", 1) != 1
        checks = (*window.checks(), *(GROUPED if grouped else ()))
        return Variant(tuple(lines), checks, note, window.reach, window.padded)

    def _own(self, number: int, source: str) -> None:
        if self._owners.setdefault(number, source) != source:
            raise Ambiguous(f"{number}: {self._owners[number]} or {source}")

    def _merged(self, output: tuple[Part, ...]) -> tuple[Part, ...]:
        """Height and width of a square are one line."""
        if not self._kind.picture:
            return output
        height, _, channels = output
        return Part("Höhe und Breite", height.expr), channels

    def _opened(self, expr: Expr) -> Expr:
        match expr:
            case Call(op, args):
                return Call(op, tuple(map(self._opened, args)))
            case Symbol(name, value, meaning) if value is not None and not name.isdigit():
                return self._symbol(name, value, meaning)
            case Symbol(_, value) if value is not None:
                return Num(value)
            case _:
                return expr

    def _symbol(self, name: str, value: int, meaning: str) -> Expr:
        if value not in self._owners:
            raise Ambiguous(f"{name} = {value} is nobody's")
        source = self._owners[value]
        if self._kind.picture:
            for suffix in _AXES:
                name = name.removesuffix(suffix)
        if self._sources.setdefault(name, source) != source:
            raise Ambiguous(f"{name}: {self._sources[name]} or {source}")
        symbol = Symbol(name, None, meaning)
        if source == "n" and self._settings["padding"] == "number":
            self._sources["p"] = "p"
            return plus(symbol, times(Num(2), Symbol("p", None, "Nullen je Seite")))
        return symbol

    def _bytes(self, name: str, label: str, letter: str, of: str) -> Line:
        """Numbers times their size; activations for each example of the batch."""
        self._sources[letter] = f"={of}"
        self._sources[_BYTES.latex] = "precision"
        factors: list[Expr] = [Symbol(letter), _BYTES]
        if of == "activations":
            self._sources["B"] = "batch_size"
            factors.insert(0, Symbol("B"))
        return Line(name, label, times(*factors), "bytes")


def _output(index: int) -> str:
    return f"output-{index}" if index else "output"


def _without_padding(notes: Mapping[str, None]) -> str:
    """What a note says of padding holds for the sample only."""
    return " ".join(note for note in notes if "Padding" not in note)
