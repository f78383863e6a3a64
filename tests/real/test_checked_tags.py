"""The table of checked tags fits the crops it speaks of, and its names are Danbooru's."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from comicenc.evaluation.checked_tags import GROUPS, TAGS, checked_tags, read_checked
from comicenc.evaluation.colours import ColoursOfPlaces
from comicenc.evaluation.retrieval import faces_in

pytestmark = pytest.mark.real

TABLE = Path(__file__).parents[2] / "hub_cards" / "checked_tags.csv"


@pytest.mark.parametrize(
    ("name", "crops", "hair", "eyes"), [("newgame", 272, 271, 266), ("mixed_series", 974, 954, 871)]
)
def test_nearly_every_crop_is_judged(real_data, name, crops, hair, eyes):
    files, _ = faces_in(real_data / "faces" / name)
    checked = read_checked(TABLE, name, files)
    assert len(files) == crops
    hairs, colours = ([tag in GROUPS[group] for tag in TAGS] for group in ("hair_colour", "eye_colour"))
    assert checked.true[:, hairs].sum() == checked.true[:, hairs].any(1).sum() == hair
    assert checked.true[:, colours].sum() == checked.true[:, colours].any(1).sum() == eyes
    assert not (checked.true & checked.border).any(), "no tag is its own alternative"


def test_each_character_is_in_the_table(real_data):
    with TABLE.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    folders = {(path.parent.name, path.name) for path in (real_data / "faces").glob("*/*") if path.is_dir()}
    assert {(row["set"], row["character"]) for row in rows} == folders and len(folders) == 18
    assert all(row["known_by"] for row in rows)


def test_names_are_danboorus(real_data):
    with (real_data / "tags" / "categories.csv").open(encoding="utf-8", newline="") as text:
        assert set(TAGS) <= {row["name"] for row in csv.DictReader(text) if row["category"] == "0"}


def test_colours_of_places_score_as_they_did(real_data):
    """What a tagger is compared with stays the same."""
    files, _ = faces_in(real_data / "faces" / "newgame")
    found = checked_tags(
        files, ColoursOfPlaces(TAGS), read_checked(TABLE, "newgame", files), resamples=0, baselines={}
    )
    assert found.metrics["best/hair_colour"] == pytest.approx(0.779, abs=0.02)
    assert found.metrics["best/eye_colour"] == pytest.approx(0.327, abs=0.02)
