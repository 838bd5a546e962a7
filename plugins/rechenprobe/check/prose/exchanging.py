"""What a model would count with another layer, whose count the text has calculated.

„Das LSTM hat 4 · 24 · (32 + 24 + 1) = 5.472 Parameter, also 1.296 mehr als die GRU. Das Netz hätte
dann 8.441.“ Only confirmed: which layer is meant, words seldom tell for sure. The numbers do.
"""

from collections.abc import Iterator
from fractions import Fraction

from rechenprobe.check.numbers.rounding import result_of
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Model
from rechenprobe.late import late

_COUNTS = late(r"param|gewicht|weight|mac")
_WORK = late(r"\bmacs?\b|multiplik|rechen|rechn|aufwand|arbeit")
_LESS = late(r"\b(?:weniger|ersparnis|spar\w*|kleiner|reduzier\w*|fewer|less|smaller)\b")
_MORE = late(r"\b(?:mehr|plus|größer|zusätzlich\w*|more|larger)\b")
_OF = late(
    r"\b(?:parameter\w*|netz\w*|modell\w*|macs?|multiplikation\w*|rechnung|rechenaufwand\w*|gewicht\w*"
    r"|trainierbar\w*|entfallen|entfällt|stecken|steckt|weniger|mehr|ersparnis|model|parameters)\b"
)
_DIFFERS = late(r"[\s*_$]*(?:\w+\s+)?(?:mehr|weniger|zusätzlich\w*|more|fewer|less)\b")
_DIFFERENCE = late(
    r"\b(?:fehlen|spart|sparen|fallen|unterschied\w*|(?:mehr|weniger)\s+(?:als|sind))\W+(?:\w+\W+){0,2}$"
)
_ADDED = late(r"\b(?:zusätzlich\w*|weiter\w*|dazu|hinzu\w*|noch ein\w*|additional|another)\b")
_LARGE, _HUNDRED, _SMALL = 1000, 100, 10
_NEAR, _BACK = 4, 2
"""Numbers before one, and results, with which it may be calculated."""


def confirm_exchanged(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        results = _results(passage)
        for saying in passage.sayings:
            for one in saying.figures:
                if not saying.is_open(one) or one.result is None:
                    continue
                at = saying.offset + one.start
                if one.result.scale < 1:
                    _share(saying, one, [value for end, value, _ in results if end <= at])
                elif one.counts and one.value >= _SMALL and _COUNTS.search(passage.lower):
                    near = [value for end, value, calculated in results if calculated and end <= at]
                    _number(saying, one, near[-_BACK:])


def _results(passage: Passage) -> list[tuple[int, Fraction, bool]]:
    """What its calculations that hold give, and where they end; and its plain numbers."""
    found = []
    for one in passage.statements:
        result = None if one.shape else result_of(one.sides[-1].expr)
        if result and all(map(passage.ledger.holds, one.numbers)):
            reading = passage.ledger.lecture.numbers[result.number].german
            if reading and result.scale == 1 and reading.value >= _SMALL:
                found.append((one.span.end, reading.value, bool(one.relations)))
    return found


def _share(saying: Saying, one: Figure, near: list[Fraction]) -> None:
    """Of a model's total, so exact that it is no other one by chance."""
    words = saying.lower + (saying.earlier.lower if saying.earlier else "")
    few = one.reading is None or one.reading.value * 10**one.reading.decimals < _SMALL
    if few or not one.reading or not one.reading.decimals or not _OF.search(words):
        return
    less, more = _LESS.search(saying.lower), _MORE.search(saying.lower)
    models = saying.ledger.page.models
    told = next((it for it in (saying.lower, words) if "param" in it or _WORK.search(it)), "")
    both = "param" in told and _WORK.search(told)
    for name in ("params", "macs") if both else ("macs",) if _WORK.search(told) else ("params",):
        others = {Fraction(getattr(it, name)): it.name for it in models}
        known = dict.fromkeys((n for n in near[-_NEAR:] if n >= _HUNDRED), "")
        for model in (saying.model, *(it for it in models if it is not saying.model)):
            total = getattr(model, name)
            layers = {Fraction(getattr(it, name)): it.name for it in model.layers}
            frozen = {Fraction(model.trainable_params): model.name} if name == "params" else {}
            for part in known | others | layers | frozen if total else ():
                ratio = part / total
                true = 1 - ratio if less else ratio - 1 if more else ratio
                if 0 < true < 1 and saying.agrees(one, true, rounded=True):
                    what = f"{saying.number(part)} von {saying.number(total)} ({model.name})"
                    saying.confirm(one, f"{model.name}.{name}.share", what)
                    return


def _number(saying: Saying, one: Figure, results: list[Fraction]) -> None:
    before = saying.lower[: one.start]
    differs = _DIFFERS.match(saying.lower, one.end) or _DIFFERENCE.search(before)
    added = _ADDED.search(saying.lower) is not None
    for new in results:
        for model in saying.ledger.page.models:
            for value, shown in _ways(model, new, differs=bool(differs), added=added):
                if value == one.value and (differs or value >= _LARGE):
                    saying.confirm(one, f"{model.name}.params", f"so viel ist {shown}")
                    return


def _ways(
    model: Model, new: Fraction, *, differs: bool, added: bool
) -> Iterator[tuple[Fraction, str]]:
    for name in ("params", "macs"):
        total = getattr(model, name)
        for layer in model.layers:
            old = getattr(layer, name)
            if old and old != new:
                if differs:
                    yield abs(new - old), f"{max(new, old)} − {min(new, old)} ({layer.name})"
                else:
                    yield total - old + new, f"{total} − {old} + {new} ({layer.name})"
        if differs:
            yield abs(total - new), f"{total} − {new}"
        elif added:
            yield total + new, f"{total} + {new}"
