"""Weights as AudioCLIP published them, whole or in parts, into a model."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import PreTrainedModel

_COUNTER = "num_batches_tracked"  # of batch norms; older files lack it, and nothing needs it
_LAST = "audio.fc."  # ESResNeXt's own files have their classes there, or nothing


def load_published(model: PreTrainedModel, path: Path) -> None:
    """Copy the weights of a file into a model.

    Args:
        model: With AudioCLIP's names.
        path: `.pt`, `.pth`, or `.safetensors`.

    Raises:
        OSError: If there is no such file.
        ValueError: If it holds other weights, or part of a part.
    """
    given, own = _read(path), model.state_dict()
    if not given.keys() & own.keys():
        alone = {f"audio.{name}": tensor for name, tensor in given.items()}
        given = {
            name: tensor
            for name, tensor in alone.items()
            if not (name.startswith(_LAST) and name in own and tensor.shape != own[name].shape)
        }
        expected = {name for name in own if not name.startswith(_LAST)}
    else:
        expected = set(own)
    strange = sorted(given.keys() - own.keys())
    if strange:
        raise ValueError(f"{path} holds {strange[0]}, which is none of AudioCLIP's weights")
    for name, tensor in given.items():
        if tensor.shape != own[name].shape:
            shapes = f"{list(tensor.shape)}, where {list(own[name].shape)} is needed"
            raise ValueError(f"{path} holds {name} of the shape {shapes}")
    begun = {_part(name) for name in given}
    missing = [name for name in own if name in expected - given.keys() and _part(name) in begun]
    missing = [name for name in missing if not name.endswith(_COUNTER) and own[name].numel()]
    if missing:
        raise ValueError(f"{path} holds part of AudioCLIP's {_part(missing[0])} but not {missing[0]}")
    model.load_state_dict(given, strict=False)


def _read(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is no file of weights")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        given = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
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
