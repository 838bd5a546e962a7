"""A model on the page, used: tabs, rows that unfold, columns that sort, memory to choose."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.visit import Visit, visiting, without_scripts
from tests.check.golden import alexnet

from rechenprobe.show.bars import percentage
from rechenprobe.show.memory import OFFERED, memory_parts, optimizers
from rechenprobe.show.values import show_bytes

pytestmark = [pytest.mark.browser, pytest.mark.keras]

PAGE = "vorlesung/alexnet.html"
BATCHES = (1, 3, 16, 100, 65_536)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    with visiting(browser, site + PAGE) as visit:
        yield visit


@pytest.fixture(params=[1440, 360])
def anywhere(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """On a desk and on a phone, where the width matters."""
    with visiting(browser, site + PAGE, request.param) as visit:
        yield visit


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """The page without JavaScript."""
    with without_scripts(browser, site + PAGE) as page:
        yield page


def test_tabs_open_one_view_at_a_time(visit: Visit) -> None:
    """By pointer and by keyboard; roles and states are those of a list of tabs."""
    block = visit.page.locator(".rp-tabbed").first
    tabs = block.get_by_role("tab")
    assert tabs.all_inner_texts() == [
        "Schichten",
        "Speicher",
        "Architektur",
        "Anteile",
        "model.summary()",
    ]
    shown = block.get_by_role("tabpanel")
    expect(shown).to_have_count(1)
    expect(shown.locator(".rp-layers")).to_be_visible()
    tabs.nth(4).click()
    expect(shown.locator(".rp-stream")).to_contain_text("Total params: 56,356,234")
    for key, name in (("ArrowRight", "Schichten"), ("ArrowLeft", "model.summary()")):
        visit.page.keyboard.press(key)
        expect(block.get_by_role("tab", selected=True)).to_have_text(name)
        expect(block.get_by_role("tab", selected=True)).to_be_focused()
        expect(shown).to_have_count(1)
    visit.page.keyboard.press("Home")
    assert [tab.get_attribute("tabindex") for tab in tabs.all()] == ["0", "-1", "-1", "-1", "-1"]


def test_tabs_stand_on_one_line_and_the_chosen_one_is_in_sight(anywhere: Visit) -> None:
    """On a phone the list scrolls sideways: by keys and to what was tapped half."""
    block = anywhere.page.locator(".rp-tabbed").first
    tabs = block.get_by_role("tab")
    tops = {tab.evaluate("tab => tab.getBoundingClientRect().top") for tab in tabs.all()}
    assert len(tops) == 1
    tabs.first.focus()
    for key in ("End", "Home"):
        anywhere.page.keyboard.press(key)
        chosen = block.get_by_role("tab", selected=True)
        expect(chosen).to_be_in_viewport(ratio=0.99)


def test_a_list_of_tabs_shows_on_which_side_it_goes_on(anywhere: Visit) -> None:
    """On a phone only; the arrow takes no room, or the list would never end."""
    block = anywhere.page.locator(".rp-tabbed").first
    tabs, list_ = block.get_by_role("tab"), block.locator(".rp-tabs")

    def sides() -> list[str]:
        anywhere.page.wait_for_timeout(100)  # scrolling tells of itself with the next picture
        return [side for side in ("before", "behind") if list_.get_attribute(f"data-{side}") == ""]

    phone = anywhere.page.evaluate("innerWidth") == 360
    assert sides() == (["behind"] if phone else [])
    wide = list_.evaluate("list => list.scrollWidth")
    tabs.nth(2).focus()
    for key, beyond in (("End", ["before"]), ("Home", ["behind"])):
        anywhere.page.keyboard.press(key)
        assert sides() == (beyond if phone else [])
    assert list_.evaluate("list => list.scrollWidth") == wide


def test_a_link_to_a_view_opens_it(visit: Visit) -> None:
    """On arrival and on the way."""
    block = visit.page.locator(".rp-tabbed").first
    anchor = block.locator("section").nth(1).get_attribute("id")
    visit.page.goto(visit.page.url.partition("#")[0] + f"#{anchor}")
    expect(block.locator(".rp-memory")).to_be_visible()
    visit.page.reload()
    expect(block.get_by_role("tab", selected=True)).to_have_text("Speicher")


def test_a_layer_unfolds_its_calculations(anywhere: Visit) -> None:
    """Within the width of the window, by keyboard, too."""
    layers = anywhere.page.locator(".rp-layers").first
    button = layers.get_by_role("button", name="Conv2D conv2d", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    anywhere.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    steps = layers.locator(".rp-steps:visible")
    expect(steps).to_have_count(1)
    expect(steps).to_contain_text("Eingabekanäle")
    # The symbols stand in the line that explains them.
    expect(steps.locator(".rp-note").first).to_have_css("display", "block")
    box, frame = steps.bounding_box(), layers.bounding_box()
    assert box is not None
    assert frame is not None
    assert box["x"] >= frame["x"] - 1
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    anywhere.page.keyboard.press("Enter")
    expect(steps).to_have_count(0)


def test_columns_sort_down_up_and_back(visit: Visit) -> None:
    """Calculations move with their layer, the totals stay; the head says what it is sorted by."""
    layers = visit.page.locator(".rp-layers").first
    names = layers.locator("tbody th code")
    original = names.all_inner_texts()
    head = layers.get_by_role("columnheader", name="Parameter")
    button = head.get_by_role("button")
    button.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names.all_inner_texts()[:3] == ["dense", "dense_1", "conv2d_2"]
    assert layers.locator("tbody").first.locator("summary").text_content() == "Rechnung zu dense"
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert names.all_inner_texts()[-1] == "dense"
    button.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert names.all_inner_texts() == original
    layers.get_by_role("columnheader", name="Schicht").get_by_role("button").click()
    assert names.all_inner_texts()[0] == "conv2d"


def test_the_head_stays_in_sight(anywhere: Visit) -> None:
    """While the box scrolls, as do the totals."""
    seen = anywhere.page.locator(".rp-layers").first.evaluate(
        """box => {
          box.style.maxHeight = '300px';
          box.scrollTop = 150;
          const at = selector => box.querySelector(selector).getBoundingClientRect();
          const frame = box.getBoundingClientRect();
          return {
            scrolled: box.scrollTop,
            head: at('thead th:nth-child(2)').top - frame.top,
            foot: frame.bottom - at('tfoot th').bottom,
          };
        }"""
    )
    assert seen["scrolled"] == 150
    assert abs(seen["head"]) < 2
    assert seen["foot"] < 20


def test_every_choice_of_memory_is_what_python_says(visit: Visit) -> None:
    """All precisions with all optimizers, for several batch sizes, to the last digit."""
    visit.page.locator(".rp-tabbed").first.get_by_role("tab", name="Speicher").click()
    shown = visit.page.locator(".rp-picker").first.evaluate(
        """(picker, batches) => {
          const {batch, precision, optimizer} = picker.querySelector('form').elements;
          const texts = name => [...picker.querySelectorAll(`[data-${name}]`)]
            .map(cell => cell.textContent);
          const found = {};
          for (const size of batches) for (const one of precision.options)
            for (const other of optimizer.options) {
              [batch.value, precision.value, optimizer.value] = [size, one.value, other.value];
              batch.dispatchEvent(new Event('input', {bubbles: true}));
              found[[size, one.value, other.value]] = [...texts('part'), ...texts('share')];
            }
          return found;
        }""",
        list(BATCHES),
    )
    model = alexnet()
    expected = {}
    for size in BATCHES:
        for precision, _ in OFFERED:
            for key, (_, optimizer) in optimizers(model).items():
                memory = model.memory(size, precision, optimizer, training=optimizer is not None)
                parts = memory_parts(memory)
                expected[f"{size},{precision},{key}"] = [
                    *(show_bytes(count, "dot") for count in (*parts, memory.total)),
                    *(percentage(Fraction(count, memory.total), "dot") for count in parts),
                ]
    assert shown == expected


def test_a_batch_size_that_is_none_is_explained(visit: Visit) -> None:
    """The last numbers stay."""
    visit.page.locator(".rp-tabbed").first.get_by_role("tab", name="Speicher").click()
    picker = visit.page.locator(".rp-picker").first
    total = picker.locator("[data-part=total]")
    before = total.inner_text()
    picker.get_by_label("Batch-Größe").fill("0")
    expect(picker.get_by_role("status")).to_have_text(
        "Die Batch-Größe ist eine ganze Zahl von 1 bis 65.536."
    )
    assert total.inner_text() == before
    picker.get_by_label("Batch-Größe").fill("32")
    expect(picker.get_by_role("status")).to_have_text(f"Zusammen {total.inner_text()}.")
    assert total.inner_text() != before
    picker.get_by_label("Batch-Größe").fill("65536")
    most = total.inner_text()
    picker.get_by_label("Batch-Größe").fill("1.024")
    expect(total).not_to_have_text(most)
    picker.get_by_label("Batch-Größe").fill("65.536")
    expect(total).to_have_text(most)
    picker.get_by_label("Batch-Größe").press("ArrowUp")
    expect(picker.get_by_label("Batch-Größe")).to_have_value("65.536")


def test_nothing_moves_when_the_script_comes(browser: Browser, site: str) -> None:
    """What it folds is folded before."""
    page = browser.new_page(viewport={"width": 1440, "height": 4000})
    page.add_init_script(
        """window.shift = 0;
        const add = list => list.getEntries().forEach(entry => { window.shift += entry.value; });
        new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});"""
    )
    page.goto(site + PAGE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.01
    page.close()


def test_without_javascript_all_is_there(plain: Page) -> None:
    """Every view, each calculation to unfold; no control that would do nothing."""
    block = plain.locator(".rp-tabbed").first
    for kind in (".rp-layers", ".rp-memory", ".rp-diagram", ".rp-shares", ".rp-stream"):
        expect(block.locator(kind)).to_be_visible()
    expect(block.locator(".rp-picker")).to_be_hidden()
    first = block.locator(".rp-more details").nth(1)
    first.locator("summary").click()
    expect(first.locator(".rp-steps")).to_be_visible()


def test_on_paper_all_is_there(anywhere: Visit) -> None:
    """The sections one below the other, tables whole, rows folded, without the controls."""
    page = anywhere.page
    page.emulate_media(media="print")
    block = page.locator(".rp-tabbed").first
    for kind in (".rp-layers", ".rp-memory", ".rp-diagram", ".rp-shares", ".rp-stream"):
        expect(block.locator(kind)).to_be_visible()
    expect(block.locator(".rp-tabs")).to_be_hidden()
    expect(block.locator(".rp-picker")).to_be_hidden()
    expect(block.locator(".rp-steps:visible")).to_have_count(0)
    layers = block.locator(".rp-layers")
    assert layers.evaluate("box => box.scrollHeight <= box.clientHeight + 1")


def test_where_the_system_sets_colours_bars_and_the_chosen_tab_are_seen(visit: Visit) -> None:
    """High contrast takes backgrounds away and draws borders that were transparent."""
    page = visit.page
    page.emulate_media(forced_colors="active")
    colours = page.evaluate(
        """() => {
          const of = (selector, name) =>
            getComputedStyle(document.querySelector(selector)).getPropertyValue(name);
          return {
            page: of('body', 'background-color'),
            bar: of('.rp-share__bar', 'background-color'),
            chosen: of('.rp-tabs [aria-selected=true]', 'border-bottom-color'),
            other: of('.rp-tabs [aria-selected=false]', 'border-bottom-color'),
          };
        }"""
    )
    assert colours["other"] == colours["page"]
    assert colours["page"] not in (colours["bar"], colours["chosen"])
    assert page.locator("[data-stream=stdout] > samp").first.get_attribute("lang") == "en"
