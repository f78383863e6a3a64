"""Variants, losses and fusions of Identity-Aware SimCLR: the runs, and what the paper says of them.

Evaluated is on albums that no run has seen. Scores that begin with "paired" are of figures whose face and
body are both there, so that faces, bodies and both compare. By which loss the models of Figure 3 were tuned
the paper does not say; here it is the contrastive, on which its further experiments stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from train.ablations.claims import Claim, Runs, Table, above, order
from train.ablations.identity_measuring import Measuring, Scores
from train.ablations.once import once
from train.identity_simclr.__main__ import run
from train.identity_simclr.recipe import recipe_of

VARIANTS = ("aligned", "unaligned", "separate", "face", "body")
SELF_SUPERVISED = "self-supervised"  # the aligned model's projections, summed, without stage two
TUNED: dict[str, tuple[str, dict[str, Any]]] = {  # row: variant of stage one, what is set in stage two
    **{variant: (variant, {}) for variant in VARIANTS},
    "intra-pair": ("aligned", {"loss": "tuplet_intra_pair"}),
    "triplet": ("aligned", {"loss": "triplet"}),
    "triplet mixed": ("aligned", {"loss": "triplet", "mix_series": True}),
    "multi-similarity": ("aligned", {"loss": "multi_similarity"}),
    "multi-similarity mixed": ("aligned", {"loss": "multi_similarity", "mix_series": True}),
    "cat": ("aligned", {"model": {"fusion": "cat"}}),
    "weighted sum": ("aligned", {"model": {"fusion": "weighted_sum"}}),
    "coefficient sum": ("aligned", {"model": {"fusion": "coefficient_sum"}}),
    "attention": ("aligned", {"model": {"fusion": "attention"}}),
}
LOSSES = {  # Table 5's precision at 1, locally and globally; "aligned" has the contrastive loss
    "aligned": (0.653, 0.584),
    "intra-pair": (0.591, 0.517),
    "triplet": (0.681, 0.350),
    "triplet mixed": (0.684, 0.544),
    "multi-similarity": (0.671, 0.411),
    "multi-similarity mixed": (0.670, 0.500),
}
FUSIONS = {  # Table 10's, likewise; "aligned" sums
    "aligned": (0.653, 0.584),
    "cat": (0.676, 0.534),
    "weighted sum": (0.651, 0.556),
    "coefficient sum": (0.499, 0.272),
}
PLACES = {"locally": "precision_at_1", "globally": "global_precision_at_1"}


@dataclass(frozen=True)
class Ablations:
    """What is tried.

    Args:
        data: A Toonworld dataset with a split "test".
        output: Folder for the runs.
        results: Folder for what came out.
        cache: Folder for decoded pixels.
        seeds: Of the runs.
        first: Fields of the recipe of stage one.
        second: Fields of the recipe of stage two.
    """

    data: str
    output: str = "runs/ablations"
    results: str = "hub_cards/results"
    cache: str = "runs/pixels"
    seeds: tuple[int, ...] = (0, 1, 2)
    first: dict[str, Any] = field(default_factory=dict)
    second: dict[str, Any] = field(default_factory=dict)


def _orders(subject: str, source: str, rows: dict[str, tuple[float, float]]) -> list[Claim]:
    return [
        order(
            f"the order of the {subject}, {where}",
            source,
            metric,
            {row: both[i] for row, both in rows.items()},
        )
        for i, (where, metric) in enumerate(PLACES.items())
    ]


def _each(text: str, where: str, *pairs: tuple[str, str]) -> Claim:
    return Claim(f"{text} {where}", "Table 5, text", PLACES[where], pairs)


TABLES = {
    "in-batch": Table(
        "Table 3",
        tuple(f"{variant}, stage one" for variant in VARIANTS),
        (
            above(
                "aligned is far above unaligned in finding the body of a face",
                "Table 3",
                "identity_top1",
                "aligned, stage one",
                "unaligned, stage one",
                paper={"aligned, stage one": 0.973, "unaligned, stage one": 0.224},
                factor=2.0,
            ),
        ),
    ),
    "variants": Table(
        "Table 4, Figure 3",
        (*VARIANTS, "aligned, faces", "aligned, bodies", SELF_SUPERVISED, "triplet"),
        (
            above(
                "aligned is best globally",
                "Figure 3",
                f"paired_{PLACES['globally']}",
                "aligned",
                *VARIANTS[1:],
            ),
            above(
                "fine-tuned is above self-supervised locally",
                "Table 4",
                PLACES["locally"],
                "triplet",
                SELF_SUPERVISED,
                paper={"triplet": 0.681, SELF_SUPERVISED: 0.498},
            ),
            *(
                above(
                    f"face and body together are above either, {where}",
                    "Figure 3",
                    f"paired_{metric}",
                    "aligned",
                    "aligned, faces",
                    "aligned, bodies",
                )
                for where, metric in PLACES.items()
            ),
        ),
    ),
    "losses": Table(
        "Table 5",
        tuple(LOSSES),
        (
            *_orders("losses", "Table 5", LOSSES),
            _each(
                "mined losses are above the contrastive one",
                "locally",
                ("triplet", "aligned"),
                ("multi-similarity", "aligned"),
            ),
            _each(
                "the contrastive loss is above mined ones",
                "globally",
                ("aligned", "triplet"),
                ("aligned", "multi-similarity"),
            ),
            _each(
                "mixing series helps mined losses",
                "globally",
                ("triplet mixed", "triplet"),
                ("multi-similarity mixed", "multi-similarity"),
            ),
        ),
    ),
    "fusions": Table("Table 10", (*FUSIONS, "attention"), tuple(_orders("fusions", "Table 10", FUSIONS))),
}


def measured_runs(ablations: Ablations) -> Runs:
    """Metrics of every row, one dict a seed; what was measured before is only read."""
    measuring = Measuring(ablations.data, ablations.cache)
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in ablations.seeds:
        found: Scores = {}
        for variant in VARIANTS:
            folder = Path(ablations.output) / f"{variant}-one-{seed}"
            scores = _once(folder, first_recipe(ablations, variant, seed, folder), measuring.stage_one)
            found[f"{variant}, stage one"] = scores["in-batch"]
            if variant == "aligned":
                found[SELF_SUPERVISED] = scores["projections"]
        for row in TUNED:
            folder = Path(ablations.output) / f"{row.replace(' ', '-')}-two-{seed}"
            scores = _once(folder, second_recipe(ablations, row, seed, folder), measuring.stage_two)
            found |= {row if parts == "both" else f"{row}, {parts}": of for parts, of in scores.items()}
        for row, metrics in found.items():
            runs.setdefault(row, []).append(metrics)
    return runs


def first_recipe(ablations: Ablations, variant: str, seed: int, folder: Path) -> dict[str, Any]:
    """The recipe of a stage one, as a mapping."""
    model = {**ablations.first.get("model", {}), "variant": variant}
    return _recipe("self_supervised", ablations, ablations.first, seed, folder) | {"model": model}


def second_recipe(ablations: Ablations, row: str, seed: int, folder: Path) -> dict[str, Any]:
    """The recipe of a stage two, as a mapping."""
    variant, changes = TUNED[row]
    checkpoint = {"checkpoint": f"{ablations.output}/{variant}-one-{seed}/checkpoint"}
    return _recipe("fine_tune", ablations, ablations.second, seed, folder) | checkpoint | changes


def _recipe(
    stage: str, ablations: Ablations, fields: dict[str, Any], seed: int, folder: Path
) -> dict[str, Any]:
    own = {"stage": stage, "data": ablations.data, "cache": ablations.cache, "output": str(folder)}
    return fields | own | {"machine": {**fields.get("machine", {}), "seed": seed}}


def _once(folder: Path, content: dict[str, Any], measure: Callable[[Path], Scores]) -> Scores:
    """Train and measure, or read what was measured of the same recipe."""

    def make() -> Scores:
        run(recipe_of(content, str(folder)))
        return measure(folder / "checkpoint")

    return once(folder, content, make)
