"""Calculators in a real browser: what the script evaluates is what Python evaluates."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.visit import Visit, visiting, without_scripts
from tests.calculator.grids import settings_of

from rechenprobe.calculator import make_sheet
from rechenprobe.notation import number
from rechenprobe.sheet import KINDS, Settings
from rechenprobe.show.values import show_bytes

pytestmark = [pytest.mark.browser, pytest.mark.keras]

PAGE = "werkzeuge/rechner.html"
POSITION = {kind: index for index, kind in enumerate(KINDS)}
SAMPLE = 100

RESULTS = """root => Object.fromEntries([...root.querySelectorAll('.rp-rechner__lines > div')]
  .map(line => [line.querySelector('dt').textContent.trim(),
    line.querySelector('strong').textContent]))"""


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with visiting(browser, site + PAGE) as visit:
        yield visit


@pytest.fixture(scope="module")
def desk(browser: Browser, site: str) -> Iterator[Visit]:
    """One page for tests that set what they look at."""
    with visiting(browser, site + PAGE) as visit:
        yield visit


@pytest.fixture(params=[1440, 360])
def anywhere(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """On a desk and on a phone, where the width matters."""
    with visiting(browser, site + PAGE, request.param) as visit:
        yield visit


def calculator(page: Page, kind: str) -> Locator:
    return page.locator(".rp-rechner").nth(POSITION[kind])


def expected(kind: str, settings: Settings) -> list[str]:
    sheet = make_sheet(kind)
    values = [
        (line.unit, int(sheet.value(line.expr, settings))) for line in sheet.variant(settings).lines
    ]
    return [show_bytes(value, "dot") if unit else number(value, "dot") for unit, value in values]


def test_results_are_pythons_for_a_sample_of_settings(visit: Visit) -> None:
    """All calculators; the words on what does not come out, too."""
    for kind in KINDS:
        every = list(settings_of(kind))
        chosen = Random(0).sample(every, min(SAMPLE, len(every)))
        shown = calculator(visit.page, kind).evaluate(
            f"""(root, every) => every.map(settings => {{
              const {{elements}} = root.querySelector('form');
              for (const [name, value] of Object.entries(settings)) {{
                if (typeof value === 'boolean') elements[name].checked = value;
                else elements[name].value = value;
              }}
              elements.precision.dispatchEvent(new Event('input', {{bubbles: true}}));
              const words = [...root.querySelectorAll('.rp-rechner__said li')];
              return [Object.values(({RESULTS})(root)), words.map(one => one.textContent)];
            }})""",
            [dict(settings) for settings in chosen],
        )
        for settings, (values, words) in zip(chosen, shown, strict=True):
            assert values == expected(kind, settings), settings
            assert words == [text for _, text in make_sheet(kind).complaints(settings)]


def test_typing_and_sliding_change_the_results(visit: Visit) -> None:
    """Field and slider follow each other; the calculation is written out again."""
    root = calculator(visit.page, "Dense")
    field = root.get_by_label("Einheiten", exact=False).first
    slider = root.get_by_label("Einheiten, Regler")
    field.fill("10")
    expect(slider).to_have_value("10")
    expect(root.locator("dd").nth(1)).to_contain_text("10⋅(784+1)")
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(field).to_have_value("11")
    expect(root.locator("strong").nth(1)).to_have_text("8635")
    field.press("ArrowDown")
    expect(slider).to_have_value("10")
    expect(root.locator("strong").nth(1)).to_have_text("7850")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.024", "1024"),
        ("1,024", "1024"),
        ("1 024", "1024"),
        (" 10.000 ", "10.000"),
        ("1'000'000", "1.000.000"),
        ("1.000.001", ""),
        ("1.5", ""),
        ("10.24", ""),
        ("-3", ""),
        ("1e3", ""),
        ("0", ""),
        ("viele", ""),
        ("", ""),
    ],
)
def test_whole_numbers_are_read_in_groups(desk: Visit, typed: str, read: str) -> None:
    """As Germans and others write them; what is none is said, and marked for screen readers."""
    root = calculator(desk.page, "Dense")
    field = root.get_by_label("Einheiten").first
    field.fill(typed)
    said = root.get_by_role("status")
    if read:
        expect(root.locator("strong").first).to_have_text(read)
        expect(said).to_be_empty()
        expect(field).not_to_have_attribute("aria-invalid", "true")
    else:
        expect(said).to_have_text("„Einheiten“ ist eine ganze Zahl von 1 bis 1.000.000.")
        expect(root.locator("strong").first).to_have_text("–")
        expect(field).to_have_attribute("aria-invalid", "true")


def test_settings_that_cannot_be_are_explained(visit: Visit) -> None:
    """In German; results wait until they can be again."""
    root = calculator(visit.page, "Conv2D")
    said = root.get_by_role("status")
    root.get_by_label("Auffüllung").select_option("valid")
    size = root.get_by_label("Eingabe: Höhe und Breite").first
    size.fill("2")
    expect(said).to_contain_text("Das Fenster passt nirgends hin")
    expect(root.locator("strong").first).to_have_text("–")
    size.fill("0")
    expect(said).to_have_text("„Eingabe: Höhe und Breite“ ist eine ganze Zahl von 1 bis 4096.")
    size.fill("3")
    expect(root.locator("strong").first).to_have_text("1")
    expect(said).to_be_empty()


def test_only_fields_with_a_meaning_are_shown(visit: Visit) -> None:
    """P belongs to padding of one's own, reset_after to a GRU."""
    root = calculator(visit.page, "Conv2D")
    own = root.get_by_label("Nullen je Seite").first
    expect(own).to_be_hidden()
    root.get_by_label("Auffüllung").select_option("number")
    expect(own).to_be_visible()
    recurrent = calculator(visit.page, "LSTM")
    expect(recurrent.get_by_label("reset_after")).to_be_hidden()
    recurrent.get_by_label("Schicht", exact=True).select_option("GRU")
    expect(recurrent.get_by_label("reset_after")).to_be_visible()


def test_a_link_carries_the_settings(visit: Visit) -> None:
    """Restored on arrival, with the calculator in sight."""
    page = visit.page
    root = calculator(page, "Dense")
    units = root.get_by_label("Einheiten").first
    units.fill("7")
    address = root.get_by_role("link", name="Link zu diesen Einstellungen").get_attribute("href")
    assert address is not None
    here = page.url.partition("#")[0]
    assert address.startswith("#rechner-3:features=784&units=7&")
    page.goto("about:blank")
    page.goto(here + address)
    expect(units).to_have_value("7")
    expect(root.locator("strong").first).to_have_text("7")
    expect(root).to_be_in_viewport()


@pytest.mark.parametrize(
    "fragment", ["%E0%A4%A", "rechner-3", "rechner-3:", "rechner-3:units", "rechner-3:units=-1&x=2"]
)
def test_a_link_with_nonsense_changes_nothing(browser: Browser, site: str, fragment: str) -> None:
    """Addresses are typed, cut and mistaken; everything works all the same."""
    with visiting(browser, f"{site}{PAGE}#{fragment}") as visit:
        root = calculator(visit.page, "Dense")
        expect(root.get_by_label("Einheiten").first).to_have_value("128")
        root.get_by_label("Einheiten").first.fill("7")
        expect(root.locator("strong").first).to_have_text("7")


def test_back_takes_a_change_back(visit: Visit) -> None:
    """Whatever the theme does to the address meanwhile."""
    page = visit.page
    root = calculator(page, "Dense")
    units = root.get_by_label("Einheiten").first
    before = units.input_value()
    for value in ("7", "9"):
        units.fill(value)
        units.press("Tab")
        page.wait_for_url(f"**&units={value}&**")
    for value in ("7", before):
        page.go_back()
        expect(units).to_have_value(value)
        expect(root.locator("strong").first).to_have_text(value)


def test_from_page_to_page_and_back_everything_works(visit: Visit) -> None:
    """The theme puts one page in place of the other, without loading the script again."""
    page = visit.page
    page.get_by_role("navigation").get_by_role("link", name="AlexNet", exact=True).first.click()
    tabbed = page.locator(".rp-tabbed").first
    tabbed.get_by_role("tab", name="Speicher").click()
    expect(tabbed.locator(".rp-picker")).to_be_visible()
    page.go_back()
    root = calculator(page, "Dense")
    root.get_by_label("Einheiten").first.fill("3")
    expect(root.locator("strong").first).to_have_text("3")


@pytest.mark.usefixtures("site")
def test_from_the_disk_everything_works(browser: Browser, folder: Path) -> None:
    """Opened as a file: calculators, their history, and what belongs to a model."""
    page = browser.new_page()
    page.goto((folder / PAGE).as_uri())
    root = calculator(page, "Dense")
    units = root.get_by_label("Einheiten").first
    before = units.input_value()
    units.fill("7")
    units.press("Tab")
    expect(root.locator("strong").first).to_have_text("7")
    page.go_back()
    expect(units).to_have_value(before)
    page.goto((folder / "vorlesung/alexnet.html").as_uri())
    page.get_by_role("tab", name="Speicher").first.click()
    expect(page.locator(".rp-picker").first).to_be_visible()
    page.close()


def test_the_window_slides_over_the_input(anywhere: Visit) -> None:
    """Step by step, by button and by key; the words say where it stands."""
    root = calculator(anywhere.page, "MaxPooling2D")
    said = root.locator(".rp-slide__said")
    position = root.get_by_label("Position des Fensters")
    expect(said).to_contain_text("Zeile 1, Spalte 1: aus den Zeilen 1 bis 2 und")
    root.get_by_role("button", name="Weiter").click()
    expect(said).to_contain_text("Zeilen 1 bis 2 und den Spalten 3 bis 4")
    position.focus()
    anywhere.page.keyboard.press("End")
    expect(said).to_contain_text("Zeile 6, Spalte 6: aus den Zeilen 11 bis 12")
    anywhere.page.wait_for_function(  # it glides
        """root => {
          const right = name => root.querySelector(name).getBoundingClientRect().right;
          return Math.abs(right('.rp-slide__frame') - right('.rp-slide__input')) < 2;
        }""",
        arg=root.element_handle(),
    )
    root.get_by_role("button", name="Zurück").click()
    expect(said).to_contain_text("Zeile 6, Spalte 5")


def test_it_plays_only_when_asked_and_stops(visit: Visit) -> None:
    """Nothing moves by itself."""
    root = calculator(visit.page, "MaxPooling2D")
    position = root.get_by_label("Position des Fensters")
    visit.page.wait_for_timeout(700)
    expect(position).to_have_value("0")
    root.get_by_role("button", name="Abspielen").click()
    expect(position).not_to_have_value("0")
    root.get_by_role("button", name="Pause").click()
    value = position.input_value()
    visit.page.wait_for_timeout(700)
    expect(position).to_have_value(value)


def test_the_page_fits_and_nothing_moves_when_the_script_comes(anywhere: Visit) -> None:
    """Also at 360 px."""
    page = anywhere.page
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.add_init_script(
        """window.shift = 0;
        const add = list => list.getEntries().forEach(entry => { window.shift += entry.value; });
        new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});"""
    )
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.01


def test_without_javascript_the_author_s_settings_are_calculated(
    browser: Browser, site: str
) -> None:
    """In words and with all results; no control that would do nothing."""
    with without_scripts(browser, site + PAGE) as page:
        root = calculator(page, "Conv2D")
        expect(root.locator("form")).to_be_hidden()
        expect(root.locator(".rp-rechner__picture")).to_be_hidden()
        expect(root.locator(".rp-rechner__given")).to_contain_text("Schrittweite s: 2")
        expect(root.locator("strong").nth(2)).to_have_text("224")
