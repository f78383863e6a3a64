"""How well groups that were found agree with true identities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

AGREEMENT = ("ari", "ami", "v_measure")


def clustering_metrics(true: Sequence, predicted: Sequence) -> dict[str, float]:
    """Agreement of two groupings of the same instances.

    Every label is a group, singletons too. A method that leaves instances ungrouped has to give each a label
    of its own first, as `outliers_alone` does, or see `outlier_clustering`.

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


def outliers_alone(groups: Sequence[int]) -> np.ndarray:
    """(N,) groups in which each outlier, whose label is negative, is a group of its own."""
    groups = np.array(groups, dtype=int)
    alone = np.flatnonzero(groups < 0)
    groups[alone] = groups.max(initial=-1) + 1 + np.arange(len(alone))
    return groups


def outlier_clustering(true: Sequence, groups: Sequence[int]) -> dict[str, float]:
    """Agreement of groups with identities where some instances are in none, measured both ways.

    Args:
        true: (N,) identities.
        groups: (N,) groups, negative for outliers.

    Returns:
        `ari`, `ami`, `v_measure` with all outliers as one group; `ari_alone`, `ami_alone`, `v_measure_alone`
        with each as a group of its own; `clusters`, how many were found, `classes`, how many there are, and
        `outliers`, the share of instances in no group.

    Raises:
        ValueError: If they are not of one length, or empty.
    """
    groups = np.asarray(groups, dtype=int)
    together = clustering_metrics(true, np.maximum(groups, -1))
    alone = clustering_metrics(true, outliers_alone(groups)) if (groups < 0).any() else together
    return {
        **{name: together[name] for name in AGREEMENT},
        **{f"{name}_alone": alone[name] for name in AGREEMENT},
        "clusters": len(np.unique(groups[groups >= 0])),
        "classes": together["identities_true"],
        "outliers": float((groups < 0).mean()),
    }


def rare_as_other(
    identities: Sequence[str], albums: Sequence[str], fewest: int = 10, other: str = "other"
) -> np.ndarray:
    """Identities of which those seen rarely in their album are one (MangaDeepCluster §4).

    Args:
        identities: (N,) names.
        albums: (N,) the album of each.
        fewest: Who has fewer instances in an album is `other` there.
        other: The name of these.

    Returns:
        (N,) names.

    Raises:
        ValueError: If they are not of one length.
    """
    identities, albums = np.asarray(identities, dtype=object), np.asarray(albums)
    if len(identities) != len(albums):
        raise ValueError(f"{len(identities)} identities and {len(albums)} albums are not of one length")
    pooled = identities.copy()
    for album in np.unique(albums):
        here = np.flatnonzero(albums == album)
        _, which, counts = np.unique(identities[here].astype(str), return_inverse=True, return_counts=True)
        pooled[here[counts[which] < fewest]] = other
    return pooled.astype(str)
