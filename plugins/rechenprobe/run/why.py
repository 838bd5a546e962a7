"""Why a lecture has to run, in German."""

from rechenprobe.run.dependencies import MISSING
from rechenprobe.run.grounds import Stale
from rechenprobe.run.key import Inputs


def explain_stale(stale: Stale) -> list[str]:
    """One line for each file and each version that changed."""
    lines = []
    for dependency, now in stale.dependencies:
        if now == MISSING:
            change = "gibt es nicht mehr"
        elif dependency.digest == MISSING:
            change = "gibt es jetzt"
        else:
            change = "hat einen anderen Inhalt"
        lines.append(f"{dependency.path} {change}")
    return lines + [f"{name} {now} statt {then}" for name, then, now in stale.versions]


def explain_difference(then: Inputs | None, now: Inputs, lines: list[int]) -> list[str]:
    """One line for each input that changed; `lines` are the cells' first lines."""
    if then is None:
        return ["kein früherer Lauf ist bekannt"]
    found = []
    if then.engine != now.engine:
        found.append("Rechenprobe selbst ist eine andere")
    if then.width != now.width:
        found.append(f"Breite {now.width} statt {then.width} (Option width)")
    if then.network != now.network:
        found.append("das Netz ist jetzt " + ("erlaubt" if now.network else "gesperrt"))
    found += _preludes(then, now)
    found += _cells(then.cells, now.cells, lines)
    if then.values != now.values:
        found.append("die eingesetzten Werte sind andere")
    return found or ["der frühere Lauf ist nicht mehr im Cache"]


def _preludes(then: Inputs, now: Inputs) -> list[str]:
    before, after = dict(then.preludes), dict(now.preludes)
    found = [f"Vorspiel {path} kommt hinzu" for path in after if path not in before]
    found += [f"Vorspiel {path} fällt weg" for path in before if path not in after]
    found += [
        f"Vorspiel {path} hat einen anderen Inhalt"
        for path in after
        if path in before and before[path] != after[path]
    ]
    if not found and then.preludes != now.preludes:
        found.append("die Vorspiele stehen in anderer Reihenfolge")
    return found


def _cells(then: tuple[str, ...], now: tuple[str, ...], lines: list[int]) -> list[str]:
    if then == now:
        return []
    if sorted(then) == sorted(now):
        return ["die Zellen stehen in anderer Reihenfolge"]
    known = set(then)
    found = [
        f"Zelle {number} (Zeile {line}) ist neu oder geändert"
        for number, (digest, line) in enumerate(zip(now, lines, strict=True), 1)
        if digest not in known
    ]
    return found or [f"{len(now)} statt {len(then)} Zellen"]
