"""What two models of a page have more or less than each other: „7.296 weniger als das LSTM“.

A difference, a percentage by which one is smaller, how many times as much one has. Which models are
meant say their names, or counts of theirs here or right before. Refuted is only a slip of the pen,
where both are said.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Literal

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.layers.rivals import counted, distinct, named
from rechenprobe.check.numbers.slips import is_typo
from rechenprobe.check.prose.sayings import BACK, Figure, Passage, Saying
from rechenprobe.facts import Model
from rechenprobe.late import late

_HINTS = tuple(
    "weniger mehr mal fach faktor unterschied differenz spar sink größer kleiner schrumpf statt "
    "gegenüber % fewer more less times".split()
)
_BEHIND_COUNT = late(
    r"[\s*$_]*(?:(?:parametern?|gewichten?|macs|multiplikationen|parameters|weights)\b)?"
    r"(?:\s+oder\s+[\d.,]+\s*%)?\s*(?:weniger|mehr|fewer|more|less|eingespart|gespart)\b"
)
_BEFORE_COUNT = late(
    r"\b(?:unterschied|differenz|ersparnis|spart|sparen|gespart|einsparung|difference|saves?)\b[^.\d]*$"
)
_BEHIND_SHARE = late(
    r"[\s*$_]*(?:\w+\s+)?(?:weniger|mehr|kleiner|größer|fewer|less|more|smaller)\b"
)
_BEFORE_SHARE = late(
    r"\b(?:um|spart|sparen|ersparnis|sinkt|schrumpft|reduziert|weniger|das sind|gerade einmal|by)\s"
    r"[^.\d]*$"
)
_THAT_IS = late(r"\b(?:also|oder|mithin|entspricht)\s[^.\d]*$")
_DIFFERS = late(r"\b(?:weniger|mehr|spart|sparen|ersparnis|unterschied|fewer|more|less)\b")
_OUTRIGHT = late(
    r"\s?-?mal\s+so\s+(?:groß|viele?n?|hoch)(?:\s+(?:parameter|gewichte|macs|multiplikationen))?"
    r"\s*(?:[.,;:)]|(?:wie|als)\b)"
)
"""Nothing else than what is counted can be meant."""
_FAR_OFF = Fraction(1, 10)
_ROUGH = Fraction(1, 20)
"""„Gut 60.000“ are 61.706."""
_OR_SHARE = late(
    r"[\s*$(]*(?:(?:parametern?|gewichten?|macs|weniger|mehr|parameters|weights|fewer|more)\s*)*[,(–]?"
    r"\s*(?:(?:oder|also|das sind|d\.\s?h\.|nämlich|or|that is|rund|etwa|knapp|gut|nur)\s+)*[*$]*"
)
_ALONE = late(r"[\s*$]*(?:weniger|mehr|fewer|more|gespart)?[\s*$]*(?:[.,;:!)]|$)")
_FEWER = late(r"\b(?:weniger|spar\w*|gespart|kleiner|fewer|less|saves?)\b")
_TIMES = late(r"\s?-?(?:mal|fach\w*|times)\b")
_FACTOR = late(r"\bfaktor\s+(?:von\s+)?(?:rund\s+|etwa\s+|gut\s+|knapp\s+)?$")
_WORK = late(
    r"\b(?:rechn(?:et|en)(?! (?:man|wir|sie))|macs?|multiplikation\w*|\w*aufwand|operation\w*"
    r"|flops?)\b"
)
_SIZE = late(r"\b(?:parameter\w*|gewicht\w*|groß|größer|kleiner|weights)\b")
_EARLIER = late(r"\b(?:vorher|zuvor|vorhin|bisher|davor|before|previously)\b")
_END = late(r"[,;:.](?=\s)")
_SMALLEST = 100
_LARGE = 1000
_FAR = 2
"""Sentences before in which a model may be counted."""

_Sort = Literal["difference", "change", "ratio"]


class _Pair(Struct, frozen=True, gc=False):
    """Two models, and what of them is compared."""

    one: Model
    two: Model
    about: str

    @property
    def values(self) -> tuple[Fraction, Fraction]:
        """Of both."""
        return Fraction(getattr(self.one, self.about)), Fraction(getattr(self.two, self.about))

    def comes_to(self, sort: _Sort) -> Fraction:
        """What the numbers should be."""
        one, two = self.values
        if sort == "difference":
            return abs(one - two)
        return abs(one - two) / two if sort == "change" else one / two


def confirm_rivals(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    models = distinct(passages[0].ledger.page.models) if passages else ()
    for passage in passages if len(models) > 1 else ():
        if any(map(passage.lower.__contains__, _HINTS)):
            for saying in passage.sayings:
                for one in saying.figures:
                    sort = _sort(saying, one) if saying.is_open(one) else None
                    if sort is not None:
                        _judge(saying, one, sort, models)


def _sort(saying: Saying, one: Figure) -> _Sort | None:
    if one.result is None or one.reading is None:
        return None
    before, lower, end = saying.lower[: one.start], saying.lower, one.end
    if one.result.scale != 1:
        said = _BEHIND_SHARE.match(lower, end) or _BEFORE_SHARE.search(before)
        said = said or (_THAT_IS.search(before) if _DIFFERS.search(lower) else None)
        return "change" if said else None
    if _TIMES.match(lower, end) or _FACTOR.search(before):
        return "ratio"
    if one.is_count and one.value >= _SMALLEST:
        said = _BEHIND_COUNT.match(lower, end) or _BEFORE_COUNT.search(before)
        return "difference" if said else None
    return None


def _judge(saying: Saying, one: Figure, sort: _Sort, models: Sequence[Model]) -> None:
    if sort == "change" and _of_difference(saying, one, models):
        return
    near = list(_sentences(saying))
    told = counted((it.value for some in near for it in some.figures if it.counts), models)
    words = [model for some in near for _, model in named(some.lower, models)]
    here = {id(model) for model, _ in told} | set(map(id, words))
    wider = here | (set(map(id, models)) if _EARLIER.search(saying.lower) else set())
    abouts = _abouts(saying, one, [about for _, about in told])
    pairs = [
        pair
        for about in abouts
        for pair in (_Pair(*both, about) for both in permutations(models, 2))
        if all(pair.values) and _may_be(pair, sort, here or {id(saying.model)}, wider)
    ]
    if not pairs or (sort != "difference" and _is_of_others(saying, one, pairs)):
        return
    if right := next((it for it in pairs if _holds(saying, one, it, sort)), None):
        saying.confirm(one, f"{right.one.name}.{right.about}", _shown(saying, right))
        _confirm_ends(near, right)
    elif len(here) == 2 and len(abouts) == 1 and not saying.supposes and one.reading:
        scale = one.result.scale if one.result else Fraction(1)
        sure = [it for it in pairs if {id(it.one), id(it.two)} == here]
        ways = {it.comes_to(sort) / scale: it for it in sure}
        likely = [it for it in ways if is_typo(it, one.reading)]
        if sort == "ratio" and _OUTRIGHT.match(saying.lower, one.end):
            far = [it for it in ways if it > 1 and abs(it / one.value - 1) > _FAR_OFF]
            likely = far or likely
        if len(likely) == 1:
            pair = ways[likely[0]]
            fact = f"{pair.one.name}.{pair.about}"
            true = likely[0] * scale
            if sort == "ratio":
                true = notation.round_half_away(true, max(0, one.reading.decimals))
            saying.refute(one, fact, _shown(saying, pair), true)


def _of_difference(saying: Saying, one: Figure, models: Sequence[Model]) -> bool:
    """„7.296 weniger. Das sind 23,4 %“: the share that a difference right before is."""
    here = [it for it in saying.figures if it.end <= one.start]
    back = None if here or not BACK.fullmatch(saying.lower[: one.start]) else saying.earlier
    last = (here or (back.figures if back else ()))[-1:]
    gap = saying.lower[here[-1].end : one.start] if here else ""
    said = back or _OR_SHARE.fullmatch(gap)
    if not last or not said or not _ALONE.match(saying.lower, one.end) or one.reading is None:
        return False
    pairs = [
        pair
        for about in ("params", "macs")
        for pair in (_Pair(*both, about) for both in combinations(models, 2))
        if pair.comes_to("difference") == last[0].value >= _LARGE and all(pair.values)
    ]
    if len(pairs) != 1:
        return False
    (pair,) = pairs
    parts = [pair.comes_to("difference") / it for it in sorted(pair.values, reverse=True)]
    words = (back.lower if back else "") + saying.lower
    fact = f"{pair.one.name}.{pair.about}"
    if any(saying.agrees(one, part, rounded=True) for part in (*parts, 1 - parts[0])):
        saying.confirm(one, fact, _shown(saying, pair))
    elif not saying.supposes and not (back and back.supposes):
        true = parts[0] if _FEWER.search(words) else parts[1]
        saying.refute(one, fact, _shown(saying, pair), true)
    return True


def _may_be(pair: _Pair, sort: _Sort, here: set[int], wider: set[int]) -> bool:
    """Whether both models are said; a difference tells the other one itself."""
    both = {id(pair.one), id(pair.two)}
    return not here.isdisjoint(both) and (sort == "difference" or both <= wider)


def _shown(saying: Saying, pair: _Pair) -> str:
    what = "Parameter" if pair.about == "params" else "MACs"
    return f"{what}: " + " und ".join(saying.number(value) for value in pair.values)


def _confirm_ends(near: Sequence[Saying], pair: _Pair) -> None:
    """What the difference is of, where it stands without a word that says whose it is."""
    for saying in near:
        for it in saying.figures:
            for model in (pair.one, pair.two):
                if it.counts and it.value == getattr(model, pair.about) >= _LARGE:
                    saying.confirm(it, f"{model.name}.{pair.about}", f"so viel hat {model.name}")


def _is_of_others(saying: Saying, one: Figure, pairs: Sequence[_Pair]) -> bool:
    """„… sinkt die Zahl von 116.416 auf 87.840, also um 25 %“: other counts stand before it."""
    ends = {value for it in pairs for value in (*it.values, it.comes_to("difference"))}
    before = [it for it in saying.figures if it.end <= one.start and it.counts]
    return any(
        it.value >= _SMALLEST and all(abs(it.value - end) > _ROUGH * end for end in ends)
        for it in before
    )


def _sentences(saying: Saying) -> Iterator[Saying]:
    it: Saying | None = saying
    for _ in range(_FAR + 1):
        if it is not None:
            yield it
            it = it.earlier


def _abouts(saying: Saying, one: Figure, told: Sequence[str]) -> list[str]:
    """What is compared: what the clause says, the sentence, or what was counted before."""
    start = max((match.end() for match in _END.finditer(saying.lower, 0, one.start)), default=0)
    end = _END.search(saying.lower, one.end)
    for text in (saying.lower[start : end.start() if end else len(saying.lower)], saying.lower):
        work, size = _WORK.search(text), _SIZE.search(text)
        if bool(work) != bool(size):
            return ["macs" if work else "params"]
    return sorted(set(told), reverse=True) or ["params", "macs"]


def _holds(saying: Saying, one: Figure, pair: _Pair, sort: _Sort) -> bool:
    true = pair.comes_to(sort)
    if sort == "ratio" and true < 1:
        return False
    return saying.agrees(one, true, rounded=sort != "difference" or one.statement.approximate)
