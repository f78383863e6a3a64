"""Meta-mining over cliques of dissimilar identities (Identity-Aware SimCLR, Appendix D).

Identities are annotated within a sequence of panels: two of one sequence are known to differ, of two from
different sequences nothing is known. Mining is therefore done inside each clique of identities that are all
known to differ from each other, and what it finds is combined for the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from networkx import Graph

    from .metric_learning import Indices


def dissimilar_cliques(graph: Graph, identities: Iterable[int]) -> list[list[int]]:
    """All largest groups of these identities in which every two are known to differ.

    Args:
        graph: Identities, with an edge where two are annotated as dissimilar.
        identities: Those of a batch; one that the graph lacks stands alone.

    Returns:
        Maximal cliques, each sorted, in sorted order. An identity may be in several.
    """
    from networkx import find_cliques

    wanted = set(identities)
    batch = graph.subgraph(wanted).copy()
    batch.add_nodes_from(wanted)
    return sorted(sorted(clique) for clique in find_cliques(batch))


def meta_mine(
    embeddings: Tensor,
    identities: Tensor,
    graph: Graph,
    miner: Callable[[Tensor, Tensor], Indices] | None = None,
    *,
    series: Tensor | None = None,
) -> Indices:
    """Similar and dissimilar pairs of a batch, none between identities that might be the same.

    Args:
        embeddings: (N, D).
        identities: (N,) integers, nodes of `graph`.
        graph: Identities, with an edge where two are annotated as dissimilar.
        miner: Takes embeddings and labels of one clique, returns pairs or triplets of them; None takes all
            pairs.
        series: (N,) integers. Where given, instances of other series than the clique's are offered to the
            miner as dissimilar ("mix-series"): as such only, never as anchors nor to each other.

    Returns:
        Pairs `(anchor, positive, anchor, negative)` or triplets, whichever the miner gives, each only once.
    """
    mined = [
        _mine_clique(embeddings, identities, clique, miner or _all_pairs, series)
        for clique in dissimilar_cliques(graph, identities.tolist())
    ]
    if not mined:
        return tuple(identities.new_empty(0, dtype=torch.long) for _ in range(4))
    columns = [torch.cat(parts) for parts in zip(*mined, strict=True)]
    if len(columns) == 3:
        return _once(*columns)
    return *_once(*columns[:2]), *_once(*columns[2:])


def _mine_clique(embeddings, identities, clique, miner, series) -> Indices:
    """Mine one clique; indices are those of the batch."""
    inside = torch.isin(identities, identities.new_tensor(clique))
    offered = inside if series is None else inside | ~torch.isin(series, series[inside])
    where = offered.nonzero().squeeze(1)
    columns = [where[column] for column in miner(embeddings[where], identities[where])]
    if len(columns) == 3:
        return tuple(column[inside[columns[0]]] for column in columns)
    anchor, positive, other_anchor, negative = columns
    keep, keep_negative = inside[anchor], inside[other_anchor]
    return anchor[keep], positive[keep], other_anchor[keep_negative], negative[keep_negative]


def _all_pairs(embeddings: Tensor, labels: Tensor) -> Indices:
    same = labels[:, None] == labels[None]
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    return *torch.where(same & ~itself), *torch.where(~same)


def _once(*columns: Tensor) -> tuple[Tensor, ...]:
    return tuple(torch.stack(columns).unique(dim=1))
