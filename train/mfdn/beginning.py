"""What a training starts from: tags and characters of the data, and a ViT, or a model trained before."""

from __future__ import annotations

from collections import Counter

import datasets
import torch
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig

from comicenc.models.mfdn import MFDNConfig, MFDNImageProcessor, MFDNModel, MFDNProcessor, TagTokenizer
from train.checkpoints import located
from train.mfdn.fine_tune import enlarged
from train.mfdn.pictures import COLUMNS
from train.mfdn.recipe import FineTune, MultiLabel, Training
from train.pictures import load_rows
from train.recipe import RecipeError


def fresh(recipe: Training) -> tuple[MFDNModel, MFDNProcessor]:
    """A model for the tags and characters of the data, and its processor.

    Raises:
        RecipeError: If the data cannot be read, or the model's fields contradict each other.
    """
    unknown = set(recipe.model) - set(MFDNConfig().to_dict())
    if unknown:
        raise RecipeError(f"model has no field {', '.join(sorted(unknown))}")
    tags, characters = _names(load_rows(recipe.data, "tagged", COLUMNS))
    tokenizer = TagTokenizer.from_counts(tags)
    fields = {"vocab_size": len(tokenizer), **recipe.model}
    if isinstance(recipe, MultiLabel):
        characters = tokenizer.tags[: recipe.tags]
        fields |= {"variant": "picture", "text_config": None}
    fields["id2label"] = dict(enumerate(characters))
    if isinstance(fields.get("text_config"), dict):
        fields["text_config"] = fields["text_config"] | {"vocab_size": len(tokenizer)}
    try:
        model = MFDNModel.from_backbones(recipe.image and located(recipe.image), **fields)
    except (StrictDataclassError, ValueError) as error:
        raise RecipeError(f"model: {' '.join(str(error).split())}") from None
    image = MFDNImageProcessor(recipe.side or model.config.image_config.image_size)
    return model, MFDNProcessor(image, tokenizer, model.config.max_tags)


def known(recipe: FineTune) -> tuple[MFDNModel, MFDNProcessor]:
    """The trained model with room for the new tags and characters of the data, and its processor.

    Raises:
        RecipeError: If the checkpoint is another model, or the data has nothing new for it.
    """
    place = located(recipe.checkpoint)
    kind = AutoConfig.from_pretrained(place).model_type
    if kind != MFDNConfig.model_type:
        raise RecipeError(f"checkpoint {recipe.checkpoint} is of the type {kind}, not mfdn")
    model = MFDNModel.from_pretrained(place, dtype=torch.float32)
    processor = MFDNProcessor.from_pretrained(place)
    tags, characters = _names(load_rows(recipe.data, "tagged", COLUMNS))
    known = set(model.config.id2label.values())
    new = [name for name in characters if name not in known]
    more = 0
    if model.config.variant == "masked":
        more = processor.tokenizer.add_tags(tags, counts=tags)
    if not new and not more:
        raise RecipeError(f"{recipe.data}: no tag or character is new to {recipe.checkpoint}")
    return enlarged(model, more, new), processor


def _names(rows: datasets.Dataset) -> tuple[Counter[str], list[str]]:
    """How often each tag occurs, and the characters in alphabetical order."""
    tags = Counter(tag for tags in rows["tags"] for tag in set(tags or ()))
    return tags, sorted({name for name in rows["character"] if name})
