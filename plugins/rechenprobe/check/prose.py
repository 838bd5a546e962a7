"""Running prose about the model: „die erste Faltungsschicht liefert 55 × 55 × 96“.

A sentence binds only if exactly one reading exists: it names one layer, or the
whole model; it says that this has, gives or needs something; what is counted is an attribute;
and no word turns it into something else (a negation, a comparison, another net).
In all other sentences a number that happens to fit is not taken for checked either.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from msgspec import Struct, structs

from rechenprobe.check.kinds import mention, numbered
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.outline import Entry, ModelAt, Scope, whole
from rechenprobe.check.translation import translate
from rechenprobe.check.vocabulary import attributes, counted
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Item, Lecture, Span, Statement
from rechenprobe.settings import Synonym

_LONGEST = 600
"""Characters; what is longer is no sentence with one meaning."""

_STOP = re.compile(r"[.!?;][)»“*`$]{0,3}\s+(?=\W{0,3}[A-ZÄÖÜ`])")
_ABBREVIATED = re.compile(
    r"(?:^|[^\w])(?:\d{1,2}|[A-Za-z]|bzw|ca|vgl|etc|Abb|Tab|Gl|Nr|Kap|Dr|Tsd|Mio|Mrd|Bio)$"
)
"""What stands before a full stop that ends no sentence: `die 2. Schicht`."""
_VERB = re.compile(
    r"\b(?:hat|haben|besitzt|enthält|liefert|erzeugt|ergibt|braucht|benötigt|umfasst|verwendet|nutzt"
    r"|gibt|erhält|kommt auf|besteht aus|zählt|has|have|contains|produces|outputs|needs|uses)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:nicht|kein\w*|ohne|statt|anstatt|anstelle|als|wie|wäre\w*|hätte\w*|würde\w*|wenn|falls|"
    r"gegenüber|vergleich\w*|verglichen|andere\w*|original\w*|ursprünglich\w*|paper|doppelt\w*|"
    r"halb\w*|mehr|weniger|höchstens|mindestens|jede\w*|je|pro|davon|nur|etwa bei|zwei|drei|vier|"
    r"könnte\w*|müsste\w*|sollte\w*|früher|später|not|than|instead|would|per|each|every|without|"
    r"vgg\w*|resnet\w*|lenet\w*|inception\w*|mobilenet\w*|efficientnet\w*)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:mehr|weniger|more|less|fewer) (?:als|than) (?=\d)", re.IGNORECASE)
"""These say something of the number, not of another net."""
_MODEL = re.compile(
    r"\b(?:das|unser|dieses|the|our|this)\s+(?:ganze\s+|gesamte\s+|whole\s+)?"
    r"(?:netz(?:werk)?|modell|model|network)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(r"\b(?:liefert|erzeugt|gibt|produces|outputs|ausgabe|output)\b", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:erhält|bekommt|nimmt|eingabe|input|takes)\b", re.IGNORECASE)


class _Sentence(Struct, frozen=True):
    start: int
    end: int
    text: str


def bind_prose(
    lecture: Lecture,
    entries: Iterable[Entry],
    model_at: ModelAt,
    fresh: int,
    vocabulary: tuple[Synonym, ...] = (),
) -> list[Entry]:
    """The entries, those of sentences about one layer or the model moved to it.

    `fresh` is the first number that is free for groups.
    """
    paragraphs = [item for item in _all(lecture.items) if item.kind == "paragraph"]
    by_span: dict[Span, _Sentence] = {}
    for item in paragraphs:
        sentences = _sentences(item)
        starts = [one.start for one in sentences]
        for index in item.statements:
            span = lecture.statements[index].span
            around = sentences[bisect_right(starts, span.start) - 1]
            if len(around.text) <= _LONGEST:
                by_span[span] = around
    subjects: dict[tuple[int, int], Layer | None] = {}
    title = _title(lecture)
    bound: list[Entry] = []
    for entry in entries:
        sentence = by_span.get(entry.statement.span) if entry.prose else None
        model = model_at(entry.statement.span.start) if sentence else None
        subject = None
        if sentence and model:
            key = (sentence.start, id(model))
            if key not in subjects:
                subjects[key] = _subject(translate(sentence.text, vocabulary), model, title)
            subject = subjects[key]
        label = _about(entry.statement, sentence, lecture) if sentence and subject else ""
        if subject is None or not label:
            bound.append(entry)
            continue
        fresh += 1
        statement = structs.replace(entry.statement, label=label)
        bound.append(Entry(statement, Scope(layer=subject, home=-fresh, group=10**9 + fresh)))
    return bound


def check_mentions(ledger: Ledger, model_at: ModelAt) -> None:
    """Numbers that say which layer is meant: `Conv-Layer 2` in the middle of a sentence."""
    lecture = ledger.lecture
    numbers = {number.span.start: index for index, number in enumerate(lecture.numbers)}
    for item in _all(lecture.items):
        model = model_at(item.span.start)
        for start, layer in numbered(item.text, model) if model and item.numbers else ():
            index = numbers.get(item.span.start + start)
            if index is not None and not ledger.decided(index):
                truth = Truth(layer.name, lecture.numbers[index].text, f"{layer.kind} des Modells")
                ledger.verified(lecture.numbers[index].span, (index,), truth)


def _all(items: Iterable[Item]) -> Iterable[Item]:
    for item in items:
        yield item
        yield from _all(item.items)


def _sentences(item: Item) -> list[_Sentence]:
    found, start, text = [], 0, item.text
    for end in (*_STOP.finditer(text), None):
        stop = end.end() if end else len(text)
        if end and _ABBREVIATED.search(text, max(start, end.start() - 20), end.start()):
            continue
        first = item.span.start
        found.append(_Sentence(first + start, first + stop, text[start:stop]))
        start = stop
    return found


def _title(lecture: Lecture) -> str:
    """The page's title if it is one word: the name of the net."""
    first = next((item for item in lecture.items if item.kind == "heading"), None)
    return first.text.strip() if first and re.fullmatch(r"[A-Z]\w+", first.text.strip()) else ""


def _subject(sentence: str, model: Model, title: str) -> Layer | None:
    """The one layer that the sentence speaks of, or the whole model."""
    if _HEDGE.search(_BOUND.sub("", sentence)) or not _VERB.search(sentence):
        return None
    named = mention(sentence, model)
    if len(named) == 1:
        return named[0]
    speaks = _MODEL.search(sentence) or (title and re.search(rf"\b{re.escape(title)}\b", sentence))
    return whole(model) if speaks and not named else None


def _about(statement: Statement, sentence: _Sentence, lecture: Lecture) -> str:
    """The attribute that a number of the sentence states, as a label; empty if none."""
    if statement.relations:
        return ""
    names = counted(statement.noun or statement.sides[0].unit)
    names = names or attributes(statement.label, statement.noun)
    if len(names) == 1:
        return _LABELS.get(names[0], "")
    if statement.shape and len(statement.numbers) > 1:
        before = lecture.source[sentence.start : statement.span.start]
        takes = max((match.end() for match in _TAKES.finditer(before)), default=-1)
        gives = max((match.end() for match in _GIVES.finditer(before)), default=-1)
        if takes != gives:
            return "Ausgabe" if gives > takes else "Eingabe"
    return ""


_LABELS: dict[str, str] = {
    "params": "Parameter",
    "filters": "Anzahl der Filter",
    "units": "Neuronen",
    "output_channels": "Ausgabekanäle",
    "input_channels": "Eingabekanäle",
    "macs": "MACs",
    "flops": "FLOPs",
    "stride": "Stride",
    "kernel": "Filtergröße",
    "padding": "Padding",
    "output": "Ausgabe",
    "input": "Eingabe",
}
