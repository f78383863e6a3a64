"""Reading order, what lies in which panel, and the pairing of Appendix B."""

import pytest

from comicenc.annotations.layout import pair_faces, panel_of, reading_order
from comicenc.comic import Box, Panel


def test_rows_then_columns_from_either_side():
    #  0 | 1
    #  -----
    #    2
    boxes = [Box(0, 0, 45, 40), Box(50, 0, 100, 40), Box(0, 45, 100, 90)]
    assert reading_order(boxes) == [0, 1, 2]
    assert reading_order(boxes, right_to_left=True) == [1, 0, 2]
    assert reading_order(boxes[::-1]) == [2, 1, 0]


def test_rows_inside_a_column():
    #  0 | 1
    #    | -
    #    | 2
    boxes = [Box(0, 0, 45, 90), Box(50, 0, 100, 40), Box(50, 45, 100, 90)]
    assert reading_order(boxes) == [0, 1, 2]
    assert reading_order(boxes, right_to_left=True) == [1, 2, 0]


def test_slanted_gutters_and_insets():
    slanted = [Box(0, 0, 55, 40), Box(45, 0, 100, 40), Box(0, 38, 100, 90)]
    assert reading_order(slanted) == [0, 1, 2]
    assert reading_order(slanted, right_to_left=True) == [1, 0, 2]
    inset = [Box(40, 40, 60, 60), Box(0, 0, 100, 100)]
    assert reading_order(inset) == [1, 0]
    assert reading_order([]) == []


def test_every_box_is_read_once():
    boxes = [Box(x, y, x + 30, y + 30) for x in range(0, 90, 7) for y in range(0, 90, 11)]
    assert sorted(reading_order(boxes)) == list(range(len(boxes)))


def test_the_panel_that_shares_most():
    panels = [Panel(Box(0, 0, 50, 50)), Panel(Box(50, 0, 100, 50)), Panel(Box(60, 10, 90, 40))]
    assert panel_of(Box(40, 10, 80, 20), panels[:2]) == 1
    assert panel_of(Box(65, 15, 75, 25), panels) == 2  # set into panel 1, which shares as much
    assert panel_of(Box(0, 60, 10, 70), panels) is None
    assert panel_of(Box(0, 60, 10, 70), []) is None


def test_a_face_goes_to_the_body_with_the_nearest_top():
    face = Box(40, 10, 60, 30)
    behind, own = Box(0, 0, 100, 100), Box(30, 8, 70, 90)
    assert pair_faces([face], [behind, own]) == [(0, 1), (None, 0)]
    assert pair_faces([face], [Box(0, 50, 9, 60)]) == [(0, None), (None, 0)]


@pytest.mark.parametrize(("sticking_out", "pairs"), [(4, [(0, 0)]), (5, [(0, None), (None, 0)])])
def test_a_face_must_lie_inside_by_more_than_the_share(sticking_out, pairs):
    assert pair_faces([Box(-sticking_out, 0, 100 - sticking_out, 10)], [Box(0, 0, 200, 200)]) == pairs


def test_a_body_takes_one_face():
    body, other = Box(0, 0, 100, 100), Box(0, 5, 100, 120)
    faces = [Box(10, 10, 20, 20), Box(40, 2, 50, 12)]
    assert pair_faces(faces, [body]) == [(0, None), (1, 0)]
    assert pair_faces([Box(10, 10, 20, 20), Box(40, 7, 50, 17)], [body, other]) == [(0, 0), (1, 1)]
