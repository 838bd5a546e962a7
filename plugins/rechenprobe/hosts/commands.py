"""The commands `check` and `why`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rechenprobe.hosts.annotations import as_github
from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.files import TextFile, read_file
from rechenprobe.hosts.messages import as_json, as_text
from rechenprobe.hosts.progress import Progress
from rechenprobe.hosts.site import Selection, Site, select
from rechenprobe.hosts.terminal import paint_of, say, tell
from rechenprobe.hosts.usage import FAILED, FINE, FOUND, Request
from rechenprobe.pipeline import Pipeline
from rechenprobe.report import Report


def check(request: Request, site: Site) -> int:
    """Check all lectures asked for and print what came of it."""
    selection = select(site, request.paths)
    progress = Progress(sys.stderr)
    pipeline = Pipeline(site.settings, progress)
    complaints = list(selection.complaints)
    reports: list[Report] = []
    try:
        files = read_files(selection, complaints)
        for pending in [pipeline.start(file.text, pipeline.name(file.path)) for file in files]:
            reports.append(pending.edition().report)
            if request.format == "text":
                progress.erase()
                tell(as_text(reports[-1:], paint_of(sys.stdout)))
    finally:
        progress.finish()
        pipeline.close()
    if request.format == "json" and (reports or not complaints):
        tell(as_json(reports))
    if request.format == "github":
        tell(as_github(reports, lambda path: _in_repository(site.settings.root / path)))
    return ending(complaints, failed=any(report.failed for report in reports))


def why(request: Request, site: Site) -> int:
    """Say why a lecture's code would run, or why it need not."""
    selection = select(site, request.paths)
    if len(selection.files) > 1:
        say("why braucht eine Datei, keinen Ordner mit mehreren")
        return FAILED
    pipeline = Pipeline(site.settings)
    complaints = list(selection.complaints)
    try:
        for file in read_files(selection, complaints):
            tell(pipeline.why(file.text, pipeline.name(file.path)))
    finally:
        pipeline.close()
    return ending(complaints, failed=False)


def read_files(selection: Selection, complaints: list[Complaint]) -> Iterator[TextFile]:
    """The files asked for; those that cannot be read are complained about."""
    for path in selection.files:
        try:
            yield read_file(path)
        except SiteError as error:
            complaints += error.complaints


def ending(complaints: list[Complaint], *, failed: bool) -> int:
    """Print the complaints; the exit status."""
    for complaint in complaints:
        say(str(complaint))
    if complaints:
        return FAILED
    return FOUND if failed else FINE


def _in_repository(path: Path) -> str:
    workspace = os.environ.get("GITHUB_WORKSPACE") or Path.cwd()
    return Path(os.path.relpath(path, workspace)).as_posix()
