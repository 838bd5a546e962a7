"""How many classes a model tells apart: „unterscheidet 12 Klassen“, „17 Wahrscheinlichkeiten“.

They are as many as its last layer has outputs. Refuted is only what the sentence says of the
model or of that layer: a data set may have other classes.
"""

from fractions import Fraction

from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_HINTS = ("klass", "kategorie", "wahrscheinlichkeiten", "classes", "probabilities", "arten")
_CLASSES = late(
    r"[\s*_$]*(?:[a-zäöüß]+e[nr]?[\s*_$]+)?(?:klassen|kategorien|classes|wahrscheinlichkeiten|probabilities"
    r"|\w{3,}(?:klassen|arten))(?!\w)"
)
_TELLS = late(
    r"\b(?:unterscheide[tn]?|unterschieden|klassifizier\w*|sortier\w*|ordne[nt]?|zuordne\w*|abbilde[nt]|bildet"
    r"|erkenn\w*|macht|liefert|gibt|distinguish\w*|classif\w*|maps)\b"
)
_PART = late(r"\b(?:je|pro|jede[rsnm]?|davon|per|each|of these|zwischen)\b")
_CLASSIFIES = frozenset({"softmax", "log_softmax"})


def confirm_classes(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        if not any(map(passage.lower.__contains__, _HINTS)):
            continue
        last = _last(passage.model)
        if last is None:
            continue
        for saying in passage.sayings:
            for one in saying.figures:
                if one.is_count and _CLASSES.match(saying.lower, one.end) and saying.is_open(one):
                    _number(saying, one, last)


def _number(saying: Saying, one: Figure, last: Layer) -> None:
    classes = Fraction(last.output_shape[-1] or 0)
    fact, shown = f"{last.name}.output", f"Ausgabe von {last.name}"
    tells = _TELLS.search(saying.lower) is not None
    if one.value == classes and (tells or _is_about(saying, last)):
        saying.confirm(one, fact, shown)
    elif tells and _is_about(saying, last) and not _PART.search(saying.lower):
        others = {last.output_shape[-1] for last in map(_last, saying.ledger.page.models) if last}
        if one.value not in others and not saying.supposes:
            saying.refute(one, fact, shown, classes)


def _is_about(saying: Saying, last: Layer) -> bool:
    """Whether the sentence names the model or its last layer, and no other one behind it."""
    named = [one for one in saying.spoken if one.layers]
    return bool(named) and named[-1].layers in ((last,), (whole(saying.model),))


def _last(model: Model) -> Layer | None:
    """The layer that gives a probability for each class."""
    last = model.layers[-1]
    softmax = last.attributes.get("activation") in _CLASSIFIES or last.kind == "Softmax"
    shape = last.output_shape
    return last if softmax and shape and (shape[-1] or 0) > 1 else None
