"""Columns that compare: with another one, with the first row or a named one, with the row above.

| Modell   | Genauigkeit | Δ zur Basis |    | Epoche | Verlust | Änderung |
|----------|-------------|-------------|    |--------|---------|----------|
| Basis    | 91,2 %      | –           |    | 1      | 2,00    | –        |
| + Dropout| 93,7 %      | +2,5        |    | 2      | 1,60    | −20 %    |
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations

from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import SHARE
from rechenprobe.check.tables.term import Above, Base, Operand, Same, Term, Top
from rechenprobe.late import late

_I = re.IGNORECASE
_RATIO = late(
    r"(?:\w*faktor|verhältnis|ratio|speed-?up|beschleunigung|relativ\w*|kompression\w*|schneller"
    r"|langsamer|gegenüber|vs\.?|×|effizienz|efficiency|skalierung)(?![\w-]).*",
    _I,
)
_SAVED = late(
    r"(?:\w*erspar\w*|\w*gespart|einsparung|reduktion|reduziert|saved|savings?|reduction).*", _I
)
_CHANGED = late(
    r"(?:\w*zuwachs|\w*wachstum|growth|anstieg|gewinn|steigerung|\w*änderung|verbesserung|verschlechterung|zunahme|abnahme"
    r"|rückgang|vorsprung|change|increase|gain|improvement|drop|differenz|abstand|lücke|unterschied"
    r"|diff\.?|difference|gap|delta|gegenüber|vs\.?|relativ\w*|\\?Δ|\\Delta)(?![a-zäöüß]).*",
    _I,
)
_OF_ITS_OWN = late(r"(?:abstand|gewinn|lücke|vorsprung|gain|gap)\W*(?:\([^()]*\)|in \w+)?", _I)
"""Also what somebody has measured: the distance of two bodies."""
_SHORTEST = 3
"""Letters of a row's name that a head repeats."""


def compared(
    grid: Grid, column: int, heads: Mapping[int, str], scales: Mapping[int, Fraction]
) -> Iterator[Term]:
    """`heads` are those of columns of numbers, `scales` what one unit in each is worth."""
    head, own = heads[column], f"„{heads[column]}“"
    others = [one for one in heads if one != column]
    percent = Fraction(1, 100) if "%" in head else scales[column]

    def ratio(a: Fraction, b: Fraction) -> Fraction:
        return a / b / scales[column]

    def saved(a: Fraction, b: Fraction) -> Fraction:
        return (a - b) / a / percent

    def grown(a: Fraction, b: Fraction) -> Fraction:
        return (b - a) / a / percent

    if _RATIO.fullmatch(head):
        for one in others:
            name = f"„{heads[one]}“"
            bases: Sequence[tuple[Operand, str]] = (
                (Top(one), "die erste Zeile von"),
                (Above(one), "die Zeile darüber in"),
            )
            for base, first in bases:
                said = f"{own}: {first} {name} durch {name}"
                yield Term(said, (base, Same(one)), ratio, measured=True)
                said = f"{own}: {name} durch {first} {name}"
                yield Term(said, (Same(one), base), ratio, measured=True)
        for one, two in permutations(others, 2):
            said = f"{own}: „{heads[one]}“ durch „{heads[two]}“"
            yield Term(said, (Same(one), Same(two)), ratio, measured=True)
    if _RATIO.fullmatch(head) or SHARE.match(head):
        values = [grid.alone(row, column) for row in grid.rows]
        whole = sum(grid.value(it) == 1 / it[1].scale for it in values if it)
        for one in others if whole > 1 else ():
            said = f"{own}: „{heads[one]}“ durch das der Zeile darüber, die alles hat"
            yield Term(said, (Same(one), Base(one, column)), ratio, measured=True, enough=1)
    changed, less = (it.fullmatch(head) is not None for it in (_CHANGED, _SAVED))
    if not changed and not less:
        return
    for one, two in permutations(others, 2):
        if one < two:
            said = f"{own} folgt aus „{heads[one]}“ und „{heads[two]}“"
            both = (Same(one), Same(two))
            yield Term(said, both, grown if changed else saved, measured=True, unsigned=True)
            yield Term(said, both, _more, summed=True, unsigned=True)
            yield Term(said, both, _less, summed=True, unsigned=True)
    enough = 3 if _OF_ITS_OWN.fullmatch(head) else 2
    for one in others:
        for base, name in _bases(grid, one, head):
            said, pair = f"{own}: „{heads[one]}“ gegenüber {name}", (base, Same(one))
            for function in (_more, _less):
                yield Term(said, pair, function, summed=True, enough=enough, unsigned=True)
            for function in (grown, saved):
                yield Term(said, pair, function, measured=True, enough=enough, unsigned=True)


def _bases(grid: Grid, one: int, head: str) -> Iterator[tuple[Operand, str]]:
    """What the rows of a column may be compared with."""
    yield Top(one), "der ersten Zeile"
    yield Above(one), "der Zeile darüber"
    for row in grid.rows:
        label = grid.label(row)
        if len(label) >= _SHORTEST and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", head, _I):
            yield Top(one, row), f"„{label}“"


def _more(a: Fraction, b: Fraction) -> Fraction:
    return b - a


def _less(a: Fraction, b: Fraction) -> Fraction:
    return a - b
