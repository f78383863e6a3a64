"""A tagger as one ONNX network, with how pictures are prepared for it: what other taggers' programs load.

`model.onnx` takes `input`, (B, 3, S, S) float32 pictures, and gives `prediction`, (B, K) calibrated
probabilities in the order of `selected_tags.csv`; `preprocess.json` says how a picture becomes an input, in
imgutils' words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from comicenc.tasks import storage
from comicenc.tasks.tagger.probabilities import NEAREST

if TYPE_CHECKING:
    from comicenc.tasks.tagger.tagger import Tagger

MODEL, PREPROCESS = "model.onnx", "preprocess.json"
MOST_BYTES = 2_000_000_000  # of weights in one ONNX file, whose format ends at 2 GiB


class Prediction(nn.Module):
    """Pictures to calibrated probabilities of tags, of which none is known.

    Args:
        model: With `tag_probabilities`.
        slope: (K,) of each tag's line on the log-odds.
        offset: (K,) likewise.
    """

    def __init__(self, model: nn.Module, slope: np.ndarray, offset: np.ndarray) -> None:
        super().__init__()
        self.model = model
        self.register_buffer("slope", torch.from_numpy(slope))
        self.register_buffer("offset", torch.from_numpy(offset))

    def forward(self, pixel_values: Tensor) -> Tensor:
        """(B, 3, S, S) to (B, K)."""
        near = self.model(pixel_values=pixel_values).tag_probabilities.clamp(NEAREST, 1 - NEAREST)
        return torch.sigmoid(self.slope * (near.log() - torch.log1p(-near)) + self.offset)


def export(tagger: Tagger, folder: str | Path) -> list[Path]:
    """Write the network and all that other programs need beside it, each file whole or not at all.

    Args:
        tagger: In float32, or it becomes so in the file.
        folder: Where; the checkpoint's own, or one of its own.

    Returns:
        The files.

    Raises:
        ModuleNotFoundError: If the extra `onnx` is not installed.
        ValueError: If the model predicts no tags.
    """
    if not tagger.tags:
        raise ValueError(f"{tagger.encoder.id} predicts no tags")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as part:
        _write_network(tagger, Path(part) / MODEL)
        written = []
        for file in sorted(Path(part).iterdir()):
            written.append(file.replace(folder / file.name))
    storage.put(folder / PREPROCESS, json.dumps(preparation(tagger), indent=1).encode())
    return [*written, folder / PREPROCESS, *tagger.write_thresholds(folder)]


def _write_network(tagger: Tagger, file: Path) -> None:
    model = tagger.encoder.model
    slope, offset, _ = tagger.calibration.of(tagger.categories)
    network = Prediction(model, slope, offset).eval()
    size = tagger.encoder.processor.image_processor.size
    pictures = torch.zeros(2, 3, size, size, device=model.device, dtype=model.dtype)
    weights = sum(parameter.nbytes for parameter in network.parameters())
    torch.onnx.export(
        network,
        (pictures,),
        file,
        input_names=["input"],
        output_names=["prediction"],
        dynamic_shapes={"pixel_values": {0: torch.export.Dim("batch")}},
        dynamo=True,
        external_data=weights > MOST_BYTES,
        verbose=False,
    )


def preparation(tagger: Tagger) -> dict[str, list[dict[str, Any]]]:
    """What `MFDNImageProcessor` does to a picture, in imgutils' words; for use and validation alike."""
    images = tagger.encoder.processor.image_processor
    steps: Sequence[dict[str, Any]] = [
        {"type": "convert_rgb", "force_background": "white"},
        {
            "type": "pad_to_size",
            "size": [images.size, images.size],
            "background_color": "white",
            "interpolation": "bicubic",
        },
        {"type": "maybe_to_tensor"},
        {"type": "normalize", "mean": images.image_mean, "std": images.image_std},
    ]
    return {"test": list(steps), "val": list(steps)}
