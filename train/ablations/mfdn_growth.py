"""How long an epoch takes with few tags and with many (Table VI's times), in seconds of one core."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from comicenc.models.mfdn import SPECIAL_TOKENS, MFDNConfig, MFDNModel, mask_tags
from train.mfdn.multi_label import DecisionLoss
from train.mfdn.recipe import Training
from train.mfdn.stage import Losses, present

SIZES = (25, 200, 2000, 25_404)  # the paper's two, one between, and the tags of Dan:mul
STEPS = 3  # of which the fastest counts
OF_A_PICTURE = 20  # tags, about Dan:mul's mean


def growth(recipe: Training, pictures: int) -> dict[str, dict[str, float]]:
    """Time of an epoch of `whole` and `classifier`, by the number of tags.

    Args:
        recipe: Its model and batch size are taken.
        pictures: How many an epoch has.

    Returns:
        For both `seconds/K` of an epoch with K tags, and `growth/K`, that over the time with 25.
    """
    found = {}
    for name, variant in (("whole", "masked"), ("classifier", "picture")):
        sized = replace(recipe, model={**recipe.model, "variant": variant})
        seconds = {tags: _step(sized, tags) * pictures / recipe.batch_size for tags in SIZES}
        found[name] = {f"seconds/{tags}": round(value, 2) for tags, value in seconds.items()}
        found[name] |= {f"growth/{tags}": round(seconds[tags] / seconds[25], 4) for tags in SIZES[1:]}
    return found


def _step(recipe: Training, tags: int) -> float:
    """Seconds of one core for a step with random pictures."""
    torch.manual_seed(0)
    fields: dict[str, Any] = dict(recipe.model) | {"vocab_size": tags + len(SPECIAL_TOKENS)}
    if fields["variant"] == "picture":
        fields |= {"text_config": None, "num_characters": tags}
    elif isinstance(fields.get("text_config"), dict):
        fields["text_config"] = fields["text_config"] | {"vocab_size": fields["vocab_size"]}
    model = MFDNModel(MFDNConfig(**fields))
    network = (Losses if fields["variant"] == "masked" else DecisionLoss)(model).train()
    side = recipe.side or model.config.image_config.image_size
    batch = _batch(model.config, recipe.batch_size, side)
    optimizer = torch.optim.AdamW(network.parameters())
    times = []
    for _ in range(STEPS + 1):  # the first finds its way
        begun = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.machine.mixed_precision == "bf16"):
            loss = network(expected=present(batch), ratio=torch.tensor(0.5), **batch)["loss"]
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        times.append(time.process_time() - begun)
    return min(times[1:])


def _batch(config: MFDNConfig, size: int, side: int) -> dict[str, Tensor]:
    """As in the middle of the curriculum's first half."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randn(size, 3, side, side, generator=generator)
    if config.variant == "picture":
        return {"labels": torch.zeros(size, config.num_labels), "pixel_values": pixels}
    known = min(OF_A_PICTURE, config.num_tags, config.max_tags - 2)
    ids = torch.randint(config.num_tags, (size, known), generator=generator) + len(SPECIAL_TOKENS)
    seen, hidden = mask_tags(ids, 0.5, generator)
    labels = torch.zeros(size, dtype=torch.long)
    return {
        "labels": labels,
        "pixel_values": pixels,
        "input_ids": ids,
        "attention_mask": seen,
        "masked_labels": hidden,
    }
