"""What stands in prose: the patterns of its tokens, and words that calculate."""

import re
from functools import lru_cache

from rechenprobe.late import late
from rechenprobe.read.tokens import FUNCTIONS, SCALES, TokenKind

SCALE = late(
    rf"[ \u00a0\u2009\u202f]?({'|'.join(SCALES)})(?!\w)(?:(?<=Tsd|Mio|Mil|Mrd|Bio)\.)?"
    r"|(?<=\d)([KM])(?=[ ),.;])"
    r"|(?<=\d)(B)(?=[ -](?:[Pp]aram|[Mm]od|[Tt]oken|[Ww]eight|Gewicht)|\s?[×*·]\s?\d)"
)
"""Behind a number: the word that multiplies it."""

_SCALES_BEGIN = frozenset(word[0] for word in SCALES) | set("KMB")


def begins_scale(source: str, stop: int) -> bool:
    """Whether what stands there may be `SCALE`, seen from its first letter."""
    ahead = source[stop : stop + 2]
    return ahead[-1:] in _SCALES_BEGIN or ahead[:1] in _SCALES_BEGIN


BILLION = 9
"""„7B parameters“."""

ARROW = late(r"[⇒⟹→⟶⇔⟺⇨➔➜↦←⟵]")
EQUATION = late(r"[\w(√⌊⌈\[|][^\n=≈]{0,200}[=≈]")
"""What begins a line and is compared with something on it."""
LEXEME = late(
    r"(?P<space>[\s\u200b\u2060\ufeff\u00ad]+)?"
    r"(?:(?P<times>[xX](?=\s{0,3}[\d(\[]))"
    r"|(?P<power>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
    r"|(?P<part>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞])"
    r"|(?P<word>[^\W\d_][^\W⁰¹²³⁴-⁹]*(?:[-‑][^\W\d_][^\W⁰¹²³⁴-⁹]*)*(?:['’][^\W\d_]+)?)"
    r"|(?P<number>[0-9]|(?<![\w.,)])\.(?=[0-9]))"
    r"|(?P<arrow>[⇒⟹→⟶⇔⟺⇨➔➜↦←⟵]|[-=]{1,3}>|<[-=]{1,3}(?=\s))"
    r"|(?P<relation>=\s?[~≈](?=\s?\d)|==|:=|<=|>=|!=|~=|[=≈≃≅<>≤≥≠≡]|~(?=\s?\d))"
    r"|(?P<entity>&(?:[A-Za-z]{2,8}\d{0,2}|\#\d{1,6}|\#x[0-9a-f]{1,6});)"
    r"|(?P<escape>\\(?:[A-Za-z]+|.))"
    r"|(?P<dots>…|\.{3})"
    r"|(?P<emphasis>(?<![*_~\w)])(?:\*{1,3}|_{1,3}|~~)(?=[^\s*_~])|(?<=[^\s*_~])(?:\*{1,3}|_{1,3}|~~)(?![*_~\w(]|(?<=\d\*\*)-\d))"
    r"|(?P<other>.))?",
    re.DOTALL,
)
BREAKS: dict[str, tuple[TokenKind, str]] = {
    **dict.fromkeys("([{⌊⌈", ("open", "")),
    **dict.fromkeys(")]}⌋⌉", ("close", "")),
    "|": ("bar", ""),
    "‖": ("bar", ""),
    "√": ("function", "sqrt"),
    "%": ("percent", ""),
    "‰": ("percent", ""),
    ",": ("comma", ""),
    ";": ("comma", ""),
}
SPACED_POWER = late(r"\s(?=-?[\d(])")
"""Behind the stars of `4 ** 2`, which are no emphasis."""
SYMBOL = late(r"[^\W\d_](?:_\w{1,4})?")
PER = late(r"/[^\W\d_]{3,}")
ARGUMENT = late(r"[ \u00a0][a-zA-Zα-ωŷ](?![\w(])")
"""Of a function without brackets: „−ln a“."""
ENDS_OPERAND = frozenset({"number", "close", "percent", "unit", "power", "part"})
BARE = frozenset({"log", "log:2", "log:10", "log:?", "sin", "cos", "tan"})
"""Functions whose argument may stand without brackets: `ln 10`."""
SPOKEN = {
    **dict.fromkeys(("mal", "à", "times"), "*"),
    **dict.fromkeys(("mod", "modulo"), "mod"),
    **dict(zip(("plus", "minus", "hoch", "durch"), "+-^/", strict=True)),
}
"""Words that calculate between two numbers."""
EACH = late(
    r"(?:(?<=zu )|(?<=mit ))(?:je|jeweils)"
    r"(?=\s+\d[\d.,\u202f\xa0]{0,12}\s?[^\W\d_]{0,16}\s?[=≈])"
)
EACH_OF = frozenset(("zu", "mit"))
"""„4 Werte zu je 4 Byte = 16 Byte“ multiplies, „60 Bilder je 2 Sekunden = 30 …“ does not."""
RESULTS = frozenset("ergibt ergeben gleich equals".split())
CALCULATION = late(r"\s*(?:\(|\d[\d.,]*\s?[-+−·*/:×]\s?[\d(])")
"""Behind „10 ms ergeben“: what comes to something by itself."""
SAID = frozenset("entspricht entsprechen macht sind gibt gives makes yields is".split())
"""Words between a calculation and its result, which say other things behind a single number."""
NAMES = frozenset("TP FP FN TN TPR FPR TNR FNR PPV NPV".split())
"""Counts and rates of a confusion matrix: one name each, no products, as they stand in formulas."""
OPERATING = frozenset({"op", "close", "power", "part", "function", "percent", "bar"})
"""Tokens of a calculation; before „ergeben“: „Mit Batchgröße 32 ergeben 1.600 Bilder …“."""
CALCULATING = frozenset("·⋅*+^")
"""Not ×, which also makes shapes: „ein Patch von 16 × 16 entspricht 1 Token“."""
SIZE_BEFORE = late(
    r"(?:\b(?:mit|with)|\w*(?:faltung|filter|kern|fenster|pooling|maske|convolution|window)\w*)"
    r"(?:[ \t\n]+(?:mit|von|der|je|jeweils|of|gr[öo]ße|form|size|with)){0,3}"
    r"[ \t\n*_$(]{1,4}\d{1,4}(?:\s?(?:[×x]|\\times)\s?\d{1,4}){1,2}[\s*_$)]{1,4}\Z",
    re.IGNORECASE | re.ASCII,
)
"""Up to „ergeben“: „Zwei Faltungen mit 3 × 3 ergeben 5 Pixel“ multiplies nothing."""
PERCENT = {
    **dict.fromkeys(("Prozent", "Prozentpunkte", "Prozentpunkten", "percent"), "%"),
    "Promille": "‰",
}


PRIMES = late(r"['’′″]{1,2}(?=\()")
"""Of a derivative: „f'(2) = 4“."""
REMAINDER = late(r" % \d{1,9} ?==? ?\d")
"""As in Python: „17 % 5 = 2“."""
COMPOUND = late(r"([^\W\d_]{2,})(?:[-‑]?\w+)*")


@lru_cache(maxsize=4096)
def is_plain(word: str) -> bool:
    """Whether it is only a word, as most are, unless it stands behind an operand as its unit."""
    bare = word.rstrip("_")
    if word in ("je", "jeweils") or len(bare) <= 1:
        return False
    return bare[1] != "_" and bare not in NAMES and word not in FUNCTIONS
