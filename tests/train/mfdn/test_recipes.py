"""The recipes that ship are usable, and the defaults are the paper's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from comicenc.models.mfdn import MFDNConfig, MFDNModel
from train.mfdn.recipe import FineTune, MultiLabel, Training, recipe_of
from train.recipe import read_yaml

FOLDER = Path(__file__).parents[3] / "train"
LIMIT = 8e6  # bytes of a checkpoint that ships
MOST = {"vocab_size": 640 + 5, "num_characters": 2000}  # tags that Toonworld can say, and characters


def shipped(name: str) -> Training | MultiLabel | FineTune:
    return recipe_of(read_yaml(FOLDER / f"{name}.yaml"), name)


@pytest.mark.parametrize("name", ["mfdn", "mfdn-mini", "mfdn-finetune"])
def test_shipped_recipes_are_usable(name):
    assert shipped(name).output == f"runs/{name}"


def test_the_papers_recipe_is_the_default():
    paper = shipped("mfdn")
    assert paper == replace(Training(paper.data, paper.output), model={"variant": "masked"})
    schedule = paper.schedule
    assert (paper.batch_size, schedule.epochs, schedule.optimizer) == (64, 50, "sgd")
    assert schedule.knee * schedule.learning_rate == pytest.approx(6e-4)
    assert schedule.lowest * schedule.learning_rate == pytest.approx(1e-12)
    assert schedule.knee_at * schedule.epochs == 30
    assert MFDNConfig(**paper.model) == MFDNConfig()


def test_the_fine_tuning_that_ships_is_the_default():
    tuning = shipped("mfdn-finetune")
    assert tuning == FineTune(tuning.data, tuning.output, "comicenc/mfdn-mini")


def test_the_mini_has_every_part_and_is_small_enough_to_ship():
    mini = shipped("mfdn-mini")
    fields = mini.model | {"text_config": mini.model["text_config"] | {"vocab_size": MOST["vocab_size"]}}
    model = MFDNModel(MFDNConfig(**fields, **MOST))
    assert {name for name, _ in model.named_children()} == {
        name for name, _ in MFDNModel(MFDNConfig(**small())).named_children()
    }
    assert 2 * model.num_parameters() < LIMIT - 3e5  # beside its tensors a file has their names


def small() -> dict:
    """The paper's model with layers of a size that a test can make."""
    image = {"model_type": "vit", "image_size": 16, "hidden_size": 8, "num_hidden_layers": 1}
    image |= {"num_attention_heads": 1, "intermediate_size": 8}
    return {"image_config": image, "vocab_size": 9, "num_characters": 2, "multimodal_layers": 1}
