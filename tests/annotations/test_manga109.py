"""Manga109's XML with Manga109Dialog's, and what is refused in them."""

import pytest

from comicenc.annotations import InvalidAnnotation, annotate
from comicenc.comic import Box, Character, Panel, Text

BOOK = """<?xml version="1.0"?>
<book title="Book">
  <characters>
    <character id="c1" name="女1"/><character id="c2" name="Others"/><character id="c3" name="女1"/>
  </characters>
  <pages>
    <page index="0" width="100" height="200"/>
    <page index="1" width="100" height="200">
      <frame id="f1" xmin="0" ymin="0" xmax="45" ymax="90"/>
      <frame id="f2" xmin="50" ymin="0" xmax="100" ymax="90"/>
      <face id="a1" xmin="60" ymin="5" xmax="75" ymax="20" character="c1"/>
      <body id="b1" xmin="55" ymin="18" xmax="80" ymax="90" character="c1"/>
      <body id="b2" xmin="5" ymin="10" xmax="40" ymax="90" character="c3"/>
      <face id="a2" xmin="80" ymin="40" xmax="90" ymax="50" character="c2"/>
      <custom_tag id="x1" character="c9" attr_num="0"/>
      <text id="t1" xmin="10" ymin="2" xmax="20" ymax="9">はあ
はあ</text>
      <text id="t2" xmin="85" ymin="2" xmax="95" ymax="9">え？</text>
    </page>
  </pages>
</book>"""
DIALOG = """<book title="Book"><pages><page index="1" width="100" height="200">
  <speaker_to_text id="s1" text_id="t1" speaker_id="b2"/>
  <speaker_to_text id="s2" text_id="t2" speaker_id="a2"/>
  <speaker_to_text id="s3" text_id="t2" speaker_id="a1"/>
</page></pages></book>"""


def test_a_book(blank, written):
    pages = annotate(blank("000.jpg", "001.jpg", "002.jpg"), written("Book.xml", BOOK), right_to_left=True)
    assert [page.annotated for page in pages] == [True, True, False]
    page = pages[1]
    assert page.panels == (Panel(Box(50, 0, 100, 90)), Panel(Box(0, 0, 45, 90)))  # the right one first
    assert page.characters == (
        Character(Box(60, 5, 75, 20), Box(55, 18, 80, 90), name="女1", panel=0),
        Character(Box(80, 40, 90, 50), name="Others", panel=0),
        Character(body=Box(5, 10, 40, 90), name="女1", panel=1),  # another id, the same name
    )
    assert [text.translations["ja"] for text in page.texts] == ["え？", "はあ\nはあ"]
    assert page.texts[0] == Text({"ja": "え？"}, Box(85, 2, 95, 9), panel=0)


def test_speakers_of_manga109_dialog(blank, written):
    files = [written("Book.xml", BOOK), written("dialog/Book.xml", DIALOG)]
    for order in (files, files[::-1]):
        _, page = annotate(blank("000.jpg", "001.jpg"), order)
        assert [(text.translations["ja"][0], text.speaker) for text in page.texts] == [
            ("は", "女1"),
            ("え", "Others"),
        ]


def test_a_face_at_the_edge_of_its_body_is_still_its_face(blank, written):
    (page,) = annotate(blank("001.jpg"), written("Book.xml", BOOK))
    (pair,) = [character for character in page.characters if character.face and character.body]
    assert pair.face.inside(pair.body) < 0.2


def test_the_same_character_twice_in_a_frame(blank, written):
    two = """<body id="b3" xmin="84" ymin="30" xmax="99" ymax="90" character="c1"/>
             <face id="a3" xmin="88" ymin="28" xmax="98" ymax="38" character="c1"/></page>"""
    (page,) = annotate(
        blank("001.jpg"), written("Book.xml", BOOK.replace("</page>\n  </pages>", two + "</pages>"))
    )
    pairs = {each.face.x0: each.body.x0 for each in page.characters if each.face and each.body}
    assert pairs == {60: 55, 88: 84}


def test_outside_of_all_frames_face_and_body_must_touch(blank, written):
    low = """<body id="b3" xmin="0" ymin="100" xmax="9" ymax="120" character="c2"/>
             <face id="a3" xmin="80" ymin="180" xmax="90" ymax="190" character="c2"/></page>"""
    (page,) = annotate(
        blank("001.jpg"), written("Book.xml", BOOK.replace("</page>\n  </pages>", low + "</pages>"))
    )
    outside = [each for each in page.characters if each.panel is None]
    assert [(each.face is None, each.body is None) for each in outside] == [(True, False), (False, True)]


def test_books_of_several_titles(blank, written):
    pages = annotate(blank("Book/001.jpg", "Other/001.jpg"), written("Book.xml", BOOK))
    assert [page.annotated for page in pages] == [True, False]
    with pytest.raises(InvalidAnnotation, match=r"Book\.xml: page 1 could be A/001\.jpg or B/001\.jpg"):
        annotate(blank("A/001.jpg", "B/001.jpg"), written("Book.xml", BOOK))


BOMB = """<?xml version="1.0"?><!DOCTYPE book [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<book title="&b;"><pages/></book>"""
OUTSIDE = """<!DOCTYPE book [<!ENTITY a SYSTEM "file:///etc/passwd">]><book title="&a;"/>"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOMB, r"a document type \(DOCTYPE\) is not allowed"),
        (OUTSIDE, r"a document type \(DOCTYPE\) is not allowed"),
        ("<book", "this is not XML"),
        ("", "this is not XML"),
        ("<comic/>", "this XML is a 'comic', not a book"),
        (
            BOOK.replace('character="c2"', 'character="c7"'),
            r"face a2 on 001\.jpg is of character 'c7', which",
        ),
        (BOOK.replace('character="c2"', ""), "face a2 has no 'character'"),
        (BOOK.replace('xmin="60"', ""), "face a1 has no 'xmin'"),
        (BOOK.replace('xmin="60"', 'xmin="left"'), r"the box of face a1 on 001\.jpg must be four finite"),
        (BOOK.replace('xmin="60"', 'xmin="nan"'), "the box of face a1 .* must be four finite numbers"),
        (BOOK.replace('xmin="60"', 'xmin="76"'), "the box of face a1 .* needs x0 < x1"),
        (
            BOOK.replace('ymin="5" xmax="75" ymax="20"', 'ymin="205" xmax="75" ymax="220"'),
            "a1 .* lies outside",
        ),
        (BOOK.replace('index="1"', 'index="one"'), "'index' of a page is 'one', which is no whole number"),
        (BOOK.replace('index="0"', 'index="1"'), "page 1 is described twice"),
        (BOOK.replace('index="1" width="100"', 'index="1"'), "page has no 'width'"),
        (BOOK.replace('name="Others"', ""), "character c2 has no 'name'"),
    ],
)
def test_bad_books(blank, written, content, sentence):
    with pytest.raises(InvalidAnnotation, match=rf"Book\.xml: .*{sentence}") as raised:
        annotate(blank("001.jpg"), written("Book.xml", content))
    assert "\n" not in str(raised.value)


def test_a_speaker_who_is_not_there(blank, written):
    files = [written("Book.xml", BOOK), written("dialog/Book.xml", DIALOG.replace('"b2"', '"b9"'))]
    with pytest.raises(
        InvalidAnnotation, match=r"text t1 on 001\.jpg is linked to speaker 'b9', who is not on"
    ):
        annotate(blank("001.jpg"), files)
