"""open-mantra's annotation.json."""

import pytest

from comicenc.annotations import InvalidAnnotation, annotate
from comicenc.comic import Box, Panel, Text


def book(title: str, text: str) -> dict:
    frames = [{"x": 0, "y": 0, "w": 45, "h": 90}, {"x": 50, "y": 0, "w": 50, "h": 90}]
    texts = [{"x": 5, "y": 5, "w": 10, "h": 10, "text_ja": text, "text_en": "Hi"}]
    page = {
        "page_index": 1,
        "image_paths": {"ja": f"images/{title}/ja/000.jpg"},
        "frame": frames,
        "text": texts,
    }
    return {"book_title": title, "pages": [page]}


BOOKS = [book("one", "一"), book("two", "二")]


def test_both_books(blank, written):
    one, two = annotate(
        blank("one/ja/000.jpg", "two/ja/000.jpg"), written("annotation.json", BOOKS), right_to_left=True
    )
    assert one.panels == (Panel(Box(50, 0, 100, 90)), Panel(Box(0, 0, 45, 90)))
    assert one.texts == (Text({"ja": "一", "en": "Hi"}, Box(5, 5, 15, 15), panel=1),)
    assert two.texts[0].in_language("ja") == "二"


@pytest.mark.parametrize("root", ["/x/images/two/ja", "/x/two", "/x/two.cbz"])
def test_the_title_is_looked_for_in_the_path(blank, written, root):
    (page,) = annotate(blank("000.jpg"), written("annotation.json", BOOKS), root=root)
    assert page.texts[0].in_language("ja") == "二"


def test_no_title_in_the_path(blank, written):
    with pytest.raises(InvalidAnnotation, match=r"000\.jpg could be a page of several of its books"):
        annotate(blank("000.jpg"), written("annotation.json", BOOKS))
    assert annotate(blank("000.jpg"), written("annotation.json", BOOKS[:1]))[0].annotated
    assert annotate(blank("000.jpg"), written("annotation.json", BOOKS[0]))[0].annotated


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"image_paths": "000.jpg"}, "'image_paths' of page 1 of one must name an image"),
        ({"frame": 5}, "'frame' of page 1 of one must be a list of objects"),
        ({"frame": [{"x": 0, "y": 0, "w": 9}]}, "frame 0 of page 1 of one has no 'h'"),
        (
            {"frame": [{"x": 0, "y": 0, "w": "9", "h": 9}]},
            r"the box of frame 0 on 000\.jpg must be four finite",
        ),
        ({"text": [{"x": 0, "y": 0, "w": 9, "h": -9}]}, r"the box of text 0 on 000\.jpg.* needs x0 < x1"),
        (
            {"text": [{"x": 0, "y": 0, "w": 9, "h": 9, "text_ja": 5}]},
            "'text_ja' of a text of .* must be text",
        ),
    ],
)
def test_bad_pages(blank, written, changes, sentence):
    content = book("one", "一")
    content["pages"][0] |= changes
    with pytest.raises(InvalidAnnotation, match=rf"annotation\.json: .*{sentence}"):
        annotate(blank("000.jpg"), written("annotation.json", [content]))
    del content["pages"]
    with pytest.raises(InvalidAnnotation, match="one has no 'pages'"):
        annotate(blank("000.jpg"), written("annotation.json", [content]))
