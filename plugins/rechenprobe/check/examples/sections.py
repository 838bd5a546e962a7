"""All statements, section by section; and which layer is meant where convolutions are counted."""

from collections.abc import Iterable

from msgspec import structs

from rechenprobe.check.examples.bindings import Bindings
from rechenprobe.check.examples.section import Section
from rechenprobe.check.layers.scopes import Entry
from rechenprobe.check.ledger import Ledger


def check_sections(ledger: Ledger, entries: Iterable[Entry]) -> None:
    """Check entries section by section; a worked example's symbols reach across its sections."""
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.scope.group, []).append(entry)
    bound: dict[int, Bindings] = {}
    for group in groups.values():
        home = bound.setdefault(group[0].scope.home, Bindings())
        Section(ledger, _recounted(ledger, group), home).check()


def _recounted(ledger: Ledger, group: list[Entry]) -> list[Entry]:
    """The entries, of the layer that they are true of if convolutions are counted otherwise."""
    scope = group[0].scope
    if not scope.others:
        return group
    own, *others = (
        [
            structs.replace(one, scope=structs.replace(one.scope, layer=layer, others=()))
            for one in group
        ]
        for layer in (scope.layer, *scope.others)
    )
    if not _tried(ledger, own).refuted:
        return own
    for entries in others:
        trial = _tried(ledger, entries)
        if trial.confirmed and not trial.refuted:
            return entries
    return own


def _tried(ledger: Ledger, entries: list[Entry]) -> Ledger:
    trial = ledger.trial()
    check_sections(trial, entries)
    return trial
