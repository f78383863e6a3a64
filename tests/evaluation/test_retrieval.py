"""Leave-one-out on folders of faces and on annotated comics."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.retrieval import faces_in, retrieve_characters, retrieve_faces
from comicenc.metrics import leave_one_out

from .drawings import comic, swatch

PAGES = ["Red Green|red", "Green blue|Blue", "Red|-Grey green"]


def test_a_folder_of_folders_is_read_and_measured(tmp_path):
    for name in ("Red", "Green"):
        (tmp_path / name).mkdir()
        for number in range(3):
            swatch(name, number).save(tmp_path / name / f"{number}.png")
    (tmp_path / "Red" / "notes.txt").write_text("no picture")
    files, names = faces_in(tmp_path)
    assert names == ["Green"] * 3 + ["Red"] * 3
    found = retrieve_faces(
        files, names, ColourHistogram(), baselines={"random": RandomVectors()}, resamples=20
    )
    assert found.n == found.metrics["queries"] == 6
    assert found.metrics["precision_at_1"] == found.metrics["map"] == 1
    assert found.intervals["map"] == (1, 1)
    assert found.baselines["random"]["map"] < 1


def test_a_folder_without_characters_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="has no folders with pictures"):
        faces_in(tmp_path)


@pytest.mark.parametrize(
    ("parts", "queries"), [("faces", 4), ("bodies", 8), ("both", 8), ("both_where_faces", 4)]
)
def test_queries_are_the_named_who_are_seen_twice_in_these_parts(parts, queries):
    """Faces: two of Red and Green, one of Blue. Grey has no name."""
    found = retrieve_characters([comic(PAGES)], ColourHistogram(), parts=parts, resamples=0)
    assert found.n == queries
    assert found.metrics["map"] == 1
    assert found.intervals == {}


def test_numbers_are_those_of_leave_one_out():
    pages = ["Red Green|Blue", "Green Blue|Red", "Blue Red|Green"]
    encoder = RandomVectors()
    seen = []

    class Watched(RandomVectors):
        def encode(self, **items):
            seen.append(encoder.encode(**items))
            return seen[-1]

    found = retrieve_characters([comic(pages)], Watched(), parts="bodies", resamples=50)
    names = [character.name for _, character in comic(pages).instances()]
    assert found.metrics == pytest.approx(leave_one_out(seen[0], names))
    low, high = found.intervals["map"]
    assert low < found.metrics["map"] < high


def test_comics_ask_each_other():
    apart = [comic(["Red"]), comic(["Red Green"])]
    assert retrieve_characters(apart, ColourHistogram(), resamples=0).n == 2
    with pytest.raises(ValueError, match="no query has another instance"):
        retrieve_characters(apart[:1], ColourHistogram(), resamples=0)


def test_an_encoder_without_the_part_is_refused():
    class FacesOnly(ColourHistogram):
        modalities = ("faces",)

    assert retrieve_characters([comic(PAGES)], FacesOnly(), parts="faces", resamples=0).n == 4
    with pytest.raises(ValueError, match="takes faces, not bodies"):
        retrieve_characters([comic(PAGES)], FacesOnly(), parts="both", resamples=0)


def test_intervals_follow_the_seed():
    pages = ["Red Green|Blue", "Green Blue|Red"] * 3
    first, again, other = (
        retrieve_characters([comic(pages)], RandomVectors(), resamples=30, seed=seed).intervals
        for seed in (0, 0, 1)
    )
    assert first == again != other
    assert np.isfinite(list(first.values())).all()
