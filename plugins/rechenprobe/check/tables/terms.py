"""What words in the head of a column, or before the table, say of how its numbers come about.

„kumuliert“ beside what is added up, „Speed-up“ beside times, „neues w“ beside w and a gradient if a
learning rate is given, „in s“ beside the same „in ms“, and a column that is halved from row to row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import exp, log, tanh

from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.tables.gates import gates
from rechenprobe.check.tables.grids import Grid, start_of
from rechenprobe.check.tables.head_terms import head_terms
from rechenprobe.check.tables.neurons import neuron
from rechenprobe.check.tables.rates import rated
from rechenprobe.check.tables.term import Above, Same, Term, Top, Whole
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_I = re.IGNORECASE
_CUMULATED = late(r"kumul|cumul|aufsummier|laufende summe|running total", _I)
_RATIO = late(
    r"(?:\w*faktor|verhältnis|ratio|speed-?up|beschleunigung|relativ\w*|kompression\w*|schneller"
    r"|langsamer|gegenüber|vs\.?|×|effizienz|efficiency|skalierung)(?![\w-]).*",
    _I,
)
_SAVED = late(
    r"(?:\w*erspar\w*|\w*gespart|einsparung|reduktion|reduziert|saved|savings?|reduction).*", _I
)
_CHANGED = late(
    r"(?:zuwachs|gewinn|steigerung|änderung|verbesserung|change|increase|gain|improvement|Δ.*)",
    _I,
)
_NEW = late(
    r"(?:neue?[rs]?|new|updated?)\b.*|.*[_{](?:neu|new)\b.*|.*_\{?\w\s*\+\s*1\}?|.*'|nachher|danach",
    _I,
)
_EXP = late(r"(?:exp\b.*|e\^.*|\\exp.*|e hoch.*|zähler)", _I)
_SOFTMAX = late(r"(?:softmax.*|p(?:_?\{?[ijk]\}?)?|wahrscheinlichkeit\w*|\\hat\s*\{?[yp]\}?.*)", _I)
_FUNCTIONS: Sequence[tuple[re.Pattern[str], str, Callable[[float], float]]] = (
    (late(r"(?:sigmoid.*|σ.*|\\sigma.*)", _I), "σ", lambda x: 1 / (1 + exp(-x))),
    (late(r"relu.*|max\(0.*", _I), "ReLU", lambda x: max(0.0, x)),
    (late(r"tanh.*|\\tanh.*", _I), "tanh", tanh),
    (late(r"(?:-|−)\s*\\?(?:ln|log)\b.*", _I), "−ln", lambda x: -log(x)),
    (late(r"\\?(?:ln|log)\b.*", _I), "ln", log),
)
_PARAMS = late(r"parameter\w*|params?|gewichte|weights", _I)
_INS = late(r"eingänge|eingang|eingaben?|n_?\{?in\}?|inputs?|in|fan[- ]in", _I)
_OUTS = late(r"ausgänge|ausgang|ausgaben?|neuronen|n_?\{?out\}?|outputs?|out|units|einheiten", _I)
_STEPS = late(r"(?:schritte|batches|updates|steps|iterationen|iterations)\b.*", _I)
_BATCH = late(r"batch(?:[- ]?(?:größe|size))?|stapelgröße", _I)
_MANY = late(r"(?<![\d.,])(?:\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+|\d{3,})(?![\d.,]\d)")
_LARGEST = 50
_RATE = late(
    r"(?:\\eta|η|\\alpha|α|lernrate|schrittweite|learning rate|step size)[^\d\n]{0,25}?"
    r"(\d+(?:(?:[.,]|\{,\})\d+)?)",
    _I,
)
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
_BEFORE = 500
"""Characters before a table in which rates and factors are looked for."""
_UNIT = late(r"(.*?)\s*(?:\bin\s+|[(\[]\s*(?:in\s+)?)?(\w+)\s*[)\]]?")


def terms(
    lecture: Lecture, grid: Grid, column: int, known: Mapping[int, Fraction]
) -> Iterator[Term]:
    """Ways in which `column` may come about; `known` are columns of numbers with their scale."""
    others = [one for one in known if one != column]
    heads = {one: grid.head(one) for one in known}
    head, scale = heads[column], known[column]
    own = f"„{head}“"
    for one in others:
        name = f"„{heads[one]}“"
        if _CUMULATED.search(head):
            yield Term(
                f"{own} summiert {name} auf",
                (Above(column, 0), Same(one)),
                lambda a, b: a + b,
                summed=True,
            )
        if _RATIO.fullmatch(head):
            first = f"die erste Zeile von {name}"
            yield Term(
                f"{own}: {first} durch {name}", (Top(one), Same(one)), _ratio(scale), measured=True
            )
            yield Term(
                f"{own}: {name} durch {first}", (Same(one), Top(one)), _ratio(scale), measured=True
            )
        yield from _of_functions(column, one, heads)
        for factor in _converted(heads[one], head):
            text = f"{own}: {name}, umgerechnet"
            yield Term(text, (Same(one),), lambda a, k=factor: a * k, measured=True)
    for one, two in permutations(others, 2):
        names = f"„{heads[one]}“ und „{heads[two]}“"
        if _PARAMS.fullmatch(head) and _INS.fullmatch(heads[one]) and _OUTS.fullmatch(heads[two]):
            yield Term(f"{own}: {names}, mit Bias", (Same(one), Same(two)), lambda a, b: a * b + b)
            yield Term(f"{own}: {names}, ohne Bias", (Same(one), Same(two)), lambda a, b: a * b)
        if _RATIO.fullmatch(head):
            yield Term(
                f"{own}: „{heads[one]}“ durch „{heads[two]}“",
                (Same(one), Same(two)),
                _ratio(scale),
                measured=True,
            )
        if _SAVED.fullmatch(head) and one < two:
            yield Term(
                f"{own} folgt aus {names}", (Same(one), Same(two)), _saved(scale), measured=True
            )
            yield Term(
                f"{own} folgt aus {names}", (Same(one), Same(two)), lambda a, b: a - b, summed=True
            )
        if _CHANGED.fullmatch(head) and one < two:
            yield Term(
                f"{own} folgt aus {names}", (Same(one), Same(two)), lambda a, b: b - a, summed=True
            )
            yield Term(
                f"{own} folgt aus {names}", (Same(two), Same(one)), _grown(scale), measured=True
            )
    yield from head_terms(lecture, grid, column, known)
    yield from _stated(lecture, grid, column, heads)
    before = lecture.source[max(0, start_of(grid) - _BEFORE) : start_of(grid)]
    yield from neuron(before, column, heads)
    yield from gates(before.rpartition("\n#")[2], column, heads)
    yield from rated(grid, column, heads)


def _of_functions(column: int, one: int, heads: Mapping[int, str]) -> Iterator[Term]:
    own, name, head = f"„{heads[column]}“", f"„{heads[one]}“", heads[column]
    if one > column:
        return
    if _EXP.fullmatch(head):
        yield Term(f"{own} = exp({name})", (Same(one),), _float(exp))
    if _SOFTMAX.fullmatch(head):
        yield Term(
            f"{own}: {name} durch die Summe",
            (Same(one), Whole(one)),
            lambda a, b: a / b,
            measured=True,
        )
        yield Term(
            f"{own} = softmax({name})",
            (Same(one), Whole(one, raised=True)),
            lambda a, b: _float(exp)(a) / b,
        )
    for pattern, sign, function in _FUNCTIONS:
        if pattern.fullmatch(head):
            yield Term(f"{own} = {sign}({name})", (Same(one),), _float(function))


def _stated(lecture: Lecture, grid: Grid, column: int, heads: Mapping[int, str]) -> Iterator[Term]:
    """A learning rate, or how a column goes on from row to row."""
    start = start_of(grid)
    text = lecture.source[max(0, start - _BEFORE) : start].rpartition("\n#")[2]
    own = f"„{heads[column]}“"
    new = _NEW.fullmatch(heads[column]) is not None
    for rate in (*_values(_RATE, text), *((Fraction(1),) if new else ())):
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
                yield Term(said, (Same(one),), lambda a, k=int(found): Fraction(-(-k // a)))
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


def _values(pattern: re.Pattern[str], text: str) -> list[Fraction]:
    texts = (match[1].replace("{,}", ".").replace(",", ".") for match in pattern.finditer(text))
    return [Fraction(text) for text in dict.fromkeys(texts)]


def _converted(one: str, other: str) -> Iterator[Fraction]:
    """By how much numbers under the first head are multiplied to be those under the second."""
    left, right = _UNIT.fullmatch(one), _UNIT.fullmatch(other)
    if not left or not right or left[1].strip().lower() != right[1].strip().lower():
        return
    units = unit_of(left[2]), unit_of(right[2])
    if units[0] is None or units[1] is None or units[0].dimension != units[1].dimension:
        return
    factor = units[0].factors[0] / units[1].factors[0]
    if factor != 1:
        yield factor
    for power in (1, 2, 3) if units[0].dimension == "bit" else ():
        for thousand in (Fraction(1000) ** power, 1 / Fraction(1000) ** power):
            if factor == thousand:  # „1024 MB“, „1 GB“
                yield factor * (Fraction(1024, 1000) ** (power if factor > 1 else -power))


def _ratio(scale: Fraction) -> Callable[[Fraction, Fraction], Fraction]:
    return lambda a, b: a / b / scale


def _saved(scale: Fraction) -> Callable[[Fraction, Fraction], Fraction]:
    return lambda a, b: (a - b) / a / scale


def _grown(scale: Fraction) -> Callable[[Fraction, Fraction], Fraction]:
    return lambda a, b: (a - b) / b / scale


def _float(function: Callable[[float], float]) -> Callable[[Fraction], Fraction]:
    def apply(value: Fraction) -> Fraction:
        if abs(value) > _LARGEST:
            raise ZeroDivisionError
        try:
            return Fraction(function(float(value)))
        except ValueError:
            raise ZeroDivisionError from None

    return apply
