"""Numbers of a statement that its verdict does not reach, and what to say of its units."""

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.examples.context import calculates
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.claims import Statement
from rechenprobe.expression import has_symbols, written_numbers


def settle_constants(statement: Statement, judgement: Judgement, ledger: Ledger) -> set[int]:
    r"""Numbers in sides like n + 2p − f, whose symbols have no value here, are no quantities.

    Nor are those of a formula alone, `\max(0, z)`, whatever its symbols are.
    """
    if statement.relations and all(value is not None for value in judgement.values):
        return set()
    constants = {
        index
        for side, value in zip(statement.sides, judgement.values, strict=True)
        if (value is None or not statement.relations) and has_symbols(side.expr)
        for index in written_numbers(side.expr)
    }
    ledger.structural(constants)
    return constants


def unevaluated(statement: Statement, judgement: Judgement, ledger: Ledger) -> set[int]:
    """Numbers of calculations without a value: a true result does not confirm them.

    Nor a number that is not all of its side: `= 75.505.664 Byte ≈ 75{,}`.
    """
    if all(value is not None for value in judgement.values):
        return set()
    found = {
        index
        for side, value in zip(statement.sides, judgement.values, strict=True)
        if value is None and (calculates(side.expr) or not side.complete) and not statement.shape
        for index in written_numbers(side.expr)
    }
    if found and not any(has_symbols(side.expr) for side in statement.sides):
        ledger.unchecked(found, f"nicht auszurechnen: {judgement.reason}")
    return found


def hint_units(statement: Statement, judgement: Judgement, ledger: Ledger) -> None:
    """„KB“ is neither kB nor KiB; and who says MB may mean MiB."""
    if judgement.binary:
        side = statement.sides[-1]
        proper = f"{side.unit[0].upper()}iB"
        ledger.find(
            side.span,
            "hint",
            "ambiguous-unit",
            f"Das stimmt nur, wenn „{side.unit}“ {proper} meint",
            written=ledger.lecture.text(side.span),
            remedy=f"{proper} schreiben.",
        )
    for side in statement.sides:
        unit = unit_of(side.unit)
        if unit is not None and len(unit.factors) > 1 and unit.dimension == "bit":
            ledger.find(
                side.span,
                "hint",
                "ambiguous-unit",
                f"„{side.unit}“ ist weder {unit.proper} (1000 Byte) noch KiB (1024 Byte)",
                written=ledger.lecture.text(side.span),
                remedy=f"{unit.proper} schreiben.",
            )


def hint_cuts(statement: Statement, judgement: Judgement, ledger: Ledger) -> None:
    """„ln 10 = 2,302“ is cut off, not rounded."""
    for index, true in judgement.cut:
        side = statement.sides[index]
        numbers, how = ledger.lecture.numbers, judgement.notation
        shown = like(side, numbers, how, true, ledger.grouping, rounded=True)
        ledger.find(
            side.span,
            "hint",
            "truncated-number",
            f"Abgeschnitten; gerundet {shown}",
            written=ledger.lecture.text(side.span),
            true=shown,
            remedy=f"{shown} schreiben.",
        )
