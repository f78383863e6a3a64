"""Batches of pictures and tags, their losses as shares of a step's, and validation on another split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from comicenc.metrics.tagging import average_precision
from comicenc.models.mfdn import MFDNModel, MFDNProcessor, mask_ratio, mask_tags
from comicenc.nn import augmentation
from train.mfdn.augmentation import faithful
from train.mfdn.pictures import Pictures, sequences
from train.mfdn.recipe import FineTune, Training
from train.mfdn.scoring import Said, said
from train.recipe import RecipeError


class Losses(nn.Module):
    """The model with its losses, such that their mean over the batches of a step is the loss of the step.

    A loss is a mean over the pictures that have its part, somebody who is known or hidden tags, and batches
    differ in how many do: each counts by its number of them, over the mean number of a batch of this step.

    Args:
        model: What is trained.
    """

    def __init__(self, model: MFDNModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, expected: Tensor, ratio: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        """`loss`, its term `class` and, where tags are masked, `mask` and the `mask_ratio`, for the log.

        Args:
            expected: (2,) what `present` would be of the mean batch of this step.
            ratio: () share of the tags that is hidden.
            inputs: As the model's.
        """
        with sdpa_kernel(kernels(self.model.device)):
            output = self.model(**inputs)
        config = self.model.config
        shares = present(inputs) / expected.clamp(min=1e-9)
        terms = {"class": output.class_loss * shares[0]}
        loss = config.class_weight * terms["class"]
        if "masked_labels" in inputs:
            terms |= {"mask": output.mask_loss * shares[1], "mask_ratio": ratio}
            loss = loss + config.mask_weight * terms["mask"]
        return {"loss": loss} | terms


def kernels(device: torch.device) -> list[SDPBackend]:
    """Those of attention to train with."""
    # On CPUs the gradient of torch's fused attention takes half of a step of a small model.
    if device.type == "cpu":
        return [SDPBackend.MATH]
    return [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]


def present(batch: dict[str, Tensor]) -> Tensor:
    """(2,) how many pictures have a known character, and hidden tags."""
    some = next(iter(batch.values()))
    counts = [
        (batch[name] >= 0).view(len(some), -1).any(1).sum() if name in batch else some.new_zeros(())
        for name in ("labels", "masked_labels")
    ]
    return torch.stack(counts)


class PicturesStage:
    """Every picture once an epoch, with as many of its tags as the curriculum leaves.

    What of a picture's tags is shown depends on the seed, the epoch and the step alone, neither on the
    process nor on whether the run was stopped.

    Args:
        recipe: Numbers and choices.
        pictures: What is trained on.
        held_out: What is measured, or None.
        model: What is trained.
        processor: Whose tokens, mean and deviation are used.
        accelerator: Device and processes.
    """

    losses = Losses

    def __init__(
        self,
        recipe: Training | FineTune,
        pictures: Pictures,
        held_out: Pictures | None,
        model: MFDNModel,
        processor: MFDNProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.recipe, self.pictures, self.held_out = recipe, pictures, held_out
        self.accelerator, self.config = accelerator, model.config
        self.tokenizer = processor.tokenizer
        whole = recipe.batch_size * accelerator.num_processes * recipe.schedule.accumulation
        self.steps_per_epoch = len(pictures) // whole
        if not self.steps_per_epoch:
            raise RecipeError(
                f"{recipe.data}: {len(pictures)} pictures to train on do not fill a step of {whole}"
            )
        self.network = self.losses(model)
        if self.config.image_maps:
            self.network = self.network.to(memory_format=torch.channels_last)
        image = processor.image_processor
        normalise = (image.image_mean, image.image_std)
        self.augment = faithful(*normalise, recipe.augmentation).to(accelerator.device)
        self.plain = augmentation.plain(*normalise).to(accelerator.device)

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        size, turns = self.recipe.batch_size, self.recipe.schedule.accumulation
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        seed, device = self.recipe.machine.seed, self.accelerator.device
        order = np.random.default_rng((seed, epoch)).permutation(len(self.pictures))
        shape = (self.steps_per_epoch, turns, processes, size)
        for step, rows in enumerate(order[: np.prod(shape)].reshape(shape)):
            ratio = self._ratio(epoch * self.steps_per_epoch + step)
            targets = self._targets(rows.ravel(), ratio, np.random.default_rng((seed, epoch, step)))
            shared = {"expected": present(targets) / (turns * processes), "ratio": torch.tensor(ratio)}
            for turn in range(turns):
                start = (turn * processes + process) * size
                mine = {name: value[start : start + size] for name, value in targets.items()}
                batch = {name: value.to(device) for name, value in (shared | mine).items()}
                yield batch | {"pixel_values": self._pixels(rows[turn, process])}

    def _pixels(self, rows: np.ndarray) -> Tensor:
        return self.augment(self.pictures.images(rows, self.accelerator.device))

    def _targets(self, rows: np.ndarray, ratio: float, rng: np.random.Generator) -> dict[str, Tensor]:
        """All but the pixels that the model is given of the pictures of a step."""
        given = {"labels": self.pictures.classes(rows)}
        if "tags" not in self.config.modalities:
            return given
        ids = sequences([self._chosen(self.pictures.tags[row], rng) for row in rows], self.tokenizer)
        if self.config.variant == "tags":
            return given | {"input_ids": ids}
        free, share = rng.random((2, len(rows), 1))
        each = np.where(free < self.recipe.kept, np.minimum(ratio, share), ratio)
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        seen, hidden = mask_tags(ids, torch.from_numpy(each), generator)
        return given | {"input_ids": ids, "attention_mask": seen, "masked_labels": hidden}

    def _ratio(self, step: int) -> float:
        """Share of the tags that are hidden at a step."""
        return mask_ratio(step, self.recipe.schedule.epochs * self.steps_per_epoch)

    def _chosen(self, tags: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """As many as there is room for, by chance (Section IV.B.2)."""
        room = self.config.max_tags - 2
        return tags if len(tags) <= room else rng.permutation(tags)[:room]

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        return {
            "source": self.recipe.data,
            "pictures": len(self.pictures),
            "tagged": sum(len(tags) > 0 for tags in self.pictures.tags),
            "tags": self.config.num_tags,
            "characters": self.config.num_labels,
        }

    def evaluate(self, network: Losses) -> dict[str, float]:
        """Of held-out pictures: how many characters are right, and the mean average precision of common tags.

        `accuracy` and `map` are from the picture alone, `accuracy_with_tags` from both.
        """
        if self.held_out is None:
            return {}
        metrics, known = {}, self.held_out.characters >= 0
        ways = {"accuracy": None, "accuracy_with_tags": self.held_out.tags}
        if "tags" not in self.config.modalities:
            del ways["accuracy_with_tags"]
        for name, shown in ways.items():
            found = said(network.model, self.held_out, self.plain, self.tokenizer, shown)
            if known.any():
                metrics[name] = float((found.first[:, 0] == self.held_out.characters)[known].mean())
            if self.config.variant == "masked" and shown is None:
                metrics["map"] = self._map(found)
        return {name: round(value, 5) for name, value in metrics.items()}

    def _map(self, found: Said) -> float:
        """Mean average precision of the commonest tags of the held-out pictures."""
        true = self.held_out.truth(found.tags.shape[1])
        return float(np.nanmean(average_precision(found.tags, true)))
