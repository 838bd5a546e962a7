"""Claims with an expression behind them: `34.944<!-- = model.count_params() -->`."""

from ast import literal_eval
from fractions import Fraction
from math import isfinite

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.rounding import tolerance
from rechenprobe.execution import Run, ValueRun
from rechenprobe.lecture import Value


def check_values(ledger: Ledger, run: Run) -> int:
    """Hold numbers against their expressions' values; how many values the text inserts."""
    results = {result.value: result for result in run.values}
    inserted = 0
    for index, value in enumerate(ledger.lecture.values):
        result = results.get(index)
        if value.kind == "insert":
            inserted += result is not None
        elif result is not None and value.number is not None:
            _check_claim(ledger, value, value.number, result)
    return inserted


def _check_claim(ledger: Ledger, value: Value, index: int, result: ValueRun) -> None:
    number = ledger.lecture.numbers[index]
    true = _exact(result)
    if true is None:
        message = f"Der Ausdruck „{value.code}“ ergibt keine Zahl, sondern {result.text}"
        ledger.find(value.span, "error", "claim-without-number", message, written=value.code)
        return
    shown = notation.number(true, ledger.grouping)
    truth = Truth(value.code, shown, f"{value.code} = {shown}")
    for how in ("german", "english"):
        reading = number.reading(how)
        if reading is not None and abs(reading.value - true) <= tolerance(
            reading, approximate=False
        ):
            ledger.verified(number.span, (index,), truth, how)
            return
    ledger.wrong(number.span, (index,), truth)


def _exact(result: ValueRun) -> Fraction | None:
    if result.kind == "int":
        return Fraction(literal_eval(result.text))
    if result.kind == "float":
        number = float(result.text)
        return Fraction(number) if isfinite(number) else None
    return None
