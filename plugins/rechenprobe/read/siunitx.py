r"""Units as LaTeX's package siunitx spells them: `\mega\byte\per\second` is MB/s."""

from rechenprobe.late import late

_WORDS = {
    **dict(
        zip(r"\nano \micro \milli \kilo \mega \giga \tera \peta".split(), "nµmkMGTP", strict=True)
    ),
    **{rf"\{name}bi": f"{name[0].upper()}i" for name in ("ki", "me", "gi", "te")},
    r"\byte": "B",
    r"\bit": "bit",
    r"\second": "s",
    r"\minute": "min",
    r"\hour": "h",
    r"\day": "d",
    r"\watt": "W",
    r"\joule": "J",
    r"\hertz": "Hz",
    r"\meter": "m",
    r"\metre": "m",
    r"\percent": "%",
    r"\per": "/",
}
_COMMAND = late(r"\\[A-Za-z]+")
MEASURED = frozenset((r"\SI", r"\qty"))
r"""Commands of a number and its unit: `\qty{12}{\mega\byte}`."""


def plain_unit(text: str) -> str:
    """The unit as people write it; empty if it is none that we know."""
    spelled = _COMMAND.sub(lambda match: _WORDS.get(match[0], "\\"), text)
    return "" if "\\" in spelled else "".join(spelled.split()).replace(".", "")
