"""Claims with an expression behind them: `34.944<!-- = model.count_params() -->`."""

from ast import literal_eval
from fractions import Fraction
from math import isfinite

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_number
from rechenprobe.check.numbers.rounding import tolerance, within
from rechenprobe.claims import Notation, Statement
from rechenprobe.execution import Run, ValueRun
from rechenprobe.lecture import Value
from rechenprobe.report import Repair


def check_values(ledger: Ledger, run: Run) -> int:
    """Hold numbers against their expressions' values; how many values the text inserts."""
    results = {result.value: result for result in run.values}
    if not ledger.lecture.values:
        return 0
    statements = {n: one for one in ledger.lecture.statements for n in one.numbers}
    inserted = 0
    for index, value in enumerate(ledger.lecture.values):
        result = results.get(index)
        if value.kind == "insert":
            inserted += result is not None
        elif result is not None and value.number is not None:
            _check_claim(ledger, value, value.number, result, statements.get(value.number))
    return inserted


def _check_claim(
    ledger: Ledger, value: Value, index: int, result: ValueRun, statement: Statement | None
) -> None:
    lecture = ledger.lecture
    number = lecture.numbers[index]
    true = _exact(result)
    if true is None:
        message = f"Der Ausdruck „{value.code}“ ergibt keine Zahl, sondern {result.text}"
        ledger.find(
            value.span,
            "error",
            "claim-without-number",
            message,
            written=value.code,
            remedy="Einen Ausdruck wählen, der eine Zahl ergibt, oder den Kommentar entfernen.",
        )
        return
    shown = notation.number(true, ledger.grouping)
    truth = Truth(value.code, shown, f"{value.code} = {shown}")
    if "%" in lecture.source[number.span.end : value.span.start]:
        true *= 100
    rounded = statement is not None and statement.approximate
    hows: tuple[Notation, ...] = ("german", "english")
    for how in hows:
        reading = number.reading(how)
        bound = statement.bound if statement is not None else ""
        if reading and (
            within(true, reading, bound)
            if bound
            else abs(reading.value - true) <= tolerance(reading, approximate=rounded)
        ):
            ledger.verified(number.span, (index,), truth, how)
            return
    repairs: tuple[Repair, ...] = ()
    if statement is not None:
        how = "german" if number.german is not None else "english"
        repairs = repair_number(statement, index, lecture, how, true)
    ledger.wrong(number.span, (index,), truth, repairs=repairs)


def _exact(result: ValueRun) -> Fraction | None:
    if result.kind == "int":
        return Fraction(literal_eval(result.text))
    if result.kind == "float":
        number = float(result.text)
        return Fraction(number) if isfinite(number) else None
    return None
