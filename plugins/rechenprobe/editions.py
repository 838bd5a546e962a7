"""Editions kept on disk: what did not change is neither read nor checked nor drawn again.

editions/<question>.json    what a lecture became, beside the evidence that it still does

The question is all that is known without looking further: the engine, the options, the lecture's
path and text. The evidence is what reading and running it brought in: the kept run that it was
made from, and all that this run depended on. If one of them is another now, there is no edition.
"""

import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from rechenprobe import store
from rechenprobe.edition import Edition
from rechenprobe.evidence import Evidence
from rechenprobe.marks import Marks
from rechenprobe.run.grounds import Grounds
from rechenprobe.settings import Settings
from rechenprobe.show.seal import close, lay_open

IRRELEVANT = frozenset({"root", "cache", "cache_size", "workers", "timeout", "memory"})
"""Options that no page shows: where things lie, and limits, which a kept run has respected."""

LIBRARIES = ("math-core", "PyYAML", "jupytext")
"""Whose versions show in what a lecture becomes."""


class Question(Struct, frozen=True):
    """What decides about an edition before anything is read."""

    engine: str
    options: Mapping[str, object]
    path: str
    """Digest, as of the source."""
    source: str


class Kept(Struct, frozen=True):
    """A file of the cache."""

    edition: Edition
    evidence: Evidence
    laid_open: bool
    """Whether the seals of the page are readable, which takes a quarter of the bytes."""


class Editions:
    """The editions of one site, shared by its builds."""

    def __init__(self, settings: Settings, grounds: Grounds) -> None:
        self._folder = settings.cache_folder / "editions"
        self._size = int(settings.cache_size * 1e6)
        self._options = {
            name: value
            for name, value in structs.asdict(settings).items()
            if name not in IRRELEVANT
        }
        self._grounds = grounds
        self._package = grounds.marks.package()
        self._engine = engine_of(self._package, grounds.marks)
        self.grown = False
        """Whether something was kept, here or in a copy of this process."""

    def hold(self, source: str, path: str) -> bool:
        """Whether anything is kept for the lecture; it may rest on what is no more."""
        return self._file(source, path).is_file()

    def find(self, source: str, path: str) -> Edition | None:
        """What the lecture became, if it would become the same again."""
        file = self._file(source, path)
        kept = store.read(file, Kept)
        if kept is None or kept.edition.report.path != path:
            return None
        if not self._grounds.bear(kept.evidence):
            return None
        store.touch(file)
        return _with_page(kept.edition, close) if kept.laid_open else kept.edition

    def keep(self, source: str, path: str, edition: Edition, evidence: Evidence) -> None:
        """Keep an edition. A cache that cannot be written is reported, no more."""
        if not self._loaded_is_known:
            return
        try:
            readable = _with_page(edition, lay_open)
            exact = _with_page(readable, close) == edition
            kept = Kept(readable if exact else edition, evidence, exact)
            content = msgspec.json.encode(kept)
            store.write(self._file(source, path), content)
            store.hide(self._folder.parent)
        except OSError as error:
            self._grounds.unwritable.report(error)
        except UnicodeEncodeError:
            return  # half a character from a notebook's escapes: no JSON can hold it
        self.grown = True

    def close(self) -> None:
        """Make room, if anything was kept."""
        if self.grown:
            store.shrink([self._folder], self._size)
        with suppress(OSError):  # nothing but time is lost
            self._grounds.marks.save()

    @cached_property
    def _loaded_is_known(self) -> bool:
        """Whether the stages, imported late, are those that the name of the engine stands for."""
        return self._grounds.marks.package() == self._package

    def _file(self, source: str, path: str) -> Path:
        question = Question(self._engine, self._options, digest_of(path), digest_of(source))
        name = sha256(msgspec.json.encode(question)).hexdigest()[:32]
        return self._folder / f"{name}.json"


def _with_page(edition: Edition, change: Callable[[str], str]) -> Edition:
    published = edition.published
    if published is None:
        return edition
    page = change(published.page)
    return structs.replace(edition, published=structs.replace(published, page=page))


def engine_of(package: str, marks: Marks) -> str:
    """What shapes an edition beside its lecture: our code, Python, what we read and set with."""
    return f"{package} {platform.python_version()} {[marks.version(name) for name in LIBRARIES]}"


def digest_of(text: str) -> str:
    """SHA-256 in hex; names of files and JSON escapes may hold what is no text."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
