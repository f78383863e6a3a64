"""Find the numbers that tasks need beside the weights, from labelled vectors, and write calibration.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from comicenc.tasks import storage
from comicenc.tasks.gallery.scores import name_scores
from comicenc.tasks.linkage import Dendrogram, average_linkage, comic_distances
from comicenc.tasks.links import pairs_apart

STEPS = 200  # thresholds that are tried between the smallest and the largest distance
SMOOTH = 5  # neighbouring thresholds that are averaged, so that the best is no lucky one


def calibrate_cast(
    vectors: np.ndarray,
    labels: Sequence,
    *,
    comics: Sequence | None = None,
    panels: Sequence | None = None,
    center: float = 0.0,
    smoothing: int = 0,
) -> dict[str, Any]:
    """The distance at which a cast's identities are joined, from instances whose identity is known.

    Identity-Aware SimCLR, Appendix H, decides by the means and deviations of the distances of similar and
    dissimilar pairs (it chose 0.82 between 0.77 and 0.97), or by their ROC curve; both are reported
    (`deviation_value` with `similar_mean`, …; `roc_value`). The paper gives no rule for the first: it is the
    distance that is equally many deviations from both means.

    Differs from the paper: `value` is the threshold at which the clustering itself agrees best with the
    truth, by the adjusted Rand index averaged over comics.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,) true identities.
        comics: (N,) the comic of each instance, since pairs are compared within one; None for one comic.
        panels: (N,) the panel of each, unique in its comic, or None where it is not known: with them the
            panel rule holds, as in `Cast`.
        center: As in `Settings`; it is noted in the result, and `Cast.find` takes it from there.
        smoothing: Likewise.

    Raises:
        ValueError: If no comic has both a similar and a dissimilar pair.
    """
    labels = np.unique(np.asarray(labels), return_inverse=True)[1]
    comics = np.zeros(len(labels), int) if comics is None else np.unique(comics, return_inverse=True)[1]
    pairs, trees = [], []
    for comic in np.unique(comics):
        rows = np.flatnonzero(comics == comic)
        if len(rows) < 2:
            continue
        distances = comic_distances(vectors[rows], center=center, smoothing=smoothing)
        apart = pairs_apart(np.arange(len(rows)), (), [panels[row] for row in rows]) if panels else None
        true = np.unique(labels[rows], return_inverse=True)[1]
        trees.append((average_linkage(distances, apart=apart), true))
        upper = np.triu_indices(len(rows), 1)
        pairs.append((distances[upper], (labels[rows][:, None] == labels[rows])[upper]))
    distances, same = (np.concatenate(column) for column in zip(*pairs, strict=True)) if pairs else ([], [])
    if not (np.any(same) and not np.all(same)):
        raise ValueError("calibrating needs a comic with two instances of one identity and one of another")
    value, agreement = _best_threshold(trees, distances.min(), distances.max())
    return {
        "value": value,
        "ari": agreement,
        **_pair_statistics(distances, same),
        "center": center,
        "smoothing": smoothing,
        "comics": len(trees),
        "instances": len(labels),
    }


def _best_threshold(trees: list, lowest: float, highest: float) -> tuple[float, float]:
    """The threshold with the best mean adjusted Rand index, and that index."""
    thresholds = np.linspace(lowest, highest, STEPS)
    agreement = np.zeros(STEPS)
    for tree, true in trees:
        joins = np.searchsorted(tree.heights, thresholds)  # how many are below each threshold
        agreement += _agreement_by_joins(tree, true)[joins] / len(trees)
    padded = np.pad(agreement, SMOOTH // 2, mode="edge")
    smooth = np.convolve(padded, np.full(SMOOTH, 1 / SMOOTH), mode="valid")
    plateau = np.flatnonzero(smooth > smooth.max() - 1e-9)
    best = plateau[len(plateau) // 2]
    return float(thresholds[best]), float(agreement[best])


def _agreement_by_joins(tree: Dendrogram, true: np.ndarray) -> np.ndarray:
    """(M + 1,) adjusted Rand index with the truth after none of the joins, after one, and so on."""
    count = np.eye(true.max() + 1)[true]  # (N, C) how many of each identity a group holds
    size = np.ones(tree.items)
    both, found = np.zeros((2, len(tree.joins) + 1))  # pairs of one identity, and all, that joins united
    for step, (kept, gone) in enumerate(tree.joins, start=1):
        both[step] = both[step - 1] + count[kept] @ count[gone]
        found[step] = found[step - 1] + size[kept] * size[gone]
        count[kept] += count[gone]
        size[kept] += size[gone]
    pairs = tree.items * (tree.items - 1) / 2
    right = sum(each * (each - 1) / 2 for each in np.bincount(true))
    chance, best = found * right / pairs, (found + right) / 2
    return np.divide(both - chance, best - chance, out=np.ones_like(both), where=best != chance)


def _pair_statistics(distances: np.ndarray, same: np.ndarray) -> dict[str, float]:
    from sklearn.metrics import auc, roc_curve

    false, true, thresholds = roc_curve(same, -distances)
    return {
        "similar_mean": float(distances[same].mean()),
        "similar_sd": float(distances[same].std()),
        "dissimilar_mean": float(distances[~same].mean()),
        "dissimilar_sd": float(distances[~same].std()),
        "deviation_value": _between(distances[same], distances[~same]),
        "roc_auc": float(auc(false, true)),
        "roc_value": float(-thresholds[np.argmax(true - false)]),  # Youden's: farthest from chance
    }


def _between(near: np.ndarray, far: np.ndarray) -> float:
    """The value equally many standard deviations from both means; midway where nothing deviates."""
    deviations = near.std() + far.std()
    share = near.std() / deviations if deviations else 0.5
    return float(near.mean() + share * (far.mean() - near.mean()))


@dataclass(frozen=True, eq=False)
class OpenSet:
    """Scores of many small galleries that were asked for friends and for strangers.

    Args:
        friends: (F,) best score of each crop whose character is in the gallery.
        right: (F,) bool, whether the best is that character.
        strangers: (S,) best score of each crop whose character is not.
        characters: How many a gallery held.
        crops: From how many crops it knew each.
    """

    friends: np.ndarray
    right: np.ndarray
    strangers: np.ndarray
    characters: int
    crops: int

    def rates(self, threshold: float) -> dict[str, float]:
        """What happens at a threshold.

        Returns:
            `false_accept`, the share of strangers given a name; `false_reject`, of friends called unknown;
            `misnamed`, of friends given another's name.
        """
        known = self.friends >= threshold
        return {
            "false_accept": float((self.strangers >= threshold).mean()),
            "false_reject": float((~known).mean()),
            "misnamed": float((known & ~self.right).mean()),
        }


def open_set(
    vectors: np.ndarray,
    labels: Sequence,
    *,
    top: int = 1,
    characters: int = 10,
    crops: int = 5,
    rounds: int = 200,
    seed: int = 0,
) -> OpenSet:
    """Ask many small random galleries who is on crops they hold and crops they do not.

    A round draws characters, half of them friends. The gallery gets `crops` crops of each friend; the rest of
    theirs, at most ten each, and as many of each stranger are asked for.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,) true identities.
        top: As in `Gallery`.
        characters: Friends in a gallery; fewer where there are not twice as many identities.
        crops: Of each friend; identities without one more are strangers only.
        rounds: How many galleries.
        seed: Of what is drawn.

    Raises:
        ValueError: If there are not two identities, one of them with enough crops.
    """
    vectors, labels = np.asarray(vectors), np.unique(np.asarray(labels), return_inverse=True)[1]
    sizes = np.bincount(labels)
    characters = min(characters, int((sizes > crops).sum()), len(sizes) // 2)
    if characters < 1:
        raise ValueError(f"an open set needs two identities, one with {crops + 1} crops or more")
    rng = np.random.default_rng(seed)
    asked = [_ask(vectors, labels, top, characters, crops, rng) for _ in range(rounds)]
    friends, right, strangers = (np.concatenate(column) for column in zip(*asked, strict=True))
    return OpenSet(friends, right, strangers, characters, crops)


def _ask(
    vectors: np.ndarray, labels: np.ndarray, top: int, characters: int, crops: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One gallery's best scores for friends, whether these are right, and best scores for strangers."""
    sizes = np.bincount(labels)
    friends = rng.choice(np.flatnonzero(sizes > crops), characters, replace=False)
    others = np.setdiff1d(np.arange(len(sizes)), friends)
    strangers = rng.choice(others, min(characters, len(others)), replace=False)
    drawn = {who: rng.permutation(np.flatnonzero(labels == who)) for who in [*friends, *strangers]}
    known = np.concatenate([drawn[who][:crops] for who in friends])
    asked = np.concatenate([drawn[who][crops : crops + 10] for who in friends])
    unknown = np.concatenate([drawn[who][:10] for who in strangers])
    names, scores = name_scores(vectors[asked] @ vectors[known].T, labels[known], top)
    _, foreign = name_scores(vectors[unknown] @ vectors[known].T, labels[known], top)
    return scores.max(axis=1), names[scores.argmax(axis=1)] == labels[asked], foreign.max(axis=1)


def calibrate_unknown(
    vectors: np.ndarray, labels: Sequence, *, false_accept: float = 0.05, top: int = 1, **protocol: Any
) -> dict[str, Any]:
    """The score below which somebody is unknown: the lowest that accepts few enough strangers.

    Args:
        vectors: (N, D) unit rows.
        labels: (N,) true identities.
        false_accept: Largest share of strangers that are given a name.
        top: As in `Gallery`.
        protocol: As in `open_set`.

    Returns:
        `threshold` with its rates on these vectors (`OpenSet.rates`) and how they were found.
    """
    scores = open_set(vectors, labels, top=top, **protocol)
    descending = np.sort(scores.strangers)[::-1]
    allowed = int(false_accept * len(descending))
    threshold = float(np.nextafter(descending[min(allowed, len(descending) - 1)], np.inf))
    return {
        "threshold": threshold,
        **scores.rates(threshold),
        "top": top,
        "characters": scores.characters,
        "crops": scores.crops,
        "identities": len(np.unique(np.asarray(labels))),
    }


def write_calibration(folder: str | Path, *, commit: str, **entries: dict[str, Any]) -> Path:
    """Put entries into a checkpoint's calibration.json; others that are there stay.

    Args:
        folder: The checkpoint's.
        commit: Of the code that found the numbers.
        entries: By name: `cast_distance`, `unknown`; each says on which `data` it was found.

    Raises:
        ValueError: If an entry does not name its data, or the file that is there is no JSON object.
    """
    path = Path(folder) / "calibration.json"
    for name, entry in entries.items():
        if not entry.get("data"):
            raise ValueError(f"calibration entry {name} does not say on which data it was found")
    content = storage.read_json(path) if path.exists() else {}
    content = {**content, **entries, "commit": commit}
    storage.put(path, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
    return path
