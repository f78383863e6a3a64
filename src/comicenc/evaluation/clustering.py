"""Faces grouped album by album, by each layer of a network (MangaDeepCluster §4, Table 1 and Fig. 2).

In each album, who is seen fewer than ten times belongs to one class "other"; the features of a layer are
reduced to 32 dimensions by UMAP and grouped by HDBSCAN, whose clusters have at least ten members and whose
core points need one neighbour.

The paper does not say what becomes of the faces that HDBSCAN leaves in no cluster. Here they are one group,
as those whom the truth calls "other" are one class; the same measures with each of them as a group of its
own, as `character_clustering` has them, stand beside it as `ami_alone` and so on.

Differs from the paper: its eleven albums are not named there. UMAP is seeded, and may run several times.
Features are unit rows, those of convolutional blocks are randomly projected, and beside AMI there are ARI and
V-measure. Manga109's "Other" is as its builder made it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from comicenc.metrics import outlier_clustering, rare_as_other

from .faces import Faces, encode_faces, grouped
from .result import Encoder, Measurement, Scores, measure

FEWEST = 10
COUNTS = ("clusters", "classes")  # of a single album, which half of its instances say nothing about
LAYERS = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc1", "fc2")
TABLE_1 = {  # AMI; the paper's third row is called "dc+fc", and is ft + dc
    "dc": (0.168, 0.255, 0.330, 0.338, 0.382, 0.418, 0.400),
    "ft": (0.251, 0.238, 0.305, 0.347, 0.311, 0.362, 0.351),
    "ft+dc": (0.278, 0.306, 0.367, 0.405, 0.421, 0.427, 0.375),
}

Groupings = dict[str, list[np.ndarray]]  # (N,) groups of each run, by layer; "" is what `encode` gives


def clustering(
    rows: Faces,
    encoder: Encoder,
    *,
    layers: Collection[str] | None = None,
    texts: bool = True,
    fewest: int = FEWEST,
    repeats: int = 1,
    baselines: Mapping[str, Encoder] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table 1 and Fig. 2: the faces of each album are grouped, and compared with who they are.

    Args:
        rows: Faces whose character is known.
        encoder: Takes faces, images or texts.
        layers: Of its network, which are measured beside its own vectors; by default all that it names. An
            encoder that names none is measured by its own vectors alone.
        texts: Whether it is given what is said; layers never are.
        fewest: Who has fewer faces in an album is "other" there, and of how many a cluster is made at least;
            10 is the paper's, of both. Albums of fewer than a hundred faces want less.
        repeats: Runs of UMAP and HDBSCAN, by as many seeds; measures are means over them. What UMAP makes of
            a seed hangs on the last digit of the vectors: between seeds, the AMI of 300 faces deviates by
            0.02, and by more where clusters are vague.
        baselines: Measured beside it, by name.
        resamples: Drawings for the intervals: of albums, or of halves of the faces where there is one album.
        seed: Of the first run, and of the drawings.

    Returns:
        `ari`, `ami` and `v_measure` with all outliers as one group, `ari_alone`, … with each on its own,
        `clusters` and `classes`, how many were found and are there, and `outliers`, the share of faces in no
        cluster: all of them means over albums. "ami/ALBUM" is that of an album, "fc1/ami" that of a layer,
        "fc1/ami/ALBUM" both; n is the number of faces. An album of one class says nothing and is left out.

    Raises:
        ValueError: If the encoder's network has no such layer, it is left with nothing to look at, or no
            album has two classes.
    """
    names = _layers(encoder, layers)
    true = rare_as_other(rows.characters, rows.albums, fewest)
    rows = _told_apart(rows._replace(characters=true), fewest)
    seeds = range(seed, seed + repeats)
    score = partial(_scores, rows, texts=texts, size=max(fewest, 2), seeds=seeds)
    options = {"resamples": resamples, "seed": seed, "paper": _paper(encoder, names)}
    measured = measure(partial(score, layers=names), encoder, {}, **options)
    beside = {name: score(other).metrics for name, other in (baselines or {}).items()}
    return replace(measured, n=len(rows.faces), baselines=beside)


def layer_features(rows: Faces, encoder: Any, layers: Sequence[str]) -> dict[str, np.ndarray]:
    """(N, D) unit rows of each layer, for a `ComicEncoder` whose model gives `features_of` its layers."""
    import torch

    found: dict[str, list[np.ndarray]] = {layer: [] for layer in layers}
    with torch.inference_mode():
        for inputs in encoder.batches(faces=rows.faces):
            for layer, features in encoder.model.features_of(inputs["pixel_values"], layers).items():
                found[layer].append(features.float().cpu().numpy())
    return {layer: np.concatenate(parts) for layer, parts in found.items()}


def as_one_album(rows: Faces, name: str = "all") -> Faces:
    """The same faces, as if all were of one album; who they are is told apart no further than by name."""
    characters = [
        character.removeprefix(f"{album}/")
        for character, album in zip(rows.characters.tolist(), rows.albums.tolist(), strict=True)
    ]
    return rows._replace(characters=np.array(characters), albums=np.full(len(characters), name))


def _told_apart(rows: Faces, fewest: int) -> Faces:
    """The faces of the albums in which there is more than one class.

    Raises:
        ValueError: If there is no such album.
    """
    known = [each for each in np.unique(rows.albums) if len(set(rows.characters[rows.albums == each])) > 1]
    if not known:
        raise ValueError(f"no album has two characters to tell apart of whom one has {fewest} faces or more")
    kept = np.flatnonzero(np.isin(rows.albums, known))
    faces, texts = ([column[row] for row in kept] for column in (rows.faces, rows.texts))
    return Faces(faces, texts, rows.characters[kept], rows.albums[kept])


def _scores(
    rows: Faces,
    encoder: Encoder,
    *,
    layers: Sequence[str] = (),
    texts: bool,
    size: int,
    seeds: Collection[int],
) -> Scores:
    every = _vectors(rows, encoder, layers, texts)  # before UMAP, behind which torch computes otherwise
    found: Groupings = {
        layer: [grouped(vectors, rows.albums, min_cluster_size=size, seed=seed) for seed in seeds]
        for layer, vectors in every.items()
    }
    true, albums = rows.characters, np.unique(rows.albums)
    each = {str(album): _agreement(true, found, rows.albums == album) for album in albums}
    counts = {"albums": len(albums), "instances": len(true)}
    own = {f"{name}/{album}": value for album, metrics in each.items() for name, value in metrics.items()}
    if len(albums) > 1:
        columns = {name: np.array([each[album][name] for album in each]) for name in each[str(albums[0])]}
        return Scores(
            statistic=lambda chosen: {name: float(column[chosen].mean()) for name, column in columns.items()},
            units=albums,
            fixed=own | counts,
        )
    whole = each[str(albums[0])]
    return Scores(
        statistic=lambda chosen: _means(_agreement(true, found, chosen)),
        units=np.arange(len(true)),
        fixed=whole | own | counts,
        halves=True,
    )


def _vectors(rows: Faces, encoder: Encoder, layers: Sequence[str], texts: bool) -> dict[str, np.ndarray]:
    """(N, D) by layer; "" is what the encoder gives."""
    own = {"": encode_faces(rows, encoder, texts=texts)}
    return own | (layer_features(rows, encoder, layers) if layers else {})


def _agreement(true: np.ndarray, found: Groupings, chosen: np.ndarray) -> dict[str, float]:
    """Metrics of the chosen faces by name, or layer and name; means over runs."""
    metrics = {}
    for layer, runs in found.items():
        scores = [outlier_clustering(true[chosen], groups[chosen]) for groups in runs]
        for name in scores[0]:
            mean = float(np.mean([score[name] for score in scores]))
            metrics[f"{layer}/{name}" if layer else name] = mean
    return metrics


def _means(metrics: Mapping[str, float]) -> dict[str, float]:
    """Those that half of the faces can tell."""
    return {name: value for name, value in metrics.items() if name.split("/")[-1] not in COUNTS}


def _layers(encoder: Encoder, wanted: Collection[str] | None) -> tuple[str, ...]:
    """The layers to measure, in their network's order.

    Raises:
        ValueError: If one is not there.
    """
    config = getattr(getattr(encoder, "model", None), "config", None)
    there = getattr(config, "layers", ())
    if missing := sorted(set(wanted or ()) - set(there)):
        among = ", ".join(there) or "none that its model names"
        raise ValueError(f"there is no layer {missing[0]!r}: there are {among}")
    return tuple(layer for layer in there if wanted is None or layer in wanted)


def _paper(encoder: Encoder, layers: Sequence[str]) -> dict[str, float]:
    """Table 1's row of the way in which a MangaDeepCluster was trained, which its recipe says."""
    config = getattr(getattr(encoder, "model", None), "config", None)
    folder = getattr(encoder, "folder", None)
    if getattr(config, "model_type", None) != "manga_deepcluster" or folder is None:
        return {}
    file = folder / "recipe.json"
    recipe = json.loads(file.read_text("utf-8"))["recipe"] if file.is_file() else {}
    method = "ft+dc" if recipe.get("start") else recipe.get("method")
    if method not in TABLE_1:
        return {}
    reported = dict(zip(LAYERS, TABLE_1[method], strict=True))
    return {"ami": reported[config.feature]} | {f"{layer}/ami": reported[layer] for layer in layers}
