"""Run a recipe: `python -m train.identity_simclr RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRModel,
    IdentitySimCLRProcessor,
)
from train import loop
from train.identity_simclr.crops import cached_crops, load_instances
from train.identity_simclr.export import export
from train.identity_simclr.recipe import Recipe, recipe_of
from train.identity_simclr.self_supervised import SelfSupervisedStage
from train.identity_simclr.supervised import SupervisedStage
from train.recipe import override, read_yaml

STAGES = {"self_supervised": SelfSupervisedStage, "supervised": SupervisedStage}


def main(arguments: list[str]) -> int:
    """Train; the exit status is 1, with one line, for an unusable recipe or data, and 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.identity_simclr RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        run(recipe_of(override(read_yaml(arguments[0]), arguments[1:]), arguments[0]))
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(recipe: Recipe) -> None:
    """Train by a recipe and export what came out to `checkpoint` in its output."""
    accelerator = loop.start(recipe.machine)
    model = IdentitySimCLRModel(IdentitySimCLRConfig(**recipe.model))
    config = model.config
    processor = IdentitySimCLRProcessor(IdentitySimCLRImageProcessor(config.face_size, config.body_size))
    rows = load_instances(recipe.data)
    with accelerator.main_process_first():
        crops = cached_crops(rows, processor.image_processor, Path(recipe.cache))
    stage = STAGES[recipe.stage](recipe, crops, model, processor, accelerator)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked["processes"] = accelerator.num_processes
    output = Path(recipe.output)
    network = loop.fit(accelerator, stage, recipe.schedule, recipe.machine, output, asked)
    if accelerator.is_main_process:
        facts = {"recipe": dataclasses.asdict(recipe), "data": stage.description()}
        export(network.model, processor, facts, output / "checkpoint")
    accelerator.end_training()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
