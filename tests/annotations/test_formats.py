"""Which file describes which page, and what is told where that is not clear."""

import pytest

from comicenc.annotations import InvalidAnnotation, annotate

EMPTY = {"panels": [], "characters": []}


def described(pages) -> list[str]:
    return [page.name for page in pages if page.annotated]


def test_a_page_is_joined_by_the_name_of_the_file_or_in_it(blank, written):
    pages = blank("p1.jpg", "p2.jpg")
    assert described(annotate(pages, written("p2.json", EMPTY))) == ["p2.jpg"]
    assert described(annotate(pages, written("any.json", EMPTY | {"page": "p2.jpg"}))) == ["p2.jpg"]
    assert described(annotate(pages, str(written("any.json", EMPTY | {"page": "x/p2.png"})))) == ["p2.jpg"]


def test_the_path_tells_pages_of_one_name_apart(blank, written):
    pages = blank("a/p1.jpg", "b/p1.jpg")
    assert described(annotate(pages, written("b/p1.json", EMPTY))) == ["b/p1.jpg"]
    with pytest.raises(InvalidAnnotation, match=r"any\.json: p1\.jpg could be a/p1\.jpg or b/p1\.jpg"):
        annotate(pages, written("any.json", EMPTY | {"page": "p1.jpg"}))
    listed = [EMPTY | {"page": "x/p1.jpg"}, EMPTY | {"page": "y/p1.jpg"}]
    file = written("all.json", listed)
    with pytest.raises(
        InvalidAnnotation, match=r"all\.json: p1\.jpg is described twice, by x/p1\.jpg and y/p1\.jpg"
    ):
        annotate(blank("p1.jpg"), file)
    assert described(annotate(blank("p1.jpg"), file, root="/comics/y")) == ["p1.jpg"]


def test_pictures_of_one_name_and_two_suffixes(blank, written):
    pages = blank("p1.jpg", "p1.png")
    with pytest.raises(InvalidAnnotation, match=r"p1\.json could be p1\.jpg or p1\.png"):
        annotate(pages, written("p1.json", EMPTY))
    both = [EMPTY | {"page": "p1.jpg"}, EMPTY | {"page": "p1.png", "mood": "sad"}]
    assert [page.mood for page in annotate(pages, written("all.json", both))] == [(), ("sad",)]


def test_a_page_described_twice(blank, written):
    files = [written("p1.json", EMPTY), written("all.json", [EMPTY | {"page": "p1.jpg"}])]
    with pytest.raises(InvalidAnnotation, match=r"all\.json: p1\.jpg is described by .*p1\.json already"):
        annotate(blank("p1.jpg"), files)


def test_a_folder_of_annotations(blank, written, tmp_path):
    written("notes/p1.json", EMPTY)
    written("notes/unrelated.json", "5")
    assert described(annotate(blank("p1.jpg", "p2.jpg"), tmp_path / "notes")) == ["p1.jpg"]
    with pytest.raises(InvalidAnnotation, match="notes holds no annotations of"):
        annotate(blank("p3.jpg"), tmp_path / "notes")


def test_annotations_of_something_else(blank, written, tmp_path):
    with pytest.raises(InvalidAnnotation, match=r"p9\.json: this describes none of the pages"):
        annotate(blank("p1.jpg"), written("p9.json", EMPTY))
    with pytest.raises(InvalidAnnotation, match=r"absent\.json does not exist"):
        annotate(blank("p1.jpg"), tmp_path / "absent.json")
