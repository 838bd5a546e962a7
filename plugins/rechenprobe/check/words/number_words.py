"""Numbers and factors that are written as words: „acht Epochen“, „anderthalb“, „ein Drittel“."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rechenprobe.late import late

_GERMAN = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig"
).split()
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = (
    (30, "dreißig thirty"),
    (40, "vierzig forty"),
    (50, "fünfzig fifty"),
    (60, "sechzig sixty"),
    (70, "siebzig seventy"),
    (80, "achtzig eighty"),
    (90, "neunzig ninety"),
    (100, "hundert hundred einhundert"),
    (1000, "tausend thousand eintausend"),
    (2, "beide beiden beider both"),
)
_FRACTIONS: Mapping[str, Fraction] = {
    **dict.fromkeys("anderthalb eineinhalb anderthalbe".split(), Fraction(3, 2)),
    **{f"{word}einhalb": Fraction(2 * n + 1, 2) for n, word in enumerate(_GERMAN) if n > 1},
}
COUNTS: Mapping[str, Fraction] = {
    **{word: Fraction(n) for words in (_GERMAN, _ENGLISH) for n, word in enumerate(words) if n > 1},
    **{word: Fraction(n) for n, words in _TENS for word in words.split()},
    **_FRACTIONS,
}
"""Words that count; „ein“ and „one“ only before a unit."""
_ONE = frozenset("ein eine einem einen einer eines one a an".split())
_PARTS: Mapping[str, int] = {
    word: n
    for n, words in (
        (2, "hälfte halb halbe half"),
        (3, "drittel third thirds"),
        (4, "viertel quarter quarters fourth"),
        (5, "fünftel fifth fifths"),
        (6, "sechstel sixth"),
        (7, "siebtel seventh"),
        (8, "achtel eighth eighths"),
        (9, "neuntel ninth"),
        (10, "zehntel tenth tenths"),
        (16, "sechzehntel sixteenth"),
    )
    for word in words.split()
}
_TIMES: Mapping[str, Fraction] = {
    **dict.fromkeys(
        "doppelt doppelte doppelten zweifache twice double verdoppelt".split(), Fraction(2)
    ),
    "halbiert": Fraction(1, 2),
    "verdreifacht": Fraction(3),
    "triple": Fraction(3),
    **{
        f"{word}{end}": value
        for word, value in COUNTS.items()
        for end in ("mal", "fach", "fache", "fachen")
    },
}
_WORD = late(r"[^\W\d_]+")
_FRACTION = late(
    r"\b(?:(?P<count>[a-zäöüß]+)\s+)?(?P<part>"
    + "|".join(sorted(_PARTS, key=len, reverse=True))
    + r")\b"
)


def counts(word: str) -> bool:
    """Whether a word in small letters may count."""
    return word in COUNTS or word in _ONE or word.isdecimal()


def counted(word: str, after: str) -> Fraction | None:
    """What a word in small letters counts; `after` is the next word."""
    if word.isdecimal():
        return Fraction(int(word))
    if word in _ONE:
        return Fraction(1) if after else None
    return COUNTS.get(word)


def factors_said(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """Where words in small letters say a factor, and which: „dreimal“, „ein Viertel“, „halb“."""
    for match in _WORD.finditer(text):
        if (times := _TIMES.get(match[0])) is not None:
            yield match.start(), match.end(), times
    for match in _FRACTION.finditer(text):
        count = match["count"]
        if count in COUNTS and COUNTS[count] < _PARTS[match["part"]]:
            yield match.start(), match.end(), COUNTS[count] / _PARTS[match["part"]]
        elif match["part"] not in ("halbe", "third", "second", "fourth", "fifth"):
            yield match.start("part"), match.end(), Fraction(1, _PARTS[match["part"]])


WORDS = late(r"[^\W\d_]+(?:-[^\W\d_]+)*|(?<![\w.,:-])\d{1,3}(?=\s+[^\W\d_])")
"""And numbers that may be mistaken for those of paragraphs: „30 Epochen sind …“."""
