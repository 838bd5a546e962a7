"""Numbers whose own words tell of which layers they are, though the text names none for sure.

„Das Vokabular umfasst 9.000 Wörter“ is said of the embedding, „jedes Wort wird zu einem Vektor mit
96 Komponenten“ as well, „jede Aufmerksamkeitsschicht hat 6 Köpfe“ of all of them; in „drei
Schichten mit 120, 60 und 30 Neuronen“ two of the numbers tell of which layers the third one is.
"""

from collections.abc import Sequence
from fractions import Fraction

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.prose.sayings import Saying
from rechenprobe.check.words.measures import Measure
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.facts import Layer
from rechenprobe.late import late

_VOCABULARY = late(
    r"\b(?:das|unser|the|our)\s+(?:vokabular|wortschatz|vocabulary)\s+(?:\w+\s+){0,2}(?:die\s+|the\s+)?[*_$]*$"
)
_WORD_VECTOR = late(
    r"\b(?:(?:jede[ns]?|ein|pro|je|every|each)\s+(?:wort|token|zeichen|word)"
    r"|(?:wörter|token|words?),\s+jede[sn]?)\b[^.;]*"
    r"\bve[ck]tor(?:en|s)?\s+(?:mit|der (?:länge|dimension|größe)|aus|of|with)\s+[*_$]*$"
)
_EACH_ONE = late(
    r"\b(?:die|der|den|dem|jede[rsnm]?|alle[rn]?|beide[n]?|diese\w*|unsere\w*|the|each|all|both"
    r"|every)\s+(?:(?!eine?\b)[\w-]+\s+){0,3}[`*]*$"
)
_EVERY = late(r"\b(?:jede[rsnm]?|each|every)\s+[`*]*$")
_PLURAL = late(r"(?:en|layers|lstms|grus|convolutions)\W*$")
GENERAL = late(
    r"\b(?:oft|meist\w*|häufig\w*|typisch\w*|üblich\w*|modern\w*|manche\w*|viele|andere\w*"
    r"|dort|damals|in der (?:praxis|regel)|\w*sprachmodelle?n?s?"
    r"|eine[srm]? (?:\w+e[nrs]? )?(?:modells?|netz\w*)"
    r"|hatten?|wurden?|waren?|alte[nrms]?|große (?:modelle|netze)|word2vec|glove|fasttext"
    r"|\w*bert|gpt\S*|llama\S*|alexnet"
    r"|usually|often|typical\w*|modern|other|many|had|was|were)\b"
)
"""Of other nets, or of nets in general; those that `supposes` knows are none of it."""
_PADDED = 3
"""Entries of an embedding beside its words."""
_MOST = 100_000
_ROW = 3


def meant_anyway(
    saying: Saying, start: int, value: Fraction, measure: Measure
) -> list[Expectation]:
    """What the number at `start` may be of the layers that its words mean."""
    before = saying.lower[:start]
    if value > _MOST:
        return []
    first = measure.attributes[0]
    if first == "input_dim" and _VOCABULARY.search(before):
        found = _all(saying.model.layers, "input_dim")
        return [] if any(abs(_value(one) - value) <= _PADDED for one in found) else found
    if (measure.width or "output_dim" in measure.attributes) and _WORD_VECTOR.search(before):
        return _all(saying.model.layers, "output_dim")
    if first not in ("filters", "units", "num_heads", "key_dim"):
        return []
    near = [one for one in saying.spoken if one.end <= start]
    if not near or not _EACH_ONE.search(saying.lower[: near[-1].start]):
        return []
    some, words = near[-1].some, saying.lower[: near[-1].end]
    if some is None and not (
        _PLURAL.search(words) or _EVERY.search(saying.lower[: near[-1].start])
    ):
        return []  # „die dritte Faltung“ is one of them
    layers = near[-1].layers if some is None else some.families[0] if some.count > 1 else ()
    kinds = {layer.kind for layer in layers}
    return _all([one for one in saying.model.layers if one.kind in kinds], first)


def odd_one(
    saying: Saying, values: Sequence[Fraction], measure: Measure
) -> tuple[int, Expectation] | None:
    """Which of three or more in a row is not so, where layers in a row have all the others."""
    if len(values) < _ROW or measure.attributes[0] not in ("filters", "units"):
        return None
    layers = _all(saying.model.layers, measure.attributes[0])
    for first in range(len(layers) - len(values) + 1):
        own = layers[first : first + len(values)]
        off = [place for place, one in enumerate(own) if _value(one) != values[place]]
        if len(off) == 1:
            return off[0], own[off[0]]
    return None


def _all(layers: Sequence[Layer], name: Attribute) -> list[Expectation]:
    found = (expectation(layer, name) for layer in layers)
    return [one for one in found if one is not None]


def _value(one: Expectation) -> Fraction:
    return Fraction(one.form(1)[0])
