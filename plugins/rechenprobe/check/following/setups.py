"""How trainings are set up, in words: grids, runs, folds, batches of several devices, layers."""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import add, mul

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.terms import Term, number
from rechenprobe.check.following.training import is_batch
from rechenprobe.check.following.words import DEVICES, EACH_BEHIND, FROM_TO, SUM, WEIGHTS
from rechenprobe.check.words.nouns import kin
from rechenprobe.check.words.number_words import COUNTS
from rechenprobe.late import late

_RUNS = ("lauf", "training", "run", "experiment", "training run")
_REPEATS = ("seed", "startwert", "wiederholung", "repetitio", "repeat", "initialisierung")
_GRID = ("kombinatio", "konfiguratio", "combinatio", "configuratio", "gitterpunkt")
_WITH = late(r"\b(?:bei|mit|with|at|für|for)\W+(?:je\W+|jeweils\W+)?\Z")
_PARTLY = late(
    r"\b(?:davon|darunter|parallel|gleichzeitig|abgebrochen\w*|abbr\w*|fehlgeschlagen\w*|bisher"
    r"|schon|erst|letzte\w*|tag|nacht|nur|ausgewählt\w*|wähl\w*|streich\w*|gestrichen\w*|of which"
    r"|so far|only|failed|last|abort\w*|day|selected)\b"
)
"""With these there may be fewer."""
_HAS = late(r"\b(?:umfass(?:t|en)|gibt es|hat|ha(?:ve|s))\W*\Z")
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
_PARTS = ("teil", "part", "fold", "stuck", "block")
_DIVIDED = late(r"\b(?:gleich\w*|equal\w*|zerlegt|geteilt|aufgeteilt|divided|split)\b")
_EFFECTIVE = late(r"\b(?:effekti[vo]\w*|effective|global\w*|gesamt\w*|overall|total)\b")
_BATCH = late(r"\b(?:\w*batch\w*)")
_ACCUMULATES = late(r"\b(?:\w*akkumul\w*|accumul\w*)")
_LAYER = ("schicht", "layer")
_UNITS = ("neuro", "neuron", "knot", "einheit", "unit", "node")
_ENDS = ("eingab", "eingang", "input", "merkmal", "feature")
_OUTS = ("ausgab", "ausgang", "output", "klass", "class")
_ONE_MORE = late(
    r"\bbias\w*|\b(?:eine?[nmr]?|an?|one)\s+(?:[\w-]+(?:en|es|er|e)\s+)?(?:ausgabe|ausgang|eingabe"
    r"|eingang|\w*neuron|knoten|einheit|output|input|unit|node)\b"
)
"""„eine Ausgabe“, which is no number."""
_INNER = late(r"\b(?:verdeckte\w*|hidden|innere\w*|encoder\w*|decoder\w*)\b")
_ONE_OF = late(r"\b(?:einer? (?:der|von|einzelnen)|one of the)\b")
_REMOVES = late(
    r"\b(?:spar\w*|einspar\w*|entf[aä]ll\w*|entfiel\w*|weg|weniger|gespart\w*|remov\w*|sav\w*|fewer"
    r"|less|drops?)\b"
)
_TIED = late(
    r"\bbias\w*|\b(?:eingang|ausgang|eingabe\w*|ausgabe\w*|inputs?|outputs?|tied|je(?= \d))\b"
)
_ROWS = ("eintrag", "entri", "entry", "wort", "word", "toke", "token", "zeil", "row")


def _is(one: Mention, *nouns: str) -> bool:
    return not one.one.kind and any(kin(one.one.noun, noun) for noun in nouns)


def _counts(some: list[Mention]) -> bool:
    return all(not it.one.kind and it.one.value.denominator == 1 for it in some)


def grid(passage: Passage) -> Iterator[Told]:
    """„vier Lernraten und drei Batchgrößen, also 12 Kombinationen“."""
    own, given = passage.target, passage.before
    if not _is(own, *_GRID) or own.one.per or not 2 <= len(given) <= 4 or not _counts(given):
        return
    if all(it.one.noun and not (it.one.per or _is(it, *_GRID)) for it in given):
        told = passage.place.follows(own.before) or _HAS.search(own.before) is not None
        told = told and not passage.says(_PARTLY)
        yield Told(reduce(mul, map(passage.term, given)), given, told)


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


def portions(passage: Passage) -> Iterator[Told]:
    """„60.000 Bilder in 10 gleich große Teile zerlegt; 9 Teile, also 54.000, zum Training“."""
    own, given = passage.target, passage.before
    if own.one.kind or len(given) != 3 or not _counts(given) or not passage.says(_DIVIDED):
        return
    whole, all_, some = given
    alike_ = whole.one.noun and kin(own.one.noun or whole.one.noun, whole.one.noun)
    if not (alike_ and _is(all_, *_PARTS) and _is(some, *_PARTS)) or whole.one.per:
        return
    if 1 < some.one.value < all_.one.value < whole.one.value:
        value = passage.term(whole) / passage.term(all_) * passage.term(some)
        told = passage.place.follows(own.before) and not passage.says(_PARTLY)
        yield Told(value, given, told and value.value.denominator == 1)


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


def neurons(passage: Passage) -> Iterator[Told]:
    """„zwei verdeckte Schichten mit je 9 Neuronen und 6 Ausgaben, zusammen 24“."""
    own, given = passage.target, list(passage.before)
    if not _is(own, *_UNITS) or own.one.per or not SUM.search(own.words):
        return
    sizes: list[Term] = []
    inner: list[Term] = []
    layers: Mention | None = None
    for it in given:
        if _is(it, *_LAYER) and layers is None and not it.one.per:
            layers = it
        elif (
            layers is not None
            and _is(it, *_UNITS)
            and (kin(it.one.per, layers.one.noun) or EACH_BEHIND.match(it.after))
        ):
            sizes.append(passage.term(layers) * passage.term(it))
            inner.append(sizes[-1])
            layers = None
        elif layers is None and not it.one.per and _is(it, *_UNITS, *_ENDS, *_OUTS):
            sizes.append(passage.term(it))
            inner += [] if _is(it, *_ENDS) else [sizes[-1]]
        else:
            return
    if passage.says(_ONE_MORE) or _INNER.search(own.before):
        return
    if layers is not None or len(sizes) < 2 or len(sizes) == len(given):
        return
    only = (reduce(add, inner),) if inner else ()
    yield Told(reduce(add, sizes), given, not passage.says(_PARTLY), only)


def removed(passage: Passage) -> Iterator[Told]:
    """„from 48,000 to 30,000 entries; at 200 dimensions this removes 3,600,000 parameters“."""
    own, given = passage.target, passage.before
    named = _is(own, *WEIGHTS)
    if not (named or not own.one.noun) or own.one.per or own.one.kind or len(given) != 3:
        return
    old, new, width = given
    between = passage.place.source[old.one.end : new.one.start]
    if not (FROM_TO.match(between) and _is(new, *_ROWS) and _is(width, "dimensio", "dimension")):
        return
    if not passage.says(_REMOVES) or old.one.value <= new.one.value or not _counts(given):
        return
    value = (passage.term(old) - passage.term(new)) * passage.term(width)
    whole = [passage.term(it) * passage.term(width) for it in (old, new)]
    if value.value == own.one.value or not passage.says(_TIED):
        yield Told(value, given, named, whole)


SETUPS: tuple[Relation, ...] = (grid, runs, folds, portions, effective_batch, neurons, removed)
