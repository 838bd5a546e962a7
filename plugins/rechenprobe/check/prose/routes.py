"""„784 → 256 → 64“, „von 16 über 32 auf 64“: sizes in the order in which the model has them.

Three numbers or more, or two shapes, in a row hardly stand so in a model by chance: together they
are confirmed, if layers behind each other have just these channels, widths or shapes.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from math import prod

from rechenprobe import notation
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.sentences import supposes
from rechenprobe.claims import Item, Statement
from rechenprobe.expression import Call, Written
from rechenprobe.facts import Model
from rechenprobe.late import late

_ARROW = late(r"[\s$]*(?:→|->|=>|⇒|–>|\\(?:to|rightarrow|Rightarrow)\b)[\s$]*")
_OVER = late(
    r"\s*\$?\s*(?:(?:pixeln?|kanälen?|neuronen|werten?|positionen|bildpunkten?|filtern?"
    r"|merkmalen?)\s+)?"
    r"(?:in\s+(?:der\s+)?\w+(?:\s+(?:stufe|schicht|ebene))?\s+(?:\d\s+)?)?"
    r"(?:über|auf(?:\s+(?:nur|nur noch|noch|schließlich))?|erst|zunächst|dann(?: auf)?"
    r"|zu|to|via|wird|werden"
    r"|,(?:\s+(?:dann|weiter|schließlich))?(?:\s+auf)?"
    r"|und(?:\s+(?:dann|schließlich))?(?:\s+auf)?)\s+\$?",
    re.IGNORECASE,
)
_AND_FROM = late(r"\s*(?:,|und|,\s+und)?\s+(?:dann\s+)?aus\s+\$?", re.IGNORECASE)
"""„Aus 16 wird 14, aus 14 wird 12“."""
_FROM = late(r"\b(?:von|from|aus)\s+\$?$", re.IGNORECASE)
_WIDTHS = late(
    r"\b(?:kan[aä]len?|filtern?|merkmalen?|merkmalskarten|breite|auflösung|channels|width|resolution)\s+"
    r"(?:\w+\s+){0,4}(?:von|from)\s+\$?$",
    re.IGNORECASE,
)
"""„Die Zahl der Kanäle wächst von 24 auf 192“: steps between are left out."""
_OUTRIGHT = late(
    r"\W*(?:das|der|die|unser\w*|the|our)\s+(?:[\w-]*(?:netz(?:werk)?|modell|model|network|bild|image"
    r"|auflösung|resolution)|(?:auto)?encoder|decoder)\s+[a-zäöü]+[ts]\s+(?:sich\s+)?(?:von|from)\s+\$?",
    re.IGNORECASE,
)
"""„Das Netz verengt sich von …“"""
_COUNTS = late(r"[A-ZÄÖÜ]\w+|(?!to\b|and\b)[a-z]+s\b")
_SIZES = late(
    r"pixel|kanäle|neuronen|werte|positionen|bildpunkte|filter|merkmale|channels|units|neurons",
    re.IGNORECASE,
)
"""„… auf 192 Bilder“ counts something else."""
_NEAR = 40
"""Characters before a size in which a way begins."""
_FEWEST = 3

_Route = tuple[tuple[Fraction, ...], ...]


def confirm_routes(ledger: Ledger, model_at: ModelAt) -> None:
    """Statements in a row that nothing has confirmed."""
    known: dict[int, tuple[_Route, ...]] = {}
    for item in (one.item for one in ledger.undecided):
        model = model_at(item.span.start)
        if model is None or len(item.statements) < 2:
            continue
        for chain in _chains(ledger, item):
            sizes = [_size(one, ledger) for one in chain]
            if not all(sizes):
                continue
            flat = [size for size, _ in groupby(sizes)]
            named = _WIDTHS.search(item.text, 0, chain[0].span.start - item.span.start)
            if len(flat) < _FEWEST and min(map(len, flat)) < 3 and not named:
                continue
            if all(ledger.settled(one.numbers) for one in chain):
                continue
            if id(model) not in known:
                known[id(model)] = tuple(_routes(model))
            routes = known[id(model)]
            if any(_runs_along(route, tuple(flat), jumps=bool(named)) for route in routes):
                for one in chain:
                    shown = ledger.lecture.text(one.span)
                    truth = Truth(f"{model.name}.layers", shown, f"so liegt es in {model.name}")
                    ledger.verified(one.span, one.numbers, truth)
            elif len(flat) == len(sizes) and _is_outright(ledger, item, chain):
                _refute(ledger, model, chain, _odd_one(routes, tuple(flat)))


def _is_outright(ledger: Ledger, item: Item, chain: Sequence[Statement]) -> bool:
    """Whether the sentence says so of the net, and nothing before the numbers or of them."""
    at = chain[0].span.start - item.span.start
    if any(_COUNTS.match(one.noun) and not _SIZES.match(one.noun) for one in chain):
        return False
    for one in ledger.page.sentences(item.text):
        if one.start <= at < one.end and not supposes(one.text, ()):
            return _OUTRIGHT.fullmatch(one.text, 0, at - one.start) is not None
    return False


def _refute(
    ledger: Ledger, model: Model, chain: list[Statement], odd: tuple[int, Fraction] | None
) -> None:
    if odd is not None and not ledger.settled((one := chain[odd[0]]).numbers):
        true = notation.number(odd[1], ledger.grouping)
        about = f"die anderen liegen so in {model.name}"
        ledger.wrong(one.span, one.numbers, Truth(f"{model.name}.layers", true, about))


def _odd_one(routes: tuple[_Route, ...], sizes: _Route) -> tuple[int, Fraction] | None:
    """Which of four or more is another one than in the model, and what that is."""
    length, found = len(sizes), set[tuple[int, Fraction]]()
    if length <= _FEWEST or any(len(size) != 1 for size in sizes):
        return None
    for route in routes:
        for at in range(len(route) - length + 1):
            part = route[at : at + length]
            off = [place for place in range(length) if part[place] != sizes[place]]
            if len(off) == 1:
                found.add((off[0], part[off[0]][0]))
    return found.pop() if len(found) == 1 else None


def _chains(ledger: Ledger, item: Item) -> Iterator[list[Statement]]:
    """Sizes with arrows between them, or with the words of a way."""
    lecture = ledger.lecture
    statements = [lecture.statements[index] for index in item.statements]
    chain = statements[:1]
    worded = _is_start(lecture.source, item, statements[0])
    for old, new in pairwise(statements):
        gap = lecture.source[old.span.end : new.span.start]
        again = lecture.text(old.span) == lecture.text(new.span)
        onward = _OVER.fullmatch(gap) or (again and _AND_FROM.fullmatch(gap))
        if _ARROW.fullmatch(gap) or (worded and onward):
            chain.append(new)
            continue
        if len(chain) > 1:
            yield chain
        chain = [new]
        worded = _is_start(lecture.source, item, new)
    if len(chain) > 1:
        yield chain


def _is_start(source: str, item: Item, statement: Statement) -> bool:
    start = statement.span.start
    return _FROM.search(source, max(item.span.start, start - _NEAR), start) is not None


def _size(statement: Statement, ledger: Ledger) -> tuple[Fraction, ...]:
    """The numbers of a shape, or one alone; nothing for what is no size."""
    if statement.relations or len(statement.sides) != 1 or statement.sides[0].unit:
        return ()
    expr = statement.sides[0].expr
    parts = expr.args if isinstance(expr, Call) and expr.op == "*" else (expr,)
    found = []
    for part in parts:
        reading = ledger.lecture.numbers[part.number].german if isinstance(part, Written) else None
        if reading is None or reading.value.denominator != 1:
            return ()
        found.append(reading.value)
    return tuple(found)


def _routes(model: Model) -> Iterator[_Route]:
    """What changes along the model: widths, channels, both, whole shapes."""
    first = model.layers[0].input_shape if model.layers and model.layers[0].input_shapes else ()
    shapes = [first, *(layer.output_shape for layer in model.layers if layer.output_shapes)]
    full = [tuple(map(Fraction, one)) for one in shapes if one and None not in one]  # type: ignore[arg-type]
    spatial = [one[:-1] for one in full if len(one) > 1]
    for route in (
        [one[:1] for one in full],
        [one[-1:] for one in full],
        [one[:1] for one in full if len(one) > 1],
        spatial,
        [(Fraction(prod(one)),) for one in spatial],
        full,
    ):
        yield tuple(key for key, _ in groupby(route))


def _runs_along(route: _Route, sizes: _Route, *, jumps: bool) -> bool:
    """Whether the sizes stand behind each other in the route.

    Or in its order, from where it begins to its highest or lowest point.
    """
    length = len(sizes)
    if jumps and sizes[0] in route[:2] and sizes[-1] in (max(route), min(route)):
        left = iter(route)
        if all(size in left for size in sizes):
            return True
    return any(route[at : at + length] == sizes for at in range(len(route) - length + 1))
