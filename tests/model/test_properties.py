"""Every class that Keras exports, with settings drawn at random, against Keras itself."""

import keras
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.model.building import build
from tests.model.counterexamples import COUNTEREXAMPLES
from tests.model.strategies.basics import Case
from tests.model.strategies.classes import MAKERS, cases

from rechenprobe import model_facts
from rechenprobe.model.catalogue import ENTRIES

pytestmark = pytest.mark.keras

WITHOUT_CALL = {
    "Layer": "the base class: an author's own layer is tested beside it",
    "Wrapper": "the base class of wrappers, it has no `call`",
    "Lambda": "runs any function: tested beside it",
    "Pipeline": "takes layers: tested beside it",
    "InputLayer": "takes no input: every model here has one",
    "MaxNumBoundingBoxes": "takes a dictionary: tested beside it",
    "Equalization": "Keras 3.15 cannot put it into a functional model",
    "TFSMLayer": "needs a saved model on disk: tested beside it",
    "FlaxLayer": "needs another framework",
    "JaxLayer": "needs another framework",
    "TorchModuleWrapper": "needs another framework",
}
"""Exported classes that are not drawn at random, and why."""


def exported() -> set[str]:
    """The classes of `keras.layers`, each under its own name."""
    found = (getattr(keras.layers, name) for name in dir(keras.layers))
    return {
        item.__name__
        for item in found
        if isinstance(item, type) and issubclass(item, keras.layers.Layer)
    }


def test_every_class_that_keras_exports_has_an_entry() -> None:
    """A class of a later Keras without an entry fails here, by name."""
    assert sorted(exported() - set(ENTRIES)) == []


def test_every_class_that_keras_exports_is_drawn_or_has_a_reason_not_to_be() -> None:
    """No entry without a test against Keras."""
    assert sorted(exported() - set(MAKERS) - set(WITHOUT_CALL)) == []


@pytest.mark.parametrize("kind", sorted(MAKERS))
@given(data=st.data())
@settings(
    max_examples=200 if settings.get_current_profile_name() == "thorough" else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_formulas_agree_with_keras(kind: str, data: st.DataObject) -> None:
    """Shape, parameters, weights: `model_facts` asks three oracles and raises if they differ."""
    check(data.draw(cases(kind)))


@pytest.mark.parametrize("name", COUNTEREXAMPLES)
def test_counterexamples_stay_cases(name: str) -> None:
    """Whatever the random ones happen to be."""
    check(COUNTEREXAMPLES[name])


def check(case: Case) -> None:
    model = build(case)
    facts = model_facts(model)
    row = next(layer for layer in facts.layers if layer.kind == case.kind)
    assert row.derivations["params"].value == row.params
    assert row.derivations["output"].value == row.output_shape
    assert facts.params == model.count_params()
    assert facts.trainable_params == sum(
        w.value.shape.num_elements() for w in model.trainable_weights
    )
