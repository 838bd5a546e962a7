r"""What the text around a table says of how its columns come about.

Mit $z = x_1 + x_2$ und $y = \mathrm{ReLU}(z - 1)$:

| $x_1$ | $x_2$ | $z$ | $y$ |
|-------|-------|-----|-----|
| 1     | 2     | 3   | 2   |

A formula whose letters are heads, or have a value there; $w_{t+1} = w_t - \eta g_t$ goes on from
row to row. A learning rate, a factor by which a column goes on, how many examples there are.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain

from rechenprobe.check.equations.laws import name_of
from rechenprobe.check.tables.calculated import calculated
from rechenprobe.check.tables.grids import Grid, start_of
from rechenprobe.check.tables.heads import fits
from rechenprobe.check.tables.term import Above, Operand, Same, Term
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.claims import Side, Statement
from rechenprobe.expression import Expr, NotEvaluable, Symbol, evaluate, has_symbols, walk
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_I = re.IGNORECASE
_STEPS = late(r"(?:schritte|batches|updates|steps|iterationen|iterations)\b.*", _I)
_BATCH = late(r"batch(?:[- ]?(?:größe|size))?|stapelgröße", _I)
_UP = late(
    r"aufgerundet|aufrunden|rounded up|ceil|⌈"
    r"|letzte\w*,? (?:\w+,? )?(?:kleine\w*|unvollständig\w*|angebrochen\w*)[^.]*"
    r"\b(?:zähl|mit\b|bleib|auch)"
    r"|last,? (?:smaller|partial|incomplete)[^.]*\b(?:counts?|included|kept)",
    _I,
)
_DOWN = late(
    r"abgerundet|rounded down|floor|⌊|drop_(?:last|remainder)\s*=\s*True|\bnur volle"
    r"|letzte[^.]*(?:verw[oi]rf|verworfen|weggelassen|entf[aä]ll|fällt weg|dropped|discarded)",
    _I,
)
"""How a last batch that is not full is counted."""
_MANY = late(r"(?<![\d.,])(?:\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+|\d{3,})(?![\d.,]\d)")
_NEW = late(
    r"(?:neue?[rs]?|new|updated?)\b.*|.*[_{](?:neu|new)\b.*|.*_\{?\w\s*\+\s*1\}?|.*'|nachher|danach",
    _I,
)
_IS = r"[^\d\n]{0,25}?(\d+(?:(?:[.,]|\{,\})\d+)?)"
_RATE = late(rf"(?:\\eta|η|\\alpha|α|lernrate|schrittweite|learning rate|step size){_IS}", _I)
_GRADIENT = late(r"grad|\bg\b|∇|\\nabla|\\partial|ableitung|'|\bd[lfj]\b", _I)
_TIMES = late(r"(?:mit(?: (?:dem )?faktor)?|faktor|mal|by)\s+\$?(\d+(?:(?:[.,]|\{,\})\d+)?)", _I)
_WORDS: Sequence[tuple[re.Pattern[str], Fraction]] = (
    (late(r"halbier|halv(?:es|ed|ing)\b|\bhälfte", _I), Fraction(1, 2)),
    (late(r"verdoppel|doubl(?:es|ed|ing)\b", _I), Fraction(2)),
    (late(r"verdreifach|tripl(?:es|ed)\b", _I), Fraction(3)),
    (late(r"vervierfach|quadrupl", _I), Fraction(4)),
    (late(r"\bzehntel|gezehntelt", _I), Fraction(1, 10)),
    (late(r"geviertelt|\bviertel", _I), Fraction(1, 4)),
)
_PROPORTIONAL = late(
    r"\bproportional|\blinear\w* (?:mit|auf|zu|skal|wächst|steig)|steigt linear", _I
)
_STANDARDIZED = late(
    r"(?:standardi[sz]iert|normiert|normali[sz]iert|(?:standard|normal)ized|z)(?:er)?"
    r"(?:[- ]?(?:wert|score))?",
    _I,
)
_MEAN = late(rf"(?:mittelwert|durchschnitt|mean|\\mu|μ){_IS}", _I)
_DEVIATION = late(rf"(?:standardabweichung|standard deviation|\\sigma|σ){_IS}", _I)
_BEFORE = 500
"""Characters around a table in which rates, factors and formulas are looked for."""
_NOUN = late(r"[\s$*]*(?:[a-zäöü]+ )?([A-Za-zÄÖÜäöüß-]+)")
_BLANKS = late(r"[\s{}\\$*_`]+")
_FORMULA = late(r"\$([^$]+)\$")


class Around:
    """The text before and behind a table, as far as it may belong to it."""

    def __init__(self, lecture: Lecture, grid: Grid) -> None:
        self._lecture = lecture
        self._start = start_of(grid)
        end = max((one.span.end for one in grid.cells()), default=0)
        self._end = lecture.source.find("\n", end) if "\n" in lecture.source[end:] else end
        source = lecture.source
        self.before = source[max(0, self._start - _BEFORE) : self._start].rpartition("\n#")[2]
        self.behind = re.split(r"\n#|\n\|", source[self._end : self._end + _BEFORE])[0]
        self.text = f"{self.before}\n{self.behind}"

    @cached_property
    def _statements(self) -> list[Statement]:
        """Those that define a letter."""
        first, last = self._start - len(self.before), self._end + len(self.behind)
        return [
            one
            for one in chain(self._lecture.laws, self._lecture.statements)
            if first <= one.span.start < last
            and not self._start <= one.span.start < self._end
            and one.relations[:1] == ("=",)
            and isinstance(one.sides[0].expr, Symbol)
            and one.sides[1].complete
        ]

    def definitions(self) -> Iterator[tuple[str, Side]]:
        """Letters, and the formulas that say what they are."""
        for one in self._statements:
            if isinstance(one.sides[0].expr, Symbol) and has_symbols(one.sides[1].expr):
                yield one.sides[0].expr.latex, one.sides[1]

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """Those of letters that have one only."""
        found: dict[str, set[Fraction]] = {}
        for one in self._statements:
            expr = one.sides[0].expr
            if isinstance(expr, Symbol) and not has_symbols(one.sides[1].expr):
                value = self.evaluate(one.sides[1].expr, {})
                found.setdefault(_key(expr.latex), set()).update(() if value is None else (value,))
        return {name: some.pop() for name, some in found.items() if len(some) == 1}

    def evaluate(self, expr: Expr, values: Mapping[str, Fraction]) -> Fraction | None:
        """Its value; None if a letter has none."""
        try:
            return evaluate(expr, self._written, values.get, approximate=True)
        except NotEvaluable:
            return None

    def explains(self, *words: str) -> bool:
        """Whether the paragraph behind the table repeats one of them."""
        found = self.behind.strip().split("\n\n")[0]
        return any(
            re.search(rf"(?<![\w.,]){re.escape(one)}(?![\w])", found) for one in words if one
        )

    def counts(self, what: str) -> Iterator[Fraction]:
        """Large numbers of such things: „50.000 Bilder“."""
        kind = stem(what.rsplit(maxsplit=1)[-1]) if what.split() else ""
        for found in _MANY.finditer(self.text):
            noun = _NOUN.match(self.text, found.end())
            if noun and kin(stem(noun[1]), kind):
                yield Fraction(re.sub(r"\D", "", found[0]))

    def _written(self, index: int) -> Fraction:
        number = self._lecture.numbers[index]
        reading = number.german or number.english
        if reading is None:
            raise NotEvaluable("")
        return reading.value


def stated(
    grid: Grid,
    around: Around,
    column: int,
    heads: Mapping[int, str],
    scales: Mapping[int, Fraction],
) -> Iterator[Term]:
    """`heads` are those of columns of numbers, `scales` what one unit in each is worth."""
    yield from _defined(around, column, heads, scales)
    yield from _told(around, column, heads)
    yield from _proportional(grid, around, column, heads)
    yield from _standardized(around, column, heads)
    for found in re.finditer(rf"(?<!\w){re.escape(heads[column])}\s*=\s*([^.;,|\n]+)", around.text):
        yield from calculated(found[1], column, heads)


def _key(text: str) -> str:
    return _BLANKS.sub("", text)


def _defined(
    around: Around, column: int, heads: Mapping[int, str], scales: Mapping[int, Fraction]
) -> Iterator[Term]:
    columns = {
        _key(found[-1] if (found := _FORMULA.findall(text)) else text): one
        for one, text in heads.items()
    }
    own = next((key for key, one in columns.items() if one == column), "")
    for latex, side in around.definitions() if own else ():
        name = name_of(latex)
        symbols = {one.latex for one in walk(side.expr) if isinstance(one, Symbol)}
        operands: dict[str, Operand] = {}
        if _key(latex) == own:
            operands = {one: Same(columns[key]) for one in symbols if (key := _key(one)) in columns}
        if name.index and own in (name.letter, f"{name.letter}{name.index[0]}"):
            start = around.values.get(f"{name.letter}0")
            operands = {**dict(_members(symbols, name.index, columns, start)), **operands}
        values = {one: around.values[key] for one in symbols if (key := _key(one)) in around.values}
        if not operands or not symbols <= operands.keys() | values.keys():
            continue
        if any(isinstance(one, Same) and one.column == column for one in operands.values()):
            continue

        function = _formula(around, side.expr, values, operands, scales, scales[column])
        said = f"„{heads[column]}“, wie die Formel im Text sagt"
        yield Term(said, tuple(operands.values()), function, stated=True)


def _formula(
    around: Around,
    expr: Expr,
    values: Mapping[str, Fraction],
    operands: Mapping[str, Operand],
    scales: Mapping[int, Fraction],
    own: Fraction,
) -> Callable[..., Fraction]:
    def apply(*row: Fraction) -> Fraction:
        put = {
            one: value * scales[operand.column]
            for (one, operand), value in zip(operands.items(), row, strict=True)
        }
        true = around.evaluate(expr, {**values, **put})
        if true is None:
            raise ZeroDivisionError
        return true / own

    return apply


def _members(
    symbols: set[str],
    index: tuple[str, int],
    columns: Mapping[str, int],
    start: Fraction | None,
) -> Iterator[tuple[str, Operand]]:
    """Letters with an index: in the same row, or in the one above."""
    letter, shift = index
    for one in symbols:
        name = name_of(one)
        keys = (f"{name.letter}{letter}", name.letter)
        found = next((columns[key] for key in keys if key in columns), None)
        if found is None or (name.index and name.index[0] != letter):
            continue
        back = shift - name.index[1] if name.index else 0
        if back in (0, 1):
            yield one, Above(found, start) if back else Same(found)


def _told(around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A learning rate, or how a column goes on from row to row."""
    text = around.before
    own = f"„{heads[column]}“"
    new = _NEW.fullmatch(heads[column]) is not None
    for rate in (*_values(_RATE, around.text), *((Fraction(1),) if new else ())):
        for one in heads:
            steep = _GRADIENT.search(heads[one]) is not None or rate == 1
            if one == column or not steep:
                continue
            sign = (
                f"„{heads[one]}“"
                if rate == 1
                else f"{float(rate):g} · „{heads[one]}“".replace(".", ",")
            )
            step = lambda a, b, k=rate: a - k * b  # noqa: E731
            if not new:
                yield Term(f"{own} − {sign} der Zeile darüber", (Above(column), Above(one)), step)
                continue
            for old in heads:
                if old not in (one, column):
                    yield Term(f"{own} = „{heads[old]}“ − {sign}", (Same(old), Same(one)), step)
    for one in heads if _STEPS.fullmatch(heads[column]) else ():
        if one != column and _BATCH.fullmatch(heads[one]):
            for found in dict.fromkeys(re.sub(r"\D", "", many[0]) for many in _MANY.finditer(text)):
                said = f"{own}: {int(found)} durch „{heads[one]}“"
                up, down = _UP.search(around.text), _DOWN.search(around.text)
                if up or not down:
                    yield Term(said, (Same(one),), lambda a, k=int(found): Fraction(-(-k // a)))
                if down or not up:
                    yield Term(said, (Same(one),), lambda a, k=int(found): Fraction(k // a))
    factors = [factor for pattern, factor in _WORDS if pattern.search(text)]
    times = [value for value in _values(_TIMES, text) if value]
    for factor in (*factors, *times, *(1 / value for value in times)):
        if factor != 1:
            said = f"{float(factor):g}".replace(".", ",")
            yield Term(
                f"{own}: {said} mal die Zeile darüber",
                (Above(column),),
                lambda a, k=factor: a * k,
                goes_on=True,
            )


def _proportional(
    grid: Grid, around: Around, column: int, heads: Mapping[int, str]
) -> Iterator[Term]:
    """Always the same multiple of another column, if the text says so."""
    if not _PROPORTIONAL.search(around.text):
        return
    for one in heads:
        pairs = [(grid.alone(row, column), grid.alone(row, one)) for row in grid.rows]
        values = [(grid.value(own), grid.value(its)) for own, its in pairs if own and its]
        ratios = Counter(own / its for own, its in values if own and its)
        if one != column and ratios:
            said = f"„{heads[column]}“ ist zu „{heads[one]}“ proportional"
            ratio = ratios.most_common(1)[0][0]
            goes_on = "proportional" not in around.text
            yield Term(said, (Same(one),), lambda a, k=ratio: a * k, goes_on=goes_on, enough=2)


def _standardized(around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """So many deviations from a mean, both of which the text says."""
    if not fits(_STANDARDIZED, heads[column]):
        return
    means, deviations = _values(_MEAN, around.text), _values(_DEVIATION, around.text)
    for one in heads if len(means) == len(deviations) == 1 and deviations[0] else ():
        if one != column:
            said = f"„{heads[column]}“ folgt aus „{heads[one]}“, Mittelwert und Standardabweichung"
            function = lambda a, m=means[0], d=deviations[0]: (a - m) / d  # noqa: E731
            yield Term(said, (Same(one),), function, measured=True, enough=2)


def _values(pattern: re.Pattern[str], text: str) -> list[Fraction]:
    texts = (match[1].replace("{,}", ".").replace(",", ".") for match in pattern.finditer(text))
    return [Fraction(text) for text in dict.fromkeys(texts)]
