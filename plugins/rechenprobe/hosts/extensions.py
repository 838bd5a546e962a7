"""The Markdown that a course may be written in, without a line of configuration for it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rechenprobe.late import late

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ALWAYS = (
    "tables",
    "attr_list",
    "md_in_html",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "rechenprobe.show.seal",
)
"""What pages need."""
_BY_SYNTAX = (
    ("admonition", "!!!", late(r"^[ \t]*!!! ?\w", re.MULTILINE)),
    ("pymdownx.details", "???", late(r"^[ \t]*\?\?\?\+? ?\w", re.MULTILINE)),
    ("pymdownx.tabbed", "===", late(r"^[ \t]*===[!+]{0,2} [\"']", re.MULTILINE)),
    ("footnotes", "]:", late(r"^ {0,3}\[\^[^\]\n]+\]:", re.MULTILINE)),
    ("def_list", ":   ", late(r"^ {0,3}: {3}", re.MULTILINE)),
)
"""What some pages use, by a sign that is found fast and one that is sure: importing them all takes
as long as a tenth of an unchanged build."""
_OPTIONS = {"pymdownx.tabbed": {"alternate_style": True}}
"""Material shows no other tabs."""


def add_extensions(config: "MkDocsConfig", sources: Iterable[str] = ()) -> None:
    """Those that pages need and, of the others, those that the sources use.

    What the site names itself stays as it has it.
    """
    wanted = list(ALWAYS)
    left = list(_BY_SYNTAX)
    for source in sources:
        found = [one for one in left if one[1] in source and one[2].search(source)]
        wanted += [name for name, _, _ in found]
        left = [one for one in left if one not in found]
    for name in wanted:
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
            config.mdx_configs.setdefault(name, {}).update(_OPTIONS.get(name, {}))
