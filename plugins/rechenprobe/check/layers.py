"""Whether a worked example speaks of the layer that it names."""

from msgspec import structs

from rechenprobe.check.kinds import Reference
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.scopes import Entry, Example, Outline
from rechenprobe.check.section import check_sections
from rechenprobe.facts import Layer

_ENOUGH = 60
"""So many statements tell which layer an example is about."""


def check_references(ledger: Ledger, outline: Outline) -> None:
    """Every worked example's label: the layer exists, and the example fits it best."""
    entries: dict[int | None, list[Entry]] = {}
    for entry in outline.entries:
        entries.setdefault(entry.scope.example, []).append(entry)
    for index, example in enumerate(outline.examples):
        _check(ledger, example, entries.get(index, []))


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
