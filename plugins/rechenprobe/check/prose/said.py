"""What the statements of a sentence are about, and whether it is this net at all."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from rechenprobe.check.layers.flows import states
from rechenprobe.check.layers.scopes import Binding
from rechenprobe.check.page import Page
from rechenprobe.check.words.vocabulary import Attribute, attributes
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Lecture

_MANY = 2
"""Values that are said of a layer: if none of them is true, another net's is meant."""


class Said(Struct, frozen=True, gc=False):
    """What one statement of a sentence turns out to be about."""

    layer: Layer
    label: str
    binding: Binding
    model: Model
    others: tuple[Layer, ...] = ()


def of_this_net(
    said: Sequence[tuple[int, Said]], lecture: Lecture, page: Page
) -> Iterator[tuple[int, Said]]:
    """Without what is said of a layer of another net.

    „Die erste Schicht war grob: 96 Filter der Größe 11 × 11“: neither is true of that layer, nor
    both of another one, which the author might have taken for it.
    """
    values: dict[str, list[tuple[Statement, Attribute]]] = {}
    owners = {one.layer.name: one for _, one in said}
    for index, one in said:
        statement = lecture.statements[index]
        names = attributes(one.label) if not statement.relations else ()
        if one.binding == "said" and names and page.expectation(one.layer, names[0]):
            values.setdefault(one.layer.name, []).append((statement, names[0]))

    def fit(some: Iterable[tuple[Statement, Attribute]], layer: Layer) -> Iterator[bool]:
        return (states(statement, name, layer, lecture.numbers) for statement, name in some)

    strange = {
        name
        for name, some in values.items()
        if len(some) >= _MANY
        and not any(fit(some, owners[name].layer))
        and not any(all(fit(some, it)) for it in owners[name].model.layers)
    }
    return ((index, one) for index, one in said if one.layer.name not in strange)
