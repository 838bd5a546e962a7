"""What no layer of the model has: „Die Faltungen haben je 24 Filter“ where none has 24.

After all other rules. The sentence has to name a layer, and to say what its number counts or
measures; a number that is such a value of no layer at all is no other layer's, either.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import prod

from rechenprobe.check.homes import names_another
from rechenprobe.check.layers.expectations import Expectation, expectation, laid_out
from rechenprobe.check.layers.scopes import CHOSEN, whole
from rechenprobe.check.layers.speaking import Spoken
from rechenprobe.check.prose.sayings import Figure, Passage, Saying
from rechenprobe.check.prose.telling import GENERAL, meant_anyway, odd_one
from rechenprobe.check.words.measures import Measure, counts_else, in_rows, measures
from rechenprobe.check.words.pronouns import pronoun_of
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, Written
from rechenprobe.facts import Layer, Model
from rechenprobe.late import late

Form = tuple[Fraction, ...]

_ELSEWHERE = late(
    r"\b(?:rezeptive[nrs]?|sieht|sehen|bereich\w*|ausschnitt\w*|umgebung\w*|fenster\w*|receptive"
    r"|patch\w*|kachel\w*|im (?:mittel|schnitt|durchschnitt)|durchschnittlich|dropout|nachbar\w*"
    r"|abstand\w*|lernrate|noch (?:mehr|weniger))\b"
)
"""With one of these a number may be no size of what flows through the model."""
_ITS = late(r"\W*(?:\w+\s+)?(?:seine?[rnms]?|ihre?[rnms]?|dessen|deren|its|their|dort|there)\b")
"""„ResNet-18 ist breiter. Seine erste Faltung hat 64 Filter“."""
_ARTICLE = late(r"\b(?:de[rmns]|die|das|[iab]m|beim|vom|zum|zur|unser\w*|the|our)\s+[`*]*$")
_WINDOW = 11
"""Up to so many pixels on each side a square may be a window."""
_SIDES: frozenset[Attribute] = frozenset({"input", "output", "input_dim", "output_dim"})
_FULL = 3
_TELLING: frozenset[Attribute] = frozenset({"filters", "units", "num_heads"})
"""Whatever layer a sentence names, these are those of one."""

_SLIDING: frozenset[Attribute] = frozenset({"filters", "kernel", "stride"})
"""Of a convolution: if two of them are wrong and nothing is right, it is not meant."""
_OWN: frozenset[Attribute] = frozenset(
    {
        *("filters", "units", "kernel", "stride", "num_heads", "key_dim", "output_dim"),
        *("input_dim", "input", "output", "input_channels", "output_channels"),
    }
)
"""What a layer has for itself; others are added up, too."""


def doubt(passages: list[Passage]) -> None:
    """Numbers that no other rule has decided."""
    known = _Known(passages[0].ledger.page.models) if passages else None
    for passage in passages if known else ():
        if not passage.is_open:
            continue
        for saying in passage.sayings:
            statements = [one.statement for one in saying.figures if saying.is_open(one)]
            if statements and known and not saying.supposes and not _is_elsewhere(saying):
                _sentence(saying, known)


def _is_elsewhere(saying: Saying) -> bool:
    """Whether it may be of something else than what flows through this net."""
    if _ELSEWHERE.search(saying.lower) or GENERAL.search(saying.lower):
        return True
    before = saying.earlier if _ITS.match(saying.lower) else None
    return before is not None and names_another(before.text, saying.ledger.page.models)


class _Known:
    """All forms of the values that some layer has."""

    def __init__(self, models: tuple[Model, ...]) -> None:
        self._models = models
        self._found: dict[Attribute, frozenset[Form]] = {}

    def has(self, form: Form, measure: Measure) -> bool:
        """Whether it is one of what is measured, a batch before it left out."""
        names = (*measure.attributes, *(_SIDES if _SIDES & set(measure.attributes) else ()))
        for name in names:
            if name not in self._found:
                self._found[name] = frozenset(self._of(name))
            product = (prod(form),)
            if any(one in self._found[name] for one in (form, form[1:], product)):
                return True
        return False

    def _of(self, name: Attribute) -> Iterator[Form]:
        for model in self._models:
            for layer in (whole(model), *model.layers):
                found = [expectation(layer, name)]
                if name == "input":
                    found.append(laid_out(layer, model.feeding(layer)))
                for one in found:
                    yield from (tuple(map(Fraction, form)) for form in one.forms) if one else ()
                if name in _SIDES:
                    yield from (
                        (Fraction(prod(form[:-1])),)
                        for one in found
                        for form in (one.forms if one else ())
                        if len(form) >= _FULL
                    )


def _sentence(saying: Saying, known: _Known) -> None:
    figures = {one.statement.span: one for one in saying.figures}
    offset = saying.offset
    doubted: list[tuple[Figure, Expectation, Form]] = []
    rows = in_rows(
        (one.statement for one in saying.figures),
        lambda start, end: saying.text[start - offset : end - offset],
    )
    for run in rows:
        if all(saying.ledger.settled(one.numbers) for one in run):
            continue
        measure = measures(run)
        if run[0].shape:
            measure = _of_shape(run[0], measure)
        elif measure and (measure.attributes[0] == "kernel" or not _says_what(run, measure)):
            continue
        if measure is None or not set(measure.attributes) <= _OWN:
            continue
        start = run[0].span.start - offset
        named = _named(saying, start, measure)
        forms = [_form(saying, one) for one in run]
        values = [form[0] for form in forms if form is not None and len(form) == 1]
        if not named and len(values) == len(run):
            odd = odd_one(saying, values, measure)
            named = [odd[1]] if odd else meant_anyway(saying, start, values[0], measure)
            forms = [form if not odd or odd[0] == n else None for n, form in enumerate(forms)]
        for one, form in zip(run, forms, strict=True) if named else ():
            figure = figures[one.span]
            if form is None or (len(form) > 1 and max(form) <= _WINDOW):
                continue
            if not saying.is_open(figure) or known.has(form, measure):
                continue
            doubted.append((figure, _nearest(named, form), form))
    chosen = Counter(it.fact.rpartition(".")[0] for _, it, _ in doubted if it.attribute in _SLIDING)
    held = any(map(saying.ledger.holds, _numbers(saying)))
    if max(chosen.values(), default=0) > 1 and not held:
        return  # „96 Filter der Größe 11 × 11 mit Schrittweite 4“: another net's
    for figure, found, form in doubted:
        sure, shown = found.attribute in CHOSEN, found.explain(saying.ledger.grouping)
        saying.refute_as(figure, found.fact, shown, found.form(len(form)), sure=sure)


def _numbers(saying: Saying) -> Iterator[int]:
    return (index for one in saying.statements for index in one.numbers)


def _says_what(run: list[Statement], measure: Measure) -> bool:
    """Whether a noun says what it is: „Köpfe der Dimension 24“ has it before the number."""
    return bool(run[-1].noun) or measure.width or measure.attributes[0] == "key_dim"


def _nearest(named: list[Expectation], form: Form) -> Expectation:
    return min(named, key=lambda it: abs(Fraction(it.form(len(form))[0]) - form[0]))


def _of_shape(one: Statement, measure: Measure | None) -> Measure | None:
    """A shape with channels is one of what flows; one without if the words say so."""
    if counts_else(one.noun):
        return None
    if len(one.numbers) >= _FULL:
        return Measure(("output", "input"))
    return measure if measure is not None and measure.sized else None


def _named(saying: Saying, start: int, measure: Measure) -> list[Expectation]:
    """Such values of the nearest layer named before that has any."""
    earlier = [one for one in saying.spoken if one.end <= start]
    some = earlier[-1].some if earlier else None
    if some is not None and some.count == 1:
        return []  # „eine Faltung mit 64 Filtern“: any
    before = [one.layers[0] for one in earlier if one.layers and _is_sure(saying, one)]
    if not saying.spoken and saying.earlier and pronoun_of(saying.lower):
        before = [one for one in saying.earlier.about[-1:] if one.kind != "InputLayer"]
    for layer in reversed(before):
        if layer.kind == saying.model.kind:
            return []
        if found := _values(layer, measure):
            return found
    if before and measure.attributes[0] in _TELLING:  # „die ersten beiden Faltungen“
        all_ = (_values(layer, measure) for layer in saying.model.layers)
        return next(filter(None, all_), [])
    return []


def _is_sure(saying: Saying, one: Spoken) -> bool:
    """Whether no other layer is meant: of a kind alone only „das Flatten“, if there is one.

    „300 Milliarden Token“ are none of a layer that is called `token`.
    """
    word = saying.text[one.start : one.end]
    if any(layer.kind == "InputLayer" and _is_noun(word, layer.name) for layer in one.layers):
        return False
    if not one.vague:
        return True
    alone = sum(layer.kind == one.layers[0].kind for layer in saying.model.layers) == 1
    return alone and _ARTICLE.search(saying.lower[: one.start]) is not None


def _is_noun(word: str, name: str) -> bool:
    """Whether it is a word of the language that is a name, too."""
    return word != name and word.lower() == name.lower()


def _values(layer: Layer, measure: Measure) -> list[Expectation]:
    names = measure.attributes[:1] if measure.width else measure.attributes
    found = (expectation(layer, name) for name in names)  # „ein Vektor der Länge 64“ comes out
    return [one for one in found if one is not None]


def _form(saying: Saying, one: Statement) -> Form | None:
    expr = one.sides[0].expr
    parts = expr.args if one.shape and isinstance(expr, Call) and expr.op == "*" else (expr,)
    numbers = saying.ledger.lecture.numbers
    readings = [
        numbers[part.number].german if isinstance(part, Written) else None for part in parts
    ]
    values = [one.value for one in readings if one is not None]
    return tuple(values) if len(values) == len(parts) else None
