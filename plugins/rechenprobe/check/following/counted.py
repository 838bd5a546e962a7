"""So much of each, so many of them: products and quotients in words."""

from collections.abc import Iterator
from functools import reduce
from math import ceil, floor
from operator import mul

from rechenprobe.check.following.passages import Mention, Passage, Relation, Told
from rechenprobe.check.following.training import KEPT, is_batch
from rechenprobe.check.following.words import EACH_BEHIND, SUM
from rechenprobe.check.words.nouns import kin
from rechenprobe.late import late

_EACH_BEFORE = late(
    r"\b(?:je|jeweils|à|jede[rsmn]?|each|every)\b(?: (?:one|der|von|of|the))*[^.;]*\Z"
)
_EACH_OF_THEM = late(r"\A\W*(?:\w+\W+)?(?:jede[rs]?|each(?: one)?|je|jeweils)\s+(?:\w+\s+)?\Z")
_SUBJECT = late(r"\b(?:jede[rsmn]?|each|every one)\s+(?:der|von|of)\s+(?:(?:den|the)\s+)?\Z")
_STEPS = ("schritt", "step", "iteration", "update")
_EPOCH = late(r"\b(?:epochen?|epochs?|durchl[aä]uf\w*|durchgang)\b")
_BESIDES = late(
    r"\b(?:bias\w*|schwellwert\w*|länger|kürzer|longer|shorter|kopien?|copies|ergänz\w*"
    r"|\w*spiegel\w*|mirror\w*|flip\w*)\b"
)
_TAKEN = late(r"\b(?:nutz\w*|verwend\w*|wir|man|we|uses?|used)\b")
"""„vier GPUs mit je 24 GB, insgesamt nutzen wir 80 GB“: it need not be all."""
_WITH = late(r"\W*(?:mit|bei|with|at|für|for)\W*")
_DROPPED = late(
    r"\b(?:\w*kreuzvalidierung|cross-validation|volle\w*|vollständige\w*|ganze\w*|full|complete|dropp?\w*|verw[oe]rf\w*|je)\b"
)


def _is_each(one: Mention) -> bool:
    lead = one.before if one.before.strip() else ""
    if _SUBJECT.search(lead):
        return False  # that is how many
    if one.one.per and not one.one.per.startswith("#"):
        return True
    return bool(EACH_BEHIND.match(one.after) or _EACH_BEFORE.search(lead))


def each(passage: Passage) -> Iterator[Told]:
    """„12 Schichten mit je 7 Millionen, zusammen 84 Millionen“."""
    own, given = passage.target, passage.before
    if own.one.per or own.one.kind == "%" or len(given) != len(passage.given):
        return
    if not 2 <= len(given) <= 3 or EACH_BEHIND.match(own.after):
        return
    rated = [
        it
        for n, it in enumerate(given)
        if _is_each(it)
        or (n and _SUBJECT.search(given[n - 1].before) and not _SUBJECT.search(it.before))
    ]
    counts = [it for it in given if it not in rated]
    if len(counts) != 1 or counts[0].one.kind or counts[0].one.value.denominator != 1:
        return
    if counts[0].one.start > rated[0].one.start and not passage.place.follows(own.before):
        return
    more = passage.start == passage.place.start and passage.place.last
    if more and _WITH.fullmatch(given[0].before):
        return  # „307.200 Pixel; mit drei Kanälen zu je einem Byte sind das 921.600 Byte“
    last = rated[-1].one
    if kin(counts[0].one.noun, last.noun) or not counts[0].one.noun or counts[0].one.scaled:
        return
    if last.kind != own.one.kind or any(it.one.kind for it in rated[:-1]):
        return
    said = last.per and not last.per.startswith("#")
    if said and not kin(last.per, counts[0].one.noun):
        return  # „in 30 Epochen 21.120 Schritte je Netz, für alle drei zusammen 63.360“
    told = SUM.search(own.words) or passage.place.follows(own.before)
    same = kin(last.noun, own.one.noun) or not own.one.noun or bool(own.one.kind)
    if told:
        product = reduce(mul, map(passage.term, given))
        alone = not (passage.says(_BESIDES) or _TAKEN.search(own.words))
        yield Told(product, given, alone and (same or own.one.named))


def steps(passage: Passage) -> Iterator[Told]:
    """„12.800 Beispiele, Batchgröße 64, also 200 Schritte je Epoche“."""
    own = passage.target
    noun = own.one.noun
    if (
        own.one.kind
        or not (noun in _STEPS or kin(noun, "schritt"))
        or is_batch(passage.place, own.one)
    ):
        return
    if not _EPOCH.search(passage.text):
        return
    batches = [it for it in passage.given if is_batch(passage.place, it.one)]
    others = [it for it in passage.given if it not in batches]
    if len(batches) != 1 or len(others) != 1 or others[0].one.kind:
        return
    whole, batch = others[0], batches[0]
    if not whole.one.value > batch.one.value > 1 or kin(whole.one.noun, "epoch"):
        return
    ratio = passage.term(whole) / passage.term(batch)
    up, down = (ratio.rounded(turn(ratio.value)) for turn in (ceil, floor))
    noun_said = bool(whole.one.noun) and not kin(whole.one.noun, "schritt")
    if KEPT.search(passage.text):
        yield Told(up, passage.given, noun_said)
        return
    yield Told(up, passage.given, noun_said and not _DROPPED.search(passage.text), (down,))


def together(passage: Passage) -> Iterator[Told]:
    """„… also 24 Stück. Jedes belegt 1,5 GB, zusammen sind das 36 GB“."""
    own, given = passage.target, passage.before
    if own.one.per or own.one.kind in ("", "%") or not SUM.search(own.words) or len(given) < 2:
        return
    rate = given[-1]
    if rate.one.kind != own.one.kind or not _EACH_OF_THEM.search(rate.before):
        return
    counts = [it for it in given[:-1] if not it.one.kind and it.one.value.denominator == 1]
    if len(counts) == len(given) - 1 and counts[-1].one.noun:
        plain = not passage.says(_BESIDES)
        per = passage.term(rate)
        yield Told(passage.term(counts[-1]) * per, [counts[-1], rate], plain)


COUNTED: tuple[Relation, ...] = (each, together, steps)
