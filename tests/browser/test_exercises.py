"""Exercises in a real browser: answers in many notations, hints, progress, no script, paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.visit import Visit, visiting, without_scripts

pytestmark = [pytest.mark.browser, pytest.mark.keras]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with visiting(browser, site + "vorlesung/alexnet.html", 360) as visit:
        yield visit


def exercise(page: Page, label: str) -> Locator:
    return page.locator(f"#exr-{label}")


def verdict(page: Page, label: str, text: str) -> str:
    """What the page says to an answer that is typed and sent with the keyboard."""
    box = exercise(page, label)
    box.get_by_label("Ihre Antwort").fill(text)
    box.get_by_label("Ihre Antwort").press("Enter")
    said = box.get_by_role("status")
    page.wait_for_function("element => element.textContent", arg=said.element_handle())
    return said.inner_text()


def test_answers_are_read_in_every_notation(visit: Visit) -> None:
    """German and English groups and decimals, powers of ten, units, shapes."""
    right = {
        "conv2-parameter": (
            "614656",
            "614.656",
            "614,656",
            "614 656",
            "614\u202f656",
            "614'656",
            "= 614.656 Parameter",
            "6,14656e5",
            "6.14656·10^5",
            "0,614656 Mio.",
        ),
        "dense-speicher": (
            "75,505664",
            "75.5",
            "75,5 MB",
            "75505664 Byte",
            "75.505,664 kB",
            "72 MiB",
            "75,5 Megabyte",
        ),
        "anteil-dense": ("96,8", "97 %", "96.8%", "0,9684e2"),
        "pool2-ausgabe": (
            "13 × 13 × 256",
            "13x13x256",
            "(None, 13, 13, 256)",
            "(13,13,256)",
            "13 13 256",
        ),
    }
    for label, answers in right.items():
        for text in answers:
            assert verdict(visit.page, label, text) == "Richtig!", text


def test_wrong_answers_are_told_apart(visit: Visit) -> None:
    wrong = {
        ("conv2-parameter", "614.400"): "Bias",
        ("conv2-parameter", "6656"): "Kanäle",
        ("conv2-parameter", "614.700"): "Fast",
        ("conv2-parameter", "614.657"): "Knapp daneben",
        ("conv2-parameter", " "): "keine Antwort",
        ("dense-speicher", "604 Mbit"): "nicht als Zahl in MB",
        ("dense-speicher", "75,4"): "Knapp daneben",
        ("conv2-parameter", "61.465,6"): "Komma",
        ("conv2-parameter", "viele"): "lese ich nicht als Zahl",
        ("conv1-breite", "54"): "+ 1",
        ("conv1-same", "55"): "ohne Auffüllung",
        ("conv3-macs", "299.040.768"): "FLOPs",
        ("dense-speicher", "75505664"): "Zahl der Byte",
        ("dense-speicher", "604 MB"): "Bit",
        ("dense-speicher", "100"): "stimmt noch nicht",
        ("pool2-ausgabe", "13 × 13"): "3 Zahlen",
        ("pool2-ausgabe", "13 × 13 × 96"): "Die 3. Zahl",
    }
    for (label, text), words in wrong.items():
        said = verdict(visit.page, label, text)
        assert words in said, f"{text}: {said}"
        assert said != "Richtig!"


def test_progress_stays_and_can_be_reset(visit: Visit) -> None:
    """Over a reload, in this browser only."""
    page = visit.page
    count = page.locator(".rp-progress__count")
    total = page.locator(".rp-exercise").count()
    assert count.inner_text() == f"0 von {total} Aufgaben gelöst"
    verdict(page, "conv1-breite", "55")
    verdict(page, "conv1-same", "56")
    page.reload()
    assert count.inner_text() == f"1 von {total} Aufgaben gelöst"
    assert "gelöst" in exercise(page, "conv1-breite").inner_text()
    assert "✓" not in exercise(page, "conv1-same").inner_text()
    page.get_by_role("button", name="Fortschritt zurücksetzen").click()
    assert count.inner_text() == f"0 von {total} Aufgaben gelöst"
    assert exercise(page, "conv1-breite").get_by_label("Ihre Antwort").input_value() == ""
    page.reload()
    assert count.inner_text() == f"0 von {total} Aufgaben gelöst"


def test_a_browser_that_stores_nothing_still_judges(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(Storage.prototype, 'getItem', {value() { throw new Error() }});"
        "Object.defineProperty(Storage.prototype, 'setItem', {value() { throw new Error() }});"
    )
    page = context.new_page()
    page.goto(site + "vorlesung/alexnet.html")
    assert verdict(page, "conv1-breite", "55") == "Richtig!"
    assert page.locator(".rp-progress__count").inner_text().startswith("1 von")
    context.close()


def test_without_javascript_the_solution_unfolds(browser: Browser, site: str) -> None:
    with without_scripts(browser, site + "vorlesung/alexnet.html") as page:
        box = exercise(page, "conv2-parameter")
        assert not box.locator("form").is_visible()
        assert not page.locator(".rp-progress").is_visible()
        assert not box.get_by_text("614.656").first.is_visible()
        box.get_by_text("Lösung", exact=True).click()
        expect(box.locator(".rp-exercise__result")).to_have_text("614.656")


def test_paper_has_room_for_an_answer_and_no_solution(visit: Visit) -> None:
    """Neither one that was looked up on the screen."""
    page = visit.page
    box = exercise(page, "conv1-same")
    verdict(page, "conv1-same", "1")
    box.get_by_text("Lösung", exact=True).click()
    assert box.locator(".rp-exercise__result").is_visible()
    page.emulate_media(media="print")
    assert box.get_by_label("Ihre Antwort").is_visible()
    assert not box.get_by_role("button").is_visible()
    assert not box.get_by_role("status").is_visible()
    assert not box.locator(".rp-exercise__result").is_visible()
    assert not page.locator(".rp-progress").is_visible()


def test_a_phone_shows_exercises_whole(visit: Visit) -> None:
    for summary in visit.page.locator(".rp-exercise__solution > summary").all():
        summary.click()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_exercises_work_on_a_page_that_instant_navigation_brings(
    browser: Browser, site: str
) -> None:
    """Each box is made ready once, also when the reader comes back to the page."""
    with visiting(browser, site + "glossar.html", settled=True) as visit:
        page = visit.page
        page.evaluate("window.stayed = true")
        sidebar = page.locator(".md-sidebar--primary")
        for _ in range(2):
            sidebar.get_by_role("link", name="AlexNet").click()
            expect(page.locator("h1")).to_contain_text("AlexNet")
            assert verdict(page, "conv1-breite", "54").startswith("Es fehlt das + 1")
            sidebar.get_by_role("link", name="Glossar").click()
            page.locator("#schrittweite").wait_for()
        assert page.evaluate("window.stayed") is True
