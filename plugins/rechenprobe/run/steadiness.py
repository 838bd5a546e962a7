"""In the lecture's process: what differs from run to run and tells nobody anything.

The address of an object (`plt.plot` without a semicolon shows one), the name of the folder in which
a lecture happens to run and how long Keras took for a step of training would make two builds of
the same sources differ.
"""

import re
from pathlib import Path

from msgspec import structs

from rechenprobe.execution import Display, Output, Stream

_ADDRESS = re.compile(r"(?<= at 0x)[0-9a-fA-F]{6,16}(?=[>:])")
_DURATION = re.compile(r"(?:\d+:)*\d+s?( - | )\d+(?:s|ms|us)/(?=step|epoch)")
"""In Keras' progress bar: since the start, and of one step."""


def steady(output: Output, base: Path) -> Output:
    """The output with `…` for addresses, durations, and for `base` where paths begin with it."""
    if isinstance(output, Stream):
        return structs.replace(output, text=_steady(output.text, str(base)))
    if isinstance(output, Display):
        shown = {
            mime: _steady(text, str(base)) if mime.startswith("text/") else text
            for mime, text in output.data.items()
        }
        return structs.replace(output, data=shown)
    return output


def _steady(text: str, base: str) -> str:
    if " at 0x" in text:
        text = _ADDRESS.sub("…", text)
    if "s/" in text:
        text = _DURATION.sub(r"… s\1… ms/", text)
    return text.replace(base, "…")
