"""The outline, flattened: each statement with the layer and the section that it is about."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from rechenprobe.check.vocabulary import Attribute, Reference, attribute, reference
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Item, Lecture, Span, Statement

SECTIONS: frozenset[Attribute] = frozenset(
    {"output", "input", "params", "memory", "activations", "macs", "flops"}
)
"""Attributes that head a section of a worked example."""

MEMORY: frozenset[Attribute] = frozenset({"memory", "activations"})
"""Sections about bytes."""
_OF_MEMORY: frozenset[Attribute | None] = frozenset({"memory", "activations", "params", "output"})

ModelAt = Callable[[int], Model | None]
"""The model that the page last built before a source offset."""


class Scope(Struct, frozen=True):
    """Where in the outline a statement stands."""

    layer: Layer | None = None
    section: Attribute | None = None
    home: int = 0
    """Symbols are bound per home: a worked example, or a heading's text outside of one."""
    group: int = 0
    """Statements of one section share it."""
    before: tuple[Layer, ...] = ()
    """Layers whose outputs the layer takes."""
    example: int | None = None
    """Index of the worked example."""


class Entry(Struct, frozen=True):
    """A statement in its scope."""

    statement: Statement
    scope: Scope


class Example(Struct, frozen=True):
    """An item that names a layer."""

    span: Span
    """The words that name it."""
    reference: Reference
    number: int | None
    """Index of the number among these words, if the layer is named by one."""


class Outline(Struct, frozen=True):
    """All entries in the order of the source, and the worked examples they belong to."""

    entries: tuple[Entry, ...]
    examples: tuple[Example, ...]


def flatten(lecture: Lecture, model_at: ModelAt) -> Outline:
    """Give every statement of the prose its scope."""
    walk = _Walk(lecture, model_at)
    entries = tuple(entry for item in lecture.items for entry in walk.item(item, Scope()))
    return Outline(entries, tuple(walk.examples))


class _Walk:
    def __init__(self, lecture: Lecture, model_at: ModelAt) -> None:
        self._lecture = lecture
        self._model_at = model_at
        self._last = 0
        self.examples: list[Example] = []

    def _fresh(self) -> int:
        self._last += 1
        return self._last

    def item(self, item: Item, scope: Scope) -> Iterator[Entry]:
        """The entries of an item and all below it."""
        model = self._model_at(item.span.start)
        found = reference(item.text, model) if model and item.kind in ("heading", "item") else None
        named: int | None = None
        if found is not None:
            named = self._ordinal(item, found)
            scope = Scope(
                found.layer,
                home=self._fresh(),
                group=self._fresh(),
                before=_feeding(found.layer, model) if found.layer and model else (),
                example=len(self.examples),
            )
            self.examples.append(Example(self._words(item, found), found, named))
        elif (section := attribute(_label(item))) in SECTIONS:
            # „Gewichte: … kB“ and „Aktivierungen: … kB“ stay in the section on memory.
            if scope.section not in MEMORY or section not in _OF_MEMORY or not item.statements:
                scope = structs.replace(scope, section=section, group=self._fresh())
        elif item.kind == "heading":
            scope = structs.replace(scope, section=None, home=self._fresh(), group=self._fresh())
        for index in item.statements:
            statement = self._lecture.statements[index]
            if statement.numbers != (named,):
                yield Entry(statement, scope)
        for child in item.items:
            yield from self.item(child, scope)

    def _ordinal(self, item: Item, found: Reference) -> int | None:
        """Which number of the item says which layer is meant."""
        for index in item.numbers:
            if self._lecture.numbers[index].text == str(found.ordinal):
                return index
        return None

    def _words(self, item: Item, found: Reference) -> Span:
        start = self._lecture.source.find(found.wanted, item.span.start, item.span.end)
        if start == -1:
            return item.span
        return Span(start, start + len(found.wanted))


def _feeding(layer: Layer, model: Model) -> tuple[Layer, ...]:
    return tuple(other for other in model.layers if other.name in layer.inbound)


def _label(item: Item) -> str:
    """The item's words if they are a label: `Ausgabegröße`, `Parameter: 96 · (…) = …`."""
    head, colon, _ = item.text.partition(":")
    if not colon and item.statements:
        return ""
    return head.partition("(")[0].strip(" *_`\t")
