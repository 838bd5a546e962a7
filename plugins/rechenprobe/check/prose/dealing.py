"""What several layers have each: „auf die erste entfallen 32,2 %, auf die dritte 12,9 %“.

A number is paired with what stands beside it: layers, parts, „die zweite“ of a row of layers that
the passage leaves open. A row in which two pairs hold tells what it counts and of which layers:
then all are confirmed that hold, and refuted is the only one of three that does not, or one that
is a slip of the pen.
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from rechenprobe import notation
from rechenprobe.check.layers.parts import Layers
from rechenprobe.check.numbers.slips import slip
from rechenprobe.check.prose.pairing import Pair, counted_of, is_share, pairs_of
from rechenprobe.check.prose.sayings import IMAGINES, Passage
from rechenprobe.check.words.sentences import begins_supposing, supposes
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.late import late

_HINTS = ("param", "gewicht", "weight", "mac", "multiplik", "rechen", "aufwand")
_NOT = late(r"\b(?:nicht|kein\w*|not|no)\b", re.IGNORECASE)
_CLAUSE = late(r"[,;:(](?!\d)|\s[–—-]\s")
_SMALLEST, _LARGE = 20, 1000
_FEWEST = 2


def confirm_dealt(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        text = passage.lower
        if passage.item.kind == "item":  # „Parameter:“ above a list
            text += "".join(one.text.lower() for one in passage.above[-2:])
        if not any(map(text.__contains__, _HINTS)):
            continue
        pairs = list(pairs_of(passage))
        if not any(one.saying.is_open(one.figure) for one in pairs):
            continue
        for shared in (False, True):
            of_kind = [one for one in pairs if is_share(one.figure) == shared]
            for work in (False, True):
                _row([one for one in of_kind if ("macs" in one.counts) == work])


def _row(pairs: Sequence[Pair]) -> None:
    if not any(one.saying.is_open(one.figure) for one in pairs):
        return
    rows = sorted(dict.fromkeys(row for one in pairs for row in one.possible), key=_order(pairs))
    best = max(rows, key=lambda row: sum(one.holds(row) is not None for one in pairs))
    held = [one for one in pairs if one.holds(best) is not None]
    for one in pairs:
        large = not is_share(one.figure) and one.figure.value >= _LARGE
        found = one.holds(best) or next(filter(None, map(one.holds, rows if large else ())), None)
        if found and one.saying.is_open(one.figure) and (large or _tells(one, held)):
            one.saying.confirm(one.figure, *_explained(one, *found))
    missed = [one for one in pairs if one not in held and one.saying.is_open(one.figure)]
    for one in missed:
        if one.figure.statement.bound or not one.firm or _is_supposed(one):
            continue
        if any(one.holds(row) for row in rows):
            continue
        near = [it for it in held if _is_beside(it, one)]
        values = one.values(best)
        slips = (one.said or near) and not _stands_elsewhere(one)
        meant = [it for it in values if _is_slip(one, it[0])] if slips else []
        if not meant and len(missed) == 1 and len(near) >= _FEWEST and len(values) == 1:
            meant = values
        if len({one.rounded(it[0]) for it in meant}) == 1:
            value, layers, name = meant[0]
            fact, shown = _explained(one, layers, name)
            one.saying.refute(one.figure, fact, shown, value)


def _order(pairs: Sequence[Pair]) -> Callable[[str], int]:
    """What an ordinal rather counts in: what the words before say, or layers of the same kind."""
    kinds = {
        layer.kind
        for one in pairs
        for layers in one.possible.get("", ())[:1]
        for layer in layers[:1]
    }
    return lambda row: 0 if row == "said" else 1 if row in kinds else 2


def _is_beside(one: Pair, other: Pair) -> bool:
    """Whether they stand in one sentence, or in one right behind the other."""
    return other.saying in (one.saying, one.saying.earlier) or other.saying.earlier is one.saying


def _tells(one: Pair, held: Sequence[Pair]) -> bool:
    """Whether it fits by no chance."""
    if is_share(one.figure):
        own = len(str(one.figure.value.numerator).strip("0")) > 1
        return len(held) > (1 if own else _FEWEST)
    others = [it for it in held if it is not one and it.figure.value >= _SMALLEST]
    return len(others) >= (1 if one.figure.value >= _SMALLEST or one.firm else _FEWEST)


def _is_slip(one: Pair, true: Fraction) -> bool:
    reading, result = one.figure.reading, one.figure.result
    if reading is None or result is None:
        return False
    if "Zahlendreher" in slip(true / result.scale, reading):
        return True
    two = str(notation.round_half_away(true / result.scale, 0))
    return is_share(one.figure) and not reading.decimals and two[::-1] == str(reading.value)


def _stands_elsewhere(one: Pair) -> bool:
    return not is_share(one.figure) and one.saying.ledger.has_confirmed(one.figure.value)


def _explained(one: Pair, layers: Layers, name: Attribute) -> tuple[str, str]:
    model, number = one.saying.model, one.saying.number
    names = ", ".join(layer.name for layer in layers if counted_of(layer, name))
    if len(names) > 60:
        names = f"{layers[0].name} … {layers[-1].name}"
    what = "MACs" if name == "macs" else "Biaswerte" if name == "biases" else "Parameter"
    part = sum(counted_of(layer, name) for layer in layers)
    shown = f"{what} von {names}"
    if is_share(one.figure):
        all_ = model.macs if name == "macs" else model.params
        shown += f": {number(part)} von {number(all_)}"
    owner = layers[0].name if len(layers) == 1 else model.name
    return f"{owner}.{'macs' if name == 'macs' else 'params'}", shown


def _is_supposed(one: Pair) -> bool:
    """Whether its sentence speaks of what is not so; „nicht“ of another clause says nothing."""
    saying = one.saying
    if not saying.supposes:
        return False
    others = _NOT.sub("", saying.text)
    clause = _CLAUSE.split(saying.lower[: one.figure.start])[-1]
    clause += _CLAUSE.split(saying.lower[one.figure.end :])[0]
    imagines = supposes(others, ()) or begins_supposing(saying.text)
    return imagines or IMAGINES.search(saying.lower) is not None or supposes(clause, ())
