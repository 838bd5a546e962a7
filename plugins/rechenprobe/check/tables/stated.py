"""What the text around a table says of how its columns come about.

A learning rate, a factor by which a column goes on, how many examples there are, a proportion.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from operator import mul

from rechenprobe.check.tables.around import Around, key, large
from rechenprobe.check.tables.calculated import calculated
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import SHARE, fits
from rechenprobe.check.tables.term import Above, Same, Term
from rechenprobe.check.words.nouns import stem
from rechenprobe.late import late
from rechenprobe.notation import brief

_PERCENT = Fraction(1, 100)
_FEW = 6
"""Numbers of the text that may be the whole of a column of shares."""
_REACH, _NAME = 80, 3
"""Characters behind a word within its sentence; letters of a word that names something."""

_I = re.IGNORECASE
_STEPS = late(r"(?:schritte|batches|updates|steps|iterationen|iterations)\b.*", _I)
_STEP = late(r"(?:schritt|update|step|iteration|epoche|epoch)\w*\b.*", _I)
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
_NEW = late(
    r"(?:neue?[rs]?|new|updated?|nächste[rs]?|next|folgende[rs]?)\b.*|.*[_{](?:neu|new)\b.*|.*_\{?\w\s*\+\s*1\}?|.*'|nachher|danach",
    _I,
)
_IS = r"[^\d\n]{0,25}?(\d+(?:(?:[.,]|\{,\})\d+)?)"
_RATE = late(rf"(?:\\eta|η|\\alpha|α|lernrate|schrittweite|learning rate|step size){_IS}", _I)
_GRADIENT = late(r"grad|\bg\b|∇|\\nabla|\\partial|ableitung|'|\bd[lfj]\b", _I)
_TIMES = late(r"(?:mit(?: (?:dem )?faktor)?|faktor|mal|by)\s+\$?(\d+(?:(?:[.,]|\{,\})\d+)?)", _I)
_BY = r"(\d+(?:(?:[.,]|\{,\})\d+)?)?\s*(?:\\cdot|\\,|·|\*)?\s*"
_UPDATE = late(
    rf"(\\?\w+)\s*(?:←|\\leftarrow|\\gets)\s*{_BY}\1\s*([-+−])\s*{_BY}((?:\\Delta ?)?\\?\w+)"
)
"""„$v \\leftarrow 0.9v + g$“."""
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
_FOR_A_WHILE = late(
    r"warm-?up|aufwärm|[ck]osin|über die ersten|in den ersten|over the first"
    r"|\b(?:dann|danach|anschließend|then|afterwards)\b",
    _I,
)
"""„Steigt über die ersten 1000 Schritte linear, dann …“: not all rows are so."""
_STANDARDIZED = late(
    r"(?:standardi[sz]iert|normiert|normali[sz]iert|(?:standard|normal)ized|z)(?:er)?"
    r"(?:[- ]?(?:wert|score))?",
    _I,
)
_MEAN = late(rf"(?:mittelwert|durchschnitt|mean|\\mu|μ){_IS}", _I)
_DEVIATION = late(rf"(?:standardabweichung|standard deviation|\\sigma|σ){_IS}", _I)


def stated(
    grid: Grid,
    around: Around,
    column: int,
    heads: Mapping[int, str],
    scales: Mapping[int, Fraction],
) -> Iterator[Term]:
    """`heads` are those of columns of numbers, `scales` what one unit in each is worth."""
    yield from _told(around, column, heads)
    yield from _portions(grid, around, column, heads, scales)
    yield from _proportional(grid, around, column, heads)
    yield from _standardized(around, column, heads)
    for found in re.finditer(rf"(?<!\w){re.escape(heads[column])}\s*=\s*([^.;,|\n]+)", around.text):
        yield from calculated(found[1], column, heads)


def _linear(*factors: Fraction) -> Callable[..., Fraction]:
    """What the operands come to, each times its factor."""
    return lambda *operands: sum(map(mul, operands, factors), Fraction(0))


def _deviation(mean: Fraction, deviation: Fraction, value: Fraction) -> Fraction:
    return (value - mean) / deviation


def _told(around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A learning rate, or how a column goes on from row to row."""
    text = around.before
    own = f"„{heads[column]}“"
    new = _NEW.fullmatch(heads[column]) is not None
    for rate in (*around.told(_RATE), *((Fraction(1),) if new else ())):
        for one in heads:
            steep = _GRADIENT.search(heads[one]) is not None or rate == 1
            if one == column or not steep:
                continue
            sign = (
                f"„{heads[one]}“"
                if rate == 1
                else f"{float(rate):g} · „{heads[one]}“".replace(".", ",")
            )
            step = _linear(Fraction(1), -rate)
            if not new:
                yield Term(f"{own} − {sign} der Zeile darüber", (Above(column), Above(one)), step)
                continue
            for old in heads:
                if old not in (one, column):
                    yield Term(f"{own} = „{heads[old]}“ − {sign}", (Same(old), Same(one)), step)
    for one in heads if _STEPS.fullmatch(heads[column]) else ():
        if one != column and _BATCH.fullmatch(heads[one]):
            for found in (*around.many, *large(heads[column])):
                said = f"{own}: {found} durch „{heads[one]}“"
                up, down = _UP.search(around.text), _DOWN.search(around.text)
                if up or not down:
                    yield Term(said, (Same(one),), lambda a, k=found: Fraction(-(-k // a)))
                if down or not up:
                    yield Term(said, (Same(one),), lambda a, k=found: Fraction(k // a))
    for it in _UPDATE.finditer(around.text):
        for one in (one for one in heads if key(heads[one]) == key(it[5])):
            if key(it[1]) == key(heads[column]) and one != column:
                by = [_number(text) for text in (it[2] or "1", (it[3] + (it[4] or "1")))]
                said = f"{own} folgt aus der Zeile darüber und „{heads[one]}“"
                yield Term(said, (Above(column), Same(one)), _linear(*by), enough=2)
    factors = [factor for pattern, factor in _WORDS if pattern.search(text)]
    by_head = [_number(it[1]) for it in _TIMES.finditer(heads[column])]
    times = [value for value in (*by_head, *around.told(_TIMES, before=True)) if value]
    for factor in (*factors, *times, *(1 / value for value in times)):
        if factor != 1:
            said = f"{float(factor):g}".replace(".", ",")
            yield Term(
                f"{own}: {said} mal die Zeile darüber",
                (Above(column),),
                _linear(factor),
                goes_on=True,
            )


def _portions(
    grid: Grid,
    around: Around,
    column: int,
    heads: Mapping[int, str],
    scales: Mapping[int, Fraction],
) -> Iterator[Term]:
    """So many percent of what the text says there are altogether."""
    for share in (one for one, head in heads.items() if SHARE.match(head)):
        found = [grid.alone(row, share) for row in grid.rows]
        whole_of = sum(grid.value(one) or 0 for one in found if one)
        for whole in around.many[:_FEW]:
            for part in (scales[share],) if scales[share] != 1 else (_PERCENT, Fraction(1)):
                for one in heads if column == share else (column,):
                    if one == share or SHARE.match(heads[one]):
                        continue
                    times, over = _linear(part * whole), _linear(1 / (part * whole))
                    said = f"„{heads[share]}“ von {brief(whole)} ist „{heads[one]}“"
                    operand, apply = (one, over) if column == share else (share, times)
                    enough = 1 if whole_of * part == 1 else 2
                    yield Term(said, (Same(operand),), apply, measured=True, enough=enough)


def _proportional(
    grid: Grid, around: Around, column: int, heads: Mapping[int, str]
) -> Iterator[Term]:
    """Always the same multiple of another column, if the text says so."""
    said_so = _PROPORTIONAL.search(around.text)
    if said_so is None or _STEP.fullmatch(heads[column]):
        return
    start, end = around.text.rfind(".", 0, said_so.start()) + 1, said_so.end() + _REACH
    sentence = around.text[start:end].lower()
    if _FOR_A_WHILE.search(sentence):
        return
    for one in heads:
        if not all(_is_named(heads[it], sentence) for it in (one, column)):
            continue
        pairs = [(grid.alone(row, column), grid.alone(row, one)) for row in grid.rows]
        values = [(grid.value(own), grid.value(its)) for own, its in pairs if own and its]
        ratios = Counter(own / its for own, its in values if own and its)
        if one != column and sum(ratios.values()) > 1:
            said = f"„{heads[column]}“ ist zu „{heads[one]}“ proportional"
            ratio = ratios.most_common(1)[0][0]
            goes_on = "proportional" not in around.text
            yield Term(said, (Same(one),), lambda a, k=ratio: a * k, goes_on=goes_on, enough=2)


def _is_named(head: str, sentence: str) -> bool:
    """Whether a sentence names what stands below a head."""
    words = [word for word in re.findall(r"[^\W\d_]+", head.lower()) if len(word) >= _NAME]
    return any(stem(word) in sentence for word in words)


def _standardized(around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """So many deviations from a mean, both of which the text says."""
    if not fits(_STANDARDIZED, heads[column]):
        return
    means, deviations = around.told(_MEAN), around.told(_DEVIATION)
    for one in heads if len(means) == len(deviations) == 1 and deviations[0] else ():
        if one != column:
            said = f"„{heads[column]}“ folgt aus „{heads[one]}“, Mittelwert und Standardabweichung"
            apply = partial(_deviation, means[0], deviations[0])
            yield Term(said, (Same(one),), apply, measured=True, enough=2)


def _number(text: str) -> Fraction:
    return Fraction(text.replace("{,}", ".").replace(",", ".").replace("−", "-"))
