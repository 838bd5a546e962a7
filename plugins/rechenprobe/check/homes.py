"""Of which model a place of the page speaks: the last one that a cell above has shown.

A section that is headed by a model's name is about that one from its beginning, and so is the
paragraph whose colon leads to the cell that builds it. What stands below the name of another net,
„AlexNet (2012)“, is about none of the page's, if all of these have names, so that one may tell; a
text there that begins with one of them is about that one all the same.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rechenprobe.check.layers.rivals import by_name
from rechenprobe.check.layers.scopes import ModelAt
from rechenprobe.check.page import Page, Placed
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.sentences import sentences
from rechenprobe.claims import Item
from rechenprobe.facts import Model
from rechenprobe.late import late
from rechenprobe.lecture import Lecture

_NET = (
    r"(?:[A-Z]\w*[Nn]et|U-Net|VGG|BERT|GPT|Inception|Xception|ResNeXt|ViT|YOLO)"
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
_LEADS = ":"


def model_at_home(page: Page, shown: Sequence[tuple[int, Model]]) -> ModelAt:
    """For each place of the source; `shown` are the models with where their cells stand."""
    last_at = _last_shown(page, shown)
    models = page.models
    named = models and not any(_DEFAULT.fullmatch(one.name) for one in models)
    regions = frozenset(_elsewhere(page.lecture, models)) if named else frozenset()
    if not regions:
        return last_at
    return lambda offset: None if offset in regions else last_at(offset)


def _last_shown(page: Page, shown: Sequence[tuple[int, Model]]) -> ModelAt:
    changes = [
        one
        for one, before in zip(shown, (None, *shown), strict=False)
        if not before or one[1] is not before[1]
    ]
    if len(changes) < 2:
        only = changes[0][1] if changes else None
        return lambda _: only
    starts = [changes[0][0]]
    for (before, _), (start, model) in pairwise(changes):
        starts.append(_beginning(page, before, start, model))
    first = bisect_right(starts, -1)  # parts of other models stand before them
    return lambda offset: changes[max(first, bisect_right(starts, offset) - 1)][1]


def _beginning(page: Page, before: int, start: int, model: Model) -> int:
    """Where the text about a model begins that the cell at `start` shows."""
    above = [one for one in page.placed if before < one.item.span.start < start]
    if not above:
        return start
    last = above[-1]
    for item in (*last.above, last.item):
        own = item.kind == "heading" and item.span.start > before
        if own and _is_named(item.text, model):
            return item.span.start
    leads = last.item.kind == "paragraph" and last.item.text.rstrip("*_ ").endswith(_LEADS)
    return last.item.span.start if leads and _is_right_before(page, last, start) else start


def _is_right_before(page: Page, one: Placed, start: int) -> bool:
    return not page.lecture.source[one.item.span.end : start].strip()


def _is_named(text: str, model: Model) -> bool:
    nets = [one[0] for one in _NAMED.finditer(text)]
    known = (_plain(model.name),)
    return any(by_name(small(text), (model,))) or any(not _is_other(one, known) for one in nets)


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


def names_another(text: str, models: Sequence[Model]) -> bool:
    """Whether a sentence names a net that is none of the page's."""
    known = [_plain(one.name) for one in models]
    return any(_is_other(one[0], known) for one in _NAMED.finditer(text))


def _has_code(lecture: Lecture, heading: Item) -> bool:
    last = heading
    while last.items:
        last = last.items[-1]
    return any(heading.span.start <= one.span.start <= last.span.end for one in lecture.cells)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
