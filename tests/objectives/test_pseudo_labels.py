"""Pseudo-labels against libraries, naive loops, and what is asked of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from comicenc.objectives import pseudo_labels
from comicenc.objectives.pseudo_labels import evenly_drawn, fit_whitening, k_means, whitened, without_empty


def blobs(groups: int = 12, each: int = 30, width: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    true = rng.permutation(np.repeat(np.arange(groups), each))
    centres = 5 * rng.normal(size=(groups, width))
    return (centres[true] + 0.1 * rng.normal(size=(len(true), width))).astype(np.float32), true


def mapped(rows: np.ndarray, path) -> np.ndarray:
    np.save(path, rows)
    return np.load(path, mmap_mode="r")


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(pseudo_labels, "AT_ONCE", 100)


def test_whitening_is_that_of_a_library(few_at_once):
    rows = np.random.default_rng(0).normal(size=(500, 8)).astype(np.float32) @ np.diag(np.arange(1, 9)) + 3
    white = whitened(rows.astype(np.float32), fit_whitening(rows.astype(np.float32), 5))
    expected = PCA(5, whiten=True).fit_transform(rows)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    signs = np.sign((white * expected).sum(0))
    np.testing.assert_allclose(white * signs, expected, atol=2e-3)
    np.testing.assert_allclose(np.linalg.norm(white, axis=1), 1, atol=1e-5)


def test_directions_in_which_nothing_varies_are_left_out(few_at_once):
    rows = np.random.default_rng(0).normal(size=(300, 3)).astype(np.float32)
    rows = np.concatenate([rows, rows, np.ones((300, 2), np.float32)], axis=1)
    assert fit_whitening(rows, 8).directions.shape == (8, 3)
    with pytest.raises(ValueError, match="all the same"):
        fit_whitening(np.ones((50, 4), np.float32), 2)


def test_mapped_files_give_what_arrays_give(tmp_path, few_at_once):
    rows, _ = blobs()
    half = mapped(rows.astype(np.float16), tmp_path / "f.npy")
    plain = fit_whitening(rows.astype(np.float16), 4)
    whitening = fit_whitening(half, 4)
    np.testing.assert_array_equal(whitening.directions, plain.directions)
    out = np.lib.format.open_memmap(tmp_path / "w.npy", mode="w+", dtype=np.float32, shape=(len(rows), 4))
    white = whitened(half, whitening, out)
    assert white is out
    np.testing.assert_array_equal(k_means(white, 12), k_means(whitened(rows.astype(np.float16), plain), 12))


def test_k_means_finds_what_is_apart_and_is_repeatable(few_at_once):
    rows, true = blobs()
    labels = k_means(rows, 12, seed=1)
    assert adjusted_rand_score(true, labels) > 0.6 and labels.dtype == np.int64
    np.testing.assert_array_equal(labels, k_means(rows, 12, seed=1))
    centres = np.array([rows[labels == group].mean(0) for group in np.unique(labels)])
    nearest = ((rows[:, None] - centres) ** 2).sum(2).argmin(1)
    assert adjusted_rand_score(nearest, labels) > 0.95
    sampled = k_means(rows, 12, per_group=10, seed=1)
    assert adjusted_rand_score(true, sampled) > 0.6
    with pytest.raises(ValueError, match="360 faces cannot be put into 400"):
        k_means(rows, 400)


def test_empty_groups_take_half_of_the_largest():
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal(size=(40, 3)), rng.normal(size=(10, 3)) + 9]).astype(np.float32)
    rows[:20, 0] += 50  # the largest group is two, which the cut has to find
    labels = np.repeat([1, 3], [40, 10])
    mended, count = without_empty(labels, rows, 4)
    assert count == 2 and set(mended) == {0, 1, 2, 3}
    np.testing.assert_array_equal(labels, np.repeat([1, 3], [40, 10]))
    first, _ = without_empty(labels, rows, 2 + 2)
    halves = {frozenset(np.flatnonzero(np.isin(first, groups))) for groups in ([0], [1, 2], [0, 2], [1])}
    assert frozenset(range(20)) in halves or frozenset(range(20, 40)) in halves
    assert sorted(np.bincount(mended)) == [10, 10, 10, 20]


@pytest.mark.parametrize("groups", [1, 5, 30])
def test_no_group_is_left_empty_however_few_there_were(groups):
    rows = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    mended, count = without_empty(np.zeros(30, int), rows, groups)
    sizes = np.bincount(mended, minlength=groups)
    assert len(sizes) == groups and sizes.min() >= 1 and count == groups - 1
    same, none = without_empty(mended, rows, groups)
    assert none == 0 and (same == mended).all()
    with pytest.raises(ValueError, match="30 faces"):
        without_empty(mended, rows, 31)


def test_equal_rows_can_be_told_apart_too():
    mended, _ = without_empty(np.zeros(8, int), np.ones((8, 3), np.float32), 8)
    assert sorted(mended) == list(range(8))


def test_every_group_comes_as_often_and_none_of_it_twice_before_all():
    labels = np.repeat([0, 1, 2, 5], [100, 40, 10, 2])
    drawn = evenly_drawn(labels, np.random.default_rng(0))
    assert len(drawn) == len(labels)
    per_group = np.bincount(labels[drawn], minlength=6)
    assert per_group[[3, 4]].sum() == 0 and per_group[[0, 1, 2, 5]].min() >= 0.9 * 152 / 4
    times = np.bincount(drawn, minlength=152)
    assert times[:100].max() == 1 and times[140:150].min() >= 3 and times[140:150].max() <= 4
    again = evenly_drawn(labels, np.random.default_rng(0))
    np.testing.assert_array_equal(drawn, again)
    assert (labels[drawn[:50]] != labels[drawn[0]]).any(), "groups are mixed"
