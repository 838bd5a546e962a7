r"""A formula, values of its letters, and what that comes to, in one paragraph.

Ein Block hat $12 d^2$ Parameter; bei $d = 512$ sind das 3.145.728. Mit dem Faktor 1/(1 − p): Für
p = 0,5 ist das der Faktor 2, für p = 0,2 der Faktor 1,25.
"""

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.equations.evaluating import CONSTANTS, value_of
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.numbers.rounding import plain_number, result_of, tolerance
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import Call, Expr, NotEvaluable, Symbol, walk
from rechenprobe.late import late

_SAYS = late(
    r"[^.;:?!\d]{0,60}\b(?:sind (?:das|es)|das (?:sind|ist|ergibt|macht)|dies (?:sind|ist)|also"
    r"|ist (?:das|es)(?= (?:der|die|das|ein|eine)(?: \w+)?\s*\Z|\s*\Z)|it is"
    r"|somit|ergibt(?: das| sich)?|damit|folglich|beträgt|liefert|gives?|yields?|this is|that is"
    r"|i\.e\.)\b"
    r"(?:(?! in | von | auf | nach | je | pro | zu | of | for )[^.;:?!\d#]){0,40}\Z"
)
_WITH = late(r"\b(?:und|mit|plus|samt|and|with)\b")
_PART = late(
    r"[\s$]*(?:von|of|je|pro|per|mal|fach|bis|to|out|/|-|–|·|\+|\^|\*|=|\\%|%"
    r"|(?:[^\W\d]+[\s$]+)?(?:mehr|weniger|more|less|statt|instead|zusätzlich|inkl|einschl|incl)\w*\b"
    r"|(?:verschieden|unterschiedlich|ungeordnet|different|distinct|unique)\w*\b"
    r"|(?:[^\W\d]+[\s$]+)?(?:insgesamt|zusammen|in total|overall|altogether)\b"
    r"|[kmgtp]i?(?:flop|mac|b\b|byte))"
)
_HEDGED = late(
    r"\b(?:nicht|kein\w*|statt|falsch\w*|wäre\w*|würde\w*|hätte\w*|zuzüglich|plus|ohne|dazu"
    r"|tatsächlich|gemessen\w*|nur|mehr|weniger|inkl\w*|einschließlich|incl\w*|zusätzlich\w*|beide\w*"
    r"|beidseitig\w*|doppelt\w*|zweimal|both|twice|double|not|would|instead|measured|actual\w*|without|more|less)\b|\?"
)
_MORE = late(
    r"\b(?:zusammen|insgesamt|gesamt\w*|zuzüglich|weitere\w*|ander\w*|together|total|overall|another|other)\b"
)
"""Between two results: the second may be a sum, or another thing's."""
_ABOUT = late(r"\b(?:rund|etwa|ca\.|ungefähr|knapp|gut|about|roughly|approximately)\W*\Z|≈\W*\Z")
_FACTORS = frozenset(
    {"*", "+", "/", "^", "neg", "sqrt", "log", "log2", "ln", "exp", "floor", "ceil", "max", "min"}
)
_LISTS = late(r"[^.;:?!\d]{0,40}")
"""Between values of two letters."""
_NOUN = late(r"(?<=\s)[A-ZÄÖÜ][^\W\d_]{2,}")
_THING = late(r"[\s$]*([A-ZÄÖÜ][^\W\d_]{2,})")
_STEM = 5
_PLAIN = frozenset("faktor wert ergebnis zahl anzahl formel fall beispiel für bei mit".split())
"""Words for whatever a formula gives, and how a sentence begins."""
_WORD = late(r"[^\W\d_]+")
_ALSO = frozenset("schon bereits dagegen hingegen nur noch already only still but".split())
_NEAR = Fraction(1, 5)
"""Of a result: so far a whole number may be off that stands for one with decimals."""
_TOLD = ((), ("=",))
_MOST = 5
_LONGEST = 600


def check_inserted(ledger: Ledger) -> None:
    """All paragraphs."""
    laws = ledger.lecture.laws
    starts = [law.span.start for law in laws]
    for item in (one.item for one in ledger.undecided.texts()):
        short = len(item.statements) > 1 and "=" in item.text and len(item.text) <= _LONGEST
        if short and not ledger.settled(item.numbers):
            own = laws[bisect_left(starts, item.span.start) : bisect_left(starts, item.span.end)]
            _Paragraph(ledger, item, own).check()


class _Paragraph:
    """One formula, values for its letters, and what follows; then other values, perhaps."""

    def __init__(self, ledger: Ledger, item: Item, laws: Sequence[Statement]) -> None:
        self._ledger = ledger
        self._item = item
        self._how = ledger.page.notation(item.text)
        self._statements = [ledger.lecture.statements[index] for index in item.statements]
        self._laws = laws
        self._values: dict[str, Fraction] = {}
        self._bound: dict[str, Statement] = {}
        self._end = item.span.start  # of the last result
        self._words: set[str] | None = None
        """How the last result that is right was said."""

    def check(self) -> None:
        """Its results, one after the other."""
        formulas = [it for it in (*self._laws, *self._statements) if _letters(it)]
        if len(formulas) != 1:
            return
        formula = formulas[0]
        letters, name = _letters(formula), formula.sides[0].expr
        fresh: dict[str, Statement] = {}
        for one in self._statements:
            if one is formula:
                continue
            if (letter := _binds(one, letters)) is not None:
                value = self._value(one.sides[1].expr, {})
                if value is None or letter in fresh or not self._goes_on(fresh, one):
                    return  # too much is said
                fresh[letter] = one
                self._values[letter] = value
                self._bound[letter] = one
            elif fresh and self._values.keys() == letters and one.span.start > formula.span.end:
                last = max(fresh.values(), key=lambda it: it.span.end)
                if one.relations:
                    if one.sides[0].expr != name or isinstance(name, Call):
                        return
                    between = self._ledger.page.lower[last.span.end : one.span.start]
                    holds = self._ledger.settled(one.numbers)
                    self._words = _words(between) | {"it", "is"} if holds else None
                elif not one.bound:
                    self._judge(formula, last, one)
                fresh = {}
            elif fresh and one.span.start > formula.span.end:
                return

    def _goes_on(self, fresh: Mapping[str, Statement], one: Statement) -> bool:
        """Whether it follows the values before it in the same list of them."""
        if not fresh:
            return True
        end = max(it.span.end for it in fresh.values())
        return _LISTS.fullmatch(self._ledger.page.lower[end : one.span.start]) is not None

    def _value(self, expr: Expr, letters: Mapping[str, Fraction]) -> Fraction | None:
        try:
            return value_of(expr, self._ledger.lecture.numbers, self._how, {**CONSTANTS, **letters})
        except NotEvaluable:
            return None

    def _judge(self, formula: Statement, last: Statement, target: Statement) -> None:
        ledger, lower = self._ledger, self._ledger.page.lower
        side = target.sides[-1]
        result = result_of(side.expr)
        between = lower[max(formula.span.end, last.span.end) : target.span.start]
        before = lower[last.span.end : formula.span.start]
        if result is None or side.unit or target.shape or ledger.settled(target.numbers):
            return
        true = self._value(formula.sides[-1].expr, self._values)
        number = ledger.lecture.numbers[result.number]
        reading = number.reading(self._how) or number.german or number.english
        said = between.replace("$", " ")
        told = _words(said)
        briefly = self._words is not None and bool(told) and told <= self._words | _ALSO
        if true is None or reading is None or not (briefly or _SAYS.fullmatch(said)):
            return
        if _PART.match(lower, target.span.end) or _WITH.search(before + between):
            return
        true /= result.scale
        since, self._end = self._end, target.span.end
        about = _ABOUT.search(between) is not None or target.approximate
        rounded = about or reading.decimals > 0
        if abs(true - reading.value) <= tolerance(reading, approximate=rounded):
            self._words = told
            for one in (formula, *self._bound.values(), target):
                text = ledger.lecture.text(one.span)
                if one.numbers and not ledger.settled(one.numbers):
                    truth = Truth("", text, "eingesetzt in die Formel, die daneben steht")
                    ledger.verified(one.span, one.numbers, truth)
            return
        self._words = None
        first = lower[self._item.span.start : target.span.end]
        rough = true.denominator != 1 and not (about or reading.decimals)
        rough = rough and abs(true - reading.value) < max(Fraction(1), abs(true) * _NEAR)
        rough = rough or result.scale != 1 or self._is_of_another(formula, last, target)
        if rough or _HEDGED.search(first) or _MORE.search(lower[since : target.span.start]):
            return
        shown = notation.number(
            _rounded(true, max(reading.decimals, 0), 0 if about else _MOST), ledger.grouping
        )
        said = ledger.lecture.text(formula.span)
        ledger.wrong(
            target.span,
            target.numbers,
            Truth("", shown, f"so viel ist {said} an dieser Stelle"),
            message="Das folgt nicht aus der Formel, die daneben steht",
        )

    def _is_of_another(self, formula: Statement, last: Statement, target: Statement) -> bool:
        """„Das Bild schrumpft um $k - 1$. Bei $k = 5$ ist die Ausgabe also 28“."""
        source = self._ledger.lecture.source
        told = source[self._item.span.start : last.span.end].lower()
        between = source[max(formula.span.end, last.span.end) : target.span.start]
        of, its = (_THING.match(source, one.span.end) for one in (formula, target))
        nouns = [*_NOUN.findall(between), *([its[1]] if of and its else [])]
        nouns = [noun.lower() for noun in nouns]
        return any(noun not in _PLAIN and noun[:_STEM] not in told for noun in nouns)


def _rounded(true: Fraction, decimals: int, more: int) -> Fraction:
    """To as many decimals as are written, or some more if too little would be left of it."""
    return next(
        (
            value
            for places in range(decimals, decimals + more)
            if abs((value := notation.round_half_away(true, places)) - true) * 100 <= abs(true)
        ),
        notation.round_half_away(true, decimals),
    )


def _letters(one: Statement) -> frozenset[str]:
    """Those of a formula that is said without a value."""
    last = one.sides[-1]
    if not last.complete or last.unit or len(one.sides) > 2 or one.relations not in _TOLD:
        return frozenset()
    if not isinstance(last.expr, Call):
        return frozenset()
    nodes = walk(last.expr)
    if not {node.op for node in nodes if isinstance(node, Call)} <= _FACTORS:
        return frozenset()
    names = {node.latex for node in nodes if isinstance(node, Symbol)} - {*CONSTANTS}
    named = len(one.sides) == 1 or isinstance(one.sides[0].expr, Symbol)
    return frozenset(names) if named and len(names) <= _MOST else frozenset()


def _binds(one: Statement, letters: Container[str]) -> str | None:
    """The letter that it gives a value."""
    first = one.sides[0].expr
    if len(one.sides) != 2 or one.relations != ("=",) or one.sides[1].unit:
        return None
    named = isinstance(first, Symbol) and first.latex in letters
    plain = plain_number(one.sides[1].expr) is not None
    return first.latex if isinstance(first, Symbol) and named and plain else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))
