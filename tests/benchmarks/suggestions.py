"""How often suggested merges and splits are right: `python -m tests.benchmarks.suggestions FOLDER [albums]`.

Albums of Toonworld, of 24 characters and up to 600 faces each, are drawn, encoded by two models and grouped
by HDBSCAN. For every pair of groups, and for both halves of every group, it is known whether most pairs of
drawings across show one character. The curves of `tasks.clustering.suggestions` are fitted on the even
albums; the odd ones say what they are worth, and all say what the curves as they stand in the code are.

FOLDER keeps the vectors, so that a run that was broken off goes on.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from comicenc import ComicEncoder
from comicenc.tasks.clustering import group, suggestions
from tests.benchmarks.clustering import draw_album

MODELS = ("comicenc/identity-simclr-mini", "comicenc/manga-mmtl-mini")
BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


def main(folder: Path, albums: int = 40) -> None:
    """Print for each kind the curve that was fitted, and a table of confidence against truth."""
    folder.mkdir(parents=True, exist_ok=True)
    encoders = [ComicEncoder.from_pretrained(model) for model in MODELS]
    found = {"merge": [], "split": []}  # rows of (even, apart, right)
    for album in range(albums):
        who, vectors = _album(folder, album, encoders)
        for rows in vectors:
            labels, _ = group(rows)
            for kind, seen in (("merge", _pairs(rows, labels, who)), ("split", _halves(rows, labels, who))):
                found[kind] += [(album % 2 == 0, apart, right) for apart, right in seen]
    for kind, curve in (("merge", suggestions.ONE), ("split", suggestions.TWO)):
        even, apart, right = np.array(found[kind], dtype=float).T
        fitted = _fitted(apart[even > 0], right[even > 0])
        odd = even == 0
        report = {"kind": kind, "fitted on even albums": [round(each, 2) for each in fitted]}
        report["on odd albums"] = _reliability(apart[odd], right[odd], fitted)
        report["curve in the code, all albums"] = _reliability(apart, right, curve)
        print(json.dumps(report), flush=True)


def _album(folder: Path, album: int, encoders: list[ComicEncoder]) -> tuple[np.ndarray, list[np.ndarray]]:
    place = folder / f"{album}.npz"
    if not place.exists():
        wanted = int(np.random.default_rng([2, album]).integers(100, 600))
        who, faces = zip(*draw_album(1000 + album, wanted), strict=True)
        np.savez(place, who=who, **{str(i): each.encode(faces=faces) for i, each in enumerate(encoders)})
    with np.load(place) as known:
        return known["who"], [known[str(i)] for i in range(len(encoders))]


def _pairs(vectors: np.ndarray, labels: np.ndarray, who: np.ndarray) -> list[tuple[float, bool]]:
    """How far apart two groups are, and whether they are one, for all pairs of groups."""
    groups = suggestions.Groups(vectors, labels)
    apart = groups.apart(groups.across)
    pairs = zip(*np.triu_indices(len(groups.rows), 1), strict=True)
    return [(apart[a, b], _same(who, groups.rows[a], groups.rows[b])) for a, b in pairs]


def _halves(vectors: np.ndarray, labels: np.ndarray, who: np.ndarray) -> list[tuple[float, bool]]:
    """How far apart the halves of a group are, and whether they are two, for all groups."""
    found = []
    groups = suggestions.Groups(vectors, labels)
    for rows in groups.rows:
        halves = groups.halves(rows)
        if halves is not None:
            found.append((groups.apart(groups.between(*halves)), not _same(who, *halves)))
    return found


def _same(who: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether most pairs of drawings across show one character."""
    return bool((who[one][:, None] == who[other]).mean() > 0.5)


def _fitted(apart: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e4).fit(apart[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _reliability(apart: np.ndarray, right: np.ndarray, curve: tuple[float, float]) -> list[dict[str, float]]:
    """Of each range of confidence: how many, the mean of what was said, and the share that was right."""
    said = suggestions.chance_of(apart, curve)
    table = []
    for low, high in pairwise(BINS):
        here = (said >= low) & (said < high)
        if here.any():
            row = {"from": low, "cases": int(here.sum())}
            table.append(row | {"said": round(said[here].mean(), 3), "right": round(right[here].mean(), 3)})
    return table


if __name__ == "__main__":
    place, *given = sys.argv[1:]
    main(Path(place), *map(int, given))
