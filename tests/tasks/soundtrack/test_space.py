"""Modalities moved onto each other."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.tasks.soundtrack import centred, modality_gap


def cone(direction: int, seed: int, count: int = 50) -> np.ndarray:
    """Unit rows round an axis, as the vectors of one modality lie."""
    rows = np.random.default_rng(seed).normal(0, 0.1, (count, 12))
    rows[:, direction] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_centring_closes_the_gap() -> None:
    pages, music = cone(0, 0), cone(1, 1)
    assert modality_gap(pages, music) > 1
    closed = modality_gap(centred(pages, pages.mean(axis=0)), centred(music, music.mean(axis=0)))
    assert closed < 0.2


def test_what_is_meant_shows_through_once_the_gap_is_closed() -> None:
    meant = np.random.default_rng(2).normal(0, 0.3, (4, 12))
    meant -= meant.mean(axis=0)
    meant[:, :2] = 0
    axes = np.eye(12)
    pages, music = axes[0] + meant, axes[1] + meant
    pages, music = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (pages, music))
    likeness = centred(pages, pages.mean(axis=0)) @ centred(music, music.mean(axis=0)).T
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert (np.diag(likeness) > 0.9).all() and (pages @ music.T).max() < 0.8


def test_rows_are_unit_and_the_centre_itself_is_nothing() -> None:
    rows = cone(0, 0)
    np.testing.assert_allclose(np.linalg.norm(centred(rows, rows[0]), axis=1)[1:], 1, rtol=1e-5)
    assert centred(rows, rows[0])[0].tolist() == [0] * 12
    np.testing.assert_allclose(centred(rows, None), rows, atol=1e-6)
    assert centred(rows[0], None).shape == (12,)


def test_the_gap_is_the_distance_of_the_means() -> None:
    assert modality_gap(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[-1.0, 0.0]])) == pytest.approx(
        2.5**0.5
    )
