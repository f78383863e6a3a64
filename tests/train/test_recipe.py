"""Recipes are read strictly: a typing error must not train for a day with a default."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from train.identity_simclr.recipe import recipe_of
from train.loop import learning_rate_factor
from train.recipe import RecipeError, Schedule, override, read_yaml, to_recipe

FOLDER = Path(__file__).parents[2] / "train"
RECIPES = [FOLDER / f"identity-simclr{part}.yaml" for part in ("", "-finetune", "-mini")]
LEAST = {"stage": "supervised", "data": "d", "output": "o"}


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_shipped_recipes_are_usable(path):
    assert recipe_of(read_yaml(path), path).output.startswith("runs/")


def test_values_and_overrides_arrive_with_their_types(tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text("epochs: 3\nlearning_rate: 5e-4\nshape: exponential\n")
    content = override(read_yaml(path), ["--epochs=7", "--weight_decay=0"])
    assert to_recipe(Schedule, content, path) == Schedule(7, 5e-4, 0.0, shape="exponential")


def test_an_inner_key_leaves_the_other_numbers_of_the_stage():
    default = recipe_of(LEAST, "r.yaml").schedule
    changed = recipe_of({**LEAST, "schedule": {"epochs": 2}}, "r.yaml").schedule
    assert changed == replace(default, epochs=2) and default != Schedule()


def test_dotted_overrides_reach_inside_and_leave_the_rest():
    model = {"image_config": {"depths": [1, 1]}}
    content = {**LEAST, "schedule": {"epochs": 2, "gamma": 0.5}, "model": model}
    arguments = ["--schedule.epochs=9", "--model.image_config.depths=[2, 2]", "--machine.seed=4"]
    recipe = recipe_of(override(content, arguments), "r.yaml")
    assert (recipe.schedule.epochs, recipe.schedule.gamma, recipe.machine.seed) == (9, 0.5, 4)
    assert recipe.model["image_config"]["depths"] == [2, 2]
    assert content["schedule"]["epochs"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"stage": "pretrain"}, ["stage", "pretrain", "supervised"]),
        ({**LEAST, "learning_rat": 1}, ["unknown key learning_rat"]),
        ({**LEAST, "schedule": {"epoch": 1}}, ["unknown key schedule.epoch"]),
        ({**LEAST, "schedule": {"epochs": "many"}}, ["schedule.epochs", "many"]),
        ({**LEAST, "schedule": {"epochs": 2.5}}, ["schedule.epochs", "2.5"]),
        ({**LEAST, "schedule": {"shape": "linear"}}, ["schedule.shape", "linear"]),
        ({**LEAST, "schedule": {"patience": 3}}, ["patience"]),
        ({**LEAST, "schedule": {"shape": "two_cosines", "knee_at": 1}}, ["knee_at"]),
        ({**LEAST, "schedule": 3}, ["schedule", "3"]),
        ({**LEAST, "batch_size": None}, ["batch_size"]),
        ({"stage": "supervised", "output": "o"}, ["data"]),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(content, words):
    with pytest.raises(RecipeError) as caught:
        recipe_of(content, "my.yaml")
    message = str(caught.value)
    assert message.startswith("my.yaml: ") and "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize("text", ["[1, 2]", "a: [", "\x00", ""])
def test_files_that_are_no_recipe(tmp_path, text):
    path = tmp_path / "r.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=r"r\.yaml"):
        read_yaml(path)


@pytest.mark.parametrize("argument", ["epochs=1", "--epochs", "--=3", "--data.x.y=1", "--model=[1"])
def test_overrides_of_another_form(argument):
    with pytest.raises(RecipeError):
        override(LEAST, [argument])


def test_learning_rates_follow_their_shape():
    cosine = learning_rate_factor(Schedule(epochs=10), 5)
    assert cosine(0) == 1 and cosine(25) == pytest.approx(0.51) and cosine(50) == pytest.approx(1 / 50)
    exponential = learning_rate_factor(Schedule(shape="exponential", gamma=0.95), 5)
    assert [exponential(step) for step in (0, 4, 5, 10)] == pytest.approx([1, 1, 0.95, 0.95**2])
    factor = learning_rate_factor(Schedule(epochs=10, shape="one_cycle", lowest=0.01), 10)
    cycle = [factor(step) for step in range(101)]
    assert max(cycle) == pytest.approx(1, abs=1e-3) and cycle.index(max(cycle)) in (9, 10)
    assert cycle[0] < 0.1 and cycle[100] == pytest.approx(0.01)
    rules = {"epochs": 50, "warmup": 0.02, "knee": 0.6, "knee_at": 0.6, "lowest": 1e-9}
    factor = learning_rate_factor(Schedule(shape="two_cosines", **rules), 10)
    cosines = [factor(step) for step in range(501)]
    assert cosines[:10] == pytest.approx([(step + 1) / 11 for step in range(10)]) and cosines[10] == 1
    assert cosines[155] == pytest.approx(0.8) and cosines[300] == pytest.approx(0.6)
    assert cosines[400] == pytest.approx(0.3) and cosines[500] == pytest.approx(1e-9)
    assert cosines[10:] == sorted(cosines[10:], reverse=True)


def test_the_papers_recipes_are_the_defaults():
    one, two = (read_yaml(path) for path in RECIPES[:2])
    least = {key: one[key] for key in ("stage", "data", "output")}
    assert recipe_of(one, "") == replace(recipe_of(least, ""), model={"variant": "aligned"})
    least = {key: two[key] for key in ("stage", "data", "output", "checkpoint")}
    assert recipe_of(two, "") == recipe_of(least, "")
