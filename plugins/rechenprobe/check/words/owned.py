"""„Die Ausgabe ist 55 × 55 × 96“ below a heading: which number is surely the layer's."""

import re

from rechenprobe.claims import Statement
from rechenprobe.late import late

VERB = late(
    r"\b(?:hat|haben|besitzt|besitzen|enthält|enthalten|liefert|liefern|erzeugt|erzeugen|ergibt"
    r"|ergeben|braucht|brauchen|benötigt|benötigen|umfasst|umfassen|verwendet|nutzt|gibt|erhält"
    r"|verkleinert|halbiert|verdoppelt|skaliert|bringt|verarbeitet|wandelt|bleiben|beträgt|belegt"
    r"|belegen|klassifiziert|unterscheidet|reduces|halves|takes|occupies|classifies"
    r"|entfällt|entfallen|steckt|stecken|kommt|kommen|besteht|bestehen|zählt|trägt|tragen|bildet|rechnet|berechnet|gilt|ist|sind"
    r"|has|have|contains?|produces?|outputs?|needs?|uses?|yields?|is|are|maps|gives?)\b",
    re.IGNORECASE,
)
_OWNED = late(
    r"\W*(?:(?:die|der|das|ihre?|seine?|the|its|diese[rs]?|this)\s+)?"
    r"(?:schicht|layer|ausgabe|eingabe|output|input|ausgabegröße|filtergröße|schrittweite"
    r"|anzahl der (?:parameter|filter|neuronen))\s+"
    r"(?:hat|haben|ist|sind|beträgt|liefert|erhält|bekommt|besitzt|has|is|are)\b",
    re.IGNORECASE,
)
"""Below a heading that names a layer: what is said is of this layer."""
_OTHERWISE = late(r"\b(?:nach|vor|bei|ohne|mit|pro|je|after|before|with|without)\b", re.IGNORECASE)
"""„Die Ausgabe ist nach dem Pooling …“ is not the layer's own."""
_BEHIND = late(
    r"[\s$*]*(?:\w+\s+)?(?:nach|vor|(?:ohne|without)(?! (?:den |die |the )?bias)|after|before)\b",
    re.IGNORECASE,
)
_AND = late(r"\s*\w+\s+(?:und|and|sowie)\s+[$*]{0,2}")
"""„96 Filter und 34.944 Parameter“: both are the layer's."""


def begins(text: str, start: int) -> bool:
    """Whether what stands at `start` is the first that a sentence says of the layer above."""
    owner = _OWNED.match(text)
    if owner is None:
        return False
    between = text[owner.end() : start]
    return not ("," in between or VERB.search(between) or _OTHERWISE.search(between))


def is_own(statement: Statement, behind: str) -> bool:
    """Whether nothing at a number says that it is an amount of, or after, something else."""
    counts = not statement.noun or statement.sides[-1].unit in ("", "MACs", "FLOPs")
    return counts and _BEHIND.match(behind[:60]) is None


def goes_with(between: str) -> bool:
    """Whether the words between two numbers only add the second: both are the layer's."""
    return _AND.fullmatch(between) is not None
