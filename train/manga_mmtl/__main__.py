"""Run a recipe: `python -m train.manga_mmtl RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from accelerate import Accelerator

from comicenc.models.manga_mmtl import MangaMMTLModel, MangaMMTLProcessor
from train import loop
from train.export import export
from train.manga_mmtl.beginning import beginning, make_model, make_processor, without_classes
from train.manga_mmtl.faces import COLUMNS, read_faces
from train.manga_mmtl.recipe import Recipe
from train.manga_mmtl.stage import FacesStage
from train.pictures import load_rows
from train.recipe import override, read_yaml, to_recipe


def main(arguments: list[str]) -> int:
    """Train; the exit status is 1, with one line, for an unusable recipe or data, and 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.manga_mmtl RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        run(to_recipe(Recipe, content, arguments[0]))
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(recipe: Recipe) -> MangaMMTLModel:
    """Train by a recipe and export what came out to `checkpoint` in its output."""
    accelerator = loop.start(recipe.machine)
    stage, processor = make_stage(recipe, accelerator)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked |= {"seed": recipe.machine.seed, "processes": accelerator.num_processes}
    output = Path(recipe.output)
    network = loop.fit(accelerator, stage, recipe.schedule, recipe.machine, output, asked)
    model = network.model if recipe.classes else without_classes(network.model)
    if accelerator.is_main_process:
        facts = {"recipe": dataclasses.asdict(recipe), "data": stage.description()}
        export(model, processor, facts, output / "checkpoint")
    accelerator.end_training()
    return model


def make_stage(recipe: Recipe, accelerator: Accelerator) -> tuple[FacesStage, MangaMMTLProcessor]:
    """The data and the model of a recipe, and the processor that goes with them."""
    with accelerator.main_process_first():
        start = beginning(recipe)
        rows = load_rows(recipe.data, "faces", COLUMNS)
        processor = make_processor(recipe, start.fields, rows)
        faces = read_faces(rows, processor, Path(recipe.cache), recipe.fewest)
        model = make_model(recipe, start, processor, faces)
    return FacesStage(recipe, faces, model, processor, accelerator), processor


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
