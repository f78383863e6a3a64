"""What is trained on is what the processor shows at inference, and is decoded once."""

from __future__ import annotations

import datasets
import numpy as np
import pytest

from comicenc.models.identity_simclr import IdentitySimCLRImageProcessor
from train.identity_simclr import crops as module
from train.identity_simclr.crops import figure_crops, instance_crops
from train.identity_simclr.splits import grouped, split_by_series
from train.pictures import load_rows
from train.recipe import RecipeError

PROCESSOR = IdentitySimCLRImageProcessor(16, 24)


@pytest.fixture
def instances(tiny_data):
    return load_rows(str(tiny_data), "instances", {"face", "body"})


def test_pixels_are_the_processors(instances, tmp_path):
    crops = instance_crops(instances, PROCESSOR, tmp_path)
    for row in range(0, len(instances), 17):
        for part, pixels, there in (
            ("face", crops.faces, crops.has_face),
            ("body", crops.bodies, crops.has_body),
        ):
            picture = instances[row][part]
            assert there[row] == (picture is not None)
            wanted = 255 if picture is None else PROCESSOR.squared(picture, part)
            assert (pixels[row] == wanted).all()
    assert crops.identity[0] == "s0/w0" and crops.series[-1] == "s7"


def test_they_are_decoded_once_a_size(instances, tmp_path, monkeypatch):
    instance_crops(instances, PROCESSOR, tmp_path)
    wide = IdentitySimCLRImageProcessor(16, 24, body_aspect=1.5)
    assert (instance_crops(instances, wide, tmp_path).bodies != 255).any()

    def refuse(*_):
        raise AssertionError("decoded again")

    monkeypatch.setattr(module, "_decode", refuse)
    instance_crops(instances, PROCESSOR, tmp_path)
    with pytest.raises(AssertionError):
        instance_crops(instances, IdentitySimCLRImageProcessor(8, 24), tmp_path)


def test_a_figure_that_two_sequences_share_is_there_once(tiny_data, tmp_path):
    rows = load_rows(str(tiny_data), "sequences", {"instances"})
    crops = figure_crops(rows, PROCESSOR, tmp_path)
    assert len(crops) == len(set(crops.identity)) == 8 * 6 * 3
    of = {uuid: row for row, uuid in enumerate(crops.identity)}
    for figure in rows[3]["instances"]:
        row = of[figure["uuid"]]
        if figure["face"] is not None:
            assert (crops.faces[row] == PROCESSOR.squared(figure["face"], "face")).all()
        assert crops.has_face[row] == (figure["face"] is not None)
        assert crops.series[row] == rows[3]["series_id"]


def test_a_broken_picture_is_named_and_leaves_nothing(tmp_path):
    features = datasets.Features({part: datasets.Image() for part in ("face", "body")})
    pictures = [{"bytes": b"no picture", "path": None}]
    broken = datasets.Dataset.from_dict({"face": pictures, "body": [None]}, features=features)
    rows = broken.add_column("series_id", ["a"])
    with pytest.raises(RecipeError, match="row 0: the face"):
        instance_crops(rows, PROCESSOR, tmp_path)
    assert not list(tmp_path.iterdir())


def test_columns_that_lack_are_named(tiny_data):
    with pytest.raises(RecipeError, match="column genre"):
        load_rows(str(tiny_data), "instances", {"face", "genre"})


def test_no_series_is_in_two_splits():
    series = np.repeat(np.arange(50), 3)
    parts = split_by_series(series, (0.1, 0.04), seed=3)
    assert sorted(np.concatenate(parts)) == list(range(150))
    assert [len(part) for part in parts] == [129, 15, 6]
    assert not set(series[parts[0]]) & set(series[parts[1]])


def test_rows_of_one_identity_come_together():
    labels = np.repeat([0, 1, 2, 3], [5, 4, 9, 1])
    rows = np.arange(100, 119)
    order = grouped(np.random.default_rng(0), rows, labels, 4)
    assert sorted(order) == list(rows)
    of = labels[order - 100]
    assert [len(set(of[start : start + 4])) for start in range(0, 16, 4)] == [1, 1, 1, 1]
    assert (grouped(np.random.default_rng(1), rows, labels, 4) != order).any()
