"""Garbage is looked for again behind each page, whatever happens on it."""

import gc

import pytest

from rechenprobe.collecting import collecting_later


@collecting_later
def _fail(*, now: bool) -> bool:
    if now:
        raise ValueError
    return gc.isenabled()


def test_nothing_is_collected_meanwhile() -> None:
    assert not _fail(now=False)
    assert gc.isenabled()


def test_it_goes_on_behind_an_error() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        _fail(now=True)
    assert gc.isenabled()


def test_who_has_switched_it_off_finds_it_so() -> None:
    gc.disable()
    try:
        _fail(now=False)
        assert not gc.isenabled()
    finally:
        gc.enable()
