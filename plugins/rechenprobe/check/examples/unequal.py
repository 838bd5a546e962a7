"""What says the right number in the wrong way: `s ≠ 4`, and MACs called FLOPs."""

from rechenprobe.check.examples.comparing import accepts, true_of
from rechenprobe.check.examples.context import Context
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement

_UNEQUAL = frozenset({"≠", "<", ">"})


def is_unequal(statement: Statement) -> bool:
    """Whether it says of its last number that something is different from it."""
    return bool(statement.relations) and statement.relations[-1] in _UNEQUAL


WORK: frozenset[Attribute | None] = frozenset({"macs", "flops"})
"""Counted differently: a multiplication with its addition is one MAC and two FLOPs."""


def report_other_work(
    statement: Statement, targets: tuple[Attribute, ...], context: Context
) -> bool:
    """Whether a number of FLOPs is just the layer's MACs, or the other way round."""
    if context.layer is None or len(targets) != 1 or targets[0] not in WORK:
        return False
    if statement.sides[-1].unit not in ("MACs", "FLOPs"):
        return False
    meant = expectation(context.layer, targets[0])
    other = expectation(context.layer, "flops" if targets[0] == "macs" else "macs")
    if meant is None or other is None or not accepts(other, statement, "german", context):
        return False
    context.ledger.wrong(
        statement.span,
        statement.numbers,
        true_of(meant, statement, "german", context),
        at=statement.sides[-1].span,
        message="MACs und FLOPs sind verwechselt: 1 MAC sind 2 FLOPs",
    )
    return True
