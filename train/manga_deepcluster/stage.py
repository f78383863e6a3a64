"""The two stages: faces with labels, and all faces with pseudo-labels that are made anew for each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kornia.augmentation as kornia
import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F

from comicenc.models.manga_deepcluster import MangaDeepClusterModel, MangaDeepClusterProcessor
from comicenc.nn import augmentation
from comicenc.objectives.cosine_margin import cosine_margin
from comicenc.objectives.pseudo_labels import evenly_drawn, fit_whitening, k_means, whitened, without_empty
from train.identity_simclr.probe import retrieval
from train.manga_deepcluster.faces import Faces
from train.manga_deepcluster.recipe import CLUSTERING, Recipe
from train.recipe import RecipeError, Schedule

AT_ONCE = 256


class ClassLoss(nn.Module):
    """The model with its loss.

    Args:
        model: What is trained.
        margin: Of cosines; 0 for plain cross entropy.
        scale: Of cosines.
    """

    def __init__(self, model: MangaDeepClusterModel, margin: float, scale: float) -> None:
        super().__init__()
        self.model, self.margin, self.scale = model, margin, scale
        # Behind a ReLU all rows point much the same way: cosines tell little apart before they are centred.
        self.centre = nn.BatchNorm1d(model.config.fc_size, affine=False) if margin else None

    def forward(self, pixel_values: Tensor, labels: Tensor) -> dict[str, Tensor]:
        """`loss` of (B, 3, S, S) faces with (B,) labels."""
        if not self.margin:
            return {"loss": self.model(pixel_values, labels).loss}
        dropout, last = self.model.classifier[-2:]
        rows = self.model.features_of(pixel_values, ["fc2"], unit=False)["fc2"]
        rows = dropout(self.centre(rows))
        margin = {"margin": self.margin, "scale": self.scale}
        return {"loss": cosine_margin(rows, last.weight, labels, **margin) + 0 * last.bias.sum()}


class LabelledStage:
    """`ft`: every face with a label once an epoch.

    Args:
        recipe: Numbers and choices.
        schedule: Of this stage.
        faces: What there is.
        model: What is trained; its classifier is started afresh.
        processor: Whose mean and deviation are used.
        accelerator: Device and processes.

    Raises:
        RecipeError: If there are too few faces for a step.
    """

    def __init__(
        self,
        recipe: Recipe,
        schedule: Schedule,
        faces: Faces,
        model: MangaDeepClusterModel,
        processor: MangaDeepClusterProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.recipe, self.schedule, self.faces, self.accelerator = recipe, schedule, faces, accelerator
        self.labels = faces.labels
        self.rows = self.chosen()
        whole = recipe.batch_size * accelerator.num_processes * schedule.accumulation
        self.steps_per_epoch = len(self.rows) // whole
        if not self.steps_per_epoch:
            raise RecipeError(
                f"{recipe.data}: {len(self.rows)} faces to train on do not fill a step of {whole}"
            )
        model.replace_classifier(self.classes, torch.Generator().manual_seed(self._seed(0, 1)))
        self.network = ClassLoss(model, recipe.margin, recipe.scale).to(memory_format=torch.channels_last)
        image = processor.image_processor
        self.normalise = (image.image_mean, image.image_std)
        self.plain = augmentation.plain(*self.normalise).to(accelerator.device)

    def chosen(self) -> np.ndarray:
        """Rows that this stage trains on."""
        return self.faces.training[self.labels[self.faces.training] >= 0]

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.labels.max()) + 1

    def order(self, epoch: int) -> np.ndarray:
        """Rows in the order of an epoch."""
        return np.random.default_rng((self.recipe.machine.seed, epoch)).permutation(self.rows)

    def side(self, epoch: int) -> int:
        """Of the pictures of an epoch."""
        early = self.recipe.early_side if epoch < self.recipe.early_epochs else 0
        return early or self.faces.pixels.shape[1]

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        shape = (self.steps_per_epoch * self.schedule.accumulation, processes, self.recipe.batch_size)
        side, device = self.side(epoch), self.accelerator.device
        augment = _augmentation(self.recipe.augmentation, side, *self.normalise).to(device)
        for rows in self.order(epoch)[: np.prod(shape)].reshape(shape)[:, process]:
            images = self.faces.images(rows, device)
            if side != images.shape[-1]:
                images = F.interpolate(images.float(), size=side, mode="area").round().byte()
            labels = torch.from_numpy(self.labels[rows]).to(device)
            yield {"pixel_values": augment(images), "labels": labels}

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        labels = self.faces.labels[self.faces.training]
        return {
            "source": self.recipe.data,
            "faces": len(self.faces.training),
            "labelled faces": int((labels >= 0).sum()),
            "labelled characters": len(np.unique(labels[labels >= 0])),
        }

    def evaluate(self, network: ClassLoss) -> dict[str, float]:
        """Of held-out albums: how well a face is found among all others of its character."""
        rows = self.faces.held_out
        if not len(rows):
            return {}
        vectors = [
            network.model.embed(pixel_values=images).float().cpu().numpy() for images in self._plain(rows)
        ]
        return retrieval(np.concatenate(vectors), self.faces.characters[rows])

    def _plain(self, rows: np.ndarray) -> Iterator[Tensor]:
        """Faces as the processor gives them, some at a time."""
        for start in range(0, len(rows), AT_ONCE):
            yield self.plain(self.faces.images(rows[start : start + AT_ONCE], self.accelerator.device))

    def _seed(self, epoch: int, what: int) -> int:
        """Of something that is drawn for an epoch, beside its order."""
        return int(np.random.default_rng((self.recipe.machine.seed, epoch, what)).integers(2**31))


class PseudoLabelledStage(LabelledStage):
    """`dc`: all faces, evenly over pseudo-classes that k-means finds before each epoch (Section 3.1)."""

    repaired = 0  # pseudo-classes that were empty

    @property
    def folder(self) -> Path:
        """For what is as large as the data."""
        return Path(self.recipe.output) / CLUSTERING / "pseudo-labels"

    def chosen(self) -> np.ndarray:
        return self.faces.training

    @property
    def classes(self) -> int:
        return self.recipe.pseudo_classes

    def side(self, epoch: int) -> int:
        return self.faces.pixels.shape[1]

    def order(self, epoch: int) -> np.ndarray:
        rng = np.random.default_rng((self.recipe.machine.seed, epoch))
        return self.rows[evenly_drawn(self.labels[self.rows], rng)]

    def renew(self, epoch: int) -> Iterator[nn.Parameter]:
        """Give every face a new pseudo-label and start the classifier afresh; gives its parameters."""
        model, folder = self.network.model, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        self._write_features(model.eval(), folder / "features.npy")
        if self.accelerator.is_main_process:
            np.save(folder / "labels.npy", self._grouped(epoch))
        self.accelerator.wait_for_everyone()
        self.labels = np.full(len(self.faces.labels), -1)
        self.labels[self.rows] = np.load(folder / "labels.npy")
        model.replace_classifier(self.classes, torch.Generator().manual_seed(self._seed(epoch, 1)))
        return model.classifier[-1].parameters()

    def evaluate(self, network: ClassLoss) -> dict[str, float]:
        return super().evaluate(network) | {"repaired": self.repaired}

    @torch.no_grad()
    def _write_features(self, model: MangaDeepClusterModel, file: Path) -> None:
        """(N, D) float16 of the rows of this stage, a share by each process."""
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        shape = (len(self.rows), model.config.feature_dim(self.recipe.feature))
        if self.accelerator.is_main_process:
            np.lib.format.open_memmap(file, mode="w+", dtype=np.float16, shape=shape).flush()
        self.accelerator.wait_for_everyone()
        features = np.load(file, mmap_mode="r+")
        starts = range(process * AT_ONCE, len(self.rows), processes * AT_ONCE)
        for start in starts:
            rows = self.rows[start : start + AT_ONCE]
            with self.accelerator.autocast():
                found = model.features_of(next(self._plain(rows)), [self.recipe.feature], once=True)
            features[start : start + AT_ONCE] = found[self.recipe.feature].cpu().numpy()
        features.flush()
        self.accelerator.wait_for_everyone()

    def _grouped(self, epoch: int) -> np.ndarray:
        """(N,) pseudo-label of each row."""
        recipe, seed = self.recipe, self._seed(epoch, 2)
        features = np.load(self.folder / "features.npy", mmap_mode="r")
        whitening = fit_whitening(features, recipe.whitened, seed=seed)
        shape = (len(features), whitening.directions.shape[1])
        white = np.lib.format.open_memmap(
            self.folder / "whitened.npy", mode="w+", dtype=np.float32, shape=shape
        )
        whitened(features, whitening, white)
        settings = {"rounds": recipe.rounds, "per_group": recipe.per_group, "threads": recipe.machine.threads}
        labels = k_means(white, recipe.pseudo_classes, **settings, seed=seed)
        labels, self.repaired = without_empty(labels, white, recipe.pseudo_classes)
        return labels


def _augmentation(kind: str, side: int, mean: list[float], std: list[float]) -> nn.Module:
    if kind == "drawn":
        return augmentation.drawn(mean, std)
    crop = kornia.RandomResizedCrop((side, side), scale=(0.3, 1.0))
    return augmentation.Scaled(mean, std, kornia.RandomHorizontalFlip(p=0.5), crop)
