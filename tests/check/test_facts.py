"""The facts that the other tests check against are still those of the real model."""

import msgspec
import pytest
from tests.check.golden import alexnet, unet
from tests.check.live_facts import live, live_unet


@pytest.mark.keras
def test_the_committed_facts_are_those_of_the_seeds_model() -> None:
    """If not: `python -m tests.check.live_facts`, and look at the difference."""
    model = msgspec.convert(msgspec.to_builtins(live()), type(alexnet()))
    assert model == alexnet()


@pytest.mark.keras
def test_the_committed_facts_of_the_unet_are_those_of_its_code() -> None:
    model = msgspec.convert(msgspec.to_builtins(live_unet()), type(unet()))
    assert model == unet()
