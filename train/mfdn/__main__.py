"""Run a recipe: `python -m train.mfdn RECIPE.yaml [--key=value …]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from accelerate import Accelerator

from comicenc.models.mfdn import MFDNModel, MFDNProcessor
from train import loop
from train.export import export
from train.mfdn.beginning import fresh, known
from train.mfdn.fine_tune import FineTuneStage, whole
from train.mfdn.multi_label import MultiLabelStage
from train.mfdn.pictures import read_pictures
from train.mfdn.recipe import FineTune, MultiLabel, Recipe, recipe_of
from train.mfdn.stage import PicturesStage
from train.recipe import override, read_yaml


def main(arguments: list[str]) -> int:
    """Train; the exit status is 1, with one line, for an unusable recipe or data, and 2 for wrong use."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m train.mfdn RECIPE.yaml [--key=value …]", file=sys.stderr)
        return 2
    try:
        content = override(read_yaml(arguments[0]), arguments[1:])
        run(recipe_of(content, arguments[0]))
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def run(recipe: Recipe) -> MFDNModel:
    """Train by a recipe and export what came out to `checkpoint` in its output."""
    accelerator = loop.start(recipe.machine)
    stage, processor = make_stage(recipe, accelerator)
    asked = {key: value for key, value in dataclasses.asdict(recipe).items() if key != "machine"}
    asked |= {"seed": recipe.machine.seed, "processes": accelerator.num_processes}
    output = Path(recipe.output)
    network = loop.fit(accelerator, stage, recipe.schedule, recipe.machine, output, asked)
    model = whole(network.model)
    if accelerator.is_main_process:
        facts = {"recipe": dataclasses.asdict(recipe), "data": stage.description()}
        export(model, processor, facts, output / "checkpoint")
    accelerator.end_training()
    return model


def make_stage(recipe: Recipe, accelerator: Accelerator) -> tuple[PicturesStage, MFDNProcessor]:
    """The data and the model of a recipe, and the processor that goes with them."""
    stages = {FineTune: FineTuneStage, MultiLabel: MultiLabelStage}
    with accelerator.main_process_first():
        model, processor = known(recipe) if isinstance(recipe, FineTune) else fresh(recipe)
        names = list(model.config.id2label.values())
        splits = ["train", recipe.validation] if recipe.validation else ["train"]
        pictures = [
            read_pictures(recipe.data, split, processor, names, Path(recipe.cache)) for split in splits
        ]
    stage = stages.get(type(recipe), PicturesStage)
    held_out = pictures[1] if recipe.validation else None
    return stage(recipe, pictures[0], held_out, model, processor, accelerator), processor


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
