"""The benchmark's tables: German, written from the raw figures, and nothing else."""

from pathlib import Path

import pytest
from msgspec import structs

from bench_measure import Measured
from bench_report import (
    BEGIN,
    END,
    Results,
    german,
    joined,
    read_results,
    table,
    write_page,
    write_results,
)

RESULTS = Results(
    "2 Kerne",
    10,
    200,
    {
        "plain": {"unchanged": [Measured(1.0, 0), Measured(9.0, 0), Measured(2.0, 0)]},
        "rechenprobe": {
            "unchanged": [Measured(2.1, 0)],
            "cold memory": [Measured(8.0, 1_440_000_000)],
        },
    },
)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.654, "0,65"), (13.46, "13,5"), (112.4, "112"), (-0.25, "−0,25"), (9.999, "10,0")],
)
def test_numbers_are_german_and_short(number: float, text: str) -> None:
    assert german(number) == text


def test_a_table_shows_medians_their_ratio_and_what_is_aimed_at() -> None:
    """What was not measured is a dash, or no line at all."""
    text = table(RESULTS)
    assert "| **Rechenprobe** | – | 2,10 s (1,05) | – | – | – | – | 1,44 GB |" in text
    assert "| unverändert, gegen MkDocs allein | 1,05 | 1,10 |" in text
    assert "markdown-exec" not in text
    assert "Mediane aus 1 bis 3 Runden; 2 Kerne." in text


def test_what_is_not_measured_stays_if_the_machine_is_the_same() -> None:
    now = structs.replace(RESULTS, figures={"plain": {"unchanged": [Measured(4.0, 0)]}})
    both = joined(RESULTS, now)
    assert both.seconds("plain", "unchanged") == 4.0
    assert both.seconds("rechenprobe", "unchanged") == 2.1
    assert "Mediane aus einer Runde;" in table(both)
    for other in ({"machine": "4 Kerne"}, {"lectures": 20}, {"many": 9}):
        assert joined(structs.replace(RESULTS, **other), now) == now


def test_the_raw_figures_come_back_as_they_were(tmp_path: Path) -> None:
    write_results(tmp_path / "raw.json", RESULTS)
    assert read_results(tmp_path / "raw.json") == RESULTS


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Davor.\n\n{BEGIN}\n\nalt\n\n{END}\n\nDanach.\n", encoding="utf-8")
    for _ in range(2):
        write_page(page, RESULTS)
        expected = f"Davor.\n\n{BEGIN}\n\n{table(RESULTS)}\n\n{END}\n\nDanach.\n"
        assert page.read_text(encoding="utf-8") == expected
    page.write_text("nichts", encoding="utf-8")
    with pytest.raises(SystemExit, match="fehlt"):
        write_page(page, RESULTS)
