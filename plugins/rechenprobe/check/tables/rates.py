"""Columns of so much of each: „Sekunden je Schritt“ beside „Schritte“ and „Dauer“.

| Lauf | Schritte | Sekunden je Schritt | Dauer  |    | GPUs | gesamt | je GPU |
|------|----------|---------------------|--------|    |------|--------|--------|
| A    | 3 600    | 0,5                 | 30 min |    | 4    | 3.600  | 900    |

In a time that a column says, so much may have been done as the text says.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.check.numbers.units import Unit, unit_of
from rechenprobe.check.tables.around import Around
from rechenprobe.check.tables.grids import Grid
from rechenprobe.check.tables.heads import counts, spellings
from rechenprobe.check.tables.term import Same, Term
from rechenprobe.check.words.nouns import kin, stem
from rechenprobe.late import late
from rechenprobe.notation import brief

_EACH = late(
    r"(?:\b(?:je|pro|per)\s+|\s*/\s*)(?P<many>[\d.]+\s+)?(?P<thing>[^\W\d_]+)\b", re.IGNORECASE
)
_UNIT = late(r"[(\[]\s*(?:in\s+)?([^\W\d_]+)\s*[)\]]|\bin\s+([^\W\d_]+)\s*$")
_TOTAL = late(
    r"(?:gesamt\w*|insgesamt|dauer|\w*zeit|laufzeit|kosten|speicher\w*|summe|total|duration|time|cost"
    r"|memory|\w*bedarf)(?![\w-]).*",
    re.IGNORECASE,
)
_SCALES = {
    "mio": 10**6,
    "million": 10**6,
    "millionen": 10**6,
    "mrd": 10**9,
    "tausend": 1000,
    "k": 1000,
}
_WORD = late(r"[^\W\d_]+")


def rated(grid: Grid, around: Around, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """The product of a rate and what it is said of, or the rate, in the column's own unit."""
    for one, name in heads.items():
        for what, each in _rates(name):
            for other, things in heads.items():
                if other == one:
                    continue
                time = _time(grid, other, things)
                per = unit_of(each["thing"])
                if time and per and per.dimension == time.dimension:
                    factor = time.factors[0] / per.factors[0]
                elif scale := _SCALES.get(each["thing"].lower().rstrip(".")):
                    factor = 1 / Fraction(scale)
                elif things.split() and kin(stem(things.split()[0]), stem(each["thing"])):
                    factor = Fraction(1)
                else:
                    continue
                factor /= int(re.sub(r"\D", "", each["many"] or "1"))
                yield from _products(grid, column, heads, one, other, what, each["thing"], factor)
                if time and per and column in (one, other):
                    yield from _amounts(around, column, heads, one, other, what, factor)


def _rates(head: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Of what a head says how much comes to each of what."""
    for spelling in spellings(head):
        for each in _EACH.finditer(spelling):
            if each["thing"].lower().startswith("expert"):
                continue  # all of them share the rest of their net
            yield spelling[: each.start()].strip(), each


def _products(
    grid: Grid,
    column: int,
    heads: Mapping[int, str],
    one: int,
    other: int,
    what: str,
    thing: str,
    by: Fraction,
) -> Iterator[Term]:
    for whole, name in heads.items():
        if whole in (one, other) or column not in (one, whole):
            continue
        if any(kin(stem(its["thing"]), stem(thing)) for _, its in _rates(name)):
            continue
        about = bool(what) and kin(stem(_first(name)), stem(_first(what)))
        about = about or (thing in ("s", "Sekunde", "sec") and counts(name))
        if not _TOTAL.fullmatch(name) and not about:
            continue
        own = _unit(grid, whole, name)
        its = _unit(grid, one, what) or _unit(grid, one, heads[one])
        if not about and own and own.dimension != (its and its.dimension):
            continue
        alike = own and its and own.dimension == its.dimension
        factor = by * (its.factors[0] / own.factors[0] if alike and own and its else 1)
        names = f"„{heads[other]}“ mal „{heads[one]}“"
        if column == whole:
            yield Term(
                f"„{name}“: {names}",
                (Same(one), Same(other)),
                lambda a, b, k=factor: a * b * k,
                measured=True,
            )
        else:
            yield Term(
                f"„{name}“: {names}",
                (Same(whole), Same(other)),
                lambda a, b, k=factor: a / b / k,
                measured=True,
                enough=2,
            )


def _amounts(
    around: Around,
    column: int,
    heads: Mapping[int, str],
    rate: int,
    time: int,
    what: str,
    by: Fraction,
) -> Iterator[Term]:
    """A rate or a time, if the text says of how much."""
    for amount in around.counts(what):
        operand = time if column == rate else rate
        yield Term(
            f"{brief(amount)} in „{heads[time]}“ sind „{heads[rate]}“",
            (Same(operand),),
            lambda a, k=amount / by: k / a,
            measured=True,
            enough=2,
        )


def _first(text: str) -> str:
    found = _WORD.search(text)
    return found[0] if found else ""


def _time(grid: Grid, column: int, head: str) -> Unit | None:
    """In what a column of times is."""
    said = _unit(grid, column, head) or unit_of(_first(head))
    return said if said and said.dimension == "s" else None


def _unit(grid: Grid, column: int, head: str) -> Unit | None:
    """What the numbers are in: beside them, in brackets, or all that is said of what is rated."""
    for row in grid.rows:
        if (alone := grid.alone(row, column)) and (unit := alone[0].sides[0].unit):
            return unit_of(unit)
    said = _UNIT.search(head)
    return unit_of(said[1] or said[2] if said else head.strip())
