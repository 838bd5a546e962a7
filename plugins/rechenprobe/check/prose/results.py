"""Results said again in percent, „… ≈ 0,167. Nur 16,7 %!“, and results that are added up.

    e^3 = 20,086, e^1 = 2,718; Summe = 22,804

Wrong is only what a slip of the pen explains: another number may be of something else.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, structs

from rechenprobe import notation
from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.likeness import is_carried, mistakable
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.slips import differs_in_one, is_mixed_up, slip
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.prose.bracketed import check_bracketed
from rechenprobe.claims import Notation, Reading, Statement
from rechenprobe.expression import Call, Symbol, Written
from rechenprobe.late import late

_REACH = 240
"""Characters between a result and what says it again."""
_OTHER = late(r"\d|\n\s*\n.*\n\s*\n", re.DOTALL)
"""What leaves it open what is said again: another number, or a paragraph."""
_CUE = late(
    r"\b(?:nur|also|so|das sind|rund|etwa|ca|knapp|fast|about|only|just|roughly|thus|hence|somit"
    r"|damit|entspricht|in prozent|in percent|wahrscheinlichkeit|probability|chance)\b|[~≈]"
    r"|\\approx",
    re.IGNORECASE,
)
"""Words that say that it is the same; without one it is not called wrong."""
_CHANCE = late(r"chance|probability|wahrscheinlich", re.IGNORECASE)
_SHARE = late(r"\d+\s?\\?%")
_SUMS = frozenset(
    "sum summe total gesamt insgesamt zusammen gesamtsumme together altogether".split()
)
_FILLING = frozenset(
    "also das sind ist ergibt ergeben macht machen dann damit somit rund etwa ca about "
    "approximately is are this that makes gives of es man genau daher so thus".split()
)
_MORE = frozenset("mit ohne inklusive einschließlich bias with without including plus dazu".split())
"""„mit Bias zusammen 26“."""
_MAKES = late(
    r"\b(?:macht|machen|sind|ergibt|ergeben|makes?|gives?|yields?|is|are|totals?|also)\b",
    re.IGNORECASE,
)
_IN_ALL = late(
    r"(?:\b(?:bei|für|über|mit|in|mal|over|for|across|with|times)|\ball[e]?n?)$", re.IGNORECASE
)
_LISTED = late(r"[\s$]*(?:[;,]|und|and)(?:[\s$]|\\[,; ])*")
"""Between the numbers of a list."""
_STOP = late(r"[.!?]\s")
_EACH = late(r"\b(?:pro|je|per|each|every|jede[rsmn]?)\s+([^\W\d_]{3,})")
_STEM = 5
"""Letters that „layer“ and „layers“ have in common."""
_DIGITS = 3
"""Of a result that is long enough for a carry."""
_ABOUT_SO = 2
"""By which factor a product may be off and still be meant."""
_FEWEST, _MOST = 2, 12
"""Results that are added up."""


class _Value(Struct, frozen=True):
    """What a statement comes to."""

    value: Fraction
    reading: Reading
    scale: Fraction

    @property
    def half(self) -> Fraction:
        """How far it may be rounded."""
        return tolerance(self.reading, approximate=False)


def check_results(ledger: Ledger) -> None:
    """Percentages and sums that follow right behind the results they are of."""
    check_bracketed(ledger)
    before: list[Statement] = []
    for item in ledger.page.items:
        if item.kind == "heading":
            before = []
            continue
        if ledger.settled(item.numbers):
            last = item.statements[-1:]
            before = [ledger.lecture.statements[index] for index in last] or before
            continue
        own: list[Statement] = []
        for statement in (ledger.lecture.statements[index] for index in item.statements):
            if not ledger.settled(statement.numbers):
                _percent(ledger, before[-1:], statement)
                _sum(ledger, own, statement)
                _times(ledger, own, statement)
            if not (before and before[-1].relations and _is_given_share(ledger, statement)):
                before = [statement]
            own.append(statement)


def _is_given_share(ledger: Ledger, statement: Statement) -> bool:
    """„Trotz des zu 99 % sicheren Tests“: a percentage that is known already."""
    found = None if statement.relations else result_of(statement.sides[0].expr)
    return found is not None and found.scale != 1 and ledger.settled(statement.numbers)


def _value_of(ledger: Ledger, statement: Statement, how: Notation, unit: str = "") -> _Value | None:
    """The number that a statement ends with; none if it has another unit."""
    last = statement.sides[statement.restated - 1]
    found = None if last.unit != unit or statement.shape else result_of(last.expr)
    if found is None:
        return None
    reading = ledger.lecture.numbers[found.number].reading(how)
    return None if reading is None else _Value(reading.value, reading, found.scale)


def _judgement(ledger: Ledger, statement: Statement) -> Judgement:
    """In which notation an equation holds, and what its sides come to."""
    return judge(statement, ledger.lecture.numbers, CONSTANTS)


def _percent(ledger: Ledger, before: Sequence[Statement], new: Statement) -> None:
    first = new.sides[0].expr
    only = isinstance(first, Symbol) and _CUE.fullmatch(first.latex) is not None  # „Nur ~17 %“
    plain = len(new.numbers) == 1 and (not new.relations or (only and len(new.sides) == 2))
    number = result_of(new.sides[-1].expr) if plain else None
    if number is None or number.scale != Fraction(1, 100):
        return
    chance = _CHANCE.match(new.noun) is not None
    for old in before:
        gap = ledger.lecture.source[old.span.end : new.span.start]
        if len(gap) > _REACH or _OTHER.search(_SHARE.sub("", gap) if chance else gap):
            continue
        judged = _judgement(ledger, old)
        value, said = judged.values[-1], _value_of(ledger, new, judged.notation)
        share = result_of(old.sides[-1].expr)
        if value is None or said is None or not 0 < value < 1 or old.sides[-1].unit:
            continue
        if (share is None or share.scale == 1) and all(map(ledger.holds, old.numbers)):
            off = tolerance(said.reading, approximate=True, zeros=False)
            meant = [value * 100 for value in judged.values[-2:] if value is not None]
            true = min(meant, key=lambda one: abs(one - said.value))
            if only or chance or _CUE.search(gap) or abs(true - said.value) <= off:
                _judge(ledger, new, true, said, off, " %", only=chance)


def _sum(ledger: Ledger, own: Sequence[Statement], new: Statement) -> None:
    named = len(new.sides) == 2 and isinstance(new.sides[0].expr, Symbol)
    alone = not (new.relations or new.bound or new.shape)
    if not (named or alone) or not _is_total(new.label):
        return
    equations = [one for one in own if one.relations] or _listed(ledger, own)
    if len(equations) < _FEWEST:
        return
    how = _judgement(ledger, equations[-1]).notation
    unit = equations[-1].sides[-1].unit
    said = _value_of(ledger, new, how, unit or new.sides[-1].unit)
    if said is None:
        return
    sums = list(_sums(ledger, equations, how, unit))
    for total, off in sums:
        if abs(total - said.value) <= off + said.half:
            _judge(ledger, new, total, said, off + said.half, "")
            return
    ones = (_value_of(ledger, one, how, unit) for one in equations)
    if not any(one and one.value == 1 for one in ones) and any(
        said.value - total == 1 for total, _ in sums
    ):
        return  # e^0 in the sum of a softmax
    for total, off in sums:
        if slip(total, said.reading) or is_mixed_up(total, said.reading):
            _judge(ledger, new, total, said, off, "", only=True)
            return
    used = {ledger.lecture.numbers[one].text for old in equations for one in old.numbers}
    since = [
        one
        for one in own[own.index(equations[0]) :]
        if one.relations or ledger.lecture.numbers[one.numbers[0]].text not in used
    ]
    between = ledger.lecture.source[equations[0].span.end : new.span.start]
    if len(sums) == len(equations) - 1 == len(since) - 1:  # of all there is
        only = len(str(int(said.value))) > _FEWEST or _STOP.search(between) is None
        _judge(ledger, new, sums[-1][0], said, sums[-1][1], "", only=only)


def _listed(ledger: Ledger, own: Sequence[Statement]) -> list[Statement]:
    """„Exponentialwerte: 20,086; 2,718; 1. Ihre Summe ist …“: the numbers of the last list."""
    near = list(own[-_MOST - 1 :])
    found = near[-1:]
    for before, behind in zip(near[-2::-1], near[::-1], strict=False):
        gap = ledger.lecture.source[before.span.end : behind.span.start]
        if before.shape or _LISTED.fullmatch(gap) is None:
            break
        found.insert(0, before)
    return found if _FEWEST < len(found) <= _MOST else []


def _is_total(label: str) -> bool:
    """„Zusammen sind das“, „insgesamt also rund“, „Total“."""
    words = [word.rstrip(".") for word in label.lower().split()]
    while words and words[-1] in _FILLING:
        words.pop()
    return bool(words) and words[-1] in _SUMS and _MORE.isdisjoint(words)


def _sums(
    ledger: Ledger, own: Sequence[Statement], how: Notation, unit: str
) -> Iterator[tuple[Fraction, Fraction]]:
    """Of the last two results, the last three and so on, with how far each may be off."""
    total, off = Fraction(0), Fraction(0)
    for count, statement in enumerate(reversed(own[-_MOST:]), 1):
        one = _value_of(ledger, statement, how, unit)
        if one is None or (statement.relations and not all(map(ledger.holds, statement.numbers))):
            return
        total, off = total + one.value, off + one.half
        if count >= _FEWEST:
            yield total, off


def _times(ledger: Ledger, own: Sequence[Statement], new: Statement) -> None:
    """„Per layer … = 1.811.939.328. Over 96 layers this makes about 173.9 billion“."""
    if len(own) < _FEWEST or new.relations or new.shape or _MAKES.search(new.label) is None:
        return
    if not _MORE.isdisjoint(new.label.lower().split()):
        return
    old, count = own[-2:]
    factor, noun = count.sides[0].expr, count.noun.partition(" ")[0].lower()[:_STEM]
    if not old.relations or count.relations or not isinstance(factor, Written) or not noun:
        return
    source, numbers = ledger.lecture.source, ledger.lecture.numbers
    before = source[max(0, old.span.start - _REACH) : old.span.start].rpartition("\n\n")[2]
    each = any(word[:_STEM] in (noun, noun[:-1]) for word in _EACH.findall(before.lower()))
    other = new.noun and old.noun and new.noun[:_STEM] != old.noun[:_STEM]
    if (
        other
        or not each
        or _IN_ALL.search(count.label) is None
        or not all(map(ledger.holds, old.numbers))
    ):
        return
    how = _judgement(ledger, old).notation
    amount = old.sides[old.restated - 1]
    product = structs.replace(amount, expr=Call("*", (amount.expr, factor)))
    sides, rounded = (product, new.sides[-1]), new.approximate or bool(new.bound)
    equation = structs.replace(new, sides=sides, relations=("≈" if rounded else "=",))
    judged = judge(equation, numbers, CONSTANTS)
    true = judged.true or Fraction(0)
    shown = like(new.sides[-1], numbers, how, true, ledger.grouping, rounded=True)
    text = f"{numbers[factor.number].text} mal, was davor steht"
    if judged.outcome == "holds":
        ledger.verified(new.span, new.numbers, Truth("", "", text))
    elif judged.outcome == "fails" and _may_be_meant(ledger, new, how, true):
        ledger.wrong(new.span, new.numbers, Truth("", shown, text), at=new.sides[-1].span)


def _may_be_meant(ledger: Ledger, new: Statement, how: Notation, true: Fraction) -> bool:
    """Whether it is near what the numbers before it come to, or a slip of the pen."""
    said = _value_of(ledger, new, how, new.sides[-1].unit)
    if said is None:
        return False
    return mistakable([said.reading], [true], near=_ABOUT_SO)


def _judge(
    ledger: Ledger,
    new: Statement,
    true: Fraction,
    said: _Value,
    off: Fraction,
    sign: str,
    *,
    only: bool = False,
) -> None:
    digits = max(said.reading.decimals, 0)
    shown = notation.number(true, ledger.grouping, decimals=digits) + sign
    if abs(true - said.value) <= off:
        truth = Truth("", shown, "so steht es davor" if sign else "die Summe davor")
        ledger.verified(new.span, new.numbers, truth)
    elif question := slip(true, said.reading) or (
        _near(true, said.reading, _DIGITS if sign else _FEWEST) if only else ""
    ):
        reason = "so steht es davor" if sign else "die Summe davor"
        ledger.wrong(
            new.span, new.numbers, Truth("", shown, f"{reason}; {question}"), at=new.sides[-1].span
        )


def _near(true: Fraction, written: Reading, fewest: int) -> str:
    """The question whether it was miscalculated: one digit is another, or their order."""
    if true in (written.value * 10, written.value / 10):
        return "Kommastelle?"
    found = differs_in_one(true, written, fewest) or is_mixed_up(true, written)
    carried = is_carried(written, true)
    return "Verrechnet?" if found or carried else ""
