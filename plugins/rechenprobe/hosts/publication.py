"""The command `check --site`: a built site was made with us, of the lectures as they are now."""

from pathlib import Path

from rechenprobe.hosts.commands import ending, read_files
from rechenprobe.hosts.config import Complaint, SiteError
from rechenprobe.hosts.messages import format_finding, one_line
from rechenprobe.hosts.site import Selection, Site, shown
from rechenprobe.hosts.stamps import Stamp, stamps
from rechenprobe.hosts.terminal import tell
from rechenprobe.lecture import Lecture, Place, Span
from rechenprobe.pipeline import Pipeline
from rechenprobe.report import Finding


def check_site(folder: Path, site: Site) -> int:
    """Whether each lecture's page in a built site bears the stamp of the text as it is now."""
    if not folder.is_dir():
        raise SiteError(Complaint("in diesem Ordner steht keine Website", shown(folder)))
    if not site.configured:
        where = shown(site.config) if site.config else None
        message = "das Plugin rechenprobe ist nicht eingeschaltet: Die Website ist ungeprüft"
        raise SiteError(Complaint(message, where))
    found = {one.lecture: one for one in stamps(folder)}
    pipeline = Pipeline(site.settings)
    complaints: list[Complaint] = []
    published = site.published()
    findings = []
    try:
        for file in read_files(Selection(published), complaints):
            lecture = pipeline.read(file.text, pipeline.name(file.path))
            finding = _compare(lecture, found.get(lecture.path), folder)
            if finding is not None:
                findings.append(format_finding(lecture.path, finding))
    finally:
        pipeline.close()
    for text in findings:
        tell(text)
    if not findings and not complaints:
        count = len(published)
        tell(f"{count} {'Vorlesung' if count == 1 else 'Vorlesungen'}, jede mit Stempel")
    return ending(complaints, failed=bool(findings))


def _compare(lecture: Lecture, found: Stamp | None, folder: Path) -> Finding | None:
    remedy = f"mkdocs build --site-dir {one_line(shown(folder).as_posix())}"
    if found is None:
        return Finding(
            Span(0, 0),
            Place(1, 1),
            "error",
            "no-stamp",
            "Auf keiner gebauten Seite steht der Stempel dieser Vorlesung: sie ist dort ungeprüft",
            explanation="Gebaut hat ein anderer Generator, oder MkDocs ohne das Plugin rechenprobe",
            remedy=remedy,
        )
    if found.digest != lecture.digest:
        page = shown(found.page).as_posix()
        return Finding(
            Span(0, 0),
            Place(1, 1),
            "error",
            "old-stamp",
            f"{page} ist aus einem anderen Text gebaut als dem, der jetzt dasteht",
            remedy=remedy,
        )
    return None
