"""Tagged pictures that are colours, and who reads them: what sees colours, and a small network."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch
from datasets import Dataset
from transformers import BertConfig, ViTConfig

from comicenc.data.schema import TAGGED
from comicenc.encoder import ComicEncoder
from comicenc.media import read_image
from comicenc.models.mfdn import MFDNConfig, MFDNImageProcessor, MFDNModel, MFDNProcessor, TagTokenizer
from comicenc.tasks.tagger import Calibration, Tagger, Thresholds

from .drawings import COLOURS, swatch


def tagged(written: str, copies: int = 1) -> Dataset:
    """`"Red:Ann:solo,smile Green:?:"`: a colour, a character ("?" is not known) and tags."""
    rows = []
    for each in written.split() * copies:
        colour, character, tags = each.split(":")
        rows.append(
            {
                "image": swatch(colour, len(rows)),
                "tags": [tag for tag in tags.split(",") if tag],
                "character": None if character == "?" else character,
            }
        )
    return Dataset.from_list(rows, features=TAGGED)


class Seeing:
    """Says of each colour what it was told to; keeps what it was asked.

    Args:
        says: Tags by colour, each with its probability.
        names: The character of each colour.
        variant: Of the model it stands for.
    """

    def __init__(self, says: dict[str, dict[str, float]], names: dict[str, str], variant: str = "masked"):
        self.tags = tuple(sorted({tag for own in says.values() for tag in own}))
        self.characters = tuple(sorted(set(names.values())))
        self.says, self.names, self.told = says, names, None
        self.categories, self.thresholds = np.zeros(len(self.tags), int), Thresholds(0.5)
        self.calibration = Calibration()
        tokenizer = TagTokenizer.from_counts(dict.fromkeys(self.tags, 1))
        self.encoder = SimpleNamespace(
            id="seeing",
            model=SimpleNamespace(config=SimpleNamespace(variant=variant)),
            processor=SimpleNamespace(tokenizer=tokenizer),
        )

    def look(self, images, known_tags=None, *, calibrated=True):
        self.told = known_tags
        seen = [self._colour(image) for image in images]
        tags = [[self.says.get(colour, {}).get(tag, 0.0) for tag in self.tags] for colour in seen]
        who = [[float(self.names.get(colour) == name) for name in self.characters] for colour in seen]
        return np.array(tags).reshape(len(seen), -1), np.array(who).reshape(len(seen), -1)

    def _colour(self, image) -> str:
        mean = np.asarray(read_image(image)).mean((0, 1))
        return min(COLOURS, key=lambda name: np.abs(mean - COLOURS[name]).sum())


def small_tagger(tags: list[str], characters: list[str], variant: str = "masked") -> Tagger:
    """A network of random weights."""
    torch.manual_seed(0)
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    tokenizer = TagTokenizer.from_counts(dict.fromkeys(tags, 1))
    words = {"vocab_size": len(tokenizer), "max_position_embeddings": 1, "type_vocab_size": 1}
    config = MFDNConfig(
        image_config=ViTConfig(**shape, image_size=16, patch_size=8),
        text_config=None if variant == "picture" else BertConfig(**shape, **words),
        multimodal_layers=1,
        decoder_layers=1,
        vocab_size=len(tokenizer),
        id2label=dict(enumerate(characters)),
        variant=variant,
    )
    processor = MFDNProcessor(MFDNImageProcessor(size=16), tokenizer, max_tags=config.max_tags)
    return Tagger(ComicEncoder(MFDNModel(config).eval(), processor, id="small"))
