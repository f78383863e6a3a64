"""Meta-mining against exhaustive search over all subsets of identities."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx
import pytest
import torch
from torch.nn import functional as F

from comicenc.objectives.meta_mining import dissimilar_cliques, meta_mine

SEEDS = range(25)


def batch(seed: int) -> tuple[networkx.Graph, torch.Tensor, torch.Tensor, torch.Tensor]:
    """A graph of up to seven identities of three series, and 20 instances of some of them."""
    generator = torch.Generator().manual_seed(seed)
    count = 2 + seed % 6
    series_of = torch.randint(0, 3, (count,), generator=generator)
    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    for a, b in combinations(range(count), 2):
        if series_of[a] == series_of[b] and torch.rand((), generator=generator) < 0.7:
            graph.add_edge(a, b)
    identities = torch.randint(0, count, (20,), generator=generator)
    return graph, identities, series_of[identities], torch.randn(20, 4, generator=generator)


def exhaustive_cliques(graph: networkx.Graph, identities: list[int]) -> list[list[int]]:
    nodes = sorted(set(identities))
    subsets = [set(s) for k in range(1, len(nodes) + 1) for s in combinations(nodes, k)]
    cliques = [s for s in subsets if all(graph.has_edge(a, b) for a, b in combinations(s, 2))]
    return sorted(sorted(s) for s in cliques if not any(s < other for other in cliques))


def naive_miner(embeddings, labels, anchors, epsilon=0.1):
    """The multi-similarity miner's rule for some anchors, pair by pair."""
    unit = F.normalize(embeddings, dim=1)
    similar, dissimilar = set(), set()
    for a in anchors:
        near = {j: (unit[a] - unit[j]).norm() for j in labels if j != a and labels[j] == labels[a]}
        far = {j: (unit[a] - unit[j]).norm() for j in labels if labels[j] != labels[a]}
        if near and far:
            similar |= {(a, j) for j, x in near.items() if x > min(far.values()) - epsilon}
            dissimilar |= {(a, j) for j, x in far.items() if x < max(near.values()) + epsilon}
    return similar, dissimilar


def as_sets(indices) -> tuple[set, set]:
    a, p, b, n = (column.tolist() for column in indices)
    assert len(set(zip(a, p, strict=True))) == len(a) and len(set(zip(b, n, strict=True))) == len(b)
    return set(zip(a, p, strict=True)), set(zip(b, n, strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_cliques_equal_those_among_all_subsets(seed):
    graph, identities, *_ = batch(seed)
    assert dissimilar_cliques(graph, identities.tolist()) == exhaustive_cliques(graph, identities.tolist())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mix", [False, True])
def test_mined_pairs_equal_exhaustive_search(seed, mix):
    miners = pytest.importorskip("comicenc.objectives.metric_learning")
    pytest.importorskip("pytorch_metric_learning")
    graph, identities, series, embeddings = batch(seed)
    similar, dissimilar = set(), set()
    for clique in exhaustive_cliques(graph, identities.tolist()):
        inside = {i: int(identities[i]) for i in range(20) if identities[i] in clique}
        its_series = {int(series[i]) for i in inside}
        strangers = {i: (i,) for i in range(20) if mix and int(series[i]) not in its_series}
        found = naive_miner(embeddings, inside | strangers, anchors=inside)
        similar |= found[0]
        dissimilar |= found[1]
    mined = meta_mine(
        embeddings, identities, graph, miners.mine_multi_similarity, series=series if mix else None
    )
    assert as_sets(mined) == (similar, dissimilar)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mix", [False, True])
def test_never_pairs_identities_that_might_be_the_same(seed, mix):
    graph, identities, series, embeddings = batch(seed)
    similar, dissimilar = as_sets(meta_mine(embeddings, identities, graph, series=series if mix else None))
    known = {
        (i, j)
        for i, j in permutations(range(20), 2)
        if graph.has_edge(int(identities[i]), int(identities[j])) or (mix and series[i] != series[j])
    }
    assert similar == {(i, j) for i, j in permutations(range(20), 2) if identities[i] == identities[j]}
    assert dissimilar == known


def test_miners_of_triplets_are_combined_too():
    graph = networkx.Graph([(0, 1), (0, 2)])  # 1 and 2 might be the same
    identities = torch.tensor([0, 0, 1, 2])

    def every_triplet(embeddings, labels):
        found = [
            (a, p, n)
            for a, p, n in permutations(range(len(labels)), 3)
            if labels[a] == labels[p] and labels[a] != labels[n]
        ]
        return torch.tensor(found).T if found else torch.empty(3, 0, dtype=torch.long)

    triplets = meta_mine(torch.zeros(4, 2), identities, graph, every_triplet)
    assert sorted(zip(*(column.tolist() for column in triplets), strict=True)) == [
        (0, 1, 2),
        (0, 1, 3),
        (1, 0, 2),
        (1, 0, 3),
    ]


def test_mix_series_gives_a_lonely_identity_something_to_differ_from():
    graph = networkx.Graph()
    identities, series = torch.tensor([0, 0, 1]), torch.tensor([7, 7, 8])
    alone = meta_mine(torch.zeros(3, 2), identities, graph)
    assert len(alone[2]) == 0
    mixed = as_sets(meta_mine(torch.zeros(3, 2), identities, graph, series=series))
    assert mixed[1] == {(0, 2), (1, 2), (2, 0), (2, 1)}


def test_an_empty_batch_has_no_pairs():
    mined = meta_mine(torch.zeros(0, 2), torch.zeros(0, dtype=torch.long), networkx.Graph())
    assert [len(column) for column in mined] == [0, 0, 0, 0]
