"""dc, ft and ft+dc by layer: runs, and the paper's claims.

Evaluated is on albums that no run has seen, by the protocol of `comicenc evaluate --protocol clustering`; as
in the paper they are eleven, where there are as many. ft+dc starts from ft of the same seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from datasets import Dataset

from comicenc import ComicEncoder
from comicenc.evaluation.clustering import LAYERS, TABLE_1, clustering
from comicenc.evaluation.faces import faces_of
from train.ablations.claims import Runs, Table, above
from train.ablations.once import once
from train.manga_deepcluster.__main__ import run
from train.manga_deepcluster.recipe import Recipe
from train.pictures import load_rows
from train.recipe import to_recipe

METHODS = {"ft": {"method": "ft"}, "dc": {"method": "dc"}, "ft+dc": {"method": "dc"}}
BEST = "fc1"
METRICS = ("ari", "ami", "v_measure", "ami_alone", "outliers")
STEADY = "first_or_second"  # share of the albums in which a method is not the last of the three


@dataclass(frozen=True)
class Ablations:
    """What is tried.

    Args:
        data: A Toonworld dataset with the config `faces` and a split "test".
        output: Folder for the runs.
        results: Folder for what came out.
        cache: Folder for decoded pixels.
        seeds: Of the runs.
        albums: How many of the split "test" are clustered, the first by name.
        recipe: Fields of the recipe of all three.
    """

    data: str
    output: str = "runs/manga-deepcluster-ablations"
    results: str = "hub_cards/results"
    cache: str = "runs/pixels"
    seeds: tuple[int, ...] = (0, 1, 2)
    albums: int = 11
    recipe: dict[str, Any] = field(default_factory=dict)


def _row(method: str, layer: str = BEST) -> str:
    return f"{method}, {layer}"


def _layers() -> Table:
    source = "Table 1"
    paper = {
        _row(method, layer): {"ami": value}
        for method, values in TABLE_1.items()
        for layer, value in zip(LAYERS, values, strict=True)
    }
    claims = [
        above("DeepCluster is above fine-tuning", source, "ami", _row("dc"), _row("ft")),
        above("DeepCluster from fine-tuned weights is above it", source, "ami", _row("ft+dc"), _row("dc")),
    ]
    for method in TABLE_1:
        others = [_row(method, layer) for layer in LAYERS if layer != BEST]
        claims.append(above(f"{BEST} is the best layer of {method}", source, "ami", _row(method), *others))
    return Table(source, tuple(paper), tuple(claims), paper)


TABLES = {
    "layers": _layers(),
    "albums": Table(
        "Fig. 2",
        tuple(TABLE_1),
        (
            above("ft+dc is never the last of the three", "Fig. 2", STEADY, "ft+dc", "dc", "ft"),
            above("ft+dc fails least where it does worst", "Fig. 2", "worst album", "ft+dc", "dc", "ft"),
        ),
        {"ft+dc": {STEADY: 1.0}},
    ),
}


def measured_runs(ablations: Ablations) -> Runs:
    """Metrics of every row, one dict a seed; what was measured before is only read."""
    rows = load_rows(ablations.data, "faces", {"image", "character", "album"}, split="test")
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in ablations.seeds:
        found = {method: _measured(ablations, method, seed, rows) for method in METHODS}
        for method, metrics in found.items():
            for layer in LAYERS:
                own = {name: metrics[f"{layer}/{name}"] for name in METRICS}
                runs.setdefault(_row(method, layer), []).append(own)
        for method, metrics in over_albums({name: _by_album(of) for name, of in found.items()}).items():
            runs.setdefault(method, []).append(metrics)
    return runs


def recipe_of(ablations: Ablations, method: str, seed: int) -> dict[str, Any]:
    """The recipe of one run, as a mapping."""
    own = {"data": ablations.data, "cache": ablations.cache, **METHODS[method]}
    own["output"] = f"{ablations.output}/{method}-{seed}"
    if method == "ft+dc":
        own["start"] = f"{ablations.output}/ft-{seed}/checkpoint"
    return ablations.recipe | own | {"machine": {**ablations.recipe.get("machine", {}), "seed": seed}}


def over_albums(amis: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """How steady each method is.

    Args:
        amis: AMI of each album by method; the albums are the same.

    Returns:
        By method the share of albums in which one other method at most is above it, the AMI of its worst
        album, and the deviation over albums.
    """
    albums = next(iter(amis.values()))
    columns = {method: np.array([of[album] for album in albums]) for method, of in amis.items()}
    table = np.stack(list(columns.values()))
    return {
        method: {
            STEADY: float(((table > column).sum(0) <= 1).mean()),
            "worst album": float(column.min()),
            "deviation": float(column.std(ddof=1)) if len(column) > 1 else 0.0,
        }
        for method, column in columns.items()
    }


def _by_album(metrics: Mapping[str, float]) -> dict[str, float]:
    start = f"{BEST}/ami/"
    return {name.removeprefix(start): value for name, value in metrics.items() if name.startswith(start)}


def _measured(ablations: Ablations, method: str, seed: int, rows: Dataset) -> dict[str, float]:
    """Train, and cluster the albums by every layer, unless that was done."""
    content = recipe_of(ablations, method, seed)

    def make() -> dict[str, float]:
        folder = Path(content["output"])
        run(to_recipe(Recipe, content, folder))
        encoder = ComicEncoder.from_pretrained(str(folder / "checkpoint"), dtype="float32")
        albums = sorted(set(rows["album"]))[: ablations.albums]
        measured = clustering(faces_of(rows, albums=albums), encoder, layers=LAYERS, texts=False, resamples=0)
        return {name: round(float(value), 5) for name, value in measured.metrics.items()}

    return once(Path(content["output"]), {**content, "albums": ablations.albums}, make)
