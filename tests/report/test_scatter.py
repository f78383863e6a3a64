import numpy as np
import pytest

from comicenc.report.scatter import HEIGHT, WIDTH, dot_radius, place


def clusters(count, groups=3):
    rng = np.random.default_rng(0)
    centers = np.eye(16)[:groups]
    rows = centers[np.arange(count) % groups] + 0.05 * rng.normal(size=(count, 16))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 60])
def test_dots_stay_on_the_map(count):
    spots = place(clusters(count))
    radius = dot_radius(count)
    assert spots.shape == (count, 2)
    assert (spots >= radius).all()
    assert (spots <= np.array([WIDTH, HEIGHT]) - radius).all()


def test_dots_do_not_hide_each_other():
    spots = place(np.repeat(clusters(3), 10, axis=0))  # ten equal vectors at three places
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=-1)[np.triu_indices(30, 1)]
    assert gaps.min() > dot_radius(30)


def test_what_looks_alike_lies_together():
    spots, group = place(clusters(60)), np.arange(60) % 3
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=-1) + np.eye(60) * 1e9
    assert (group[gaps.argmin(1)] == group).mean() > 0.95


def test_the_map_is_the_same_every_time():
    assert np.array_equal(place(clusters(30)), place(clusters(30)))
