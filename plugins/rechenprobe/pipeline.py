"""A lecture's way to its page: what it became before, if that still holds, else through the chain.

    source ──read──▶ Lecture ──run──▶ Run ──check──▶ Report ──show──▶ Published

The chain (`chain.py`) and with it all stages are imported when the first lecture needs them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from rechenprobe.ahead import Ahead, Done, work_ahead
from rechenprobe.edition import Edition, Material, Published
from rechenprobe.editions import Editions
from rechenprobe.evidence import Evidence
from rechenprobe.glossary import Glossary
from rechenprobe.paths import real
from rechenprobe.progress import Tell, tell_nobody
from rechenprobe.report import Correction, Covered
from rechenprobe.run.grounds import RUNS, Grounds
from rechenprobe.settings import Settings

if TYPE_CHECKING:
    from rechenprobe.chain import Chain, Draft, Proof, Resolve
    from rechenprobe.lecture import Lecture
    from rechenprobe.notation import Grouping


class Pipeline:
    """One per process and site; `close()` ends its workers.

    `watchful`: a lecture that changes on disk while it runs begins anew as it is then.
    """

    def __init__(
        self, settings: Settings, tell: Tell = tell_nobody, *, watchful: bool = False
    ) -> None:
        self.settings = settings
        self.tell = tell
        self._root = settings.root.resolve()
        self._watchful = watchful
        self._grounds = Grounds(settings)
        self.editions = Editions(settings, self._grounds)
        self.unwritable = self._grounds.unwritable
        self.version = self._grounds.marks.version
        self._ahead: Ahead | None = None
        self._begun: list[tuple[str, str]] = []
        """Sources and paths, in the order in which the copy makes them."""
        self._started: dict[tuple[str, str], Pending] = {}
        """What waits to be asked for, by source and path."""

    @cached_property
    def chain(self) -> "Chain":
        """The stages, as soon as one of them has something to do."""
        from rechenprobe.chain import Chain

        return Chain(self.settings, self._grounds, self.tell, watchful=self._watchful)

    def start(self, source: str, path: str) -> "Pending":
        """Find what the lecture became, or read it and have it run in the background."""
        return self._started.pop((source, path), None) or Pending(self, source, path)

    def is_new(self, source: str, path: str) -> bool:
        """Whether nothing is kept that the lecture became."""
        return not self.editions.hold(source, path)

    def make_ahead(
        self, lectures: Sequence[tuple[str, str]], resolve: "Callable[[str], Resolve]"
    ) -> None:
        """Have new lectures (source, path) made beside what comes next, if none has to run.

        Where nothing ever ran, whatever has code has to: all begin at once. `resolve` is asked in
        a copy of this process, for each path. A process that has the stages already makes a
        lecture in less time than it takes to copy it.
        """
        self._leave_copy()
        self._started.clear()
        if not lectures or "chain" in vars(self):
            return
        if not (self.settings.cache_folder / RUNS).is_dir():
            ordered = sorted(lectures, key=lambda lecture: lecture[1])
            self._started = {lecture: Pending(self, *lecture) for lecture in ordered}
        else:
            self._ahead = work_ahead(partial(self._make, lectures, resolve))
            self._begun = list(lectures)

    def _make(
        self,
        lectures: Sequence[tuple[str, str]],
        resolve: "Callable[[str], Resolve]",
        done: Done,
    ) -> None:
        """In the copy: first look whether one has to run, then make them."""
        from rechenprobe.run.system import die_with_parent

        die_with_parent()
        drafts = []
        for source, path in lectures:
            if (draft := self.chain.resume(source, path)) is None:
                return
            drafts.append(draft)
        done()
        for (source, path), draft in zip(lectures, drafts, strict=True):
            Pending(self, source, path, draft).publish(resolve(path), {})
            done()

    def is_ahead(self, source: str, path: str) -> bool:
        """Whether the lecture is being made beside this process."""
        if self._ahead is None or (source, path) not in self._begun:
            return False
        if self._ahead.has_done(1):
            return True
        self._leave_copy()
        return False

    def is_awaited(self, source: str, path: str) -> bool:
        """Whether `fetch` would have to wait."""
        return self._ahead is not None and self._ahead.is_awaited(self._step(source, path))

    def fetch(self, source: str, path: str) -> Edition | None:
        """Wait for what is made ahead; None if nothing came of it."""
        if self._ahead is None or not self._ahead.has_done(self._step(source, path)):
            return None
        self.editions.grown = True
        return self.editions.find(source, path)

    def _step(self, source: str, path: str) -> int:
        """The step with which the copy has made the lecture; one comes before all lectures."""
        return 2 + self._begun.index((source, path))

    def _leave_copy(self) -> None:
        if self._ahead is not None:
            self._ahead.close()
            self._ahead, self._begun = None, []

    def prove(self, paths: Iterable[Path]) -> "Iterator[Proof]":
        """All lectures, in the order given; they run in parallel."""
        pending = [self.start(read_text(path), self.name(path)) for path in paths]
        for lecture in pending:
            yield lecture.finish()

    def read(self, source: str, path: str) -> "Lecture":
        """What stands in a file's text; nothing runs."""
        return self.chain.read(source, path)

    def correct(self, source: str, path: str) -> Correction:
        """The file with its wrong results made right, checked against one run of its code."""
        return self.chain.correct(source, path)

    def why(self, source: str, path: str) -> str:
        """German: whether the lecture's code would run now, and because of which input."""
        return self.chain.why(source, path)

    def preheat(self) -> None:
        """Have the next lecture find everything imported, here and where its code runs."""
        self.chain.preheat()

    def rest(self) -> None:
        """No more lectures are to be expected; what was needed for them goes beside what comes."""
        if "chain" in vars(self):
            self.chain.rest()

    def name(self, path: Path) -> str:
        """The path as messages show it."""
        absolute, root = real(path), self._root
        return (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()

    def close(self) -> None:
        """End the workers; runs under way are given up."""
        self._leave_copy()
        if "chain" in vars(self):
            self.chain.close()
        self.editions.close()


_BEGINNINGS = 20
"""How often a lecture begins anew: one whose own code changes what it rests on would for ever."""


class Pending:
    """A lecture that is kept, or whose run may still be under way."""

    def __init__(
        self, pipeline: Pipeline, source: str, path: str, draft: "Draft | None" = None
    ) -> None:
        self._pipeline = pipeline
        self._source = source
        self._path = path
        self._draft = draft
        self._edition: Edition | None = None
        self._proof: Proof | None = None
        if draft is None and not pipeline.is_ahead(source, path):
            self._begin(pipeline.editions.find(source, path))

    def _begin(self, edition: Edition | None) -> None:
        self._edition = edition
        if edition is None:
            self._draft = self._pipeline.chain.start(self._source, self._path)
        else:
            self._pipeline.tell(self._path, "kept")

    def _arrive(self) -> None:
        """From here on there is an edition or a draft."""
        if self._edition is None and self._draft is None:
            self._begin(self._pipeline.fetch(self._source, self._path))

    def is_awaited(self) -> bool:
        """Whether others are still at work for what `publish` gives."""
        if self._draft is not None:
            return self._edition is None and self._draft.is_running()
        return self._edition is None and self._pipeline.is_awaited(self._source, self._path)

    def edition(self) -> Edition:
        """The lecture with its report; with its page if `publish` was called, or if it is kept."""
        self._arrive()
        if self._edition is None:
            chain, proof = self._pipeline.chain, self.finish()
            self._edition = self._keep(chain.edition(proof), chain.evidence(proof))
        return self._edition

    def publish(self, resolve: "Resolve", tools: Mapping[str, str]) -> Published:
        """The page and the notebook beside it. Never fails: a page shows its errors itself.

        `resolve` gives a link's target an address that works away from the site, or None;
        `tools` (distribution → version) is what renders a notebook page, empty for Markdown.
        """
        self._arrive()
        kept = self._edition.published if self._edition else None
        if kept is not None and _suits(kept.material, resolve, tools):
            return kept
        chain, proof = self._pipeline.chain, self.finish()
        evidence = chain.evidence(proof)
        published = chain.publish(proof, resolve, tools)
        self._edition = self._keep(chain.edition(proof, published), evidence)
        return published

    def finish(self) -> "Proof":
        """The lecture itself with its run and report: for those whom the edition does not tell."""
        self._arrive()
        if self._proof is None:
            chain = self._pipeline.chain
            self._proof = (self._draft or chain.start(self._source, self._path)).finish()
            for _ in range(_BEGINNINGS):
                if not self._proof.run.outdated:
                    break
                with suppress(OSError, UnicodeDecodeError):  # the next build says so
                    self._source = read_text(self._pipeline.settings.root / self._path)
                self._proof = chain.start(self._source, self._path).finish()
        return self._proof

    def _keep(self, edition: Edition, evidence: Evidence | None) -> Edition:
        # Something may have changed since the evidence was taken, between two looks at it.
        if evidence is not None and evidence == self._pipeline.chain.evidence(self.finish()):
            self._pipeline.editions.keep(self._source, self._path, edition, evidence)
        return edition


def _suits(material: Material, resolve: "Resolve", tools: Mapping[str, str]) -> bool:
    """Whether a page made of this material would be made of the same now."""
    links = material.links.items()
    return material.tools == tools and all(resolve(target) == link for target, link in links)


def finish_page(html: str) -> str:
    """A notebook page's HTML as mkdocs-jupyter gave it, completed, without foreign scripts."""
    from rechenprobe.show import finish_page as finish

    return finish(html)


def plain_text(text: str) -> str:
    """A title or an entry of the table of contents without its seals and tags."""
    from rechenprobe.show import plain_text as plain

    return plain(text)


def coverage_page(
    lectures: Sequence[Covered], tools: Mapping[str, str], json_href: str, grouping: "Grouping"
) -> str:
    """The Markdown of the site's own report. `tools`: what checked, name → version."""
    from rechenprobe.show.coverage import coverage_page as page

    return page(lectures, tools, json_href, grouping)


def read_glossary(source: str) -> Glossary:
    """The terms that a glossary page's Markdown explains."""
    from rechenprobe.show.glossary import read_glossary as read

    return read(source)


def explain_terms(html: str, glossary: Glossary, url: str) -> str:
    """A page's HTML with its terms linked to their explanations; the glossary page is at `url`."""
    from rechenprobe.show.glossary import explain

    return explain(html, glossary, url)


def anchor_terms(html: str) -> str:
    """The glossary page's HTML, each term with an anchor."""
    from rechenprobe.show.glossary import with_anchors

    return with_anchors(html)


def known_word(word: str) -> bool:
    """Whether the check knows what the word means."""
    from rechenprobe.check import known_word as known

    return known(word)


def read_text(path: Path) -> str:
    r"""A file as every host reads it: UTF-8, a byte-order mark dropped, newlines as `\n`."""
    return path.read_text(encoding="utf-8-sig")
