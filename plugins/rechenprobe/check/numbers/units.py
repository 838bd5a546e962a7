"""Units of memory, time and work: what may be converted into what, and by which factor."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from msgspec import Struct

from rechenprobe.late import late


class Unit(Struct, frozen=True):
    """One unit as written."""

    dimension: str
    factors: tuple[Fraction, ...]
    """How many of the base unit it is; several where usage differs (`KB`: 1000 or 1024)."""
    proper: str
    """How it should be written; as it is, if nothing is wrong with it."""
    rate: tuple[Fraction, ...] = ()
    """For a rate, `factors` without those that take it for an amount."""

    @property
    def rates(self) -> tuple[Fraction, ...]:
        """How many base units it is, read as it is written."""
        return self.rate or self.factors

    @property
    def powers(self) -> dict[str, int]:
        """Its base units with their exponents; a watt is a joule per second."""
        powers: dict[str, int] = {}
        for part, sign in zip(self.dimension.split("/", 1), (1, -1), strict=False):
            for name, power in composed(part).items():
                powers[name] = powers.get(name, 0) + power * sign
        return {name: power for name, power in powers.items() if power}

    @property
    def rounded(self) -> bool:
        """Whether a whole number of it is a rounded measure: of MiB, not of Byte or FLOPs."""
        return self.factors[0] not in (1, 2, 8)


_RAISED = {"²": 2, "³": 3}
_COMPOSED: Mapping[str, Mapping[str, int]] = {
    "watt": {"joule": 1, "s": -1},
    "hertz": {"s": -1},
    "flop": {},
    "flops": {"s": -1},
}
"""Operations only count: gigahertz times cores are FLOPS."""


def composed(dimension: str) -> dict[str, int]:
    """The base units of a dimension that is no rate, with their exponents."""
    base = dimension.rstrip("".join(_RAISED))
    times = _RAISED.get(dimension[len(base) :], 1)
    return {
        name: power * times
        for name, power in _COMPOSED.get(base, {base: 1} if base else {}).items()
    }


def _memory(factor: int, proper: str, *others: int) -> Unit:
    return Unit("bit", tuple(Fraction(8 * f) for f in (factor, *others)), proper)


_BIT = Unit("bit", (Fraction(1),), "Bit")
_BYTE = _memory(1, "Byte")
_NAT = 1 / Fraction("0.69314718055994530941723212145817656807550013436025525412068")
"""Of a bit: the information in a choice between e equally likely things."""
_SECOND = Unit("s", (Fraction(1),), "s")
_DAY = 86_400
_KILOWATT_HOUR = 3_600_000
_SIZES: Mapping[str, int | Fraction] = {
    "": 1,
    "m": Fraction(1, 1000),
    "h": 100,
    "k": 1000,
    "M": 10**6,
}

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("bit", "Bit", "Bits", "bits"), _BIT),
    **dict.fromkeys(("Byte", "Bytes", "byte", "bytes", "B"), _BYTE),
    **dict.fromkeys(("nat", "nats"), Unit("bit", (_NAT,), "nat")),
    "kB": _memory(1000, "kB"),
    "KB": _memory(1000, "kB", 1024),
    "MB": _memory(1000**2, "MB"),
    "GB": _memory(1000**3, "GB"),
    "TB": _memory(1000**4, "TB"),
    "PB": _memory(1000**5, "PB"),
    "KByte": _memory(1000, "kB", 1024),
    **{
        f"{first}{rest}byte{plural}": _memory(1000**power, f"{short}B", *others)
        for power, short, size, others in (
            (1, "k", "kilo", (1024,)),
            (2, "M", "mega", ()),
            (3, "G", "giga", ()),
            (4, "T", "tera", ()),
            (5, "P", "peta", ()),
        )
        for first, rest in ((size[0], size[1:]), (size[0].upper(), size[1:]))
        for plural in ("", "s")
    },
    **{
        f"{size}{byte}": _memory(1000**power, f"{size}B")
        for power, size in enumerate("kMGT", 1)
        for byte in ("Byte", "Bytes", "byte", "bytes")
    },
    "KiB": _memory(1024, "KiB"),
    "MiB": _memory(1024**2, "MiB"),
    "GiB": _memory(1024**3, "GiB"),
    "TiB": _memory(1024**4, "TiB"),
    **dict.fromkeys(("kbit", "kBit"), Unit("bit", (Fraction(1000),), "kbit")),
    "Mbit": Unit("bit", (Fraction(10**6),), "Mbit"),
    "Gbit": Unit("bit", (Fraction(10**9),), "Gbit"),
    **dict.fromkeys(("s", "Sekunde", "Sekunden", "second", "seconds"), _SECOND),
    **{
        word: Unit("s", (Fraction(1, 1000**power),), short)
        for power, short, words in (
            (1, "ms", ("Millisekunden", "milliseconds")),
            (2, "µs", ("Mikrosekunden", "microseconds")),
            (3, "ns", ("Nanosekunden", "nanoseconds")),
        )
        for word in words
    },
    "Kilowattstunden": Unit("joule", (Fraction(_KILOWATT_HOUR),), "kWh"),
    "Gigahertz": Unit("hertz", (Fraction(10**9),), "GHz"),
    "Megahertz": Unit("hertz", (Fraction(10**6),), "MHz"),
    "ms": Unit("s", (Fraction(1, 1000),), "ms"),
    "µs": Unit("s", (Fraction(1, 10**6),), "µs"),
    "ns": Unit("s", (Fraction(1, 10**9),), "ns"),
    **{
        name: Unit("s", tuple(map(Fraction, seconds)), proper)
        for words, proper, *seconds in (
            ("sec", "s", 1),
            ("min Minute Minuten minute minutes", "min", 60),
            ("h Stunde Stunden hour hours", "h", 3600),
            ("d Tag Tage Tagen day days", "Tage", _DAY),
            ("Woche Wochen week weeks", "Wochen", 7 * _DAY),
            ("Monat Monate Monaten month months", "Monate", 30 * _DAY, 365 * _DAY // 12),
            ("Jahr Jahre Jahren year years", "Jahre", 365 * _DAY, 365 * _DAY + _DAY // 4),
        )
        for name in words.split()
    },
    **{
        name: Unit("joule", (Fraction(joule),), name)
        for name, joule in (
            ("kJ", 1000),
            ("MJ", 10**6),
            ("Wh", 3600),
            ("kWh", _KILOWATT_HOUR),
            ("MWh", 1000 * _KILOWATT_HOUR),
            ("GWh", 10**6 * _KILOWATT_HOUR),
        )
    },
    **{
        name: Unit("watt", (Fraction(watt),), name)
        for name, watt in (("mW", Fraction(1, 1000)), ("W", 1), ("kW", 1000), ("MW", 10**6))
    },
    **{
        name: Unit("hertz", (Fraction(hertz),), name)
        for name, hertz in (("Hz", 1), ("kHz", 1000), ("MHz", 10**6), ("GHz", 10**9))
    },
    **dict.fromkeys(("J", "Joule"), Unit("joule", (Fraction(1),), "J")),
    **dict.fromkeys(("W", "Watt"), Unit("watt", (Fraction(1),), "W")),
    **{
        name: Unit("meter", (Fraction(meters),), name)
        for name, meters in (
            ("mm", Fraction(1, 1000)),
            ("nm", Fraction(1, 10**9)),
            ("µm", Fraction(1, 10**6)),
            ("cm", Fraction(1, 100)),
            ("m", 1),
            ("km", 1000),
        )
    },
    **{
        f"{size}{name}": Unit(dimension, (Fraction(factor),), f"{size}{name}")
        for name, dimension, sizes in (
            ("N", "newton", ("", "k")),
            ("Pa", "pascal", ("", "h", "k")),
            ("V", "volt", ("", "m", "k")),
            ("A", "ampere", ("", "m")),
            ("Ω", "ohm", ("", "k", "M")),
            ("mol", "mol", ("",)),
        )
        for size, factor in _SIZES.items()
        if size in sizes
    },
    **dict.fromkeys(("°", "Grad"), Unit("angle", (Fraction(1),), "°")),
    "°C": Unit("celsius", (Fraction(1),), "°C"),
    "kg": Unit("kg", (Fraction(1),), "kg"),
    "g": Unit("kg", (Fraction(1, 1000),), "g"),
    "mg": Unit("kg", (Fraction(1, 10**6),), "mg"),
    "ml": Unit("liter", (Fraction(1, 1000),), "ml"),
    **dict.fromkeys(("€", "Euro", "EUR"), Unit("euro", (Fraction(1),), "€")),
    **dict.fromkeys(("ct", "Cent"), Unit("euro", (Fraction(1, 100),), "ct")),
    **dict.fromkeys(("$", "USD", "Dollar", "dollars"), Unit("dollar", (Fraction(1),), "$")),
    **{
        f"{size}{name}": Unit("flop", (Fraction(factor),), f"{size}FLOPs")
        for size, factor in (("", 1), ("M", 10**6), ("G", 10**9), ("T", 10**12), ("P", 10**15))
        for name in ("FLOP", "FLOPs")
    },
    **{
        f"{size}FLOPS": Unit("flops", (Fraction(10**power),), f"{size}FLOPS")
        for size, power in (("", 0), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18))
    },
    **{
        f"{size}{name}": Unit("flop", (Fraction(2 * factor),), f"{size}MACs")
        for size, factor in (("", 1), ("M", 10**6), ("G", 10**9), ("T", 10**12))
        for name in ("MAC", "MACs")
    },
}
"""Base units: bit, second, operation; a multiply-accumulate is two operations."""

_PROCESSOR = late(r"(?:GPU|TPU|CPU|[AHV]100)-(?=\w)")
"""„GPU-Stunden“ are hours."""


@cache
def unit_of(name: str) -> Unit | None:
    """What a unit of the text is worth, a rate (`GB/s`, `€/kWh`, `Bilder/s`) included.

    A rate may also be meant as what comes in that time: „300 W · 24 h = 7,2 kWh/Tag“.
    """
    above, slash, below = name.partition("/")
    if not slash and name[-1:] in _RAISED:
        unit = unit_of(name[:-1])
        if unit is None or unit.dimension[-1:] in _RAISED or "/" in unit.dimension:
            return None
        factors = tuple(factor ** _RAISED[name[-1]] for factor in unit.factors)
        return Unit(unit.dimension + name[-1], factors, unit.proper + name[-1])
    if not slash:
        return UNITS.get(_PROCESSOR.sub("", name))
    one = unit_of(above) or _THING
    two = unit_of(below) or _THING
    rates = [factor / per for factor in one.factors for per in two.factors]
    dimension = f"{one.dimension}/{two.dimension}"
    return Unit(dimension, (*rates, *one.factors), name, tuple(rates))


def factor_of(units: Sequence[Unit | None], sign: int) -> Fraction | None:
    """By what the product (`sign` 1) or quotient (-1) of the last two is multiplied.

    So that it is in the first; None if they give another dimension.
    """
    known = [one for one in units if one is not None]
    if len(known) < len(units):
        return None
    own, one, two = known
    powers = dict(one.powers)
    for name, power in two.powers.items():
        powers[name] = powers.get(name, 0) + sign * power
    if {it: n for it, n in powers.items() if n} != {it: n for it, n in own.powers.items() if n}:
        return None
    return Fraction(one.rates[0] * two.rates[0] ** sign / own.rates[0])


_THING = Unit("", (Fraction(1),), "")
"""Whatever is counted: images, tokens."""

_POWERS = frozenset(Fraction(base**power) for base in (1000, 1024) for power in range(1, 5))
CONVERSIONS: Mapping[str, frozenset[Fraction]] = {
    "bit": _POWERS | {Fraction(8)},
    "s": _POWERS | {Fraction(24), Fraction(60), Fraction(3600)},
    "flop": _POWERS | {Fraction(2)},
    "joule": _POWERS | {Fraction(3600)},
    "watt": _POWERS | {Fraction(24), Fraction(3600)},
    "euro": frozenset({Fraction(100)}),
}
"""Numbers with which authors convert units of a dimension within a calculation."""
