"""Where a page speaks of a net that is none of its own: what stands below „AlexNet (2012)“.

Only if all its models have names, so that one may tell; a section in which code stands builds
what its heading says. A text that begins with one of the page's models is about that one.
"""

from collections.abc import Iterable, Iterator, Sequence

from rechenprobe.check.layers.rivals import by_name
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.sentences import sentences
from rechenprobe.claims import Item
from rechenprobe.facts import Model
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_NET = (
    r"(?:[A-Z]\w*[Nn]et|VGG|BERT|GPT|Inception|Xception|ResNeXt|ViT|YOLO)"
    r"(?:-?[Vv]?\d{1,3}\w?)?(?![\w-])"
)
_HEADING = late(
    rf"(?:[\dA-Z]+(?:\.\d+)*\.?\s+)?(?:[^:–—]+[:–—]\s+)?[*_`]*(?P<net>{_NET})[*_`]*"
    r"\s*(?:$|[:(–—,]|\d{4}|von\s|der\s|des\s|by\s|of\s)"
)
"""It begins with the net's name, or ends with it: „Das Vorbild: AlexNet“."""
_NAMED = late(rf"\b{_NET}")
_DEFAULT = late(r"(?:sequential|functional|model)(?:_\d+)?")
_OUR = late(r"\b(?:unser\w*|our)\b")


def at_home(model_at: ModelAt, lecture: Lecture, models: Sequence[Model]) -> ModelAt:
    """As `model_at`, but without a model where the text speaks of another net."""
    named = models and not any(_DEFAULT.fullmatch(one.name) for one in models)
    regions = frozenset(_elsewhere(lecture, models)) if named else frozenset()
    if not regions:
        return model_at
    return lambda offset: None if offset in regions else model_at(offset)


def _elsewhere(lecture: Lecture, models: Sequence[Model]) -> Iterator[int]:
    """Where texts begin that are about another net."""
    title = next((_plain(one.text) for one in lecture.items if one.kind == "heading"), "")
    known = (title, *(_plain(one.name) for one in models))

    def found(items: Iterable[Item], *, other: bool) -> Iterator[int]:
        for item in items:
            heading = item.kind == "heading"
            net = _HEADING.match(item.text) if heading and not other else None
            here = other or (
                net is not None and _is_other(net["net"], known) and not _has_code(lecture, item)
            )
            own = not heading and here and _is_own(item.text, models, known)
            if here and not own and item.kind != "cell":
                yield item.span.start
            yield from found(item.items, other=here and not own)

    return found(lecture.items, other=False)


def _is_own(text: str, models: Sequence[Model], known: Sequence[str]) -> bool:
    first = next((one.text for one in sentences(text)), "")
    if any(by_name(lower := small(first), models)) or _OUR.search(lower):
        return True
    return any(not _is_other(one[0], known) for one in _NAMED.finditer(first))


def _is_other(net: str, known: Iterable[str]) -> bool:
    """„LeNet-5“ is the model `lenet`, „ResNet-50“ is not `resnet18`."""
    own = _plain(net)
    return not any(own in one or (len(one) > 1 and one in own) for one in known)


def _has_code(lecture: Lecture, heading: Item) -> bool:
    last = heading
    while last.items:
        last = last.items[-1]
    return any(heading.span.start <= one.span.start <= last.span.end for one in lecture.cells)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
