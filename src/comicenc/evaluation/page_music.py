"""Pages to music and music to pages, which were never seen together (Zero-Shot Music Retrieval, §3).

The paper looks at examples and at how sure the model is of each mood, given a genre, and of each genre, given
a mood. That is `confidence`. What is right it does not say; `page_music` calls right what shares its mood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from comicenc.data.moods import MOODS, MoodPages
from comicenc.metrics.cross_retrieval import cross_scores, same_label
from comicenc.tasks.soundtrack import GENRES, centred, modality_gap

from .moods import centre_of, confidences, vectors_of
from .music import Music
from .result import Encoder, Measurement, Scores, measure

SAMPLES = 200  # the paper's
DRAWS = 20  # of similarities by chance
MODALITIES = ("images", "audio")
REPORTED = {  # §3: the confidences that the paper's text tells, after training
    "moods/historical drama/sad": 0.54,
    "moods/historical drama/tender": 0.45,
    "moods/romantic comedy/happy": 0.37,
    "moods/suspense/scary": 0.344,
    "moods/horror/tender": 0.196,
}


def page_music(
    pages: MoodPages, music: Music, encoder: Encoder, *, resamples: int = 1000, seed: int = 0
) -> Measurement:
    """Music for each page among all pieces, and pages for each piece; right is what is of the same mood.

    Args:
        pages: With their moods, of which the first choice counts.
        music: With its moods.
        encoder: Of images and audio in one space.
        resamples: Drawings for the intervals: of pages, or of pieces, mood by mood.
        seed: Of the drawings.

    Returns:
        The metrics of `cross_retrieval` as "page_to_music/mrr", "music_to_page/mrr" and so on. "gap/raw" and
        "gap/centred": how far both kinds lie apart, before and after their means are taken away; where the
        encoder is not calibrated nothing is taken away. Beside them chance, vectors that are not centred, and
        the moods that are told, by which a `Soundtrack` ranks. n is the number of pages.

    Raises:
        ValueError: If pages and music share no mood.
    """
    raw, moved = _both(pages.pages, music.tracks, encoder)
    first = [page.mood[0] for page in pages.pages]
    gains = same_label(first, music.moods)
    if not gains.any():
        raise ValueError("pages and music share no mood, so that there is nothing to find")
    told = [
        confidences(encoder, name, vectors, MOODS) for name, vectors in zip(MODALITIES, moved, strict=True)
    ]
    drawn = np.random.default_rng(seed).random((DRAWS, *gains.shape))
    beside = {"chance": drawn, "not centred": _compared(raw), "by moods told": _compared(told)}
    ours, options = _compared(moved), {"resamples": resamples, "seed": seed}
    to_music = measure(partial(_scores, gains, first), ours, beside, **options)
    turned = {name: runs.transpose(0, 2, 1) for name, runs in beside.items()}
    to_pages = measure(partial(_scores, gains.T, music.moods), ours.transpose(0, 2, 1), turned, **options)
    found = [_prefixed("page_to_music", to_music), _prefixed("music_to_page", to_pages)]
    gaps = {"gap/raw": modality_gap(*raw), "gap/centred": modality_gap(*moved)}
    return Measurement(
        n=len(pages.pages),
        metrics=found[0].metrics | found[1].metrics | gaps,
        intervals=found[0].intervals | found[1].intervals,
        baselines={name: found[0].baselines[name] | found[1].baselines[name] for name in beside},
    )


def confidence(
    pages: MoodPages, music: Music, encoder: Encoder, *, samples: int = SAMPLES, seed: int = 0
) -> Measurement:
    """How sure the model is of each mood of music, given pages of a genre, and the other way round (§3).

    A page gives each of the pieces a probability, the softmax of their cosines by the model's scale; what the
    pieces of a mood have together is the confidence in it, which is averaged over the pages of a genre.

    Differs from the paper: classes count the same, however many samples they have.

    Args:
        pages: With their genres; those without are left out.
        music: With its moods.
        encoder: Of images and audio in one space.
        samples: Pages and pieces that are drawn, as evenly over genres and moods as there are enough.
        seed: Of the drawing.

    Returns:
        "moods/GENRE/MOOD", of which those of a genre add up to 1, and "genres/MOOD/GENRE", of which those of
        a mood do. "highest/moods" and "highest/genres": the mean of the highest. n is how many were drawn.

    Raises:
        ValueError: If no page has a genre.
    """
    rng = np.random.default_rng(seed)
    known = [row for row, genre in enumerate(pages.genres) if genre]
    if not known:
        raise ValueError("no page has a genre")
    shown = [known[row] for row in _evenly([pages.genres[row] for row in known], samples, rng)]
    heard = _evenly(music.moods, samples, rng)
    genres, moods = np.array(pages.genres)[shown], np.array(music.moods)[heard]
    pictures, tracks = [pages.pages[row] for row in shown], [music.tracks[row] for row in heard]
    _, (images, audio) = _both(pictures, tracks, encoder)
    logits = encoder.model.scale("audio_image").item() * (images @ audio.T)
    metrics = _matrix("moods", logits, genres, moods, GENRES, MOODS)
    metrics |= _matrix("genres", logits.T, moods, genres, MOODS, GENRES)
    paper = {name: value for name, value in REPORTED.items() if name in metrics}
    return Measurement(n=len(shown) + len(heard), metrics=metrics, paper=paper)


def _both(
    pages: Sequence, tracks: Sequence, encoder: Encoder
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Vectors of pages and of music as the encoder gives them, and without their means."""
    raw = vectors_of(encoder, "images", pages), vectors_of(encoder, "audio", tracks)
    images, audio = (
        centred(vectors, centre_of(encoder, name)) for name, vectors in zip(MODALITIES, raw, strict=True)
    )
    return raw, (images, audio)


def _compared(vectors: Sequence[np.ndarray]) -> np.ndarray:
    """(1, P, T) dot products of rows (P, D) and (T, D)."""
    return (vectors[0] @ vectors[1].T)[None]


def _scores(gains: np.ndarray, moods: Sequence[str], runs: np.ndarray) -> Scores:
    """Scores of one direction, means over the runs.

    Args:
        gains: (Q, R).
        moods: (Q,) of what asks.
        runs: (runs, Q, R) similarities.
    """
    scores = [cross_scores(run, gains) for run in runs]
    asked = scores[0].pop("query")
    columns = {name: np.mean([own[name] for own in scores], axis=0) for name in scores[0]}
    return Scores(
        lambda rows: {name: float(column[rows].mean()) for name, column in columns.items()},
        asked,
        {"queries": len(asked), "references": gains.shape[1]},
        strata=np.asarray(moods)[asked],
    )


def _prefixed(name: str, found: Measurement) -> Measurement:
    def named(values: Mapping) -> dict:
        return {f"{name}/{key}": value for key, value in values.items()}

    baselines = {other: named(values) for other, values in found.baselines.items()}
    return replace(found, metrics=named(found.metrics), intervals=named(found.intervals), baselines=baselines)


def _evenly(labels: Sequence[str], count: int, rng: np.random.Generator) -> list[int]:
    """Rows, taking turns over the labels as long as each has some."""
    shuffled = rng.permutation(len(labels))
    turn, turns = {}, []
    for row in shuffled:
        turn[labels[row]] = turn.get(labels[row], 0) + 1
        turns.append(turn[labels[row]])
    return sorted(shuffled[np.argsort(turns, kind="stable")][:count].tolist())


def _matrix(
    name: str,
    logits: np.ndarray,
    queries: np.ndarray,
    found: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
) -> dict[str, float]:
    """Mean confidences by class of query and class of what is found; only classes that are there."""
    columns = [each for each in columns if (found == each).any()]
    odds = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    shares = np.stack([odds[:, found == each].mean(axis=1) for each in columns], axis=1)
    shares /= shares.sum(axis=1, keepdims=True)
    means = {each: shares[queries == each].mean(axis=0) for each in rows if (queries == each).any()}
    matrix = {
        f"{name}/{row}/{column}": float(value)
        for row, own in means.items()
        for column, value in zip(columns, own, strict=True)
    }
    return matrix | {f"highest/{name}": float(np.mean([own.max() for own in means.values()]))}
