"""From vectors to identities under settings."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from comicenc.comic import Box
from comicenc.tasks.cast.instances import Encoded, Instance
from comicenc.tasks.cast.solving import Settings, keep_ids, solve
from comicenc.tasks.linkage import comic_distances
from comicenc.tasks.links import Pairs

BOX = Box(0, 0, 1, 1)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def encoded(vectors: np.ndarray, faces: np.ndarray | None = None) -> Encoded:
    faces = np.ones(len(vectors), bool) if faces is None else faces
    instances = [Instance("p", i, None, BOX if face else None, BOX) for i, face in enumerate(faces)]
    return Encoded(tuple(instances), vectors)


def ids(cast: Encoded, settings: Settings, *links: Pairs, **more: Pairs) -> np.ndarray:
    return solve(cast, settings, *links, **more).labels(settings.threshold)


def crowd(groups: int, each: int, noise: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(groups), each)
    return unit(rng.normal(size=(groups, 32))[truth] + noise * rng.normal(size=(len(truth), 32))), truth


@pytest.mark.parametrize("threshold", [0.6, 0.82, 1.1])
def test_without_rules_it_is_the_papers_clustering(threshold: float) -> None:
    vectors, _ = crowd(6, 12, 0.7)
    theirs = AgglomerativeClustering(n_clusters=None, distance_threshold=threshold, linkage="average")
    ours = ids(encoded(vectors), Settings(threshold))
    assert adjusted_rand_score(theirs.fit_predict(vectors), ours) == 1


def test_a_link_between_two_looks_joins_all_of_both() -> None:
    vectors, truth = crowd(3, 8, 0.3)
    settings = Settings(0.7)
    assert ids(encoded(vectors), settings).tolist() == truth.tolist()
    joined = ids(encoded(vectors), settings, must_link=((3, 12),))
    assert joined.tolist() == np.where(truth == 2, 1, 0).tolist()


def test_what_all_share_can_be_taken_out() -> None:
    vectors, truth = crowd(5, 8, 0.4)
    shared = unit(vectors + 3 * unit(np.ones((1, 32))))
    assert len(set(ids(encoded(shared), Settings(0.9)).tolist())) == 1
    assert ids(encoded(shared), Settings(0.9, center=1.0)).tolist() == truth.tolist()
    assert (comic_distances(vectors, center=0.0) == comic_distances(vectors)).all()


def test_smoothing_draws_neighbours_together() -> None:
    vectors, truth = crowd(4, 10, 0.8)
    same = truth[:, None] == truth
    plain, smooth = comic_distances(vectors), comic_distances(vectors, smoothing=4)
    assert smooth[same].mean() < plain[same].mean() / 1.5
    assert smooth[~same].mean() > 0.9 * plain[~same].mean()
    assert np.isfinite(comic_distances(vectors[:2], smoothing=9)).all()


def test_bodies_do_not_come_between_faces() -> None:
    a, b = np.array([1.0, 0, 0]), np.array([0.0, 1, 0])
    between = unit(np.array([a + b]))[0]
    vectors = unit(np.array([a, a + 0.1 * b, b, b + 0.1 * a, between, between + 0.3 * a]))
    faces = np.array([True] * 4 + [False] * 2)
    first = ids(encoded(vectors, faces), Settings(0.9, faces_first=True))
    assert first[:4].tolist() == [0, 0, 1, 1]
    assert first[5] == 0
    linked = ids(encoded(vectors, faces), Settings(0.9, faces_first=True), must_link=((0, 4), (4, 2)))
    assert linked[0] == linked[2] == linked[4]


def test_links_through_a_body_bind_faces_when_those_go_first() -> None:
    vectors = unit(np.array([[1.0, 0, 0], [0, 1, 0], [0.1, 1, 0], [0, 0, 1.0]]))
    faces = np.array([True, True, True, False])
    settings = Settings(0.9, faces_first=True)
    labels = ids(encoded(vectors, faces), settings, must_link=((0, 3), (3, 1)), cannot_link=((0, 2),))
    assert labels[0] == labels[1] == labels[3] != labels[2]


@pytest.mark.parametrize("seed", range(6))
def test_links_are_obeyed_whatever_the_settings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, _ = crowd(4, 10, 1.0, seed)
    must = tuple((int(a), int(b)) for a, b in rng.choice(20, (4, 2), replace=False))
    cannot = tuple((int(a) + 20, int(b) + 20) for a, b in rng.choice(20, (4, 2), replace=False))
    settings = Settings(rng.uniform(0.5, 1.4), center=0.5, smoothing=seed % 3, faces_first=bool(seed % 2))
    labels = ids(encoded(vectors, rng.random(40) < 0.6), settings, must, cannot)
    assert all(labels[a] == labels[b] for a, b in must)
    assert all(labels[a] != labels[b] for a, b in cannot)


def test_ids_follow_the_largest_overlap() -> None:
    before = np.array([7, 7, 7, 2, 2, 5])
    assert keep_ids(np.array([0, 0, 0, 1, 1, 2]), before, 8)[0].tolist() == before.tolist()
    kept, free = keep_ids(np.array([0, 0, 1, 2, 2, 2]), before, 8)
    assert kept.tolist() == [7, 7, 8, 2, 2, 2]
    assert free == 9


@pytest.mark.parametrize(
    "wrong", [{"threshold": 0}, {"threshold": 1, "center": 2}, {"threshold": 1, "smoothing": -1}]
)
def test_wrong_settings(wrong: dict) -> None:
    with pytest.raises(ValueError, match="a cast needs threshold > 0"):
        Settings(**wrong)
