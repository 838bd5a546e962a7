r"""A formula of one letter, the letter's value, and what that comes to, in one paragraph.

Ein Block hat $12 d^2$ Parameter; bei $d = 512$ sind das 3.145.728.
"""

from collections.abc import Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.equations.evaluating import CONSTANTS, value_of
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import plain_number, tolerance
from rechenprobe.check.words.nouns import notation_of
from rechenprobe.claims import Item, Notation, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Symbol, walk
from rechenprobe.late import late

_SAYS = late(
    r"[^.;:?!\d]{0,60}\b(?:sind (?:das|es)|das (?:sind|ist|ergibt|macht)|dies (?:sind|ist)|also"
    r"|somit|ergibt(?: das| sich)?|damit|folglich|beträgt|liefert|gives?|yields?|this is|that is"
    r"|i\.e\.)\b"
    r"(?:(?! in | von | auf | nach | je | pro | zu | of | for )[^.;:?!\d#]){0,40}\Z"
)
_WITH = late(r"\b(?:und|mit|plus|samt|and|with)\b")
_PART = late(r"[\s$]*(?:von|of|je|pro|per|mal|fach|bis|to|out|/|-|–|·|\+|\^|\*|=|\\%|%)")
_HEDGED = late(
    r"\b(?:nicht|kein\w*|statt|falsch\w*|wäre\w*|würde\w*|hätte\w*|zuzüglich|plus|ohne|dazu"
    r"|tatsächlich|gemessen\w*|nur|mehr|weniger|not|would|instead|measured|actual\w*|without|more|less)\b|\?"
)
_ABOUT = late(r"\b(?:rund|etwa|ca\.|ungefähr|knapp|gut|about|roughly|approximately)\W*\Z|≈\W*\Z")
_FACTORS = frozenset({"*", "+", "/", "^", "neg", "sqrt", "log2", "ln"})
_LONGEST = 600


def check_inserted(ledger: Ledger) -> None:
    """All paragraphs."""
    for item in (one.item for one in ledger.undecided.texts()):
        short = len(item.statements) > 2 and "$" in item.text and len(item.text) <= _LONGEST
        if short and not ledger.settled(item.numbers):
            _paragraph(ledger, item)


def _paragraph(ledger: Ledger, item: Item) -> None:
    statements = [ledger.lecture.statements[index] for index in item.statements]
    formulas = [(one, letter) for one in statements if (letter := _letter(one))]
    if len(formulas) != 1:
        return
    formula, letter = formulas[0]
    bound = [one for one in statements if _binds(one, letter)]
    if len(bound) != 1:
        return
    value = _value(bound[0].sides[1].expr, ledger, {}, notation_of(item.text))
    start = max(formula.span.end, bound[0].span.end)
    behind = [one for one in statements if one.span.start >= start]
    if value is None or not behind or behind[0].relations or behind[0].bound:
        return
    _judge(ledger, item, (formula, bound[0], behind[0]), {letter: value})


def _letter(one: Statement) -> str:
    """The only letter of a formula that is said without a value."""
    last = one.sides[-1]
    if one.origin != "formula" or not last.complete or last.unit or len(one.sides) > 2:
        return ""
    names = {node.latex for node in walk(last.expr) if isinstance(node, Symbol)} - {*CONSTANTS}
    plain = (
        isinstance(last.expr, Call)
        and {node.op for node in walk(last.expr) if isinstance(node, Call)} <= _FACTORS
    )
    named = len(one.sides) == 1 or isinstance(one.sides[0].expr, Symbol)
    return names.pop() if len(names) == 1 and plain and named and one.numbers else ""


def _binds(one: Statement, letter: str) -> bool:
    first = one.sides[0].expr
    plain = len(one.sides) == 2 and one.relations == ("=",) and not one.sides[1].unit
    named = isinstance(first, Symbol) and first.latex == letter
    return plain and named and plain_number(one.sides[1].expr) is not None


def _value(
    expr: Expr, ledger: Ledger, letters: dict[str, Fraction], how: Notation
) -> Fraction | None:
    try:
        return value_of(expr, ledger.lecture.numbers, how, {**CONSTANTS, **letters})
    except NotEvaluable:
        return None


def _judge(
    ledger: Ledger, item: Item, some: Sequence[Statement], letters: dict[str, Fraction]
) -> None:
    formula, bound, target = some
    how, lower = notation_of(item.text), ledger.page.lower
    side = target.sides[-1]
    index = plain_number(side.expr)
    start = max(formula.span.end, bound.span.end)
    between = lower[start : target.span.start]
    if index is None or side.unit or target.shape or ledger.settled(target.numbers):
        return
    true = _value(formula.sides[-1].expr, ledger, letters, how)
    number = ledger.lecture.numbers[index]
    reading = number.reading(how) or number.german or number.english
    if true is None or reading is None or not _SAYS.fullmatch(between.replace("$", " ")):
        return
    if _PART.match(lower, target.span.end) or _WITH.search(lower[bound.span.end : start] + between):
        return
    about = _ABOUT.search(between) is not None or target.approximate
    if abs(true - reading.value) <= tolerance(reading, approximate=about or reading.decimals > 0):
        for one in some:
            text = ledger.lecture.text(one.span)
            if not ledger.settled(one.numbers):
                truth = Truth("", text, "eingesetzt in die Formel, die daneben steht")
                ledger.verified(one.span, one.numbers, truth)
        return
    first = lower[item.span.start : target.span.end]
    rough = true.denominator != 1 and not (about or reading.decimals)
    if rough or _HEDGED.search(first):
        return
    decimals = max(0, reading.decimals)
    shown = notation.number(notation.round_half_away(true, decimals), ledger.grouping)
    ledger.wrong(
        target.span,
        target.numbers,
        Truth("", shown, f"so viel ist {ledger.lecture.text(formula.span)} an dieser Stelle"),
        message="Das folgt nicht aus der Formel, die daneben steht",
    )
