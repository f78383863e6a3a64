"""How well groups that were found agree with true identities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def clustering_metrics(true: Sequence, predicted: Sequence) -> dict[str, float]:
    """Agreement of two groupings of the same instances.

    Every label is a group, singletons too. A method that leaves instances ungrouped has to give each a label
    of its own first.

    Args:
        true: (N,) identities.
        predicted: (N,) groups, under any names.

    Returns:
        `ari`, `ami` (0 is chance, 1 is equal), `v_measure`, `homogeneity`, `completeness` (0 to 1), and the
        numbers `identities_true`, `identities_found`, `singletons_true`, `singletons_found`, `instances`.

    Raises:
        ValueError: If they are not of one length, or empty.
    """
    from sklearn import metrics

    true, predicted = np.asarray(true), np.asarray(predicted)
    if len(true) != len(predicted) or not len(true):
        raise ValueError(f"{len(true)} true and {len(predicted)} found labels cannot be compared")
    homogeneity, completeness, v_measure = metrics.homogeneity_completeness_v_measure(true, predicted)
    sizes = {
        name: np.unique(of, return_counts=True)[1] for name, of in (("true", true), ("found", predicted))
    }
    return {
        "ari": float(metrics.adjusted_rand_score(true, predicted)),
        "ami": float(metrics.adjusted_mutual_info_score(true, predicted)),
        "v_measure": float(v_measure),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
        **{f"identities_{name}": len(counts) for name, counts in sizes.items()},
        **{f"singletons_{name}": int((counts == 1).sum()) for name, counts in sizes.items()},
        "instances": len(true),
    }
