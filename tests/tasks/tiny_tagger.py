"""A tagger with random weights, small enough for any test, and pictures for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

TAGS = {
    "1girl": 900,
    "solo": 700,
    "blue_hair": 300,
    "red_eyes": 200,
    "hat": 90,
    "^_^": 20,
    "highres": 50,
    "hatsune_miku": 40,
}
CATEGORIES = {"highres": 5, "hatsune_miku": 4}
CHARACTERS = ("Ada", "Bo", "Cy")


def save_tiny_tagger(folder: Path, *, variant: str = "masked", seed: int = 0, **config) -> Path:
    """Write a checkpoint of eight tags and three characters; gives the folder."""
    import torch
    from transformers import ViTConfig

    from comicenc.encoder import ComicEncoder
    from comicenc.models.mfdn import MFDNConfig, MFDNImageProcessor, MFDNModel, MFDNProcessor, TagTokenizer

    torch.manual_seed(seed)
    aliases = {"headwear": "hat"}
    tokenizer = TagTokenizer.from_counts(TAGS, aliases=aliases, categories=CATEGORIES)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 24}
    options = {"multimodal_layers": 1, "decoder_layers": 1, "max_tags": 8, **config}
    model = MFDNModel(
        MFDNConfig(
            image_config=ViTConfig(image_size=32, patch_size=16, **sizes),
            vocab_size=tokenizer.vocab_size,
            id2label=dict(enumerate(CHARACTERS)),
            variant=variant,
            **options,
        )
    )
    with torch.no_grad():  # else all tags were as likely as each other, and all pictures alike
        for name in ("tag_head", "character_head"):
            if hasattr(model, name):
                getattr(model, name).weight.mul_(12)
    processor = MFDNProcessor(MFDNImageProcessor(size=32), tokenizer, model.config.max_tags)
    ComicEncoder(model, processor).save_pretrained(folder)
    return folder


def noise(count: int, size: tuple[int, int] = (40, 30), seed: int = 0) -> list[np.ndarray]:
    """Pictures that differ."""
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 256, (*size, 3), dtype=np.uint8) // (1 + index % 4) for index in range(count)]
