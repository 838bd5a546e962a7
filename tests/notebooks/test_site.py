"""Notebooks in a site: the same verdicts in every host, rendered by mkdocs-jupyter."""

import json
import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from tests.notebooks.writing import ipynb

from rechenprobe.hosts.assets import build_assets
from rechenprobe.hosts.cli import main
from rechenprobe.hosts.notebooks import colab_url

CONFIG = """\
site_name: Kurs
site_url: https://kurs.example/
theme: {name: material, font: false, language: de}
plugins: [search, rechenprobe, mkdocs-jupyter]
"""
RIGHT = ipynb(
    ("raw", "---\ntitle: Titel $k$\ndescription: Kurz\n---"),
    ("text", "# Netz mit $k = 3$\n\nEs gilt $3 \\cdot 4 = 12$, gezählt `{python} x`."),
    ("code", '#| label: a\nx = 6 * 7\nprint("Suchmichnicht", x)'),
    ("code", "#| echo: false\nx + 1"),
    ("text", "## Zweiter Teil mit $n$"),
)
WRONG = ipynb(("code", "x = 1"), ("text", "# Netz\n\nEs gilt 3 · 4 = 13."))
SCRIPT = "# %% [markdown]\n# # Skript\n#\n# Es gilt 3 · 4 = {}.\n\n# %%\nprint(6 * 7)\n"


class Site:
    """A site in a folder of its own, built in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("mkdocs.yml", CONFIG)
        self.write("docs/index.md", "# Start\n\n```python\nprint(1)\n```\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, *, serve: bool = False) -> None:
        config = load_config(str(self.root / "mkdocs.yml"))
        config.plugins.on_startup(command="serve" if serve else "build", dirty=False)
        try:
            build(config, serve_url="http://localhost/" if serve else None)
        finally:
            config.plugins.on_shutdown()

    def read(self, name: str) -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")

    def files(self, folder: str) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file() and not path.name.startswith("sitemap")
        }


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the formulas' font: cutting it takes longer than all else."""
    cache = tmp_path_factory.mktemp("cache")
    build_assets(cache)
    return cache / "fonts"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fonts: Path) -> Site:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(fonts, tmp_path / ".cache/rechenprobe/fonts")
    return Site(tmp_path)


@pytest.fixture
def messages(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        yield lambda: "\n".join(record.getMessage() for record in caplog.records)


def test_a_notebook_page_shows_our_run(site: Site) -> None:
    """Outputs, values, formulas as MathML, verdicts; hidden code stays hidden."""
    site.write("docs/x.ipynb", RIGHT)
    site.build()
    page = site.read("x/index.html")
    assert "Suchmichnicht 42" in page
    assert re.search(r'data-verdict="computed"[^>]*>42</span>', page)
    assert 'data-verdict="verified"' in page
    assert "<mn>12</mn>" in page
    assert "x + 1" not in page
    assert "#| label" not in page
    assert ">43<" in page


def test_a_notebook_page_loads_nothing_from_elsewhere(site: Site) -> None:
    """mkdocs-jupyter alone would load MathJax and Mermaid from a CDN."""
    site.write("docs/x.ipynb", RIGHT)
    site.build()
    page = site.read("x/index.html")
    loads = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(https?:[^"]+)', page)
    assert [url for url in loads if not url.startswith("https://kurs.example/")] == []
    assert "cdnjs" not in page
    assert "import(" not in page


def test_titles_of_a_notebook_page_are_plain(site: Site) -> None:
    """In the navigation, the table of contents, the search index; front matter counts."""
    site.write("docs/x.ipynb", RIGHT)
    site.build()
    for name in ("x/index.html", "index.html", "search/search_index.json"):
        assert not re.search("[\U000f0000-\U0010ffff]", site.read(name)), name
    assert '<meta name="description" content="Kurz">' in site.read("x/index.html")
    assert "Zweiter Teil mit n" in site.read("x/index.html").split('class="md-content"')[0]


@pytest.mark.parametrize(
    ("name", "source", "place"),
    [
        ("x.ipynb", WRONG, "docs/x.ipynb:20:22 (Zelle 2, Zeile 3)"),
        ("x.py", SCRIPT.format(13), "docs/x.py:4:19"),
    ],
)
def test_a_wrong_number_ends_the_build_and_is_named_alike_everywhere(
    site: Site,
    messages: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
    name: str,
    source: str,
    place: str,
) -> None:
    """MkDocs, command line, pytest: the same place, which leads to the number in the file."""
    site.write(f"docs/{name}", source)
    line, column = map(int, place.split(" ", maxsplit=1)[0].split(":")[1:])
    assert source.split("\n")[line - 1][column - 1 :].startswith("13")
    with pytest.raises(Abort):
        site.build()
    assert not list((site.root / "site").rglob("*.html"))
    assert main(["check"]) == 1
    arguments = [sys.executable, "-m", "pytest", "docs", "-q", "-p", "no:cacheprovider"]
    tested = subprocess.run(arguments, capture_output=True, text=True, check=False).stdout
    for output in (messages(), capsys.readouterr().out, tested):
        assert f"{place}  Die Gleichung geht nicht auf" in output


def test_tools_read_cell_and_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside line and column in the file; Markdown's entries stay as they are."""
    site.write("docs/x.ipynb", WRONG)
    site.write("docs/index.md", "Es gilt 3 · 4 = 13.\n")
    main(["check", "--format", "json"])
    markdown, notebook = json.loads(capsys.readouterr().out)["lectures"]
    (finding,) = notebook["findings"]
    assert (finding["cell"], finding["cell_line"]) == (2, 3)
    assert "cell" not in markdown["findings"][0]
    main(["check", "--format", "github", "docs/x.ipynb"])
    assert "line=20,col=22::Zelle 2, Zeile 3: " in capsys.readouterr().out


def test_a_cell_that_fails_ends_the_build_and_names_cell_and_line(
    site: Site, messages: Callable[[], str]
) -> None:
    site.write("docs/x.ipynb", ipynb(("text", "# A"), ("code", "x = 1\n\n1 / 0")))
    with pytest.raises(Abort):
        site.build()
    assert "(Zelle 2, Zeile 3)  Die Zelle scheitert: ZeroDivisionError" in messages()


def test_a_preview_shows_the_failure_below_its_cell(site: Site) -> None:
    """Counted in cells, the traceback too; there is no notebook to download then."""
    site.write("docs/x.ipynb", ipynb(("text", "# A"), ("code", "def f():\n    1 / 0\nf()")))
    site.build(serve=True)
    page = site.read("x/index.html")
    assert "docs/x.ipynb, Zelle 2, Zeile 3:" in page
    assert "docs/x.ipynb, Zelle 2, Zeile 2:" in page
    assert page.index("1 / 0") < page.index("ist nicht durchgelaufen")
    assert "Als Notebook" not in page


def test_a_lecture_can_be_downloaded_from_beside_its_page(site: Site) -> None:
    """Markdown, notebook, script; a page that runs nothing offers nothing."""
    site.write("docs/x.ipynb", RIGHT)
    site.write("docs/y.py", SCRIPT.format(12))
    site.write("docs/teil/text.md", "# Nur Text\n")
    site.build()
    for page, name in (("", "index"), ("x/", "x"), ("y/", "y")):
        assert f'<a href="{name}.ipynb" download>Als Notebook</a>' in site.read(f"{page}index.html")
        found = nbformat.reads(site.read(f"{page}{name}.ipynb"), as_version=4)
        nbformat.validate(found)
        assert any(cell.get("outputs") for cell in found.cells)
    assert "Als Notebook" not in site.read("teil/text/index.html")
    assert "Colab" not in site.read("index.html")


def test_a_lecture_that_uses_our_views_installs_us(site: Site) -> None:
    """The run does not list the engine among what was imported."""
    site.write("docs/index.md", "# A\n\n```python\nimport rechenprobe\n```\n")
    site.build()
    assert '\\"rechenprobe\\": \\"rechenprobe==' in site.read("index.ipynb")


def test_colab_is_offered_only_where_github_has_the_site(site: Site) -> None:
    site.write("mkdocs.yml", CONFIG + "repo_url: https://github.com/uni/kurs\n")
    site.build()
    url = "https://colab.research.google.com/github/uni/kurs/blob/gh-pages/index.ipynb"
    assert f'<a href="{url}"' in site.read("index.html")
    assert colab_url("https://gitlab.com/uni/kurs", "gh-pages", "x.ipynb") == ""
    assert colab_url(None, "gh-pages", "x.ipynb") == ""


def test_sources_stay_untouched_and_builds_are_equal(site: Site) -> None:
    """Nothing is generated below docs/; the second build runs nothing and gives the same bytes."""
    site.write("docs/x.ipynb", RIGHT)
    sources = site.files("docs")
    site.build()
    first = site.files("site")
    site.build()
    assert site.files("docs") == sources
    assert site.files("site") == first


def test_a_changed_result_is_not_hidden_by_a_kept_rendering(site: Site) -> None:
    """mkdocs-jupyter's own cache knows only the file; the file it sees is the executed one."""
    site.write("docs/daten.txt", "eins")
    site.write("docs/x.ipynb", ipynb(("code", 'print(open("daten.txt").read())')))
    site.build()
    assert "eins" in site.read("x/index.html")
    site.write("docs/daten.txt", "zwei")
    site.build()
    assert "zwei" in site.read("x/index.html")


def test_without_mkdocs_jupyter_a_notebook_is_only_a_file(site: Site) -> None:
    """It is copied, as MkDocs does, and nobody's lecture; by name it can be checked."""
    site.write("mkdocs.yml", "site_name: Kurs\nplugins: [search, rechenprobe]\n")
    site.write("docs/x.ipynb", WRONG)
    site.build()
    assert site.read("x.ipynb") == WRONG
    assert main(["check"]) == 0
    assert main(["check", "docs/x.ipynb"]) == 1


def test_a_script_without_cells_is_left_to_mkdocs_jupyter(site: Site) -> None:
    """A prelude that lies below docs/ is no lecture."""
    site.write("docs/prelude.py", "raise SystemExit\n")
    site.build()
    assert main(["check"]) == 0


def test_execution_by_mkdocs_jupyter_is_switched_off(
    site: Site, messages: Callable[[], str]
) -> None:
    """It would execute everything a second time, and accept cells that fail."""
    block = "[search, rechenprobe, {mkdocs-jupyter: {execute: true}}]"
    site.write("mkdocs.yml", CONFIG.replace("[search, rechenprobe, mkdocs-jupyter]", block))
    site.write("docs/x.ipynb", ipynb(("code", "import os\nos.path.basename(os.getcwd())")))
    site.build()
    assert "execute bleibt ohne Wirkung" in messages()
    assert "Converting notebook (execute=False)" in messages()


def test_markdown_sites_do_without_jupyters_libraries(site: Site) -> None:
    """Importing them takes longer than building a page, downloads included."""
    site.write("mkdocs.yml", "site_name: Kurs\nplugins: [search, rechenprobe]\n")
    code = (
        "import sys; from mkdocs.__main__ import cli\n"
        "try: cli(['build', '-q'])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted({'nbformat', 'jupytext', 'nbconvert', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert (site.root / "site/index.ipynb").is_file()
