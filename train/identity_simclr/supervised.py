"""Stage `supervised`: NT-Xent with the identities of an invented world as positives, nothing frozen.

What the paper draws apart and together by augmentation, face with face, body with body and face with body, is
here known: all faces and bodies of one identity are partners. As in the paper the loss sees the projections,
and the identity layer comes afterwards on the features below the head, here in closed form
(`train/identity_simclr/whitening.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F

from comicenc.models.identity_simclr import IdentitySimCLRModel, IdentitySimCLRProcessor
from comicenc.nn import augmentation
from comicenc.objectives.nt_xent import multi_positive_nt_xent
from train.identity_simclr.crops import Crops, described
from train.identity_simclr.probe import Probe, encoded, retrieval
from train.identity_simclr.recipe import Supervised
from train.identity_simclr.splits import process_rows, split_by_series
from train.identity_simclr.whitening import fit_identity
from train.recipe import RecipeError


class IdentityContrast(nn.Module):
    """The model with its loss.

    Args:
        model: What is trained.
    """

    def __init__(self, model: IdentitySimCLRModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, identity: Tensor, has_face: Tensor, has_body: Tensor, **images: Tensor
    ) -> dict[str, Tensor]:
        """Loss of a batch.

        Args:
            identity: (B,) index of who it is.
            has_face: (B,) bool.
            has_body: (B,) bool.
            images: `pixel_values` and `body_pixel_values`.
        """
        parts = self.model.encode_parts(has_face=has_face, has_body=has_body, **images)
        labels = identity.expand(2, -1)[parts.present]
        vectors = parts.projections[parts.present].float()
        return {"loss": multi_positive_nt_xent(vectors, labels, self.model.config.temperature)}


class SupervisedStage:
    """Batches of several instances an identity; validation by finding held-out identities again."""

    def __init__(
        self,
        recipe: Supervised,
        crops: Crops,
        model: IdentitySimCLRModel,
        processor: IdentitySimCLRProcessor,
        accelerator: Accelerator,
    ) -> None:
        if not (crops.identity != "").all():
            raise RecipeError(f"{recipe.data}: stage supervised needs the column identity in every instance")
        self.recipe, self.crops, self.accelerator = recipe, crops, accelerator
        self.rows, self.held_out = split_by_series(crops.series, (recipe.validation,), recipe.machine.seed)
        self.labels = np.unique(crops.identity, return_inverse=True)[1]
        self.steps_per_epoch = self._shares(0)[0]
        model.set_stage("self_supervised")
        self.network = IdentityContrast(model).to(memory_format=torch.channels_last)
        image = processor.image_processor
        normalise = (image.image_mean, image.image_std)
        self.augment = augmentation.drawn(*normalise, recipe.augmentation).to(accelerator.device)
        self.plain = augmentation.plain(*normalise).to(accelerator.device)
        self.probe = Probe(recipe.probe, image) if recipe.probe else None

    def _shares(self, epoch: int) -> tuple[int, Iterator[np.ndarray]]:
        return process_rows(
            self.rows, self.recipe, self.accelerator, epoch, self.labels, self.recipe.per_identity
        )

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        device = self.accelerator.device
        side = self.recipe.early_side if epoch < self.recipe.early_epochs else 0
        for rows in self._shares(epoch)[1]:
            faces, bodies, has_face, has_body = self.crops.batch(rows, device)
            if side:
                faces, bodies = _smaller(faces, side), _smaller(bodies, side)
            yield {
                "pixel_values": self.augment(faces),
                "body_pixel_values": self.augment(bodies),
                "has_face": has_face,
                "has_body": has_body,
                "identity": torch.from_numpy(self.labels[rows]).to(device),
            }

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        identities = len(np.unique(self.labels[self.rows]))
        return described(self.recipe.data, self.crops, self.rows) | {"identities": identities}

    def evaluate(self, network: IdentityContrast) -> dict[str, float]:
        """Fit the identity layer, then find each held-out instance among the others."""
        device = self.accelerator.device
        names = np.random.default_rng(self.recipe.machine.seed).permutation(np.unique(self.labels[self.rows]))
        sample = self.rows[np.isin(self.labels[self.rows], names[: self.recipe.whitening_identities])]
        recipe = self.recipe
        fit_identity(
            network.model,
            self.crops,
            sample,
            self.labels[sample],
            self.plain,
            device,
            recipe.shrinkage,
            recipe.face_share,
        )
        vectors = encoded(network.model, self.crops, self.held_out, self.plain, device)
        metrics = retrieval(vectors, self.crops.identity[self.held_out]) if len(self.held_out) else {}
        if self.probe:
            found = self.probe.measure(network.model, self.plain, device)
            metrics |= {f"probe_{name}": value for name, value in found.items()}
        return metrics


def _smaller(images: Tensor, side: int) -> Tensor:
    """(n, 3, S, S) uint8 to the same with another side."""
    return F.interpolate(images.float(), size=side, mode="area").round().byte()
