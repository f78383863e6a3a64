"""The text of a face is all the text of its frame, whatever the comic was read from."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from datasets import Dataset
from PIL import Image

from comicenc.annotations import annotate
from comicenc.comic import Box, Character, Comic, Page, Panel, Text
from comicenc.data.comics import comics_in
from comicenc.data.faces import face_rows, frame_text
from comicenc.data.page_rows import page_row
from comicenc.data.schema import FACES, PAGES
from comicenc.data.toonworld.album import sample_album
from comicenc.data.toonworld.demo import write_demo_comic
from comicenc.data.toonworld.pages import draw_page
from comicenc.data.toonworld.rows import album_rows
from comicenc.media import read_pages
from comicenc.reading import read_comic

LEFT, RIGHT = Panel(Box(0, 0, 50, 100)), Panel(Box(50, 0, 100, 100))
HEAD = Box(60, 10, 80, 30)


def page_with(*texts: Text, who: Character) -> Page:
    def white() -> Image.Image:
        return Image.new("RGB", (100, 100), "white")

    return Page("1", (100, 100), white, (LEFT, RIGHT), (who,), texts, annotated=True)


def naive_text(page: Page, character: Character, language: str) -> str:
    """The paper's sentence as a loop, for whatever lies in a frame by its annotation."""
    found = ""
    for text in page.texts:
        if text.panel == character.panel and text.translations.get(language):
            found += (" " if found else "") + text.translations[language]
    return found


@pytest.fixture(scope="module")
def drawn() -> Comic:
    album = sample_album(3, 1, language="ja")
    return Comic(album.key, tuple(draw_page(album, number).page for number in range(3)))


def manga109(comic: Comic, folder: Path) -> Comic:
    """The same comic written as a Manga109 book and read again."""
    book = [f'<book title="{comic.title}"><characters>']
    names = sorted({who.name for _, who in comic.instances()})
    book += [f'<character id="{number:08x}" name="{name}"/>' for number, name in enumerate(names)]
    book.append("</characters><pages>")
    for index, page in enumerate(comic):
        page.image().save(folder / f"{index:03d}.png")
        book.append(f'<page index="{index}" width="{page.size[0]}" height="{page.size[1]}">')
        parts = [("frame", panel.box, "", "") for panel in page.panels]
        parts += [("text", text.box, "", text.in_language("ja")) for text in page.texts]
        for who in page.characters:
            owner = f' character="{names.index(who.name):08x}"'
            parts += [(part, getattr(who, part), owner, "") for part in ("face", "body")]
        for number, (tag, box, owner, text) in enumerate(parts):
            if box is not None:
                corners = zip(("xmin", "ymin", "xmax", "ymax"), box.as_tuple(), strict=True)
                where = " ".join(f'{side}="{value:g}"' for side, value in corners)
                book.append(f'<{tag} id="{index}-{number}" {where}{owner}>{text}</{tag}>')
        book.append("</page>")
    (folder / "book.xml").write_text("".join([*book, "</pages></book>"]), encoding="utf-8")
    pages = annotate(read_pages(folder), folder / "book.xml", root=folder, right_to_left=True)
    return Comic(comic.title, pages, right_to_left=True)


def in_frame(comic: Comic) -> dict[tuple, str]:
    """Words of each face, sorted: a book in XML keeps the order of places, not that of a script."""
    return {
        (page.name.split(".")[0], who.face.as_tuple()): sorted(frame_text(page, who, "ja").split())
        for page, who in comic.instances()
        if who.face is not None
    }


def test_it_is_the_naive_loop_for_toonworld(drawn: Comic) -> None:
    for language in ("en", "ja"):
        found = [frame_text(page, who, language) for page, who in drawn.instances()]
        assert found == [naive_text(page, who, language) for page, who in drawn.instances()]
        assert len(set(found)) > 5


def test_it_is_the_naive_loop_for_page_json(tmp_path: Path) -> None:
    comic = read_comic(write_demo_comic(tmp_path / "demo", pages=2))
    for language in ("en", "ja"):
        found = [frame_text(page, who, language) for page, who in comic.instances()]
        assert found == [naive_text(page, who, language) for page, who in comic.instances()]
        assert any(found)


def test_it_is_the_naive_loop_for_manga109(drawn: Comic, tmp_path: Path) -> None:
    book = manga109(drawn, tmp_path)
    found = [frame_text(page, who, "ja") for page, who in book.instances()]
    assert found == [naive_text(page, who, "ja") for page, who in book.instances()]
    assert len(set(found)) > 5


def test_a_book_of_manga109_and_the_comic_it_was_written_from_agree(tmp_path: Path) -> None:
    """Panels side by side, so that boxes alone say which panel is meant, as Manga109 has them."""
    texts = [Text({"ja": word}, Box(x, y, x + 9, y + 9)) for word, x, y in (("右", 60, 40), ("左", 10, 40))]
    texts.append(Text({"ja": "右下"}, Box(60, 80, 80, 95)))
    faces = (HEAD, Box(5, 10, 30, 30))
    page = page_with(*texts, who=Character(HEAD))
    people = tuple(Character(face, name=name) for face, name in zip(faces, "ab", strict=True))
    comic = Comic("t", (Page("000", page.size, page.load, page.panels, people, page.texts, True),))
    assert in_frame(manga109(comic, tmp_path)) == in_frame(comic)
    assert sorted(in_frame(comic).values()) == [["右", "右下"], ["左"]]


def test_toonworlds_rows_are_those_of_any_comic() -> None:
    album = sample_album(3, 1)
    comic = Comic(album.key, tuple(draw_page(album, number).page for number in range(2)))
    language = album.hand.language
    rows = list(face_rows(comic, language=language))
    assert rows == album_rows(album, 2)["faces"]
    assert all(row["character"].startswith(f"{album.key}/") and row["album"] == album.key for row in rows)


def test_who_is_in_no_frame_by_annotation_is_in_the_one_that_holds_most_of_it() -> None:
    here, there = Text({"en": "here"}, panel=1), Text({"en": "there"}, panel=0)
    assert frame_text(page_with(here, there, who=Character(HEAD)), 0) == "here"
    mostly_left = Character(Box(20, 10, 65, 30), Box(10, 0, 65, 90))
    assert frame_text(page_with(here, there, who=mostly_left), 0) == "there"
    loose = Text({"en": "loose"}, Box(70, 50, 90, 60))
    assert frame_text(page_with(here, there, loose, who=Character(HEAD)), 0) == "here loose"


def test_outside_of_all_frames_there_is_no_text() -> None:
    outside = Character(Box(110, 110, 120, 120))
    nowhere = Text({"en": "off"})
    page = page_with(Text({"en": "in"}, panel=0), nowhere, who=outside)
    assert frame_text(page, 0) == ""
    assert frame_text(Page("1", (9, 9), page.load, (), (outside,), (nowhere,)), 0) == ""


def test_languages() -> None:
    both, japanese = Text({"en": " Hi! ", "ja": "やあ"}, panel=1), Text({"ja": "おい"}, panel=1)
    blank = Text({"en": "  "}, panel=1)
    page = page_with(both, blank, japanese, who=Character(HEAD, panel=1))
    assert frame_text(page, 0, "en") == "Hi!"
    assert frame_text(page, 0, "ja") == "やあ おい"
    assert frame_text(page, 0) == "Hi! おい"
    assert frame_text(page, 0, "fr") == ""


def test_a_page_stored_and_read_keeps_its_texts(drawn: Comic) -> None:
    rows = [page_row(page, drawn.title, language="ja") for page in drawn]
    (again,) = comics_in(Dataset.from_list(rows, features=PAGES))
    for page, before in zip(again, drawn, strict=True):
        for index in range(len(page.characters)):
            assert frame_text(page, index) == frame_text(before, index, "ja")


def test_rows_are_canonical_and_leave_out_who_has_no_face() -> None:
    people = (
        Character(HEAD, name="Ada", panel=1),
        Character(body=HEAD, name="Bob", panel=1),
        Character(HEAD),
    )
    page = page_with(Text({"en": "Hm"}, panel=1), who=people[0])
    comic = Comic("a", (Page("7", page.size, page.load, page.panels, people, page.texts, annotated=True),))
    rows = list(face_rows(comic))
    assert [row["character"] for row in rows] == ["a/Ada", None]
    assert all(
        {key: row[key] for key in ("text", "album", "page")} == {"text": "Hm", "album": "a", "page": "7"}
        for row in rows
    )
    assert Dataset.from_list(rows, features=FACES).features == FACES
    assert np.asarray(Image.open(io.BytesIO(rows[0]["image"]["bytes"]))).shape == (24, 24, 3)
