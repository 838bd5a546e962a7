"""Whether a worked example speaks of the layer that it names."""

from itertools import pairwise

from msgspec import structs

from rechenprobe.check.examples.sections import check_sections
from rechenprobe.check.layers.scopes import Entry, Example, Outline
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.kinds import Reference
from rechenprobe.facts import Layer

_ENOUGH = 60
"""So many statements tell which layer an example is about."""
_EFFORT = 100
"""Of each that is held against another layer, as `Page.affords` counts it."""


def check_references(ledger: Ledger, outline: Outline) -> None:
    """Every worked example's label: the layer exists, and the example fits it best."""
    entries: dict[int | None, list[Entry]] = {}
    for entry in outline.entries:
        entries.setdefault(entry.scope.example, []).append(entry)
    for index, example in enumerate(outline.examples):
        _check(ledger, example, entries.get(index, []))
    siblings: dict[tuple[int, tuple[str, ...]], list[Example]] = {}
    for example in outline.examples:
        if example.number is not None and example.reference.layer is not None:
            family = tuple(layer.name for layer in example.reference.family)
            siblings.setdefault((example.parent, family), []).append(example)
    for some in siblings.values():
        _check_numbering(ledger, some)


def _check_numbering(ledger: Ledger, examples: list[Example]) -> None:
    """Two examples beside each other with the same words, while one number of the row is missing.

    `Dropout-Schicht 2` twice, no `Dropout-Schicht 1`: all that is said may be true of both. Where
    the layers differ, their claims tell.
    """
    family = examples[0].reference.family
    if len(examples) > len(family):
        return  # one of them is said three times, or two are said twice
    order = [_position(example) for example in examples]
    for index, example in enumerate(examples):
        here = order[index]
        twins = [one for one in examples if _words(one, ledger) == _words(example, ledger)]
        if len(twins) != 2 or order.count(here) != 2 or example.number is None:
            continue
        for missing, layer in enumerate(family, 1):
            mended = [*order[:index], missing, *order[index + 1 :]]
            rising = all(one < two for one, two in pairwise(mended))
            if rising and _facts(layer) == _facts(family[here - 1]):
                words = _words(example, ledger)
                ledger.wrong(
                    example.span,
                    (example.number,),
                    Truth(layer.name, str(missing), f"die {missing} fehlt in der Reihe"),
                    at=ledger.lecture.numbers[example.number].span,
                    message=f"„{words}“ steht zweimal nebeneinander",
                )
                return


def _position(example: Example) -> int:
    """Of its layer in the family, from 1."""
    names = [layer.name for layer in example.reference.family]
    layer = example.reference.layer
    return names.index(layer.name) + 1 if layer is not None else 0


def _words(example: Example, ledger: Ledger) -> str:
    return ledger.lecture.text(example.span)


def _facts(layer: Layer) -> tuple[object, ...]:
    """What can be said of a layer, its name and its place left out."""
    counts = (layer.params, layer.trainable_params, layer.macs, layer.activations)
    return (layer.kind, layer.input_shapes, layer.output_shapes, counts, layer.attributes)


def _check(ledger: Ledger, example: Example, entries: list[Entry]) -> None:
    reference = example.reference
    numbers = () if example.number is None else (example.number,)
    at = example.span if example.number is None else ledger.lecture.numbers[example.number].span
    if reference.layer is None:
        count = len(reference.family)
        true = f"1 bis {count}" if count > 1 else str(count)
        names = ", ".join(layer.name for layer in reference.family) or "keine"
        truth = Truth("model.layers", true, f"das Modell hat davon {count}: {names}")
        message = "Diese Schicht gibt es im Modell nicht"
        ledger.wrong(example.span, numbers, truth, at=at, message=message)
        return
    better = _better(ledger, entries, reference)
    if better is None:
        truth = Truth(reference.layer.name, reference.wanted, f"{reference.layer.kind} des Modells")
        ledger.verified(example.span, numbers, truth)
        return
    position, layer = better
    truth = Truth(layer.name, str(position), f"alle Angaben passen zu {layer.name}")
    message = f"Dieses Rechenbeispiel passt nicht zu {reference.layer.name}"
    ledger.wrong(example.span, numbers, truth, at=at, message=message)
    ledger.withdraw_repairs(entry.statement.span for entry in entries)


def _better(ledger: Ledger, entries: list[Entry], reference: Reference) -> tuple[int, Layer] | None:
    """A layer of the same kind, and its position, that the whole example is true of."""
    assert reference.layer is not None
    if not any(ledger.refutes(entry.statement.span) for entry in entries):
        return None
    if not ledger.page.affords(_EFFORT * len(entries[:_ENOUGH]) * len(reference.family)):
        return None
    named = _trial(ledger, entries, reference.layer)
    for position, layer in enumerate(reference.family, 1):
        if layer is not reference.layer:
            trial = _trial(ledger, entries, layer)
            if not trial.refuted and trial.confirmed > named.confirmed:
                return position, layer
    return None


def _trial(ledger: Ledger, entries: list[Entry], layer: Layer) -> Ledger:
    """The example's first claims, if it speaks of that layer."""
    trial = ledger.trial()
    check_sections(
        trial,
        [
            structs.replace(entry, scope=structs.replace(entry.scope, layer=layer))
            for entry in entries[:_ENOUGH]
        ],
    )
    return trial
