"""Running prose about the model: „die erste Faltungsschicht liefert 55 × 55 × 96“.

A number binds only if exactly one reading exists: the words before it in the sentence name one
layer or the whole model (or several, and as many numbers follow); the sentence says that this
has, gives or needs something; what is counted is an attribute; and no word of the
clause turns it into something else (a negation, a comparison, another net). In all other
sentences a number that happens to fit is not taken for checked either.
"""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator
from itertools import groupby

from msgspec import Struct, structs

from rechenprobe.check.context import calculates
from rechenprobe.check.kinds import numbered, reference
from rechenprobe.check.ledger import Ledger, Truth
from rechenprobe.check.scopes import Binding, Entry, ModelAt, Scope, feeding
from rechenprobe.check.sentences import LONGEST, Sentence, sentences
from rechenprobe.check.subjects import Subject, chosen, named_model, subjects
from rechenprobe.check.translation import translate
from rechenprobe.check.vocabulary import attributes, counted
from rechenprobe.facts import Layer, Model
from rechenprobe.lecture import Item, Lecture, Statement
from rechenprobe.settings import Synonym

_VERB = re.compile(
    r"\b(?:hat|haben|besitzt|besitzen|enthält|enthalten|liefert|liefern|erzeugt|erzeugen|ergibt"
    r"|ergeben|braucht|brauchen|benötigt|benötigen|umfasst|umfassen|verwendet|nutzt|gibt|erhält"
    r"|entfällt|entfallen|steckt|stecken|kommt|kommen|besteht|bestehen|zählt|trägt|tragen|bildet|rechnet|berechnet|gilt|ist|sind"
    r"|has|have|contains?|produces?|outputs?|needs?|uses?|yields?|is|are|maps|gives?)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:liefer[nt]|erzeug(?:t|en)|gibt|produces?|outputs?|yields?|gives?|ausgabe)\b",
    re.IGNORECASE,
)
_TAKES = re.compile(r"\b(?:erhält|bekommt|nimmt|eingabe|input|takes)\b", re.IGNORECASE)
_STATES = re.compile(r"[`*]{0,3}\s*[:(]\s*(?:rund|ca\.|etwa|about)?\s*[$*]{0,2}")
"""„`conv2d` (34.944 Parameter)“ needs no verb."""
_MAPS = re.compile(r"\b(?:bildet|maps)\s+$", re.IGNORECASE)
_ONTO = re.compile(r"\b(?:bildet|maps)\s[^.;]{1,40}\s(?:auf|to|onto)\s+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|und|and|sowie|bzw\.|beziehungsweise|,\s+(?:und|and))\s*")
_RESTATES = re.compile(
    r"[^\d.;]{0,40}?(?:,\s*also|,\s*d\.\s?h\.|,\s*das sind|,\s*i\.\s?e\.|[(–]|,\s*oder)\s*"
    r"(?:rund|ca\.|etwa|ungefähr|circa|about|roughly)?\s*\$?",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"(?:\s(?:hat|haben|umfasst|besteht aus|lautet|has|have|is|are|of|von))+$", re.IGNORECASE
)
_ANYTHING = frozenset("werte werten einträge elemente values entries elements zahlen".split())
"""Nouns that leave open what is counted; the words before the number say it."""
_PRONOUN = re.compile(
    r"\W*(?:sie|er|es|ihre?|seine?|diese[rs]?|its?|they|their|this|these|dafür|dazu|es gilt"
    r"|dabei|genauer|rechnung|denn|nämlich|thus|hence|so)\b",
    re.IGNORECASE,
)


_SHARED = re.compile(r"[\s$*]*(?:\w+\s)?(?:je|pro|per|mehr|weniger|more|fewer|less)\b")


class _Said(Struct, frozen=True, gc=False):
    """What one statement of a sentence turns out to be about."""

    layer: Layer
    label: str
    binding: Binding


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
    reader = _Reader(lecture, model_at, vocabulary)
    said = dict(reader.read(lecture.items))
    where = {statement.span: index for index, statement in enumerate(lecture.statements)}
    bound: list[Entry] = []
    for entry in entries:
        found = said.get(where.get(entry.statement.span, -1))
        if found is None:
            bound.append(entry)
            continue
        fresh += 1
        statement = structs.replace(entry.statement, label=found.label)
        model = model_at(statement.span.start)
        scope = Scope(
            layer=found.layer,
            home=-fresh,
            group=10**9 + fresh,
            before=feeding(found.layer, model) if model else (),
        )
        bound.append(Entry(statement, scope, binding=found.binding))
    return bound


class _Reader:
    """One pass over the text, remembering what the sentence before was about."""

    def __init__(
        self, lecture: Lecture, model_at: ModelAt, vocabulary: tuple[Synonym, ...]
    ) -> None:
        self._lecture = lecture
        self._model_at = model_at
        self._vocabulary = vocabulary
        self._title = _title(lecture)

    def read(self, items: Iterable[Item]) -> Iterator[tuple[int, _Said]]:
        """For each statement that a sentence binds: its index, and what it is about."""
        before: tuple[Layer, ...] = ()
        for item in items:
            model = self._model_at(item.span.start)
            if item.kind == "paragraph":
                before = ()
            if model is not None and item.kind in ("paragraph", "item"):
                if item.kind == "item" and reference(item.text, model, single=True):
                    before = ()
                else:
                    before = yield from self._text(item, model, before)
            yield from self.read(item.items)

    def _text(
        self, item: Item, model: Model, before: tuple[Layer, ...]
    ) -> Generator[tuple[int, _Said], None, tuple[Layer, ...]]:
        """One paragraph or item; gives what its last sentence was about."""
        if not item.statements:
            return ()
        starts = {
            index: self._lecture.statements[index].span.start - item.span.start
            for index in item.statements
        }
        cut = sentences(item.text)
        of_sentence = [
            bisect_right(cut, at, key=lambda one: one.start) - 1 for at in starts.values()
        ]
        numbers = dict(zip(starts, of_sentence, strict=True))
        told = frozenset(of_sentence)
        for position, sentence in enumerate(cut):
            if position not in told and position + 1 not in told:
                before = ()
                continue
            inside = [index for index, where in numbers.items() if where == position]
            if len(sentence.text) > LONGEST:
                before = ()
                continue
            found, own = self._about(sentence, model, item.text)
            pronoun = not found and _PRONOUN.match(sentence.text)
            offset = item.span.start + sentence.start
            yield from self._statements(sentence, offset, inside, found, before if pronoun else ())
            before = own or (before if pronoun else ())
        return before

    def _about(
        self, sentence: Sentence, model: Model, around: str
    ) -> tuple[tuple[Subject, ...], tuple[Layer, ...]]:
        """What the sentence names, and the layers that a pronoun after it means."""
        text = translate(sentence.text, self._vocabulary)
        if text != sentence.text:  # places within it would be wrong
            found = subjects(text, model, self._title, around)
            found = tuple(
                structs.replace(one, start=0, end=0) for one in found[:1] if len(found) == 1
            )
        else:
            found = subjects(text, model, self._title, around)
        layers = [layer for one in found for layer in one.layers]
        return found, tuple(layers) if all(one.layers for one in found) else ()

    def _statements(
        self,
        sentence: Sentence,
        offset: int,
        indices: list[int],
        found: tuple[Subject, ...],
        before: tuple[Layer, ...],
    ) -> Iterator[tuple[int, _Said]]:
        names = tuple((one.start, one.end) for one in found)
        if not (found or before):
            return
        told = _VERB.search(sentence.text) is not None
        clauses = sentence.clauses()
        last: _Said | None = None
        for _, run in groupby(self._runs(sentence, offset, indices), key=lambda pair: pair[0]):
            together = [index for _, index in run]
            statements = [self._lecture.statements[index] for index in together]
            start = statements[0].span.start - offset
            clause = next(one for one in reversed(clauses) if one.start <= start)
            behind = sentence.text[statements[-1].span.end - offset :]
            if clause.hedged(names) or _SHARED.match(behind[:40]):
                last = None
                continue
            meant = chosen(found, clauses, clause, start, behind, names) if found else None
            if not told and not (meant and _STATES.fullmatch(sentence.text[meant.end : start])):
                continue
            layers = meant.layers if meant else before
            label = self._label(sentence, offset, statements[-1], last)
            if len(layers) != len(together) or (len(together) > 1 and not label):
                last = None
                continue
            for index, statement, layer in zip(together, statements, layers, strict=True):
                guess = label is None and bool(statement.relations)
                if not guess and not label:
                    last = None
                    continue
                binding: Binding = "guess" if guess else "near" if meant and meant.weak else "said"
                last = _Said(layer, label or "", binding)
                yield index, last

    def _runs(
        self, sentence: Sentence, offset: int, indices: list[int]
    ) -> Iterator[tuple[int, int]]:
        """Numbers in a row share a noun: `896, 18.496 und 36.928 Parameter` are one run."""
        run = 0
        for position, index in enumerate(indices):
            statement = self._lecture.statements[index]
            if position:
                old = self._lecture.statements[indices[position - 1]]
                gap = sentence.text[old.span.end - offset : statement.span.start - offset]
                plain = not old.relations and not statement.relations
                run += not (plain and _BETWEEN.fullmatch(gap.replace("$", "")))
            yield run, index

    def _label(
        self, sentence: Sentence, offset: int, statement: Statement, last: _Said | None
    ) -> str | None:
        """The attribute that the statement states, as a label; None if a calculation says none."""
        names = counted(statement.noun or statement.sides[-1].unit)
        if not names and (
            not statement.noun or statement.noun.split()[0].lower() in _ANYTHING or statement.shape
        ):
            names = attributes(_ENDINGS.sub("", " " + statement.label), statement.noun)
        if len(names) == 1:
            return _LABELS.get(names[0], "")
        before = sentence.text[: max(0, statement.span.start - offset)]
        whatever = statement.noun.split()[:1] and statement.noun.split()[0].lower() in _ANYTHING
        if whatever or (statement.shape and len(statement.numbers) > 1):
            takes = max((match.end() for match in _TAKES.finditer(before)), default=-1)
            gives = max((match.end() for match in _GIVES.finditer(before)), default=-1)
            if takes != gives:
                return "Ausgabe" if gives > takes else "Eingabe"
        if statement.relations:
            calculated = any(calculates(side.expr) for side in statement.sides)
            return None if calculated and not names else ""
        if _MAPS.search(before):
            return "Eingabe"
        if _ONTO.search(before):
            return "Ausgabe"
        if last is not None and last.label and statement.approximate and not statement.noun:
            restated = _RESTATES.search(before)
            if restated and restated.end() == len(before):
                return last.label
        return ""


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


def _title(lecture: Lecture) -> str:
    """The page's title: it may be the name of the net, or end with its kind."""
    first = next((item for item in lecture.items if item.kind == "heading"), None)
    return named_model(first.text) if first else ""


_LABELS: dict[str, str] = {
    "params": "Parameter",
    "weights": "Gewichte",
    "biases": "Biaswerte",
    "trainable": "trainierbare Parameter",
    "frozen": "nicht trainierbare Parameter",
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
