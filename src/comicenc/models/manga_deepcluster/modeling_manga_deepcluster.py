"""MangaDeepCluster: VGG16, whose layers are features of faces for clustering.

Paper: 漫画キャラクター顔画像のクラスタリングにおける特徴表現の改良 (Improvement of Feature Representation in
Clustering of Manga Character Faces). Section 4 names the network and the layers, Section 3.1 what it is
trained on; DeepCluster is Caron et al. 2018.

Differs from the paper: features of convolutional blocks are projected at random before anything is done with
them. Not in the paper: features are taken behind the ReLU, and are unit rows; weights that nothing was loaded
for start as He et al. 2015 have it, at VGG16's size about as torchvision's do.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel
from transformers import initialization as init
from transformers.utils import ModelOutput

from comicenc.nn.looking import look, looks
from comicenc.nn.random_projection import randomly_projected

from .configuration_manga_deepcluster import MangaDeepClusterConfig

_FINAL = 6  # place of the last layer in torchvision's `classifier`


@dataclass
class MangaDeepClusterOutput(ModelOutput):
    """What the model gives.

    Args:
        loss: Cross entropy of the classes, where labels are given.
        embeddings: (B, D) unit rows of the layer `config.feature`.
        logits: (B, num_labels).
    """

    loss: Tensor | None = None
    embeddings: Tensor | None = None
    logits: Tensor | None = None


class MangaDeepClusterModel(PreTrainedModel):
    """Faces to features of any layer, and to classes.

    ```
    face ─ conv1 ─ … ─ conv5 ─ pooling ─ fc1 ─ fc2 ─ pseudo-classes, or characters
             └─ random projection ─┴────────┴─────┴─── L2: features; of fc1, the embedding
    ```

    Weights have the names of torchvision's `vgg16`, or `vgg16_bn` with `batch_norm`.
    """

    config_class = MangaDeepClusterConfig
    base_model_prefix = "manga_deepcluster"
    main_input_name = "pixel_values"
    input_modalities = ("image",)
    supports_gradient_checkpointing = True
    gradient_checkpointing = False

    def __init__(self, config: MangaDeepClusterConfig) -> None:
        super().__init__(config)
        self.features, self.starts = _convolutions(config)
        self.avgpool = nn.AdaptiveAvgPool2d(config.pooled_size)
        self.classifier = nn.Sequential(
            nn.Linear(config.hidden_sizes[-1] * config.pooled_size**2, config.fc_size),
            nn.ReLU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.fc_size, config.fc_size),
            nn.ReLU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.fc_size, config.num_labels),
        )
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, nn.Conv2d):
            init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.Linear):
            init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, nn.Conv2d | nn.Linear):
            init.zeros_(module.bias)

    @classmethod
    def from_backbones(cls, image: str | Path | None = None, **config) -> MangaDeepClusterModel:
        """Start from the published weights of a VGG; the classifier starts afresh if it has other classes.

        Args:
            image: torchvision's .pth, a .safetensors file with its names, or a folder with one such file;
                None for a network that starts afresh.
            config: Fields of `MangaDeepClusterConfig`.

        Raises:
            OSError: If there is no such file.
            ValueError: If it does not hold the weights of such a network.
        """
        model = cls(MangaDeepClusterConfig(**config))
        if image is None:
            return model
        file = _weights_file(Path(image))
        state, own = _read_weights(file), model.state_dict()
        for name in (f"classifier.{_FINAL}.weight", f"classifier.{_FINAL}.bias"):
            if name not in state or state[name].shape != own[name].shape:
                state[name] = own[name]
        other = sorted(state.keys() ^ own.keys()) or sorted(
            name for name in own if own[name].shape != state[name].shape
        )
        if other:
            raise ValueError(f"{file} holds another network than the config describes: see {other[0]}")
        model.load_state_dict(state)
        return model

    @torch.no_grad()
    def replace_classifier(self, num_labels: int, generator: torch.Generator | None = None) -> None:
        """Start the last layer afresh, for other classes; in place where their number stays.

        Args:
            num_labels: How many classes.
            generator: Of its weights, on the CPU.
        """
        last = self.classifier[_FINAL]
        if num_labels != last.out_features:
            place = {"device": last.weight.device, "dtype": last.weight.dtype}
            last = self.classifier[_FINAL] = nn.Linear(last.in_features, num_labels, **place)
            self.config.id2label = None
            self.config.num_labels = num_labels
        deviation = last.in_features**-0.5  # Caron et al. have 0.01, which is too little for narrow networks
        last.weight.copy_(torch.empty(last.weight.shape).normal_(std=deviation, generator=generator))
        last.bias.zero_()

    def embed(self, **inputs) -> Tensor:
        """(B, D) unit rows for the inputs of `forward`."""
        return self(**inputs).embeddings

    def features_of(
        self, pixel_values: Tensor, names: Collection[str], *, unit: bool = True, once: bool = False
    ) -> dict[str, Tensor]:
        """Features of some layers, of convolutional blocks before their pooling.

        Args:
            pixel_values: (B, 3, S, S).
            names: Of `config.layers`.
            unit: Whether rows have length 1.
            once: Whether to look once, whatever the config says of looks.

        Returns:
            (B, D) float32 by name, in the order of `names`; D is `config.feature_dim(name)`.

        Raises:
            ValueError: If there is no layer of a name.
        """
        if unknown := sorted(set(names) - set(self.config.layers)):
            raise ValueError(f"there is no layer {unknown[0]!r} among {', '.join(self.config.layers)}")
        ways = [(1, 1)] if once or self.training else looks(self.config.zooms, self.config.mirrored)
        seen = [self._once(look(pixel_values, *way), names) for way in ways]
        found = {name: torch.stack([features[name] for features in seen]).mean(0) for name in names}
        return {name: _unit(rows) if unit else rows.float() for name, rows in found.items()}

    def forward(
        self, pixel_values: Tensor | None = None, labels: Tensor | None = None
    ) -> MangaDeepClusterOutput:
        """Embeddings and logits, and the loss where labels are given.

        Args:
            pixel_values: (B, 3, S, S) faces.
            labels: (B,) class of each, -100 where it is not known.

        Raises:
            ValueError: If there is no face.
        """
        if pixel_values is None:
            raise ValueError("give pixel_values: MangaDeepCluster needs a face")
        found = self.features_of(pixel_values, {self.config.feature, "fc2"}, unit=False)
        logits = self.classifier[_FINAL - 1 :](found["fc2"].to(self.dtype))
        loss = None if labels is None else F.cross_entropy(logits.float(), labels)
        return MangaDeepClusterOutput(loss=loss, embeddings=_unit(found[self.config.feature]), logits=logits)

    def _once(self, pixel_values: Tensor, names: Collection[str]) -> dict[str, Tensor]:
        """As `features_of`, of one look."""
        found, config = {}, self.config
        for name, rows in self._layers(pixel_values):
            if name in names:
                if name.startswith("conv"):
                    rows = randomly_projected(rows, config.projection_dim, config.projection_seed)
                found[name] = rows
            if len(found) == len(set(names)):
                break
        return found

    def _layers(self, pixel_values: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Each layer's name and output (B, …), as far as is asked."""
        *names, first, second = self.config.layers
        maps = pixel_values.to(self.dtype)
        for name, (start, end) in zip(names, pairwise(self.starts), strict=True):
            block, pooling = self.features[start : end - 1], self.features[end - 1]
            if self.gradient_checkpointing and self.training:
                maps = self._gradient_checkpointing_func(block.__call__, maps)
            else:
                maps = block(maps)
            yield name, maps.flatten(1)
            maps = pooling(maps)
        rows = self.classifier[:2](self.avgpool(maps).flatten(1))
        yield first, rows
        yield second, self.classifier[2:5](rows)


def _convolutions(config: MangaDeepClusterConfig) -> tuple[nn.Sequential, list[int]]:
    """Blocks of 3 × 3 convolutions with ReLU, each halved by max pooling; and where blocks start, and end."""
    layers, starts, channels = [], [0], 3
    for size, depth in zip(config.hidden_sizes, config.depths, strict=True):
        for _ in range(depth):
            norm = [nn.BatchNorm2d(size)] if config.batch_norm else []
            layers += [nn.Conv2d(channels, size, 3, padding=1), *norm, nn.ReLU()]
            channels = size
        layers.append(nn.MaxPool2d(2))
        starts.append(len(layers))
    return nn.Sequential(*layers), starts


def _weights_file(path: Path) -> Path:
    if path.is_dir():
        found = sorted(file for kind in ("*.safetensors", "*.pth") for file in path.glob(kind))
        if len(found) != 1:
            raise OSError(
                f"{path} holds {len(found)} files of weights, .safetensors or .pth, where one is needed"
            )
        return found[0]
    if not path.is_file():
        raise OSError(f"{path}: there is no such file of weights")
    return path


def _read_weights(file: Path) -> dict[str, Tensor]:
    try:
        if file.suffix == ".safetensors":
            return load_file(file)
        state = torch.load(file, map_location="cpu", weights_only=True)
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise ValueError(f"{file} holds no weights that are safe to read") from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise ValueError(f"{file} holds no state dict of weights")
    return dict(state)


def _unit(rows: Tensor) -> Tensor:
    """L2 norm, in float32 since half precision cannot hold the bound under the division."""
    return F.normalize(rows.float(), dim=-1)


__all__ = ["MangaDeepClusterModel", "MangaDeepClusterOutput"]
