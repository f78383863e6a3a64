"""How well a model in training finds identities again: held-out instances, and a folder of real faces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from comicenc.metrics import leave_one_out
from comicenc.models.identity_simclr import IdentitySimCLRImageProcessor, IdentitySimCLRModel
from train.identity_simclr.crops import Crops
from train.recipe import RecipeError

AT_ONCE = 256


def encoded(
    model: IdentitySimCLRModel, crops: Crops, rows: np.ndarray, prepare: nn.Module, device: torch.device
) -> np.ndarray:
    """(len(rows), D) unit rows."""
    vectors = [
        model.embed(**inputs).float().cpu().numpy()
        for inputs in inputs_of(model, crops, rows, prepare, device)
    ]
    return np.concatenate(vectors) if vectors else np.empty((0, model.config.embedding_dim), np.float32)


def inputs_of(
    model: IdentitySimCLRModel, crops: Crops, rows: np.ndarray, prepare: nn.Module, device: torch.device
) -> Iterator[dict[str, Tensor]]:
    """What the model takes of these rows, some at a time."""
    for start in range(0, len(rows), AT_ONCE):
        faces, bodies, has_face, has_body = crops.batch(rows[start : start + AT_ONCE], device)
        inputs = {}
        if "faces" in model.config.modalities:
            inputs |= {"pixel_values": prepare(faces), "has_face": has_face}
        if "bodies" in model.config.modalities:
            inputs |= {"body_pixel_values": prepare(bodies), "has_body": has_body}
        yield inputs


def retrieval(vectors: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Rank-1 and mAP of finding each row's identity among the others, 0 to 1."""
    found = leave_one_out(vectors, labels)
    return {"rank_1": round(found["precision_at_1"], 4), "map": round(found["map"], 4)}


class Probe:
    """Faces in one folder an identity.

    Raises:
        RecipeError: If there is no such folder.
    """

    def __init__(self, folder: str, processor: IdentitySimCLRImageProcessor) -> None:
        files = sorted(
            path for path in Path(folder).glob("*/*") if path.suffix.lower() in (".png", ".jpg", ".jpeg")
        )
        if not files:
            raise RecipeError(f"{folder}: no folders with pictures to probe with")
        self.labels = np.array([path.parent.name for path in files])
        self.faces = np.stack([processor.squared(Image.open(path), "face") for path in files])

    def measure(
        self, model: IdentitySimCLRModel, prepare: nn.Module, device: torch.device
    ) -> dict[str, float]:
        """Rank-1 and mAP."""
        faces = torch.from_numpy(self.faces).permute(0, 3, 1, 2).to(device)
        vectors = [
            model.embed(pixel_values=prepare(part)).float().cpu().numpy() for part in faces.split(AT_ONCE)
        ]
        return retrieval(np.concatenate(vectors), self.labels)
