"""What Table VI compares with: the network for pictures alone, with a sigmoid logit for each common tag."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.attention import sdpa_kernel

from comicenc.models.mfdn import MFDNModel
from train.mfdn.scoring import said
from train.mfdn.stage import PicturesStage, kernels


class DecisionLoss(nn.Module):
    """Binary cross entropy of all decisions.

    Args:
        model: Its "characters" are tags.
    """

    def __init__(self, model: MFDNModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, expected: Tensor, ratio: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        """The loss of a batch; what a step's others have does not matter, as every picture counts."""
        with sdpa_kernel(kernels(self.model.device)):
            return {"loss": self.model(**inputs).class_loss}


class MultiLabelStage(PicturesStage):
    """Every picture once an epoch, with all of its tags that are among the commonest as the target."""

    losses = DecisionLoss

    def _targets(self, rows: np.ndarray, ratio: float, rng: np.random.Generator) -> dict[str, Tensor]:
        return {"labels": torch.from_numpy(self.pictures.truth(self.config.num_labels, rows)).float()}

    def evaluate(self, network: DecisionLoss) -> dict[str, float]:
        """`map`, the mean average precision of common tags, of held-out pictures."""
        if self.held_out is None:
            return {}
        return {"map": round(self._map(said(network.model, self.held_out, self.plain, self.tokenizer)), 5)}

    def description(self) -> dict[str, Any]:
        return super().description() | {"tags": self.config.num_labels, "characters": 0}
