"""Stage `supervised`: the identities of an invented world as classes, the whole network trained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F

from comicenc.models.identity_simclr import IdentitySimCLRModel, IdentitySimCLRProcessor
from comicenc.objectives.nt_xent import nt_xent
from train import augmentation
from train.identity_simclr.crops import Crops, described
from train.identity_simclr.probe import Probe, encoded, retrieval
from train.identity_simclr.recipe import Supervised
from train.identity_simclr.splits import process_rows, split_by_series
from train.recipe import RecipeError


class IdentityClassifier(nn.Module):
    """The model with one unit vector an identity, which are not kept afterwards.

    Args:
        model: What is trained.
        identities: How many there are.
        recipe: Margin, scale and weights.
    """

    def __init__(self, model: IdentitySimCLRModel, identities: int, recipe: Supervised) -> None:
        super().__init__()
        self.model = model
        self.recipe = recipe
        self.centres = nn.Parameter(torch.randn(identities, model.config.identity_dim))

    def forward(
        self, identity: Tensor, has_face: Tensor, has_body: Tensor, **images: Tensor
    ) -> dict[str, Tensor]:
        """Losses of a batch: means over its instances, so that equal shares of processes add up.

        Args:
            identity: (B,) index of who it is.
            has_face: (B,) bool.
            has_body: (B,) bool.
            images: `pixel_values` and `body_pixel_values`.
        """
        output = self.model(has_face=has_face, has_body=has_body, **images)
        vectors = torch.cat(
            [output.embeddings, output.face_embedding[has_face], output.body_embedding[has_body]]
        )
        labels = torch.cat([identity, identity[has_face], identity[has_body]])
        each = margin_softmax(vectors, self.centres, labels, self.recipe.margin, self.recipe.scale)
        terms = each.split([len(identity), int(has_face.sum()), int(has_body.sum())])
        both, face, body = (term.sum() / len(identity) for term in terms)
        losses = {"both": both, "face": face, "body": body}
        loss = both + self.recipe.part_weight * (face + body)
        if self.recipe.alignment_weight:
            pairs = has_face & has_body
            projections = (output.face_projection[pairs].float(), output.body_projection[pairs].float())
            losses["alignment"] = nt_xent(*projections, self.model.config.temperature)
            loss = loss + self.recipe.alignment_weight * losses["alignment"]
        return {"loss": loss} | losses


def margin_softmax(vectors: Tensor, centres: Tensor, labels: Tensor, margin: float, scale: float) -> Tensor:
    """CosFace's cross entropy of each row.

    Args:
        vectors: (N, D) unit rows.
        centres: (C, D) one an identity, of any length.
        labels: (N,) int.
        margin: Taken from the cosine with the true centre.
        scale: Factor on all cosines.

    Returns:
        (N,) float32
    """
    cosines = (vectors @ F.normalize(centres, dim=1).T).float()
    taken = cosines.new_full((len(labels), 1), -margin)
    cosines = cosines.scatter_add(1, labels[:, None], taken)
    return F.cross_entropy(scale * cosines, labels, reduction="none")


class SupervisedStage:
    """Batches of shuffled instances; validation by finding held-out identities again."""

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
        self.steps_per_epoch = process_rows(self.rows, recipe, accelerator, 0)[0]
        known = np.unique(crops.identity[self.rows])
        self.labels = np.searchsorted(known, crops.identity)  # of held-out rows without meaning, and not used
        self.identities = len(known)
        model.set_stage(None if recipe.alignment_weight else "supervised")
        self.network = IdentityClassifier(model, self.identities, recipe).to(
            memory_format=torch.channels_last
        )
        image = processor.image_processor
        normalise = (image.image_mean, image.image_std)
        self.augment = augmentation.drawn(*normalise, recipe.augmentation).to(accelerator.device)
        self.plain = augmentation.plain(*normalise).to(accelerator.device)
        self.probe = Probe(recipe.probe, image) if recipe.probe else None

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        device = self.accelerator.device
        for rows in process_rows(self.rows, self.recipe, self.accelerator, epoch)[1]:
            faces, bodies, has_face, has_body = self.crops.batch(rows, device)
            yield {
                "pixel_values": self.augment(faces),
                "body_pixel_values": self.augment(bodies),
                "has_face": has_face,
                "has_body": has_body,
                "identity": torch.from_numpy(self.labels[rows]).to(device),
            }

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        return described(self.recipe.data, self.crops, self.rows) | {"identities": self.identities}

    def evaluate(self, network: IdentityClassifier) -> dict[str, float]:
        vectors = encoded(network.model, self.crops, self.held_out, self.plain, self.accelerator.device)
        metrics = retrieval(vectors, self.crops.identity[self.held_out]) if len(self.held_out) else {}
        if self.probe:
            found = self.probe.measure(network.model, self.plain, self.accelerator.device)
            metrics |= {f"probe_{name}": value for name, value in found.items()}
        return metrics
