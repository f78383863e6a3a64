"""What a model says of pictures, alone or with some of their tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from comicenc.models.mfdn import MFDNModel, TagTokenizer
from train.mfdn.pictures import Pictures, sequences

AT_ONCE = 256


@dataclass(frozen=True)
class Predictions:
    """What was said of N pictures.

    Args:
        characters: (N, C) logits.
        tags: (N, K) probabilities, or None of a model that predicts none.
    """

    characters: np.ndarray
    tags: np.ndarray | None


@torch.no_grad()
def predicted(
    model: MFDNModel,
    pictures: Pictures,
    prepare: nn.Module,
    tokenizer: TagTokenizer,
    shown: Sequence[np.ndarray] | None = None,
) -> Predictions:
    """Characters and tags of pictures.

    Args:
        model: In evaluation mode.
        pictures: N of them.
        prepare: Brings pixels to what the model takes.
        tokenizer: Of the tags.
        shown: N arrays of tokens that are known; None for the pictures alone.
    """
    room = model.config.max_tags - 2
    characters, tags = [], []
    for start in range(0, len(pictures), AT_ONCE):
        rows = np.arange(start, min(start + AT_ONCE, len(pictures)))
        inputs = {"pixel_values": prepare(pictures.images(rows, model.device))}
        if shown is not None:
            ids = sequences([shown[row][:room] for row in rows], tokenizer).to(model.device)
            inputs |= {"input_ids": ids, "attention_mask": (ids != tokenizer.pad_token_id).long()}
        output = model(**inputs)
        characters.append(output.logits.float().cpu().numpy())
        if output.tag_probabilities is not None:
            tags.append(output.tag_probabilities.float().cpu().numpy())
    return Predictions(np.concatenate(characters), np.concatenate(tags) if tags else None)
