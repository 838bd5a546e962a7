"""Words that say how exact a number is, and that it is said again."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from rechenprobe.claims import Relation
from rechenprobe.read.tokens import Token

APPROXIMATELY = frozenset("rund ca circa etwa ungefähr about roughly approximately".split())
Bound: TypeAlias = Literal["", "above", "below", "over", "under"]
BOUNDS: Mapping[str, Bound] = {
    **dict.fromkeys("über gut".split(), "above"),
    **dict.fromkeys("fast knapp beinahe nahezu nearly almost".split(), "below"),
    **dict.fromkeys(("mehr als", "more than", "mindestens", "over"), "over"),
    **dict.fromkeys(("weniger als", "less than", "höchstens", "under", "unter"), "under"),
}
PLACES = frozenset("stellen nachkommastellen dezimalstellen decimals digits places".split())
"""„auf drei Stellen 0,646“."""
RESTATED: Mapping[str, Relation] = {
    **dict.fromkeys("rund ca circa etwa ungefähr about roughly approximately around".split(), "≈"),
    **dict.fromkeys(("gerundet", "rounded"), "≈"),
    **dict.fromkeys(PLACES, "≈"),
    **dict.fromkeys(("über", "over", "mehr als", "more than"), ">"),
    "gut": "≳",
    **dict.fromkeys("fast knapp beinahe nahezu nearly almost".split(), "≲"),
    **dict.fromkeys(("weniger als", "less than", "under", "unter"), "<"),
}
RESTATING = frozenset(
    "also das sind ist d h dh i e ie that is which are or oder bzw entspricht entsprechen macht "
    "so hence therefore thus somit damit folglich mehr weniger als more less than "
    "auf to ein eine einer zwei drei vier fünf one two three four dezimal geltende gültige "
    "signifikante decimal significant".split()
) | frozenset(word for words in RESTATED for word in words.split())
"""Words with which an equation's result is said again, less exactly."""
SHARING = frozenset("pro je per jeweils mehr weniger more less each fewer mal fach times".split())
OF_IT = frozenset("davon dessen hiervon der aller des von of".split())
"""Behind a percentage: it is a share of something, and no quantity once more."""
ABBREVIATIONS = frozenset("ca bzw anz max min inkl exkl".split())
PREPOSITIONS = frozenset("über unter over under".split())
"""They compare only behind a comma: „$\\beta = 0{,}9$ über 10 Schritte“ does not."""
LONGEST_UNIT = 3
SHORT_WORDS = frozenset(
    "und ist mit pro je bei für auf an in so da im am zu als wie and is are per at for to on of by "
    "the or der die das des dem den ab aus von vom zum zur hat was wo wir man es er sie ein du "
    "um nur oft bzw ca vgl usw all we it if than per day neu gut ja nie nun per via statt".split()
)
"""Words that are no unit."""


def bound_of(before: list[str]) -> Bound:
    """What the last one or two words before a number, in small letters, say of it."""
    return BOUNDS.get(" ".join(before)) or (BOUNDS.get(before[-1]) if before else None) or ""


def is_abbreviation(token: Token) -> bool:
    """A part of „d. h.“, „i. e.“."""
    return (token.kind == "symbol" and token.text in "dhie") or token.text == "."
