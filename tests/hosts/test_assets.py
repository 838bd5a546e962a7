"""The formulas' font: cut deterministically, kept in the cache, with what formulas need."""

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from rechenprobe.hosts.assets import build_assets
from rechenprobe.hosts.font import FAMILY, cut_font, font_key, font_source


@pytest.fixture(scope="module")
def cut() -> bytes:
    return cut_font(font_source())


def test_the_same_source_gives_the_same_bytes(cut: bytes) -> None:
    """No timestamps: two builds of a site are equal."""
    assert cut_font(font_source()) == cut


def test_it_is_small(cut: bytes) -> None:
    """A page stays below 300 kB with it."""
    assert len(cut) < 130_000


def test_it_holds_what_formulas_need(cut: bytes) -> None:
    """Characters of lectures, and variants for brackets and braces to grow by."""
    font = TTFont(io.BytesIO(cut))
    characters = font.getBestCmap()
    for char in "0Aäß×·⋅−√∑∏⌊⌋⇒⟹→≈≤ℝ⏟αΩ\u202f𝑥𝐱𝔼ℒ✓":
        assert ord(char) in characters, char
    variants = font["MATH"].table.MathVariants
    growing = set(variants.VertGlyphCoverage.glyphs)
    for bracket in "()[]{}|⌊⌋⌈⌉√":
        assert characters[ord(bracket)] in growing, bracket
    assert characters[ord("⏟")] in set(variants.HorizGlyphCoverage.glyphs)


def test_the_licence_travels_with_the_font(cut: bytes) -> None:
    """The SIL Open Font License asks for it."""
    names = TTFont(io.BytesIO(cut))["name"]
    assert "Open Font License" in str(names.getDebugName(13))


def kept(cache: Path, content: bytes = b"from before") -> Path:
    """A font that an earlier build left: another, so that it is told from one that is cut now."""
    file = cache / "fonts" / f"stix-two-math.{font_key()}.woff2.kept"
    file.parent.mkdir(parents=True)
    file.write_bytes(sha256(content).digest() + content)
    return file


def test_the_cache_keeps_it(tmp_path: Path) -> None:
    """A second build reads what the first one wrote, even if it was made otherwise."""
    kept(tmp_path)
    assert build_assets(tmp_path).font == b"from before"


def flip(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + b"x")


def elsewhere(file: Path) -> None:
    file.unlink()
    file.symlink_to(__file__)


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [flip, elsewhere, folder])
def test_what_was_done_to_the_cache_is_not_published(
    tmp_path: Path,
    damage: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Noticed, reported and made anew; a cache that cannot be written stops no build."""
    monkeypatch.setattr("rechenprobe.hosts.assets.cut_font", lambda _: b"cut now")
    file = kept(tmp_path)
    damage(file)
    assert build_assets(tmp_path).font == b"cut now"
    assert "Der Cache" in caplog.text
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    caplog.clear()
    assert build_assets(tmp_path).font == b"cut now"
    assert ("Der Cache" in caplog.text) == file.is_dir()


def test_the_style_sheet_loads_it_from_the_site_itself(tmp_path: Path) -> None:
    """By a relative address: works below any prefix and from `file://`."""
    name = kept(tmp_path).stem
    assets = build_assets(tmp_path)
    assert f'font-family: "{FAMILY}"; src: url("{name}")' in assets.css
    assert assets.font_uri == f"assets/rechenprobe/{name}"
    assert "http" not in assets.css


def test_the_script_of_a_page_is_small(tmp_path: Path) -> None:
    """All that is ours together; comments and indentation are for those who change it."""
    kept(tmp_path)
    script = build_assets(tmp_path).script
    assert len(script.encode()) < 30_000
    assert not [line for line in script.splitlines() if line.startswith((" ", "//"))]
    assert "rechenprobe" in script


def test_its_name_tells_what_it_was_cut_with() -> None:
    """An upgrade of one of them is another file, so that no browser takes the old one for it."""
    upgrades = ("ziamath", "fonttools", "brotli")
    keys = {font_key(lambda name, new=new: str(name == new)) for new in (*upgrades, "")}  # type: ignore[misc]
    assert len(keys) == 4
