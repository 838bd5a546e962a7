"""Asking for facts changes nothing, and needs nothing that plain Keras does not."""

import collections
import random
import sys
import warnings
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from rechenprobe import model_facts

pytestmark = pytest.mark.keras


class Talking(layers.Layer):  # type: ignore[misc]
    """What authors write into a `call` in order to see what happens in it."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = layers.Dense(2)
        self.mean = keras.metrics.Mean()
        self.calls = 0
        self.shapes: list[Any] = []
        self.known: dict[str, Any] = {"by axis": {}}
        self.numbers: set[int] = set()
        self.latest: collections.deque[Any] = collections.deque(maxlen=2)
        self.ordered: collections.OrderedDict[str, int] = collections.OrderedDict(b=1, a=2)
        self.turned: collections.OrderedDict[str, int] = collections.OrderedDict(b=1, a=2)
        self.renamed: dict[str, Any] = {"name": None}

    def call(self, x: Any) -> Any:
        sys.stdout.write(f"called with {x.shape}\n")
        warnings.warn("called", stacklevel=1)
        self.calls += 1
        self.last = self.inner(x) * random.random() * float(np.random.rand())  # noqa: NPY002
        self.shapes.append(x.shape)
        self.known["by axis"][f"{self.calls} {x.shape[-1]}"] = x
        self.numbers.add(self.calls)
        self.latest.append(self.calls)
        self.ordered.pop("b", None)
        self.ordered["c"] = self.calls
        self.turned.move_to_end("b")
        self.renamed[f"name {self.calls}"] = self.renamed.popitem()[1]
        sys.stderr.write("called\n")
        self.add_loss(ops.sum(x))
        layers.Activation("relu")(x)  # takes a name
        return self.last

    def seen(self) -> list[Any]:
        """All that a call changes."""
        return [
            self.calls,
            vars(self).get("last"),
            list(self.shapes),
            list(self.known["by axis"]),
            set(self.numbers),
            list(self.latest),
            list(self.ordered.items()),
            list(self.turned.items()),
            list(self.renamed),
            self.inner.built,
            [weight.path for weight in self.weights],
        ]


def test_an_authors_layer_does_not_notice_that_it_is_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    layer = Talking()

    class Whole(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = layer

        def call(self, x: Any) -> Any:
            return self.layer(x)

    for model in (Whole(), keras.Sequential([layer])):
        model(np.ones((1, 3)))
        keras.utils.clear_session()  # Keras counts in another place from here on
        names = [layers.Activation("relu").name]
        before, losses = layer.seen(), [float(loss) for loss in model.losses]
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        capsys.readouterr()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            assert model_facts(model).params == 8
        assert (capsys.readouterr(), warned) == (("", ""), [])
        assert layer.seen() == before
        assert [float(loss) for loss in model.losses] == losses
        assert random.random() == random.Random(1).random()
        assert np.random.rand() == np.random.RandomState(1).rand()  # noqa: NPY002
        names.append(layers.Activation("relu").name)
        first, second = (int(name.partition("_")[2] or 0) for name in names)
        assert second == first + 1


def test_a_warning_is_still_to_be_shown_by_the_call_that_counts() -> None:
    """Python shows most only once, and notes which: not those that nobody has seen."""

    class Warns(layers.Layer):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            warnings.warn("only once", stacklevel=1)
            return x + 1

    model = keras.Sequential([Warns()])
    with warnings.catch_warnings(record=True) as built:
        warnings.simplefilter("default")
        model.build((None, 3))
        globals().pop("__warningregistry__", None)
        before = list(warnings.filters)
        model_facts(model)
        assert list(warnings.filters) == before
        built.clear()
        model(np.ones((1, 3)))
        assert [str(one.message) for one in built] == ["only once"]


class Refusing(dict[str, Any]):
    """A dictionary that cannot be read as one."""

    def keys(self) -> Any:
        raise RuntimeError

    __iter__ = __len__ = values = items = keys


class Hidden:
    """Has no attributes to be seen."""

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        raise RuntimeError


class Fickle:
    """Cannot be put into a dictionary again."""

    can = True

    def __hash__(self) -> int:
        if not self.can:
            raise RuntimeError
        return 1


def test_odd_objects_of_the_authors_do_not_keep_the_rest_from_being_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Hidden, "__module__", "__main__")  # as if a cell defined it
    monkeypatch.setattr("rechenprobe.model.untouched._MOST", 5000)
    looked_at = []

    class Seen:
        @property
        def __dict__(self) -> Any:  # type: ignore[override]
            looked_at.append(self)
            return {}

    Seen.__module__ = "__main__"

    class Odd(layers.Layer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            odd = {"a": Refusing(b=1), "b": Hidden(), "c": {Fickle(): 1}, "calls": [0]}
            self.__dict__.update(odd, many=[Seen() for _ in range(5001)])

        def call(self, x: Any) -> Any:
            Fickle.can = True
            self.c.clear()
            self.calls[0] += 1
            dict.__setitem__(self.a, "b", 2)
            Fickle.can = False
            return x + 1

    layer = Odd()
    model = keras.Sequential([layer])
    model.build((None, 3))
    layer.calls[0] = 0
    Fickle.can = True
    layer.c[Fickle()] = 1
    dict.__setitem__(layer.a, "b", 1)
    model_facts(model)
    assert (layer.calls, dict.__getitem__(layer.a, "b")) == ([0], 1)
    assert looked_at == []


def test_layers_that_wait_for_their_first_call_go_on_waiting() -> None:
    """`build` of a subclassed model marks it as built and builds nothing."""

    class Late(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(name="late")
            self.inner = keras.Sequential([layers.Dense(4), layers.BatchNormalization()])
            self.parts = {"out": [layers.Dense(2)]}

        def call(self, x: Any) -> Any:
            return self.parts["out"][0](self.inner(x))

    model = Late()
    model.build((None, 3))
    facts = model_facts(model)
    assert (facts.params, facts.trainable_params) == (4 * 4 + 4 * 4 + 5 * 2, 4 * 4 + 2 * 4 + 5 * 2)
    assert (model.weights, model.inner.built, model.parts["out"][0].built) == ([], False, False)
    assert model(np.ones((2, 3))).shape == (2, 2)
    assert model.weights[0].path.startswith("late/")
    assert model_facts(model).params == facts.params


def test_what_is_built_while_it_is_followed_is_trainable() -> None:
    class Cell(layers.Layer):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.state_size = 4
            self.dense = layers.Dense(4)

        def call(self, x: Any, states: Any) -> Any:
            state = self.dense(ops.concatenate([x, states[0]], -1))
            return state, [state]

    with pytest.warns(UserWarning, match="unbuilt state"):
        model = keras.Sequential([keras.Input((7, 3)), layers.RNN(Cell())])
    facts = model_facts(model)
    assert (facts.params, facts.trainable_params) == (32, 32)


def test_a_model_that_needs_numbers_has_facts_as_far_as_they_are_known() -> None:
    """Its `call` does not run on shapes; Keras keeps none of layers without weights."""

    class Own(layers.Layer):  # type: ignore[misc]
        def call(self, x: Any) -> Any:
            return x

    class Numbers(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(name="numbers")
            self.first = layers.Dense(4, name="first")
            self.drop = layers.Dropout(0.5, name="drop")
            self.own = Own(name="own")

        def call(self, x: Any) -> Any:
            y = self.own(self.drop(self.first(x)))
            return -y if float(ops.sum(y)) > 0 else y

    model = Numbers()
    model(np.ones((2, 3)))
    facts = model_facts(model)
    assert [(row.name, row.output_shapes, row.params) for row in facts.layers] == [
        ("first", ((4,),), 16),
        ("drop", (), 0),
        ("own", (), 0),
        ("numbers", (), 0),
    ]
    assert facts.macs == 12
    assert "macs" in facts.incomplete
