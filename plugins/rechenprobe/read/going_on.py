"""„… = 75, plus 1 Bias ergibt 76“: words that go on calculating with a result, up to the next one.

The calculation is read only as far as it is beyond doubt: one kind of operation, at most a noun
behind each number, and a word or an arrow that says what comes of it.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from rechenprobe.claims import Origin, Relation, Side, Statement
from rechenprobe.expression import Call, Expr, Written, has_symbols, walk, written_numbers
from rechenprobe.late import late
from rechenprobe.lecture import Span
from rechenprobe.read.forms import is_tuple
from rechenprobe.read.grammar import Grammar, Parsed
from rechenprobe.read.phrases import APPROXIMATELY, RESTATED, is_abbreviation
from rechenprobe.read.tokens import Token

_OPERATIONS = {
    ("geteilt", "durch"): "/",
    ("dividiert", "durch"): "/",
    ("divided", "by"): "/",
    ("multipliziert", "mit"): "*",
    ("mal",): "*",
    ("times",): "*",
    ("plus",): "+",
    ("zuzüglich",): "+",
    ("minus",): "-",
    ("abzüglich",): "-",
}
_COMES_TO = frozenset("ergibt macht sind gibt liefert makes gives yields".split())
_AROUND = frozenset(
    "das dann also insgesamt zusammen somit damit genau uns die den and und so".split()
)
_DECIMAL = late(r"[.,]\d{1,2}\Z|\A0[.,]")
_MOST_NOUNS = 3
_MOST_WORDS = 5
_MOST_OPERANDS = 4
_ARROWS = frozenset(("->", "→", "⇒", "=>", "⟶"))


class Continued(Struct, frozen=True, gc=False):
    """What the words calculate and say."""

    operation: str
    operands: tuple[Parsed, ...]
    relation: Relation
    result: Parsed
    at: int
    """Index of the result's first token."""
    is_decimal: bool
    """Whether the result is no whole number."""

    def statement(
        self, old: Statement, said: Side, origin: Origin, *, alone: bool
    ) -> Statement | None:
        """The calculation with the result of the statement before, as an equation.

        If it is `alone`, that is only a number, which is then part of the calculation.
        """
        last = old.sides[-1]
        if not (last.complete or alone) or has_symbols(last.expr):
            return None
        if alone and self.operation == "/" and not (said.unit or self.is_decimal):
            return None  # „50.000 geteilt durch 64 ergibt 782 Schritte“
        start = said.span.start
        parts = [*self.operands, self.result]
        span = Span(last.span.start, start) if alone else Span(start, start)
        numbers = [one for part in parts for one in written_numbers(part.expr)]
        return Statement(
            span=Span(last.span.start, said.span.end) if alone else said.span,
            sides=(structs.replace(_combined(self, last), span=span, complete=True), said),
            relations=(self.relation,),
            origin=origin,
            numbers=(*(old.numbers if alone else ()), *numbers),
            approximate=self.relation == "≈",
        )


def begins_calculation(tokens: Sequence[Token], stop: int) -> bool:
    """Whether words go on calculating with the number that ends there: „geteilt durch“."""
    words = tuple(token.text.lower() for token in tokens[stop : stop + 2])
    return len(words) == 2 and words in _OPERATIONS


def going_on(
    tokens: Sequence[Token], grammar: Grammar, result_end: int, first: Parsed, start: int
) -> Continued | None:
    """What goes on behind a result that ends before token `result_end`, its operand at `start`."""
    between = tokens[result_end:start]
    operation, count = _operation(between)
    if not operation or not _is_aside(between[: len(between) - count]):
        return None
    operands, position = [first], first.stop
    while len(operands) < _MOST_OPERANDS:
        found = _next_operand(tokens, position, operation)
        parsed = grammar.parse(found) if found else None
        if parsed is None:
            break
        operands.append(parsed)
        position = parsed.stop
    comes_to = _comes_to(tokens, position)
    result = grammar.parse(comes_to[1]) if comes_to else None
    if comes_to is None or result is None:
        return None
    parts = (*operands, result)
    if any(is_tuple(one.expr) or not written_numbers(one.expr) for one in parts):
        return None
    is_decimal = _DECIMAL.search(tokens[comes_to[1]].text) is not None
    return Continued(operation, tuple(operands), comes_to[0], result, comes_to[1], is_decimal)


def before_plus(tokens: Sequence[Token], before: Expr, parsed: Parsed, start: int) -> Parsed:
    """The result alone where words enumerate: „3 · 16 = 48 plus 5 · 16 = 80, zusammen 128“.

    A sum goes on with its own summands: „3 · 16 + 5 · 16 = 48 plus 5 · 16 = 128“.
    """
    end = start + 1
    while end < parsed.stop and tokens[end].kind == "unit":
        end += 1
    added = any(isinstance(node, Call) and node.op == "+" for node in walk(before))
    if added or end >= parsed.stop or tokens[start].kind != "number":
        return parsed
    if tokens[end].text != "+" or not tokens[end].spoken:
        return parsed
    number = Written(tokens[start].number)
    units = tuple(token.text for token in tokens[start + 1 : end])
    return Parsed(number, end, units, (number,) * len(units))


def _operation(words: Sequence[Token]) -> tuple[str, int]:
    """What the last words there calculate, and how many they are; one noun may follow them."""
    texts = [token.text.lower() for token in words if token.kind in ("word", "symbol")]
    if len(texts) < 1 or any(token.kind == "op" for token in words):
        return "", 0
    for behind in (0, 1):
        for names, operation in _OPERATIONS.items():
            end = len(texts) - behind
            if tuple(texts[max(0, end - len(names)) : end]) == names:
                return operation, len(names) + behind
    return "", 0


def _is_aside(tokens: Sequence[Token]) -> bool:
    """Whether at most a noun of the result, a comma and „und dann“ stand there."""
    words = [token for token in tokens if token.kind != "comma"]
    nouns = [token for token in words if token.text.lower() not in _AROUND]
    return all(token.kind == "word" for token in words) and len(nouns) <= _MOST_NOUNS


def _next_operand(tokens: Sequence[Token], position: int, operation: str) -> int | None:
    """Where the next number stands that the same operation takes."""
    for nouns in range(_MOST_NOUNS):
        words = tokens[position + nouns : position + nouns + 3]
        if any(token.kind != "word" for token in tokens[position : position + nouns]):
            return None
        for names, own in _OPERATIONS.items():
            texts = tuple(token.text.lower() for token in words[: len(names)])
            if texts == names and own == operation:
                return position + nouns + len(names)
    return None


def _comes_to(tokens: Sequence[Token], position: int) -> tuple[Relation, int] | None:
    """The relation that words or an arrow say, and where the result stands."""
    words: list[str] = []
    nouns, arrow = 0, False
    for at in range(position, min(len(tokens), position + _MOST_WORDS + _MOST_NOUNS)):
        token = tokens[at]
        if token.kind in ("number", "open", "function") or (token.kind == "op" and words):
            about = nouns == 0 and bool(words) and _gives(tokens[at : at + 2], words)
            comes = arrow or about or not _COMES_TO.isdisjoint(words)
            return (_relation(words), at) if comes else None
        if token.kind == "arrow" or token.text in _ARROWS:
            arrow = True
            words.append("")
        elif token.kind == "word" and token.text.lower() in (_COMES_TO | _AROUND | _QUALIFYING):
            words.append(token.text.lower())
        elif token.kind == "word" and not words and nouns < _MOST_NOUNS - 1:
            nouns += 1
        elif token.kind == "relation" and nouns and not words and token.text in ("=", "≈"):
            return ("=" if token.text == "=" else "≈"), at + 1  # „mal 3 Kanäle = 75“
        elif token.kind != "comma" and not (words and is_abbreviation(token)):
            return None
    return None


def _gives(result: Sequence[Token], words: Sequence[str]) -> bool:
    """„…, geteilt durch 12 GB/s etwa 12,8 ms“: what has a unit and is said to be about so much."""
    measured = [token.kind for token in result] == ["number", "unit"]
    return measured and not (_QUALIFYING | _SO).isdisjoint(words)


_SO = frozenset("also somit damit so".split())
_QUALIFYING = APPROXIMATELY | frozenset(word for words in RESTATED for word in words.split())


def _relation(words: Sequence[str]) -> Relation:
    return RESTATED.get(" ".join(words[-2:])) or RESTATED.get(words[-1] if words else "") or "="


def _combined(found: Continued, last: Side) -> Side:
    """The result before, calculated on."""
    exprs = [one.expr for one in found.operands]
    match found.operation:
        case "*" | "+" as op:
            expr: Expr = Call(op, (last.expr, *exprs))
        case "-":
            expr = Call("+", (last.expr, *(Call("neg", (one,)) for one in exprs)))
        case _:
            below = exprs[0] if len(exprs) == 1 else Call("*", tuple(exprs))
            expr = Call("/", (last.expr, below))
    before = [(last.unit, last.expr)] if last.unit else zip(last.units, last.measured, strict=True)
    behind = (zip(one.units, one.measured, strict=True) for one in found.operands)
    units = [*before, *(pair for pairs in behind for pair in pairs)]
    names, measured = tuple(name for name, _ in units), tuple(of for _, of in units)
    unit, several = (names[0], ()) if len(names) == 1 else ("", names)
    return Side(last.span, expr, unit, last.complete, several, measured)
