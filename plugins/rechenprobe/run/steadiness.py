"""In the lecture's process: what differs from run to run and tells nobody anything.

The address of an object (`plt.plot` without a semicolon shows one), the folder in which a lecture
happens to run, where the site and Python lie on this machine and how long Keras took for a step of
training would make two builds of the same sources differ.
"""

import os
import re
import site
import sys
from pathlib import Path

from msgspec import structs

from rechenprobe.execution import Display, Output, Stream

_ADDRESS = re.compile(r"(?<= at 0x)[0-9a-fA-F]{6,16}(?=[>:])")
_DURATION = re.compile(r"(?:\d+:)*\d+s?( - | )\d+(?:s|ms|us)/(?=step|epoch)")
"""In Keras' progress bar: since the start, and of one step."""
_RATE = re.compile(
    r"(\d(?:/[\d.?]+[kMGT]?|[A-Za-z]+) \[)(?:\d+:)+\d\d(?:<(?:(?:\d+:)+\d\d|\?))?, +"
    r"[\d.?]+[kMGT]?([A-Za-z]+/s|s/[A-Za-z]+)"
)
"""In tqdm's: `3/9 [00:12<00:03, 98.20it/s`."""
_LOGGED = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\b")
"""`asctime` of `logging`, which alone writes a comma there."""

_CAPTURE = re.compile(r"^( +)\d{9,}(?=: TensorSpec\()", re.MULTILINE)
"""Where a weight lies in memory, as `model.export` names it."""


class Steadiness:
    """What one lecture shows, made the same on each machine and each day."""

    def __init__(self, base: Path, root: Path) -> None:
        """`base`: where the lecture runs, for once. `root`: the site's folder, on this machine."""
        self._base = str(base)
        # Of the others the last name stays: …/kurs/docs/vorlesung.md, …/site-packages/keras
        places = {root, Path(os.__file__).parent, *map(Path, site.getsitepackages())}
        if sys.prefix != sys.base_prefix:
            places.add(Path(sys.prefix))
        self._places = [
            (str(place.parent), re.compile(rf"(?<![\w.-]){re.escape(str(place.parent))}(?={name})"))
            for place in sorted(places, key=lambda place: len(place.parts), reverse=True)
            if len(place.parts) > 2
            for name in [rf"[/\\]{re.escape(place.name)}(?!\w|[.-]\w)"]
        ]

    def of(self, output: Output) -> Output:
        """The output with `…` for addresses, durations, and for folders where paths begin."""
        if isinstance(output, Stream):
            return structs.replace(output, text=self._steady(output.text))
        if isinstance(output, Display):
            shown = {
                mime: self._steady(text) if mime.startswith("text/") else text
                for mime, text in output.data.items()
            }
            return structs.replace(output, data=shown)
        return output

    def _steady(self, text: str) -> str:
        if " at 0x" in text:
            text = _ADDRESS.sub("…", text)
        if ": TensorSpec(" in text:
            text = _CAPTURE.sub(r"\1…", text)
        if "/" in text:
            text = _DURATION.sub(r"… s\1… ms/", text)
            text = _RATE.sub(r"\1…, … \2", text)
        if text.count(":") > 1 and "," in text:
            text = _LOGGED.sub("…", text)
        text = text.replace(self._base, "…")
        for folder, pattern in self._places:
            if folder in text:
                text = pattern.sub("…", text)
        return text
