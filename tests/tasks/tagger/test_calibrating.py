from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from comicenc.tasks.tagger import Tagger, calibrate_tagger
from comicenc.tasks.tagger.calibrating import keep
from tests.tasks.tiny_tagger import CHARACTERS, noise

PICTURES = noise(240)


def labels(tagger: Tagger) -> tuple[list[list[str]], list[str]]:
    """Tags and characters as they would be, were the log-odds half and one less what the model says."""
    rng = np.random.default_rng(0)
    raw, who = tagger.look(PICTURES, calibrated=False)
    right = 1 / (1 + np.exp(-(0.5 * np.log(raw / (1 - raw)) - 1)))
    has = rng.random(raw.shape) < right
    tags = [[tagger.tags[column] for column in np.flatnonzero(row)] for row in has]
    return tags, [CHARACTERS[rng.choice(len(row), p=row / row.sum())] for row in who.astype(float)]


def test_a_tagger_is_calibrated_and_kept(tagger: Tagger, checkpoint: Path, tmp_path: Path) -> None:
    tags, characters = labels(tagger)
    entries = calibrate_tagger(tagger, PICTURES, tags, characters, data="noise")
    found = entries["tags"]
    assert found["ece"] < 0.5 * found["ece_before"] and found["ece_before"] > 0.1
    assert found["lines"]["0"][:2] == pytest.approx([0.5, -1], abs=0.35)
    assert found["ece_completed"] < found["ece_completed_before"]
    assert 0 < found["f1"]["one"] <= 1 and set(found["f1"]) == {"one", "category", "tag"}
    assert found["level"] == tagger.thresholds.level == max(found["f1"], key=found["f1"].get)
    assert found["pictures"] == sum(map(bool, tags)), "those with no tag were never tagged"
    assert entries["characters"]["pictures"] == 240
    assert 0.5 < entries["characters"]["temperature"] < 2.5

    tagger.encoder.save_pretrained(tmp_path)
    keep(tagger, tmp_path, entries, commit="abc")
    kept = json.loads((tmp_path / "calibration.json").read_text())
    assert kept["tags"]["data"] == "noise" and kept["commit"] == "abc"
    again = Tagger(tmp_path)
    assert (again.calibration, again.temperature) == (tagger.calibration, tagger.temperature)
    assert (again.thresholds.one, again.thresholds.level) == (found["threshold"], found["level"])
    assert [tags.found for tags in again.tag(PICTURES[:9])] == [
        tags.found for tags in tagger.tag(PICTURES[:9])
    ]


def test_what_is_not_known_is_passed_over(tagger: Tagger) -> None:
    tags, _ = labels(tagger)
    tags = [[*own, "cake"] for own in tags]
    tags[0] = None
    entries = calibrate_tagger(tagger, PICTURES, tags, ["nobody"] * 240, data="noise")
    assert set(entries) == {"tags"} and entries["tags"]["pictures"] == 239
    with pytest.raises(ValueError, match="none of these pictures has a tag that the model knows"):
        calibrate_tagger(tagger, PICTURES[:2], [["cake"], []], data="noise")
