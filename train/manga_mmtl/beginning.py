"""What a training starts from: backbones, or uni-modal models that were trained before (Section 3.5)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from comicenc.models.identity_simclr import IdentitySimCLRConfig, IdentitySimCLRModel
from comicenc.models.manga_mmtl import (
    MangaMMTLConfig,
    MangaMMTLImageProcessor,
    MangaMMTLModel,
    MangaMMTLProcessor,
    wordpiece_tokenizer,
)
from train.checkpoints import located
from train.manga_mmtl.faces import Faces
from train.manga_mmtl.recipe import Recipe
from train.recipe import RecipeError

INHERITED = {"image": ("uncropped_size", "face_size", "zooms", "mirrored"), "text": ("text_length",)}


@dataclass(frozen=True)
class Beginning:
    """What a model starts from.

    Args:
        fields: Of the model's config: the recipe's, over those of the uni-modal models.
        image_model: M1, or None.
        text_model: M2 or M3, or None.
    """

    fields: dict[str, Any]
    image_model: MangaMMTLModel | None = None
    text_model: MangaMMTLModel | None = None


def beginning(recipe: Recipe) -> Beginning:
    """Read the uni-modal models that a recipe names.

    Raises:
        RecipeError: If one is not Manga-MMTL, or the config has no such field as the recipe sets.
    """
    unknown = set(recipe.model) - set(MangaMMTLConfig().to_dict())
    if unknown:
        raise RecipeError(f"model has no field {', '.join(sorted(unknown))}")
    models, fields = {}, {}
    for part, checkpoint in (("image", recipe.image_model), ("text", recipe.text_model)):
        if not checkpoint:
            continue
        kind = AutoConfig.from_pretrained(located(checkpoint)).model_type
        if kind != MangaMMTLConfig.model_type:
            raise RecipeError(f"{part}_model {checkpoint} is of the type {kind}, not manga_mmtl")
        model = MangaMMTLModel.from_pretrained(located(checkpoint), dtype=torch.float32)
        models[f"{part}_model"] = model
        taken = (*INHERITED[part], f"{part}_config", "hidden_dim")
        fields |= {name: getattr(model.config, name) for name in taken}
    return Beginning(fields | recipe.model, **models)


def make_processor(recipe: Recipe, fields: dict[str, Any], rows: Dataset) -> MangaMMTLProcessor:
    """Sizes of the config, and the tokenizer of the text model or backbone, or one trained on texts.

    A tokenizer that is trained is kept in the run's folder, for when the run goes on.

    Args:
        recipe: Says which tokenizer.
        fields: Of the config.
        rows: Of the config `faces`.

    Raises:
        RecipeError: If the recipe names no tokenizer.
    """
    sizes = ("face_size", "uncropped_size", "text_length")
    face, uncropped, length = (fields.get(name, getattr(MangaMMTLConfig, name)) for name in sizes)
    return MangaMMTLProcessor(MangaMMTLImageProcessor(face, uncropped), _tokenizer(recipe, rows), length)


def make_model(
    recipe: Recipe, start: Beginning, processor: MangaMMTLProcessor, faces: Faces
) -> MangaMMTLModel:
    """A model for the classes of the data.

    Args:
        recipe: Says which backbones it starts from.
        start: What else it starts from.
        processor: Whose vocabulary a text network that starts afresh has.
        faces: Whose classes are told apart.

    Raises:
        RecipeError: If the model's fields contradict each other.
    """
    classes = {"num_characters": faces.characters, "num_albums": faces.albums}
    fields = start.fields | {name: int(of.max()) + 1 for name, of in classes.items()}
    if recipe.vocabulary and isinstance(fields.get("text_config"), dict):
        fields["text_config"] = fields["text_config"] | {"vocab_size": len(processor.tokenizer)}
    image = text = None
    if recipe.image and not start.image_model:
        image = plain_backbone(recipe.image, Path(recipe.output), recipe.image_stages)
    if recipe.text and not start.text_model:
        text = recipe.text
    try:
        model = MangaMMTLModel.from_backbones(image, text, **fields)
    except StrictDataclassError as error:
        raise RecipeError(f"model: {' '.join(str(error).split())}") from None
    if start.image_model or start.text_model:
        model.start_from(start.image_model, start.text_model)
    return model


def plain_backbone(source: str, folder: Path, stages: int | None = None) -> str | Path:
    """What `AutoModel` reads as an image network.

    Args:
        source: Folder or Hub id. Of a checkpoint of Identity-Aware SimCLR the image encoder is written out.
        folder: Where to.
        stages: How many of its stages; None for all.

    Returns:
        `source`, or a folder.

    Raises:
        RecipeError: If it is not a ResNet of more stages that some are to be kept of.
    """
    place = located(source)
    if not isinstance(AutoConfig.from_pretrained(place), IdentitySimCLRConfig):
        if stages is not None:
            raise RecipeError(f"image_stages is for checkpoints of Identity-Aware SimCLR, not {source}")
        return place
    model = IdentitySimCLRModel.from_pretrained(place, dtype=torch.float32).encoders[0].backbone
    if stages is not None:
        model = first_stages(model, stages)
    model.save_pretrained(folder / "image-backbone")
    return folder / "image-backbone"


def first_stages(model: PreTrainedModel, stages: int) -> PreTrainedModel:
    """A ResNet without its last stages.

    Raises:
        RecipeError: If it has not as many, or is none.
    """
    fields = model.config.to_dict()
    if fields["model_type"] != "resnet" or not 1 <= stages <= len(fields["depths"]):
        raise RecipeError(f"image_stages {stages} are not to be had of this {fields['model_type']}")
    named = ("stage_names", "out_features", "out_indices")
    fields = {name: value for name, value in fields.items() if name not in named}
    fields |= {name: fields[name][:stages] for name in ("depths", "hidden_sizes")}
    shorter = type(model)(type(model.config)(**fields))
    known = model.state_dict()
    shorter.load_state_dict({name: known[name] for name in shorter.state_dict()})
    return shorter


def without_classes(model: MangaMMTLModel) -> MangaMMTLModel:
    """The same features without the training's characters and albums: each last layer has one class, of 0."""
    config = type(model.config).from_dict(model.config.to_dict() | {"num_characters": 1, "num_albums": 1})
    plain = MangaMMTLModel(config)
    weights = model.state_dict()
    for task in model.classifiers:
        for name in ("weight", "bias"):
            key = f"classifiers.{task}.output.{name}"
            weights[key] = torch.zeros_like(weights[key][:1])
    plain.load_state_dict(weights)
    return plain


def _tokenizer(recipe: Recipe, rows: Dataset) -> PreTrainedTokenizerBase:
    if recipe.text_model:
        return MangaMMTLProcessor.from_pretrained(located(recipe.text_model)).tokenizer
    if not recipe.vocabulary:
        if not recipe.text:
            raise RecipeError("neither text, text_model nor vocabulary says how texts become tokens")
        return AutoTokenizer.from_pretrained(recipe.text)
    place = Path(recipe.output) / "tokenizer"
    if not place.exists():
        texts = (text for text in rows["text"] if text)
        partial = place.with_name("tokenizer.partial")
        wordpiece_tokenizer(texts, vocab_size=recipe.vocabulary).save_pretrained(partial)
        os.rename(partial, place)
    return AutoTokenizer.from_pretrained(place)
