"""`model_facts`: the whole way from a Keras model to its facts, confirmed."""

from collections.abc import Iterator, Mapping
from typing import Any

import keras
from msgspec.structs import replace

from rechenprobe.expression import Expr, Num, group_digits
from rechenprobe.facts import Attribute, Derivation, Layer, Model, Part, Quantity, Weight
from rechenprobe.model import oracles
from rechenprobe.model.catalogue import ENTRIES
from rechenprobe.model.describe import count, describe, stored
from rechenprobe.model.errors import NotAModel
from rechenprobe.model.graph import Call, calls
from rechenprobe.model.internals import is_adapted
from rechenprobe.model.optimizers import read_optimizer
from rechenprobe.model.reading import UseReader
from rechenprobe.model.terms import is_open
from rechenprobe.model.untouched import untouched
from rechenprobe.model.use import Catalogue, Formulas, Use
from rechenprobe.model.work import NO_WORK, UNKNOWN, Work, read_work

NARROW = "\u202f"
"""Groups digits in German sentences (DIN 5008)."""

COUNTS: tuple[Quantity, ...] = ("macs", "activations")
"""What may be a lower bound; parameters never are."""

OPEN = "Eine Achse lässt das Modell offen; gerechnet ist mit der Länge 1."


def model_facts(model: keras.Model, catalogue: Catalogue = ENTRIES) -> Model:
    """Everything countable about a built model, each number with its derivation.

    Shapes leave the batch axis out; MACs and activations are per sample. Totals
    count a weight once, however many layers share it. Raises `NotAModel`,
    `UnbuiltModel` if there are no weights to count yet, and `FormulaMismatch`
    if formula, Keras and weights disagree about any layer. The model stays as it is.
    """
    if not isinstance(model, keras.Model):
        raise NotAModel(
            f"Erwartet wird ein keras.Model, nicht {type(model).__name__}.",
            "Das Modell selbst übergeben, nicht seinen Namen oder eine Schicht.",
        )
    with untouched(model):
        return _facts(model, catalogue)


def _facts(model: keras.Model, catalogue: Catalogue) -> Model:
    found = calls(model)  # first: a model may build its layers only when it is called
    reader = UseReader(catalogue, model)
    seen: set[int] = set()
    layers = []
    for call in found.layers:
        first = id(call.operation) not in seen
        seen.add(id(call.operation))
        inbound = tuple(dict.fromkeys(found.layers[row].name for row in call.sources))
        row = _layer(call, reader.read(call), catalogue)
        layers.append(replace(row, inbound=inbound, sources=call.sources, first_use=first))
    weights = reader.weights(model)
    layers.extend(_own_row(model, weights, layers, tuple(map(_work, found.between))))
    params = count(weights)
    trainable = count(tuple(weight for weight in weights if weight.trainable))
    return Model(
        name=model.name,
        kind=type(model).__name__,
        layers=tuple(layers),
        params=params,
        trainable_params=trainable,
        non_trainable_params=params - trainable,
        macs=sum(layer.macs for layer in layers),
        optimizer=read_optimizer(model),
    )


def _work(operations: tuple[Any, ...] | None) -> Work:
    return UNKNOWN if operations is None else read_work(operations)


def _own_row(
    model: keras.Model, weights: tuple[Weight, ...], rows: list[Layer], between: tuple[Work, ...]
) -> Iterator[Layer]:
    """A row for what belongs to no layer: weights, and work between the layers.

    A subclassed model may hold some itself, and multiply by them in its `call`.
    """
    shown = {weight.identity for row in rows for weight in row.weights}
    rest = tuple(weight for weight in weights if weight.identity not in shown)
    products = tuple(product for work in between for product in work.products)
    work = Work(products, all(work.complete for work in between))
    if not rest and work == NO_WORK:
        return
    use = Use("", {}, (), (), weights=rest, name=model.name, work=work)
    trainable = count(tuple(weight for weight in rest if weight.trainable))
    formulas = replace(describe(use, {}), kept=Num(0))
    derivations = _derivations(use, formulas)
    yield Layer(
        name=model.name,
        kind=type(model).__name__,
        input_shapes=(),
        output_shapes=(),
        params=count(rest),
        trainable_params=trainable,
        non_trainable_params=count(rest) - trainable,
        macs=_count(derivations["macs"]),
        activations=0,
        derivations=derivations,
        attributes={},
        weights=rest,
        incomplete=_incomplete(formulas, derivations),
    )


def _layer(call: Call, use: Use, catalogue: Catalogue) -> Layer:
    weights = use.weights
    formulas = describe(use, catalogue)
    if is_adapted(call.operation):
        formulas = _as_stored(use, formulas)
    derivations = _derivations(use, formulas)
    params = oracles.confirm_params(call, derivations["params"], weights)
    oracles.confirm_output(call, derivations["output"])
    trainable = count(tuple(weight for weight in weights if weight.trainable))
    attributes: dict[str, Attribute] = {**use.attributes, **formulas.attributes}
    return Layer(
        name=call.name,
        kind=type(call.operation).__name__,
        input_shapes=call.inputs,
        output_shapes=call.outputs,
        params=params,
        trainable_params=trainable,
        non_trainable_params=params - trainable,
        macs=_count(derivations["macs"]),
        activations=_count(derivations["activations"]),
        derivations=derivations,
        attributes=attributes,
        weights=weights,
        dtype=str(getattr(call.operation, "compute_dtype", None) or "float32"),
        incomplete=_incomplete(formulas, derivations),
    )


def _incomplete(
    formulas: Formulas, derivations: Mapping[Quantity, Derivation]
) -> tuple[Quantity, ...]:
    return tuple(
        quantity
        for quantity in COUNTS
        if any(is_open(part.expr) for part in derivations[quantity].parts)
        or (formulas.lower_bound and quantity == "macs")
    )


def _count(derivation: Derivation) -> int:
    value = derivation.value
    if isinstance(value, tuple):
        raise TypeError(f"{derivation.quantity} is a count, not a shape")
    return value


def _derivations(use: Use, formulas: Formulas) -> Mapping[Quantity, Derivation]:
    wholes: tuple[tuple[Quantity, Expr], ...] = (
        ("params", formulas.params),
        ("macs", formulas.macs),
        ("activations", formulas.stays(use.outputs)),
    )
    notes = formulas.notes
    made: dict[Quantity, Derivation] = {
        "output": Derivation("output", formulas.output, notes.get("output", ""))
    }
    for quantity, expr in wholes:
        note = notes.get(quantity, "")
        if quantity in COUNTS and is_open(expr):
            note = f"{note} {OPEN}".strip()
        made[quantity] = Derivation(quantity, (Part("", expr),), note)
    return made


def _as_stored(use: Use, formulas: Formulas) -> Formulas:
    """Quantized layers, and layers adapted inside: what is stored is no longer the textbook's."""
    logical = Part("", formulas.params).value
    if logical == count(use.weights):
        return formulas
    note = (
        "Quantisiert oder angepasst: gezählt sind die gespeicherten Zahlen samt Skalierungen; "
        f"ohne das wären es {group_digits(logical, NARROW)}."
    )
    return stored(use, formulas, note)
