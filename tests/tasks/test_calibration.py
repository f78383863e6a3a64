"""Thresholds found from labelled vectors do what they promise, on those vectors and on others like them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from comicenc.tasks.calibration import (
    _agreement_by_joins,
    _between,
    calibrate_cast,
    calibrate_unknown,
    open_set,
    write_calibration,
)
from comicenc.tasks.linkage import average_linkage, unit_distances


def crowd(identities: int, each: int, noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(identities), each)
    rows = rng.normal(size=(identities, 24))[labels] + noise * rng.normal(size=(len(labels), 24))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), labels


def test_a_clear_gap_is_found() -> None:
    vectors, labels = crowd(12, 8, 0.2)
    comics = labels // 3
    found = calibrate_cast(vectors, labels, comics=comics)
    distances = unit_distances(vectors)
    same = labels[:, None] == labels
    other = (comics[:, None] == comics) & ~same
    assert distances[same].max() < found["value"] < distances[other].min()
    assert found["ari"] == 1
    assert found["roc_auc"] == 1
    assert found["similar_mean"] == pytest.approx(distances[same & ~np.eye(96, dtype=bool)].mean())
    assert found["dissimilar_mean"] == pytest.approx(distances[other].mean())
    assert (found["comics"], found["instances"]) == (4, 96)


def test_pairs_are_compared_within_a_comic() -> None:
    vectors, labels = crowd(6, 8, 0.2)
    twins = np.concatenate([vectors, vectors])
    found = calibrate_cast(twins, np.arange(96) // 8, comics=np.arange(96) // 48)
    assert found["dissimilar_mean"] == pytest.approx(calibrate_cast(vectors, labels)["dissimilar_mean"])


def test_the_panel_rule_tells_twins_apart() -> None:
    vectors, labels = crowd(4, 1, 0)
    vectors[1] = vectors[0]
    vectors, labels = np.repeat(vectors, 6, axis=0), np.repeat(labels, 6)
    free, ruled = (calibrate_cast(vectors, labels, panels=each) for each in (None, [*range(6)] * 4))
    assert free["ari"] < 0.8
    assert ruled["ari"] > free["ari"]


@pytest.mark.parametrize("seed", range(4))
def test_agreement_after_each_join_is_scikit_learns(seed: int) -> None:
    vectors, labels = crowd(5, 6, 1.0, seed)
    labels[:3] = 9
    true = np.unique(labels, return_inverse=True)[1]
    tree = average_linkage(unit_distances(vectors))
    ours = _agreement_by_joins(tree, true)
    for joins in range(len(tree.joins)):
        assert ours[joins] == pytest.approx(adjusted_rand_score(true, tree.labels(tree.heights[joins])))
    assert ours[-1] == 0


@pytest.mark.parametrize(
    ("near", "far", "value"),
    [
        ([0.72, 0.82], [0.82, 1.12], 0.82),  # the paper's means 0.77 and 0.97, deviations 0.05 and 0.15
        ([0.4, 0.6], [0.8, 1.0], 0.7),
        ([0.5, 0.5], [0.9, 1.1], 0.5),
        ([0.5, 0.5], [0.9, 0.9], 0.7),
    ],
)
def test_deviations_divide_what_lies_between_the_means(near: list, far: list, value: float) -> None:
    assert _between(np.array(near), np.array(far)) == pytest.approx(value)


def test_that_value_stands_beside_the_other() -> None:
    found = calibrate_cast(*crowd(12, 8, 0.6))
    below = (found["deviation_value"] - found["similar_mean"]) / found["similar_sd"]
    above = (found["dissimilar_mean"] - found["deviation_value"]) / found["dissimilar_sd"]
    assert below == pytest.approx(above)
    assert below > 0


def test_a_calibration_notes_its_options() -> None:
    found = calibrate_cast(*crowd(4, 6, 0.3), center=0.5, smoothing=2)
    assert (found["center"], found["smoothing"]) == (0.5, 2)


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2], [0]])
def test_a_cast_needs_both_kinds_of_pairs(labels: list) -> None:
    with pytest.raises(ValueError, match="two instances of one identity and one of another"):
        calibrate_cast(np.eye(len(labels)), labels)


@pytest.mark.parametrize("target", [0.01, 0.05, 0.2])
def test_strangers_are_accepted_as_rarely_as_asked(target: float) -> None:
    vectors, labels = crowd(120, 8, 1.0)
    found = calibrate_unknown(vectors, labels, false_accept=target, rounds=100)
    assert found["false_accept"] <= target
    assert found["false_accept"] > 0.8 * target
    elsewhere = open_set(*crowd(120, 8, 1.0, seed=1), rounds=100).rates(found["threshold"])
    assert elsewhere["false_accept"] == pytest.approx(target, abs=0.4 * target + 0.01)
    assert elsewhere["false_reject"] == pytest.approx(found["false_reject"], abs=0.05)


def test_rates_count_what_they_say() -> None:
    vectors, labels = crowd(20, 8, 0.8)
    asked = open_set(vectors, labels, rounds=20)
    assert (asked.characters, asked.crops) == (10, 5)
    assert len(asked.friends) == 20 * 10 * 3
    assert len(asked.strangers) == 20 * 10 * 8
    everybody, nobody = asked.rates(-2), asked.rates(2)
    assert (everybody["false_accept"], everybody["false_reject"]) == (1, 0)
    assert everybody["misnamed"] == (~asked.right).mean()
    assert nobody == {"false_accept": 0, "false_reject": 1, "misnamed": 0}


def test_few_characters_make_small_galleries() -> None:
    vectors, labels = crowd(5, 8, 0.3)
    found = calibrate_unknown(vectors, labels)
    assert (found["characters"], found["identities"]) == (2, 5)
    assert found["false_reject"] < 0.05
    assert found == calibrate_unknown(vectors, labels), "a seed settles it"
    with pytest.raises(ValueError, match="two identities, one with 6 crops or more"):
        calibrate_unknown(*crowd(5, 5, 0.3))
    with pytest.raises(ValueError, match="two identities"):
        calibrate_unknown(*crowd(1, 9, 0.3))


def test_entries_are_added_to_what_is_there(tmp_path) -> None:
    write_calibration(tmp_path, commit="one", tags={"data": "pictures", "value": 1})
    path = write_calibration(tmp_path, commit="two", unknown={"data": "faces", "threshold": 0.5})
    assert json.loads(path.read_text()) == {
        "tags": {"data": "pictures", "value": 1},
        "unknown": {"data": "faces", "threshold": 0.5},
        "commit": "two",
    }
    assert [file.name for file in tmp_path.iterdir()] == ["calibration.json"]
    with pytest.raises(ValueError, match="unknown does not say on which data"):
        write_calibration(tmp_path, commit="two", unknown={"threshold": 0.5})
    path.write_text("[]")
    with pytest.raises(ValueError, match=r"calibration\.json: holds no JSON object"):
        write_calibration(tmp_path, commit="two")
