"""How often suggested merges and splits are right: `python -m tests.benchmarks.suggestions FOLDER [albums]`.

Albums of Toonworld, of 4 to 30 characters with 8 to 45 faces each on average, are drawn, encoded by two
models and grouped by HDBSCAN. For every pair of groups, and for both halves of every group, it is known
whether most pairs of drawings across show one character. Curves are fitted on the even albums and the odd
ones say what they are worth; all albums say what the curves of `tasks.clustering.suggestions` are worth.

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
Case = tuple[float, int, int, bool]  # how far apart, size, number of groups, whether it is right


def main(folder: Path, albums: int = 40) -> None:
    """Print for each kind the curve that was fitted, and a table of confidence against truth."""
    folder.mkdir(parents=True, exist_ok=True)
    encoders = [ComicEncoder.from_pretrained(model) for model in MODELS]
    found = {"merge": [], "split": []}  # rows of (even, apart, size, groups, right)
    for album in range(albums):
        who, vectors = _album(folder, album, encoders)
        for rows in vectors:
            labels, _ = group(rows)
            for kind, seen in (("merge", _pairs(rows, labels, who)), ("split", _halves(rows, labels, who))):
                found[kind] += [(album % 2 == 0, *row) for row in seen]
    for kind, curve in (("merge", suggestions.ONE), ("split", suggestions.TWO)):
        rows = np.array(found[kind], dtype=float)
        even, cases = rows[:, 0] > 0, rows[:, 1:]
        fitted = _fitted(cases[even])
        report = {"kind": kind, "fitted on even albums": [round(each, 2) for each in fitted]}
        report["on odd albums"] = _reliability(cases[~even], fitted)
        report["curve in the code, all albums"] = _reliability(cases, curve)
        print(json.dumps(report), flush=True)


def _album(folder: Path, album: int, encoders: list[ComicEncoder]) -> tuple[np.ndarray, list[np.ndarray]]:
    place = folder / f"{album}.npz"
    if not place.exists():
        cast, each = np.random.default_rng([2, album]).integers((4, 8), (31, 46)).tolist()
        who, faces = zip(*draw_album(1000 + album, cast * each, cast), strict=True)
        np.savez(place, who=who, **{str(i): model.encode(faces=faces) for i, model in enumerate(encoders)})
    with np.load(place) as known:
        return known["who"], [known[str(i)] for i in range(len(encoders))]


def _pairs(vectors: np.ndarray, labels: np.ndarray, who: np.ndarray) -> list[Case]:
    """All pairs of groups; right are those that are one."""
    groups = suggestions.Groups(vectors, labels)
    apart, rows = groups.apart(groups.across), groups.rows
    return [
        (apart[a, b], min(len(rows[a]), len(rows[b])), len(rows), _same(who, rows[a], rows[b]))
        for a, b in zip(*np.triu_indices(len(rows), 1), strict=True)
    ]


def _halves(vectors: np.ndarray, labels: np.ndarray, who: np.ndarray) -> list[Case]:
    """The halves of all groups; right are those that are two."""
    groups = suggestions.Groups(vectors, labels)
    parted = [(rows, groups.halves(rows)) for rows in groups.rows]
    return [
        (groups.apart(groups.between(*halves)), len(rows), len(parted), not _same(who, *halves))
        for rows, halves in parted
        if halves is not None
    ]


def _same(who: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether most pairs of drawings across show one character."""
    return bool((who[one][:, None] == who[other]).mean() > 0.5)


def _fitted(cases: np.ndarray) -> tuple[float, ...]:
    from sklearn.linear_model import LogisticRegression

    apart, size, groups, right = cases.T
    model = LogisticRegression(C=1e4).fit(np.stack([apart, np.log(size), np.log(groups)], axis=1), right)
    return (*model.coef_[0].tolist(), float(model.intercept_[0]))


def _reliability(cases: np.ndarray, curve: tuple[float, ...]) -> list[dict[str, float]]:
    """Of each range of confidence: how many, the mean of what was said, and the share that was right."""
    *seen, right = cases.T
    said = suggestions.chance_of(*seen, curve)
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
