"""Around the lecture: the search's other forms of words, reading offline, the text font."""

import io
import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from rechenprobe.hosts.offline import WORKER, add_worker, settle_offline
from rechenprobe.hosts.search import FIELD, extend_index, with_forms
from text_font import CUTS, cut_font, font_source


def forms(*texts: str) -> list[set[str]]:
    """Of sections with these texts, the other forms of their words."""
    entries = with_forms({"location": str(i), "title": "", "text": t} for i, t in enumerate(texts))
    return [set(str(entry[FIELD]).split()) for entry in entries]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Die Größe", "groesse"),
        ("Die Größe", "grosse"),
        ("Die Größe", "grösse"),
        ("eine Faltungsschicht. Jede Schicht", "schicht"),
        ("die Stapelgröße und ihre Größe", "groesse"),
        ("mit Filtern, ein Filter", "filter"),
        ("eine Merkmalskarte", "merkmalskarten"),
        ("Ma\u00adtri\u00adzen", "matrizen"),
    ],
)
def test_what_is_typed_begins_a_form(text: str, typed: str) -> None:
    """Material compares beginnings; the words of the text themselves are in the index already."""
    (found,) = forms(text)
    own = text.lower().replace("\u00ad", "").replace(",", " ").replace(".", " ").split()
    assert any(form.startswith(typed) for form in found | set(own))


def test_a_section_gets_the_forms_that_other_sections_use() -> None:
    """Kinship goes through the whole course, but only to sections with such a word."""
    first, second, third = forms("Der Kanal", "Die Kanäle", "Ganz anderes")
    assert "kanäle" in first
    assert "kanal" in second
    assert not {"kanal", "kanäle", "kanaele"} & third


def test_ends_that_are_no_words_of_the_course_are_none() -> None:
    """`Gewicht` does not make `Schicht`, and short ends are no parts."""
    (found,) = forms("Das Gewicht, eine Wicht und eine Schichtung")
    assert "icht" not in found
    assert "schicht" not in found


def test_an_index_in_another_language_stays(tmp_path: Path) -> None:
    """Byte for byte; and a site without a search has none to extend."""
    file = tmp_path / "search_index.json"
    extend_index(file)
    assert not file.exists()
    text = json.dumps({"config": {"lang": ["en"], "fields": {}}, "docs": []})
    file.write_text(text)
    extend_index(file)
    assert file.read_text() == text


@pytest.mark.parametrize("plugins", [["offline", "rechenprobe"], ["rechenprobe", "offline"]])
def test_the_offline_plugin_fetches_nothing(tmp_path: Path, plugins: list[str]) -> None:
    """Whichever comes first; our script is in the site that names it, and only there."""
    (tmp_path / "docs").mkdir()
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: x\ntheme: material\nplugins: {json.dumps(plugins)}\n")
    config = load_config(str(file))
    for plugin in plugins:
        if plugin == "offline":
            config = config.plugins["material/offline"].on_config(config) or config
        else:
            settle_offline(config)
    assert [str(one) for one in config.extra["polyfills"]] == [WORKER]
    files = Files([])
    config.plugins._current_plugin = "rechenprobe"  # as MkDocs sets it around an event
    add_worker(files, config)
    assert [one.src_uri for one in files] == [WORKER]


def test_the_text_font_is_small_german_and_licensed() -> None:
    """What lectures need and no more, under a name that is ours to give."""
    cut = CUTS[1]  # the smaller one is cut faster, in the same way
    data = cut_font(font_source(cut), cut)
    assert len(data) < 20_000
    font = TTFont(io.BytesIO(data))
    characters = font.getBestCmap()
    for char in "äöüÄÖÜßé„“‚‘–—…×·−≈→0%‰\u202f\u00a0":
        assert ord(char) in characters, char
    assert "Source" not in str(font["name"].getDebugName(1))
    assert "Open Font License" in str(font["name"].getDebugName(13))
