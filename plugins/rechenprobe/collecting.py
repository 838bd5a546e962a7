"""Python looks for garbage all the time while much is made; what a page makes is mostly kept."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def collecting_later(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function; cycles that it leaves are found when something else runs."""

    @wraps(work)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            gc.enable()

    return wrapped
