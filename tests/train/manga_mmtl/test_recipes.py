"""The recipes that ship are usable, and the defaults are the paper's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoConfig, AutoModel

from comicenc import checkpoint_path
from comicenc.models.identity_simclr import IdentitySimCLRModel
from comicenc.models.manga_mmtl import MangaMMTLConfig, MangaMMTLModel
from train.manga_mmtl.beginning import beginning, plain_backbone, without_classes
from train.manga_mmtl.recipe import Recipe
from train.recipe import RecipeError, read_yaml, to_recipe

FOLDER = Path(__file__).parents[3] / "train"
LIMIT = 8e6  # bytes of a checkpoint that ships


def shipped(name: str) -> Recipe:
    return to_recipe(Recipe, read_yaml(FOLDER / f"{name}.yaml"), name)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("manga-mmtl*.yaml")), ids=lambda path: path.name)
def test_shipped_recipes_are_usable(path):
    if "ablations" not in path.name:
        recipe = to_recipe(Recipe, read_yaml(path), path)
        assert recipe.output.startswith("runs/manga-mmtl")
        MangaMMTLConfig(**recipe.model)


def test_the_papers_recipe_is_the_default():
    paper = shipped("manga-mmtl")
    starts = {"image_model": paper.image_model, "text_model": paper.text_model}
    assert paper == replace(Recipe(paper.data, paper.output), model={"variant": "multitask"}, **starts)
    schedule = paper.schedule
    assert (schedule.optimizer, schedule.learning_rate, schedule.momentum) == ("sgd", 1e-4, 0.9)
    assert (schedule.epochs, schedule.patience) == (100, 20)


def test_the_minis_are_small_enough_to_ship(tmp_path):
    image, text, whole = (shipped(f"manga-mmtl-{part}mini") for part in ("image-", "text-", ""))
    network = AutoConfig.from_pretrained(plain_backbone(image.image, tmp_path, image.image_stages))
    own = {**text.model["text_config"], "vocab_size": text.vocabulary}
    alone = MangaMMTLModel(MangaMMTLConfig(**text.model | {"text_config": own}, num_albums=600))
    both = {"image_config": network, "text_config": own, "hidden_dim": text.model["hidden_dim"]}
    full = MangaMMTLModel(MangaMMTLConfig(**{**text.model, **both, **whole.model}))
    assert 2 * alone.num_parameters() < LIMIT
    assert 2 * without_classes(full).num_parameters() < LIMIT
    assert image.model["hidden_dim"] == text.model["hidden_dim"]
    assert {image.vocabulary, text.vocabulary} == {5000} and not whole.classes


def plain_image():
    return checkpoint_path("comicenc/identity-simclr-mini")


def test_the_image_network_can_be_that_of_identity_simclr(tmp_path):
    folder = plain_backbone("comicenc/identity-simclr-mini", tmp_path)
    known = IdentitySimCLRModel.from_pretrained(plain_image(), dtype=torch.float32).encoders[0].backbone
    plain = AutoModel.from_pretrained(folder)
    assert plain.config.model_type == "resnet"
    for (name, own), (_, given) in zip(plain.state_dict().items(), known.state_dict().items(), strict=True):
        assert torch.equal(own, given), name
    assert plain_backbone(str(folder), tmp_path) == str(folder)


def test_of_its_stages_the_first_can_be_taken(tmp_path):
    source = "comicenc/identity-simclr-mini"
    folders = (plain_backbone(source, tmp_path / str(stages), stages) for stages in (None, 2))
    whole, short = (AutoModel.from_pretrained(folder).eval() for folder in folders)
    faces = torch.randn(2, 3, 72, 72)
    deep = whole(faces, output_hidden_states=True)
    assert torch.allclose(short(faces).last_hidden_state, deep.hidden_states[2], atol=1e-6)
    for other, stages in ((source, 9), (str(tmp_path / "2" / "image-backbone"), 1)):
        with pytest.raises(RecipeError, match="image_stages"):
            plain_backbone(other, tmp_path / "no", stages)


def test_sizes_come_from_the_models_that_one_starts_from(tmp_path):
    config = MangaMMTLConfig(
        image_config={"model_type": "resnet", "hidden_sizes": [8], "depths": [1], "embedding_size": 8},
        variant="image",
        face_size=40,
        uncropped_size=50,
        hidden_dim=6,
        mirrored=True,
    )
    MangaMMTLModel(config).save_pretrained(tmp_path)
    recipe = Recipe("d", "o", image_model=str(tmp_path), model={"mirrored": False})
    fields = beginning(recipe).fields
    assert (fields["face_size"], fields["uncropped_size"], fields["hidden_dim"]) == (40, 50, 6)
    assert fields["image_config"].hidden_sizes == [8] and fields["mirrored"] is False
