r"""Steps of learning whose quantities a paragraph names: gradient descent, Q-learning, schedules.

    Q-Learning mit $Q=2$, $r=1$, $\gamma=0{,}9$, $\max Q'=5$, $\alpha=0{,}1$: TD-Fehler $3{,}5$
    Die Lernrate 0,1 wird nach 30 und nach 60 Epochen durch 10 geteilt. In Epoche 80 ist sie 0,001.

Each quantity has one value in the paragraph, the first one it is given; else nothing is said.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from rechenprobe.check.defined.activations import Evaluated
from rechenprobe.late import late

_N = r"(?P<sign>[-−–]?) ?[#%](?P<n>\d+)(?! ?[-+·*/^(]| ?\\(?:cdot|frac|times))"
_SET = r" ?(?:=|≈|\\approx|:)? ?(?:von|of|ist|is|beträgt|bei|at)? ?(?:=|≈)? ?"
_ROLES: Mapping[str, re.Pattern[str]] = {
    name: late(rf"(?:{words}){_SET}{_N}")
    for name, words in {
        "next": r"(?:\\?max\w*(?:_?\{?a'?\}?)? ?q(?:'|\(s', ?a'\))?|q\(s', ?a'\)|v\(s'\)"
        r"|(?<![a-z])q')",
        "value": r"(?<![a-z\\'])(?<!max )(?:q|v)(?:\(s(?:, ?a)?\))?(?:-wert)?",
        "reward": r"(?<![a-z\\])r|belohnung(?: r)?|reward(?: r)?",
        "discount": r"\\gamma|γ|diskont(?:ierungs)?faktor|discount(?: factor)?",
        "rate": r"\\alpha|α|\\eta|η|lernrate(?: \\eta| \\alpha)?|learning rate|schrittweite",
        "weight": r"(?<![a-z\\])w(?:_?(?:0|alt|old|t))?|gewicht(?: w)?|weight(?: w)?",
        "gradient": r"gradient\w*(?: g)?|ableitung|(?<![a-z\\])g|\\nabla ?[jlfe]?(?:\(w\))?"
        r"|\\frac\{?\\partial [a-z]\}?\{?\\partial w\}?",
    }.items()
}
_GO = r"[^#%.;:]{0,24}?"
_RESULTS: Mapping[str, re.Pattern[str]] = {
    name: late(rf"(?:{words}){_GO}{_SET}{_N}")
    for name, words in {
        "error": r"\btd-?(?: ?fehler|[- ]error)|temporal difference error",
        "target": r"\btd-?(?: ?ziel\w*| ?target)|\bzielwert",
        "value": r"\b(?:neuer?|aktualisierter?|new|updated) (?:q-?)?(?:wert|value|schätzung"
        r"|estimate)",
        "weight": r"\b(?:neues?|aktualisiertes?|new|updated) (?:gewicht|weight)"
        r"|nach (?:dem|einem|diesem)(?: ersten)? (?:update|schritt|gradientenschritt)"
        r"|after (?:the|one) (?:update|step)|wird es(?: damit| also)?(?: zu)?"
        r"|w_?(?:1|neu|new)(?= ?=)",
    }.items()
}
_ROOTS = ("td-", "q-l", "gradient", "ableitung", "epoche", "epoch")
_OTHER = late(
    r"\b(?:momentum|adam\w*|rmsprop|nesterov|weight decay|gewichtszerfall|aufstieg\w*|ascent"
    r"|maximier\w*"
    r"|sarsa|zweiter? schritt|zwei schritte|schritte|steps|iterationen)\b"
)
_STEP = r"(?:epochen?|epochs?|schritten?|steps?)"
_START = late(
    r"(?:lernrate|learning rate|\\eta|η|\\alpha|\bstartet?\b|\bbeginnt\b|\bstarts?\b|\bbegins?\b)"
    rf"{_GO}{_SET}{_N}"
)
_FACTOR = late(
    rf"(?:(?P<times>faktor|factor|multipliziert|multiplied)(?: von| of| mit| by)? {_N}"
    r"|durch [#](?P<d>\d+) (?:geteilt|dividiert)|(?P<mul>mit) [#](?P<m>\d+) multipliziert"
    r"|divided by [#](?P<e>\d+)|(?P<half>halbier\w*|halved|halving)"
    r"|(?P<tenth>gezehntelt|zehntel\w*))"
)
_EVERY = late(rf"\b(?:alle|jeweils nach|every) #(?P<n>\d+) {_STEP}")
_LIST = r"#\d+(?:(?:, | und | and | sowie )(?:nach |in |bei |after )?#\d+)*"
_AFTER = late(
    r"\b(?:nach|bei|in|after|at)(?: den| the)? "
    rf"(?:(?P<one>{_LIST}) {_STEP}|{_STEP} (?P<two>{_LIST}))"
)
_AT = late(
    rf"\b(?:in|nach|bei|ab|at|after)(?: the)? {_STEP} (?:#(?P<n>\d+)|(?P<named>\d+))"
    rf"|\b(?:nach|after|bei|at) #(?P<m>\d+) {_STEP}"
)
_RATE = late(rf"(?:lernrate|learning rate|\\eta|η|\bsie|\bit|noch|still){_GO}{_SET}{_N}")
_MOST = 40


def may_learn(lower: str) -> bool:
    """Whether it is worth a closer look."""
    return any(map(lower.__contains__, _ROOTS))


def learned(text: str, number: Callable[[int], Fraction | None]) -> Iterator[Evaluated]:
    """All results of a paragraph with places."""
    if not _OTHER.search(text):
        yield from _steps(text, number)
    yield from _scheduled(text, number)


def _steps(text: str, number: Callable[[int], Fraction | None]) -> Iterator[Evaluated]:
    results = {
        name: found[0]
        for name, pattern in _RESULTS.items()
        if len(found := list(pattern.finditer(text))) == 1
    }
    if not results:
        return
    taken = {int(match["n"]) for match in results.values()}
    given: dict[str, tuple[int, Fraction]] = {}
    for name, pattern in _ROLES.items():
        others = {place for place, _ in given.values()} | taken
        found = [it for it in pattern.finditer(text) if int(it["n"]) not in others]
        values = [
            (int(it["n"]), -value if it["sign"] else value)
            for it in found
            if (value := number(int(it["n"]))) is not None
        ]
        if len({value for _, value in values}) == 1:
            given[name] = values[0]
    for name, match in results.items():
        needed, formula, shown = _FORMULAS[name]
        if all(one in given for one in needed):
            value = formula(*(given[one][1] for one in needed))
            places = tuple(given[one][0] for one in needed)
            if max(places) < int(match["n"]):
                own = -value if match["sign"] else value
                yield Evaluated(places, int(match["n"]), own, shown)


_FORMULAS: Mapping[str, tuple[Sequence[str], Callable[..., Fraction], str]] = {
    "target": (("reward", "discount", "next"), lambda r, g, q: r + g * q, "r + γ · max Q′"),
    "error": (
        ("value", "reward", "discount", "next"),
        lambda v, r, g, q: r + g * q - v,
        "r + γ · max Q′ − Q",
    ),
    "value": (
        ("value", "reward", "discount", "next", "rate"),
        lambda v, r, g, q, a: v + a * (r + g * q - v),
        "Q + α · (r + γ · max Q′ − Q)",
    ),
    "weight": (("weight", "rate", "gradient"), lambda w, a, g: w - a * g, "w − η · g"),
}


def _scheduled(text: str, number: Callable[[int], Fraction | None]) -> Iterator[Evaluated]:
    """A learning rate that falls by a factor, so often or at such epochs."""
    start, factors = _START.search(text), list(_FACTOR.finditer(text))
    if start is None or len(factors) != 1:
        return
    first = next(int(place) for place in re.findall(r"[#%](\d+)", start[0])[-1:])
    factor, used = _factor(factors[0], number)
    ats = [match for match in _AT.finditer(text) if match.start() > factors[0].start()]
    every = list(_EVERY.finditer(text))
    after = [
        int(place)
        for match in _AFTER.finditer(text)
        for place in re.findall(r"#(\d+)", match["one"] or match["two"])
    ]
    rates = [it for it in _RATE.finditer(text) if int(it["n"]) not in (first, *used, *after)]
    value = number(first)
    if factor is None or value is None or not ats or not rates:
        return
    last, target = ats[-1], int(rates[-1]["n"])
    named = last["named"]
    at = None if named else int(last["n"] or last["m"])
    epoch = Fraction(named) if at is None else number(at)
    if epoch is None:
        return
    if len(every) == 1:
        places = [int(every[0]["n"])]
        period = number(places[0])
        if not period:
            return
        turns, edge = int(epoch // period), epoch % period == 0
    else:
        places = list(dict.fromkeys(place for place in after if place != at))
        bounds = [number(place) for place in places]
        if not bounds or every:
            return
        turns = sum(one is not None and one <= epoch for one in bounds)
        edge = epoch in bounds
    given = (first, *used, *places, *(() if at is None else (at,)))
    if (edge and not last["m"]) or turns > _MOST or sorted(given) != list(range(target)):
        return
    yield Evaluated(given, target, value * factor**turns, f"{turns} Mal mit dem Faktor")


def _factor(
    match: re.Match[str], number: Callable[[int], Fraction | None]
) -> tuple[Fraction | None, tuple[int, ...]]:
    """By what it is multiplied, and the places that say so."""
    if match["half"] or match["tenth"]:
        return Fraction(1, 2 if match["half"] else 10), ()
    place = int(match["n"] or match["d"] or match["m"] or match["e"])
    value = number(place)
    if not value:
        return None, ()
    return (1 / value if match["d"] or match["e"] else value), (place,)
