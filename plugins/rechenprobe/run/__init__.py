"""Lecture → Run.

The runner is fetched on demand: where all runs are kept, only the cache is asked.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechenprobe.run.runner import Runner

__all__ = ["Runner"]


def __getattr__(name: str) -> object:
    if name == "Runner":
        from rechenprobe.run.runner import Runner  # noqa: PLC0415

        return Runner
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
