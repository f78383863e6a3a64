"""What groups are called: a gallery's name where it knows them, else a number."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from comicenc.tasks.gallery import Gallery


def group_names(vectors: np.ndarray, labels: np.ndarray, gallery: Gallery | None = None) -> list[str]:
    """One name a group, each once.

    A group is known by its mean vector. Of several that get one name, the surest has it as it is and the
    others with a number: "Pepper", "Pepper 2".

    Args:
        vectors: (N, D) unit rows; of the gallery's encoder, if there is one.
        labels: (N,) of a `Clustering`.
        gallery: Knows some of them.
    """
    count = int(labels.max(initial=-1)) + 1
    digits = max(2, len(str(count)))
    names = [f"cluster {number:0{digits}d}" for number in range(1, count + 1)]
    if gallery is None or not count:
        return names
    means = np.stack([vectors[labels == label].mean(axis=0) for label in range(count)])
    known = gallery.identify_vectors(means / np.linalg.norm(means, axis=1, keepdims=True))
    for label in sorted(range(count), key=lambda label: -known[label].score):
        if name := known[label].name:
            further = (f"{name} {number}" for number in range(2, count + 2))
            names[label] = next(each for each in chain([name], further) if each not in names)
    return names
