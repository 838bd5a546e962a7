"""„zwei Faltungsschichten mit je 32 Filtern“: any so many of a kind, which ones is left open."""

from collections.abc import Iterator

from msgspec import Struct

from rechenprobe.check.words.kinds import families_of, reference
from rechenprobe.check.words.layer_patterns import STEM, is_familiar, small, wrapped
from rechenprobe.check.words.layer_words import MANY, OUTPUT, PLURAL, SUFFIX
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_ONE = r"(?:ein(?:e[rnms]?)?|weitere[rnms]?|a|an|one|another)"
_KIND = f"(?:{STEM})(?:{PLURAL}|{SUFFIX})?"
_SOME = late(
    wrapped(
        rf"\b(?P<many>{'|'.join(MANY)}|{_ONE})[ \n](?:\w+e[rnms]?[ \n])??"
        rf"(?P<kind>{_KIND})(?![\w-])"
    )
)


_BARE = late(rf"(?<![\w-])(?P<kind>{wrapped(_KIND)}|{OUTPUT.stem}{SUFFIX})(?![\w-])")


class Some(Struct, frozen=True, gc=False):
    """Where a text speaks of so many layers of a kind."""

    start: int
    end: int
    count: int
    families: tuple[tuple[Layer, ...], ...]
    """All layers of that kind, in its readings."""


def somewhere(text: str, model: Model) -> Iterator[Some]:
    """All such places, in order."""
    lower = small(text)
    for match in _SOME.finditer(lower) if is_familiar(lower) else ():
        families = families_of(match["kind"], model)
        if any(families):
            yield Some(match.start(), match.end(), MANY.get(match["many"], 1), families)


def bare(lower: str, model: Model) -> Iterator[tuple[int, int, tuple[Layer, ...]]]:
    """Where a text in small letters names a kind: both ends, and all layers of the kind."""
    for match in _BARE.finditer(lower) if is_familiar(lower) else ():
        families = families_of(match["kind"], model)
        if not families and (last := reference(match["kind"], model)) and last.layer:
            families = ((last.layer,),)
        if families and families[0]:
            yield match.start(), match.end(), families[0]
