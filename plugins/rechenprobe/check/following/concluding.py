"""Numbers that a sentence concludes from others in it: confirmed, or wrong if nothing else is so.

Only what nothing else has decided, and what stands at the end of its clause or counts the same as
what it is concluded from: „das sind 70 %“, but „das sind 5 % mehr als …“ has another whole.
"""

from fractions import Fraction

from msgspec import structs

from rechenprobe.check.equations.arithmetic import Judgement, judge
from rechenprobe.check.equations.disowned import reason_for
from rechenprobe.check.equations.evaluating import CONSTANTS
from rechenprobe.check.following.conclusions import Conclusion, conclusions
from rechenprobe.check.following.otherwise import comes_about
from rechenprobe.check.following.phrases import Amount, Phrase, is_same, phrases
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import tolerance
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.numbers.writing import like
from rechenprobe.claims import Item, Notation, Number, Side, Statement
from rechenprobe.expression import Call, Expr, written_numbers
from rechenprobe.late import late
from rechenprobe.lecture import Lecture, Span

_CONCLUDES = late(
    r"\b(?:also|somit|damit|demnach|mithin|folglich|d\. ?h|das|dies|was|macht|ergibt|ergeben|sind"
    r"|ist|entspr\w+|beträgt|betragen|zusammen|insgesamt|summe|restlichen|übrigen|anderen|verbleib\w+"
    r"|auf|bleiben|bleibt|nach|zuzüglich|zzgl|plus|um|i\. ?e|is|are|total|together|altogether|hence"
    r"|verhältnis|thus|of|therefore|giving|gives|yields?|yielding|equals|makes|remaining|leaves|to|by"
    r"|leaving|that)\b|\("
)
_HEDGED = late(
    r"\b(?:nicht|kein\w*|falsch\w*(?! (?:positiv|negativ|klassifi|erkannt|eingeordn))|fehler\w*"
    r"|irrtum|behaupt\w*|glaubt\w*|claim(?:s|ed)|wäre\w*|würde\w*|hätte\w*|könnte\w*"
    r"|sollte\w*|müsste\w*|statt|anstatt|scheinbar|angeblich|mindestens|höchstens|maximal|minimal"
    r"|bis zu|not|no|wrong\w*|would|should|could|instead|at (?:least|most)|up to|mehr als"
    r"|weniger als|more than|less than|verglichen|gegenüber|compared)\b|\?"
)
_END = late(r"\s*(?:$|[.,;:)!–—]|(?:und|and|oder|or|sowie)\b)")
_ON = late(
    r"\s*(?:mehr|weniger|höher|niedriger|größer|kleiner|schneller|langsamer|länger|kürzer|pro|je"
    r"|jeweils|more|less|fewer|higher|lower|faster|slower|longer|per|each|als|than|bis|to|oder|mal"
    r"|fach|-)\b|\s*[-–/·×*+^=(]\s*[\w#%@(]"
)
_POINTS = late(r"\s*(?:prozent)?punkte?n?\b")


def check_conclusions(ledger: Ledger) -> None:
    """All sentences with undecided numbers."""
    lecture = ledger.lecture
    for item in ledger.page.texts:
        if len(item.statements) < 2 or all(
            ledger.settled(lecture.statements[index].numbers) for index in item.statements
        ):
            continue
        if _CONCLUDES.search(item.text.lower()) is None:
            continue
        for phrase in phrases(ledger.page, item, ledger.settled):
            for conclusion, behind in conclusions(phrase):
                _judge(phrase, conclusion, behind, item, ledger)


def _judge(phrase: Phrase, conclusion: Conclusion, behind: str, item: Item, ledger: Ledger) -> None:
    target = phrase.amounts[conclusion.target]
    if target.statement.relations or target.number is None or ledger.decided(target.number):
        return
    operands = [phrase.amounts[one] for one in conclusion.operands]
    numbers = ledger.lecture.numbers
    fits = _fits(phrase, conclusion, operands, target, behind, numbers)
    if fits is None:
        return
    meant = _statement(conclusion.meant, operands, target)
    judgement = judge(meant, ledger.lecture.numbers, CONSTANTS)
    for expr in conclusion.others if judgement.outcome == "fails" else ():
        other = _statement(expr, operands, target)
        found = judge(other, ledger.lecture.numbers, CONSTANTS)
        if found.outcome == "holds":
            meant, judgement = other, found
            break
    if judgement.outcome == "holds":
        truth = Truth("", "", "folgt so aus den Zahlen davor")
        ledger.verified(meant.span, meant.numbers, truth, judgement.notation)
    elif (
        judgement.outcome == "fails"
        and fits
        and conclusion.certain
        and not _comes_about(target, item, judgement.notation, ledger.lecture)
    ):
        _refute(meant, judgement, ledger)


def _comes_about(target: Amount, item: Item, how: Notation, lecture: Lecture) -> bool:
    """From numbers of the same paragraph, in another sentence, too."""
    own = target.number
    reading = None if own is None else lecture.numbers[own].reading(how)
    if reading is None:
        return False
    before = [lecture.numbers[number].reading(how) for number in item.numbers if number != own]
    values = [one.value for one in before if one is not None]
    return comes_about(reading.value, tolerance(reading, approximate=False), values)


def _fits(
    phrase: Phrase,
    conclusion: Conclusion,
    operands: list[Amount],
    target: Amount,
    behind: str,
    numbers: tuple[Number, ...],
) -> bool | None:
    """Whether nothing else can be meant; None if it is something else for sure."""
    if _ON.match(behind) or (target.kind == "%" and _POINTS.match(behind)):
        return None
    if _HEDGED.search(phrase.text) or target.statement.bound in ("over", "under"):
        return False
    if _share_scale(operands, numbers) or _adds_mixed(conclusion, operands):
        return False
    if _END.match(behind) or conclusion.anything:
        return _alike(operands, target)
    noun = phrase.noun(conclusion.target)
    if target.kind == "%":
        noun = noun if noun not in ("der", "aller", "des", "of", "von") else ""
    nouns = [word for one in conclusion.operands for word in phrase.words(one)]
    return any(is_same(noun, other) for other in nouns) and _alike(operands, target)


def _adds_mixed(conclusion: Conclusion, operands: list[Amount]) -> bool:
    """„8 ms, 100 Bilder dauern zusammen 200 ms“."""
    meant = conclusion.meant
    if not isinstance(meant, Call) or meant.op != "+":
        return False
    plain = not any(isinstance(one, Call) for one in meant.args)
    return plain and len({bool(one.side.unit) for one in operands}) > 1


def _share_scale(operands: list[Amount], numbers: tuple[Number, ...]) -> bool:
    """„from 5.3 to 7.8 billion“: the word behind the second may be said of the first, too."""
    found = [numbers[one.number] for one in operands if one.number is not None]
    readings = [one.german or one.english for one in found]
    powers = [one.decimals - one.digits for one in readings if one is not None]
    plain = [one.value for one in readings if one is not None and one.decimals == one.digits]
    return max(powers, default=0) >= _THOUSANDS and any(abs(one) < _FEW for one in plain)


_THOUSANDS = 3
"""The power of ten of the least word for one."""
_FEW = 1000


def _alike(operands: list[Amount], target: Amount) -> bool:
    """Whether a unit of the result is one of the operands'."""
    if len({one.side.unit for one in operands if one.side.unit}) > 1 and not target.side.unit:
        return False
    unit = unit_of(target.side.unit)
    units = [unit_of(one.side.unit) for one in operands]
    if unit is None:
        return not any(one.side.unit for one in operands) or target.kind == "%"
    return any(one is not None and one.powers == unit.powers for one in units)


def _statement(expr: Expr, operands: list[Amount], target: Amount) -> Statement:
    units = tuple(one.side.unit for one in operands if one.side.unit)
    measured = tuple(one.side.expr for one in operands if one.side.unit)
    start = min(one.side.span.start for one in operands)
    first = Side(
        Span(start, max(one.side.span.end for one in operands)),
        expr,
        units[0] if len(set(units)) == 1 else "",
        units=units if len(set(units)) > 1 else (),
        measured=measured if len(set(units)) > 1 else measured[:1],
    )
    own = target.statement
    numbers = (*written_numbers(expr), *written_numbers(target.side.expr))
    bound = {"above": "≳", "below": "≲"}.get(own.bound, "≈" if own.approximate else "=")
    return structs.replace(
        own,
        span=Span(start, target.side.span.end),
        sides=(first, target.side),
        relations=(bound,),
        numbers=tuple(dict.fromkeys(numbers)),
        shape=False,
    )


def _refute(statement: Statement, judgement: Judgement, ledger: Ledger) -> None:
    if reason := reason_for(statement, judgement, ledger.lecture):
        ledger.unchecked(statement.numbers, reason)
        return
    side = statement.sides[-1]
    true = judgement.true if judgement.true is not None else Fraction(0)
    shown = like(side, ledger.lecture.numbers, judgement.notation, true, ledger.grouping)
    ledger.wrong(
        statement.span,
        statement.numbers,
        Truth("", shown, "das folgt aus den Zahlen davor"),
        at=side.span,
        message="Das folgt nicht aus den Zahlen davor",
        other=judgement.other,
        how=judgement.notation,
    )
