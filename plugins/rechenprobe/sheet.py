"""Calculators on the page as data: what they ask for, and the formulas that answer, still open.

`KINDS` says which fields a calculator has; the formulas come from the catalogue (`calculator`).
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.expression import Expr, evaluate
from rechenprobe.memory import BITS

Setting: TypeAlias = int | str | bool
"""A field's value: a whole number, a choice, a switch."""

Settings: TypeAlias = Mapping[str, Setting]
"""Field → value, all fields of a calculator."""


class Choice(Struct, frozen=True):
    """One of a field's possible values."""

    value: str
    title: str
    number: int = 0
    """What formulas take for it, where they count with it."""


class Field(Struct, frozen=True):
    """Something that readers set."""

    name: str
    """Keras' word, or our own: what fences and links write."""
    title: str
    default: Setting
    alias: str = ""
    """The textbooks' letter, for fences."""
    low: int = 1
    high: int = 1_000_000
    slider: int = 0
    """The right end of its slider; 0 for none."""
    choices: tuple[Choice, ...] = ()
    only: tuple[str, str] | None = None
    """The field and its value with which this one has a meaning; None: always."""

    def refuses(self, value: object) -> str:
        """Why `value` is no setting for it, in German; empty if it is one."""
        if isinstance(self.default, bool):
            return "" if isinstance(value, bool) else "erwartet true oder false"
        if self.choices:
            known = [choice.value for choice in self.choices]
            return "" if value in known else f"erwartet {' oder '.join(known)}"
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and self.low <= int(str(value)) <= self.high:
            return ""
        return f"erwartet eine ganze Zahl von {self.low} bis {self.high}"

    def applies(self, settings: Settings) -> bool:
        """Whether it has a meaning beside the other settings."""
        return self.only is None or settings[self.only[0]] == self.only[1]

    def number(self, value: Setting) -> int:
        """What formulas take for a value."""
        if isinstance(value, str):
            return next(choice.number for choice in self.choices if choice.value == value)
        return int(value)


class Kind(Struct, frozen=True):
    """A calculator for one family of layers."""

    name: str
    """What fences call it: a Keras class."""
    title: str
    fields: tuple[Field, ...]
    switches: tuple[str, ...]
    """Fields on which the form of the formulas depends; a number counts as 1 or more than 1."""
    picture: bool = False
    """Whether a window slides over the input."""

    def field(self, name: str) -> Field:
        """The field of that name or alias; `KeyError` if there is none."""
        for field in self.fields:
            if name in (field.name, field.alias):
                return field
        raise KeyError(name)

    def variant(self, settings: Settings) -> str:
        """Which form of the formulas belongs to the settings: a key of `Sheet.variants`."""
        return "|".join(self._switch(name, settings[name]) for name in self.switches)

    def _switch(self, name: str, value: Setting) -> str:
        if isinstance(value, bool) or isinstance(self.field(name).default, str):
            return str(value).lower()
        return "1" if value == 1 else "n"


Unit: TypeAlias = Literal["", "bytes"]


class Line(Struct, frozen=True):
    """One result: a formula with symbols that have no values yet."""

    name: str
    """`output`, `output-1`, …, `params`, `macs`, `activations`, `weight_bytes`, `kept_bytes`."""
    label: str
    expr: Expr
    unit: Unit = ""


class Check(Struct, frozen=True):
    """What has to hold so that a layer can be, or so that there is nothing more to say."""

    need: Literal["positive", "whole"]
    expr: Expr
    message: str
    """German, for readers where it does not hold; `{0}`, `{1}` are the numbers."""
    numbers: tuple[Expr, ...]
    fatal: bool = True
    """Without it there is a layer all the same."""


class Variant(Struct, frozen=True):
    """All results for one form of the formulas."""

    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()
    note: str = ""
    reach: Expr | None = None
    """How far the window reaches along an axis; None without a picture."""
    padded: Expr | None = None
    """Zeros added along an axis, both sides together."""


class Sheet(Struct, frozen=True):
    """A calculator's formulas."""

    kind: str
    variants: Mapping[str, Variant]
    sources: Mapping[str, str]
    """Symbol → where its number comes from: a field, or `=` and the name of a line."""

    def variant(self, settings: Settings) -> Variant:
        """The form of the formulas that belongs to the settings."""
        return self.variants[KINDS[self.kind].variant(settings)]

    def value(self, expr: Expr, settings: Settings) -> Fraction:
        """A formula's value; one that is no whole number belongs to settings that cannot be."""
        lines = {line.name: line.expr for line in self.variant(settings).lines}

        def number(symbol: str) -> Fraction:
            source = self.sources[symbol]
            if source.startswith("="):
                return evaluate(lines[source[1:]], symbols=number)
            return Fraction(KINDS[self.kind].field(source).number(settings[source]))

        return evaluate(expr, symbols=number)

    def complaints(self, settings: Settings) -> Iterator[tuple[Check, str]]:
        """The checks that do not hold, each with its sentence."""
        for check in self.variant(settings).checks:
            value = self.value(check.expr, settings)
            if value <= 0 if check.need == "positive" else value.denominator != 1:
                numbers = (self.value(number, settings) for number in check.numbers)
                yield check, check.message.format(*numbers)

    def symbols(self, source: str) -> tuple[str, ...]:
        """How formulas write a field, or a line (`=` and its name)."""
        return tuple(symbol for symbol, one in self.sources.items() if one == source)


_BATCH = Field("batch_size", "Batch-Größe", 1, "B", high=65_536)
_PRECISION = Field(
    "precision",
    "Genauigkeit",
    "float32",
    choices=tuple(
        Choice(name, f"{name}: {BITS[name] // 8} Byte je Zahl", BITS[name] // 8)
        for name in ("float32", "float16", "float64")
    ),
)
_MEMORY = (_BATCH, _PRECISION)
_BIAS = Field("use_bias", "mit Bias", True)  # noqa: FBT003 - its default
_UNPADDED = Choice("valid", "keine (valid)")
_SAME = Choice("same", "wie Keras’ same")


def _window(thing: str, size: int, stride: int, *padding: Choice) -> tuple[Field, ...]:
    return (
        Field("kernel_size", f"{thing}: Höhe und Breite", size, "f", slider=15),
        Field("strides", "Schrittweite", stride, "s", slider=8),
        Field("padding", "Auffüllung", "valid", choices=(_UNPADDED, _SAME, *padding)),
    )


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "Conv2D",
            "Faltung (Conv2D)",
            (
                Field("n", "Eingabe: Höhe und Breite", 32, "n", high=4096, slider=64),
                Field("channels", "Eingabekanäle", 3, "C", slider=64),
                *_window("Filter", 3, 1, Choice("number", "p je Seite")),
                Field("p", "Nullen je Seite", 1, low=0, slider=8, only=("padding", "number")),
                Field("dilation_rate", "Dilatation", 1, "d", slider=4),
                Field("filters", "Filter", 16, "F", slider=256),
                Field("groups", "Gruppen", 1, "g"),
                _BIAS,
                *_MEMORY,
            ),
            ("padding", "dilation_rate", "groups", "use_bias"),
            picture=True,
        ),
        Kind(
            "MaxPooling2D",
            "Pooling (MaxPooling2D, AveragePooling2D)",
            (
                Field("n", "Eingabe: Höhe und Breite", 32, "n", high=4096, slider=64),
                Field("channels", "Kanäle", 16, "C", slider=256),
                *_window("Fenster", 2, 2),
                *_MEMORY,
            ),
            ("padding",),
            picture=True,
        ),
        Kind(
            "Dense",
            "Vollständig verbundene Schicht (Dense)",
            (
                Field("features", "Eingabemerkmale", 784, "d", slider=4096),
                Field("units", "Einheiten", 128, "u", slider=4096),
                _BIAS,
                *_MEMORY,
            ),
            ("use_bias",),
        ),
        Kind(
            "LSTM",
            "Rekurrente Schicht (SimpleRNN, LSTM, GRU)",
            (
                Field(
                    "layer",
                    "Schicht",
                    "LSTM",
                    choices=tuple(Choice(name, name) for name in ("SimpleRNN", "LSTM", "GRU")),
                ),
                Field("steps", "Schritte der Folge", 20, "T", slider=200),
                Field("features", "Eingabemerkmale je Schritt", 32, "d", slider=512),
                Field("units", "Einheiten", 64, "h", slider=512),
                _BIAS,
                Field("reset_after", "reset_after", True, only=("layer", "GRU")),  # noqa: FBT003
                Field("return_sequences", "alle Schritte ausgeben", False),  # noqa: FBT003
                *_MEMORY,
            ),
            ("layer", "use_bias", "reset_after", "return_sequences"),
        ),
        Kind(
            "MultiHeadAttention",
            "Aufmerksamkeit (MultiHeadAttention)",
            (
                Field("query_steps", "Schritte von Query", 50, "Tq", slider=512),
                Field("key_steps", "Schritte von Key und Value", 50, "Tk", slider=512),
                Field("features", "Merkmale von Query und Ausgabe", 512, "d", slider=1024),
                Field("key_features", "Merkmale von Key und Value", 512, slider=1024),
                Field("num_heads", "Köpfe", 8, "h", slider=16),
                Field("key_dim", "key_dim je Kopf", 64, "dk", slider=256),
                Field("value_dim", "value_dim je Kopf", 64, "dv", slider=256),
                _BIAS,
                *_MEMORY,
            ),
            ("use_bias",),
        ),
    )
}
"""Calculators by the name that fences use."""

ALIASES: Mapping[str, tuple[str, Settings]] = {
    "SimpleRNN": ("LSTM", {"layer": "SimpleRNN"}),
    "GRU": ("LSTM", {"layer": "GRU"}),
    "AveragePooling2D": ("MaxPooling2D", {}),
}
"""Other layers that a calculator is for: its kind, and what is set with it."""
