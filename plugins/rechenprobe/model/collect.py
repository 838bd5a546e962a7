"""`model_facts`: the whole way from a Keras model to its facts, confirmed."""

from collections.abc import Mapping
from math import prod

import keras

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Attribute, Derivation, Layer, Model, Part, Quantity, Weight
from rechenprobe.model import oracles
from rechenprobe.model.catalogue import ENTRIES
from rechenprobe.model.errors import NotAModel
from rechenprobe.model.graph import Call, calls
from rechenprobe.model.optimizers import read_optimizer
from rechenprobe.model.reading import WeightReader, read_use
from rechenprobe.model.terms import elements, labels, plus, same, times
from rechenprobe.model.use import Catalogue, Formulas, Use

OPEN = "Eine Achse lässt das Modell offen; gerechnet ist mit der Länge 1."


def model_facts(model: keras.Model, catalogue: Catalogue = ENTRIES) -> Model:
    """Everything countable about a built model, each number with its derivation.

    Shapes leave the batch axis out; MACs and activations are per sample. Totals
    count a weight once, however many layers share it. Raises `NotAModel`,
    `UnbuiltModel` if there are no weights to count yet, and `FormulaMismatch`
    if formula, Keras and weights disagree about any layer.
    """
    if not isinstance(model, keras.Model):
        raise NotAModel(
            f"Erwartet wird ein keras.Model, nicht {type(model).__name__}.",
            "Das Modell selbst übergeben, nicht seinen Namen oder eine Schicht.",
        )
    reader = WeightReader()
    seen: set[int] = set()
    layers = []
    for call in calls(model):
        first = id(call.operation) not in seen
        seen.add(id(call.operation))
        layers.append(_layer(call, reader.read(call.operation), catalogue, first_use=first))
    weights = reader.read(model)
    params = sum(prod(weight.shape) for weight in weights)
    trainable = sum(prod(weight.shape) for weight in weights if weight.trainable)
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


def _layer(
    call: Call, weights: tuple[Weight, ...], catalogue: Catalogue, *, first_use: bool
) -> Layer:
    use = read_use(call, weights, catalogue)
    formulas = catalogue[use.kind].formulas(use) if use.kind else generic(use)
    derivations = _derivations(use, formulas)
    params = oracles.confirm_params(call, derivations["params"], weights)
    oracles.confirm_output(call, derivations["output"])
    trainable = sum(prod(weight.shape) for weight in weights if weight.trainable)
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
        inbound=call.inbound,
        first_use=first_use,
        dtype=str(getattr(call.operation, "compute_dtype", None) or "float32"),
    )


def _count(derivation: Derivation) -> int:
    value = derivation.value
    if isinstance(value, tuple):
        raise TypeError(f"{derivation.quantity} is a count, not a shape")
    return value


def _derivations(use: Use, formulas: Formulas) -> Mapping[Quantity, Derivation]:
    kept = formulas.kept
    if kept is None:
        kept = plus(*map(elements, use.outputs))
    wholes: tuple[tuple[Quantity, Expr], ...] = (
        ("params", formulas.params),
        ("macs", formulas.macs),
        ("activations", kept),
    )
    notes = formulas.notes
    is_open = any(None in shape for shape in (*use.inputs, *use.outputs))
    made: dict[Quantity, Derivation] = {
        "output": Derivation("output", formulas.output, notes.get("output", ""))
    }
    for quantity, expr in wholes:
        note = notes.get(quantity, "")
        if is_open and quantity != "params" and expr != Num(0):
            note = f"{note} {OPEN}".strip()
        made[quantity] = Derivation(quantity, (Part("", expr),), note)
    return made


def generic(use: Use) -> Formulas:
    """What can be said of a layer without an entry: its weights, one by one."""
    output = use.outputs[0] if use.outputs else ()
    names = labels(output)
    return Formulas(
        output=tuple(Part(name, part.expr) for name, part in zip(names, same(output), strict=True)),
        params=plus(*(_elements(weight) for weight in use.weights)),
        notes={
            "params": "Summe über die Gewichte der Schicht." if use.weights else "",
            "macs": "Für diese Schicht kennt der Katalog keine Formel." if use.weights else "",
        },
    )


def _elements(weight: Weight) -> Expr:
    return times(
        *(
            Symbol(rf"w_{{{index}}}", size, f"Achse {index} von {weight.name}")
            for index, size in enumerate(weight.shape, 1)
        )
    )
