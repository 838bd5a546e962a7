"""Of what TensorFlow and Keras say about an error, the part that says what went wrong."""

import re
from collections.abc import Sequence

_FUNCTION_NODE = re.compile(r"\{\{function_node [^{}]*\}\}\s*")
_KERAS_FRAME = re.compile(r"Exception encountered when calling .*\.")
_ARGUMENTS = re.compile(r"Arguments received by .*:")
"""What follows the message, if there is one."""
_GRAPH, _TRACED = "Graph execution error:", "in user code:"
_BESIDE = re.compile(r'\[\[|File "|Detected at node|\d+ root error|Original stack trace')
"""How lines begin that say where, in TensorFlow's own terms."""
_CAUSE = re.compile(r"(\w*(?:Error|Exception|Interrupt)): (.+)")
_NUMBERED = re.compile(r"^\(\d+\) ")


def without_nodes(text: str) -> str:
    """Without the names that TensorFlow puts before its messages."""
    return _FUNCTION_NODE.sub("", text)


def gist(name: str, lines: Sequence[str]) -> tuple[str, str]:
    """The kind of an error and its message; `lines` are those of its text, none empty."""
    first, *rest = lines or ("",)
    if _KERAS_FRAME.fullmatch(first):
        told = rest[1:] if rest and rest[0].endswith("Error encountered:") else rest
        silent = not told or _ARGUMENTS.fullmatch(told[0])
        return name, first if silent else f"{first.rstrip('.')}: {told[0]}"
    if first == _TRACED and (causes := [c for line in rest if (c := _CAUSE.fullmatch(line))]):
        return causes[-1][1], causes[-1][2]
    if first == _GRAPH and (told := [line for line in rest if not _BESIDE.match(line)]):
        numbered = next((line for line in told if _NUMBERED.match(line)), told[-1])
        return name, _NUMBERED.sub("", numbered)
    return name, first


def tells_places(text: str) -> bool:
    """Whether it is a graph's error, which names lines of the author's that no frame knows."""
    return text.startswith((_GRAPH, _TRACED))
