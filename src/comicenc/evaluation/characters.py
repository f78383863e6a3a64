"""Faces with what is said around them: grouped album by album, found again among all (Manga-MMTL §4).

Differs from the paper: what HDBSCAN calls an outlier is a group of its own, where the paper does not say what
becomes of it. Its 11 albums for clustering and its list of queries are not in it either: all albums of the
split count unless some are named, and queries are drawn by the seed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from comicenc.metrics import outliers_alone
from comicenc.metrics.characters import AGREEMENT, FOUND, album_agreement, query_scores_among

from .faces import Faces, encode_faces, faces_of, grouped
from .result import Encoder, Measurement, Scores, measure

if TYPE_CHECKING:
    from datasets import Dataset

QUERIES = 2000
SHARE = 4  # in sets of fewer than 8,000 faces, one in four is a query
CLUSTERING = {  # Tables 3 and 5: the paper's models by the variants they are made of
    ("image",): (0.5104, 0.5998, 0.6225),
    ("text_character",): (0.0202, 0.0478, 0.0639),
    ("text_album",): (0.0678, 0.2288, 0.2919),
    ("multimodal",): (0.4071, 0.5114, 0.5383),
    ("multitask",): (0.5443, 0.6621, 0.6765),
    ("image", "text_character"): (0.4277, 0.5278, 0.5543),
    ("image", "text_album"): (0.5439, 0.6540, 0.6742),
    ("image", "multimodal"): (0.5239, 0.6158, 0.6394),
    ("image", "multitask"): (0.5074, 0.6188, 0.6369),
    ("multimodal", "text_album"): (0.4817, 0.5868, 0.6098),
    ("multitask", "text_album"): (0.5853, 0.6791, 0.6965),
    ("image", "multitask", "text_album"): (0.4999, 0.6197, 0.6419),
}
RETRIEVAL = {  # Tables 4 and 5
    ("image",): (0.7170, 0.8765, 0.3915),
    ("text_character",): (0.0030, 0.0205, 0.0079),
    ("text_album",): (0.6885, 0.8325, 0.2462),
    ("multimodal",): (0.6340, 0.8210, 0.2813),
    ("multitask",): (0.8578, 0.9465, 0.4317),
    ("image", "text_character"): (0.7100, 0.8725, 0.2655),
    ("image", "text_album"): (0.8395, 0.9425, 0.4051),
    ("image", "multimodal"): (0.7625, 0.8990, 0.3875),
    ("image", "multitask"): (0.7790, 0.9100, 0.4030),
    ("multimodal", "text_album"): (0.8340, 0.9445, 0.4183),
    ("multitask", "text_album"): (0.9005, 0.9685, 0.4933),
    ("image", "multitask", "text_album"): (0.8590, 0.9520, 0.4405),
}


def character_clustering(
    dataset: Dataset,
    encoder: Encoder,
    *,
    texts: bool = True,
    albums: Collection[str] | None = None,
    fewest: int = 1,
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Tables 3 and 5: the faces of each album are grouped by UMAP and HDBSCAN, as `tasks.clustering` does.

    Args:
        dataset: Of the config `faces`; faces without a character are left out.
        encoder: Takes faces, texts or both.
        texts: Whether it is given what is said.
        albums: Those that count; by default all.
        fewest: Characters with fewer faces in the set are left out; 10 in the paper, whose sets are built so.
        baselines: Measured beside it, by name.
        resamples: Drawings of albums for the intervals.
        seed: Of UMAP and of the drawings.

    Returns:
        `ari`, `ami`, `v_measure`, averaged over albums, and the same of each album as "ari/album"; n is the
        number of albums.

    Raises:
        ValueError: If no face is left, an album is not there, or the encoder is left with nothing to look at.
    """
    rows = faces_of(dataset, albums=albums, fewest=fewest)
    score = partial(_clustered, rows, texts, seed)
    paper = dict(zip(AGREEMENT, CLUSTERING.get(_variants(encoder, texts), ()), strict=False))
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed, paper=paper)


def character_retrieval(
    dataset: Dataset,
    encoder: Encoder,
    *,
    texts: bool = True,
    queries: int = QUERIES,
    fewest: int = 1,
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Tables 4 and 5: some faces ask all that do not ask for their character, by cosine similarity.

    Args:
        dataset: Of the config `faces`; faces without a character are left out.
        encoder: Takes faces, texts or both.
        texts: Whether it is given what is said.
        queries: How many ask; one in four of sets that are too small for it.
        fewest: Characters with fewer faces in the set are left out.
        baselines: Measured beside it, by name.
        resamples: Drawings for the intervals, of albums, or of queries where there is one album.
        seed: Of who asks, and of the drawings.

    Returns:
        `rank_1`, `rank_5`, `map`; n is the number of queries whose character is among the others.

    Raises:
        ValueError: If no query has anything to find, or the encoder is left with nothing to look at.
    """
    rows = faces_of(dataset, fewest=fewest)
    asks = drawn_queries(len(rows.characters), queries, seed)
    score = partial(_found, rows, texts, asks)
    paper = dict(zip(FOUND, RETRIEVAL.get(_variants(encoder, texts), ()), strict=False))
    return measure(score, encoder, baselines or {}, resamples=resamples, seed=seed, paper=paper)


def drawn_queries(count: int, queries: int = QUERIES, seed: int = 0) -> np.ndarray:
    """(N,) bool, which of N faces ask: `queries` of them, or one in four where that is fewer."""
    asks = np.zeros(count, bool)
    asks[np.random.default_rng(seed).permutation(count)[: min(queries, max(count // SHARE, 1))]] = True
    return asks


def _clustered(rows: Faces, texts: bool, seed: int, encoder: Encoder) -> Scores:
    vectors = encode_faces(rows, encoder, texts=texts)
    groups = outliers_alone(grouped(vectors, rows.albums, seed=seed))
    found = album_agreement(rows.characters, groups, rows.albums)
    columns = {name: np.array([metrics[name] for metrics in found.values()]) for name in AGREEMENT}
    own = {f"{name}/{album}": value for album, metrics in found.items() for name, value in metrics.items()}
    return Scores(
        statistic=lambda chosen: {name: float(column[chosen].mean()) for name, column in columns.items()},
        units=np.array(list(found)),
        fixed={**own, "albums": len(found), "instances": len(groups)},
    )


def _found(rows: Faces, texts: bool, asks: np.ndarray, encoder: Encoder) -> Scores:
    scores = query_scores_among(encode_faces(rows, encoder, texts=texts), rows.characters, asks)
    asked = scores.pop("query")
    if not len(asked):
        raise ValueError("no query has another instance of its identity to be found")
    albums = rows.albums[asked]
    return Scores(
        statistic=lambda chosen: {name: float(column[chosen].mean()) for name, column in scores.items()},
        units=albums if len(np.unique(albums)) > 1 else np.arange(len(asked)),
        fixed={"queries": len(asked), "gallery": int((~asks).sum())},
    )


def _variants(encoder: Encoder, texts: bool) -> tuple[str, ...] | None:
    """Which of the paper's models these are, in order of their names; None where one is none of them."""
    parts = getattr(encoder, "encoders", (encoder,))
    configs = [getattr(getattr(part, "model", None), "config", None) for part in parts]
    if any(getattr(config, "model_type", None) != "manga_mmtl" for config in configs):
        return None
    says = any("texts" in part.modalities for part in parts)
    return tuple(sorted(config.variant for config in configs)) if texts or not says else None
