"""Units of memory, time and work: what may be converted into what, and by which factor."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct


class Unit(Struct, frozen=True):
    """One unit as written."""

    dimension: str
    factors: tuple[Fraction, ...]
    """How many of the base unit it is; several where usage differs (`KB`: 1000 or 1024)."""
    proper: str
    """How it should be written; as it is, if nothing is wrong with it."""

    @property
    def rounded(self) -> bool:
        """Whether a whole number of it is a rounded measure: of MiB, not of Byte or FLOPs."""
        return self.factors[0] not in (1, 2, 8)


def _memory(factor: int, proper: str, *others: int) -> Unit:
    return Unit("bit", tuple(Fraction(8 * f) for f in (factor, *others)), proper)


_BIT = Unit("bit", (Fraction(1),), "Bit")
_BYTE = _memory(1, "Byte")
_SECOND = Unit("s", (Fraction(1),), "s")

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("bit", "Bit", "Bits", "bits"), _BIT),
    **dict.fromkeys(("Byte", "Bytes", "byte", "bytes", "B"), _BYTE),
    **{
        f"{size}/{time}": _memory(factor, f"{size}/s")
        for size, factor in (
            ("kB", 1000),
            ("MB", 1000**2),
            ("GB", 1000**3),
            ("TB", 1000**4),
            ("MiB", 1024**2),
            ("GiB", 1024**3),
        )
        for time in ("s", "Sekunde", "second")
    },
    "kB": _memory(1000, "kB"),
    "KB": _memory(1000, "kB", 1024),
    "MB": _memory(1000**2, "MB"),
    "GB": _memory(1000**3, "GB"),
    "TB": _memory(1000**4, "TB"),
    "KiB": _memory(1024, "KiB"),
    "MiB": _memory(1024**2, "MiB"),
    "GiB": _memory(1024**3, "GiB"),
    "TiB": _memory(1024**4, "TiB"),
    **dict.fromkeys(("kbit", "kBit"), Unit("bit", (Fraction(1000),), "kbit")),
    "Mbit": Unit("bit", (Fraction(10**6),), "Mbit"),
    "Gbit": Unit("bit", (Fraction(10**9),), "Gbit"),
    **dict.fromkeys(("s", "Sekunde", "Sekunden", "second", "seconds"), _SECOND),
    "ms": Unit("s", (Fraction(1, 1000),), "ms"),
    "µs": Unit("s", (Fraction(1, 10**6),), "µs"),
    "ns": Unit("s", (Fraction(1, 10**9),), "ns"),
    **dict.fromkeys(
        ("min", "Minute", "Minuten", "minute", "minutes"), Unit("s", (Fraction(60),), "min")
    ),
    **dict.fromkeys(("h", "Stunde", "Stunden", "hour", "hours"), Unit("s", (Fraction(3600),), "h")),
    **dict.fromkeys(("Tag", "Tage", "Tagen", "day", "days"), Unit("s", (Fraction(86400),), "Tage")),
    **dict.fromkeys(("Woche", "Wochen", "week", "weeks"), Unit("s", (Fraction(604800),), "Wochen")),
    "FLOPs": Unit("flop", (Fraction(1),), "FLOPs"),
    "MFLOPs": Unit("flop", (Fraction(10**6),), "MFLOPs"),
    "GFLOPs": Unit("flop", (Fraction(10**9),), "GFLOPs"),
    "TFLOPs": Unit("flop", (Fraction(10**12),), "TFLOPs"),
    "MACs": Unit("flop", (Fraction(2),), "MACs"),
    "MMACs": Unit("flop", (Fraction(2 * 10**6),), "MMACs"),
    "GMACs": Unit("flop", (Fraction(2 * 10**9),), "GMACs"),
}
"""Base units: bit, second, operation; a multiply-accumulate is two operations."""

_POWERS = frozenset(Fraction(base**power) for base in (1000, 1024) for power in range(1, 5))
CONVERSIONS: Mapping[str, frozenset[Fraction]] = {
    "bit": _POWERS | {Fraction(8)},
    "s": _POWERS | {Fraction(24), Fraction(60), Fraction(3600)},
    "flop": _POWERS | {Fraction(2)},
    "joule": _POWERS | {Fraction(3600)},
}
"""Numbers with which authors convert units of a dimension within a calculation."""
