"""What a page or a track feels like: its confidence in each mood and genre, by the names of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from comicenc.data.toonworld.vocabulary import GENRES as _GENRES
from comicenc.data.toonworld.vocabulary import MOODS
from comicenc.tasks.soundtrack.space import centred

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

GENRES = tuple(_GENRES)


@dataclass(frozen=True)
class Feeling:
    """Confidences, the highest first; those of moods add up to one, and so do those of genres.

    Args:
        moods: By AudioSet's seven moods.
        genres: By Manga109's twelve genres.
    """

    moods: dict[str, float]
    genres: dict[str, float]

    @property
    def mood(self) -> str:
        """The likeliest."""
        return next(iter(self.moods))

    @property
    def genre(self) -> str:
        """The likeliest."""
        return next(iter(self.genres))

    def to_dict(self) -> dict[str, dict[str, float]]:
        """As JSON has it."""
        return {
            kind: {name: round(value, 4) for name, value in values.items()}
            for kind, values in vars(self).items()
        }


class Names:
    """Names as vectors, to which pages and tracks are compared.

    The mean of the names is taken away: a softmax over them would lose it anyway.

    Args:
        encoder: Of texts.
        names: Such as `MOODS`; underscores are read as spaces.
    """

    def __init__(self, encoder: ComicEncoder, names: Sequence[str]) -> None:
        vectors = encoder.encode(texts=[name.replace("_", " ") for name in names])
        self.names = tuple(names)
        self.vectors = centred(vectors, vectors.mean(axis=0))  # (K, D)

    def confidences(self, vectors: np.ndarray, scale: float) -> np.ndarray:
        """(N, D) centred rows to (N, K) confidences, which add up to one.

        Args:
            vectors: Centred, of one modality.
            scale: What cosines are multiplied by.
        """
        logits = scale * (vectors @ self.vectors.T).astype(np.float64)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


def feeling(moods: np.ndarray, genres: np.ndarray) -> Feeling:
    """From (7,) and (12,) confidences."""
    return Feeling(_sorted(MOODS, moods), _sorted(GENRES, genres))


def mean_feeling(feelings: Sequence[Feeling]) -> Feeling:
    """The mean of several."""
    moods = np.mean([[each.moods[name] for name in MOODS] for each in feelings], axis=0)
    genres = np.mean([[each.genres[name] for name in GENRES] for each in feelings], axis=0)
    return feeling(moods, genres)


def spoken(confidences: Mapping[str, float], most: int = 2) -> str:
    """The highest in words: "sad (62 %) or tender (21 %)"."""
    shown = list(confidences.items())[:most]
    return " or ".join(f"{name.replace('_', ' ')} ({100 * value:.0f} %)" for name, value in shown)


def _sorted(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    return {names[index]: float(values[index]) for index in np.argsort(-np.asarray(values), kind="stable")}
