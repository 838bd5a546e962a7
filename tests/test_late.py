"""Patterns that are compiled when they are needed."""

import gc
import re
from importlib import import_module
from pathlib import Path

import pytest

import rechenprobe
from rechenprobe.late import late


def test_a_late_pattern_finds_what_the_pattern_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    original = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return original(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    words = late(r"(?P<word>[a-z]+)", re.IGNORECASE)
    assert compiled == []
    assert [match["word"] for match in words.finditer("Ein WORT")] == ["Ein", "WORT"]
    assert words.fullmatch("wort") is not None
    assert words.sub("-", "ein Wort") == "- -"
    assert words.groupindex == {"word": 1}
    assert len(compiled) == 2  # for what is not kept, once more


def test_a_mistake_in_a_late_pattern_shows_at_its_use() -> None:
    with pytest.raises(re.error, match="unterminated"):
        late("[").search("")


def test_every_late_pattern_of_the_package_can_be_compiled() -> None:
    """What no test's text asks for must not wait for an author's."""
    package = Path(rechenprobe.__file__).parent
    for stage in ("read", "check", "show"):
        for file in (package / stage).rglob("*.py"):
            parts = file.relative_to(package.parent).with_suffix("").parts
            import_module(".".join(part for part in parts if part != "__init__"))
    patterns = [one for one in gc.get_objects() if type(one) is type(late(""))]
    assert len(patterns) > 300
    broken = [one.pattern for one in patterns if not _compiles(one)]
    assert broken == []


def _compiles(pattern: re.Pattern[str]) -> bool:
    try:
        pattern.match("")
    except re.error:
        return False
    return True
