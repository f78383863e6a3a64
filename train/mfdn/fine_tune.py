"""New tags and characters for a trained model: only their rows are trained, all else stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from comicenc.models.mfdn import MFDNModel
from train.mfdn.stage import Losses, PicturesStage


class NewRows(nn.Module):
    """A weight of which only the last rows are trained.

    Args:
        old: The rows before them.
    """

    def __init__(self, old: Tensor) -> None:
        super().__init__()
        self.register_buffer("old", old.detach().clone())

    def forward(self, new: Tensor) -> Tensor:
        return torch.cat([self.old, new])

    def right_inverse(self, whole: Tensor) -> Tensor:
        """The rows that are trained."""
        return whole[len(self.old) :].detach().clone()


class FrozenLosses(Losses):
    """The losses of a model that works as in use while its new rows are trained."""

    def train(self, mode: bool = True) -> FrozenLosses:
        super().train(mode)
        self.model.eval()
        return self


class FineTuneStage(PicturesStage):
    """Pictures with new tags and characters; the curriculum is at its end."""

    losses = FrozenLosses

    def _ratio(self, step: int) -> float:
        return 1.0


def enlarged(model: MFDNModel, tags: int, characters: Sequence[str]) -> MFDNModel:
    """The same model with rows for new tags and characters, which alone are trained.

    Args:
        model: What was trained before.
        tags: How many more there are; their tokens come after the old ones.
        characters: Names of the new ones.
    """
    config = copy.deepcopy(model.config)
    names = [*(config.id2label[index] for index in range(config.num_labels)), *characters]
    config.id2label = dict(enumerate(names))
    config.label2id = {name: index for index, name in enumerate(names)}
    config.vocab_size += tags
    if config.text_config is not None:
        config.text_config.vocab_size = config.vocab_size
    larger = MFDNModel(config)
    weights = larger.state_dict()
    for name, value in model.state_dict().items():
        weights[name][: len(value)] = value
    larger.load_state_dict(weights)
    larger.requires_grad_(False)
    for layer, before in zip(_layers(larger), _layers(model), strict=True):
        for name, old in before.named_parameters():
            if len(old) < len(getattr(layer, name)):
                parametrize.register_parametrization(layer, name, NewRows(old))
                layer.parametrizations[name].original.requires_grad_(True)
    return larger


def whole(model: MFDNModel) -> MFDNModel:
    """The model with old and new rows as plain weights again."""
    for layer in _layers(model):
        for name in [*getattr(layer, "parametrizations", ())]:
            parametrize.remove_parametrizations(layer, name)
    return model


def _layers(model: MFDNModel) -> list[nn.Module]:
    """Those with a row for each character or tag."""
    layers = [model.character_head]
    if "tags" in model.config.modalities:
        layers.append(model.tag_encoder.backbone.get_input_embeddings())
    if model.config.variant == "masked":
        layers.append(model.tag_head)
    return layers
