"""„… = 9 292 800 Byte, also rund 9,3 MB“: words by which a result is said again, less exactly."""

from collections.abc import Sequence

from msgspec import structs

from rechenprobe.claims import Relation, Side, Statement
from rechenprobe.expression import Call, Expr, Num, Symbol, Written, walk, written_numbers
from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.forms import is_mere
from rechenprobe.read.grammar import Grammar, Parsed
from rechenprobe.read.phrases import (
    APPROXIMATELY,
    OF_IT,
    PLACES,
    PREPOSITIONS,
    RESTATED,
    RESTATING,
    SHARING,
    is_abbreviation,
)
from rechenprobe.read.tokens import Token

_UNIT_WORDS = 2
_NOUNS = 2
_MOST_IN_BRACKETS = 8
_TIMES = frozenset({"fach", "fache", "fachen", "mal", "Fache", "Fachen"})
_STEM = 4
_STORED = late(r"[kKMGT]?i?B|\w*[Bb](?:ytes?|its?)|nats?|\w?(?:FLOP|MAC)s")


def _is_measure(unit: str) -> bool:
    """Whether it measures what is no number: hours, kilometres; numbers have bytes and FLOPs."""
    return bool(unit) and _STORED.fullmatch(unit) is None


def _is_renamed(counted: Sequence[str], noun: Sequence[str]) -> bool:
    """Whether two numbers count things of different names: „8192 Token, rund 6000 Wörter“."""
    if not counted or not noun or not noun[0][0].isupper():
        return False
    return counted[-1][:_STEM].lower() != noun[0][:_STEM].lower()


def _is_tiny(expr: Expr) -> bool:
    """Whether it is no count, as in „= 2,2 · 10^{-16}, also knapp 16 Stellen“."""
    return any(
        isinstance(node, Call)
        and node.op == "^"
        and isinstance(node.args[1], Call)
        and node.args[1].op == "neg"
        for node in walk(expr)
    )


def _gives(old: Statement) -> bool:
    """„Bei $d = 512$ sind das rund 3 Millionen“: what follows from a value is not it once more."""
    first, last = old.sides[0].expr, old.sides[-1].expr
    return len(old.sides) > 1 and isinstance(first, Symbol) and isinstance(last, Written)


def said_again(
    between: Sequence[Token],
    side: Side,
    behind: Sequence[Token],
    noun: Sequence[str],
    given: Statement,
) -> Relation | None:
    """How the side continues an equation with that result; None if it does not.

    `given` is that equation, `between` are the tokens from it to the side, `behind` the side's
    last and two more, `noun` the words behind it.
    """
    old = given.sides[-1]
    comma = next((at for at, one in enumerate(between) if one.kind == "comma"), 0)
    counted = [token.text for token in between[:comma]]
    if any(token.kind == "close" for token in between) or not _TIMES.isdisjoint(counted):
        return None  # „(1 MB = 10^6 Byte), also rund 95,4 MiB“, „das 0,798-fache davon, also etwa“
    if comma <= _UNIT_WORDS:  # „… = 2.611.521 Parameter, also gut 2,6 Mio.“
        between = between[comma:]
    spoken = [token for token in between if not is_abbreviation(token)]
    words = [token.text.lower() for token in spoken if token.kind == "word"]
    if not words or any(token.kind not in ("word", "comma") for token in spoken):
        return None
    relation = RESTATED.get(" ".join(words[-2:])) or RESTATED.get(words[-1])
    linked = any(token.kind == "comma" for token in between) or not RESTATED.keys() >= set(words)
    if (
        relation is None
        or (words[-1] in PLACES and {"auf", "to"}.isdisjoint(words))
        or (_gives(given) and not any(token.kind == "comma" for token in between))
        or not linked  # „mit $p = 0{,}785$ etwa $0{,}052$“
        or not RESTATING.issuperset(words)
        or not written_numbers(side.expr)
        or any(isinstance(node, Call) and not is_mere(node) for node in walk(side.expr))
        or (noun and noun[0].lower() in SHARING)
        or _is_compound(behind[1:])
        or (noun and noun[0].lower() in OF_IT and behind[0].kind == "percent")
        or (_is_measure(side.unit) and not old.unit)  # „… = 60 Epochen, also rund 4 h“
        or (not behind[0].text.endswith(".") and _is_renamed(counted, noun))
        or (noun and noun[0][0].isupper() and _is_tiny(old.expr))
        or (relation in ("<", ">") and words[0] in PREPOSITIONS and not comma)
    ):
        return None
    return relation


def with_restated(
    old: Statement, side: Side, relation: Relation, noun: str, end: int = 0
) -> Statement:
    """The statement with a side that says its result again; `end` is where its bracket does."""
    return structs.replace(
        old,
        span=Span(old.span.start, end or side.span.end),
        sides=(*old.sides, side),
        relations=(*old.relations, relation),
        numbers=(*old.numbers, *written_numbers(side.expr)),
        approximate=old.approximate or relation == "≈",
        noun=old.noun or noun,
        restated=old.restated or len(old.sides),
    )


def in_brackets(
    tokens: Sequence[Token], grammar: Grammar, stop: int, old: Statement
) -> tuple[Side, int] | None:
    """What brackets behind a result, which ends before token `stop`, say again; and their end.

    In another unit, „16 384 Byte (16 KiB)“, in percent, „= 0,375 (37,5 %)“, as „1 in 1000“, or
    rounded, „= 16 777 216 (≈ 16,8 Mio.)“; nothing else may stand in them.
    """
    if _kind(tokens, stop) not in ("open", "word"):
        return None  # as most
    first = next((at for at in range(stop, stop + _NOUNS + 1) if _kind(tokens, at) != "word"), 0)
    end = grammar.closer(first) if _kind(tokens, first) == "open" else None
    if end is None or end - first > _MOST_IN_BRACKETS or tokens[first].text != "(":
        return None
    at = first + 1
    while _is_about(tokens[at]):
        at += 1
    last, parsed = old.sides[-1], grammar.parse(at)
    bare = bool(old.relations) or isinstance(last.expr, Written)  # no „12:30 Minuten“
    if parsed is None or not (last.complete and bare) or len(parsed.units) > 1:
        return None
    expr, unit, counts = parsed.expr, "".join(parsed.units), bool(old.relations)
    if parsed.stop != end:
        expr, unit, counts = _one_in(tokens[at:end], parsed), "", True
    said = at > first + 1 or not tokens[at].text[-1:].isdecimal()
    unit_token = tokens[stop - 1]
    if not unit_token.math and unit_token.kind == "unit" and _is_longer(unit_token):
        return None  # „mit 4-Bit-Gewichten (3,5 GB)“
    if unit:
        same = bool(last.unit) and first == stop and last.unit != unit
    else:
        counted = first == stop or said
        same = not last.has_unit and counts and counted
        same = same and (said or not isinstance(expr, Written))
    plain = isinstance(expr, Written) or (isinstance(expr, Call) and expr.op == "/")
    if not (same and plain and written_numbers(expr)):
        return None
    span = Span(tokens[at].span.start, tokens[end - 1].span.end)
    return Side(span, expr, unit, measured=parsed.measured if unit else (), aside=True), end + 1


def _is_longer(unit: Token) -> bool:
    """Whether a noun hangs on it."""
    return unit.span.end - unit.span.start > len(unit.text) + len("-")


def _kind(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].kind if at < len(tokens) else ""


def _is_about(token: Token) -> bool:
    """„ca.“, „≈“, „also rund“."""
    word = token.kind == "word" and token.text.lower() in APPROXIMATELY | RESTATING
    return word or token.kind == "relation" or token.text == "."


def _one_in(tokens: Sequence[Token], one: Parsed) -> Expr:
    """„1 in 1000“."""
    match [(token.kind, token.text) for token in tokens], tokens:
        case [("number", _), ("word", "in" | "von" | "of"), ("number", _)], [_, _, whole]:
            return Call("/", (one.expr, Written(whole.number)))
        case _:
            return Num(0)


def _is_compound(behind: Sequence[Token]) -> bool:
    """Whether a word hangs on the number before: „250-mal so viele“."""
    return [token.kind for token in behind] == ["op", "word"] and bool(behind[0].dash)
