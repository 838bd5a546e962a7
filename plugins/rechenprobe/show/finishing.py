"""What becomes of a page that was rendered elsewhere: its seals opened, its titles plain."""

import re

from rechenprobe.late import late
from rechenprobe.show.seal import unseal

_SCRIPT = late(r"[ \t]*(?:<!--[^>]*-->\s*)?<script\b[^>]*>.*?</script>\s*", re.DOTALL)
_FOREIGN = late(r"<script[^>]*src=|https?://|mathjax|mermaid", re.IGNORECASE)
_NOTEBOOK = '<div class="jupyter-wrapper">'
_TAG = late(r"<[^<>]*>")


def finish_page(html: str) -> str:
    """The rendered notebook with its seals opened and without scripts from other servers."""
    start, wrapper, notebook = html.partition(_NOTEBOOK)
    if wrapper:  # scripts of the author's stand in the notebook itself
        start = _SCRIPT.sub(lambda found: "" if _FOREIGN.search(found[0]) else found[0], start)
    return unseal(start + wrapper + notebook)


def plain_text(text: str) -> str:
    """A title or an entry of the table of contents without its seals and tags."""
    return _TAG.sub("", unseal(text))
