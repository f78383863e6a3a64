"""Real comics read whole and without a warning."""

import pytest
from PIL import Image

from comicenc.annotations import write_coco, write_page_json
from comicenc.annotations.layout import reading_order
from comicenc.comic import Comic
from comicenc.reading import read_comic

pytestmark = [pytest.mark.real, pytest.mark.filterwarnings("error")]

EPISODES = ("ep05", "ep08", "ep10", "ep12", "ep16", "ep21")
BOOKS = {"balloon_dream": (38, 188, 314), "boureisougi": (36, 190, 274)}  # pages, frames, texts


@pytest.fixture(scope="module")
def episodes(real_data) -> list[Comic]:
    return [read_comic(real_data / "peppercarrot" / name) for name in EPISODES]


def test_all_of_pepper_and_carrot(episodes):
    pages = [page for comic in episodes for page in comic]
    assert len(pages) == 37
    assert all(page.annotated and page.panels and len(page.mood) == 2 for page in pages)
    characters = [character for page in pages for character in page.characters]
    assert len(characters) == 271
    assert sum(character.face is not None for character in characters) == 224
    assert {character.view for character in characters} == {"front", "profile", "back"}
    texts = [text for page in pages for text in page.texts]
    assert len(texts) == 238
    assert all(text.in_language("en") and text.in_language("ja") and text.speaker for text in texts)


def test_headers_measure_what_is_decoded(episodes):
    for comic in episodes:
        for page in comic:
            assert page.image().size == page.size


def test_the_panels_of_pepper_and_carrot_are_cut_in_their_own_order(episodes):
    for comic in episodes:
        for page in comic:
            order = reading_order([panel.box for panel in page.panels])
            assert order == list(range(len(page.panels))), page.name


@pytest.mark.parametrize("folder", ["", "ja"])
@pytest.mark.parametrize("title", BOOKS)
def test_both_books_of_open_mantra(real_data, title, folder):
    root = real_data / "open-mantra"
    comic = read_comic(root / "images" / title / folder, root / "annotation.json", right_to_left=True)
    panels = sum(len(page.panels) for page in comic)
    texts = [text for page in comic for text in page.texts]
    assert (len(comic), panels, len(texts)) == BOOKS[title]
    assert all(page.annotated for page in comic)
    assert all(list(text.translations) == ["ja", "en", "zh"] and text.panel is not None for text in texts)
    if title == "balloon_dream":
        boxes = [panel.box.as_tuple() for panel in comic.pages[0].panels]
        assert boxes == [
            (80, 63, 751, 588),
            (491, 615, 755, 1091),
            (321, 623, 478, 1093),
            (76, 614, 309, 1091),
        ]


def test_open_mantra_as_it_lies(real_data):
    comic = read_comic(real_data / "open-mantra", right_to_left=True)
    assert len(comic) == 74 and all(page.annotated for page in comic)


def test_nothing_is_lost_in_our_own_files(episodes, tmp_path, real_data):
    for name, comic in zip(EPISODES, episodes, strict=True):
        folder = real_data / "peppercarrot" / name
        write_page_json(comic, tmp_path / f"{name}.json")
        write_coco(comic, tmp_path / f"{name}-coco.json")
        assert read_comic(folder, tmp_path / f"{name}.json") == comic
        assert read_comic(folder, tmp_path / f"{name}-coco.json") == comic


def test_the_example_books_of_manga109(real_data, tmp_path):
    books = real_data / "manga109" / "format" / "annotations"
    for title, count in {"TitleA": 5, "TitleB": 3, "TitleC_with_custom_tag": 3}.items():
        (tmp_path / title).mkdir()
        for index in range(count):
            Image.new("L", (1654, 1170)).save(tmp_path / title / f"{index:03d}.jpg")
        for annotations in (books, books / f"{title}.xml"):
            comic = read_comic(tmp_path / title, annotations, right_to_left=True)
            assert all(page.annotated for page in comic)
    names = [character.name for _, character in read_comic(tmp_path / "TitleA", books).instances()]
    assert sorted(set(names)) == ["Others", "ロボット1", "女1", "男1"]
