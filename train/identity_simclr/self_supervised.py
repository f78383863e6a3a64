"""Stage `self_supervised`: faces, bodies, and faces with their bodies, by Equation 4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from comicenc.evaluation.in_batch import Batch, in_batch_scores, whole_batches
from comicenc.models.identity_simclr import IdentitySimCLRModel, IdentitySimCLRProcessor
from comicenc.nn.augmentation import Views
from train.identity_simclr.crops import Crops, described
from train.identity_simclr.recipe import SelfSupervised
from train.identity_simclr.splits import process_rows, split_by_series


class ViewLosses(nn.Module):
    """The model as something that gives losses."""

    def __init__(self, model: IdentitySimCLRModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, **inputs: Tensor) -> dict[str, Tensor]:
        """`loss`, and the terms that this variant has."""
        output = self.model(**inputs)
        terms = {"face": output.face_loss, "body": output.body_loss, "identity": output.identity_loss}
        return {"loss": output.loss} | {name: value for name, value in terms.items() if value is not None}


class SelfSupervisedStage:
    """Two strong views of every face and body, and a weak one of each for the identity term."""

    def __init__(
        self,
        recipe: SelfSupervised,
        crops: Crops,
        model: IdentitySimCLRModel,
        processor: IdentitySimCLRProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.recipe, self.crops, self.accelerator = recipe, crops, accelerator
        has = {"faces": crops.has_face, "bodies": crops.has_body}
        usable = np.any([has[part] for part in model.config.modalities], axis=0)
        shares = (recipe.validation, recipe.test)
        rows, *held_out = split_by_series(crops.series, shares, recipe.machine.seed)
        self.rows, self.held_out = rows[usable[rows]], held_out[0][usable[held_out[0]]]
        self.steps_per_epoch = process_rows(self.rows, recipe, accelerator, 0)[0]
        model.set_stage("self_supervised")
        self.network = ViewLosses(model).to(memory_format=torch.channels_last)
        self.views = Views(processor, accelerator.device)

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        config = self.network.model.config
        for rows in process_rows(self.rows, self.recipe, self.accelerator, epoch)[1]:
            faces, bodies, has_face, has_body = self.crops.batch(rows, self.accelerator.device)
            batch = {}
            if "faces" in config.modalities:
                batch |= {"has_face": has_face, "face_views": self._two("face", faces)}
            if "bodies" in config.modalities:
                batch |= {"has_body": has_body, "body_views": self._two("body", bodies)}
            if config.variant == "aligned":
                batch |= {
                    "pixel_values": self.views.weak("face", faces),
                    "body_pixel_values": self.views.weak("body", bodies),
                }
            yield batch

    def _two(self, part: str, images: Tensor) -> Tensor:
        return torch.stack([self.views.strong(part, images), self.views.strong(part, images)], 1)

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        return described(self.recipe.data, self.crops, self.rows)

    def evaluate(self, network: ViewLosses) -> dict[str, float]:
        """Table 3 on the validation split."""
        recipe = self.recipe
        return in_batch(
            network.model, self.crops, self.held_out, self.views, recipe.batch_size, recipe.machine.seed
        )


def in_batch(
    model: IdentitySimCLRModel, crops: Crops, rows: np.ndarray, views: Views, batch_size: int, seed: int
) -> dict[str, float]:
    """NT-Xent, top-1, top-5 and mean position of each pairing (Table 3): see `evaluation.in_batch`.

    Args:
        model: In evaluation mode.
        crops: Pixels.
        rows: Instances; those that do not fill a batch are left out, unless they are all there are.
        views: The augmentations.
        batch_size: Instances among which the partner is looked for.
        seed: Of the augmentations, so that they are the same at every call.
    """
    batches = (_batch(crops, chosen, views.device) for chosen in whole_batches(rows, batch_size))
    scores = in_batch_scores(model, batches, views.strong, views.weak, seed=seed)
    return {name: round(value, 5) for name, value in scores.metrics.items()}


def _batch(crops: Crops, rows: np.ndarray, device: torch.device) -> Batch:
    faces, bodies, has_face, has_body = crops.batch(rows, device)
    return Batch(
        rows,
        pictures={"face": faces[has_face], "body": bodies[has_body]},
        present={"face": has_face.cpu().numpy(), "body": has_body.cpu().numpy()},
    )
