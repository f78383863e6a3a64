"""Batch norm that takes a batch of one."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class BatchNorm(nn.BatchNorm2d):
    """As torch's, except where training meets one value a channel, which has no variance.

    torch raises there, as AudioCLIP does on a batch of one; here the running statistics serve, and stay.
    """

    def forward(self, maps: Tensor) -> Tensor:
        """(B, C, H, W) to the same."""
        if self.training and maps.numel() == self.num_features:
            mean, variance = self.running_mean, self.running_var
            return F.batch_norm(maps, mean, variance, self.weight, self.bias, eps=self.eps)
        return super().forward(maps)


__all__ = ["BatchNorm"]
