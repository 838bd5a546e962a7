"""What a passage says, in order: its amounts, each with what it counts and per what."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct, structs

from rechenprobe.check.following.naming import name_before, noun_behind
from rechenprobe.check.following.words import EACH_BEHIND
from rechenprobe.check.ledger import Ledger
from rechenprobe.check.numbers.rounding import result_of, tolerance
from rechenprobe.check.numbers.units import Unit, unit_of
from rechenprobe.check.words.nouns import stem
from rechenprobe.check.words.number_words import WORDS, counted, counts
from rechenprobe.claims import Notation, Statement
from rechenprobe.expression import Call, NotEvaluable, Written, evaluate
from rechenprobe.late import late

_PER = late(
    r"[^\w,;:.]{0,3}(?:je|pro|per|/|à)\s+(?:\W*)([^\W\d_][\w-]*)",
)
_A_UNIT = late(
    r"\s+(?:die|den|das|an?|the|every)\s+"
    r"(Sekunde|Minute|Stunde|Tag|Woche|Monat|Jahr|Kilowattstunde|kWh"
    r"|second|minute|hour|day|week|month|year|kilowatt-hour)(?!\w)"
)
"""„2,50 € die Stunde“, „$2.50 an hour“."""
_CURRENCY = {"$": "$", "€": "€"}
"""Before a number: „$1.80“."""
_EACH = late(
    r"(?:\b(?P<each>(?i:je|pro|per|jede[rsnm]?|each|every))"
    r"|(?:\A|[.;:,–]\s+|\b(?i:läuft|dauert|braucht|enthält|ist)\s+)(?i:ein|eine|einem|a|an|one))"
    r"\s+(?:[a-zäöüß]+(?:en|er|es|e)\s+(?=[A-ZÄÖÜ]))?(?P<noun>[^\W\d_][\w-]*)\b(?P<rest>[^.;,:]*)\Z",
)
_OF_WHAT = late(r"\s?(?P<tons>t|Tonnen?|tonnes?)?\sCO\W?[2₂](?:-\w+)?")
"""„0,4 kg CO₂ pro kWh“, „520 t CO₂“."""
_TITLED = late(r"[\s$*_`]*:(?=[\s$*_`])(?!\s*\d)")
"""Behind a size that only says which of several it is."""
_DEFINES = late(r"\(?\$?1\s?(?:[kKMGT]i?B|Byte|MB)\b[^=\n]{0,6}=")
_AMONG = late(r"(?:\A|[.:;!?|]\s|\n)\W*(?:Unter|Among)\s\Z")
"""„Unter 1.000 Mails“: not fewer than that."""
_THEM = " each "
_FEW_WORDS = 5
_THOUSANDS = 3
"""The power of ten of the least word for one."""
_OF_EACH = late(r"\b(?:je|jeweils|mit je)\s+\Z")


class Amount(Struct, frozen=True, gc=False):
    """A number that the passage says, in base units."""

    value: Fraction
    kind: str
    """Its unit's dimension: empty for counts, `%` for shares, `:` for a ratio."""
    noun: str
    """The stem of what it counts, small letters; empty if that is not said."""
    per: str
    """The stem of what it is said of each, `#s` for a unit; empty if it is an amount of all."""
    each: str
    """The same where only an article says it: „ein Batch enthält 32 Bilder“."""
    start: int
    """In the source."""
    end: int
    half: Fraction
    """By how much its rounding may have moved it."""
    factor: Fraction
    """Base units of its own unit."""
    statement: Statement | None
    """None for a number in words."""
    numbers: tuple[int, ...] = ()
    decimals: int = 0
    calculated: bool = False
    """Whether it is the result of an equation or a shape."""
    dims: tuple[Fraction, ...] = ()
    """The sides of a shape that it is the product of."""
    named: bool = False
    """Whether a noun right before it names it: `Batchgröße 128`."""
    scaled: bool = False
    """Whether a word behind it is a power of ten: `38 Mio.`"""


def amounts(
    ledger: Ledger, some: Sequence[Statement], start: int, end: int, how: Notation
) -> list[Amount]:
    """Those of the sentence between two offsets, in order, with numbers in words, those below 0."""
    source = ledger.lecture.source
    found = [one for it in some if (one := _written(ledger, it, source, end, how)) is not None]
    below = [one for one in found if one.value < 0]  # they change nothing of the others
    found = [one for one in found if one.value >= 0] if below else found
    taken = [(one.span.start, one.span.end) for one in some]
    found += _worded(source, start, end, taken)
    found.sort(key=lambda one: one.start)
    found = [
        two
        for one, two in zip([None, *found], found, strict=False)
        if not _is_per(one, two, source)
    ]
    for at, (one, two) in enumerate(pairwise(found), 1):
        counted = two.named and (one.noun == two.noun or source.startswith("-mal", two.end))
        if counted or (two.named and source.startswith("-mal", two.end)):
            found[at] = structs.replace(two, named=False, noun="")  # „beide Blöcke 66.944“
    told = [*_joined(_rated(found, source, start), source), *below]
    return sorted(told, key=lambda one: one.start) if below else told


def _is_per(one: Amount | None, two: Amount | None, source: str) -> bool:
    """Whether the second is what the first is said of each: „$1.80 an hour“."""
    if one is None or two is None or two.statement is not None or two.value != two.factor:
        return False
    return one.per == f"#{two.kind}" and not source[one.end : two.start].strip()


def _written(
    ledger: Ledger, statement: Statement, source: str, stop: int, how: Notation
) -> Amount | None:
    if any(map(ledger.refutes, (statement.span,))) or not statement.numbers:
        return None
    side = statement.sides[-1]
    if not side.complete or (statement.relations and not _holds(ledger, statement)):
        return None
    unit = unit_of(side.units[0] if len(set(side.units)) == 1 else side.unit)
    if unit is None and not side.unit and statement.origin == "prose":
        unit = unit_of(_CURRENCY.get(source[statement.span.start - 1 : statement.span.start], ""))
    if (side.unit and unit is None) or _DEFINES.match(source, statement.span.start):
        return None
    if unit is None and (word := WORDS.match(source, statement.span.end + 1)):
        unit = unit_of(word[0]) if word[0].endswith("FLOP") else None
    result = result_of(side.expr)
    if result is None:
        titled = _TITLED.match(source, statement.span.end) is not None  # „- $3 × 3$: …“
        value = None if titled else _calculated(ledger, statement, how)
        if value is None or value < 0:
            return None
        half, scale, decimals, scaled = Fraction(0), Fraction(1), 0, False
    else:
        number = ledger.lecture.numbers[result.number]
        reading = number.reading(how) or number.german or number.english
        if reading is None:
            return None
        value, scale, decimals = reading.value, result.scale, reading.decimals
        scaled = reading.decimals - reading.digits >= _THOUSANDS
        among = (
            _AMONG.search(source, max(0, statement.span.start - 12), statement.span.start)
            is not None
        )
        rounded = statement.approximate or (bool(statement.bound) and not among)
        half = tolerance(reading, approximate=rounded)
        if statement.relations and statement.relations[-1] == "=" and not reading.decimals:
            half = Fraction(0)
    kind, factor, per = _dimension(unit)
    noun, behind = noun_behind(source, statement.span.end, stop)
    if result is None and isinstance(side.expr, Call) and side.expr.op == "/":
        kind = ":"
    if scale != 1:
        kind, factor = "%", Fraction(1)
        noun = ""
    if kind not in ("", "%"):
        noun, behind = "", statement.span.end
    if kind in ("", "kg") and (match := _OF_WHAT.match(source, statement.span.end)):
        noun, behind = "", match.end()
        kind, factor = "kg", factor * (1000 if match["tons"] and not kind else 1)
    match = _PER.match(source, behind, min(stop, behind + 40))
    if match is None and kind not in ("", "%", "s"):
        match = _A_UNIT.match(source, behind, min(stop, behind + 40))
    if match is not None:
        per, factor = _per(match[1], factor)
    named = ""
    if not noun and kind in ("", "%"):
        named = name_before(source, statement.span.start)
    own = scale * factor if factor != 1 or scale != 1 else factor
    value = -value if _negative(side.expr) else value
    return Amount(
        value if own == 1 else value * own,
        kind,
        noun or (named if not kind else ""),
        per,
        "",
        statement.span.start,
        statement.span.end,
        half * own if half else half,
        factor,
        statement,
        statement.numbers,
        decimals,
        bool(statement.relations) or result is None,
        _dims(ledger, statement, how),
        bool(named),
        scaled,
    )


def _holds(ledger: Ledger, statement: Statement) -> bool:
    return all(map(ledger.holds, statement.numbers))


def _negative(expr: object) -> bool:
    return isinstance(expr, Call) and expr.op == "neg"


def _calculated(ledger: Ledger, statement: Statement, how: Notation) -> Fraction | None:
    """„80 : 20“, „7 × 7 × 8“, „10 % von 50“."""

    def written(index: int) -> Fraction:
        number = ledger.lecture.numbers[index]
        reading = number.reading(how) or number.german or number.english
        return reading.value if reading else Fraction(0)

    try:
        return evaluate(statement.sides[-1].expr, written) or None
    except NotEvaluable:
        return None


def _dims(ledger: Ledger, statement: Statement, how: Notation) -> tuple[Fraction, ...]:
    """What the first side multiplies, if it does nothing else."""
    expr = statement.sides[0].expr
    if not isinstance(expr, Call) or expr.op != "*":
        return ()
    found: list[Fraction] = []
    for arg in expr.args:
        if not isinstance(arg, Written):
            return ()
        number = ledger.lecture.numbers[arg.number]
        reading = number.reading(how) or number.german or number.english
        if reading is None:
            return ()
        found.append(reading.value)
    return tuple(found)


def _dimension(unit: Unit | None) -> tuple[str, Fraction, str]:
    """The kind of a unit, its base units and per what."""
    if unit is None:
        return "", Fraction(1), ""
    if unit.dimension == "hertz":
        return "", unit.factors[0], "#s"
    if unit.dimension == "flops":
        return "flop", unit.factors[0], "#s"
    above, slash, below = unit.dimension.partition("/")
    if not slash:
        return above, unit.factors[0], ""
    return above, unit.rates[0], f"#{below}" if below else ""


def _per(word: str, factor: Fraction) -> tuple[str, Fraction]:
    unit = unit_of(word)
    if unit is not None and "/" not in unit.dimension:
        return f"#{unit.dimension}", factor / unit.factors[0]
    return stem(word), factor


def _worded(
    source: str, start: int, end: int, taken: Sequence[tuple[int, int]]
) -> Iterator[Amount]:
    """Numbers in words before what they count."""
    for match, after in pairwise(WORDS.finditer(source, start, end)):
        if not counts(match[0].lower()):
            continue  # most words
        if any(one <= match.start() < two for one, two in taken):
            continue
        if source[match.end() : after.start()].strip(" \n\t*_"):
            continue
        unit = unit_of(after[0]) if len(after[0]) > 2 else None
        value = counted(match[0].lower(), after[0] if unit is not None else "")
        if value is None or value == 0:
            continue
        kind, factor, per = _dimension(unit)
        noun, behind = ("", after.end()) if unit else noun_behind(source, match.end(), end)
        if not unit and not noun:
            continue
        if found := _PER.match(source, behind, min(end, behind + 40)):
            per, factor = _per(found[1], factor)
        yield Amount(
            value * factor,
            kind,
            noun,
            per,
            "",
            match.start(),
            after.end() if unit else match.end(),
            Fraction(0),
            factor,
            None,
        )


def _rated(found: list[Amount], source: str, start: int) -> list[Amount]:
    """„Pro Epoche sind das 313 Schritte“, „vier Personen annotieren je 350 Sätze“."""
    rated: list[Amount] = []
    end = start
    for one in found:
        before = source[end : one.start]
        last = rated[-1] if rated else None
        counts = last is not None and last.noun != "" and not last.kind
        if one.per or one.kind == "%":
            rated.append(one)
        elif last and counts and one.kind and EACH_BEHIND.match(source, one.end):
            rated.append(structs.replace(one, per=last.noun))  # „150,528 values of 4 bytes each“
        else:
            rated.append(_of_each(one, before, last))
        end = one.end
    return rated


def _of_each(one: Amount, before: str, last: Amount | None) -> Amount:
    """The amount, of each of what the words before it say."""
    match = _EACH.search(before)
    if match and last is not None and not before[: match.start()].strip(" ,") and _THEM in before:
        return one  # „8 GPUs with 40 GB each offer 320 GB“
    per, factor = _per(match["noun"], one.factor) if match else ("", one.factor)
    if match and last is not None and per == last.per:
        return one  # „352 Schritte je Epoche und 13.500 in …“
    if match and not match["each"] and len(match["rest"].split()) <= _FEW_WORDS:
        return one if per.startswith("#") else structs.replace(one, each=per)
    if match and len(match["rest"].split()) <= _FEW_WORDS:
        ratio = factor / one.factor
        return structs.replace(
            one, value=one.value * ratio, half=one.half * ratio, factor=factor, per=per
        )
    if last is not None and last.noun and not last.kind and _OF_EACH.search(before.lower()):
        return structs.replace(one, per=last.noun)
    return one


_AND = late(r"\s*(?:und|and|,)?\s+\Z")


def _joined(found: list[Amount], source: str) -> list[Amount]:
    """„3 Minuten und 20 Sekunden“ is one amount."""
    joined: list[Amount] = []
    for one in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and one.kind == last.kind == "s"
            and last.factor > one.factor
            and one.value < last.factor
            and not last.per.strip()
            and _AND.fullmatch(source[last.end : one.start])
        ):
            joined[-1] = structs.replace(
                one,
                value=one.value + last.value,
                start=last.start,
                numbers=last.numbers + one.numbers,
            )
        else:
            joined.append(one)
    return joined
