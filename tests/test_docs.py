"""What the documentation shows is what the product does."""

import ast
import io
import re
from contextlib import redirect_stdout
from pathlib import Path

from rechenprobe.check import check_lecture
from rechenprobe.execution import Run
from rechenprobe.hosts.messages import ClaimEntry, FindingEntry, LectureEntry, as_json
from rechenprobe.lecture import CellOptions, PageSettings
from rechenprobe.read import read_lecture
from rechenprobe.settings import Settings
from rechenprobe.show.seal import unseal

ROOT = Path(__file__).resolve().parent.parent


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_start_page_shows_a_real_finding() -> None:
    """Its hidden code has our own check judge a line, and nothing else says what appears."""
    lecture = read_lecture(text("docs/index.md"), "docs/index.md", Settings())
    namespace: dict[str, object] = {}
    printed = io.StringIO()
    shown: object = None
    with redirect_stdout(printed):
        for cell in lecture.cells:
            *body, last = ast.parse(cell.code).body
            exec(compile(ast.Module(body, []), "cell", "exec"), namespace)
            assert isinstance(last, ast.Expr)
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace) or shown
    draft = unseal(getattr(shown, "_repr_markdown_")())  # noqa: B009 - the page names its class
    assert 'data-verdict="wrong"' in draft
    assert "34.994" in draft
    assert re.search(r"geschrieben: +34\.994\n +berechnet: +34\.944 ", printed.getvalue())


def test_the_json_of_the_handbook_is_what_its_page_gives_and_each_key_is_explained() -> None:
    handbook = text("docs/handbuch/einrichten.md")
    source, shown = (
        re.search(rf'```{language} title="[^"]*docs/seite\.md[^\n]*\n(.*?)```', handbook, re.DOTALL)
        for language in ("markdown", "json")
    )
    assert source is not None
    assert shown is not None
    lecture = read_lecture(source[1], "docs/seite.md", Settings())
    assert as_json([check_lecture(lecture, Run(), Settings())]) + "\n" == shown[1]
    entries = {"lectures": LectureEntry, "claims": ClaimEntry, "findings": FindingEntry}
    keys = {
        f"{name}[].{key}" for name, entry in entries.items() for key in entry.__struct_fields__
    } - {"lectures[].claims", "lectures[].findings"}
    table = handbook[handbook.index("| Schlüssel | Inhalt |") :]
    named = set(re.findall(r"`((?:lectures|claims|findings)\[\]\.\w+)`", table))
    assert named == keys


def test_the_handbook_names_every_option() -> None:
    """Site, page and cell: what exists is documented."""
    site = set(Settings.__struct_fields__) - {"root"}
    documented = set(
        re.findall(r"^\| `(\w+)` \|", text("docs/handbuch/einrichten.md"), re.MULTILINE)
    )
    assert documented == site
    writing = text("docs/handbuch/schreiben.md")
    named = re.findall(r"^\| `#\| ([\w-]+):", writing, re.MULTILINE)
    cells = {name.replace("-", "_") for name in named}
    assert cells == set(CellOptions.__struct_fields__)
    for name in PageSettings.__struct_fields__:
        assert re.search(rf"\b{name}:", writing), name
