"""Real faces: what is suggested mends the clusters where somebody who knows the characters agrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from comicenc import ComicEncoder
from comicenc.metrics import clustering_metrics
from comicenc.tasks.clustering import group, suggest_merges, suggest_splits

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_following_suggestions_brings_clusters_nearer_to_the_characters(real_data: Path) -> None:
    files = sorted((real_data / "faces" / "newgame").rglob("*.jpg"))
    who = np.array([file.parent.name for file in files])
    vectors = ComicEncoder.from_pretrained("comicenc/identity-simclr-mini").encode(faces=files)
    labels, _ = group(vectors)
    before = clustering_metrics(who, labels)
    suggested = suggest_merges(vectors, labels) + suggest_splits(vectors, labels)
    links: dict[str, list[tuple[int, int]]] = {"must_link": [], "cannot_link": []}
    for each in suggested:
        one, other = each.pair
        links["must_link" if who[one] == who[other] else "cannot_link"].append(each.pair)
    mended, _ = group(vectors, **links)
    assert suggested and before["ari"] > 0.5
    assert clustering_metrics(who, mended)["ari"] > before["ari"] + 0.05
    assert all(mended[one] == mended[other] >= 0 for one, other in links["must_link"])
    assert all(mended[one] != mended[other] for one, other in links["cannot_link"])
