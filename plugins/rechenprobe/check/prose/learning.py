"""How many parameters are trained: „…, von denen 13.921 trainiert werden“, „2.240 sind es nicht“.

Those of the layer that the sentence names before the number, or else of the model. Refuted is what
is said of the whole model.
"""

from fractions import Fraction

from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.layers.subjects import names_model
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.late import late

_HINTS = ("trainier", "lernbar", "gelernt", "angepasst", "trainable", "sind es nicht")
_BEFORE = late(
    r"\b(?P<not>nicht[ -]|un)?(?:trainierbar|lernbar|trainable)\s+(?:sind|ist|are)"
    r"(?:\s+(?:davon|dabei|nur|also|insgesamt|noch|of them|only))*[\s*$]+$"
)
_BEHIND = late(
    r"[\s*$]*(?:parametern?\s+|gewichten?\s+)?(?:(?:davon|sind|werden|wurden|es|are)\s+)*(?P<not>nicht\s+)?"
    r"(?:trainiert|trainierbar|gelernt|lernbar|angepasst|trainable)\b"
)
_NOT_THEY = late(r"[\s*$]*(?:parameter\s+)?sind es nicht\b")
_SMALLEST = 10


def confirm_trained(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not any(map(passage.lower.__contains__, _HINTS)):
            continue
        for saying in passage.sayings:
            for one in saying.figures:
                if one.is_count and one.value >= _SMALLEST and saying.is_open(one):
                    name = _said(saying, one)
                    if name is not None:
                        _number(saying, one, name)


def _said(saying: Saying, one: Figure) -> Attribute | None:
    before = _BEFORE.search(saying.lower[: one.start])
    behind = _BEHIND.match(saying.lower, one.end)
    if _NOT_THEY.match(saying.lower, one.end):
        return "frozen" if "trainierbar" in saying.lower[: one.start] else None
    if before is None and behind is None:
        return None
    found = before or behind
    return "frozen" if found and found["not"] else "trainable"


def _number(saying: Saying, one: Figure, name: Attribute) -> None:
    model = whole(saying.model)
    named = [it for it in saying.spoken if it.layers and it.end <= one.start]
    layers = named[-1].layers if named else ()
    possible = [expectation(layer, name) for layer in (*layers, model)]
    for found in possible:
        if found is not None and saying.agrees(one, Fraction(found.form(1)[0])):
            saying.confirm(one, found.fact, found.explain(saying.ledger.grouping))
            return
    true = possible[-1]
    if layers not in ((), (model,)) or true is None or saying.supposes:
        return
    if _is_of_model(saying):
        saying.refute_as(one, true.fact, true.explain(saying.ledger.grouping), true.form(1))


def _is_of_model(saying: Saying) -> bool:
    """Whether it, or the sentence before, names the model or says how many parameters it has."""
    for one in (saying, saying.earlier):
        if one and (
            names_model(one.text) or any(it.value == saying.model.params for it in one.figures)
        ):
            return True
    return False
