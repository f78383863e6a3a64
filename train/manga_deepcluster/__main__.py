"""Run a recipe: `python -m train.manga_deepcluster RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import torch
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig

from comicenc.models.manga_deepcluster import (
    MangaDeepClusterConfig,
    MangaDeepClusterImageProcessor,
    MangaDeepClusterModel,
    MangaDeepClusterProcessor,
)
from train import loop
from train.checkpoints import located
from train.export import export
from train.manga_deepcluster.faces import read_faces
from train.manga_deepcluster.recipe import CLUSTERING, FINE_TUNING, Recipe
from train.manga_deepcluster.stage import LabelledStage, PseudoLabelledStage
from train.recipe import RecipeError, override, read_yaml, to_recipe

STAGES = {FINE_TUNING: LabelledStage, CLUSTERING: PseudoLabelledStage}


def main(arguments: list[str]) -> int:
    """Train; the exit status is 1, with one line, for an unusable recipe or data, and 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.manga_deepcluster RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        run(to_recipe(Recipe, content, arguments[0]))
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(recipe: Recipe) -> MangaDeepClusterModel:
    """Train by a recipe, each stage in a folder of its own, and export what came out to `checkpoint`."""
    accelerator = loop.start(recipe.machine)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked |= {"seed": recipe.machine.seed, "processes": accelerator.num_processes}
    model, processor = beginning(recipe)
    if recipe.feature not in model.config.layers:
        raise RecipeError(f"feature {recipe.feature} is none of {', '.join(model.config.layers)}")
    with accelerator.main_process_first():
        faces = read_faces(recipe, processor.image_processor)
    for name in recipe.stages:
        schedule, folder = getattr(recipe, name), Path(recipe.output) / name
        stage = STAGES[name](recipe, schedule, faces, model, processor, accelerator)
        renew = getattr(stage, "renew", None)
        network = loop.fit(accelerator, stage, schedule, recipe.machine, folder, asked, renew)
        model = network.model
    if not recipe.classes:
        model.replace_classifier(1, torch.Generator().manual_seed(0))
    if accelerator.is_main_process:
        facts = {"recipe": dataclasses.asdict(recipe), "data": stage.description()}
        export(model, processor, facts, Path(recipe.output) / "checkpoint")
    accelerator.end_training()
    return model


def beginning(recipe: Recipe) -> tuple[MangaDeepClusterModel, MangaDeepClusterProcessor]:
    """The model that the first stage starts from, and its processor.

    Raises:
        RecipeError: If the model's fields contradict each other, or `start` is another model.
    """
    unknown = set(recipe.model) - set(MangaDeepClusterConfig().to_dict())
    if unknown:
        raise RecipeError(f"model has no field {', '.join(sorted(unknown))}")
    if recipe.start:
        return _started(recipe)
    try:
        image = recipe.image and located(recipe.image)
        model = MangaDeepClusterModel.from_backbones(image, num_labels=1, **recipe.model)
    except (StrictDataclassError, ValueError) as error:
        raise RecipeError(f"model: {' '.join(str(error).split())}") from None
    return model, MangaDeepClusterProcessor(MangaDeepClusterImageProcessor(model.config.image_size))


def _started(recipe: Recipe) -> tuple[MangaDeepClusterModel, MangaDeepClusterProcessor]:
    place = located(recipe.start)
    kind = AutoConfig.from_pretrained(place).model_type
    if kind != MangaDeepClusterConfig.model_type:
        raise RecipeError(f"start {recipe.start} is of the type {kind}, not manga_deepcluster")
    model = MangaDeepClusterModel.from_pretrained(place, dtype=torch.float32, **recipe.model)
    return model, MangaDeepClusterProcessor.from_pretrained(place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
