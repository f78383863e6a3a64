"""What a soundtrack needs to know of an encoder beside its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.tasks.soundtrack.feelings import MOODS, Names
from comicenc.tasks.soundtrack.space import centred, modality_gap

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

ENTRY = "soundtrack"  # of calibration.json
SCALES = np.geomspace(0.5, 100, 200)


def calibrate_soundtrack(
    encoder: ComicEncoder,
    pages: np.ndarray,
    page_moods: Sequence[str],
    music: np.ndarray,
    music_moods: Sequence[str],
) -> dict[str, Any]:
    """Find the centres of pages and of music, and how sure their cosines with the moods' names make.

    Args:
        encoder: Of the vectors.
        pages: (N, D) unit rows.
        page_moods: (N,) true ones.
        music: (M, D) unit rows.
        music_moods: (M,) true ones.

    Returns:
        `centres` and `scales` by modality; with these scales the confidences give the true moods the highest
        likelihood. `gap`: how far pages and music lie apart before and after centring.

    Raises:
        ValueError: If a mood is none of the seven.
    """
    names = Names(encoder, MOODS)
    given = {"images": (pages, page_moods), "audio": (music, music_moods)}
    centres = {name: vectors.mean(axis=0) for name, (vectors, _) in given.items()}
    moved = {name: centred(vectors, centres[name]) for name, (vectors, _) in given.items()}
    return {
        "centres": {name: [round(float(value), 6) for value in centre] for name, centre in centres.items()},
        "scales": {name: _scale(names, moved[name], moods) for name, (_, moods) in given.items()},
        "gap": {"raw": modality_gap(pages, music), "centred": modality_gap(moved["images"], moved["audio"])},
    }


def _scale(names: Names, vectors: np.ndarray, moods: Sequence[str]) -> float:
    if strange := sorted(set(moods) - set(names.names)):
        raise ValueError(f"{strange[0]!r} is none of the moods {', '.join(names.names)}")
    true = [names.names.index(mood) for mood in moods]
    rows = np.arange(len(true))
    surprise = [-np.log(names.confidences(vectors, scale)[rows, true]).mean() for scale in SCALES]
    return float(SCALES[np.argmin(surprise)])
