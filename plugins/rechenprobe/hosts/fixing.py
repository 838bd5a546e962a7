"""The command `fix`: wrong results made right in the files, or shown as a difference."""

import sys
from collections.abc import Sequence
from difflib import unified_diff

from rechenprobe.hosts.commands import ending, read_files
from rechenprobe.hosts.config import SiteError
from rechenprobe.hosts.files import TextFile, write_file
from rechenprobe.hosts.messages import Paint, format_findings, one_line, plain
from rechenprobe.hosts.site import Site, select
from rechenprobe.hosts.terminal import paint_of, say, tell
from rechenprobe.hosts.usage import Request
from rechenprobe.pipeline import Pipeline
from rechenprobe.report import UNCHECKED, Correction, Finding


def fix(request: Request, site: Site) -> int:
    """Correct all lectures asked for and print what was changed and what remains."""
    selection = select(site, request.paths)
    pipeline = Pipeline(site.settings)
    complaints = list(selection.complaints)
    paint = paint_of(sys.stdout)
    written, left, kept, unchecked = 0, 0, 0, 0
    files = list(read_files(selection, complaints))
    try:
        pending = [pipeline.start(file.text, pipeline.name(file.path)) for file in files]
        for file, one in zip(files, pending, strict=True):
            report = one.edition().report
            correction = Correction(file.text, (), report)
            if any(finding.repairs for finding in report.findings):
                correction = pipeline.correct(file.text, pipeline.name(file.path))
            if correction.edits and request.diff:
                tell(difference(file, correction, paint))
            elif correction.edits:
                try:
                    write_file(file, file.with_text(correction.text))
                    tell(changes(correction, paint))
                except SiteError as error:
                    complaints += error.complaints
                    kept += len(correction.edits)
                    correction = Correction(file.text, (), report)
            written += len(correction.edits)
            errors = [one for one in correction.report.findings if one.severity == "error"]
            wrong = [one for one in errors if one.code != UNCHECKED]
            left, unchecked = left + len(wrong), unchecked + len(errors) - len(wrong)
            remaining = remains(correction.report.path, wrong, plain if request.diff else paint)
            if remaining and request.diff:
                say(remaining)  # standard output is for `patch`
            elif remaining:
                tell(remaining)
    finally:
        pipeline.close()
    if files or not complaints:
        text = balance(written, left, diff=request.diff, mendable=kept > 0, unchecked=unchecked)
        (say if request.diff else tell)(text)
    return ending(complaints, failed=left + unchecked > 0 or (request.diff and written > 0))


def changes(correction: Correction, paint: Paint = plain) -> str:
    """A line for each number that was rewritten: where, what it was, what it is."""
    path = one_line(correction.report.path)
    return "\n".join(
        f"{paint(f'{path}:{edit.place.line}:{edit.place.column}', 'place')}  "
        f"{paint(one_line(edit.old), 'error')} → {paint(one_line(edit.new), 'good')}"
        for edit in correction.edits
    )


def remains(path: str, findings: Sequence[Finding], paint: Paint = plain) -> str:
    """The errors that only the author can mend, as `check` shows them."""
    return "\n".join(format_findings(path, findings, paint))


def balance(
    written: int, left: int, *, diff: bool, mendable: bool = False, unchecked: int = 0
) -> str:
    """`2 Zahlen berichtigt, 1 Fehler bleibt; …`. `mendable`: some of them only the file kept.

    `unchecked` numbers are an error where the site says so, but nothing that could be mended.
    """
    parts = []
    if written or left:
        numbers = (
            "1 Zahl" if written == 1 else f"{written or 'keine'} Zahl{'en' if written != 1 else ''}"
        )
        parts.append(f"{numbers} {'zu berichtigen' if diff else 'berichtigt'}")
    else:
        parts.append("nichts zu berichtigen")
    if left:
        stay = "1 Fehler bleibt" if left == 1 else f"{left} Fehler bleiben"
        those = "ihn" if left == 1 else "sie"
        parts.append(stay if mendable else f"{stay}; ändern können {those} nur Sie")
    if unchecked:
        open_ = "1 Zahl ist" if unchecked == 1 else f"{unchecked} Zahlen sind"
        parts.append(f"{open_} ungeprüft; rechenprobe check nennt sie")
    return ", ".join(parts)


def difference(file: TextFile, correction: Correction, paint: Paint = plain) -> str:
    """What would change, as `diff -u` shows it and `patch -p1` takes it; no newline at the end."""
    old, new = file.raw, file.with_text(correction.text).decode("utf-8-sig")
    path = correction.report.path
    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    return "".join(_painted(line, paint) for line in lines).removesuffix("\n")


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + (
        [text.rsplit("\n", maxsplit=1)[-1]] if not text.endswith("\n") else []
    )


def _painted(line: str, paint: Paint) -> str:
    if not line.endswith("\n"):
        line += "\n\\ No newline at end of file\n"
    if line.startswith(("---", "+++")):
        return paint(line[:-1], "place") + "\n"
    if line.startswith(("-", "+")):
        first, rest = line.split("\n", maxsplit=1)
        return paint(first, "error" if line[0] == "-" else "good") + "\n" + rest
    return line
