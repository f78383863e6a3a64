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
FIRST, COMMON = 5, 200  # characters and tags that are kept of what is said, as Tables V and VI count them


@dataclass(frozen=True)
class Said:
    """What was said of N pictures.

    Args:
        first: (N, 5) the likeliest classes, the likeliest first; fewer where there are not as many.
        tags: (N, K) probabilities of the commonest tags, 200 at most. Of a model that decodes none these are
            its classes' own, which are tags where it was trained on them.
    """

    first: np.ndarray
    tags: np.ndarray


@torch.no_grad()
def said(
    model: MFDNModel,
    pictures: Pictures,
    prepare: nn.Module,
    tokenizer: TagTokenizer,
    shown: Sequence[np.ndarray] | None = None,
) -> Said:
    """Ask a model who and what is in pictures.

    Args:
        model: In evaluation mode.
        pictures: N of them.
        prepare: Brings pixels to what the model takes.
        tokenizer: Of the tags.
        shown: N arrays of tokens that are told; None for the pictures alone.
    """
    room = model.config.max_tags - 2
    first, tags = [], []
    for start in range(0, len(pictures), AT_ONCE):
        rows = np.arange(start, min(start + AT_ONCE, len(pictures)))
        inputs = {"pixel_values": prepare(pictures.images(rows, model.device))}
        if shown is not None:
            inputs["input_ids"] = sequences([shown[row][:room] for row in rows], tokenizer).to(model.device)
        output = model(**inputs)
        decoded = output.tag_probabilities
        common = output.logits.float().sigmoid() if decoded is None else decoded.float()
        first.append(output.logits.topk(min(FIRST, output.logits.shape[1])).indices.cpu().numpy())
        tags.append(common[:, :COMMON].cpu().numpy())
    return Said(np.concatenate(first), np.concatenate(tags))
