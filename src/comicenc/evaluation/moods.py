"""Moods of music, moods and genres of pages, told by their names alone (Zero-Shot Music Retrieval, Table 1).

A piece or a page is compared to the names of the classes, as `Soundtrack` does it: its modality's mean is
taken away where the checkpoint is calibrated.

Differs from the paper: its pieces may have several of AudioSet's labels, here each has one mood; and the mood
of pages, which it does not measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from comicenc.data.moods import MOODS, MoodPages
from comicenc.metrics import classification_metrics
from comicenc.metrics.tagging import average_precision
from comicenc.tasks.soundtrack import GENRES
from comicenc.tasks.soundtrack.calibrating import ENTRY
from comicenc.tasks.soundtrack.feelings import Names
from comicenc.tasks.soundtrack.space import centred

from .music import Music
from .music_features import MusicFeatureTrees
from .result import Encoder, Measurement, Scores, measure

SCALE = 1.0  # of encoders that are not calibrated, whose order of confidences alone counts
DRAWS = 200  # of what is told by chance
AT_ONCE = 32  # pages whose pictures are held in memory
MUSIC_TABLE_1 = {"map": 0.408}  # after training, on AudioSet's "Music mood"; 0.368 before
GENRE_TABLE_1 = {"accuracy": 0.972}  # after training, on Manga109; 0.069 before


class Teller(Protocol):
    """Tells classes, in one go or several, of which means are taken."""

    def told(self, modality: str, items: Sequence, classes: Sequence[str]) -> np.ndarray:
        """(runs, N, K) confidences of N items in K classes."""
        ...


class ByName:
    """Compares what an encoder gives to what it gives for the names of the classes."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def told(self, modality: str, items: Sequence, classes: Sequence[str]) -> np.ndarray:
        vectors = centred(vectors_of(self.encoder, modality, items), centre_of(self.encoder, modality))
        return confidences(self.encoder, modality, vectors, classes)[None]


class Chance:
    """Draws confidences.

    Args:
        seed: Of the drawings.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def told(self, modality: str, items: Sequence, classes: Sequence[str]) -> np.ndarray:
        return np.random.default_rng(self.seed).random((DRAWS, len(items), len(classes)))


class Always:
    """Tells the same class of everything.

    Args:
        name: Which.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def told(self, modality: str, items: Sequence, classes: Sequence[str]) -> np.ndarray:
        return np.tile([float(name == self.name) for name in classes], (1, len(items), 1))


class ByTrees:
    """Tells the mood of music from hand-made features.

    Args:
        trees: That were fitted.
    """

    def __init__(self, trees: MusicFeatureTrees) -> None:
        self.trees = trees

    def told(self, modality: str, items: Sequence, classes: Sequence[str]) -> np.ndarray:
        found = self.trees.probabilities(items)
        known = dict(zip(self.trees.moods, found.T, strict=True))
        return np.stack([known.get(name, np.zeros(len(found))) for name in classes], axis=1)[None]


def music_mood(
    music: Music,
    encoder: Encoder,
    *,
    baselines: Mapping[str, Teller] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table 1: the mood of music.

    Args:
        music: What is asked.
        encoder: Of music and texts in one space.
        baselines: Measured beside it, by name, with chance and the commonest mood.
        resamples: Drawings for the intervals, mood by mood.
        seed: Of the drawings.

    Returns:
        `accuracy`, `balanced_accuracy` and `map` over the moods that are there; "ap/sad" and "n/sad", the
        average precision of each mood and how many pieces are of it. n is the number of pieces.
    """
    score = partial(_scored, "audio", music.tracks, [(mood,) for mood in music.moods], MOODS)
    return _measured(score, encoder, music.moods, baselines, MUSIC_TABLE_1, resamples, seed)


def page_mood(
    pages: MoodPages,
    encoder: Encoder,
    *,
    baselines: Mapping[str, Teller] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """The mood of pages.

    Args:
        pages: What is asked.
        encoder: Of images and texts in one space.
        baselines: Measured beside it, by name, with chance and the commonest mood.
        resamples: Drawings for the intervals, mood by mood.
        seed: Of the drawings.

    Returns:
        As `music_mood`, of the first choice; and `either`, the share of pages whose first or second choice
        is told, where some have a second.
    """
    chosen = [page.mood for page in pages.pages]
    score = partial(_scored, "images", pages.pages, chosen, MOODS)
    return _measured(score, encoder, [mood[0] for mood in chosen], baselines, {}, resamples, seed)


def page_genre(
    pages: MoodPages,
    encoder: Encoder,
    *,
    baselines: Mapping[str, Teller] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table 1: the genre of pages; those whose genre is not known are left out.

    Args:
        pages: What is asked.
        encoder: Of images and texts in one space.
        baselines: Measured beside it, by name, with chance and the commonest genre.
        resamples: Drawings for the intervals, genre by genre.
        seed: Of the drawings.

    Returns:
        As `music_mood`.

    Raises:
        ValueError: If no page has a genre, or one is none of Manga109's twelve.
    """
    known = [(page, genre) for page, genre in zip(pages.pages, pages.genres, strict=True) if genre]
    if not known:
        raise ValueError("no page has a genre")
    shown, genres = map(list, zip(*known, strict=True))
    if strange := sorted(set(genres) - set(GENRES)):
        raise ValueError(f"the genre {strange[0]!r} is none of {', '.join(GENRES)}")
    score = partial(_scored, "images", shown, [(genre,) for genre in genres], GENRES)
    return _measured(score, encoder, genres, baselines, GENRE_TABLE_1, resamples, seed)


def vectors_of(encoder: Encoder, modality: str, items: Sequence) -> np.ndarray:
    """(N, D) unit rows of tracks (`audio`), or of `Page`s or pictures (`images`), a few at a time."""
    if modality == "audio":
        return encoder.encode(audio=list(items))
    parts = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    shown = ([each.image() if hasattr(each, "image") else each for each in part] for part in parts)
    return np.concatenate([encoder.encode(images=part) for part in shown])


def confidences(encoder: Encoder, modality: str, vectors: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """(N, K) of (N, D) centred vectors in classes by their names, by the scale that was calibrated."""
    scales = getattr(encoder, "calibration", {}).get(ENTRY, {}).get("scales", {})
    return Names(encoder, classes).confidences(vectors, scales.get(modality, SCALE))


def centre_of(encoder: Encoder, modality: str) -> np.ndarray | None:
    """(D,) the mean of a modality, or None where the encoder is not calibrated."""
    kept = getattr(encoder, "calibration", {}).get(ENTRY, {}).get("centres", {})
    return np.array(kept[modality], np.float32) if modality in kept else None


def _measured(score, encoder, first, baselines, paper, resamples, seed) -> Measurement:
    """The encoder beside chance, the commonest class and others."""
    names, counts = np.unique(first, return_counts=True)
    beside = {"chance": Chance(seed), "commonest": Always(str(names[counts.argmax()])), **(baselines or {})}
    return measure(score, ByName(encoder), beside, resamples=resamples, seed=seed, paper=paper)


def _scored(
    modality: str, items: Sequence, true: Sequence[tuple[str, ...]], classes: Sequence[str], teller: Teller
) -> Scores:
    """Scores of what a teller says of items, each of which has a first choice and perhaps others."""
    runs = teller.told(modality, items, classes)
    index = {name: number for number, name in enumerate(classes)}
    first = np.array([index[own[0]] for own in true])
    right = np.array([[name in own for name in classes] for own in true])
    several = any(len(own) > 1 for own in true)

    def statistic(rows: np.ndarray) -> dict[str, float]:
        found = [classification_metrics(run[rows], first[rows]) for run in runs]
        if several:
            said = runs[:, rows].argmax(axis=2)
            found = [
                own | {"either": float(right[rows, one].mean())} for own, one in zip(found, said, strict=True)
            ]
        return {name: float(np.mean([own[name] for own in found])) for name in found[0]}

    return Scores(statistic, np.arange(len(first)), _by_class(runs, first, classes), strata=first)


def _by_class(runs: np.ndarray, first: np.ndarray, classes: Sequence[str]) -> dict[str, float]:
    """Average precision of each class that is there, and how many items are of it."""
    there, counts = np.unique(first, return_counts=True)
    true = first[:, None] == there
    precisions = np.mean([average_precision(run[:, there], true) for run in runs], axis=0)
    found = {f"ap/{classes[each]}": float(own) for each, own in zip(there, precisions, strict=True)}
    return found | {f"n/{classes[each]}": int(count) for each, count in zip(there, counts, strict=True)}
