"""What a sentence speaks of: one layer, several of them, or the whole model."""

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from rechenprobe.check.layers.expectations import expectation
from rechenprobe.check.layers.scopes import CHOSEN, whole
from rechenprobe.check.words.kinds import Mention, is_kind
from rechenprobe.check.words.layer_patterns import small
from rechenprobe.check.words.layer_words import ORDINALS
from rechenprobe.check.words.own_names import called
from rechenprobe.check.words.pronouns import is_neuter, pronoun_of
from rechenprobe.check.words.sentences import Clause
from rechenprobe.check.words.vocabulary import attribute, attributes, counted
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.lecture import Lecture


class Subject(Struct, frozen=True, gc=False):
    """Words of a sentence that a number behind them may be about."""

    start: int
    """Offset in the sentence."""
    end: int
    layers: tuple[Layer, ...]
    """None if it is open which layer is meant."""
    weak: bool = False
    """The words may mean less than the whole model, or another one: they refute only what is
    obviously meant to be its value."""
    part: bool = False
    """The words may mean the layers around it, too: what these have together is no other number."""


_NET = r"(?:netz(?:werk)?(?:e?s)?|modells?|model|network|net)"
_ADJECTIVE = (
    r"(?:(?:ganze|gesamte|komplette|vollständige|neuronale|kleine|große|fertige|whole|entire|full"
    r"|complete|neural)[nrs]?\s+){0,2}"
)
_MODEL = late(
    rf"\b(?:das|unser|dieses|the|our|this|des|unseres|unserem|dieses)\s+{_ADJECTIVE}{_NET}s?\b"
)
"""`small` letters, here and in `_TOTAL`."""
_NET_NAME = late(r"\b(?:[A-Z]\w+[Nn]et|VGG|LeNet)(?:-?V?\d{1,3}\w?)?(?![\w-])")
"""„AlexNet, nachgerechnet“."""
_ASIDE = late(
    r"\b(?:nach|vor|hinter|bis|zu[mr]?|beim?|after|before|behind)\s+(?:de[mnr]\s+|the\s+)?[`*]*$",
    re.IGNORECASE,
)
"""„Nach dem zweiten Pooling bleiben … Sie hat …“: a pronoun does not mean what stands so."""
_PIECE = late(
    r"\b(?:rest|\w*teil|hälfte|drittel|viertel|rumpf|körper|kopf|stamm|anfang|ende|rückgrat"
    r"|backbone|body|head|half|part|remainder)\s+$"
)
"""„Der Rest des Netzes“ is not the net."""
_TOTAL = late(
    r"\b(?:insgesamt|alles zusammen|in summe|alles in allem|in total|overall|altogether)\b"
)
_TOTALS = ("insgesamt", "alles", "summe", "total", "overall", "altogether")
"""One of these stands where the pattern finds something, and is looked for faster."""
_PART = late(
    r"\b(?:\w*schichten|layers|bl[oö]cken?|blocks?|encoder|decoder|teil\w*|kopf|backbone|netze"
    r"|modelle|parts?|sie|das(?! sind| ist| entspricht| macht)|dies\w*|they|these|those|beiden?)\b",
    re.IGNORECASE,
)
"""With one of these, a total may be that of a part."""
_BESIDE = late(
    rf"\b(?:{'|'.join(ORDINALS)})\s+(?:und|and|oder|or|bis|to)\s+(?:die\s+|the\s+)?$"
    r"|\b(?:eine?[rmns]?|jede[rsnm]?|a|an|one|each|every|(?:de[rmn]|die|das|the)\s+erste[nmrs]?)\s+"
    r"(?:\w+e[nmrs]?\s+|single\s+)?[\w-]+\s+"
    r"(?:(?:in|von|aus)\s+)?(?:der|des|of|in)\s+(?:the\s+)?$"
    r"|\b(?:an|vor|nach|hinter|neben|zwischen|zur|zum|ab|bis|auf|gegen|before|after|to|behind|into"
    r"|beside|between)\s+(?:die|der|das|den|dem|the)?\s*[`*]*$",
    re.IGNORECASE,
)
COORDINATED = late(
    r"\W*(?:,|und|and|sowie|oder|or|bzw\.?)*\s*(?:die|der|das|the)?\W*", re.IGNORECASE
)
_INVERTED = late(
    r"[\s$*]*(?:[^\W\d][\w-]*\s+){0,2}"
    r"(?:hat|haben|liefer[nt]|besitzt|besitzen|braucht|benötigt|umfasst|enthält)\s+(?:die|der|das)?\s*",
    re.IGNORECASE,
)
"""„64 Filter hat die zweite Faltungsschicht“."""
_OTHER = late(
    r",\s+(?:und\s+|and\s+)?(?:das|der|die|ein|eine|the|a)\s+(?:[a-zäöüß]+\s+)?([A-ZÄÖÜ][\w-]+)\s+[a-zäöü]"
)
_NOUN = late(r"\b[A-ZÄÖÜ][\w-]{3,}")
_NEXT_ONE = late(
    rf"(?:,|\b(?:und|and))\s+(?:(?:bei|in|für|nach|at|in|for|after)\s+)?"
    rf"(?:die|der|das|dem|den|beim|im|the)\s+(?:{'|'.join(ORDINALS)})[rnms]?\b",
    re.IGNORECASE,
)
"""„…, die zweite ein Neuron und 65 Parameter“: another layer, whatever follows."""
_ADDED_UP = late(
    r"\b(?:zusammen|insgesamt|in summe|alles in allem|together|in total|altogether)\s+(?:\w+\s+)?"
    r"(?:es|das|dies|sie|they|these|this|that|it)\b"
    r"|\b(?:es|das|dies|sie|they|these|this|that|it)\s+(?:sind|ergibt|macht|are|makes?)\s+"
    r"(?:also\s+|dann\s+|so\s+)?(?:zusammen|insgesamt|in summe|together|in total|altogether)\b"
    r"|\b(?:kommt|kommen)\s+(?:man|wir|es|das\s+\w+)\s+(?:\w+\s+){0,2}auf\b",
    re.IGNORECASE,
)
"""„Die Dense-Schicht steuert 129 bei, zusammen sind das …“: no longer that one alone."""
_OUTPUT_TOO = late(
    r"\d\D*(?:,|,?\s+(?:und|and))\s+(?:die|der|the)\s+(?:ausgabe|output)\W*\Z", re.IGNORECASE
)
"""„Die verborgene Schicht hat 53.824 Parameter, die Ausgabe 1560“: the layer of the output."""
_GOES_ON = late(r"(?:und|sowie|and)\s+(?:die|der|das|the)\b", re.IGNORECASE)
_AFTER = late(r"\b(?:nach|hinter|after|behind)\s+(?:dem|der|den|the)\s+\Z", re.IGNORECASE)
_HAVE = late(
    r"\W*(?:haben wir|hat man|sind (?:es|wir)|ist (?:es|die (?:karte|form|ausgabe|größe))"
    r"|bleib(?:t|en)|liegen|liegt|steht|stehen|we have|it is|there (?:is|are))"
    r"(?:\s+(?:also|nur|noch|dann|nun|jetzt|damit|genau|uns|bei|ein|eine|einen|only|a|an))*\W*",
    re.IGNORECASE,
)
_OF = late(
    r"\A[\s$*]*[^\W\d][\w-]*\s+(?:(?:der|des|von|in\s+der|im|in|of\s+the|of|in\s+the)\s+(?:die\s+)?)?$"
    r"|\A[\s$*]*(?:[^\W\d][\w-]*\s+)?(?:für|bei|nach|for|after)\s+(?:de[nmr]\s+|d[ia][es]\s+|the\s+)?[`*]*$",
    re.IGNORECASE,
)
"""„die 96 Filter der ersten Faltungsschicht“, „4608 für `conv2`“."""
_WITHIN = late(
    r"\b(?:im|de[rmn]|die|jede[rmnsm]?|the|each)\s+(?!erste|first)[\w-]+\s+"
    r"(?:[\w-]*block|stufe|zweig|stage|branch)\b"
    r"|\b(?:[\w-]*block|stufe|zweig|stage|branch)\s+(?:[2-9]|\d\d|[b-e]|zwei|drei|vier|two|three)\b"
    r"|\b(?:decoder|dekoder|generator|diskriminator|discriminator)s?(?:,|:|\s[–-])\s"
    r"|\b(?:im|des|in the|of the)\s+(?:decoder|dekoder|generator|diskriminator|discriminator)s?\b"
)
_FIRST = late(r"(?:erste|zweite|dritte|letzte|first|second|third|last)")
"""„Im zweiten Block hat die erste Faltung …“: not the first one of the net."""


def subjects(
    text: str, mentions: Sequence[Mention], model: Model, title: str, around: str
) -> tuple[Subject, ...]:
    """All that a sentence names, in order; `around` is the paragraph that it stands in.

    `mentions` are where it names layers.
    """
    lower = small(text)
    firsts = [one for one in mentions if _FIRST.match(lower, one.start)]
    earlier = firsts and _WITHIN.search(small(around).partition(lower.strip())[0])
    part = _WITHIN.search(lower) if firsts and not earlier else None
    found = [
        Subject(one.start, one.end, one.layers)
        for one in mentions
        if one not in firsts or not (earlier or (part and one.start >= part.end()))
    ]
    inside = {position for one in found for position in range(one.start, one.end)}
    found += [
        Subject(start, end, (layer,), part=True)
        for start, end, layer in called(text, model)
        if start not in inside
    ]
    found += [
        Subject(match.start(), match.end(), (whole(model),))
        for match in (_MODEL.finditer(lower) if "net" in lower or "model" in lower else ())
        if match.start() not in inside and not _PIECE.search(lower[: match.start()])
    ]
    if title and title.strip().lower() in lower:
        found += [
            Subject(match.start(), match.end(), (whole(model),), weak=" " in title)
            for match in _titled(title).finditer(text)
            if match.start() not in inside
        ]
    totals = not found and any(map(lower.__contains__, _TOTALS))
    if totals and (match := _TOTAL.search(lower)) and not _PART.search(around):
        found = [Subject(match.start(), match.end(), (whole(model),), weak=True)]
    found.sort(key=lambda one: one.start)
    return tuple(
        one
        for position, one in enumerate(found)
        if not position or found[position - 1].end <= one.start
    )


def names_model(text: str) -> list[tuple[int, int]]:
    """Where a sentence names the whole model."""
    return [match.span() for match in _MODEL.finditer(small(text))]


def names_other(text: str, title: str, models: Sequence[Model]) -> bool:
    """Whether it speaks of a net that is not the page's, as `title` and its models are called."""
    found = [one for one in _NET_NAME.finditer(text) if any(map(str.isdecimal, text[one.end() :]))]
    if not found:
        return False
    known = {_plain(name) for name in ("ImageNet", title, *(model.name for model in models))}
    return any(_plain(one[0]) not in known for one in found)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def stands_aside(text: str, subject: Subject) -> bool:
    """Whether it only says where, and is not what a pronoun of the next sentence means."""
    return _ASIDE.search(text[: max(0, subject.start)]) is not None


def _interrupted(between: str) -> bool:
    """Whether something else has become the subject: „…, das globale Pooling liefert“."""
    if _NEXT_ONE.search(between):
        return True
    nouns = [match[1] for match in _OTHER.finditer(between)]
    if any(is_kind(noun) or attribute(noun) is None for noun in nouns):
        return True
    return any(is_kind(noun[0]) for noun in _NOUN.finditer(between))


def antecedents(text: str, before: tuple[Layer, ...], model: Model) -> tuple[Layer, ...]:
    """What the pronoun of a sentence stands for, after one about `before`."""
    pronoun = pronoun_of(text.lower()) if before else None
    if pronoun is None:
        return ()
    neuter, of_model = is_neuter(pronoun), [one.kind for one in before] == [model.kind]
    other = _ADDED_UP.search(text) and not (neuter and of_model)  # „zusammen haben sie also …“
    return () if other or (neuter and not of_model) else before


@cache
def _titled(title: str) -> re.Pattern[str]:
    """Where a text names the model as the page's title does (see `named_model`)."""
    name = re.escape(title.strip())
    proper = " " not in title
    pattern = name if proper else rf"(?:der|das|die|the)\s+{name}"
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])", 0 if proper else re.IGNORECASE)


def named_model(title: str) -> str:
    """The word by which a page's title may name the model.

    A title of one word is its name (`AlexNet`). Of others the last word before a preposition
    is its kind, returned with a space before it: `Kleines U-Net`, `Transformer-Encoder-Block`.
    """
    words = title.strip(" *_`")
    if re.fullmatch(r"[A-Z]\w+(?:-\d+)?", words):
        return words
    if named := _NET_NAME.search(words):
        return named[0]
    head = re.split(
        r"\s+(?:für|auf|mit|in|von|als|zur|zum|for|on|with|in|of|as)\s+|[(:–—]", words, maxsplit=1
    )[0]
    last = head.split()[-1] if head.split() else ""
    if not re.fullmatch(r"[A-ZÄÖÜ][\w-]*", last):
        return ""
    return " " + (last if last == "U-Net" else last.rpartition("-")[2])


def title_of(lecture: Lecture) -> str:
    """The page's title: it may be the name of the net, or end with its kind."""
    first = next((item for item in lecture.items if item.kind == "heading"), None)
    return named_model(first.text) if first else ""


def chosen(
    found: tuple[Subject, ...],
    clauses: tuple[Clause, ...],
    clause: Clause,
    start: int,
    behind: str,
    names: tuple[tuple[int, int], ...],
) -> Subject | None:
    """What a number at `start` is about; None if that is open.

    `behind` is what follows the number, `names` where words name something in the sentence.
    """
    end = len(clauses[-1].text) + clauses[-1].start
    for one in found:
        if one.start > start and _OF.fullmatch(behind[: max(0, one.start - (end - len(behind)))]):
            return one if one.layers else None  # „die 96 Filter der ersten Faltungsschicht“
    before = [one for one in found if one.end <= start]
    own = [one for one in before if one.start >= clause.start]
    if not own:
        earlier = [one for one in reversed(clauses) if one.end <= clause.start]
        if any(one.hedged(names) for one in earlier) and before:
            return None
        own = before
    if not own:
        only = found[0]
        gap = behind[: max(0, only.start - (end - len(behind)))]
        return only if len(found) == 1 and only.layers and _INVERTED.fullmatch(gap) else None
    subject = own[-1]
    text = "".join(one.text for one in clauses)
    shares = len(own) > 1 and COORDINATED.fullmatch(text[own[-2].end : subject.start])
    between = text[subject.end : start]
    if _interrupted(between) or (_is_one(subject) and _ADDED_UP.search(between)):
        return None
    if not subject.layers or (not shares and _BESIDE.search(text[: subject.start])):
        return None
    together = [subject]
    for one in reversed(own[:-1]):
        if COORDINATED.fullmatch(text[one.end : together[0].start]) is None:
            break
        together.insert(0, one)
    if any(not one.layers for one in together):
        return None
    layers = tuple(layer for one in together for layer in one.layers)
    return Subject(together[0].start, subject.end, layers, subject.weak, subject.part)


def passed(
    text: str, found: tuple[Subject, ...], start: int, statement: Statement
) -> Subject | None:
    """The layer whose output is at `start`: „Nach dem dritten Pooling haben wir 12 × 12 × 128“."""
    before = [one for one in found if one.end <= start] if statement.shape else []
    if len(before) != 1 or len(before[0].layers) != 1 or not _is_one(before[0]):
        return None
    after = _AFTER.search(text[: max(0, before[0].start)])
    return before[0] if after and _HAVE.fullmatch(text[before[0].end : start]) else None


def is_output_too(before: str, statement: Statement) -> bool:
    """Whether a bare number is that of the layer of the output, not the output itself."""
    return not (statement.noun or statement.shape) and _OUTPUT_TOO.search(before) is not None


def is_bare(statement: Statement) -> bool:
    """Whether no noun says what a number counts: „… die dritte 18.496 und die Ausgabe 1.032“."""
    return not statement.noun or _GOES_ON.match(statement.noun) is not None


def is_name(text: str, subject: Subject, start: int) -> bool:
    """Whether the word right before a number is a name, though it means an attribute elsewhere."""
    gap = text[subject.end : start] if start > subject.end else "-"
    return not gap.strip("`*$ \n") and bool(attributes(text[subject.start : subject.end]))


def _is_one(subject: Subject) -> bool:
    """Whether it is one layer, not several or the model: whatever the model counts, it has all."""
    return len(subject.layers) == 1 and bool(subject.layers[0].derivations)


def agree(layers: tuple[Layer, ...], label: str) -> bool:
    """Whether an attribute that each layer has for itself is the same of all of them."""
    names = attributes(label)
    if not names or names[0] not in CHOSEN:
        return False
    found = [expectation(layer, names[0]) for layer in layers]
    return all(one is not None and found[0] and one.forms == found[0].forms for one in found)


def only_one(model: Model, label: str, statement: Statement) -> Layer | None:
    """The only layer of the model that has such an attribute: the vocabulary's size, heads."""
    names = (*attributes(label), *counted(statement.noun))[:2]
    if any(expectation(whole(model), name) for name in names):
        return None
    found = [one for one in model.layers if any(expectation(one, name) for name in names)]
    return found[0] if len(found) == 1 else None
