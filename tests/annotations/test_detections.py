"""Table 6 of Identity-Aware SimCLR as it is printed, with the rules of its Appendix B."""

import csv
import io

import pytest

from comicenc.annotations import InvalidAnnotation, annotate
from comicenc.comic import Box, Character, Panel

TABLE_6 = """char_index,type,index,x_0,y_0,x_1,y_1,score,series_id,page_id
0,face,0,520,189,691,395,0.98,1551,1_2
0,body,1,491,92,717,541,0.93,1551,1_2
1,face,1,110,66,156,117,0.96,1551,1_2
1,body,0,47,30,222,560,0.99,1551,1_2
2,face,2,246,124,272,153,0.72,1551,1_2
3,face,3,517,420,538,445,0.65,1551,1_2
3,body,3,498,413,585,541,0.87,1551,1_2
5,body,2,185,433,253,562,0.90,1551,1_2
"""


@pytest.fixture
def panel(blank):
    return blank("1551/1_2.jpg", size=(720, 600))


def test_all_rows_pair_as_the_table_says(panel, written):
    (page,) = annotate(panel, written("boxes.csv", TABLE_6), min_score=0)
    of_table: dict[str, dict[str, tuple]] = {}
    for row in csv.DictReader(io.StringIO(TABLE_6)):
        corners = tuple(int(row[key]) for key in ("x_0", "y_0", "x_1", "y_1"))
        of_table.setdefault(row["char_index"], {})[row["type"]] = corners
    wanted = {(pair.get("face"), pair.get("body")) for pair in of_table.values()}
    found = {
        (each.face and each.face.as_tuple(), each.body and each.body.as_tuple()) for each in page.characters
    }
    assert found == wanted
    assert len(page.characters) == 5


def test_rows_below_the_score_are_dropped(panel, written):
    (page,) = annotate(panel, written("boxes.csv", TABLE_6))
    assert page.characters == (
        Character(Box(110, 66, 156, 117), Box(47, 30, 222, 560), panel=0, face_score=0.96, body_score=0.99),
        Character(Box(520, 189, 691, 395), panel=0, face_score=0.98),
    )
    assert page.panels == (Panel(Box(0, 0, 720, 600)),)


def test_the_thresholds_themselves_are_kept(panel, written):
    head, *_ = TABLE_6.splitlines()
    rows = [
        "0,face,0,0,0,8,8,0.95,1551,1_2",  # 64 square pixels, kept
        "1,face,1,100,0,107,9,0.99,1551,1_2",  # 63
        "2,face,2,200,0,208,8,0.949,1551,1_2",
    ]
    (page,) = annotate(panel, written("boxes.csv", "\n".join([head, *rows])))
    assert [each.face.x0 for each in page.characters] == [0]
    (page,) = annotate(panel, written("boxes.csv", "\n".join([head, *rows])), min_area=63, min_score=0.9)
    assert [each.face.x0 for each in page.characters] == [0, 100, 200]


def test_a_dropped_body_does_not_hand_its_face_to_the_one_behind(panel, written):
    head, *_ = TABLE_6.splitlines()
    rows = [
        "0,face,0,40,40,60,60,0.99,1551,1_2",
        "0,body,0,35,38,70,150,0.5,1551,1_2",
        "1,body,1,0,0,200,200,0.99,1551,1_2",
    ]
    (page,) = annotate(panel, written("boxes.csv", "\n".join([head, *rows])))
    assert sorted((each.face is None, each.body is None) for each in page.characters) == [
        (False, True),
        (True, False),
    ]


def test_series_tell_pictures_apart(blank, written):
    both = TABLE_6 + "0,face,0,0,0,50,50,0.99,7,1_2\n"
    pages = annotate(blank("1551/1_2.jpg", "7/1_2.jpg", size=(720, 600)), written("boxes.csv", both))
    assert [len(page.characters) for page in pages] == [2, 1]
    (page,) = annotate(blank("1_2.jpg", size=(720, 600)), written("boxes.csv", both), root="/comics/7")
    assert len(page.characters) == 1
    with pytest.raises(InvalidAnnotation, match=r"1_2\.jpg is described twice, by 1551/1_2 and 7/1_2"):
        annotate(blank("1_2.jpg", size=(720, 600)), written("boxes.csv", both))


def test_a_whole_page_is_no_panel(blank, written):
    (page,) = annotate(blank("cover.jpg", size=(720, 600)), written("b.csv", TABLE_6.replace("1_2", "cover")))
    assert page.panels == () and page.characters[0].panel is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (TABLE_6.replace("score", "sure", 1), "the table has no column score"),
        ("", "the table has no column type"),
        (TABLE_6.replace("0.98", "high"), "the score of a face on .* must be between 0 and 1, not 'high'"),
        (TABLE_6.replace("0.98", "nan"), "must be between 0 and 1"),
        (TABLE_6.replace("0.98", "98"), "must be between 0 and 1"),
        (TABLE_6.replace("0.98", ""), "line 2 has no score"),
        (TABLE_6.replace("0,face,0,520", "0,head,0,520"), "the type of a row on .* is 'head'"),
        (TABLE_6.replace("520", "wide"), "the box of a face on .* must be four finite numbers"),
        (TABLE_6.replace("520", "692"), "the box of a face on .* needs x0 < x1"),
        (TABLE_6.replace("110,66,156,117", "110,666,156,700"), "lies outside the page of 720 x 600"),
        (TABLE_6 + "6,face\n", "line 10 has no x_0, y_0"),
    ],
)
def test_bad_tables(panel, written, content, sentence):
    with pytest.raises(InvalidAnnotation, match=rf"boxes\.csv: .*{sentence}") as raised:
        annotate(panel, written("boxes.csv", content))
    assert "\n" not in str(raised.value)
