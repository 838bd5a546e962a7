"""Parts of a net, as text names them: „der Encoder“, „Block 2“, „die zweite Stufe“, „der Kopf“.

Which layers belong to one is told by what their names begin with (`encoder2_conv1`,
`decoder/dense`), by the number in them (`attention_2`, `ffn_2a`), by blocks that repeat, by where
the resolution is lowest and by what stands behind the last pooling of everything. Several answers
may be possible: what is said of a part confirms if one of them is true, and only a name is sure.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from math import prod

from msgspec import Struct

from rechenprobe.check.words.kinds import is_kind
from rechenprobe.check.words.layer_patterns import ELLIPTIC, small
from rechenprobe.check.words.layer_words import ORDINALS
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

Layers = tuple[Layer, ...]

_ROLES: Mapping[str, tuple[str, str]] = {
    "encoder": (
        r"enc|encoders?|encode|down|abstieg|kodierer|contracting",
        r"(?:encoder|enkoder|kodierer|abstieg)s?|kontrahierende[nr]? (?:pfad|zweig|teil)e?s?",
    ),
    "decoder": (
        r"dec|decoders?|decode|up|aufstieg|dekodierer|expanding",
        r"(?:decoder|dekoder|dekodierer|aufstieg)s?|expandierende[nr]? (?:pfad|zweig|teil)e?s?",
    ),
    "bottom": (
        r"boden|bottom|bottleneck|bridge|mitte|middle|mid|flaschenhals|engpass|tal|latent",
        r"(?:boden|bodens|flaschenhals|flaschenhalses|engpass|engpasses|bottlenecks?|mitte|tals?|talsohle)",
    ),
    "stem": (r"stem|stamm|anfang|entry", r"(?:stamm|stamms|stammes|stems?)"),
    "head": (
        r"head|kopf|top|classifier|klassifikator",
        r"(?:(?:klassifikations-?)?(?:kopf|kopfes|teile?s?)|klassifikators?|classifiers?|heads?)",
    ),
    "body": (
        r"backbone|body|rumpf|trunk|base",
        (
            r"(?:rumpf|rumpfes|rumpfs|körpers?|basis(?:modells?|netz(?:es)?)|backbones?"
            r"|faltungsteile?s?|merkmalsextraktors?|faltungsbasis)"
        ),
    ),
}
"""Of a part: how names of its layers begin, and the words for it."""
_COUNTED = r"(?:blöcken?s?|blocks?|bausteine?n?s?|stufen?|ebenen?|module?n?s?|stages?)"
_PLURAL = r"(?:blöcken?|blocks|bausteinen?|stufen|ebenen|modulen?|stages)"
_STEMS = late(r"block|baustein|stufe|stage|ebene|modul|module|layer|level|conv|res")
"""Parts that are only counted, and how their layers' names begin."""
_NAME = late(r"([a-zäöüß]+?)(?:_?(\d+)([a-z]?))?(?:_.*|/.*)?", re.IGNORECASE)
_SHORTEST = 3
_FEWEST = 2


class Part(Struct, frozen=True, gc=False):
    """Where a text names a part."""

    start: int
    end: int
    possible: tuple[Layers, ...]
    """The layers that it may be; the likeliest first."""
    sure: bool = False
    """Whether the names of its layers say so, and the text nothing else."""


class Parts:
    """The parts of one model."""

    def __init__(self, model: Model) -> None:
        layers = [one for one in model.layers if one.kind != "InputLayer"]
        named: dict[str, list[Layer]] = {}
        numbered: dict[tuple[str, int], list[Layer]] = {}
        rows: dict[int, list[Layer]] = {}
        for layer in layers:
            match = _NAME.fullmatch(layer.name)
            if match is None or (_is_default(layer) and not layer.name.isalpha()):
                continue
            stem = match[1].lower().rstrip("_")
            named.setdefault(stem, []).append(layer)
            if match[2]:
                numbered.setdefault((stem, int(match[2])), []).append(layer)
                rows.setdefault(int(match[2]), []).append(layer)
        self._named = {stem: tuple(some) for stem, some in named.items()}
        self._numbered = {key: tuple(some) for key, some in numbered.items()}
        self._rows = {number: tuple(some) for number, some in rows.items()}
        self._blocks = [*_repeated(layers)]
        self._placed = {name: find(layers) for name, find in _PLACED.items()}
        self._stages = _stages(layers)
        self._words = {f"role{index}": words for index, (_, words) in enumerate(_ROLES.values())}
        own = [
            stem
            for stem in self._named
            if len(stem) >= _SHORTEST and not is_kind(stem) and not self._role(stem)
        ]
        self._own = dict(enumerate(own))
        self._words |= {
            f"own{index}": f"{re.escape(stem)}(?:s|e[nrms]?)?" for index, stem in self._own.items()
        }
        self._pattern = late(_pattern(self._words))
        self._said: dict[str, tuple[Part, ...]] = {}

    def _role(self, stem: str) -> str:
        return next((role for role, (stems, _) in _ROLES.items() if re.fullmatch(stems, stem)), "")

    def last_named(self, text: str) -> tuple[Layers, ...]:
        """What the last part may be that a heading or an item names, below which others stand."""
        found = self.named(text)
        return found[-1].possible if found else ()

    def named(self, text: str) -> tuple[Part, ...]:
        """All parts that a text names, in order."""
        if text not in self._said:
            self._said[text] = tuple(self._find(text))
        return self._said[text]

    def _find(self, text: str) -> Iterator[Part]:
        lower = small(text)
        last: str | None = None
        after = len(text)
        for match in self._pattern.finditer(lower):
            number = ORDINALS.get(match["ordinal"] or "", 0) or int(match["number"] or 0)
            key = next((key for key in self._words if match[key]), None)
            if key is None:
                possible, sure = self._counted(number, every=match["every"] is not None), False
            else:
                possible, sure = self._of(key, number, whole=match["piece"] is None)
            if possible:
                yield Part(match.start(), match.end(), tuple(possible), sure)
                last, after = key if number else last, match.end() if number else after
        for match in ELLIPTIC.finditer(lower, after):  # „die zweite Stufe hat …, die dritte …“
            number = ORDINALS[match[1]]
            possible = self._of(last, number, whole=False)[0] if last else []
            possible = possible or self._counted(number, every=False)
            if possible:
                yield Part(match.start(), match.end(), tuple(possible))

    def counted(self, number: int) -> list[Layers]:
        """The blocks and stages that „die zweite“ may be."""
        return self._counted(number, every=False)

    def _of(self, key: str, number: int, *, whole: bool) -> tuple[list[Layers], bool]:
        """A part by its own word, or one of its stages."""
        if key.startswith("own"):
            stems = [self._own[int(key[3:])]]
            role = ""
        else:
            role = list(_ROLES)[int(key[4:])]
            stems = [stem for stem in self._named if self._role(stem) == role]
        if number:
            found = [self._at(stem, number) for stem in stems]
            return [one for one in found if one], len(stems) == 1
        found = [self._named[stem] for stem in stems]
        wider = [tuple(layer for some in found for layer in some)] if len(found) > 1 else []
        wider += [some for some in (self._placed.get(role),) if some]
        return [*found, *wider], len(found) == 1 and whole

    def _at(self, stem: str, number: int) -> Layers:
        numbers = sorted(n for one, n in self._numbered if one == stem)
        if number < 0:
            return self._numbered[stem, numbers[number]] if len(numbers) >= -number else ()
        return self._numbered.get((stem, number), ())

    def _counted(self, number: int, *, every: bool) -> list[Layers]:
        """„Block 2“, „die zweite Stufe“, „ein Block“, „alle Blöcke“."""
        runs: list[list[Layers]] = [
            [some for _, some in sorted(self._rows.items())],
            *self._blocks,
            self._stages,
        ]
        stems = {stem for stem, _ in self._numbered if _STEMS.fullmatch(stem) or self._role(stem)}
        runs += [
            [some for (own, _), some in sorted(self._numbered.items()) if own == stem]
            for stem in sorted(stems)
        ]
        runs = [run for run in runs if len(run) >= _FEWEST and any(map(_is_composed, run))]
        if every:
            return [tuple(layer for some in run for layer in some) for run in runs]
        if not number:
            return [some for run in runs for some in run]
        index = number - 1 if number > 0 else number
        return [run[index] for run in runs if -len(run) <= index < len(run)]


def _pattern(words: Mapping[str, str]) -> str:
    parts = "|".join(f"(?P<{key}>{one})" for key, one in words.items())
    ordinals = "|".join(ORDINALS)
    return (
        rf"(?<![\w/-])(?:(?P<ordinal>{ordinals})\s+)?"
        rf"(?:(?P<every>{_PLURAL})(?!\w)|{_COUNTED}|(?:{parts})(?P<piece>-?{_COUNTED})?)"
        r"(?:\s+(?P<number>\d{1,2})(?![\d.,×·]|\s*[×·x]))?(?![\w/-])"
    )


def _is_composed(layers: Layers) -> bool:
    return sum(bool(one.params) for one in layers) >= _FEWEST


def _is_default(layer: Layer) -> bool:
    """Whether its name is Keras' own: `conv2d_1`."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", layer.kind).lower()
    return re.fullmatch(rf"{re.escape(snake)}(?:_\d+)?", layer.name) is not None


def _repeated(layers: list[Layer]) -> Iterator[list[Layers]]:
    """Runs of kinds that come again and again, the longest ones, however they are cut."""
    kinds = [one.kind for one in layers]
    best = 0
    found: list[list[Layers]] = []
    for period in range(2, min(len(kinds) // 2, 24) + 1):
        start = 0
        while start + 2 * period <= len(kinds):
            count = 1
            while (
                kinds[start : start + period]
                == (kinds[start + count * period : start + (count + 1) * period])
            ):
                count += 1
            if count == 1:
                start += 1
                continue
            blocks = [
                tuple(layers[at : at + period])
                for at in range(start, start + count * period, period)
            ]
            if count * period > best:
                found, best = [], count * period
            if count * period == best:
                found.append(blocks)
            start += 1
    yield from found[:8]


def _stages(layers: list[Layer]) -> list[Layers]:
    """Layers with weights of one resolution behind each other."""
    found: list[list[Layer]] = []
    last: object = None
    for layer in layers:
        size = layer.output_shape[:-1]
        if not layer.params or not size:
            continue
        if size != last:
            found.append([])
        found[-1].append(layer)
        last = size
    return [tuple(some) for some in found]


def _bottom(layers: list[Layer]) -> Layers:
    """The layers with weights in the lowest resolution, if it rises again behind them."""
    sized = [one for one in layers if len(one.output_shape) > 1 and None not in one.output_shape]
    if not sized:
        return ()
    sizes = [prod(axis or 1 for axis in one.output_shape[:-1]) for one in sized]
    low = min(sizes)
    last = len(sizes) - 1 - sizes[::-1].index(low)
    if not any(size > low for size in sizes[last:]):
        return ()
    return tuple(one for one, size in zip(sized, sizes, strict=True) if size == low and one.params)


def _narrowest(layers: list[Layer]) -> int | None:
    """Where the code of an autoencoder of dense layers is: the one narrowest, not the last."""
    own = [one for one in layers if one.params]
    if any(len(one.output_shape) != 1 or one.output_shape[0] is None for one in own):
        return None
    widths = [one.output_shape[0] or 0 for one in own]
    low = min(widths, default=0)
    if widths.count(low) != 1 or low in widths[-1:]:
        return None
    return layers.index(own[widths.index(low)])


def _before_bottom(layers: list[Layer]) -> Layers:
    if (code := _narrowest(layers)) is not None:
        return tuple(layers[: code + 1])
    bottom = _bottom(layers)
    return tuple(layers[: layers.index(bottom[0])]) if bottom else ()


def _behind_bottom(layers: list[Layer]) -> Layers:
    if (code := _narrowest(layers)) is not None:
        return tuple(layers[code + 1 :])
    bottom = _bottom(layers)
    return tuple(layers[layers.index(bottom[-1]) + 1 :]) if bottom else ()


def _flattening(layers: list[Layer]) -> int | None:
    places = [
        place
        for place, one in enumerate(layers)
        if one.kind == "Flatten" or one.kind.startswith("Global")
    ]
    return places[-1] if places else None


def _head(layers: list[Layer]) -> Layers:
    place = _flattening(layers)
    return () if place is None else tuple(layers[place:])


def _body(layers: list[Layer]) -> Layers:
    place = _flattening(layers)
    return () if place is None else tuple(layers[:place])


_PLACED: Mapping[str, Callable[[list[Layer]], Layers]] = {
    "encoder": _before_bottom,
    "decoder": _behind_bottom,
    "bottom": _bottom,
    "head": _head,
    "body": _body,
}
