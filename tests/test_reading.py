"""A comic from its files: where annotations are looked for, and that nothing is lost on the way."""

import json
import zipfile

import pytest
from PIL import Image

from comicenc.annotations import InvalidAnnotation, write_coco, write_page_json
from comicenc.media import UnreadableFile
from comicenc.reading import read_comic

PEOPLE = {
    "panels": [[0, 0, 60, 80]],
    "characters": [{"name": "<script>", "panel": 0, "face": [5, 5, 20, 20], "body": None}],
    "texts": [],
}


@pytest.fixture
def album(tmp_path):
    """Two pages, the first annotated beside it."""
    root = tmp_path / "album"
    root.mkdir()
    for name in ("p1.png", "p2.png"):
        Image.new("RGB", (60, 80), "white").save(root / name)
    (root / "p1.json").write_text(json.dumps(PEOPLE))
    return root


def packed(root):
    file = root.with_suffix(".cbz")
    with zipfile.ZipFile(file, "w") as archive:
        for each in sorted(root.iterdir()):
            archive.write(each, each.name)
    return file


def names(comic) -> list[tuple[str, str | None]]:
    return [(page.name, character.name) for page, character in comic.instances()]


def test_annotations_beside_the_pages(album):
    comic = read_comic(album, right_to_left=True)
    assert (comic.title, comic.right_to_left) == ("album", True)
    assert [page.annotated for page in comic] == [True, False]  # a page without annotations is no mistake
    assert names(comic) == [("p1.png", "<script>")]


def test_annotations_inside_an_archive(album):
    assert read_comic(packed(album)) == read_comic(album)
    page, character = next(read_comic(packed(album)).instances())
    assert character.crops(page.image())[0].size == (18, 18)


def test_a_single_picture_has_its_own(album):
    assert names(read_comic(album / "p1.png")) == [("p1.png", "<script>")]
    assert names(read_comic(album / "p2.png")) == []


@pytest.mark.parametrize("name", ["annotations.json", "annotation.json", "album.json"])
def test_one_file_for_the_whole_comic(album, name):
    comic = read_comic(album)
    (album / "p1.json").unlink()
    write_page_json(comic, album / name)
    assert read_comic(album) == comic
    assert read_comic(packed(album)) == comic
    (album / name).rename(album.parent / "album.json")
    (album.parent / "album.cbz").unlink()
    assert read_comic(packed(album)) == comic  # beside the archive
    assert names(read_comic(album)) == []  # and not inside the folder any more


def test_annotations_named_by_their_path(album, tmp_path):
    comic = read_comic(album)
    bare = tmp_path / "bare" / "album"
    bare.mkdir(parents=True)
    for file in album.glob("*.png"):
        file.rename(bare / file.name)
    write_page_json(comic, tmp_path / "notes")
    write_coco(comic, tmp_path / "coco.json")
    assert names(read_comic(bare)) == []
    for annotations in (album / "p1.json", str(album), tmp_path / "notes", tmp_path / "coco.json"):
        assert read_comic(bare, annotations) == comic


def test_a_pdf_with_pages_of_another_resolution(album, tmp_path):
    Image.new("RGB", (60, 80)).save(tmp_path / "album.pdf", resolution=72)
    (tmp_path / "album.json").write_text(json.dumps([PEOPLE | {"page": "0001", "width": 60, "height": 80}]))
    (page,) = read_comic(tmp_path / "album.pdf")
    assert page.size == pytest.approx((125, 167), abs=1) and page.image().size == page.size
    assert page.characters[0].face.as_tuple() == pytest.approx((10.4, 10.4, 41.7, 41.7), rel=0.02)


def test_files_that_are_no_annotations_are_left_alone(album):
    (album / "package.json").write_text("5")
    (album / "labels").mkdir()
    (album / "labels" / "p2.json").write_text("5")
    assert names(read_comic(album)) == [("p1.png", "<script>")]


def test_the_folder_that_one_stands_in(album, monkeypatch):
    monkeypatch.chdir(album)
    assert read_comic(".") == read_comic(album)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("5", r"p1\.json: this JSON is no page"),
        (
            PEOPLE | {"panels": [[60, 0, 90, 80]]},
            r"p1\.json: the box of panel 0 on p1\.png, \[60, 0, 90, 80\], lies",
        ),
        ({"panels": []}, r"p1\.json: the page has no 'characters'|p1\.json: this JSON is no page"),
    ],
)
def test_bad_annotations_are_named(album, content, sentence):
    (album / "p1.json").write_text(content if isinstance(content, str) else json.dumps(content))
    for source in (album, packed(album), album / "p1.png"):
        with pytest.raises(InvalidAnnotation, match=sentence):
            read_comic(source)


def test_bad_pages_are_named(album, tmp_path):
    (album / "p3.png").write_text("Once upon a time")
    with pytest.raises(UnreadableFile, match=r"p3\.png is not a picture"):
        read_comic(album)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableFile, match="empty holds no pictures"):
        read_comic(tmp_path / "empty")
    with pytest.raises(InvalidAnnotation, match=r"absent\.json does not exist"):
        read_comic(album / "p1.png", annotations=tmp_path / "absent.json")
