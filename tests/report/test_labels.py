from comicenc.comic import Box
from comicenc.report.labels import place_labels


def test_a_name_stands_on_its_box():
    (label,) = place_labels([Box(300, 400, 600, 1000)], ["Pepper"], (1000, 1600))
    assert (label.left, label.top, label.above, label.before) == (30, 25, True, False)


def test_a_name_stays_on_the_page():
    at_top, at_right = place_labels(
        [Box(300, 0, 600, 800), Box(960, 900, 1000, 1200)], ["Pepper", "Carrot"], (1000, 1600)
    )
    assert not at_top.above or at_top.top > 3
    assert at_right.before


def test_names_of_one_spot_give_way():
    boxes = [Box(300, 400, 600, 1000)] * 4
    labels = place_labels(boxes, ["Pepper"] * 4, (1000, 1600))
    assert len({(label.left, label.top, label.above, label.before) for label in labels}) == 4
