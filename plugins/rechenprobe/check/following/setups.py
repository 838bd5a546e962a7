"""How trainings are set up, in words: runs, folds, batches of several devices."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import mul

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import number
from rechenprobe.check.following.training import is_batch
from rechenprobe.check.following.words import DEVICES
from rechenprobe.check.words.nouns import kin
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.late import late

_RUNS = ("lauf", "training", "run", "experiment", "training run")
_REPEATS = ("seed", "startwert", "wiederholung", "repetitio", "repeat", "initialisierung")
_WITH = late(r"\b(?:bei|mit|with|at|für|for)\W+(?:je\W+|jeweils\W+)?\Z")
_PARTLY = late(
    r"\b(?:davon|darunter|parallel|gleichzeitig|abgebrochen\w*|abbr\w*|fehlgeschlagen\w*|bisher"
    r"|schon|erst|letzte\w*|tag|nacht|nur|ausgewählt\w*|wähl\w*|streich\w*|gestrichen\w*|of which"
    r"|so far|only|failed|last|abort\w*|day|selected)\b"
)
"""With these there may be fewer."""
_FOLDS = late(
    r"(?:\b(?P<k>\d{1,2}|[a-zäöüß]{4,8}|ten|six|two)-?(?:fache\w*|fold)\W+(?:[a-zäöüß]+te\w*\W+)?"
    r"(?:kreuzvalidierung|cross-?\s?validation)\b)"
)
_HELD_OUT = late(
    r"\b(?:folds?|test\w*|prüf\w*|geprüft|validier\w*|valid\w*|zurück\w*|teil\w*|held out)\b"
)
_LEARNT = late(r"\b(?:trainier\w*|trainings?\w*|lern\w*|train\w*)\b")
_SETS = late(
    r"\b(?:\w*augment\w*|testset|test set|testdat\w*|hold-?out|vorab|endgültig\w*|final\w*)\b"
)
"""Set aside before anything is divided."""
_EFFECTIVE = late(r"\b(?:effekti[vo]\w*|effective|global\w*|gesamt\w*|overall|total)\b")
_BATCH = late(r"\b(?:\w*batch\w*)")
_ACCUMULATES = late(r"\b(?:\w*akkumul\w*|accumul\w*)")
_ONE_OF = late(r"\b(?:einer? (?:der|von|einzelnen)|one of the)\b")


def _is(one: Mention, *nouns: str) -> bool:
    return not one.one.kind and any(kin(one.one.noun, noun) for noun in nouns)


def _counts(some: list[Mention]) -> bool:
    return all(not it.one.kind and it.one.value.denominator == 1 for it in some)


def runs(passage: Passage) -> Iterator[Told]:
    """„zusammen 120 Modelle; bei drei Seeds pro Modell sind das 360 Läufe“."""
    own, live = passage.target, passage.live
    if not _is(own, *_RUNS) or own.one.per or len(live) != 2 or not _counts(live):
        return
    often = [it for it in live if _is(it, *_REPEATS)]
    if len(often) != 1:
        return
    (count,) = (it for it in live if it is not often[0])
    tied = kin(often[0].one.per, count.one.noun) or (
        often[0].one.per == "" and _WITH.search(often[0].before) is not None
    )
    told = passage.place.follows(own.before) and not passage.says(_PARTLY)
    value = passage.term(count) * passage.term(often[0])
    yield Told(value, passage.before, bool(told and tied and count.one.noun))


def folds(passage: Passage) -> Iterator[Told]:
    """„5-fache Kreuzvalidierung auf 1000 Beispielen: trainiert wird jeweils auf 800“."""
    own, match = passage.target, _FOLDS.search(passage.text)
    if match is None or own.one.kind:
        return
    k = Fraction(match["k"]) if match["k"].isdecimal() else COUNTS.get(match["k"], Fraction(0))
    counts = [it for it in passage.before if not it.one.kind and it.one.noun]
    if k < 2 or not counts or len(_FOLDS.findall(passage.text)) > 1:
        return
    plain = not passage.says(_PARTLY)
    if _is(own, "modell", "model", *_RUNS) and not own.one.per:
        told = len(counts) == 1 and not _is(counts[0], "bild", "epoch", *_RUNS)
        if told and counts[0].one.value > 1 and not counts[0].one.per:
            value = passage.term(counts[0]) * number(k)
            yield Told(value, counts, plain, (value + number(1),))  # at last on all data
        return
    whole = max(counts, key=lambda it: it.one.value)
    part = passage.term(whole) / number(k)
    rest = passage.term(whole) - part
    sizes = (part.value, rest.value)
    if part.value.denominator != 1 or whole.one.per or own.one.value >= whole.one.value:
        return
    others = any(it is not whole and it.one.value not in sizes for it in passage.given)
    if others and own.one.value not in sizes:
        return
    held, learnt = _HELD_OUT.search(own.words), _LEARNT.search(own.words)
    if bool(held) != bool(learnt) and (not own.one.noun or kin(own.one.noun, whole.one.noun)):
        sure = plain and not (others or passage.says(_SETS) or k == 2)
        yield Told(part if held else rest, passage.given, sure)


def effective_batch(passage: Passage) -> Iterator[Told]:
    """„4 GPUs, lokale Batchgröße 8, 16 Akkumulationsschritte, effektiv also 512“."""
    own, given = passage.target, passage.before
    about = own.lead
    if own.one.kind or own.one.per or not _EFFECTIVE.search(about) or not _BATCH.search(about):
        return
    if not 2 <= len(given) <= 3 or not _counts(given):
        return
    devices = [it for it in given if DEVICES.match(it.one.noun)]
    often = [it for it in given if it not in devices and _ACCUMULATES.search(it.words)]
    often += [it for it in given if it not in often and _ACCUMULATES.match(it.one.noun)]
    batch = [it for it in given if it not in devices and it not in often]
    if len(batch) != 1 or len(devices) > 1 or len(often) > 1:
        return
    by_device = DEVICES.match(batch[0].one.per)
    if by_device and not devices:
        return  # how many there are, another sentence says
    local = by_device or is_batch(passage.place, batch[0].one)
    sure = bool(local) and not _EFFECTIVE.search(batch[0].lead)
    sure = sure and not (passage.says(_PARTLY) or passage.says(_ONE_OF))
    yield Told(reduce(mul, map(passage.term, given)), given, sure)


SETUPS: tuple[Relation, ...] = (runs, folds, effective_batch)
