"""Formula, Keras and weights must say the same; otherwise no facts are given."""

from math import prod

import keras

from rechenprobe.facts import Derivation, Shape, Weight
from rechenprobe.model.errors import FormulaMismatch
from rechenprobe.model.graph import Call
from rechenprobe.model.own import METHOD

REPORT = "Das ist ein Fehler im Katalog von rechenprobe; bitte mit dem Code der Schicht melden."
OWN = f"Die Methode {METHOD} der Schicht berichtigen."


def _remedy(call: Call) -> str:
    return REPORT if getattr(call.operation, METHOD, None) is None else OWN


def confirm_params(call: Call, params: Derivation, weights: tuple[Weight, ...]) -> int:
    """The layer's parameters, if all three oracles agree. Raises `FormulaMismatch`."""
    formula = params.value
    stored = sum(prod(weight.shape) for weight in weights)
    counted = call.operation.count_params() if isinstance(call.operation, keras.Layer) else stored
    if not formula == counted == stored:
        raise FormulaMismatch(
            f"Parameter von „{call.name}“ ({type(call.operation).__name__}): "
            f"die Formel ergibt {formula}, Keras zählt {counted}, "
            f"die Gewichte haben zusammen {stored} Elemente.",
            _remedy(call),
        )
    return stored


def confirm_output(call: Call, output: Derivation) -> None:
    """The formulas' shape must be Keras' own. Raises `FormulaMismatch`."""
    actual: Shape = call.outputs[0] if call.outputs else ()
    if output.value != actual:
        raise FormulaMismatch(
            f"Ausgabe von „{call.name}“ ({type(call.operation).__name__}): "
            f"die Formel ergibt {output.value}, Keras {actual}.",
            _remedy(call),
        )
