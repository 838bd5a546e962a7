"""Units of more than one word: `GB/s`, `€/kWh`, `Bilder/s`, `MB pro Sekunde`, `W·h`."""

from rechenprobe.late import late
from rechenprobe.read.tokens import UNITS

_TIME = (
    r"(?:ms|s|Sekunde|second|sec|min|Minute|minute|h|Stunde|hour"
    r"|d|Tag|day|Woche|week|Monat|month|Jahr|year)"
)
_ABOVE = (
    r"(?:[kMGT]B|[MGTK]iB|[KMGT]?[Bb]ytes?|[kM]?bit|[MGT]bit|[MGTP]?FLOPs?|[MGT]?MACs?"
    r"|€|\$|Euro|EUR|ct|Cent|[kMG]?Wh|[km]?g|k?m|k?N|mol|[^\W\d_]{3,15})"
)
_RATE = late(
    rf"({_ABOVE})(?:/|[ \u00a0](?:pro|je|per)[ \u00a0](?=[^\W\d_]{{3}}))"
    rf"({_TIME}|k?Wh|[Bb]ytes?|kg|[cm]?m|mol|(?:[GTC]PU|[AHV]100)-(?:h|Stunde|hour))(?![^\W²³])"
)
_POWER_TIMES_TIME = late(r"([kMG]?W) ?[·⋅*] ?h(?!\w)")
_DAYS = late(r"d(?=\s*[=≈+]\s*[\d.,·*× ]+\s?(?:h|min|s|ms|Stunden|Sekunden)(?!\w))")
_TO_DAYS = late(r"\d\s?(?:h|min|s|Stunden|Minuten|Sekunden)\s*[=≈+][^=\n]{0,30}$")
_CALCULATES = late(r"[²³]?\s*[-+−·×*/^=≈<>)]")
_MEASURED = late(r"[^=≈;\n]*[=≈]\s*[\d.,]+[ \u00a0\u202f][^\W\d_]{1,3}(?![^\W\d_])")
_REACH = 48


def unit_at(source: str, position: int, end: int) -> tuple[str, int] | None:
    """The unit that stands there behind a number, and where it ends; None for a single word."""
    if (rate := _RATE.match(source, position, end)) is not None:
        spelled_out = "/" not in rate[0]
        if spelled_out and rate[1] not in UNITS:
            return None  # „250 Bilder pro Sekunde“ are words
        return f"{rate[1]}/{rate[2]}", rate.end()
    if (energy := _POWER_TIMES_TIME.match(source, position, end)) is not None:
        return f"{energy[1]}h", energy.end()
    return None


def priced(text: str) -> tuple[str, int] | None:
    """The rate in front of a text that begins with its currency, `$/h`."""
    rate = _RATE.match(text)
    return None if rate is None else (rate[0], rate.end())


def means_days(source: str, position: int, end: int) -> bool:
    """Whether the letter d there means days: only beside other times, `1 d = 24 h`."""
    before = source[max(0, position - _REACH) : position]
    return _DAYS.match(source, position, end) is not None or _TO_DAYS.search(before) is not None


def measures(source: str, stop: int, end: int) -> bool:
    """Whether a letter that ends there is a unit: in „3 m · 4 m = 12 m²“, not in „3 m + 1“."""
    behind = source[stop : min(end, stop + _REACH)]
    return _CALCULATES.match(behind) is None or _MEASURED.match(behind) is not None


def is_unit(word: str) -> bool:
    r"""Whether what `\\text{…}` holds is one."""
    if word in UNITS:
        return True
    found = unit_at(word, 0, len(word))
    return found is not None and found[1] == len(word)


def normal(word: str) -> str:
    r"""As `unit_at` names it: `MB pro Sekunde` is `MB/Sekunde`."""
    found = None if word in UNITS else unit_at(word, 0, len(word))
    return word if found is None else found[0]
