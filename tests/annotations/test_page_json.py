"""Page JSON: what is read, what is written, and what each mistake is told."""

import copy
import json

import pytest
from PIL import Image

from comicenc.annotations import InvalidAnnotation, annotate, write_page_json
from comicenc.comic import Box, Character, Comic, Page, Panel, Text

PAGE = {
    "page": "p1.jpg",
    "width": 100,
    "height": 200,
    "mood": "sad",
    "mood_second": "tender",
    "panels": [[0, 0, 100, 90], [0, 100, 100, 200]],
    "characters": [
        {"name": "Pepper", "panel": 0, "face": [40, 20, 60, 40], "body": [30, 10, 70, 80], "view": "profile"},
        {"name": "<script>alert('x')</script>", "face": None, "body": [10, 110, 50, 190]},
    ],
    "texts": [{"text_en": "Hi", "text_ja": "やあ", "box": [5, 5, 20, 15], "panel": 0, "speaker": "Pepper"}],
}


def changed(**changes) -> dict:
    """PAGE with the first character changed."""
    page = copy.deepcopy(PAGE)
    page["characters"][0] |= changes
    return page


def test_everything_is_read(blank, written):
    page, other = annotate(blank("p1.jpg", "p2.jpg"), written("p1.json", PAGE))
    assert page.annotated and page.mood == ("sad", "tender")
    assert page.panels == (Panel(Box(0, 0, 100, 90)), Panel(Box(0, 100, 100, 200)))
    assert page.characters[0] == Character(
        Box(40, 20, 60, 40), Box(30, 10, 70, 80), name="Pepper", panel=0, view="profile"
    )
    assert page.texts == (Text({"en": "Hi", "ja": "やあ"}, Box(5, 5, 20, 15), 0, "Pepper"),)
    assert not other.annotated and other.characters == ()


def test_a_name_is_kept_as_it_stands(blank, written):
    (page,) = annotate(blank("p1.jpg"), written("p1.json", PAGE))
    assert page.characters[1].name == "<script>alert('x')</script>"


def test_a_panel_that_is_not_given_is_found(blank, written):
    (page,) = annotate(blank("p1.jpg"), written("p1.json", PAGE))
    assert page.characters[1].panel == 1
    (page,) = annotate(blank("p1.jpg"), written("p1.json", changed(panel=None)))
    assert page.characters[0].panel is None


def test_a_list_of_pages_and_a_converted_picture(blank, written):
    pages = annotate(blank("p1.png", "p2.png"), written("album.json", [PAGE, PAGE | {"page": "p2.jpg"}]))
    assert [page.annotated for page in pages] == [True, True]


def test_boxes_follow_a_page_of_another_resolution(blank, written):
    (page,) = annotate(blank("p1.jpg", size=(50, 100)), written("p1.json", PAGE))
    assert page.characters[0].face.as_tuple() == (20, 10, 30, 20)
    with pytest.raises(
        InvalidAnnotation, match=r"p1\.json: made for a page of 100 x 200, but p1\.jpg is 90 x 90"
    ):
        annotate(blank("p1.jpg", size=(90, 90)), written("p1.json", PAGE))


def test_a_box_beyond_the_edge_is_clipped(blank, written):
    (page,) = annotate(blank("p1.jpg"), written("p1.json", changed(body=[-9, -9, 70, 80.5])))
    assert page.characters[0].body.as_tuple() == (0, 0, 70, 80.5)


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        (
            [100, 0, 120, 20],
            r"the face of character 0 \(Pepper\) on p1\.jpg, .* lies outside the page of 100 x 200",
        ),
        ([-20, 0, 0, 20], "lies outside the page"),
        ([40, 20, 40, 40], "needs x0 < x1 and y0 < y1"),
        ([60, 20, 40, 40], "needs x0 < x1 and y0 < y1"),
        ([float("nan"), 20, 40, 40], r"must be four finite numbers, not \[nan, 20, 40, 40\]"),
        ([0, 0, float("inf"), 40], "must be four finite numbers"),
        ([0, 0, 10**400, 40], "must be four finite numbers"),
        ([0, 0, 40], "must be four finite numbers"),
        ("0 0 9 9", "must be four finite numbers"),
        (["0", 0, 9, 9], "must be four finite numbers"),
        ([True, 0, 9, 9], "must be four finite numbers"),
        ({"x": 0}, "must be four finite numbers"),
    ],
)
def test_bad_boxes(blank, written, box, sentence):
    with pytest.raises(InvalidAnnotation, match=rf"p1\.json: the box of .*{sentence}"):
        annotate(blank("p1.jpg"), written("p1.json", changed(face=box)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not JSON", "this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("5", "this JSON is no page"),
        ('"page"', "this JSON is no page"),
        ("{}", "this JSON is no page"),
        ("[]", "this JSON is no page"),
        ([PAGE, 5], "the pages must be a list of objects"),
        ([{"panels": [], "characters": []}], "page 0 has no 'page'|page 1 has no 'page'"),
        ({"panels": []}, "the page has no 'characters'"),
        ({"characters": []}, "the page has no 'panels'"),
        ({"panels": {}, "characters": []}, "'panels' must be a list"),
        ({"panels": [], "characters": {}}, "'characters' must be a list of objects"),
        ({"panels": [], "characters": [1]}, "'characters' must be a list of objects"),
        ({"panels": [], "characters": [], "texts": "Hi"}, "'texts' must be a list of objects"),
        (
            {"panels": [], "characters": [{"name": "A"}]},
            r"character 0 \(A\) on p1.jpg has neither a face nor a",
        ),
        (changed(name=5), "'name' of character 0 must be text, not 5"),
        (changed(name="\ud800"), "'name' of character 0 must be text"),
        (changed(panel=2), r"the panel of character 0 \(Pepper\) is 2, and p1\.jpg has 2 panels"),
        (changed(panel=-1), "the panel of .* is -1"),
        (changed(panel=True), "the panel of .* is True"),
        (changed(face_score=1.5), "'face_score' of .* must be between 0 and 1, not 1.5"),
        (PAGE | {"mood": 3}, "'mood' of the page must be text, not 3"),
        (PAGE | {"width": "wide"}, r"the size \('wide', 200\) is not a width and a height"),
        (PAGE | {"width": 0}, "is not a width and a height"),
    ],
)
def test_bad_files(blank, written, content, sentence):
    with pytest.raises(InvalidAnnotation, match=rf"p1\.json: .*({sentence})") as raised:
        annotate(blank("p1.jpg"), written("p1.json", content))
    assert "\n" not in str(raised.value)


def test_what_is_quoted_stays_on_one_short_line(blank, written):
    content = changed(name="a\nb " + "c" * 5000, face=[10**400] * 4)
    with pytest.raises(InvalidAnnotation, match=r"p1\.json: the box of the face of character 0") as raised:
        annotate(blank("p1.jpg"), written("p1.json", content))
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 500


def test_text_that_is_not_utf8(blank, tmp_path):
    (tmp_path / "p1.json").write_bytes(b'{"page": "\xff"}')
    with pytest.raises(InvalidAnnotation, match=r"p1\.json: this is not UTF-8 text"):
        annotate(blank("p1.jpg"), tmp_path / "p1.json")


def test_a_byte_order_mark_is_no_mistake(blank, tmp_path):
    (tmp_path / "p1.json").write_text(json.dumps(PAGE), encoding="utf-8-sig")
    assert annotate(blank("p1.jpg"), tmp_path / "p1.json")[0].annotated


@pytest.fixture
def comic():
    panels = (Panel(Box(0, 0, 100, 90)), Panel(Box(0, 95.5, 100, 200)))
    people = (
        Character(Box(40, 20, 60, 40), Box(30, 10, 70, 80), "Pepper", 1, "front", 0.98, 0.5),
        Character(body=Box(0.25, 0.5, 9, 9), name='<b>"&', panel=None),
    )
    texts = (Text({"ja": "やあ", "en": "Hi\n"}, Box(5, 5, 20, 15), None, "Pepper"), Text({}, None))
    return Comic(
        "album",
        (
            Page("a/p1.jpg", (100, 200), Image.Image, panels, people, texts, True, ("sad", "funny")),
            Page("a/p2.jpg", (100, 200), Image.Image),
            Page("b/p1.jpg", (100, 200), Image.Image, annotated=True),
        ),
    )


@pytest.mark.parametrize("place", ["out", "out.json"])
def test_what_is_written_is_read_again(comic, tmp_path, place):
    write_page_json(comic, tmp_path / place)
    bare = [Page(page.name, page.size, page.load) for page in comic]
    assert annotate(bare, tmp_path / place) == comic.pages


def test_nothing_is_written_outside_or_twice(comic, tmp_path):
    escaping = comic.with_pages((Page("../p.jpg", (9, 9), Image.Image, annotated=True),))
    with pytest.raises(ValueError, match=r"page '\.\./p\.jpg' of album would be written outside"):
        write_page_json(escaping, tmp_path / "out")
    twins = comic.with_pages(
        tuple(Page(name, (9, 9), Image.Image, annotated=True) for name in ("p.jpg", "p.png"))
    )
    with pytest.raises(ValueError, match=r"p\.jpg and p\.png of album would both be"):
        write_page_json(twins, tmp_path / "out")
    assert not (tmp_path / "out").exists()
