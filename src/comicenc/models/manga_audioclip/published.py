"""Weights as AudioCLIP published them, whole or in parts, into a model."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from transformers import PreTrainedModel

_COUNTER = "num_batches_tracked"  # of batch norms; older files lack it, and nothing needs it
_AUDIO, _LAST = "audio.", "audio.fc."


def load_published(model: PreTrainedModel, path: Path) -> None:
    """Copy the weights of a file into a model; what the file lacks stays.

    Args:
        model: With AudioCLIP's names.
        path: `.pt` or `.pth`, of tensors by name, or `.safetensors`.

    Raises:
        OSError: If there is no such file.
        ValueError: If it holds other weights, or part of a part.
    """
    given, own = _read(path), model.state_dict()
    strange = [name for name in given if name not in own and _AUDIO + name not in own]
    if strange or not given:
        what = f"{strange[0]}, which is none" if strange else "none"
        raise ValueError(f"{path} holds {what} of AudioCLIP's weights")
    alone = not given.keys() & own.keys()
    if alone:  # ESResNeXt's own file, whose last layer is another or missing
        given = {_AUDIO + name: tensor for name, tensor in given.items()}
        given = {
            name: tensor
            for name, tensor in given.items()
            if not name.startswith(_LAST) or tensor.shape == own[name].shape
        }
    for name, tensor in given.items():
        if tensor.shape != own[name].shape:
            shapes = f"{list(tensor.shape)}, where {list(own[name].shape)} is needed"
            raise ValueError(f"{path} holds {name} of the shape {shapes}")
    missing = _missing(given, own)
    missing = [name for name in missing if not (alone and name.startswith(_LAST))]
    if missing:
        raise ValueError(f"{path} holds part of AudioCLIP's {_part(missing[0])} but not {missing[0]}")
    model.load_state_dict(given, strict=False)


def _missing(given: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> list[str]:
    """Weights that those given lack although they hold others of the same part."""
    begun = {_part(name) for name in given}
    lacking = [name for name in own if name not in given and _part(name) in begun]
    return [name for name in lacking if not name.endswith(_COUNTER) and own[name].numel()]


def _read(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is no file of weights")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        given = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, SafetensorError, RuntimeError, EOFError, ValueError) as error:
        raise ValueError(f"{path} holds no tensors by name: {str(error).splitlines()[0]}") from error
    if not isinstance(given, dict) or not all(isinstance(tensor, Tensor) for tensor in given.values()):
        raise ValueError(f"{path} holds something else than tensors by name")
    return given


def _part(name: str) -> str:
    """Which of the parts a weight is of; a scale is one of its own."""
    top = name.split(".")[0]
    if top.startswith("logit_scale"):
        return top
    return {"visual": "image network", "audio": "audio network"}.get(top, "text transformer")


__all__ = ["load_published"]
