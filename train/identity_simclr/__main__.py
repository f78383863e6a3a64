"""Run a recipe: `python -m train.identity_simclr RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

from accelerate import Accelerator
from huggingface_hub.errors import StrictDataclassError

from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRModel,
    IdentitySimCLRProcessor,
)
from train import loop
from train.export import export
from train.identity_simclr.crops import figure_crops, instance_crops
from train.identity_simclr.fine_tune import FineTuneStage
from train.identity_simclr.recipe import FineTune, Recipe, SelfSupervised, Supervised, recipe_of
from train.identity_simclr.self_supervised import SelfSupervisedStage
from train.identity_simclr.supervised import SupervisedStage
from train.pictures import load_rows
from train.recipe import RecipeError, override, read_yaml


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


def run(recipe: Recipe) -> IdentitySimCLRModel:
    """Train by a recipe and export what came out to `checkpoint` in its output."""
    accelerator = loop.start(recipe.machine)
    model, processor = beginning(recipe)
    stage = make_stage(recipe, model, processor, accelerator)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked |= {"seed": recipe.machine.seed, "processes": accelerator.num_processes}
    output = Path(recipe.output)
    network = loop.fit(accelerator, stage, recipe.schedule, recipe.machine, output, asked)
    if accelerator.is_main_process:
        if isinstance(recipe, Supervised) and recipe.body_aspect:
            processor.image_processor.body_aspect = recipe.body_aspect
        facts = {"recipe": dataclasses.asdict(recipe), "data": stage.description()}
        export(network.model, processor, facts, output / "checkpoint")
    accelerator.end_training()
    return network.model


def beginning(recipe: Recipe) -> tuple[IdentitySimCLRModel, IdentitySimCLRProcessor]:
    """A fresh model with its processor; in stage two the encoder and the processor of stage one.

    Raises:
        RecipeError: If the model's fields contradict each other, or are not the config's.
    """
    if not isinstance(recipe, FineTune):
        config = configured(recipe.model)
        image = IdentitySimCLRImageProcessor(config.face_size, config.body_size)
        return IdentitySimCLRModel(config), IdentitySimCLRProcessor(image)
    first = IdentitySimCLRModel.from_pretrained(recipe.checkpoint, dtype="float32")
    model = IdentitySimCLRModel(configured(recipe.model, first.config))
    model.encoders.load_state_dict(first.encoders.state_dict())
    return model, IdentitySimCLRProcessor.from_pretrained(recipe.checkpoint)


def configured(fields: dict[str, Any], start: IdentitySimCLRConfig | None = None) -> IdentitySimCLRConfig:
    """A config with some fields changed, the paper's where there is nothing to start from."""
    unknown = set(fields) - set(IdentitySimCLRConfig().to_dict())
    if unknown:
        raise RecipeError(f"model has no field {', '.join(sorted(unknown))}")
    try:
        return IdentitySimCLRConfig(**(start.to_dict() if start else {}) | fields)
    except (StrictDataclassError, ValueError) as error:
        raise RecipeError(f"model: {' '.join(str(error).split())}") from None


def make_stage(
    recipe: Recipe, model: IdentitySimCLRModel, processor: IdentitySimCLRProcessor, accelerator: Accelerator
) -> loop.Stage:
    """The stage that a recipe asks for, with its data."""
    cache, image = Path(recipe.cache), processor.image_processor
    with accelerator.main_process_first():
        if isinstance(recipe, FineTune):
            rows = load_rows(recipe.data, "sequences", {"sequence_id", "series_id", "instances"})
            crops = figure_crops(rows, image, cache)
        else:
            crops = instance_crops(
                load_rows(recipe.data, "instances", {"face", "body", "series_id"}), image, cache
            )
    if isinstance(recipe, FineTune):
        return FineTuneStage(recipe, crops, model, processor, accelerator, rows)
    kind = {SelfSupervised: SelfSupervisedStage, Supervised: SupervisedStage}[type(recipe)]
    return kind(recipe, crops, model, processor, accelerator)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
