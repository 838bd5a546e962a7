"""The MkDocs plugin in sites of a few lines, with cells in plain Python."""

import errno
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.exceptions import Abort
from tests.hosts.building import Site

from rechenprobe.hosts.mkdocs import RechenprobePlugin

PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

LECTURE = """\
# Netz: $34\\,944$<!-- = 11 * 11 * 3 * 96 + 96 --> Parameter

- Code
\t```python
\tprint("Suchmichnicht", 6 * 7)
\t```
- Es sind `{python} 96 * 364`, denn 96 · 364 = 34944.
"""


def without_tags(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@pytest.fixture(autouse=True)
def lecture(site: Site) -> None:
    site.write({"docs/index.md": LECTURE})


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_the_plugin_alone_is_enough(site: Site, theme: str) -> None:
    """`plugins: [search, rechenprobe]` brings output, values, formulas, styles and the font."""
    site.config_text += f"theme: {theme}\n"
    site.build()
    page = site.read()
    assert "<samp>Suchmichnicht 42</samp>" in page
    assert ">34\u202f944</span>, denn" in page
    assert "<mn>34\u202f944</mn>" in page
    assert "```" not in page
    assert '<div class="highlight">' in page
    css = site.read("assets/rechenprobe/rechenprobe.css")
    assert "assets/rechenprobe/rechenprobe.css" in page
    (font,) = re.findall(r'url\("([^"]+\.woff2)"\)', css)
    assert (site.root / "site/assets/rechenprobe" / font).read_bytes()[:4] == b"wOF2"


def test_what_a_page_is_written_in_needs_no_configuration(site: Site) -> None:
    """Boxes, tabs, footnotes, definitions; a site that names an extension keeps its options."""
    source = (
        "# A\n\n!!! tip\n\n    Gut.\n\n??? info\n\n    Klappt.\n\n"
        '=== "Eins"\n\n    Erster.\n\nWort\n:   Erklärt.[^a]\n\n[^a]: Beleg.\n'
    )
    site.write({"docs/index.md": source})
    site.config_text += "theme: material\nmarkdown_extensions:\n  - toc:\n      permalink: true\n"
    site.build()
    page = site.read()
    for html in ('<div class="admonition tip">', '<details class="info">', "<dd>", "footnote-ref"):
        assert html in page
    assert '<div class="tabbed-set tabbed-alternate"' in page
    assert "headerlink" in page
    site.write({"docs/index.md": "# A\n\nText.\n"})
    config = site.config()
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_shutdown()
    assert "pymdownx.tabbed" not in config.markdown_extensions  # takes time to import


def test_output_stands_within_the_list_item_of_its_cell(site: Site) -> None:
    """Valid HTML: no block within a paragraph, the item closed behind the output."""
    site.build()
    page = site.read()
    assert not re.search(r"<p>(?:(?!</p>).)*<(?:div|pre|table)\b", page, re.DOTALL)
    cell, output = page.index('<div class="highlight">'), page.index('<rp-output class="rp-output"')
    assert "</li>" not in page[cell:output]
    assert page.index("</li>", output) < page.index("Es sind")


def test_no_seal_is_left_anywhere(site: Site) -> None:
    """Titles, table of contents and search index included; they have the headings' text."""
    site.config_text += "theme: material\n"
    site.write({"docs/index.md": LECTURE + "\n## Zweite: $1\\,234$<!-- = 1234 --> Kanten\n"})
    site.build()
    everything = (site.root / "site").rglob("*")
    written = [path for path in everything if path.suffix in (".html", ".json")]
    assert len(written) >= 3
    for path in written:
        assert not PRIVATE.search(path.read_text(encoding="utf-8")), path
    contents = re.findall(r'<a href="#[^>]*md-nav__link">(.*?)</a>', site.read(), re.DOTALL)
    assert {" ".join(without_tags(entry).split()) for entry in contents} == {"Zweite: 1 234 Kanten"}
    titles = [doc["title"] for doc in json.loads(site.read("search/search_index.json"))["docs"]]
    assert titles == ["Netz: 34\u202f944 Parameter", "Zweite: 1\u202f234 Kanten"]


def test_program_output_does_not_drown_the_search(site: Site) -> None:
    """Material leaves out what the plugin marks."""
    site.config_text += "theme: material\n"
    site.build()
    index = json.loads(site.read("search/search_index.json"))
    text = " ".join(doc["text"] for doc in index["docs"])
    assert "34\u202f944, denn" in text
    assert text.count("Suchmichnicht") == 1  # the code itself


@pytest.mark.parametrize(
    ("page", "place", "words"),
    [
        ("---\na: b\n---\n\nEs gilt 2 + 2 = 5.\n", "docs/index.md:5:17", "5"),
        ("Also $\\foo$.\n", "docs/index.md:1:7", "Formel"),
        ("Text.\n\n```python\n\n1 / 0\n```\n", "docs/index.md:5:", "ZeroDivisionError"),
        ("```python\nimport sys\nsys.exit()\n```\n", "docs/index.md:3:", ""),
        ("```python\n#| lable: x\n1\n```\n", "docs/index.md:2:", "label"),
    ],
)
def test_an_error_ends_the_build_and_nothing_is_published(
    site: Site, messages: Callable[[], str], page: str, place: str, words: str
) -> None:
    """The log names file, line and reason; the site's folder stays empty."""
    site.write({"docs/index.md": page, "docs/gut.md": "2 + 2 = 4\n"})
    with pytest.raises(Abort):
        site.build()
    assert place in messages()
    assert words in messages()
    assert not list((site.root / "site").rglob("*.html"))


def test_all_findings_are_shown_before_the_build_ends(
    site: Site, messages: Callable[[], str]
) -> None:
    """Of all pages, not only of the first."""
    site.write({"docs/a.md": "1 + 1 = 3\n", "docs/b.md": "1 + 1 = 4\n\nund 2 + 2 = 5\n"})
    with pytest.raises(Abort):
        site.build()
    for place in ("docs/a.md:1:", "docs/b.md:1:", "docs/b.md:3:"):
        assert place in messages()
    assert "2 Seiten stimmen nicht" in messages()


def test_warnings_stop_a_strict_build_only(site: Site) -> None:
    """A number that nobody checked is a warning by default."""
    site.write({"docs/index.md": "Das Netz hat 123456 Parameter.\n"})
    site.build()
    assert "nicht geprüft" in site.read()
    site.strict = True
    with pytest.raises(Abort, match="strict"):
        site.build()


@pytest.mark.parametrize("text", ["Das Netz hat 123456 Parameter.\n", "2 + 2 = 5\n"])
def test_an_unchanged_page_is_reported_like_a_new_one(
    site: Site, messages: Callable[[], str], text: str
) -> None:
    """Its findings are kept with it: a second strict build fails as the first one did."""
    site.strict = True
    site.write({"docs/index.md": text})
    said: list[str] = []
    for _ in range(2):
        before = len(messages())
        with pytest.raises(Abort):
            site.build()
        said.append(messages()[before:].partition("docs/index.md:1:")[2])
    assert said[0] == said[1] != ""


@pytest.mark.parametrize("strict", [False, True])
def test_a_preview_shows_errors_on_the_page(
    site: Site, messages: Callable[[], str], *, strict: bool
) -> None:
    """The server lives on, also under --strict; log and page name the line."""
    site.command, site.strict = "serve", strict
    site.write({"docs/index.md": "# A\n\nEs gilt 2 + 2 = 5.\n\n```python\n1 / 0\n```\n"})
    site.build()
    page = site.read()
    assert 'data-verdict="wrong"' in page
    assert "Zeile 3, Spalte 17" in page
    assert "ZeroDivisionError" in page
    assert "docs/index.md:3:17" in messages()


@pytest.mark.parametrize("strict", [False, True])
def test_what_is_wrong_is_an_error_in_every_build_of_a_server(
    site: Site, caplog: pytest.LogCaptureFixture, *, strict: bool
) -> None:
    """Under --strict, too, where MkDocs ends a build that logged an error."""
    site.command, site.strict = "serve", strict
    site.write({"docs/index.md": "Es gilt 2 + 2 = 5. Das Netz hat 123456 Parameter.\n"})
    for _ in range(2):
        caplog.clear()
        site.build()
        levels = [one.levelname for one in caplog.records if "docs/index.md:1:" in one.message]
        assert levels == ["ERROR", "WARNING"]


def test_a_rebuild_forgets_what_was_wrong(site: Site, messages: Callable[[], str]) -> None:
    """`mkdocs serve` keeps the plugin; its findings belong to one build."""
    config = site.config()
    site.write({"docs/index.md": "2 + 2 = 5\n"})
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://localhost/")
    assert "docs/index.md:1:" in messages()
    site.write({"docs/index.md": "2 + 2 = 4\n"})
    before = len(messages())
    again = site.config()
    assert again.plugins["rechenprobe"] is config.plugins["rechenprobe"]
    build(again, serve_url="http://localhost/")
    again.plugins.on_shutdown()
    assert "docs/index.md:1:" not in messages()[before:]
    assert "rp-failure" not in site.read()


class Server:
    """Stands in for the preview's server: the names of what it watches."""

    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str, *, recursive: bool = True) -> None:
        assert not recursive
        self.watched.append(Path(path).name)

    def unwatch(self, path: str) -> None:
        self.watched.remove(Path(path).name)


def test_a_preview_watches_what_lectures_depend_on_now(site: Site) -> None:
    """Preludes, modules, files that were read; also those that a lecture comes to in a session.

    What lies among the pages the server watches by itself.
    """
    site.config_text = "site_name: T\nplugins:\n  - rechenprobe: {prelude: vor.py}\n"
    head = "---\nrechenprobe: {prelude: seite.py}\n---\n\n"
    read = 'from pathlib import Path\nPath(__file__).with_name("daten.txt").read_text()\n'
    read += 'print((Path(__file__).parent.parent / "mehr.txt").read_text())'
    there = "import os\nprint(os.path.exists('..'))"  # whatever is in that folder
    site.write(dict.fromkeys(("vor.py", "seite.py", "mehr.txt", "docs/daten.txt"), "x = 1\n"))
    site.write(
        {"hilfe.py": "z = 1\n", "docs/index.md": f"{head}Text.\n\n```python\n{there}\n```\n"}
    )
    config = site.config()
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://localhost/")
    plugin = config.plugins["rechenprobe"]
    assert isinstance(plugin, RechenprobePlugin)
    server = Server()
    plugin.on_serve(server, config=config, builder=lambda: None)  # type: ignore[arg-type]
    first = sorted(server.watched)
    site.write({"docs/index.md": f"Text.\n\n```python\nimport hilfe\n{read}\n```\n"})
    build(site.config(), serve_url="http://localhost/")
    second = sorted(server.watched)
    site.config_text = site.config_text.replace("vor.py", "seite.py")  # other options, other runs
    build(site.config(), serve_url="http://localhost/")
    config.plugins.on_shutdown()
    assert first == ["seite.py", "vor.py"]
    assert second == ["hilfe.py", "mehr.txt", "vor.py"]
    assert sorted(server.watched) == ["hilfe.py", "mehr.txt", "seite.py"]


def test_a_preview_waits_for_what_is_missing(site: Site) -> None:
    """A prelude, a file, one without which the run fails: where they would come, and a folder."""
    site.write({"extra/a.txt": "", "ordner/b.txt": ""})
    cells = {
        "index": "1",
        "a": "import os\nprint(os.path.exists('../extra/fehlt.txt'), os.listdir('../ordner'))",
        "b": "open('../daten.txt')",
    }
    site.write(
        {f"docs/{name}.md": f"# A\n\n```python\n{code}\n```\n" for name, code in cells.items()}
    )
    site.write(
        {"docs/c.md": "---\nrechenprobe: {prelude: vor/fehlt.py}\n---\n\n```python\n1\n```\n"}
    )
    site.write({"vor/anderes.py": ""})
    config = site.config()
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://localhost/")
    plugin = config.plugins["rechenprobe"]
    assert isinstance(plugin, RechenprobePlugin)
    server = Server()
    plugin.on_serve(server, config=config, builder=lambda: None)  # type: ignore[arg-type]
    config.plugins.on_shutdown()
    assert sorted(server.watched) == sorted(["extra", "ordner", "vor", site.root.name])


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("grouping: komma", ["grouping", "„space“", "„komma“"]),
        ("timeout: -1", ["timeout", "Sekunden"]),
        ("preldue: x.py", ["preldue", "prelude"]),
        ("execute: vielleicht", ["execute", "true oder false"]),
        ("prelude: fehlt.py", ["prelude", "„fehlt.py“ gibt es nicht", "Ordner der mkdocs.yml"]),
        ("report: ../x.md", ["report", "im Ordner der Seiten", "„../x.md“"]),
        ("glossary: a/../../x.md", ["glossary", "im Ordner der Seiten"]),
    ],
)
def test_a_bad_option_is_explained(
    site: Site, messages: Callable[[], str], option: str, words: list[str]
) -> None:
    """With the line of mkdocs.yml, in German, and without a traceback."""
    site.config_text = f"site_name: Test\nplugins:\n  - rechenprobe:\n      {option}\n"
    with pytest.raises(Abort):
        site.build()
    file = os.path.relpath(site.root / "mkdocs.yml")
    assert f"{file}:4:" in messages()
    for word in words:
        assert word in messages()


def test_pages_that_cannot_be_read_are_told_with_what_else_is_wrong(
    site: Site, messages: Callable[[], str]
) -> None:
    """All of them, with line and remedy and without a traceback; nothing is published."""
    site.write({"docs/index.md": "2 + 2 = 5\n"})
    (site.root / "docs/latin.md").write_bytes("Die\nGröße".encode("latin-1"))
    (site.root / "docs/bild.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (site.root / "docs/sechzehn.md").write_bytes("Größe".encode("utf-16"))
    (site.root / "docs/link.md").symlink_to("nirgends.md")
    (site.root / "docs/kreis.md").symlink_to("kreis.md")
    with pytest.raises(Abort):
        site.build()
    for text in (
        "docs/latin.md:2:3  ist nicht in UTF-8 gespeichert\n    Abhilfe:      als UTF-8 speichern",
        "docs/bild.md  ist kein Text, obwohl sie so heißt",
        "docs/sechzehn.md  ist in UTF-16 gespeichert",
        "docs/link.md  ist eine Verknüpfung ins Leere\n    Abhilfe: ",
        "docs/kreis.md  ist eine Verknüpfung im Kreis\n    Abhilfe: ",
        "docs/index.md:1:9",
        "6 Seiten stimmen nicht",
    ):
        assert text in messages()
    assert not (site.root / "site/index.html").exists()


def test_a_preview_says_in_a_pages_place_that_it_cannot_be_read(site: Site) -> None:
    site.command = "serve"
    site.write({"docs/index.md": "1 + 1 = 2\n"})
    (site.root / "docs/latin.md").write_bytes("Größe".encode("latin-1"))
    site.build()
    assert "docs/latin.md:1:3  ist nicht in UTF-8 gespeichert" in site.read("latin/index.html")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode")
def test_a_page_whose_name_is_in_another_encoding_ends_the_build(
    site: Site, messages: Callable[[], str]
) -> None:
    """Other files may be called what they like, as for MkDocs."""
    site.write({"docs/index.md": "Es gilt 1 + 1 = 2.\n"})
    folder = os.fsencode(site.root / "docs")
    Path(os.fsdecode(folder + b"/bl\xfcte.bin")).write_bytes(b"")
    site.build()
    Path(os.fsdecode(folder + b"/bl\xfcte.md")).write_bytes(b"Text.\n")
    with pytest.raises(Abort):
        site.build()
    assert "Der Name der Datei bl?te.md ist nicht in UTF-8: bitte umbenennen" in messages()


def test_a_cache_that_cannot_be_written_is_reported_once(
    site: Site, messages: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for each lecture, each page and the font: with --strict it counts, but one is enough."""

    def refuse(file: Path, *_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))

    monkeypatch.setattr("rechenprobe.store.write", refuse)
    monkeypatch.setattr("rechenprobe.hosts.assets.write_atomically", refuse)
    site.write({f"docs/{name}.md": f"# {name}\n\n```python\n1\n```\n" for name in "abc"})
    site.build()
    assert messages().count("dort lässt sich nichts schreiben") == 1
    assert (site.root / "site/c/index.html").is_file()


def test_sources_stay_untouched_and_builds_are_equal(site: Site) -> None:
    """Nothing is generated below docs/, and building twice gives the same bytes."""
    site.config_text += "theme: material\n"  # the other one writes the time into its pages

    def files(folder: str) -> dict[str, bytes]:
        return {
            path.relative_to(site.root).as_posix(): path.read_bytes()
            for path in sorted((site.root / folder).rglob("*"))
            if path.is_file() and not path.name.startswith("sitemap")
        }

    before = files("docs")
    site.build()
    first = files("site")
    site.build()
    assert files("docs") == before
    assert files("site") == first


def test_configured_extensions_are_left_alone(site: Site) -> None:
    """The site's own settings win; what is missing is added, once."""
    site.config_text += "markdown_extensions: [tables, pymdownx.superfences]\n"
    config = site.config()
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_shutdown()
    names = list(config.markdown_extensions)
    assert len(names) == len(set(names))
    assert names.index("pymdownx.superfences") < names.index("rechenprobe.show.seal")
