"""Run a recipe: `python -m train.manga_audioclip RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import copy
import dataclasses
import sys
from pathlib import Path

from accelerate import Accelerator

from comicenc.models.manga_audioclip import MangaAudioCLIPModel, MangaAudioCLIPProcessor
from train import loop
from train.export import export
from train.manga_audioclip.beginning import beginning
from train.manga_audioclip.music import read_music
from train.manga_audioclip.pages import read_pages
from train.manga_audioclip.recipe import AUDIO_TEXT, Recipe
from train.manga_audioclip.stage import AudioTextStage, ImageTextStage, PairStage
from train.recipe import override, read_yaml, to_recipe

SPLITS = ("train", "validation")


def main(arguments: list[str]) -> int:
    """Train; the exit status is 1, with one line, for an unusable recipe or data, and 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.manga_audioclip RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        run(to_recipe(Recipe, content, arguments[0]))
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(recipe: Recipe) -> MangaAudioCLIPModel:
    """Train by a recipe, each stage in a folder of its own; export what it starts from and what came out."""
    accelerator = loop.start(recipe.machine)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked |= {"seed": recipe.machine.seed, "processes": accelerator.num_processes}
    model, processor = beginning(recipe)
    output, facts = Path(recipe.output), {"recipe": dataclasses.asdict(recipe), "data": {}}
    for name in recipe.stages:
        with accelerator.main_process_first():
            stage = make_stage(name, recipe, model, processor, accelerator)
        if name == recipe.stages[0] and accelerator.is_main_process:
            export(copy.deepcopy(model), processor, facts, output / "start")
        schedule = getattr(recipe, name).schedule
        network = loop.fit(accelerator, stage, schedule, recipe.machine, output / name, asked)
        model = network.model
        facts["data"][name] = stage.description()
    if accelerator.is_main_process:
        export(model, processor, facts, output / "checkpoint")
    accelerator.end_training()
    return model


def make_stage(
    name: str,
    recipe: Recipe,
    model: MangaAudioCLIPModel,
    processor: MangaAudioCLIPProcessor,
    accelerator: Accelerator,
) -> PairStage:
    """A stage with its data."""
    cache = Path(recipe.cache)
    if name == AUDIO_TEXT:
        data = (read_music(recipe.music, split, processor.sampling_rate, cache) for split in SPLITS)
        return AudioTextStage(recipe, *data, model, processor, accelerator)
    labels, image = recipe.image_text.labels, processor.image_processor
    data = (read_pages(recipe.pages, split, labels, image, cache) for split in SPLITS)
    return ImageTextStage(recipe, *data, model, processor, accelerator)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
