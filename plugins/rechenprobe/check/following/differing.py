"""How far two numbers are apart, how many of so many a share is, what is added on each side."""

from collections.abc import Iterator
from fractions import Fraction

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.words.nouns import alike
from rechenprobe.check.words.opposites import opposed
from rechenprobe.late import late

_APART = late(
    r"\b(?:abstand|unterschied|differenz|vorsprung|lücke|rückstand|gap|difference|margin|lead)"
    r"\s+(?:von|of)\W*(?:(?:rund|etwa|knapp|gut|about|roughly)\W*)?\Z"
)
_POINTS = late(r"\W*(?:prozentpunkt|percentage point|punkte|points)")
_SO = late(
    r"\b(?:also|somit|damit|demnach|folglich|mithin|(?:das|dies) (?:sind|ist|waren)|d\. ?h\."
    r"|i\. ?e\.|that is|which is|so|thus|hence|therefore|meaning|corresponds to|entspricht)(?!\w)"
)
_MORE = late(r"\W*(?:weniger|mehr|fewer|less|more)\W*(?:\w+\W*)?\Z")
_ADVERBS = late(r"\W*(?:(?:also|somit|damit|genau|rund|etwa|das sind|that is|so|i\. ?e\.)\W*)+\Z")
_COMPARED = late(r"\b(?:statt|anstatt|als|gegenüber|instead of|rather than|than)\b")
_OUT_OF = late(
    r"[^.,;:\d]{0,40}?\b(?:von|of|out of|aus|unter|among)\s+(?:den\s+|insgesamt\s+|the\s+|all\s+)?"
)
_ON_SIDES = late(
    r"\b(?:(?:auf|an) jede[rnm] (?:seite|rand)|je seite|pro seite|auf allen seiten"
    r"|on (?:each|every) side|on all (?:four )?sides|per side|ringsum|rundum|all around)\b"
)
_WIDENED = late(
    r"\b(?:aufgefüllt|auffüll\w*|gepolstert|padding|padded|pads?|erweitert|vergrößert|rand|border"
    r"|verl(?:oren|iert|ieren)|beschnitten|cropped|los[te]s?|schrumpf\w*|shrinks?)\b"
)
_MIRRORED = late(
    r"\b(?:mit (?:der|ihrer|horizontaler) (?:\w+n )?spiegelung|mit ihren spiegelbildern|gespiegelt"
    r"|with (?:the |their )?(?:mirror images?|mirroring|(?:horizontal )?flip(?:s|ping)?))\b"
)
_EPOCH = late(r"\bepoche?\W+(\d{1,4})\b(?![.,:]\d)")
_WAITED = late(
    r"\b(?:patience|geduld\w*|ohne (?:weitere |jede )?verbesserung"
    r"|without (?:any |further )?improvement)\b"
)


def apart(passage: Passage) -> Iterator[Told]:
    """„15,3 %; der Zweite kam auf 26,2 %, ein Abstand von 10,9 Prozentpunkten“."""
    own, given = passage.target, passage.before
    counted = not own.one.kind and own.one.noun in ("prozentpunkt", "percentag")
    if len(given) != 2 or any(it.one.kind != "%" for it in given):
        return
    if not (counted or own.one.kind == "%") or not _APART.search(own.before):
        return
    source, off = passage.place.source, _between(passage, given)
    if counted or _POINTS.match(own.after) or "punkt" in source[own.one.start : own.one.end]:
        yield Told(off * number(100) if counted else off, given)


def fewer(passage: Passage) -> Iterator[Told]:
    """„2.516 Parameter statt der 3.416, also 900 weniger“."""
    own, given = passage.target, passage.before
    if own.one.kind == "%" or own.one.per or len(given) != 2 or len(passage.given) != 2:
        return
    same = all(it.one.kind == own.one.kind and not it.one.per for it in given)
    if not same or not _MORE.match(own.rest) or not _ADVERBS.match(own.before):
        return
    one, two = given
    link = passage.place.source[one.one.end : two.one.start]
    if alike(one.one.noun, two.one.noun) and _COMPARED.search(link):
        yield Told(_between(passage, given), given, spares=_COMPARED)


def _between(passage: Passage, given: "list[Mention]") -> Term:
    low, high = sorted(map(passage.term, given), key=lambda it: it.value)
    return high - low


def so_many_of(passage: Passage) -> Iterator[Told]:
    """„Fehlerrate 0,95 %, also 95 falsch gelesene von 10.000 Ziffern“."""
    own, given = passage.target, passage.given
    if own.one.kind or own.one.per or len(given) != 2 or len(passage.before) != 1:
        return
    share, whole = given
    if share.one.kind != "%" or whole.one.kind or whole.one.per or whole.one.value <= own.one.value:
        return
    if not _OUT_OF.fullmatch(own.after) or not _SO.search(own.before):
        return
    part = passage.term(share) * passage.term(whole)
    rest = passage.term(whole) - part
    other = opposed(share.before, own.after)
    value, unlikely = (rest, part) if other else (part, rest)
    yield Told(value, given, others=() if other is False else (unlikely,))


def on_each_side(passage: Passage) -> Iterator[Told]:
    """„28 × 28 Pixel, die auf 32 × 32 aufgefüllt werden, also auf jeder Seite um 2 Pixel“."""
    own, given = passage.target, passage.before
    if own.one.kind or len(given) != 2 or not _WIDENED.search(passage.text):
        return
    if not _ON_SIDES.search(f"{own.before} # {own.rest}") or not _SO.search(own.before):
        return
    sizes = [set(it.one.dims[:2]) or {it.one.value} for it in given]
    if any(len(size) != 1 or len(it.one.dims) > 2 for size, it in zip(sizes, given, strict=True)):
        return
    (one,), (two,) = sizes
    low, high = sorted((one, two))
    if low < high and (high - low) % 2 == 0:
        show = passage.place.size
        shown = f"({show(high)} − {show(low)}) : 2"
        of = tuple(it.one for it in given)
        yield Told(Term((high - low) / 2, Fraction(0), "", shown, of), given)


def mirrored(passage: Passage) -> Iterator[Told]:
    """„81 Verschiebungen und mit der Spiegelung 162 Fassungen“."""
    own, given = passage.target, passage.before
    if own.one.kind or own.one.per or not given or given[-1].one.kind:
        return
    last = given[-1]
    if _MIRRORED.search(own.before) and last.one.calculated and last.one.value > own.one.value / 4:
        yield Told(number(2) * passage.term(last), given, len(given) == 1)


def waited(passage: Passage) -> Iterator[Told]:
    """„best in epoch 30, stopped after epoch 40, i.e. after 10 patience epochs“."""
    own = passage.target
    if own.one.kind or not _WAITED.search(f"{own.lead} # {own.after}"):
        return
    before = passage.place.source[passage.start : own.one.start]
    named = sorted({int(it[1]) for it in _EPOCH.finditer(before)})
    if len(named) == 2 and all(it.one.value in named for it in passage.given):
        span = number(named[1]) - number(named[0])
        near = (span + number(1), span - number(1))
        told = _SO.search(own.before) is not None
        yield Told(span, passage.given, told, near, spares=_WAITED)


DIFFERING: tuple[Relation, ...] = (apart, fewer, so_many_of, on_each_side, mirrored, waited)
