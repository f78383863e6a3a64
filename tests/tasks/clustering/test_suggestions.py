"""Suggestions name what is wrong, with links that mend it."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.tasks.clustering import group, suggest_merges, suggest_splits
from comicenc.tasks.clustering.linked import honoured
from tests.tasks.clustering.rows import rows_of


def test_a_character_in_two_groups_is_to_be_merged() -> None:
    vectors, labels = rows_of([8, 6, 5], noise=0.4)
    labels = np.where(np.arange(19) % 2 & (labels == 0), 3, labels)
    (found,) = suggest_merges(vectors, labels)
    assert (found.kind, found.groups) == ("merge", (0, 3)) and found.confidence > 0.5
    assert labels[list(found.pair)].tolist() == [0, 3]
    mended = honoured(labels, vectors, [found.pair], [])
    assert (np.unique(mended, return_counts=True)[1] == [6, 5, 8]).all()
    assert suggest_merges(vectors, labels, cannot_link=[(1, 0)]) == []
    assert suggest_merges(vectors, labels, least=1.0) == []


def test_two_characters_in_one_group_are_to_be_split() -> None:
    vectors, truth = rows_of([9, 7, 6], noise=0.4)
    labels = np.where(truth == 2, 0, truth)
    (found,) = suggest_splits(vectors, labels)
    assert (found.kind, found.groups) == ("split", (0,)) and found.confidence > 0.7
    assert {int(truth[row]) for row in found.pair} == {0, 2}
    mended = honoured(labels, vectors, [], [found.pair])
    assert all(len(set(mended[truth == each].tolist())) == 1 for each in range(3)) and len(set(mended)) == 3
    assert suggest_splits(vectors, labels, must_link=[found.pair]) == []


def test_the_surest_comes_first() -> None:
    near, far = rows_of([10, 10], noise=0.3)[0], rows_of([10, 10], noise=0.3, seed=1)[0]
    labels = np.repeat([0, 1, 2, 3], 10)
    vectors = np.concatenate([near[:10], near[:10], far[:10], far[:10] + 0.3 * near[10:]]).astype(np.float32)
    found = suggest_merges(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), labels)
    assert [each.groups for each in found] == [(0, 1), (2, 3)]
    assert found[0].confidence > found[1].confidence


@pytest.mark.parametrize("labels", [[-1] * 6, [0] * 6, [0, 0, 0, 1, 1, -1]])
def test_few_drawings_and_equal_ones(labels: list[int]) -> None:
    vectors = np.repeat(rows_of([1])[0], 6, axis=0)
    assert suggest_splits(vectors, np.array(labels)) == []
    assert len(suggest_merges(vectors, np.array(labels))) == (max(labels) > 0)


def test_what_was_grouped_well_needs_nothing() -> None:
    vectors, _ = rows_of([12, 9, 7], noise=0.3)
    labels, _ = group(vectors, method="agglomerative", threshold=0.8)
    assert suggest_merges(vectors, labels) == suggest_splits(vectors, labels) == []
