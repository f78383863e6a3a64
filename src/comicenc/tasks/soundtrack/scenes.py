"""Where the mood of a comic changes: pages to scenes."""

from __future__ import annotations

import numpy as np

_LEAST = 1e-9


def scenes(confidences: np.ndarray, steadiness: float) -> list[tuple[int, int, int]]:
    """Cut pages into scenes of one mood each.

    Found are the moods with the highest sum of log-confidences, less `steadiness` for each change, by dynamic
    programming (Viterbi). One page of another mood within a scene costs two changes, so that it needs to be
    surer than the first page of a new scene.

    Args:
        confidences: (P, K), of each page in each mood.
        steadiness: What a change costs, in nats: 0 lets the mood of every page count, infinity allows none.

    Returns:
        First page, last page + 1 and mood of each scene, in order.

    Raises:
        ValueError: If there is no page, or `steadiness` is negative.
    """
    confidences = np.asarray(confidences, dtype=np.float64)
    if not len(confidences):
        raise ValueError("a comic without pages has no scenes")
    if not steadiness >= 0:
        raise ValueError(f"a steadiness of {steadiness} is negative")
    worth = np.log(np.maximum(confidences, _LEAST))
    moods = np.arange(worth.shape[1])
    best, came = worth[0], np.empty(worth.shape, dtype=int)
    for page in range(1, len(worth)):
        change = best.max() - steadiness
        came[page] = np.where(best >= change, moods, best.argmax())
        best = np.maximum(best, change) + worth[page]
    path = [int(best.argmax())]
    for page in range(len(worth) - 1, 0, -1):
        path.append(int(came[page, path[-1]]))
    path.reverse()
    starts = [page for page in range(len(path)) if page == 0 or path[page] != path[page - 1]]
    return [(start, end, path[start]) for start, end in zip(starts, [*starts[1:], len(path)], strict=True)]
