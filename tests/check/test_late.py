"""Patterns that are compiled when they are needed."""

import re

import pytest

from rechenprobe.check.late import late


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
