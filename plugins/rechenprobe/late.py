"""Patterns that are compiled when something first asks for them.

Compiling the long ones takes longer than reading a page with them, and most pages need few.
"""

import re
from typing import cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, at the first use. A mistake in the pattern shows then, too."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """The compiled pattern's; kept, so that the next use comes straight to it."""
        compiled = re.compile(self.pattern, self._flags)
        for each in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
