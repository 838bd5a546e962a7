"""The facts that the other tests check against are still those of the real model."""

import msgspec
import pytest
from tests.check.golden import alexnet, net
from tests.check.live_facts import CODE, live, live_net


@pytest.mark.keras
def test_the_committed_facts_are_those_of_the_seeds_model() -> None:
    """If not: `python -m tests.check.live_facts`, and look at the difference."""
    model = msgspec.convert(msgspec.to_builtins(live()), type(alexnet()))
    assert model == alexnet()


@pytest.mark.keras
@pytest.mark.parametrize("name", CODE)
def test_the_committed_facts_of_small_nets_are_those_of_their_code(name: str) -> None:
    model = msgspec.convert(msgspec.to_builtins(live_net(name)), type(net(name)))
    assert model == net(name)
