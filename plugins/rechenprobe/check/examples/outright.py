"""An equation said outright of the model or a layer: „Das Netz hat 100.480 + 1290 = 101.770“.

That it adds up does not make it true. Only where nothing stands in the sentence but its subject, a
verb, the equation and what is counted, its result is held against the model as a bare number's
would be; every other word („in den Faltungen“, „ohne die …“) may make it a calculation of a part.
"""

from fractions import Fraction

from rechenprobe.check.equations.arithmetic import Judgement
from rechenprobe.check.examples.context import Context
from rechenprobe.check.layers.expectations import Expectation, expectation
from rechenprobe.check.numbers.memory import memory_facts
from rechenprobe.check.words.sentences import supposes
from rechenprobe.check.words.vocabulary import Attribute
from rechenprobe.claims import Statement
from rechenprobe.expression import Call, written_numbers
from rechenprobe.facts import Layer
from rechenprobe.late import late

_HAS = (
    r"(?:hat|besitzt|enthält|umfasst|zählt|braucht|benötigt|belegt|has|contains|needs|takes|uses"
    r"|occupies)"
)
_SUM = (
    r"(?:also|damit|somit|folglich|demnach|nun|genau|insgesamt|zusammen|in summe|thus|in total"
    r"|exactly)"
)
_VERB = late(rf"[\s*`]+{_HAS}(?:\s+{_SUM}){{0,2}}[\s$*]+")
_FIRST = late(
    r"\W*(?:(?:also|damit|somit|thus|so)\s+)?(?:(?:die|der|das|the)\s+)?(?:(?:schicht|layer)\s+)?`?"
)
_INVERTED = late(rf"\W*{_SUM}\s+{_HAS}\s+")
_NOUN = late(rf"[\s$*]*(?:trainierbare\s+|trainable\s+)?(?:\w+)?[\s*]*(?:{_SUM}\s*)?(?:[.;!?]|$)")
_ALONE = late(
    r"\W*(?:das|unser|dieses|the|our|this)\s+(?:ganze\s+|gesamte\s+|whole\s+)?[\w-]+\s+"
    r"(?:hat|besitzt|enthält|umfasst|has|contains)[\s$*]*"
)
"""Any word between may say that something has been added."""
_OTHER = late(
    r"\b(?:ein(?:e[nmrs]?)?|zweite[srnm]?|kleinere?[srnm]?|größere?[srnm]?|a|an|another)\s+(?:[\w-]+\s+){0,2}"
    r"\w*(?:netz|modell|net|network|model)(?:e?s|werk\w*)?\b"
    r"|\b(?:angenommen|beispiel\w*|stell\w*|nehmen|nimm|wäre\w*|hätte\w*|könnte\w*|zum vergleich"
    r"|variante\w*|suppose|imagine|example)\b"
)
"""Of what these speak, the net of the sentence behind may be."""

_SINGLE: frozenset[Attribute] = frozenset({"params", "trainable", "macs", "flops"})
"""Of which a model has one value. „Gewichte“ may leave the biases out."""
_VALUES: tuple[Attribute, ...] = (*sorted(_SINGLE), "weights", "frozen", "activations")
_COUNTS: tuple[Attribute, ...] = (*sorted(_SINGLE), "weights")
"""Of a layer: its settings and its output are numbers of its calculations anyway."""
_FAR = 10
"""Further off than so many times, another net is meant: a small one, counted by hand."""
_FAR_OF_LAYER = 100
"""Layers of one net differ by more; one that is named is meant."""


def is_outright(
    text: str, subject: tuple[int, int], statement: tuple[int, int], earlier: str
) -> bool:
    """Whether a sentence says no more than that its subject has what the statement comes to.

    Both places are half-open spans in the sentence; `earlier` is the paragraph before it, which
    must not speak of another net.
    """
    if _OTHER.search(earlier.lower()) or supposes(earlier, ()):
        return False
    lower = text.lower()
    before, between = lower[: max(0, subject[0])], lower[subject[1] : statement[0]]
    if _NOUN.match(lower[statement[1] :]) is None:
        return False
    if _FIRST.fullmatch(before):
        return _VERB.fullmatch(between) is not None
    return _INVERTED.fullmatch(before) is not None and not between.strip(" \n$*")


def misses(
    statement: Statement, judgement: Judgement, expected: Expectation, context: Context
) -> bool:
    """Whether an exact calculation that holds gives none of the model's values, but is as large."""
    if context.layer is None or expected.attribute not in _SINGLE:
        return False
    if set(statement.relations) - {"=", "≈"} or statement.relations[0] != "=" or statement.bound:
        return False
    if statement.approximate and "≈" not in statement.relations:
        return False
    first = {number for side in statement.sides[:2] for number in written_numbers(side.expr)}
    readings = [context.numbers[number].reading(judgement.notation) for number in first]
    if any(reading is None or reading.digits for reading in readings):
        return False  # the calculation is with rounded numbers
    own, far = _known(context.layer), _FAR
    if is_layer(context.layer):
        own, far = _known(context.layer, _COUNTS), _FAR_OF_LAYER
    if not own.isdisjoint(context.values(statement, judgement.notation)):
        # it goes on from there, a batch, frozen layers, one layer more; but to have
        # parameters means to have all of them
        sums = isinstance(statement.sides[0].expr, Call) and statement.sides[0].expr.op == "+"
        if not sums or expected.attribute != "params" or not _is_alone(statement, context):
            return False
    values = [value for value in judgement.values if value is not None]
    true = Fraction(expected.form(1)[0])
    alike = any(true <= abs(value) * far and abs(value) <= true * far for value in values[:1])
    return alike and own.isdisjoint(values)


def _is_alone(statement: Statement, context: Context) -> bool:
    """Whether nothing stands before it in its paragraph but „Das Netz hat“."""
    source, start = context.ledger.lecture.source, statement.span.start
    begin = max(source.rfind("\n\n", 0, start), source.rfind("\n#", 0, start), 0)
    return _ALONE.fullmatch(source[begin:start].lower()) is not None


def is_of_another(statement: Statement, judgement: Judgement, context: Context) -> bool:
    """Whether no number of a calculation of memory is one of the model."""
    if context.layer is None:
        return False
    own = _known(context.layer)
    own |= {Fraction(fact.total) for fact in memory_facts(context.layer, ())}
    written = context.values(statement, judgement.notation)
    return own.isdisjoint({*written, *(v for v in judgement.values if v is not None)})


def is_layer(layer: Layer) -> bool:
    """Whether it is one, not a whole model."""
    return bool(layer.derivations)


def _known(layer: Layer, names: tuple[Attribute, ...] = _VALUES) -> set[Fraction]:
    found = (expectation(layer, name) for name in names)
    return {Fraction(form[0]) for one in found if one for form in one.forms if len(form) == 1}
