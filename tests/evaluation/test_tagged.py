"""Who is in a picture and what is in it: Tables V and VI on pictures of which everything can be foreseen."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.evaluation.tagged import (
    ROOM,
    Pictures,
    columns_of,
    commonest_tags,
    has_tags,
    identification,
    known_tags,
    pictures_of,
    tagging,
)
from comicenc.metrics import tagging_metrics
from comicenc.tasks.tagger import Calibration, Line

from .readers import Seeing, small_tagger, tagged

NAMES = {"Red": "Ann", "Green": "Bob", "Blue": "Cid"}
SAYS = {
    "Red": {"solo": 0.9, "smile": 0.8, "sky": 0.1},
    "Green": {"solo": 0.7, "smile": 0.2, "sky": 0.6},
    "Blue": {"solo": 0.4, "smile": 0.3, "sky": 0.2},
}


def test_who_is_named_counts_a_picture_and_a_character():
    """Three times Ann in red, once in green; Dan is nobody the model knows."""
    dataset = tagged("Red:Ann: Red:Ann: Red:Ann: Green:Ann: Green:Bob: Blue:Dan: Grey:?:")
    found = identification(dataset, Seeing(SAYS, NAMES), resamples=50)
    assert found.n == 6, "nobody knows who the grey one is"
    assert found.metrics["top1"] == pytest.approx(4 / 6)
    assert found.metrics["top5"] == pytest.approx(5 / 6), "three names are fewer than five, and none is Dan"
    assert found.metrics["top1_of_characters"] == pytest.approx((3 / 4 + 1 + 0) / 3)
    assert (found.metrics["characters"], found.metrics["strangers"]) == (3, 1)
    assert found.baselines["commonest"]["top1"] == pytest.approx(4 / 6), "always Ann"
    low, high = found.intervals["top1"]
    assert low < found.metrics["top1"] < high


def test_the_paper_stands_beside_its_own_rows():
    dataset = tagged("Red:Ann:solo,smile Green:Bob:solo")
    for variant, known, top1 in (
        ("picture", 0.0, 0.7716),
        ("masked", 0.0, 0.7833),
        ("masked", 1.0, 0.8987),
        ("tags", 1.0, 0.8786),
        ("masked", 0.5, None),
    ):
        found = identification(dataset, Seeing(SAYS, NAMES, variant), known=known, resamples=0)
        assert found.paper.get("top1") == top1
    assert tagging(dataset, Seeing(SAYS, NAMES), resamples=0).paper == {
        "error/25": 0.2642,
        "error/200": 0.2873,
    }
    assert tagging(dataset, Seeing(SAYS, NAMES), known=0.5, resamples=0).paper == {}


def test_a_share_of_the_tags_is_told():
    pictures = Pictures([b""] * 3, [["solo", "smile", "sky", "cat"], ["smile"], []], ["Ann"] * 3)
    reader = Seeing(SAYS, NAMES)
    assert known_tags(pictures, reader, 0) is None
    told = known_tags(pictures, reader, 1)
    assert [set(row) for row in told] == [{"solo", "smile", "sky"}, {"smile"}, set()], "cat it was not taught"
    many = Pictures([b""] * 40, [["solo", "smile", "sky"]] * 40, ["Ann"] * 40)
    half = known_tags(many, reader, 0.6, seed=1)
    assert {len(row) for row in half} == {2} and {tag for row in half for tag in row} == set(reader.tags)
    assert half == known_tags(many, reader, 0.6, seed=1) != known_tags(many, reader, 0.6, seed=2)
    assert {len(row) for row in known_tags(many, reader, 1, most=1)} == {1}
    with pytest.raises(ValueError, match="is no share of tags"):
        known_tags(many, reader, 1.5)


def test_decisions_are_those_of_the_metric():
    dataset = tagged("Red:Ann:solo,smile Green:Bob:solo,smile,sky Blue:?:solo Red:Ann:", 5)
    reader = Seeing(SAYS, NAMES)
    found = tagging(dataset, reader, tops=(2, 9), resamples=20)
    assert found.n == found.metrics["pictures"] == 15, "nobody tagged five of them"
    true = np.tile([[1, 1, 0], [1, 1, 1], [1, 0, 0]], (5, 1)).astype(bool)  # solo, smile, sky by how common
    seen = np.tile([[0.9, 0.8, 0.1], [0.7, 0.2, 0.6], [0.4, 0.3, 0.2]], (5, 1))
    for top in (2, 9):
        expected = tagging_metrics(seen[:, :top], true[:, :top])
        assert {name: found.metrics[f"{name}/{top}"] for name in expected} == pytest.approx(expected)
    assert (found.metrics["tags/2"], found.metrics["tags/9"]) == (2, 3)
    assert found.metrics["error/9"] == pytest.approx(2 / 9)
    assert found.baselines["commonest"]["error/9"] == pytest.approx((0 + 1 / 3 + 1 / 3) / 3)
    assert found.baselines["commonest"]["ece/9"] == pytest.approx(0, abs=1e-6)
    low, high = found.intervals["map/9"]
    assert low <= found.metrics["map/9"] <= high
    assert "ece_uncalibrated/9" not in found.intervals


def test_known_tags_are_told_and_do_not_count():
    dataset = tagged("Red:Ann:solo,smile Green:Bob:solo,sky", 20)
    reader = Seeing(SAYS, NAMES)
    found = tagging(dataset, reader, known=0.5, resamples=0)
    assert {len(row) for row in reader.told} == {1}
    told = has_tags(reader.told, ["solo", "sky", "smile"])
    seen = np.tile([[0.9, 0.1, 0.8], [0.7, 0.6, 0.2]], (20, 1))
    true = np.tile([[1, 0, 1], [1, 1, 0]], (20, 1)).astype(bool)
    expected = tagging_metrics(seen, true, counted=~told)
    assert {name: found.metrics[f"{name}/25"] for name in expected} == pytest.approx(expected)
    tagging(tagged("Red:Ann:" + ",".join(f"tag{each}" for each in range(40))), reader, known=1, resamples=0)
    assert reader.told == [[]]


def test_tags_it_was_not_taught_are_never_said():
    dataset = tagged("Red:Ann:cat,solo Green:Bob:cat")
    found = tagging(dataset, Seeing(SAYS, NAMES), resamples=0)
    assert found.metrics["micro_recall/25"] == pytest.approx(1 / 3)
    assert found.metrics["error/25"] == pytest.approx(3 / 4), "solo is said of both"


def test_calibrated_probabilities_decide_and_both_errors_are_told():
    dataset = tagged("Red:Ann:solo Green:Bob:", 2)
    reader = Seeing({"Red": {"solo": 0.9}, "Green": {"solo": 0.9}}, NAMES)
    reader.calibration = Calibration({0: Line(1.0, -5.0)})
    found = tagging(dataset, reader, resamples=0)
    assert found.metrics["micro_recall/25"] == 0
    assert found.metrics["ece_uncalibrated/25"] == pytest.approx(0.1)
    assert found.metrics["ece/25"] > 0.9


def test_helpers_of_tables():
    assert commonest_tags([["a", "b"], ["b", "c"], ["c", "c"]], 2) == ["b", "c"]
    assert has_tags([["a", "x"], []], ["a", "b"]).tolist() == [[True, False], [False, False]]
    values = columns_of(np.array([[1.0, 2.0]]), ["a", "b"], ["b", "z", "a"], missing=9)
    assert values.tolist() == [[2, 9, 1]]


def test_pictures_without_anything_to_judge():
    with pytest.raises(ValueError, match="of none of them the character is known"):
        pictures_of(tagged("Red:?:solo"))
    assert pictures_of(tagged("Red:?:solo"), named=False).tags == [["solo"]]
    with pytest.raises(ValueError, match="none of them has a tag"):
        tagging(tagged("Red:Ann:"), Seeing(SAYS, NAMES))
    with pytest.raises(ValueError, match="seeing predicts no tags"):
        tagging(tagged("Red:Ann:solo"), Seeing({}, NAMES))


@pytest.mark.parametrize("known", [0.0, 0.5, 1.0])
def test_a_network_is_measured_alone_and_with_tags(known):
    tags = ["solo", "smile", "sky"]
    dataset = tagged("Red:Ann:solo,smile Green:Bob:sky,smile Blue:Cid:solo,sky", 2)
    tagger = small_tagger(tags, ["Ann", "Bob"])
    who = identification(dataset, tagger, known=known, resamples=5)
    assert 0 <= who.metrics["top1"] <= who.metrics["top5"] == pytest.approx(4 / 6)
    assert who.metrics["strangers"] == 2
    found = tagging(dataset, tagger, known=known / 2, resamples=5)
    assert 0 <= found.metrics["error/25"] <= 1
    assert found.metrics["tags/200"] == 3


def test_a_network_of_pictures_alone_takes_no_tags():
    tagger = small_tagger(["solo"], ["Ann", "Bob"], "picture")
    dataset = tagged("Red:Ann:solo Green:Bob:solo")
    assert identification(dataset, tagger, resamples=0).n == 2
    with pytest.raises(ValueError, match="tags"):
        identification(dataset, tagger, known=1, resamples=0)
    with pytest.raises(ValueError, match="small predicts no tags"):
        tagging(dataset, tagger)


def test_there_is_room_for_what_is_to_be_found():
    tags = [f"tag{each:02d}" for each in range(40)]
    tagger = small_tagger(tags, ["Ann"])
    assert tagger.encoder.model.config.max_tags - 2 > ROOM
    found = tagging(tagged("Red:Ann:" + ",".join(tags), 2), tagger, known=1, resamples=0)
    assert found.metrics["map/200"] == 1, "all others are there"
