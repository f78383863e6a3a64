"""The recipes that ship are usable, and the defaults are the paper's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from comicenc.models.manga_deepcluster import MangaDeepClusterConfig, MangaDeepClusterModel
from train.manga_deepcluster.recipe import Recipe
from train.recipe import read_yaml, to_recipe

FOLDER = Path(__file__).parents[3] / "train"
LIMIT = 8e6  # bytes of a checkpoint that ships


def shipped(name: str) -> Recipe:
    return to_recipe(Recipe, read_yaml(FOLDER / f"{name}.yaml"), name)


def test_the_papers_recipe_is_the_default():
    paper = shipped("manga-deepcluster")
    assert paper == Recipe(paper.data, paper.output)
    assert paper.model == {} and paper.pseudo_classes == 3000 and paper.stages == ["ft", "dc"]
    for schedule in (paper.ft, paper.dc):
        assert (schedule.epochs, schedule.learning_rate, schedule.shape) == (200, 1e-4, "constant")
    assert paper.feature == "fc2" and MangaDeepClusterConfig().feature == "fc1"
    assert (paper.margin, paper.early_side, paper.augmentation) == (0, 0, "crop")
    assert replace(paper, method="dc").stages == ["dc"]


def test_the_mini_is_small_enough_to_ship_and_has_every_part():
    mini = shipped("manga-deepcluster-mini")
    model = MangaDeepClusterModel(MangaDeepClusterConfig(**mini.model, num_labels=1))
    assert 2 * model.num_parameters() < LIMIT
    assert model.config.layers == MangaDeepClusterConfig().layers
    assert mini.stages == ["ft", "dc"] and 0 < mini.labelled < 1 and not mini.classes
