"""What the documentation shows is what the product does."""

import ast
import io
import re
from contextlib import redirect_stdout
from pathlib import Path

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
