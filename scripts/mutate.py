#!/usr/bin/env python3
"""Count how many altered numbers the check notices.

Every number of a course that is verified is altered in every way that happens to
people: one more, one less, swapped digits, a digit too many or too few, a lost
decimal comma, another layer's value. Each altered copy is read and checked anew,
against the run of the unaltered lecture: nothing is executed again.

An alteration is *noticed* if the check reports an error that was not there before, or says
that decimals are cut off instead of rounded. It is *harmless* if what stands there is still
true, which is worked out independently of the check (`harmless.py`). Everything else changes the
truth of the text and has to be noticed.

    python scripts/mutate.py [--sample N] [--show] [PATH …]

Without PATH, all lectures of the site but those that let unchecked numbers pass: nobody wants to be
told of them, and an altered number is mostly one more of them. Exit status 1 if an alteration goes
unnoticed.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct, structs

from harmless import is_harmless, is_its_double
from rechenprobe.check import check_lecture
from rechenprobe.claims import Number
from rechenprobe.execution import Run
from rechenprobe.hosts.site import find_site, select
from rechenprobe.lecture import Lecture
from rechenprobe.pipeline import Pipeline
from rechenprobe.read import read_lecture
from rechenprobe.report import Report
from rechenprobe.settings import Settings


class Alteration(Struct, frozen=True):
    """One number of a lecture, written differently."""

    number: int
    """Index into `Lecture.numbers`."""
    line: int
    written: str
    altered: str


class Tally(Struct, frozen=True):
    """What became of a lecture's alterations."""

    noticed: int = 0
    harmless: int = 0
    survivors: tuple[Alteration, ...] = ()

    @property
    def rate(self) -> float:
        """Of the alterations that change the truth, the share that the check notices."""
        meant = self.noticed + len(self.survivors)
        return self.noticed / meant if meant else 1.0


def alterations(text: str, others: Iterable[str] = ()) -> list[str]:
    """Other ways to write a number; `others` are values that stand elsewhere."""
    digits = [position for position, character in enumerate(text) if character in "0123456789"]
    last = digits[-1]
    found = [
        text[:last] + str((int(text[last]) + step) % 10) + text[last + 1 :] for step in (1, -1)
    ]
    for one, two in pairwise(digits):
        swapped = list(text)
        swapped[one], swapped[two] = text[two], text[one]
        found.append("".join(swapped))
    found.append(text[: last + 1] + "0" + text[last + 1 :])
    if len(digits) > 1:
        found.append(text[:last] + text[last + 1 :])
    found += [re.sub(mark, "", text, count=1) for mark in (r",", r"\{,\}", r"\.")]
    found += others
    return [other for other in dict.fromkeys(found) if other != text and re.search(r"\d", other)]


def mutate(
    lecture: Lecture, run: Run, settings: Settings, chosen: random.Random, sample: int | None
) -> Tally:
    """Alter every verified number of a lecture (or `sample` of them)."""
    report = check_lecture(lecture, run, settings)
    verified = [one.number for one in report.numbers if one.verdict == "verified"]
    if sample is not None and sample < len(verified):
        verified = sorted(chosen.sample(verified, sample))
    plain = sorted({n.text for n in lecture.numbers if n.text.isdecimal() and len(n.text) < 5})
    tally, before = Tally(), _errors(report)
    for index in verified:
        number = lecture.numbers[index]
        others = chosen.sample(plain, min(2, len(plain))) if number.text.isdecimal() else ()
        line = lecture.place(number.span.start).line
        for altered in alterations(number.text, others):
            alteration = Alteration(index, line, number.text, altered)
            after = _altered(lecture, number, altered, settings)
            errors = _errors(check_lecture(after, run, settings))
            if Counter(errors) - Counter(before):
                tally = structs.replace(tally, noticed=tally.noticed + 1)
            elif is_harmless(lecture, after, index) or is_its_double(
                run, lecture, index, report, check_lecture(after, run, settings)
            ):
                tally = structs.replace(tally, harmless=tally.harmless + 1)
            else:
                tally = structs.replace(tally, survivors=(*tally.survivors, alteration))
    return tally


def _altered(lecture: Lecture, number: Number, text: str, settings: Settings) -> Lecture:
    source = lecture.source[: number.span.start] + text + lecture.source[number.span.end :]
    return read_lecture(source, lecture.path, settings)


def _errors(report: Report) -> list[int]:
    return [
        finding.place.line
        for finding in report.findings
        if finding.severity == "error" or finding.code == "truncated-number"
    ]


def proved(paths: Iterable[Path], pipeline: Pipeline) -> Iterator[tuple[Lecture, Run]]:
    """Lectures with their runs: from the cache, or executed once."""
    for proof in pipeline.prove(paths):
        if proof.run.failure is not None:  # the check would hold its tongue about what is open
            sys.exit(f"{proof.lecture.path}: {proof.run.failure.message}")
        yield proof.lecture, proof.run


def main() -> int:
    """Print a line for each lecture, and the kill rate of all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders")
    parser.add_argument("--sample", type=int, metavar="N", help="numbers per lecture")
    parser.add_argument("--show", action="store_true", help="list what goes unnoticed")
    args = parser.parse_args()
    site = find_site(Path.cwd())
    selection = select(site, args.paths)
    if selection.complaints:
        sys.exit("\n".join(map(str, selection.complaints)))
    pipeline = Pipeline(site.settings)
    total = Tally()
    try:
        for lecture, run in proved(selection.files, pipeline):
            policy = lecture.settings.unchecked or site.settings.policy(lecture.path)
            if policy == "pass" and not args.paths:
                print(f"{lecture.path}: lets unchecked numbers pass")
                continue
            tally = mutate(lecture, run, site.settings, random.Random(0), args.sample)  # noqa: S311
            _print(lecture.path, tally)
            for one in tally.survivors if args.show else ():
                print(f"    {lecture.path}:{one.line}  {one.written} → {one.altered}")
            total = Tally(
                total.noticed + tally.noticed,
                total.harmless + tally.harmless,
                (*total.survivors, *tally.survivors),
            )
    finally:
        pipeline.close()
    _print("all lectures", total)
    return 1 if total.survivors else 0


def _print(name: str, tally: Tally) -> None:
    meant = tally.noticed + len(tally.survivors)
    print(
        f"{name}: {tally.noticed} of {meant} alterations noticed ({tally.rate:.1%}), "
        f"{tally.harmless} harmless"
    )


if __name__ == "__main__":
    sys.exit(main())
