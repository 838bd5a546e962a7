"""Regions of text and LaTeX → one stream of tokens, the same kinds for both.

So an equation may begin in the text and end in a formula, and the grammar
needs to be written once.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from rechenprobe.lecture import Span

TokenKind: TypeAlias = Literal[
    "number",  # text: as written; `number` is its index
    "part",  # text: ½ ¼ ¾ …
    "symbol",  # text: its LaTeX name
    "word",  # a word of prose
    "op",  # text: + - * / ^ ! : mod //
    "power",  # text: the exponent of ², ⁶, ⁻³ as digits
    "relation",  # text: = ≈ < > ≤ ≥ ≠ ≡
    "arrow",  # ⇒ → and the like divide statements
    "open",  # text: ( [ { ⌊ ⌈
    "close",
    "bar",  # | or ‖, which opens or closes; behind a closing one the norm: ‖1, ‖2, ‖0 for ∞
    "cell",  # & in a matrix
    "function",  # text: frac sqrt binom max min sum prod log log:2 log:?, or a key of `FUNCTIONS`
    "unit",  # text: as written
    "percent",
    "comma",
    "break",  # nothing reaches across it
]


class Token(Struct, frozen=True, gc=False):
    """One token with its place."""

    kind: TokenKind
    text: str
    span: Span
    number: int = -1
    glued: bool = False
    """No white space between it and the token before."""
    math: bool = False
    """From a formula, where juxtaposition multiplies."""
    dash: str = ""
    """For an operator that may be none: `-` or `–`, which divide words, too, and the `×` of „4×
    so viele“; for a break that begins a definition by cases `cases`."""

    @property
    def spoken(self) -> bool:
        """Whether an operator of text is a word: „plus“, „je“."""
        return not self.math and self.span.end - self.span.start > 1


_TIMES = (
    *("s", "sec", "Sekunde", "Sekunden", "second", "seconds", "min", "Minute", "Minuten", "minute"),
    *("minutes", "h", "Stunde", "Stunden", "hour", "hours", "Tag", "Tage", "Tagen", "day", "days"),
    *("Woche", "Wochen", "week", "weeks", "Monat", "Monate", "Monaten", "month", "months"),
    *("Jahr", "Jahre", "Jahren", "year", "years"),
)
_PROCESSORS = ("GPU", "TPU", "CPU", "A100", "H100", "V100")

TIMES = frozenset(_TIMES)
CURRENCIES = frozenset("€$")

LETTERS = frozenset("mgNVA")
"""Units that are as often letters: for units they are taken only behind a calculation or a „=“."""

SPELLED_SIZES = tuple(
    f"{size}byte{plural}"
    for small in ("kilo", "mega", "giga", "tera", "peta")
    for size in (small, small.capitalize())
    for plural in ("", "s")
)
"""Sizes of memory in full: „140 Gigabytes“."""

UNITS = frozenset(
    (
        *("bit", "Bit", "Bits", "bits", "Byte", "Bytes", "byte", "bytes", "B"),
        *(f"{size}{byte}" for size in "kKMGT" for byte in ("Byte", "Bytes", "byte", "bytes")),
        *SPELLED_SIZES,
        *("Millisekunden", "Mikrosekunden", "milliseconds", "microseconds", "nanoseconds"),
        *("Nanosekunden", "Kilowattstunden", "Gigahertz", "Megahertz"),
        *("nat", "nats"),
        *(
            "kB",
            "KB",
            "MB",
            "GB",
            "TB",
            "PB",
            "KiB",
            "MiB",
            "GiB",
            "TiB",
            "kbit",
            "kBit",
            "Mbit",
            "Gbit",
        ),
        *("ms", "µs", "ns", *_TIMES),
        *(f"{processor}-{time}" for processor in _PROCESSORS for time in _TIMES),
        *("FLOPS", "MFLOPS", "GFLOPS", "TFLOPS", "PFLOPS", "EFLOPS"),
        *("FLOPs", "MACs", "MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs"),
        *("MAC", "MMAC", "GMAC", "TMAC", "MACs", "MMACs", "GMACs", "TMACs"),
        *("J", "Joule", "kJ", "MJ", "Wh", "kWh", "MWh", "GWh", "mW", "W", "Watt", "kW", "MW"),
        *(
            "Hz",
            "kHz",
            "MHz",
            "GHz",
            "km",
            "cm",
            "mm",
            "m",
            "µm",
            "nm",
            "kg",
            "g",
            "mg",
            "ml",
            "Grad",
        ),
        *("N", "kN", "Pa", "hPa", "kPa", "V", "mV", "kV", "A", "mA", "Ω", "kΩ", "MΩ", "mol"),
        *("€", "Euro", "EUR", "ct", "Cent", "$", "USD", "Dollar", "dollars"),
    )
)
"""Words that are units when they follow a number."""

SCALES = {
    "Tsd": 3,
    "Tausend": 3,
    "Mio": 6,
    "Mil": 6,
    "Million": 6,
    "Millionen": 6,
    "Mrd": 9,
    "Milliarde": 9,
    "Milliarden": 9,
    "Bio": 12,
    "Billion": 12,
    "Billionen": 12,
    "Megapixel": 6,
    "Megapixeln": 6,
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "K": 3,
    "M": 6,
}
"""Words that multiply the number before them by a power of ten (German long scale)."""

ENGLISH = {"Billion": 9}
"""Words that are as often English ones with a capital, where they mean less."""

RELATIONS = {
    "=": "=",
    "≈": "≈",
    "≃": "≈",
    "≅": "≈",
    ":=": "=",
    "<": "<",
    ">": ">",
    "≤": "≤",
    "≥": "≥",
    "≠": "≠",
    "≡": "≡",
    "==": "=",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "~": "≈",
    "~=": "≈",
}

OPERATORS = {
    "+": "+",
    "-": "-",
    "−": "-",
    "–": "-",
    "*": "*",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "∙": "*",
    "•": "*",
    "⊙": "⊙",
    "±": "±",
    "/": "/",
    "÷": "/",
    "^": "^",
    "!": "!",
}

COLUMN = "&:"
"""The text of the break that an `&` in `aligned` may be."""
DOTS = "…"
"""The text of a break that stands for what is left out: …, ..., \\dots."""

FUNCTIONS = {
    **{name: name for name in ("sqrt", "exp", "floor", "ceil", "round", "abs", "max", "min")},
    **{name: name for name in ("sin", "cos", "tan", "tanh", "sigmoid", "relu")},
    **dict.fromkeys(("ReLU", "RELU", "Relu"), "relu"),
    **dict.fromkeys(("softmax", "Softmax"), "softmax"),
    **dict.fromkeys(("mean", "Mean", "avg", "average", "Mittelwert"), "mean"),
    **dict.fromkeys(("var", "Var", "Varianz"), "var"),
    **dict.fromkeys(("std", "Std", "stddev", "Standardabweichung"), "std"),
    **dict.fromkeys(("median", "Median"), "median"),
    **dict.fromkeys(("argmax", "Argmax", "arg_max"), "argmax"),
    **dict.fromkeys(("argmin", "Argmin", "arg_min"), "argmin"),
    "det": "det",
    "sum": "total",
    "norm": "norm",
    **dict.fromkeys(("Sigmoid", "sig", "sigm", "logistic"), "sigmoid"),
    **dict.fromkeys(("log2", "ld", "lb"), "log:2"),
    **dict.fromkeys(("log10", "lg"), "log:10"),
    **dict.fromkeys(("log₂", "log_2"), "log:2"),
    **dict.fromkeys(("log₁₀", "log_10"), "log:10"),
    "ln": "log",
    "log": "log:?",
}
"""Names of functions before an opening bracket in text."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
