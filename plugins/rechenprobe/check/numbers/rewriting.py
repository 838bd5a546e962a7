"""True values in the author's own notation: decimal mark, grouping, scale, number of decimals."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.numbers.rounding import Result, result_of
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import TOO_LONG
from rechenprobe.claims import Notation, Reading, Side, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Written, evaluate, written_numbers
from rechenprobe.late import late
from rechenprobe.lecture import Lecture
from rechenprobe.report import Repair

_NEAR = 50
"""Numbers before and behind that may tell how the author groups digits."""
_GROUPED = late(r"\d{1,3}(&#\d+;|\D{1,8}?)\d{3}(?!\d)", re.ASCII)
_MANTISSA = late(r"\d(?:[\d.,' _\u00a0\u2009\u202f~’]|\\[,;]|\{\\?[.,]\}|&[#\w]+;)*", re.ASCII)
_UNUSUAL = late(r"^0[bBxX\d]|^\(|_\{?(?:2|8|10)\}?$|[₂₈₁₀]+$")
"""Numbers to another base, and `04.970`: what stands there in their stead only the author knows."""
_LONGEST = 6
"""Decimals that are written where an exact result needs some."""
_FEW = 2
_NARROW = "\u202f"


def repair_result(
    statement: Statement, side: Side, lecture: Lecture, how: Notation, value: Fraction
) -> tuple[Repair, ...]:
    """Puts `value` (in the side's unit) in the place of the one number that the side is.

    Nothing if the side is no single number, its sign would change, or its
    place could not be told.
    """
    result = result_of(side.expr) or _scientific(side.expr, lecture, how)
    if result is None or _negative(side.expr) != (value < 0) or abs(value) >= TOO_LONG:
        return ()
    text = _Writer(statement, lecture, how).text(result, abs(value))
    number = lecture.numbers[result.number]
    return () if text is None or text == number.text else (Repair(number.span, text),)


def count_decimals(text: str, how: Notation) -> int:
    """How many a result has as it was rewritten."""
    match = re.search(r"(?<!\\),\}?(\d+)" if how == "german" else r"\.\}?(\d+)", text)
    return len(match[1]) if match else 0


def _scientific(expr: Expr, lecture: Lecture, how: Notation) -> Result | None:
    r"""`6{,}1 \cdot 10^5`: only the first of the numbers is the result."""
    match expr:
        case Call("*", (Written(number), Call("^", (Written(), _)) as power)):
            pass
        case _:
            return None

    def written(index: int) -> Fraction:
        reading = lecture.numbers[index].reading(how)
        if reading is None:
            raise NotEvaluable("")
        return reading.value

    try:
        base, scale = evaluate(power.args[0], written), evaluate(power, written)
    except NotEvaluable:
        return None
    return Result(number, scale) if base == 10 else None


def repair_number(
    statement: Statement, index: int, lecture: Lecture, how: Notation, value: Fraction
) -> tuple[Repair, ...]:
    """Puts `value` in the place of one number, whatever stands around it."""
    text = _Writer(statement, lecture, how).text(Result(index, Fraction(1)), value)
    return () if text is None or value < 0 else (Repair(lecture.numbers[index].span, text),)


def repair_factors(
    statement: Statement,
    side: Side,
    lecture: Lecture,
    how: Notation,
    values: Iterable[int | Fraction],
) -> tuple[Repair, ...]:
    """The same for a shape: each of its numbers that differs."""
    parts = side.expr.args if isinstance(side.expr, Call) else (side.expr,)
    writer = _Writer(statement, lecture, how)
    repairs: list[Repair] = []
    for part, value in zip(parts, values, strict=False):
        if not isinstance(part, Written):
            return ()
        number = lecture.numbers[part.number]
        reading = number.reading(how)
        if reading is not None and reading.value != value:
            text = writer.text(Result(part.number, Fraction(1)), Fraction(value))
            repairs += [] if text is None else [Repair(number.span, text)]
    return tuple(repairs)


def _negative(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.op == "neg" and not _negative(expr.args[0])


def _coarser(text: str, written: str) -> bool:
    """Whether it says much less than what was written: 0,1 for 1,4, 0,140 for 139,776."""
    left, own = _digits(text), _digits(written)
    return left + 2 <= own or left < min(own, 2)


def _digits(text: str) -> int:
    """Those that count: three in 0,140 and in 139, none in 0."""
    return len(re.sub(r"\D", "", text).lstrip("0"))


class _Writer:
    def __init__(self, statement: Statement, lecture: Lecture, how: Notation) -> None:
        self._statement = statement
        self._lecture = lecture
        self._how = how

    def text(self, result: Result, value: Fraction) -> str | None:
        number = self._lecture.numbers[result.number]
        reading = number.reading(self._how)
        mantissa = _MANTISSA.match(number.text)
        if reading is None or mantissa is None or _UNUSUAL.search(number.text):
            return None
        written = mantissa[0].rstrip(" \u00a0\u2009\u202f~.,")
        power = reading.decimals - reading.digits
        scaled = value / result.scale / Fraction(10) ** power
        decimals = reading.decimals
        exact = notation.round_half_away(scaled, decimals) == scaled
        endless = bool(10**_LONGEST % scaled.denominator)
        if not decimals and not exact and not self._rounds(power, result, reading, scaled):
            if endless:
                return None  # 33,333333 % for a third: nobody would write it so
            text = notation.number(scaled, "none")
        else:
            text = notation.number(scaled, "none", decimals=decimals)
            coarse = _coarser(text, written) or self._distorts(scaled, decimals)
            while coarse and not exact and decimals < _LONGEST:
                decimals += 1  # „1,4 ms“ is not mended by „0,1 ms“, but by „0,14 ms“
                exact = notation.round_half_away(scaled, decimals) == scaled
                text = notation.number(scaled, "none", decimals=decimals)
                coarse = _digits(text) < _digits(written)
            if coarse and not exact:
                return None  # „0,000056 Mio.“
        if scaled and not text.strip("0,"):
            return None  # so few decimals that nothing would be left of it
        whole, _, fraction = text.partition(",")
        formula = self._in_formula(number.span.start)
        mark = self._mark(written, formula=formula) if fraction else ""
        shown = self._grouped(whole, written, formula=formula) + mark + fraction
        return shown + number.text[len(written) :]

    def _rounds(self, power: int, result: Result, reading: Reading, scaled: Fraction) -> bool:
        """Whether the author says that the number is rounded, or need not say it."""
        if power > 0 or self._statement.approximate:
            return True
        if not 10**_FEW % scaled.denominator:
            return False  # 12,5 MB
        sides = self._statement.sides
        own = next((one for one in sides if result.number in written_numbers(one.expr)), sides[-1])
        unit = unit_of(own.unit)
        converted = any(one.unit != own.unit for one in sides)
        measured = unit is not None and unit.rounded and converted and reading.value >= 10
        return measured or (result.scale < 1 and 10**_LONGEST % scaled.denominator != 0)

    def _distorts(self, scaled: Fraction, decimals: int) -> bool:
        """Whether so few decimals change much of it: 0,1 for 0,05."""
        off = abs(notation.round_half_away(scaled, decimals) - scaled)
        return off > abs(scaled) / 10 and not self._statement.approximate

    def _in_formula(self, offset: int) -> bool:
        formulas = self._lecture.formulas
        after = bisect_left(formulas, offset, key=lambda formula: formula.span.start)
        return after > 0 and offset < formulas[after - 1].span.end

    def _mark(self, written: str, *, formula: bool) -> str:
        mark = "," if self._how == "german" else "."
        own = re.search(rf"\{mark}(\}}?)\d+$", written, re.ASCII)
        braced = formula if own is None else bool(own[1])
        return "{,}" if braced and mark == "," else mark

    def _grouped(self, whole: str, written: str, *, formula: bool) -> str:
        if len(whole) < (4 if _GROUPED.match(written) else 5):
            return whole
        head = len(whole) % 3 or 3
        groups = [whole[i : i + 3] for i in range(head, len(whole), 3)]
        return self._separator(written, formula=formula).join([whole[:head], *groups])

    def _separator(self, written: str, *, formula: bool) -> str:
        """The author's: of this number, else of the nearest one that is long enough to tell."""
        if (own := self._known_separator(written)) is not None:
            return own
        here = self._statement.span.start
        numbers = self._lecture.numbers
        middle = bisect_left(numbers, here, key=lambda number: number.span.start)
        near = numbers[max(0, middle - _NEAR) : middle + _NEAR]
        for other in sorted(near, key=lambda number: abs(number.span.start - here)):
            found = self._known_separator(other.text)
            if found is not None and (formula or not found.startswith(("\\", "{", "~"))):
                return found
        return "\\," if formula else _NARROW

    def _known_separator(self, text: str) -> str | None:
        if match := _GROUPED.match(text):
            mark = "," if self._how == "german" else "."
            return None if match[1].strip("{}") == mark else match[1]
        return "" if re.match(r"\d{5}", text, re.ASCII) else None
