"""The five models of Manga-MMTL and the concatenations of their features: runs, and the paper's claims.

Evaluated is on albums that no run has seen, by the protocols of `comicenc evaluate`. M4 starts from M1 and
M2, M5 from M1 and M3; which text model each starts from the paper does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset

from comicenc import ComicEncoder
from comicenc.evaluation.characters import (
    CLUSTERING,
    RETRIEVAL,
    character_clustering,
    character_retrieval,
)
from comicenc.evaluation.faces import encode_faces, faces_of
from comicenc.metrics.characters import AGREEMENT, FOUND
from comicenc.models.manga_mmtl import MangaMMTLConfig
from train.ablations.claims import Claim, Runs, Table, above
from train.ablations.once import once
from train.manga_mmtl.__main__ import run
from train.manga_mmtl.faces import COLUMNS
from train.manga_mmtl.recipe import Recipe
from train.pictures import load_rows
from train.recipe import to_recipe

MODELS = {  # Table 2: variant, and the models whose weights it starts from
    "M1": ("image", {}),
    "M2": ("text_character", {}),
    "M3": ("text_album", {}),
    "M4": ("multimodal", {"image_model": "M1", "text_model": "M2"}),
    "M5": ("multitask", {"image_model": "M1", "text_model": "M3"}),
}
TOGETHER = ("M1 + M2", "M1 + M3", "M1 + M4", "M1 + M5", "M3 + M4", "M3 + M5", "M1 + M3 + M5")  # Table 5
METRICS = (*AGREEMENT, *FOUND)
JUDGED = {"clustering": "ami", "retrieval": "map"}  # what claims are judged by


@dataclass(frozen=True)
class Ablations:
    """What is tried.

    Args:
        data: A Toonworld dataset with a split "test".
        output: Folder for the runs.
        results: Folder for what came out.
        cache: Folder for decoded pixels.
        seeds: Of the runs.
        fewest: Characters of the split "test" with fewer faces are left out.
        first: Fields of the recipe of M1 to M3; of `model`, each takes the network that it has.
        second: Fields of the recipe of M4 and M5.
    """

    data: str
    output: str = "runs/manga-mmtl-ablations"
    results: str = "hub_cards/results"
    cache: str = "runs/pixels"
    seeds: tuple[int, ...] = (0, 1, 2)
    fewest: int = 10
    first: dict[str, Any] = field(default_factory=dict)
    second: dict[str, Any] = field(default_factory=dict)


def _paper(row: str) -> dict[str, float]:
    key = tuple(sorted(MODELS[model][0] for model in row.split(" + ")))
    return dict(zip(METRICS, CLUSTERING[key] + RETRIEVAL[key], strict=True))


def _above(text: str, source: str, metric: str, *rows: str) -> Claim:
    return above(text, source, metric, *rows, paper={row: _paper(row)[metric] for row in rows})


def _models(source: str, protocol: str, metrics: Iterable[str]) -> Table:
    """Table 3 or 4: the five models."""
    metric = JUDGED[protocol]
    claims = (
        _above("texts are learnt better by album than by character", source, metric, "M3", "M2"),
        _above("the multimodal, multitask model is best", source, metric, "M5", "M1", "M2", "M3", "M4"),
        _above("without the album's task text does harm", source, metric, "M1", "M4"),
    )
    paper = {row: {name: _paper(row)[name] for name in metrics} for row in MODELS}
    return Table(source, tuple(MODELS), claims, paper)


def _together(protocol: str) -> tuple[Claim, ...]:
    """What Table 5 and its text say of one protocol."""
    source, metric = "Table 5", JUDGED[protocol]
    others = [row for row in TOGETHER if row != "M3 + M5"]
    claims = (
        ("M3 + M5 is best", "M3 + M5", "M5", *others),
        ("M5 is above two uni-modal ones", "M5", "M1 + M2", "M1 + M3"),
        ("M3 improves M1", "M1 + M3", "M1"),
        ("M3 improves M4", "M3 + M4", "M4"),
    )
    return tuple(_above(f"{text}, in {protocol}", source, metric, *rows) for text, *rows in claims)


TABLES = {
    "clustering": _models("Table 3", "clustering", AGREEMENT),
    "retrieval": _models("Table 4", "retrieval", FOUND),
    "concatenations": Table(
        "Table 5",
        (*MODELS, *TOGETHER),
        _together("clustering") + _together("retrieval"),
        {row: _paper(row) for row in (*MODELS, *TOGETHER)},
    ),
}


class Known:
    """Vectors that were computed before, as an encoder of the faces that they are of."""

    modalities = ("faces", "texts")

    def __init__(self, *parts: np.ndarray) -> None:
        self.vectors = np.concatenate(parts, axis=1) / np.sqrt(len(parts))

    def encode(self, faces: list, texts: list) -> np.ndarray:
        if not len(faces) == len(texts) == len(self.vectors):
            raise ValueError(f"{len(faces)} faces are not the {len(self.vectors)} that were encoded")
        return self.vectors


def measured_runs(ablations: Ablations) -> Runs:
    """Metrics of every row, one dict a seed; what was measured before is only read."""
    rows = load_rows(ablations.data, "faces", COLUMNS, split="test")
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in ablations.seeds:
        recipes = {}
        for model in MODELS:
            folder = Path(ablations.output) / f"{model}-{seed}"
            recipes[model] = recipe_of(ablations, model, seed, folder)
            _once(folder, recipes[model], rows, ablations.fewest)
        folder = Path(ablations.output) / f"scores-{seed}"
        content = {"models": recipes, "fewest": ablations.fewest}
        for row, metrics in once(folder, content, lambda: _scores(ablations, rows, seed)).items():  # noqa: B023
            runs.setdefault(row, []).append(metrics)
    return runs


def recipe_of(ablations: Ablations, model: str, seed: int, folder: Path) -> dict[str, Any]:
    """The recipe of one of the five, as a mapping."""
    variant, starts = MODELS[model]
    fields = ablations.second if starts else ablations.first
    parts = MangaMMTLConfig(variant=variant).modalities
    lacking = {
        name for name, part in (("image_config", "faces"), ("text_config", "texts")) if part not in parts
    }
    kept = {name: value for name, value in fields.get("model", {}).items() if name not in lacking}
    own = {"data": ablations.data, "cache": ablations.cache, "output": str(folder)}
    own |= {part: f"{ablations.output}/{start}-{seed}/checkpoint" for part, start in starts.items()}
    machine = {**fields.get("machine", {}), "seed": seed}
    return fields | own | {"machine": machine, "model": {**kept, "variant": variant}}


def _once(folder: Path, content: dict[str, Any], rows: Dataset, fewest: int) -> None:
    """Train, and encode the split "test", unless that was done."""

    def make() -> str:
        run(to_recipe(Recipe, content, folder))
        encoder = ComicEncoder.from_pretrained(str(folder / "checkpoint"), dtype=torch.float32)
        np.save(folder / "vectors.npy", encode_faces(faces_of(rows, fewest=fewest), encoder))
        return "vectors.npy"

    once(folder, {**content, "fewest_tested": fewest}, make)


def _scores(ablations: Ablations, rows: Dataset, seed: int) -> dict[str, dict[str, float]]:
    vectors = {model: np.load(Path(ablations.output) / f"{model}-{seed}" / "vectors.npy") for model in MODELS}
    found = {}
    for row in (*MODELS, *TOGETHER):
        encoder = Known(*(vectors[model] for model in row.split(" + ")))
        settings = {"fewest": ablations.fewest, "resamples": 0, "seed": 0}
        measured = character_clustering(rows, encoder, **settings).metrics
        measured |= character_retrieval(rows, encoder, **settings).metrics
        found[row] = {name: round(measured[name], 5) for name in METRICS}
    return found
