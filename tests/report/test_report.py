import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from comicenc.comic import Box, Character, Comic
from comicenc.report import SECTIONS, write_report
from comicenc.report.pictures import PAGE_BYTES, PORTRAIT_BYTES, THUMB_BYTES
from comicenc.tasks.cast import Cast
from tests.report.conftest import RED, draw_page
from tests.tasks.stand_ins import ColorEncoder

HOSTILE = """<script>alert(1)</script>"' onload=alert(2) x='</style></svg>&amp;{{7*7}}"""


class Parsed(HTMLParser):
    """Elements with their attributes, and the text inside each kind of element."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self.open = [], {}, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag, css_class=None):
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (css_class is None or css_class in (attributes.get("class") or "").split())
        ]

    @property
    def links(self):
        return [
            attributes[key]
            for _, attributes in self.elements
            for key in ("src", "href", "srcset", "action", "data", "xlink:href")
            if key in attributes
        ]


@pytest.fixture
def render(tmp_path):
    def render(cast, comic, **options):
        html = write_report(cast, comic, tmp_path / "report.html", **options).read_text("utf-8")
        return html, Parsed(html)

    return render


def test_it_is_written_where_it_was_asked_for(cast, comic, tmp_path):
    assert write_report(cast, comic, str(tmp_path / "r.html")) == tmp_path / "r.html"
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.html"]


def test_every_section_is_there_and_linked(cast, comic, render):
    _, page = render(cast.with_settings(threshold=1.45), comic)
    names = [section.name for section in SECTIONS if section.name != "dialogue"]
    assert [attributes["id"] for attributes in page.all("section")] == names
    assert {f"#{name}" for name in names} <= set(page.links)


def test_every_appearance_is_shown_and_boxed(cast, comic, render):
    _, page = render(cast, comic)
    assert len(page.all("img")) == 3
    numbers = [str(number) for number in range(7)]
    assert sorted(box["data-sight"] for box in page.all("g", "box")) == numbers
    assert sorted(name["id"] for name in page.all("button", "name")) == [f"at-{n}" for n in numbers]
    assert sorted(dot["data-sight"] for dot in page.all("a", "dot")) == numbers
    boxes = [rect for rect in page.all("rect") if "x" in rect and rect.get("class") == "under"]
    assert len(boxes) == 7 + 6  # bodies and faces


def test_colour_follows_identity(cast, comic, render):
    html, page = render(cast, comic)
    whos = [box["data-who"] for box in sorted(page.all("g", "box"), key=lambda box: int(box["data-sight"]))]
    assert whos == ["0", "1", "0", "0", "1", "2", "0"]  # the red one appears most often and so is first
    assert len({re.search(rf"\.w{who}{{--who:(#\w+)", html)[1] for who in whos}) == 3


def test_who_is_on_which_page(cast, comic, render):
    html, _ = render(cast.rename({0: "Rosso"}), comic)
    table = html[html.index('<table class="timeline"') : html.index("</table>")]
    row = next(row for row in table.split("<tr")[2:] if "Rosso" in row)
    assert re.findall(r'aria-label="Rosso: (\d) on page (\d)"', row) == [("2", "1"), ("1", "2"), ("1", "3")]


def test_names_are_shown(cast, comic, render):
    _, page = render(cast.rename({0: "Rosso"}), comic)
    assert page.texts["h3"].count("Rosso") == 1
    assert "character 2" in page.texts["h3"]
    assert page.texts["bdi"].count("Rosso") >= 4


def test_nothing_comes_from_outside(cast, comic, render):
    html, page = render(cast, comic, attribution="art: A. Nonymous")
    assert all(link.startswith(("#", "data:image/webp;base64,")) for link in page.links)
    assert "http://" not in html
    assert "https://" not in html
    assert not re.search(r"@import|url\((?!#)", html)
    assert not page.all("link") + page.all("iframe") + page.all("base")


def test_every_reference_inside_the_page_leads_somewhere(cast, comic, render):
    html, page = render(cast, comic)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(ids)
    assert set(re.findall(r"url\(#([\w-]+)\)", html)) <= set(ids)


def test_the_browser_is_told_to_load_nothing_and_to_run_our_script_only(cast, comic, render):
    html, page = render(cast, comic)
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_attribution_is_the_only_way_out(cast, comic, render):
    _, page = render(cast, comic, attribution="art: A & B", attribution_url="https://example.org/?a=1&b=2")
    assert [link for link in page.links if not link.startswith(("#", "data:"))] == [
        "https://example.org/?a=1&b=2"
    ]
    assert "art: A & B" in page.texts["a"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//example.org", "https://", "data:text/html,x"])
def test_an_attribution_leads_to_the_web_or_nowhere(cast, comic, render, url):
    with pytest.raises(ValueError, match="no http or https address"):
        render(cast, comic, attribution="x", attribution_url=url)


def test_hostile_words_stay_words(comic, render):
    """In names, title, page names, true names, settings and the attribution."""
    pages = tuple(
        replace(
            page,
            name=f"{number}{HOSTILE}",
            characters=tuple(replace(character, name=HOSTILE) for character in page.characters),
        )
        for number, page in enumerate(comic)
    )
    comic = Comic(HOSTILE, pages)
    cast = Cast.find(comic, ColorEncoder(), threshold=0.5).rename({0: HOSTILE})
    html, page = render(cast, comic, settings={HOSTILE: HOSTILE}, attribution=HOSTILE)
    _, clean = render(cast.rename({0: "Pepper"}), comic)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert "alert(" not in "".join(page.texts["script"])
    assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]
    assert [tag for tag, _ in page.elements].count("svg") == [tag for tag, _ in clean.elements].count("svg")
    for tag in ("h1", "h3", "title", "dt", "dd", "bdi"):
        assert HOSTILE in "".join(page.texts[tag]), tag
    assert any(HOSTILE in attributes.get("title", "") for attributes in page.all("a", "sight"))
    assert "{{7*7}}" in html
    assert ">49<" not in html


def test_scores_are_shown_where_names_are_known(cast, comic, render):
    _, page = render(cast, comic)
    assert "Adjusted Rand index" in page.texts["dt"]
    assert page.texts["dd"][0] == "1.000"
    assert "3 for 3" in page.texts["dd"]


def test_no_scores_without_names(comic, render):
    pages = tuple(
        replace(page, characters=tuple(replace(character, name=None) for character in page.characters))
        for page in comic
    )
    comic = comic.with_pages(pages)
    _, page = render(Cast.find(comic, ColorEncoder(), threshold=0.5), comic)
    assert "Adjusted Rand index" not in page.texts["dt"]
    assert "stand-in/colors" in page.texts["dd"]


def test_what_was_mixed_up_is_said(comic, render):
    first, *others = comic.pages
    mistaken = replace(first, characters=(replace(first.characters[0], name="Verde"), *first.characters[1:]))
    comic = comic.with_pages((mistaken, *others))
    html, _ = render(Cast.find(comic, ColorEncoder(), threshold=0.5), comic)
    assert "annotated as <bdi>Rosso</bdi> ×3, <bdi>Verde</bdi> ×1" in html


def test_close_calls_stand_beside_their_alternative(cast, comic, render):
    unsure = cast.with_settings(threshold=1.45)
    doubts = unsure.uncertain()
    assert doubts, "this test needs a cast with doubts"
    _, page = render(unsure, comic)
    shown = page.all("article", "doubt")
    assert len(shown) >= len(doubts)
    assert len(page.all("div", "choice")) == 2 * len(doubts)


def test_who_reads_from_the_right_sees_pages_from_the_right(cast, comic, render):
    _, page = render(cast, replace(comic, right_to_left=True))
    assert page.all("div", "leaves")[0]["dir"] == "rtl"
    _, page = render(cast, comic)
    assert "dir" not in page.all("div", "leaves")[0]


def test_a_page_where_nobody_was_looked_for_says_so(cast, comic, render):
    blank = replace(draw_page("004.png", []), annotated=False)
    html, page = render(cast, comic.with_pages((*comic.pages, blank)))
    assert len(page.all("figure")) == 4
    assert html.count("nobody was looked for here") == 1


def test_who_could_not_be_compared_is_outlined(comic, render):
    _, page = render(Cast.find(comic, ColorEncoder(("faces",)), threshold=0.5), comic)
    assert len(page.all("g", "box")) == 6
    assert len(page.all("g", "out")) == 1


def test_a_cast_of_another_comic_is_refused(cast, comic, render):
    with pytest.raises(ValueError, match=r"is not of A comic, which has no 003\.png #\d"):
        render(cast, comic.with_pages(comic.pages[:2]))


def test_the_size_is_bounded(render):
    """Noise is the hardest to compress; the bound is what the module states."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (640, 640, 3), np.uint8))
    page = draw_page("001.png", [(RED, 40, 60, 0, True)] * 3, size=(640, 640))
    comic = Comic("Noise", (replace(page, load=lambda: noise),))
    cast = Cast.find(comic, ColorEncoder(), threshold=0.5)
    html, _ = render(cast, comic)
    pictures = PAGE_BYTES + 3 * THUMB_BYTES + len(cast) * PORTRAIT_BYTES
    assert len(html) < pictures * 4 / 3 + 60_000


def test_one_lonely_face(render):
    page = replace(
        draw_page("001.png", [(RED, 40, 60, 0, True)]), characters=(Character(face=Box(60, 70, 120, 130)),)
    )
    comic = Comic("Alone", (page,))
    _, parsed = render(Cast.find(comic, ColorEncoder(), threshold=0.5), comic)
    assert "map" not in {attributes["id"] for attributes in parsed.all("section")}
    assert len(parsed.all("g", "box")) == 1
