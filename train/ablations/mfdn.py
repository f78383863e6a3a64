"""MFDN with and without tags and masking, and a plain classifier of tags: the runs, and the paper's claims.

Table V is three trainings, each asked with and without tags; a fourth, not in the paper, keeps some tags of
some pictures when the curriculum hides all, as the checkpoint that ships does. Table VI compares the whole
model with a network for pictures that has one sigmoid logit for each of the 25 or 200 commonest tags; both
say a tag from the probability on that was best on the validation split, by F1. Times are of one core, so that
other work on the machine does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from train.ablations.claims import Runs, Table, above
from train.ablations.mfdn_growth import growth
from train.ablations.mfdn_measuring import FIRST, SHOWN, TOPS, Measuring
from train.ablations.once import once
from train.mfdn.__main__ import run
from train.mfdn.pictures import COLUMNS
from train.mfdn.recipe import recipe_of
from train.pictures import load_rows

TRAININGS: dict[str, dict[str, Any]] = {  # name: what its recipe sets
    "ViT": {"variant": "picture"},
    "fusion": {"variant": "tags"},
    "whole": {"variant": "masked"},
    "some kept": {"variant": "masked", "kept": 0.25},
    **{f"classifier of {top}": {"variant": "picture", "stage": "multi_label", "tags": top} for top in TOPS},
}
TABLE_V = {  # top-1 and top-5 on Dan:mul
    "ViT, picture": (0.7716, 0.8692),
    "fusion, tags": (0.8786, 0.9435),
    "whole, tags": (0.8987, 0.9551),
    "fusion, picture": (0.4122, 0.5696),
    "whole, picture": (0.7833, 0.8742),
}
TABLE_VI = {  # errors over the top 25 and 200 tags, and by how much an epoch takes longer for 200 than for 25
    "whole": {"error/25": 0.2642, "error/200": 0.2873, "growth/200": 1.0},
    "classifier": {"error/25": 0.2464, "error/200": 0.2494, "growth/200": 3.2},
}


@dataclass(frozen=True)
class Ablations:
    """What is tried.

    Args:
        data: A tagged Toonworld.
        output: Folder for the runs.
        results: Folder for what came out.
        cache: Folder for decoded pixels.
        seeds: Of the runs.
        recipe: Fields of the recipe of each training.
    """

    data: str
    output: str = "runs/mfdn-ablations"
    results: str = "hub_cards/results"
    cache: str = "runs/pixels"
    seeds: tuple[int, ...] = (0, 1, 2)
    recipe: dict[str, Any] = field(default_factory=dict)


def _identification() -> Table:
    source, metric = "Table V", "top1"
    others = [row for row in TABLE_V if row != "whole, tags"]
    claims = (
        above("tags help", source, metric, "fusion, tags", "ViT, picture"),
        above("fusion alone fails without tags", source, metric, "ViT, picture", "fusion, picture"),
        above(
            "masked tags and the curriculum mend that", source, metric, "whole, picture", "fusion, picture"
        ),
        above(
            "from a picture alone the whole passes the ViT", source, metric, "whole, picture", "ViT, picture"
        ),
        above("with tags the whole is best", source, metric, "whole, tags", *others),
    )
    rows = tuple(row for name in TRAININGS if "classifier" not in name for row in _rows(name))
    return Table(
        source, rows, claims, {row: dict(zip(FIRST, of, strict=True)) for row, of in TABLE_V.items()}
    )


def _rows(name: str) -> list[str]:
    """Rows of Table V of one training."""
    ways = [*SHOWN][: 1 if TRAININGS[name]["variant"] == "picture" else None]
    return [f"{name}, {shown}" for shown in ways]


TABLES = {
    "identification": _identification(),
    "tagging": Table(
        "Table VI",
        ("whole", "some kept", "classifier"),
        (
            above(
                "a classifier of few tags errs a little less", "Table VI", "error/25", "whole", "classifier"
            ),
            above("a classifier of 200 errs a little less", "Table VI", "error/200", "whole", "classifier"),
            above("a classifier takes longer for more tags", "Table VI", "growth/200", "classifier", "whole"),
        ),
        TABLE_VI,
    ),
}


def measured_runs(ablations: Ablations) -> Runs:
    """Metrics of every row, one dict a seed; what was measured before is only read."""
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in ablations.seeds:
        found: dict[str, dict[str, float]] = {}
        for name in TRAININGS:
            folder = Path(ablations.output) / f"{name.replace(' ', '-')}-{seed}"
            for row, metrics in _measured(ablations, name, seed, folder).items():
                found[row] = found.get(row, {}) | metrics
        times = _timed(ablations, seed)
        for row in TABLES["tagging"].rows:
            found[row] |= times["classifier" if row == "classifier" else "whole"]
        for row, metrics in found.items():
            runs.setdefault(row, []).append(metrics)
    return runs


def _measured(ablations: Ablations, name: str, seed: int, folder: Path) -> dict[str, dict[str, float]]:
    """Train, and measure by the rows that a training has in both tables, unless that was done."""
    content = recipe_for(ablations, name, seed, folder)

    def make() -> dict[str, dict[str, float]]:
        run(recipe_of(content, str(folder)))
        measuring = Measuring(folder / "checkpoint", ablations.data, ablations.cache)
        if "tags" in TRAININGS[name]:
            return {"classifier": measuring.tagging(TRAININGS[name]["tags"])}
        found = {f"{name}, {shown}": metrics for shown, metrics in measuring.identification().items()}
        if TRAININGS[name]["variant"] == "masked":
            found[name] = {key: value for top in TOPS for key, value in measuring.tagging(top).items()}
        return found

    return once(folder, content, make)


def _timed(ablations: Ablations, seed: int) -> dict[str, dict[str, float]]:
    folder = Path(ablations.output) / f"times-{seed}"
    content = recipe_for(ablations, "whole", seed, folder)

    def make() -> dict[str, dict[str, float]]:
        recipe = recipe_of(content, str(folder))
        return growth(recipe, len(load_rows(ablations.data, "tagged", COLUMNS)))

    return once(folder, content, make)


def recipe_for(ablations: Ablations, name: str, seed: int, folder: Path) -> dict[str, Any]:
    """The recipe of one training, as a mapping."""
    own = dict(TRAININGS[name])
    model = {**ablations.recipe.get("model", {}), "variant": own.pop("variant")}
    if model["variant"] == "picture":
        model.pop("text_config", None)
    own |= {"data": ablations.data, "cache": ablations.cache, "output": str(folder), "model": model}
    return ablations.recipe | own | {"machine": {**ablations.recipe.get("machine", {}), "seed": seed}}
