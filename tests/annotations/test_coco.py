"""COCO: other people's files, our own, and what is refused."""

import copy
import json

import pytest
from PIL import Image

from comicenc.annotations import InvalidAnnotation, annotate, write_coco
from comicenc.comic import Box, Character, Comic, Page, Panel, Text

FILE = {
    "images": [
        {"id": 7, "file_name": "images/p1.jpg", "width": 100, "height": 200},
        {"id": 8, "file_name": "images/p2.jpg", "width": 100, "height": 200},
    ],
    "categories": [
        {"id": 1, "name": "Frame"},
        {"id": 2, "name": "face"},
        {"id": 3, "name": "body"},
        {"id": 4, "name": "balloon"},
        {"id": 5, "name": "tree"},
    ],
    "annotations": [
        {"id": 1, "image_id": 7, "category_id": 1, "bbox": [0, 0, 45, 90]},
        {"id": 2, "image_id": 7, "category_id": 1, "bbox": [50, 0, 50, 90]},
        {"id": 3, "image_id": 7, "category_id": 2, "bbox": [60, 12, 10, 10], "score": 0.9},
        {"id": 4, "image_id": 7, "category_id": 3, "bbox": [55, 10, 30, 70]},
        {"id": 5, "image_id": 7, "category_id": 4, "bbox": [5, 5, 10, 10]},
        {"id": 6, "image_id": 7, "category_id": 5, "bbox": [0, 0, 0, 0]},
    ],
}


def changed(index: int, **changes) -> dict:
    """FILE with one annotation changed."""
    content = copy.deepcopy(FILE)
    content["annotations"][index] |= changes
    return content


def test_a_plain_file(blank, written):
    page, empty = annotate(blank("p1.jpg", "p2.jpg"), written("coco.json", FILE), right_to_left=True)
    assert page.panels == (Panel(Box(50, 0, 100, 90)), Panel(Box(0, 0, 45, 90)))
    assert page.characters == (Character(Box(60, 12, 70, 22), Box(55, 10, 85, 80), panel=0, face_score=0.9),)
    assert page.texts == (Text({}, Box(5, 5, 15, 15), panel=1),)
    assert empty.annotated and empty.characters == ()


def test_faces_and_bodies_of_other_names_are_not_joined(blank, written):
    content = changed(2, attributes={"name": "A", "occluded": False})
    (page,) = annotate(blank("p1.jpg"), written("coco.json", content))
    assert [(each.name, each.face is None) for each in page.characters] == [(None, True), ("A", False)]
    content["annotations"][3]["attributes"] = {"name": "A"}
    (page,) = annotate(blank("p1.jpg"), written("coco.json", content))
    assert [(each.name, each.face is None) for each in page.characters] == [("A", False)]


def test_what_is_written_is_read_again(tmp_path):
    panels = (Panel(Box(50, 0, 100, 90)), Panel(Box(0, 0, 45, 90)), Panel(Box(0, 95, 100, 200)))
    people = (
        Character(Box(60, 12, 70, 22), Box(0, 100, 30, 190), "<b>", 2, "front", 0.5, 0.25),
        Character(face=Box(61, 13, 71, 23), panel=None),
        Character(body=Box(0, 0, 99, 199), name="A", panel=1, view="back"),
    )
    texts = (Text({"ja": "", "en": "Hi"}, Box(9, 9, 19, 19), None, "A"), Text({}, Box(1, 1, 2, 2), 1))
    page = Page("a/p1.jpg", (100, 200), Image.Image, panels, people, texts, True, ("sad",))
    bare = Page("a/p2.jpg", (100, 200), Image.Image)
    write_coco(Comic("album", (page, bare)), tmp_path / "coco.json")
    unannotated = [Page(each.name, each.size, each.load) for each in (page, bare)]
    assert annotate(unannotated, tmp_path / "coco.json") == (page, bare)


def test_others_can_read_what_is_written(tmp_path):
    coco = pytest.importorskip("pycocotools.coco")
    page = Page(
        "p.jpg", (9, 9), Image.Image, characters=(Character(Box(1, 2, 4, 8), name="A"),), annotated=True
    )
    write_coco(Comic("album", (page,)), tmp_path / "coco.json")
    read = coco.COCO(str(tmp_path / "coco.json"))
    (face,) = read.loadAnns(read.getAnnIds(catIds=read.getCatIds(catNms=["face"])))
    assert (face["bbox"], face["area"], face["iscrowd"]) == ([1, 2, 3, 6], 18, 0)


def test_a_text_without_a_box_has_no_place(tmp_path):
    page = Page("p.jpg", (9, 9), Image.Image, texts=(Text({"en": "Hi"}),), annotated=True)
    with pytest.raises(ValueError, match=r"text 0 of p\.jpg has no box"):
        write_coco(Comic("album", (page,)), tmp_path / "coco.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({key: FILE[key] for key in ("images", "annotations")}, "the file has no 'categories'"),
        (FILE | {"images": 5}, "'images' must be a list of objects"),
        (FILE | {"annotations": [5]}, "'annotations' must be a list of objects"),
        (FILE | {"images": [{"file_name": "p1.jpg"}]}, "one of 'images' has no 'id'"),
        (FILE | {"images": FILE["images"][:1] * 2}, "the id 7 in 'images' is no id or stands there twice"),
        (FILE | {"images": [{"id": 7}]}, "image 7 has no 'file_name'"),
        (
            FILE | {"images": [FILE["images"][0], FILE["images"][0] | {"id": 8}]},
            r"p1\.jpg is described twice",
        ),
        (FILE | {"categories": [{"id": 1, "name": "tree"}]}, r"its categories \['tree'\] are none of panel"),
        (changed(2, image_id=9), "'image_id' of annotation 3 is 9, which the file does not list"),
        (changed(2, category_id=[]), r"'category_id' of annotation 3 is \[\], which the file does not list"),
        (changed(2, bbox=[60, 12, 0, 10]), r"the box of annotation 3 \(face\) on p1\.jpg.* needs x0 < x1"),
        (changed(2, bbox=[100, 12, 5, 10]), r"annotation 3 \(face\) on p1\.jpg.* lies outside the page"),
        (changed(2, bbox=[60, float("nan"), 5, 10]), "must be four finite numbers"),
        (changed(2, bbox=None), "must be four finite numbers"),
        (changed(2, score="high"), "'score' of annotation 3 .* must be between 0 and 1"),
        (changed(2, attributes=[1]), "'attributes' of annotation 3 .* must be an object"),
        (changed(3, attributes={"panel": 5}), r"the panel of annotation 4 \(body\) is 5, and p1\.jpg has 2"),
        (changed(4, attributes={"translations": "Hi"}), "'translations' of annotation 5 .* must be texts"),
    ],
)
def test_bad_files(blank, written, content, sentence):
    with pytest.raises(InvalidAnnotation, match=rf"coco\.json: .*{sentence}") as raised:
        annotate(blank("p1.jpg"), written("coco.json", json.dumps(content)))
    assert "\n" not in str(raised.value)


def test_two_faces_of_one_character(blank, written):
    content = changed(2, attributes={"character": 1})
    content["annotations"].append(content["annotations"][2] | {"id": 9})
    with pytest.raises(
        InvalidAnnotation, match=r"annotation 9 \(face\) and annotation 3 \(face\) on p1\.jpg are one"
    ):
        annotate(blank("p1.jpg"), written("coco.json", content))


def test_no_bbox_at_all(blank, written):
    content = copy.deepcopy(FILE)
    del content["annotations"][2]["bbox"]
    with pytest.raises(InvalidAnnotation, match=r"annotation 3 \(face\) has no 'bbox'"):
        annotate(blank("p1.jpg"), written("coco.json", content))
