"""What a training starts from: AudioCLIP's published weights, a checkpoint, or nothing."""

from __future__ import annotations

from pathlib import Path

import torch
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig

from comicenc.models.manga_audioclip import (
    MangaAudioCLIPConfig,
    MangaAudioCLIPFeatureExtractor,
    MangaAudioCLIPImageProcessor,
    MangaAudioCLIPModel,
    MangaAudioCLIPProcessor,
    clip_tokenizer,
)
from train.checkpoints import located
from train.manga_audioclip.recipe import Recipe
from train.recipe import RecipeError

WEIGHTS = {".pt", ".pth", ".safetensors"}


def beginning(recipe: Recipe) -> tuple[MangaAudioCLIPModel, MangaAudioCLIPProcessor]:
    """The model that the first stage starts from, and its processor.

    Raises:
        RecipeError: If the model's fields contradict each other, or `start` is another model.
        OSError: If there is no such file.
        ValueError: If a file holds something else.
    """
    unknown = set(recipe.model) - set(MangaAudioCLIPConfig().to_dict())
    if unknown:
        raise RecipeError(f"model has no field {', '.join(sorted(unknown))}")
    if recipe.start and Path(recipe.start).suffix not in WEIGHTS:
        return _started(recipe)
    tokenizer = clip_tokenizer(recipe.merges, recipe.pairs)
    fields = {**recipe.model, "vocab_size": len(tokenizer)}
    try:
        config = MangaAudioCLIPConfig(**fields)
    except (StrictDataclassError, ValueError) as error:
        raise RecipeError(f"model: {' '.join(str(error).split())}") from None
    if recipe.start:
        model = MangaAudioCLIPModel.from_audioclip(recipe.start, **fields)
    else:
        model = MangaAudioCLIPModel(config)
    processor = MangaAudioCLIPProcessor(
        MangaAudioCLIPImageProcessor(config.image_size, recipe.fit),
        MangaAudioCLIPFeatureExtractor(config.sampling_rate, recipe.chunk_seconds),
        tokenizer,
        config.text_length,
    )
    return model, processor


def _started(recipe: Recipe) -> tuple[MangaAudioCLIPModel, MangaAudioCLIPProcessor]:
    place = located(recipe.start)
    kind = AutoConfig.from_pretrained(place).model_type
    if kind != MangaAudioCLIPConfig.model_type:
        raise RecipeError(f"start {recipe.start} is of the type {kind}, not manga_audioclip")
    model = MangaAudioCLIPModel.from_pretrained(place, dtype=torch.float32, **recipe.model)
    return model, MangaAudioCLIPProcessor.from_pretrained(place)
