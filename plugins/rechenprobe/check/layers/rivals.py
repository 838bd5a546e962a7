"""The models of a page as its text tells them apart: by name, by a count, by what only one has.

„Gegenüber dem LSTM“ means the one model with such layers, if the page has only one of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from rechenprobe.facts import Model
from rechenprobe.late import late

_SHORTEST = 4
"""Letters of a model's name that is no common word."""
_LARGE = 1000
_REACH = 24
_PLAIN = frozenset({"Dense", "Flatten", "Dropout", "InputLayer", "Activation", "ReLU", "Reshape"})
_ARTICLE = r"\b(?:das|dem|des|de[nr]|die|vo[mn]|zum|beim|im|ein\w*|unser\w*|als|the|a)\s+"
_NET = r"(?:net|netz(?:werk)?e?|modell?|variante|cnn|mlp|(?:auto)?encoder|decoder)s?(?![\w-])"
"""Behind a name that is an adjective: „im tiefen Netz“ is in `tief`."""
_COMPARED = late(
    r"\b(?:wie|als|gegenüber|statt|than|as|vo[mn])\s+(?:\w+\s+){0,2}$"
    r"|\b(?:spiegelbild|gegenstück|gegenteil|umkehrung|abbild|vorbild|mirror image"
    r"|counterpart)\w*\s+(?:of\s+(?:the\s+)?)?$"
)
"""„So viele wie im tiefen Netz“, „das Spiegelbild des Generators“ speak of another one."""
_TAIL = r"e?s?(?:-?(?:netz(?:werk)?e?s?|modells?|variante|encoder|autoencoder))?(?![\w-])"


def named(lower: str, models: Sequence[Model]) -> list[tuple[int, Model]]:
    """Where words in small letters name one of the models for sure, in order."""
    found = [(match.start(), model) for match, model in by_name(lower, models)]
    for words, fits in _KINDS if len(models) > 1 else ():
        if not re.search(words, lower):
            continue
        some = [model for model in models if fits(model)]
        if len(some) == 1:
            pattern = rf"{_ARTICLE}(?:mit (?:dem )?)?(?:{words}){_TAIL}"
            found += [(match.start(), some[0]) for match in re.finditer(pattern, lower)]
    return sorted(found, key=lambda one: one[0])


def by_name(lower: str, models: Sequence[Model]) -> Iterator[tuple[re.Match[str], Model]]:
    """Where a text calls one of them by its own name: „der Generator“, „im tiefen Netz“."""
    for model in models:
        name = model.name.lower()
        alike = sum(one.name == model.name for one in models)
        if len(name) >= _SHORTEST and alike == 1 and _stem(name) in lower:
            others = any(one.name.lower().startswith(name) for one in models if one is not model)
            own = _spelled(name, numbered=not others)
            ends = rf"(?:e?s?(?:-netz\w*|-modell\w*)?(?![\w/-])|e[nmr]?\s+{_NET})"
            for match in re.finditer(rf"(?<![\w-])(?:des\s+)?{own}{ends}", lower):
                yield match, model


def _stem(name: str) -> str:
    """The letters that it begins with."""
    return name[: next((at for at, one in enumerate(name) if not one.isalpha()), len(name))]


def _spelled(name: str, *, numbered: bool) -> str:
    """As texts write it: `vgg16` is VGG-16, `lenet` (if no other is called so) LeNet-5."""
    stem = _stem(name)
    if stem != name and name[len(stem) :].isdecimal():
        return rf"{re.escape(stem)}-?{name[len(stem) :]}"
    net = numbered and stem == name and name.endswith("net")
    return re.escape(name) + (r"(?:-\d{1,2})?" if net else "")


def meant(lower: str, last: Model, models: Sequence[Model]) -> Model | None:
    """The model that a sentence in small letters is about: the `last` one if it names no other.

    None if it names several. What is a layer of the last one stays in it.
    """
    if len(models) < 2:
        return last
    parts = {layer.name for layer in last.layers}
    some = {
        id(model): model
        for found, model in by_name(lower, models)
        if model.name not in parts and not _COMPARED.search(lower[: found.start()][-_REACH:])
    }
    return next(iter(some.values()), last) if len(some) < 2 else None


def lasting(lower: str, about: Model, last: Model, models: Sequence[Model]) -> Model:
    """The model that what follows is about: „die erste Faltung des Generators“ says it once."""
    names = [found[0] for found, model in by_name(lower, models) if model is about]
    once = about is not last and bool(names) and all(one.startswith("des") for one in names)
    return last if once else about


def counted(values: Iterable[Fraction], models: Sequence[Model]) -> list[tuple[Model, str]]:
    """The models whose parameters or work are among large numbers, each with which of both."""
    found: list[tuple[Model, str]] = []
    for value in values:
        for about in ("params", "macs"):
            own = [model for model in models if getattr(model, about) == value >= _LARGE]
            found += [(model, about) for model in own[:1]]
    return found


def distinct(models: Sequence[Model]) -> tuple[Model, ...]:
    """Without those that differ in nothing that is counted."""
    return tuple({(one.params, one.macs, one.trainable_params): one for one in models}.values())


def _has(model: Model, kind: str) -> bool:
    layers = model.layers
    return any(kind in one.kind or kind in str(one.attributes.get("layer", "")) for one in layers)


def _is_plain(model: Model) -> bool:
    return all(one.kind in _PLAIN for one in model.layers)


_KINDS: Sequence[tuple[str, Callable[[Model], bool]]] = (
    (r"lstm", lambda model: _has(model, "LSTM")),
    (r"gru", lambda model: _has(model, "GRU")),
    (r"(?:simple)?rnn", lambda model: _has(model, "SimpleRNN")),
    (r"transformer|attention", lambda model: _has(model, "Attention")),
    (r"(?:mehrschichtige\w* )?perzeptron|mlp|dense", _is_plain),
    (r"cnn|faltungs", lambda model: _has(model, "Conv")),
)
