"""The columns of the layer table: what authors call them, what readers see above them."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

COLUMNS: Mapping[str, str] = {
    "number": "Nr.",
    "layer": "Schicht",
    "input": "Eingabe",
    "output": "Ausgabe",
    "params": "Parameter",
    "trainable": "trainierbar",
    "non_trainable": "nicht trainierbar",
    "macs": "MACs",
    "flops": "FLOPs",
    "weights": "Gewichte",
    "activations": "Aktivierungen",
    "dtype": "Genauigkeit",
    "inbound": "Eingaben aus",
}
"""Name in English → title in German; authors may write either."""

USUAL = ("number", "layer", "output", "params", "macs", "weights", "activations")
"""What the table shows if nobody asks for anything else."""


class UnknownColumnError(ValueError):
    """A column that the layer table does not have. German, names those that it has."""


def find_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns meant, by their English names. Raises `UnknownColumnError`."""
    known = {title.lower(): name for name, title in COLUMNS.items()} | {n: n for n in COLUMNS}
    found = []
    for name in names:
        if name.lower() not in known:
            near = get_close_matches(name.lower(), known, 1)
            hint = f" Gemeint ist vielleicht „{COLUMNS[known[near[0]]]}“." if near else ""
            raise UnknownColumnError(
                f"Eine Spalte „{name}“ hat die Tabelle der Schichten nicht.{hint} "
                f"Es gibt: {', '.join(COLUMNS.values())}."
            )
        found.append(known[name.lower()])
    return tuple(dict.fromkeys(found))
