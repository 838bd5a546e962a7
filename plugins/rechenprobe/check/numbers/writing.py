"""True values as messages write them: German, in the scale and precision of what they replace."""

from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.claims import Notation, Number, Reading, Side
from rechenprobe.late import late
from rechenprobe.notation import Grouping

TOO_LONG = 10**30
"""From here on nobody writes a result out."""
_SCALE = late(
    r"(?<=\d)(?:\\[,; :]|[\s~\u00a0\u2009\u202f])*(?:\\text\w*|\\mathrm)?\{?\s*"
    r"([A-Z]\w*\.?|k|thousand|million|billion|trillion)\}?$"
)
_EXPONENT = late(r"\d[eE][+-]?\d")


def scale_word(text: str) -> str:
    """`Mio.` in `56,4 Mio.`; empty if there is none."""
    word = _SCALE.search(text)
    return word[1] if word and "e" not in text.lower().removesuffix(word[0].lower()) else ""


def power_said(number: Number, reading: Reading) -> int:
    """The power of ten that a word behind it says: 6 for „56,4 Mio.“, for „$56{,}4$ Mio.“, too."""
    text = number.text
    outside = text[-1:].isdigit() and _EXPONENT.search(text) is None
    return reading.decimals - reading.digits if outside or scale_word(text) else 0


def like(
    side: Side,
    numbers: tuple[Number, ...],
    how: Notation,
    value: Fraction,
    grouping: Grouping,
    *,
    rounded: bool = False,
    decimals: int | None = None,
) -> str:
    """`value` in place of a side that is one number: `0,062 %`, `56,4 Mio.`, `69,888 kB`.

    `value` is in the side's unit. It keeps the decimals of the side if that
    does not change it, or if the side is `rounded`; otherwise it is exact (six decimals at most),
    or has the `decimals` with which it is going to be written.
    """
    unit = f" {side.unit}" if side.unit and side.unit != "°" else side.unit
    result = result_of(side.expr)
    reading = None if result is None else numbers[result.number].reading(how)
    if result is None or reading is None or abs(value) >= TOO_LONG:
        return notation.brief(value, grouping) + unit
    scaled, mark = value / result.scale, ""
    if result.scale != 1:
        mark = " %" if result.scale == Fraction(1, 100) else " ‰"
    power = power_said(numbers[result.number], reading)
    if power > 0:
        word = scale_word(numbers[result.number].text)
        scaled, mark, rounded = scaled / 10**power, f" {word}" if word else "", True
    keeps = rounded or notation.round_half_away(scaled, reading.decimals) == scaled
    if decimals is None and keeps and (reading.decimals or power > 0):
        decimals = reading.decimals
    return notation.number(scaled, grouping, decimals=decimals) + mark + unit


def in_english(number: Number, proper: str) -> str:
    """What to say of a number in English notation that a German reader takes for another."""
    if number.german is None:
        return f"Englische Schreibweise; auf Deutsch {proper}"
    german = notation.number(number.german.value, "space")  # a dot would only repeat the riddle
    return f"„{number.text}“ liest sich auf Deutsch als {german}; die Rechnung stimmt mit {proper}"


def as_german(number: Number, grouping: Grouping) -> str:
    """How an English number is written in German; empty if that is no other one."""
    german, english = number.german, number.english
    if english is None or (german is not None and german.value == english.value):
        return ""
    return notation.number(english.value, grouping, decimals=max(0, english.digits))
