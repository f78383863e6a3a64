"""The report in a real browser; skipped where there is none."""

import pytest

from comicenc.report import write_report

pytestmark = pytest.mark.slow
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def page(browser, cast, comic, tmp_path):
    """The report as a page, with what the console said and what was asked for over the network."""
    report = write_report(cast.rename({0: "Rosso", 1: HOSTILE}), comic, tmp_path / "report.html")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.said, page.requested = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: page.said.append(dialog.message))
    page.on("request", lambda request: page.requested.append(request.url))
    page.goto(report.as_uri())
    yield page
    page.close()


def opacity(page, selector):
    page.wait_for_timeout(350)  # longer than the transition
    return float(page.eval_on_selector(selector, "element => getComputedStyle(element).opacity"))


def test_it_opens_without_a_word_and_without_network(page):
    assert page.said == []
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


def test_a_click_shows_one_character_and_another_click_everybody(page):
    page.click(".picks .pick[data-pick='0']")
    assert page.get_attribute(".picks .pick[data-pick='0']", "aria-pressed") == "true"
    assert opacity(page, ".name[data-who='0']") == 1
    assert opacity(page, ".name[data-who='1']") == 0
    assert opacity(page, ".card[data-who='1']") < 0.5
    assert opacity(page, "#page-1 .shade") > 0.5
    page.click(".picks .pick[data-pick='1']")
    assert opacity(page, ".name[data-who='0']") == 0
    assert opacity(page, ".name[data-who='1']") == 1
    page.click(".picks .pick[data-pick='1']")
    assert opacity(page, ".name[data-who='0']") == 1
    assert opacity(page, "#page-1 .shade") == 0
    assert page.said == []


def test_a_box_on_a_page_picks_and_escape_lets_go(page):
    page.click("#page-2 .name[data-who='1']")
    assert opacity(page, ".card[data-who='0']") < 0.5
    page.keyboard.press("Escape")
    assert opacity(page, ".card[data-who='0']") == 1


def test_pointing_at_a_picture_warms_its_box(page):
    page.hover(".sheet .sight[data-sight='3']")
    assert page.eval_on_selector_all(".box.hot", "boxes => boxes.map(box => box.dataset.sight)") == ["3"]
    page.hover("h1")
    assert page.eval_on_selector_all(".hot", "boxes => boxes.length") == 0


def test_names_can_be_hidden(page):
    assert page.is_visible("#at-0")
    page.uncheck("#show-names")
    assert not page.is_visible("#at-0")


@pytest.mark.parametrize("width", [420, 1280])
def test_nothing_hangs_over_the_edge(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
