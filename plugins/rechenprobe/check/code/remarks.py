"""What comments say that code comes to: `total = 744 + 300 + 65  # 1019`."""

from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.equations.arithmetic import judge
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rewriting import repair_result

_MOST_MARKS = 20
"""Lines are marked with numbers up to it: `# 1`, `# 2`, as the text below refers to them."""


def check_remarks(ledger: Ledger) -> None:
    """All results that stand behind code."""
    before = Fraction(0)
    for statement in ledger.lecture.statements:
        if statement.origin != "code":
            continue
        judgement = judge(statement, ledger.lecture.numbers, {})
        true, written = judgement.values
        code = ledger.lecture.text(statement.sides[0].span)
        if judgement.outcome == "holds":
            truth = Truth("", "", f"der Code rechnet {code}")
            ledger.verified(statement.span, statement.numbers, truth)  # code is English anyway
        elif true is None or written is None or _is_mark(written, before):
            ledger.structural(statement.numbers)
        else:
            side = statement.sides[1]
            repairs = repair_result(statement, side, ledger.lecture, judgement.notation, true)
            shown = repairs[0].text if repairs else notation.brief(true, ledger.grouping)
            ledger.wrong(
                statement.span,
                statement.numbers,
                Truth("", shown, f"der Code rechnet {code}"),
                message="Der Code ergibt etwas anderes, als der Kommentar sagt",
                how=judgement.notation,
                repairs=repairs,
            )
        before = written if written is not None else before


def _is_mark(written: Fraction, before: Fraction) -> bool:
    return written <= _MOST_MARKS and written in (1, before + 1)
