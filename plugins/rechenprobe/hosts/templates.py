"""Templates of the theme are compiled while MkDocs waits for a run, not when it comes to them.

Compiling is a pure matter of a template's text and of an environment's settings. So it is done in
an environment of our own, and MkDocs' own one gets the results if it is set up alike by then.
"""

from types import CodeType
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, TemplateError
from jinja2.bccache import Bucket
from jinja2.meta import find_referenced_templates

if TYPE_CHECKING:
    from mkdocs.theme import Theme

_SETTINGS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "optimized", "autoescape", "is_async", "finalize"),
    *("code_generator_class", "policies"),
)
"""Of an environment: what decides how a text is compiled, beside extensions and filters."""


class Templates:
    """The templates of one build."""

    def __init__(self, theme: "Theme") -> None:
        self._environment: Environment = theme.get_env()
        self._compiled = _Compiled()
        self._ahead = [*sorted(theme.static_templates), "main.html"]  # these name all others
        self._seen = set(self._ahead)

    def compile_next(self) -> bool:
        """Compile one more; false if there is none left."""
        if not self._ahead:
            return False
        environment, name = self._environment, self._ahead.pop()
        try:
            if environment.loader is None:
                return False
            source, filename, _ = environment.loader.get_source(environment, name)
            tree = environment.parse(source, name, filename)
            names = {other for other in find_referenced_templates(tree) if other}
            bucket = self._compiled.get_bucket(environment, name, filename or "", source)
            bucket.code = environment.compile(tree, name, filename)
            self._compiled.set_bucket(bucket)
        except (TemplateError, OSError, UnicodeError):  # MkDocs says it, if it needs the template
            return True
        self._ahead += sorted(names - self._seen, reverse=True)
        self._seen |= names
        return True

    def hand_over(self, environment: Environment) -> None:
        """Have MkDocs use what was compiled, if it would compile the same."""
        if environment.bytecode_cache is None and _alike(self._environment, environment):
            environment.bytecode_cache = self._compiled


class _Compiled(BytecodeCache):
    """In memory; a template with another text than the one that was compiled is not found."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def _alike(one: Environment, other: Environment) -> bool:
    """Whether both compile alike. The other may know filters and tests beyond those of the one."""
    return (
        type(one) is type(other)
        and one.extensions.keys() == other.extensions.keys()
        and all(getattr(one, name) == getattr(other, name) for name in _SETTINGS)
        and getattr(one, "newstyle_gettext", None) == getattr(other, "newstyle_gettext", None)
        and one.filters.items() <= other.filters.items()
        and one.tests.items() <= other.tests.items()
    )
