"""The paper's two evaluations on sequences, for validation while training and for ablations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comicenc.data.sequences import PanelSequence, link_identities, query_reference
from comicenc.metrics import query_scores, retrieval_metrics
from comicenc.metrics.retrieval import mean_scores

NAMES = ("map", "map_at_r", "mrr", "precision_at_1", "r_precision")


def local_scores(
    vectors: np.ndarray, index: dict[str, int], sequences: Sequence[PanelSequence]
) -> dict[str, float]:
    """In-series: every figure asks the others of its sequence; means over those that have something to find.

    Args:
        vectors: (N, D) unit rows.
        index: Row of each UUID.
        sequences: What is evaluated.
    """
    each = []
    for sequence in sequences:
        rows = vectors[[index[figure.uuid] for figure in sequence.figures]]
        who = [figure.identity for figure in sequence.figures]
        each.append(query_scores(1 - rows @ rows.T, who, who, itself=np.arange(len(rows))))
    found = mean_scores({name: np.concatenate([scores[name] for scores in each]) for name in each[0]})
    return {name: found[name] for name in NAMES}


def global_scores(
    vectors: np.ndarray, index: dict[str, int], sequences: Sequence[PanelSequence], seed: int
) -> dict[str, float]:
    """Inter-series: queries of all series ask the references of all series (Appendix F.3)."""
    asked = query_reference(sequences, link_identities(sequences), seed=seed)
    queries, references = (
        vectors[[index[uuid] for uuid in part]] for part in (asked.queries, asked.references)
    )
    found = retrieval_metrics(
        1 - queries @ references.T, list(asked.queries.values()), list(asked.references.values())
    )
    return {f"global_{name}": found[name] for name in NAMES}
