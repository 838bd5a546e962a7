"""A count that leaves something out confirms nobody's number."""

import pytest
from msgspec import structs
from tests.check.golden import alexnet, answer

from rechenprobe.check.numbers.memory import memory_facts
from rechenprobe.facts import Model

PAGE = """```python
model
```

- Conv-Layer 1
    - MACs: 105.415.200
    - FLOPs: 210.830.400
    - Anzahl der Parameter: 34.944
"""


@pytest.fixture
def loose() -> Model:
    """The seed's model, as if part of its first convolution's work could not be followed."""
    model = alexnet()
    first = structs.replace(model.layers[1], incomplete=("macs",))
    return structs.replace(model, layers=(model.layers[0], first, *model.layers[2:]))


def test_a_lower_bound_confirms_nothing(loose: Model) -> None:
    """Neither MACs nor the operations that follow from them; what is exact still counts."""
    exact, open_ = answer(PAGE, alexnet()), answer(PAGE, loose)
    assert "conv2d.macs" in exact
    assert "conv2d.flops" in exact
    assert "conv2d.macs" not in open_
    assert "conv2d.flops" not in open_
    assert "conv2d.params" in open_
    assert "? 6:13 105.415.200" in open_


def test_nor_does_it_refute_anything(loose: Model) -> None:
    """What is missing may be just the difference."""
    assert "#" not in answer(PAGE.replace("105.415.200", "105.415.999"), loose)


def test_the_sum_over_the_layers_is_a_lower_bound_then(loose: Model) -> None:
    """The model as a whole leaves out what one layer does."""
    page = PAGE + "\nDas Modell hat insgesamt 798.933.536 MACs.\n"
    assert "798.933.536" in answer(page, alexnet())
    assert "= 10:" not in answer(page, loose)


def test_an_output_of_open_size_takes_no_certain_memory() -> None:
    """Counted with length 1 it would confirm the memory of one position."""
    layer = alexnet().layers[1]
    wide = structs.replace(layer, output_shapes=((None, None, 96),))
    assert "conv2d.memory.output" in {fact.fact for fact in memory_facts(layer, (1,))}
    assert {fact.fact for fact in memory_facts(wide, (1,))} == {"conv2d.memory.weights"}
