"""Running prose about the model: „die erste Faltungsschicht liefert 55 × 55 × 96“.

A number binds only if exactly one reading exists: the words before it in the sentence name one
layer or the whole model (or several, and as many numbers follow); the sentence says that this
has, gives or needs something; what is counted is an attribute; and no word of the
clause turns it into something else (a negation, a comparison, another net). What other sentences
say is for `nearby`, which only confirms.
"""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import groupby

from msgspec import structs

from rechenprobe.check.examples.counting import (
    is_change,
    is_memory_of_anything,
    is_of_model,
    label_about,
    label_of,
)
from rechenprobe.check.examples.outright import is_outright
from rechenprobe.check.layers import rivals
from rechenprobe.check.layers.scopes import Binding, Entry, ModelAt, Scope
from rechenprobe.check.layers.subjects import (
    Subject,
    agree,
    antecedents,
    chosen,
    is_bare,
    is_output_too,
    names_model,
    names_other,
    only_one,
    passed,
    stands_aside,
    subjects,
    title_of,
)
from rechenprobe.check.page import Page
from rechenprobe.check.prose.said import Said, of_this_net
from rechenprobe.check.words.displays import joined
from rechenprobe.check.words.owned import VERB, begins, goes_with, is_own
from rechenprobe.check.words.recounting import recounted
from rechenprobe.check.words.sentences import LONGEST, PER_SAMPLE, Sentence, supposes
from rechenprobe.check.words.translation import translate
from rechenprobe.check.words.vocabulary import counted, is_label
from rechenprobe.claims import Item, Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late
from rechenprobe.lecture import Lecture
from rechenprobe.settings import Synonym

_STATES = late(r"[`*]{0,3}\s*[:(]\s*(?:rund|ca\.|etwa|about)?\s*[$*]{0,2}")
"""„`conv2d` (34.944 Parameter)“ needs no verb."""
_BETWEEN = late(r"\s*(?:,|und|and|sowie|bzw\.|beziehungsweise|,\s+(?:und|and))\s*")
_ELLIPSIS = late(r"(?:die|the)\s+\w+", re.IGNORECASE)
"""„die erste Dense-Schicht hat 256 Neuronen, die zweite 64“."""
_ALL = late(r"\b(?:aller|sämtlicher|all)\s+\$?$", re.IGNORECASE)
_SHARED = late(
    rf"[\s$*]*(?:\w+\s)?(?!{PER_SAMPLE})(?:je|pro|per|mehr|weniger|more|fewer|less)\b",
    re.IGNORECASE,
)
_PART_OF = late(r"\d[\s$*]*(?:der|von den|of the)[\s$*]+$")  # „5.644.800 der 6.181.056 MACs“
_OF_ONE = frozenset({"Anzahl der Filter", "Filtergröße", "Stride", "Neuronen", "Köpfe", "Rate"})
"""What a part of a net has of one of its layers only."""


def bind_prose(
    lecture: Lecture,
    page: Page,
    entries: Iterable[Entry],
    model_at: ModelAt,
    fresh: int,
    vocabulary: tuple[Synonym, ...] = (),
) -> list[Entry]:
    """The entries, those of sentences about one layer or the model moved to it.

    `fresh` is the first number that is free for groups.
    """
    entries = [*entries]
    where = {statement.span: index for index, statement in enumerate(lecture.statements)}
    places = [where.get(entry.statement.span, -1) for entry in entries]
    homes = dict(zip(places, entries, strict=True))
    said = dict(_Reader(lecture, page, model_at, homes, vocabulary).read(lecture.items))
    bound: list[Entry] = []
    for place, entry in zip(places, entries, strict=True):
        found = said.get(place)
        if found is None:
            bound.append(entry)
            continue
        fresh += 1
        statement = structs.replace(entry.statement, label=found.label)
        scope = Scope(
            layer=found.layer,
            home=-fresh,
            group=10**9 + fresh,
            before=found.model.feeding(found.layer),
            beside=found.model.layers,
            others=found.others,
        )
        bound.append(Entry(statement, scope, binding=found.binding))
    return bound


class _Reader:
    """One pass over the text, remembering what the sentence before was about."""

    def __init__(
        self,
        lecture: Lecture,
        page: Page,
        model_at: ModelAt,
        homes: Mapping[int, Entry],
        vocabulary: tuple[Synonym, ...],
    ) -> None:
        self._lecture = lecture
        self._page = page
        self._model_at = model_at
        self._homes = homes
        self._vocabulary = vocabulary
        self._title = title_of(lecture)
        self._asked = [(one.question, one.derived) for one in lecture.exercises if one.derived]

    def read(self, items: Iterable[Item]) -> Iterator[tuple[int, Said]]:
        """For each statement that a sentence binds: its index, and what it is about."""
        before: tuple[Layer, ...] = ()
        for item in joined(items, self._lecture.source):
            model = self._model_at(item.span.start)
            if item.kind == "paragraph":
                before = ()
            if model is not None and item.kind in ("paragraph", "item"):
                if item.kind == "item" and self._page.reference(item.text, model, single=True):
                    before = ()
                else:
                    before = yield from self._text(item, model, before)
            yield from self.read(item.items)

    def _text(
        self, item: Item, model: Model, before: tuple[Layer, ...]
    ) -> Generator[tuple[int, Said], None, tuple[Layer, ...]]:
        """One paragraph or item; gives what its last sentence was about."""
        if not item.statements:
            return ()
        asked = self._asked_of(item, model)
        before = before or asked
        starts = {
            index: self._lecture.statements[index].span.start - item.span.start
            for index in item.statements
        }
        cut = self._page.sentences(item.text)
        heads = [one.start for one in cut]
        of_sentence = [bisect_right(heads, at) - 1 for at in starts.values()]
        told: dict[int, list[int]] = {}
        of_other = False  # „AlexNet hat 60 Mio. Parameter. Das Netz …“
        for index, position in zip(starts, of_sentence, strict=True):
            told.setdefault(position, []).append(index)
        for position, sentence in enumerate(cut):
            if position not in told and position + 1 not in told:
                before = ()
                continue
            inside = told.get(position, [])
            about = None
            if len(sentence.text) <= LONGEST:
                about = rivals.meant(sentence.text.lower(), model, self._page.models)
                of_other = of_other or names_other(sentence.text, self._title, self._page.models)
            if about is None or (of_other and names_model(sentence.text)):
                before = ()
                continue
            last, model = model, about
            found, own = self._about(sentence, model, item.text, asked)
            offset = item.span.start + sentence.start
            if (means := () if found else antecedents(sentence.text, before, model)) or found:
                those = list(self._statements(sentence, offset, inside, found, means, model))
                yield from of_this_net(those, self._lecture, self._page)
            else:
                yield from self._unsaid(sentence, offset, inside, model)
            before = own or means
            model = rivals.lasting(sentence.text.lower(), about, last, self._page.models)
        return before

    def _asked_of(self, item: Item, model: Model) -> tuple[Layer, ...]:
        """The layer that an exercise asks for, if the item is its question."""
        if not self._asked:
            return ()
        at = item.span.start
        names = {one.layer for span, one in self._asked if span.start <= at < span.end}
        return tuple(layer for layer in model.layers if layer.name in names)

    def _about(
        self, sentence: Sentence, model: Model, around: str, asked: tuple[Layer, ...]
    ) -> tuple[tuple[Subject, ...], tuple[Layer, ...]]:
        """What the sentence names, and the layers that a pronoun after it means."""
        text = translate(sentence.text, self._vocabulary)
        found = subjects(text, self._page.mentions(text, model), model, self._title, around)
        if text != sentence.text:  # places within it would be wrong
            found = tuple(
                structs.replace(one, start=0, end=0) for one in found[:1] if len(found) == 1
            )
        if asked and sum(not one.layers for one in found) == 1:
            found = tuple(structs.replace(one, layers=one.layers or asked) for one in found)
        meant = [one for one in found if not stands_aside(text, one)]
        layers = [layer for one in meant for layer in one.layers]
        return found, tuple(layers) if all(one.layers for one in meant) else ()

    def _statements(
        self,
        sentence: Sentence,
        offset: int,
        indices: list[int],
        found: tuple[Subject, ...],
        before: tuple[Layer, ...],
        model: Model,
    ) -> Iterator[tuple[int, Said]]:
        names = tuple((one.start, one.end) for one in found)
        told = VERB.search(sentence.text) is not None
        clauses = sentence.clauses()
        last: Said | None = None
        shaped = False
        for _, run in groupby(self._runs(sentence, offset, indices), key=lambda pair: pair[0]):
            together = [index for _, index in run]
            statements = [self._lecture.statements[index] for index in together]
            start = statements[0].span.start - offset
            clause = next(one for one in reversed(clauses) if one.start <= start)
            behind = sentence.text[statements[-1].span.end - offset :]
            hedged = clause.hedged(names) and not is_change(sentence.text, statements[0], offset)
            if hedged or _SHARED.match(behind[:40]) or _PART_OF.search(sentence.text[:start]):
                last = None
                continue
            meant = chosen(found, clauses, clause, start, behind, names) if found else None
            through = None if meant else passed(sentence.text, found, start, statements[-1])
            if not told and not (meant and _STATES.fullmatch(sentence.text[meant.end : start])):
                continue
            meant, every = meant or through, _ALL.search(sentence.text[: max(0, start)])
            layers = (self._page.whole(model),) if every else meant.layers if meant else before
            label = label_about(
                meant, sentence.text, statements[-1], offset, last.label if last else ""
            )
            alike = statements[-1].shape == shaped  # a size is not handed on to a count
            if label == "" and last and meant and is_bare(statements[-1]) and alike:
                named = sentence.text[meant.start : meant.end]
                label = last.label if _ELLIPSIS.fullmatch(named) else ""
            elif last and label and is_output_too(sentence.text[: max(0, start)], statements[-1]):
                layers, label = model.layers[-1:], last.label
            elif through:
                label = "Ausgabe"
            if len(together) == 1 and label and len(layers) > 1 and agree(layers, label):
                layers = layers[:1]  # „Alle Faltungsschichten haben 3 × 3-Filter“
            if len(layers) != len(together) or (len(together) > 1 and not label):
                last = None
                continue
            for index, statement, layer in zip(together, statements, layers, strict=True):
                guess = label is None and bool(statement.relations)
                if meant and meant.part and label not in _OF_ONE:
                    continue
                own, weak = label, every is not None or (meant is not None and meant.weak)
                binding: Binding = "guess" if guess else "near" if weak else "said"
                if not guess and not label and layer.kind == model.kind:
                    own, binding = is_of_model(statement.noun), "loose"
                if (
                    binding == "said"
                    and meant
                    and self._outright(sentence, offset, meant, statement)
                ):
                    binding = "outright"
                if not guess and not own and len(counted(statement.noun)) < 2:
                    last = None
                    continue
                words = sentence.text[meant.start : meant.end] if meant else ""
                last = Said(layer, own or "", binding, model, recounted(layer, words, model))
                shaped = statement.shape
                yield index, last

    def _outright(
        self, sentence: Sentence, offset: int, meant: Subject, statement: Statement
    ) -> bool:
        at = (statement.span.start - offset, statement.span.end - offset)
        earlier = self._lecture.source[offset - sentence.start : offset]
        about = (meant.start, meant.end)
        return bool(statement.relations) and is_outright(sentence.text, about, at, earlier)

    def _unsaid(
        self, sentence: Sentence, offset: int, indices: list[int], model: Model
    ) -> Iterator[tuple[int, Said]]:
        """A sentence that names nothing is about the layer above, if it says so; or else perhaps.

        „Die Ausgabe hat die Form …“ is about the layer that the heading names, „32 × 32
        Pixel“ may be the input of the model.
        """
        last, own = "", -1  # own: where the layer's number ends
        for index in indices:
            statement = self._lecture.statements[index]
            entry = self._homes.get(index)
            if entry is None or (
                entry.scope.layer is not None and (not entry.prose or is_label(statement.label))
            ):
                continue  # a labelled item of a worked example
            if statement.relations and index == indices[-1]:
                break  # a calculation: its label is only of use to what follows
            home = entry.scope.layer
            start = statement.span.start - offset
            clause = next(one for one in reversed(sentence.clauses()) if one.start <= start)
            behind = sentence.text[statement.span.end - offset :]
            if supposes(clause.text, ()) or _SHARED.match(behind[:40]):
                last = ""
                continue
            last = label_of(sentence.text, statement, offset, last) or ""
            if statement.relations or (home is None and is_memory_of_anything(sentence.text, last)):
                continue
            owned = home is not None and not clause.hedged()
            owned = owned and (
                goes_with(sentence.text[own:start])
                if own >= 0
                else index == indices[0] and begins(sentence.text, start)
            )
            owned = owned and is_own(statement, behind)
            own = statement.span.end - offset if owned else -1
            pair = len(counted(statement.noun)) > 1
            if last or pair:
                layer = home or only_one(model, last, statement) or self._page.whole(model)
                every = home is None and _ALL.search(sentence.text[: max(0, start)])
                sure: Binding = "said" if owned else "near" if every else "loose"
                yield index, Said(layer, last, sure, model)
            elif home is None and (label := is_of_model(statement.noun)):
                yield index, Said(self._page.whole(model), label, "loose", model)

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
                plain = plain and old.shape == statement.shape and not counted(old.noun)
                run += not (plain and _BETWEEN.fullmatch(gap.replace("$", "")))
            yield run, index
