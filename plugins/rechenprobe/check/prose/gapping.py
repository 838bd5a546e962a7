"""What is said of the second as of the first: „`enc1` hat 256 Biaswerte und `bild` 784“.

No noun says what the number counts, nothing but another layer or model stands right before it, and
a number before it in the sentence is confirmed: of that layer this one has to be the same. Refuted
is what may be mistaken for it, where only one such number stands before.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.layers.rivals import distinct, named
from rechenprobe.check.layers.scopes import whole
from rechenprobe.check.numbers.memory import WIDTHS
from rechenprobe.check.numbers.units import unit_of
from rechenprobe.check.prose.pairing import is_share, rows_of
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.words.layer_words import ORDINALS
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

_LEADS = late(
    r"(?:[^.;:()]*(?:,|[–;]|\b(?:und|and|sowie|während|while))|\W*)\s*"
    r"(?:(?:und|and|sowie|aber|but|bei[m]?|i[nm]|auf|für|an|nach|hinter|aus|von|of|on|for|after"
    r"|die|der|das|de[mns]|the|those)\s+)*[`*]*"
)
"""Up to the name of the second."""
_ONLY = late(
    r"[`*]*\s+(?:(?P<verb>ha(?:t|ben|s|ve)|besitz\w*|brauch\w*|benötig\w*|liefer\w*|gibt|beleg\w*|needs?)\s+)?"
    r"(?:(?:es|sind|nur|sogar|noch|dagegen|hingegen|immerhin|schon|dann|genau|rund|etwa|knapp|gut|auf|only"
    r"|about|still)\s+)*[*$]*"
)
_BARE = late(r"[\s*$)]*(?:[.,;:!–]|$|(?:und|and|sowie|denn|weil|aber|während|but|while)\b)")
_ADJECTIVE = r"\b(?:das|de[smnr]|die|the)\s+({})(?:e[nmrs]?)?\s+[*$]*$"
"""„… und das einfache 8.584“: the noun stood before."""
_STATED: frozenset[Attribute] = frozenset(
    {
        *("params", "weights", "unbiased", "biases", "trainable", "frozen", "macs", "flops"),
        *("filters", "units", "kernel", "stride", "output", "num_heads", "key_dim", "output_dim"),
    }
)


class _First(Struct, frozen=True, gc=False):
    """What a confirmed number is: of whom, and what of it."""

    statement: Statement
    name: str
    attribute: Attribute
    sort: str
    """`share`, `memory` or nothing."""
    is_layer: bool
    """If not, it is a model."""


def confirm_alike(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    for passage in passages:
        for saying in passage.sayings if passage.is_open else ():
            for one in saying.figures:
                if saying.is_open(one) and _BARE.match(saying.lower, one.end):
                    _number(saying, one)


def _number(saying: Saying, one: Figure) -> None:
    place, back = saying.statements.index(one.statement), saying.earlier
    before = saying.statements[:place]
    start = before[-1].span.end - saying.offset if before else 0
    if not before and back is not None and back.text.rstrip().endswith(";"):
        before = back.statements
    own = list(_seconds(saying, one, start)) if before else []
    sure = all(not vague for _, vague in own)
    alike = [it for it in before if it.shape == one.statement.shape]
    firsts = [it for some in alike if (it := _first(saying, some, one)) is not None]
    own = [it for it in own if firsts and (it[0] in saying.model.layers) == firsts[-1].is_layer]
    firsts = [it for it in firsts if own and it.name != own[0][0].name]
    for first in reversed(firsts):
        for layer, _ in own:
            true = _expected(saying, first, layer, one)
            if true and any(_is(saying, one, form) for form in true[2]):
                saying.confirm(one, true[0], true[1])
                return
    if not (sure and firsts) or firsts[-1].statement is not alike[-1] or saying.supposes:
        return
    count = len(one.statement.numbers)
    meant = (_expected(saying, first, own[0][0], one) for first in reversed(firsts))
    wanted = [it for it in meant if it is not None]
    forms = {next((it for it in some if len(it) == count), some[0]) for *_, some in wanted}
    if len(forms) != 1:
        return  # which of two it would be, nobody knows
    (form,), (fact, shown, _) = forms, wanted[0]
    if one.statement.shape:
        saying.refute_as(one, fact, shown, form)
    elif one.is_count or one.statement.sides[0].unit or is_share(one):
        saying.refute(one, fact, shown, form[0], sure=is_share(one))


def _seconds(saying: Saying, one: Figure, start: int) -> Iterator[tuple[Layer, bool]]:
    """The layers, or the model, that stand right before a number: mostly one.

    With each, whether its words may mean something else: „im Kopf 16“.
    """
    lower = saying.lower
    for it in reversed(saying.spoken):
        if len(it.layers) != 1 or not start <= it.start < it.end <= one.start:
            continue
        only = _ONLY.fullmatch(lower, it.end, one.start)
        if only and _LEADS.fullmatch(lower, start, it.start):
            if not only["verb"] or only["verb"] in lower[: it.start]:
                yield it.layers[0], it.vague
                number = ORDINALS.get(lower[it.start : it.end].split()[-1], 0)
                rows = rows_of(saying.model).values() if number > 0 else ()
                yield from ((row[number - 1], False) for row in rows if len(row) >= number)
            return
    models = distinct(saying.ledger.page.models)
    for at, model in _models(lower[: one.start], models) if len(models) > 1 else ():
        alone = " " not in lower[at : one.start].partition(" ")[2].strip(" *$")
        if at >= start and alone and _LEADS.fullmatch(lower, start, at):
            yield whole(model), False


def _models(before: str, models: Sequence[Model]) -> Iterator[tuple[int, Model]]:
    yield from named(before, models)
    for model in models:
        if found := re.search(_ADJECTIVE.format(re.escape(model.name.lower())), before):
            yield found.start(), model


def _first(saying: Saying, it: Statement, like: Figure) -> _First | None:
    fact, unit = saying.ledger.fact_at(it.span), unit_of(like.statement.sides[0].unit)
    name, _, rest = fact.partition(".")
    attribute, _, sort = rest.partition(".")
    if is_share(like):
        start = it.span.start - saying.offset
        about = [one for one in saying.spoken if one.layers and one.end <= start][-1:]
        known = sort == "share" and attribute in ("params", "macs")
        if known and about and len(about[0].layers) == 1:
            return _First(it, about[0].layers[0].name, _of(attribute), sort, is_layer=True)
        return None
    is_layer = any(one.name == name for one in saying.model.layers)
    if is_layer and any(one.name == name for one in saying.ledger.page.models):
        return None
    if rest == "memory.weights" and unit:
        return _First(it, name, "params", "memory", is_layer)
    return _First(it, name, _of(rest), "", is_layer) if rest in _STATED else None


def _of(name: str) -> Attribute:
    return next(one for one in _STATED if one == name)


Forms = list[tuple[Fraction, ...]]


def _expected(
    saying: Saying, first: _First, layer: Layer, one: Figure
) -> tuple[str, str, Forms] | None:
    """What it has to be: the fact, how it is shown, and the ways to write it."""
    found: Expectation | None = expectation(layer, first.attribute)
    if found is None:
        return None
    forms = [tuple(map(Fraction, form)) for form in found.forms]
    if first.sort == "share":
        total = saying.model.macs if first.attribute == "macs" else saying.model.params
        part = forms[0][0]
        shown = f"{found.title} von {layer.name}: {saying.number(part)} von {saying.number(total)}"
        return (f"{found.fact}.share", shown, [(part / total,)]) if total else None
    if first.sort == "memory":
        return _memory(saying, first, layer, one)
    return found.fact, found.explain(saying.ledger.grouping), forms


def _memory(
    saying: Saying, first: _First, layer: Layer, one: Figure
) -> tuple[str, str, Forms] | None:
    """Of as many bits each as the first one says."""
    back = saying.earlier.figures if saying.earlier else ()
    old = next(it for it in (*back, *saying.figures) if it.statement is first.statement)
    factor, unit = unit_of(old.statement.sides[0].unit), unit_of(one.statement.sides[0].unit)
    params = [it.params for it in saying.ledger.page.models if it.name == first.name]
    params = params or [it.params for it in saying.model.layers if it.name == first.name]
    if not unit or not factor or not params:
        return None
    for width in WIDTHS:
        if saying.agrees(old, params[0] * width / factor.factors[0], rounded=True):
            shown = f"Gewichte von {layer.name}: {saying.number(layer.params)} · {width} Bit"
            values: Forms = [(layer.params * width / it,) for it in unit.factors]
            return f"{layer.name}.memory.weights", shown, values
    return None


def _is(saying: Saying, one: Figure, form: tuple[Fraction, ...]) -> bool:
    numbers = saying.ledger.lecture.numbers
    if not one.statement.shape:
        english = numbers[one.statement.numbers[0]].counting("english")
        if english is not None and (english.value,) == form:
            return True
        rounded = one.statement.approximate or bool(one.statement.sides[0].unit)
        return len(form) == 1 and saying.agrees(one, form[0], rounded=rounded or is_share(one))
    found = [numbers[index].german for index in one.statement.numbers]
    return tuple(it.value for it in found if it is not None) == form
