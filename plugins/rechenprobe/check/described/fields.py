"""How far stacked convolutions see, on pages without a model: „drei 3×3-Faltungen sehen 7×7 Pixel“.

From layer to layer it grows by (k − 1) · d as long as no layer steps over pixels (Araujo et al.
2019). Which number is wrong where a name says how far, „so weit wie eine 7×7-Faltung“, is told by
that: then it is how many there are.
"""

import re
from fractions import Fraction

from msgspec import Struct

from rechenprobe import notation
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.check.words.sentences import LONGEST
from rechenprobe.claims import Item, Statement
from rechenprobe.late import late
from rechenprobe.lecture import Span

_ROOTS = ("rezeptiv", "receptive", "sieht", "sehen", "sees", " see ", "sichtfeld")
_LAYERS = (
    r"(?:faltung\w*|conv\w*(?: layers)?|kerne?n?\b|kernels?\b|filtern?\b|filters\b|schichten"
    r"|layers)"
)
_STACK = late(
    rf"(?<![\w.,×])(?P<count>{'|'.join(COUNTS)}|zweier|dreier|\d{{1,2}})\s+"
    r"(?:[a-zäöü]+(?:e|en|er|d)\s+){0,2}"
    rf"(?P<side>\d)\s?[×x]\s?(?P=side)[- ](?P<layers>{_LAYERS})"
)
_SEEN = late(
    r"(?:rezeptiv\w* (?:feld\w*|bereich\w*)|receptive fields?|sichtfeld\w*|sieht|sehen|sees?\b)"
    r"[^.;\d]{0,60}?(?<!stride)(?<!strides)(?<!schrittweite)(?<!padding)\s(?P<side>\d{1,3})(?:\s?[×x]\s?(?P=side)(?!\d)|\s?(?:pixel|px|werte|values)"
    rf"|(?=\s?(?:[.,;)]|\Z)))(?!\s?[×x])(?![- ]{_LAYERS})"
)
_ALIKE = late(
    r"(?:eine?[rsmn]?|one|a|single|einzige[nr]?|einzelne[nr]?)\s+(?:[a-zäöü]+\s+)?"
    rf"(?P<side>\d{{1,2}})\s?[×x]\s?(?P=side)[- ](?:{_LAYERS})"
)
_LIKE = late(
    r"\b(?:wie|entspr\w+|dasselbe|gleiche\w*|genau|erhält|erreich\w*|ersetz\w*|same|equal\w*|equivalent"
    r"|corresponds?|match\w*|replaces?|gives)\b"
)
_DILATIONS = late(
    r"dilat\w*(?: (?:von|of|rates?|raten|faktoren|factors))?[\s=:$]*"
    r"(?P<all>\d{1,2}(?:(?:,\s?|,?\s(?:und|and)\s)\d{1,2}(?!\d|\s?[×x]|\s?er-))+)"
)
_KERNEL = late(
    r"(?:kernel|kern)s?(?:größe|[- ]size)?(?: (?:der größe|of size|von|of))?[\s=:$]*"
    r"(?P<side>\d)(?![\d.,]\d)"
    r"|(?P<both>\d)\s?[×x]\s?(?P=both)[- ]"
)
_AFTER = late(
    r"(?:nach (?:der|den|allen)|after (?:the|all)) (?P<which>\w+)"
    r" (?:schicht|faltung|layer|convolution)"
)
_PIXELS = late(
    r"\s(?P<side>\d{1,4})(?:\s?[×x]\s?(?P=side))?\s?(?:pixel|px|werte|values|zeitschritte|samples)"
)
_ORDINALS = {
    word: n
    for n, words in enumerate(
        (
            "ersten first",
            "zweiten second",
            "dritten third",
            "vierten fourth",
            "fünften fifth",
            "sechsten sixth",
        ),
        1,
    )
    for word in words.split()
}
_STEPS = late(r"\b(?:strides?|schrittweite)\W+(?:von |of )?(?!1\b)[\d\w]")
_MORE = late(
    r"pool|dilat|strided|nicht|kein\w* \w*feld|statt|als (?:eine|ein)\b|than|wenn|falls|würde"
    r"|wäre|would|\bif\b|\bje\b|jeweils|block|blöck|davor|zuvor|vorher|earlier|previous|falsch"
    r"|wrong|fehler|irr|(?:mehr|weniger|more|less|fewer) (?:als|than)|transpon"
    r"|mindestens|höchstens|\b(?:erste[rsnm]?|zweite[rsnm]?|dritte[rsnm]?|letzte[rsnm]?|first|second"
    r"|third|last|before)\b"
)


class _Told(Struct, frozen=True):
    """What is said of a stack, and what has to be."""

    start: int
    end: int
    """Where it stands in the text."""
    said: int
    true: int
    how: str


def check_fields(ledger: Ledger) -> None:
    """Numbers that nothing else has decided, and counts in words."""
    for item in ledger.page.items:
        lower = ledger.page.lower[item.span.start : item.span.end]
        if item.kind not in ("paragraph", "item") or not any(map(lower.__contains__, _ROOTS)):
            continue
        if "dilat" in lower and len(lower) <= LONGEST:
            _tell(ledger, item, _dilated(lower))
        for sentence in ledger.page.sentences(item.text):
            if len(sentence.text) <= LONGEST:
                _tell(ledger, item, _stacked(lower[sentence.start : sentence.end], sentence.start))


def _stacked(lower: str, start: int) -> _Told | None:
    """So many alike, one behind the other."""
    stacks = list(_STACK.finditer(lower))
    stacks = [it for it in stacks if _count(it["count"]) is not None]
    if len(stacks) != 1 or _STEPS.search(lower):
        return None
    lower = _HARMLESS.sub(lambda it: " " * len(it[0]), lower)
    if _MORE.search(lower):
        return None
    stack = stacks[0]
    count, side = _count(stack["count"]) or 0, int(stack["side"])
    true = count * (side - 1) + 1
    how = f"{count} · ({side} − 1) + 1 = {true}"
    rest = lower[: stack.start()] + " " * (stack.end() - stack.start()) + lower[stack.end() :]
    alike, seen = list(_ALIKE.finditer(rest)), list(_SEEN.finditer(rest))
    if len(alike) == 1 and not seen and _LIKE.search(rest):
        wide = int(alike[0]["side"])
        needed = Fraction(wide - 1, side - 1) if side > 1 else Fraction(0)
        if needed.denominator != 1 or needed < 1:
            return None
        at = start + stack.start("count")
        how = f"{needed} · ({side} − 1) + 1 = {wide}"
        return _Told(at, at + len(stack["count"]), count, int(needed), how)
    if len(seen) == 1 and not alike:
        at = start + seen[0].start("side")
        return _Told(at, start + seen[0].end(), int(seen[0]["side"]), true, how)
    return None


def _dilated(lower: str) -> _Told | None:
    """Each with its own dilation."""
    lists, kernels = list(_DILATIONS.finditer(lower)), list(_KERNEL.finditer(lower))
    sides = {int(it["side"] or it["both"]) for it in kernels}
    if len(lists) != 1 or len(sides) != 1 or _STEPS.search(lower) or "pool" in lower:
        return None
    rates = [int(it) for it in re.findall(r"\d+", lists[0]["all"])]
    side = sides.pop()
    after = _AFTER.search(lower, lists[0].end())
    seen = _SEEN.search(lower, lists[0].end())
    target = _PIXELS.search(lower, after.end()) if after else seen
    if target is None:
        return None
    place = _ORDINALS.get(after["which"], 0) if after else len(rates)
    if not 1 <= place <= len(rates) or _MORE.search(lower[lists[0].end() :].replace("dilat", "")):
        return None
    true = 1 + (side - 1) * sum(rates[:place])
    shown = " + ".join(map(str, rates[:place]))
    how = f"1 + {side - 1} · ({shown}) = {true}"
    return _Told(target.start("side"), target.end(), int(target["side"]), true, how)


_HARMLESS = late(
    r"\((?:[^()]*(?:stride|schrittweite|padding|dilat)[^()]*)\)|,? (?:ohne|mit|no|with|without)"
    r" (?:padding|dilat\w*|pooling|zwischengeschaltete\w* pooling)(?: 1\b(?![.,:]\d))?"
    r"|,? (?:mit|und|with|and|bei|at) (?:strides?|schrittweite)(?: von| of)? 1\b(?![.,:]\d)"
)


def _count(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    count = COUNTS.get(word.removesuffix("er") if word in ("zweier", "dreier") else word)
    return int(count) if count is not None and count.denominator == 1 else None


def _tell(ledger: Ledger, item: Item, told: _Told | None) -> None:
    if told is None:
        return
    first = item.span.start
    span = Span(first + told.start, first + told.end)
    statement = _statement_at(ledger, item, span.start)
    numbers = statement.numbers if statement is not None else ()
    if statement is not None:
        span = statement.span
    elif ledger.lecture.text(span)[:1].isdigit():
        return  # no number to the reader
    if numbers and ledger.settled(numbers):
        return
    text = ledger.lecture.text(span)
    area = statement is not None and not statement.shape and told.said == told.true**2
    if told.said == told.true or area:
        if numbers:
            ledger.verified(span, numbers, Truth("", text, told.how))
        return
    true = notation.number(Fraction(told.true), ledger.grouping)
    square = statement is not None and statement.shape
    ledger.wrong(
        span,
        numbers,
        Truth("", f"{true} × {true}" if square else true, told.how),
        message="So weit sehen diese Schichten nicht",
    )


def _statement_at(ledger: Ledger, item: Item, start: int) -> Statement | None:
    some = (ledger.lecture.statements[index] for index in item.statements)
    return next((one for one in some if one.span.start == start), None)
