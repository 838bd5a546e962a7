"""What the documentation shows is what the product does."""

import re
from pathlib import Path

from tests.check.golden import alexnet, run_of

from rechenprobe.check import check_lecture
from rechenprobe.hosts.messages import format_finding
from rechenprobe.lecture import CellOptions, PageSettings
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
LECTURE = "docs/vorlesung/alexnet.md"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_start_page_shows_the_real_message() -> None:
    """The lecture with the number that the page names gives that message, to the letter."""
    block = re.search(r"```text title=\"Meldung\"\n(.*?)\n```", text("docs/index.md"), re.DOTALL)
    assert block is not None
    shown = block[1]
    written = re.search(r"geschrieben: +(\S+)", shown)
    true = re.search(r"berechnet: +(\S+)", shown)
    assert written is not None
    assert true is not None
    settings = Settings(grouping="dot")
    line = int(shown.split(":")[1])
    lines = text(LECTURE).split("\n")
    lines[line - 1] = lines[line - 1].replace(true[1], written[1])
    lecture = read_lecture("\n".join(lines), LECTURE, settings)
    report = check_lecture(lecture, run_of(lecture, alexnet()), settings)
    wrong = [one for one in report.findings if one.code == "wrong-number"]
    assert [format_finding(LECTURE, one) for one in wrong] == [shown]


def test_the_handbook_names_every_option() -> None:
    """Site, page and cell: what exists is documented."""
    site = set(Settings.__struct_fields__) - {"root"}
    documented = set(
        re.findall(r"^\| `(\w+)` \|", text("docs/handbuch/einrichten.md"), re.MULTILINE)
    )
    assert documented == site
    writing = text("docs/handbuch/schreiben.md")
    cells = set(re.findall(r"^\| `#\| (\w+):", writing, re.MULTILINE))
    assert cells == set(CellOptions.__struct_fields__)
    for name in PageSettings.__struct_fields__:
        assert re.search(rf"\b{name}:", writing), name
