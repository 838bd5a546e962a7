"""Numbers of a passage with the layers and parts that stand beside them, for what they have each.

„7.200 in der zweiten Schicht“, „auf die Ausgabe nur 2,5 %“, „der Decoder, der 39 % stellt“. Which
row of layers an ordinal counts in is left open: a pair has what may be meant for each of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.examples.counting import counted_alone, counted_in
from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.groups import groups_named
from rechenprobe.check.layers.parts import Layers
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.words.families import bare
from rechenprobe.check.words.layer_words import ORDINALS
from rechenprobe.check.words.vocabulary import Attribute, counted
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ORDINAL = late(
    rf"\b(?:die|der|den|dem|das|zur|zum|beim|im|the)\s+(?P<which>{'|'.join(ORDINALS)})\b"
    r"(?:\s+(?:schicht|layer)\b)?"
)
_LAST = late(
    r"\b(?:die|der|den|dem|das|zur|zum|the)\s+(?P<at>ausgabe(?:neuron(?:en)?|schicht)?|output)\b(?!-)"
)
_FIRST = late(r"\b(?:die|der|den|the)\s+(?P<at>(?:eingangs|eingabe|anfangs)-?faltung)\b")
_FALLS_ON = late(
    r"[\s%*_$]*(?:(?:der|aller|des|davon|parametern?|gewichten?|macs|multiplikationen|netzes|modells|rechenaufwands)\s+)*"
    r"(?:,?\s*(?:gehör|steck|lieg|entfallen|entfällt|sitz|fallen|fällt|geh|häng)\w*\s+)?"
    r"(?:allein\s+|schon\s+)?(?:in|auf|an|zu|zur|zum|bei|beim|im|für|on|to|for)"
    r"(?:\s+(?:de[rmn]|die|das|dieser|diese|einen|the|alle[n]?|beide[n]?|ein(?:er|zigen)?)){0,3}\s*$"
)
"""Between a number and the layers behind it."""
_OTHER = late(
    r"\b(?:ohne|außer|statt|mehr|weniger|als|je|jeweils|pro|rest\w*|übrig\w*|zusammen|insgesamt|gemeinsam"
    r"|um|by|without|instead|more|fewer|less|than|each|per|together)\b"
)
"""Between layers and a number behind them: it may be something else."""
_THAT = late(
    r"\W*(?:das|dies|sie|es|this|that|it|they)\s+(?:sind|ist|entspricht|macht|hat|haben|are|is|has)\b"
)
_AGAIN = late(
    r"[\s\w]*,\s*(?:(?:das|dies) (?:sind|ist|entspricht|macht)|also|mithin|und damit|oder|that is)"
    r"(?:\s+(?:also|rund|etwa|knapp|gut|nur|fast|immerhin|schon|about))*[\s*_$]*"
)
"""„hat 221.440, das sind 46 %“: it is said of the same."""
_STAGE = late(r"\b(?:stufen?|ebenen?|bl[öo]cken?|stages?|blocks?)\b")
_EACH = late(r"\b(?:je|jeweils|jede[rs]?|each)\s+(?:\w+\s+)?[*_$]*$")
_WITHOUT = late(r"\b(?:ohne|außer|without)\s+(?:(?:de[nrm]|die|das|the)\s+)?[*_`]*$")
_ALL = late(
    r"\b(?:insgesamt|in summe|alles zusammen|macht zusammen|in total)\s+(?:[a-zäöü]+\s+)?[*_$]*$"
)
_WHICH = late(r",\s*(?:die|der|das|which)\s+(?:\w+\s+){0,2}")
_THIS = late(r"\b(?:dies\w+|jene\w*|this|that)\s+$")
_WORD = late(r"\w+")
_OF = late(r"[\s%*_$]*(?:der|des|aller|von(?: (?:den|allen))?|of(?: (?:the|all))?)\s+(\w+)")
_OF_NET = late(r"[\s%*_$]*(?:des (?:ganzen |gesamten )?(?:netze|modell)s|of the (?:net|model))")
_NET = late(r"(?:ganzen|gesamten|\w*netz|modell|summe|these|total|model|net)")
_AND = late(r"[\s*_$]*(?:,|und|and|sowie)[\s*_$]*")
_SMALLEST = 20
_FEWEST = 2
_NORM = "Normalization"
_ATTRIBUTES: Mapping[str, tuple[Attribute, ...]] = {
    "params": ("params",),
    "weights": ("unbiased", "params"),
    "unbiased": ("unbiased",),
    "biases": ("biases",),
    "macs": ("macs",),
}


class Pair(Struct, frozen=True, gc=False):
    """A number with the layers that it may be about."""

    saying: Saying
    figure: Figure
    possible: Mapping[str, tuple[Layers, ...]]
    """By the row of layers that an ordinal counts in, empty for what says itself which layers."""
    counts: tuple[Attribute, ...]
    firm: bool
    """Whether it stands right beside them."""
    said: bool
    """Whether its own sentence says what is counted."""
    each: bool
    """Whether it is said of each of them."""

    def values(self, row: str) -> list[tuple[Fraction, Layers, Attribute]]:
        """What may stand there, with the layers that have it."""
        model, shared = self.saying.model, is_share(self.figure)
        found = []
        for layers in self.possible.get(row, ()) or self.possible.get("", ()):
            for name in self.counts:
                all_ = model.macs if name == "macs" else model.params
                for value, own in _amounts(layers, name, each=self.each):
                    if value and (all_ or not shared):
                        true = Fraction(value, all_ if shared else 1)
                        found.append((true, own, name))
        return found

    def rounded(self, value: Fraction) -> Fraction:
        """As the number is written."""
        scale = self.figure.result.scale if self.figure.result else 1
        decimals = self.figure.reading.decimals if self.figure.reading else 0
        return notation.round_half_away(value / scale, max(0, decimals))

    def holds(self, row: str) -> tuple[Layers, Attribute] | None:
        """The layers of which the number is true."""
        for value, layers, name in self.values(row):
            if self.saying.agrees(self.figure, value):
                return layers, name
        return None


class _Named(Struct, frozen=True, gc=False):
    start: int
    end: int
    possible: Mapping[str, tuple[Layers, ...]]


def pairs_of(passage: Passage) -> Iterator[Pair]:
    """All of a passage that count parameters, weights or work, in order."""
    about = ""
    last: tuple[Mapping[str, tuple[Layers, ...]], ...] = ()
    staged = False
    for item in passage.above[-2:]:
        about = counted_alone(item.text) or about
    for saying in passage.sayings:
        staged = staged or _STAGE.search(saying.lower) is not None
        named = _named(saying, staged=staged)
        if not named and last and _THAT.match(saying.lower):
            named = [_Named(0, 0, it) for it in last]
        own, said = counted_alone(saying.text), any(counted_in(saying.text))
        meant = [(one, _counts(saying, one, own or about, said=said)) for one in saying.figures]
        figures = [one for one, counts in meant if counts]
        for position, (one, counts) in enumerate(it for it in meant if it[1]):
            if found := _beside(saying, named, figures, position):
                each = _EACH.search(saying.lower[: one.start]) is not None
                net = is_share(one) and _OF_NET.match(saying.lower, one.end) is not None
                yield Pair(
                    saying, one, found[0], counts, firm=found[1], said=said or net, each=each
                )
        about = own or about
        last = tuple(it.possible for it in named) or last


def _beside(
    saying: Saying, named: Sequence[_Named], figures: Sequence[Figure], position: int
) -> tuple[Mapping[str, tuple[Layers, ...]], bool] | None:
    """The layers that a number is said of, and whether nothing else is said between them."""
    one = figures[position]
    until = figures[position + 1].start if position + 1 < len(figures) else len(saying.text)
    behind = next((it for it in named if one.end <= it.start), None)
    if behind and behind.end <= until:
        gap = saying.lower[one.end : behind.start]
        if _FALLS_ON.fullmatch(gap):
            return behind.possible, True
    if _ALL.search(saying.lower[: one.start]):
        return {"": ((whole(saying.model),),)}, False
    before = [it for it in named if it.end <= one.start]
    before = [it for it in before if not _WITHOUT.search(saying.lower[: it.start])]
    if not before and counted(one.statement.noun):
        return {"": ((whole(saying.model),),)}, False
    if not before:
        return None
    own = next(it for it in before if it.end == before[-1].end)
    run = _run(saying, figures, position)
    first = position - run.index(one)
    start = figures[first - 1].end if first else 0
    gap = saying.lower[own.end : figures[first].start]
    alone = own.start >= start or _AGAIN.fullmatch(saying.lower[start : one.start]) is not None
    whole_gap = "," not in gap or _AGAIN.search(gap) or _WHICH.fullmatch(gap)
    firm = alone and bool(whole_gap) and not _OTHER.search(gap)
    each = _each(own.possible, len(run), run.index(one)) if len(run) > 1 else {}
    return each or own.possible, firm


def _run(saying: Saying, figures: Sequence[Figure], position: int) -> list[Figure]:
    """The numbers in a row with one, „7.240 und 14.440“."""
    first = last = position
    while first and _AND.fullmatch(saying.lower[figures[first - 1].end : figures[first].start]):
        first -= 1
    while last + 1 < len(figures) and _AND.fullmatch(
        saying.lower[figures[last].end : figures[last + 1].start]
    ):
        last += 1
    return list(figures[first : last + 1])


def _each(
    possible: Mapping[str, tuple[Layers, ...]], count: int, place: int
) -> dict[str, tuple[Layers, ...]]:
    """Of as many numbers as a part has layers each is said of its own."""
    found: dict[str, tuple[Layers, ...]] = {}
    for row, some in possible.items():
        for layers in some:
            weighted = tuple(one for one in layers if one.params)
            plain = tuple(one for one in weighted if _NORM not in one.kind)
            for own in (weighted, plain)[: 1 if len(plain) == len(weighted) else 2]:
                windows = [(own[at + place],) for at in range(len(own) - count + 1)]
                found[row] = (*found.get(row, ()), *windows)
    return found


def _counts(saying: Saying, one: Figure, about: str, *, said: bool) -> tuple[Attribute, ...]:
    """What it may count; nothing if it is something else."""
    if said and not counted_alone(saying.text):  # both: what the words before it say last
        about = next(
            filter(None, map(counted_alone, reversed(_WORD.findall(saying.text[: one.start])))),
            about,
        )
    if is_share(one):
        of = _OF.match(saying.lower, one.end)
        if any(_is_of_else(saying, it) for it in saying.figures):
            return ()
        name = (counted_alone(of[1]) if of else "") or about
        return ("macs",) if name == "macs" else ("params",) if name else ()
    names = counted(one.statement.noun) or counted(one.statement.sides[0].unit)
    if names:
        return _ATTRIBUTES.get(names[0], ())
    if not one.is_count or one.statement.noun[:1].isupper() or one.value < _SMALLEST:
        return ()
    bare = about == "params" and "param" not in saying.lower
    return ("params", "unbiased") if bare else _ATTRIBUTES.get(about, ())


def _is_of_else(saying: Saying, one: Figure) -> bool:
    """„16 % der Rechenzeit“."""
    of = _OF.match(saying.lower, one.end) if is_share(one) else None
    return of is not None and not any(counted_in(of[1])) and not _NET.match(of[1])


def _named(saying: Saying, *, staged: bool) -> list[_Named]:
    """All that the sentence names, in order; of what stands at one place the widest."""
    model = saying.model
    parts = saying.ledger.page.parts(model)
    groups = groups_named(saying.text, model, parts, list(bare(saying.lower, model)))
    found = [_Named(one.start, one.end, {"": one.possible}) for one in groups if one.possible]
    rows = rows_of(model)
    ordinals = [it for it in _ORDINAL.finditer(saying.lower) if _is_bare(saying, it)]
    for match in ordinals:
        number = ORDINALS[match["which"]]
        index = number - 1 if number > 0 else number
        possible: dict[str, tuple[Layers, ...]] = {
            name: ((row[index],),) for name, row in rows.items() if -len(row) <= index < len(row)
        }
        if staged:
            possible["stages"] = tuple(parts.counted(number))
        for one in saying.spoken:
            if one.layers and one.start < match.end() and match.start() < one.end:
                possible["said"] = (one.layers,)
        if possible:
            found.append(_Named(match.start("which"), match.end(), possible))
    taken = [(it.start, it.end) for it in found]

    def free(start: int, end: int) -> bool:
        return not any(start < stop and begin < end for begin, stop in taken)

    for one in saying.spoken:
        if one.layers and free(one.start, one.end):
            wide = tuple(it for it in model.layers if it.kind == one.layers[0].kind)
            either: tuple[Layers, ...] = (one.layers,)
            if one.vague:
                either += (wide, *((it,) for it in wide))
            found.append(_Named(one.start, one.end, {"": either}))
        elif one.some and one.some.count == 1 and _THIS.search(saying.lower[: one.start]):
            either = tuple((it,) for family in one.some.families[:1] for it in family)
            found.append(_Named(one.start, one.end, {"": either}))  # „dieser einen Dense-Schicht“
    taken = [(it.start, it.end) for it in found]
    weighted = rows.get("weighted", ())
    convolutions = [one for one in model.layers if "Conv" in one.kind]
    for pattern, layers in ((_LAST, weighted[-1:]), (_FIRST, tuple(convolutions[:1]))):
        found += [
            _Named(match.start("at"), match.end(), {"": (layers,)})
            for match in (pattern.finditer(saying.lower) if layers else ())
            if free(*match.span())
        ]
    return sorted(found, key=lambda it: (it.end, it.start))


def _is_bare(saying: Saying, match: "re.Match[str]") -> bool:
    """Whether an ordinal stands without a noun, or with one for any layer."""
    behind = saying.text[match.end() :].lstrip(" *_`\n")
    return not behind[:1].isupper() and not behind.startswith("-")


def rows_of(model: Model) -> dict[str, Layers]:
    """Rows of layers in which „die zweite“ may count."""
    weighted = tuple(one for one in model.layers if one.params and one.first_use)
    rows = {"weighted": weighted, "plain": tuple(one for one in weighted if _NORM not in one.kind)}
    for layer in weighted:
        rows.setdefault(layer.kind, ())
        rows[layer.kind] += (layer,)
    return {name: row for name, row in rows.items() if len(row) >= _FEWEST}


def is_share(one: Figure) -> bool:
    """Whether it is a percentage."""
    return one.result is not None and one.result.scale == Fraction(1, 100)


def counted_of(layer: Layer, name: Attribute) -> int:
    """What a layer has of it; of weights that are used again nothing."""
    found = expectation(layer, name) if name == "macs" or layer.first_use else None
    return int(found.forms[0][0]) if found else 0


def _amounts(layers: Layers, name: Attribute, *, each: bool) -> Iterator[tuple[int, Layers]]:
    """What layers have together, or what two or more of them have each."""
    own = [(counted_of(layer, name), layer) for layer in layers]
    if not each:
        yield sum(value for value, _ in own), layers
    if len(layers) > 1:
        often = Counter(value for value, _ in own if value)
        for value, times in often.items():
            if times > 1 and (each or times == sum(often.values())):
                yield value, tuple(layer for count, layer in own if count == value)
