"""Lecture → Run."""

from rechenprobe.run.runner import Runner

__all__ = ["Runner"]
