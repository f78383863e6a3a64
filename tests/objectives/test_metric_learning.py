"""The fine-tuning losses against their formulas, worked out pair by pair."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
import torch
from torch.nn import functional as F

pytest.importorskip("pytorch_metric_learning", reason="the extra `train` is not installed")

from comicenc.objectives.metric_learning import (
    contrastive,
    mine_multi_similarity,
    multi_similarity,
    triplet_margin,
    tuplet_margin,
)

LABELS = torch.tensor([0, 0, 1, 1, 1, 2])
LOSSES = [contrastive, triplet_margin, multi_similarity, tuplet_margin]


@pytest.fixture
def embeddings() -> torch.Tensor:
    return torch.randn(6, 3, generator=torch.Generator().manual_seed(5), dtype=torch.float64)


def distances(embeddings: torch.Tensor) -> list[list[float]]:
    unit = F.normalize(embeddings, dim=1)
    return [[(a - b).norm().item() for b in unit] for a in unit]


def pairs(same: bool) -> list[tuple[int, int]]:
    return [(i, j) for i, j in permutations(range(6), 2) if (LABELS[i] == LABELS[j]).item() == same]


def mean_above_zero(values: list[float]) -> float:
    paying = [value for value in values if value > 0]
    return sum(paying) / max(len(paying), 1)


def test_contrastive_is_distance_plus_hinge(embeddings):
    d = distances(embeddings)
    similar = mean_above_zero([d[i][j] for i, j in pairs(True)])
    dissimilar = mean_above_zero([max(0, 0.8 - d[i][j]) for i, j in pairs(False)])
    assert contrastive(embeddings, LABELS, margin=0.8).item() == pytest.approx(similar + dissimilar)


def test_triplet_margin_is_a_hinge_over_triplets(embeddings):
    d = distances(embeddings)
    costs = [max(0, d[a][p] - d[a][n] + 0.3) for a, p in pairs(True) for x, n in pairs(False) if a == x]
    assert triplet_margin(embeddings, LABELS, margin=0.3).item() == pytest.approx(mean_above_zero(costs))


def test_multi_similarity_is_equation_8_on_distances(embeddings):
    d = distances(embeddings)
    total = 0.0
    for anchor in range(6):
        near = [math.exp(2 * (d[i][j] - 0.5)) for i, j in pairs(True) if i == anchor]
        far = [math.exp(50 * (0.5 - d[i][j])) for i, j in pairs(False) if i == anchor]
        total += (math.log(1 + sum(near)) / 2 if near else 0) + math.log(1 + sum(far)) / 50
    assert multi_similarity(embeddings, LABELS).item() == pytest.approx(total / 6)


def test_tuplet_margin_is_equation_7_with_half_the_intra_pair_variance(embeddings):
    unit = F.normalize(embeddings, dim=1)
    cosine = (unit @ unit.T).tolist()
    tuplets = []
    for a, p in pairs(True):
        reach = math.cos(math.acos(cosine[a][p]) - math.radians(5.73))
        tuplets.append(
            math.log1p(sum(math.exp(64 * (cosine[a][n] - reach)) for x, n in pairs(False) if x == a))
        )
    similar = [cosine[i][j] for i, j in pairs(True)]
    dissimilar = [cosine[i][j] for i, j in pairs(False)]
    low, high = 0.99 * sum(similar) / len(similar), 1.01 * sum(dissimilar) / len(dissimilar)
    variance = sum(max(0, low - s) ** 2 for s in similar) / len(similar)
    variance += sum(max(0, s - high) ** 2 for s in dissimilar) / len(dissimilar)
    expected = sum(tuplets) / len(tuplets) + 0.5 * variance
    assert tuplet_margin(embeddings, LABELS).item() == pytest.approx(expected)


def test_miner_keeps_the_hard_pairs(embeddings):
    d = distances(embeddings)
    positives, negatives = set(), set()
    for anchor in range(6):
        similar = {j: d[anchor][j] for i, j in pairs(True) if i == anchor}
        dissimilar = {j: d[anchor][j] for i, j in pairs(False) if i == anchor}
        if similar:
            positives |= {(anchor, j) for j, x in similar.items() if x > min(dissimilar.values()) - 0.1}
            negatives |= {(anchor, j) for j, x in dissimilar.items() if x < max(similar.values()) + 0.1}
    a, p, b, n = mine_multi_similarity(embeddings, LABELS)
    assert set(zip(a.tolist(), p.tolist(), strict=True)) == positives
    assert set(zip(b.tolist(), n.tolist(), strict=True)) == negatives
    assert 0 < len(negatives) < len(pairs(False)), "else nothing was mined"


@pytest.mark.parametrize("loss", LOSSES)
def test_mined_pairs_alone_count(loss, embeddings):
    chosen = tuple(torch.tensor(column) for column in ([2], [3], [2], [5]))
    alone = loss(embeddings[[2, 3, 5]], LABELS[[2, 3, 5]], tuple(map(torch.tensor, ([0], [1], [0], [2]))))
    if loss is multi_similarity:
        alone = alone / 2  # a mean over the anchors of the batch, of which three became six
    torch.testing.assert_close(loss(embeddings, LABELS, chosen), alone)


@pytest.mark.parametrize("loss", LOSSES)
def test_equal_embeddings_and_single_identities_keep_gradients_finite(loss):
    embeddings = torch.tensor([[1.0, 0.0, 0.0]] * 4, requires_grad=True)
    for labels in ([0, 0, 1, 1], [0, 0, 0, 0], [0, 1, 2, 3]):
        value = loss(embeddings, torch.tensor(labels))
        (gradient,) = torch.autograd.grad(value, embeddings)
        assert value.isfinite() and gradient.isfinite().all()
