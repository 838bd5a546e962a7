"""Which share of a whole something is that is said right before: „480 Bilder, also 96 % von 500“.

The whole is the text's own, or what the page's model counts: then it has to be that number.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.following.words import ABOUT, SO
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import Result, result_of, tolerance, within
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.numbers.writing import like
from rechenprobe.check.words.sentences import begins_supposing, supposes
from rechenprobe.claims import Notation, Side, Statement
from rechenprobe.expression import Call, Expr
from rechenprobe.facts import Model
from rechenprobe.late import late
from rechenprobe.lecture import Span

_GAP = late(
    r"[\s*$)]*(?:(?!nicht\b|not\b|mehr\b|weniger\b|more\b|fewer\b|less\b)[a-zäöüß-]+\s*){0,3}"
    rf"[,;(–—.]?\s*(?:(?:das|dies) (?:sind|ist|entspricht|macht)|{SO}|d\.\s?h\.|i\.\s?e\.|oder|or"
    r"|(?:that|which|this) is|thus|hence)\s+"
    rf"(?:(?:{ABOUT}|nur|immerhin|gerade einmal|only)\s+)*[*$(]*"
)
_STOP = late(r"[.!?](?=\s|$)|\n\s*\n")
_REACH = 200
_LARGE = 1000
_PERCENT = Fraction(1, 100)
_HOWS: tuple[Notation, ...] = ("german", "english")


class _Share(Struct, frozen=True, gc=False):
    """A share of a whole, and the part that is said before it."""

    part: Result
    share: Result
    percent: Expr
    whole: Result
    before: Statement
    behind: Statement


def check_stated(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that no other rule has decided."""
    for item in (one.item for one in ledger.undecided.texts()):
        if "%" in item.text:
            statements = [ledger.lecture.statements[index] for index in item.statements]
            for one in _shares(ledger, statements):
                _judge(ledger, one, model_at(item.span.start))


def _shares(ledger: Ledger, statements: Sequence[Statement]) -> Iterator[_Share]:
    for before, behind in pairwise(statements):
        expr, part = behind.sides[0].expr, result_of(before.sides[-1].expr)
        if behind.relations or not isinstance(expr, Call) or expr.op != "*" or len(expr.args) != 2:
            continue
        share, whole = map(result_of, expr.args)
        if part is None or share is None or whole is None or share.scale != _PERCENT:
            continue
        gap = ledger.page.lower[before.span.end : behind.span.start]
        fits = before.sides[-1].unit == behind.sides[0].unit and not before.shape
        if fits and part.scale == whole.scale == 1 and _GAP.fullmatch(gap):
            yield _Share(part, share, expr.args[0], whole, before, behind)


def _judge(ledger: Ledger, one: _Share, model: Model | None) -> None:
    if ledger.settled(one.behind.numbers):
        return
    totals = [n for n in (model.params, model.macs) if n >= _LARGE] if model else []
    for how in _HOWS:
        part, share, whole = (
            ledger.lecture.numbers[it.number].reading(how)
            for it in (one.part, one.share, one.whole)
        )
        if part is None or share is None or whole is None or not 0 < part.value < whole.value:
            continue
        meant = next(
            (Fraction(n) for n in totals if n != whole.value and is_typo(Fraction(n), whole)), None
        )
        true, bound = part.value / (meant or whole.value) * 100, one.behind.bound
        allowed = tolerance(share, approximate=True, zeros=one.behind.approximate)
        holds = within(true, share, bound) if bound else abs(true - share.value) <= allowed
        shown = f"{_text(ledger, one.part)} von {_text(ledger, one.whole)}"
        if holds and meant is None:
            ledger.verified(one.behind.span, one.behind.numbers, Truth("", "", shown))
            if not one.before.relations:
                truth = Truth("", "", "geht so in den Anteil daneben ein")
                ledger.verified(one.before.span, one.before.numbers, truth)
            return
        left = abs(100 - true - share.value) <= allowed  # „… 12 Fehler, also 88 % von 100“
        if left or how == "english" or _is_supposed(ledger, one):
            return
        start = ledger.lecture.numbers[one.share.number].span.start
        at = Span(start, ledger.lecture.source.index("%", start) + 1)
        side, decimals = Side(at, one.percent), max(share.decimals, 0)
        if meant is not None and holds:
            at = ledger.lecture.numbers[one.whole.number].span
            shown, right = "so viel hat das Modell", notation.number(meant, ledger.grouping)
        else:
            numbers, grouping = ledger.lecture.numbers, ledger.grouping
            right = like(side, numbers, how, true / 100, grouping, decimals=decimals)
        ledger.wrong(one.behind.span, one.behind.numbers, Truth("", right, shown), at=at)
        return


def _is_supposed(ledger: Ledger, one: _Share) -> bool:
    """Whether the sentence only supposes it, or goes on with another noun: „… von 30 Gesunden“."""
    source = ledger.lecture.source
    start, end = one.before.span.start, one.behind.span.end
    before = _STOP.split(source[max(0, start - _REACH) : start])[-1]
    text = before + source[start:end] + _STOP.split(source[end : end + _REACH], maxsplit=1)[0]
    return supposes(text, ()) or begins_supposing(text.strip()) or "?" in source[end : end + 3]


def _text(ledger: Ledger, one: Result) -> str:
    return ledger.lecture.numbers[one.number].text
