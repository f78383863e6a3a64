"""Batches of faces and texts, their losses as shares of a step's, and validation on held-out pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from comicenc.models.manga_mmtl import MangaMMTLConfig, MangaMMTLModel, MangaMMTLProcessor
from comicenc.nn import augmentation
from train.manga_mmtl.crops import Draws, cropped, draws, middle
from train.manga_mmtl.faces import Faces, split_by_page
from train.manga_mmtl.recipe import Recipe
from train.recipe import RecipeError

AT_ONCE = 256


class TaskLosses(nn.Module):
    """The model with its losses, such that their mean over the batches of a step is the loss of the step.

    A loss is a mean over the rows that have its part, and batches differ in how many do: each counts by its
    number of them, over the mean number of a batch of this step.

    Args:
        model: What is trained.
        frozen_statistics: Whether batch norm keeps its statistics.
    """

    def __init__(self, model: MangaMMTLModel, frozen_statistics: bool = False) -> None:
        super().__init__()
        self.model = model
        self.frozen_statistics = frozen_statistics

    def train(self, mode: bool = True) -> TaskLosses:
        super().train(mode)
        if self.frozen_statistics:
            for module in self.modules():
                if isinstance(module, _BatchNorm):
                    module.eval()
        return self

    def forward(self, expected: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        """`loss`, and the terms that this variant has.

        Args:
            expected: (tasks,) mean number of rows of each task in a batch of this step.
            inputs: As the model's; `has_face` and `has_text` where the variant has the part.
        """
        config, output = self.model.config, self.model(**inputs)
        here = present(config, inputs)
        terms = {
            task: output[f"{task}_loss"] * here[task].sum() / mean.clamp(min=1e-9)
            for task, mean in zip(config.tasks, expected, strict=True)
        }
        loss = sum(getattr(config, f"{task}_weight") * term for task, term in terms.items())
        return {"loss": loss + self._unused(inputs)} | terms

    def _unused(self, inputs: dict[str, Tensor]) -> Tensor | float:
        """Nothing, from the weights of a part that this batch lacks: all processes wait for each gradient."""
        networks = {"has_face": "image_network", "has_text": "text_network"}
        lacking = [networks[part] for part in networks if part in inputs and not inputs[part].any()]
        parameters = (p for name in lacking for p in getattr(self.model, name).parameters())
        return sum(0 * parameter.sum() for parameter in parameters if parameter.requires_grad)


def present(config: MangaMMTLConfig, inputs: dict[str, Any]) -> dict[str, Any]:
    """Which rows count for each task, of tensors or arrays `has_face` and `has_text`."""
    parts = [inputs[part] for part in ("has_face", "has_text") if part in inputs]
    either = parts[0] | parts[-1]
    ways = {"album": inputs.get("has_text"), "character": either, "visual": inputs.get("has_face")}
    return {task: ways[task] for task in config.tasks}


class FacesStage:
    """Every face of the pages that are trained on once an epoch.

    Args:
        recipe: Numbers and choices.
        faces: What there is.
        model: What is trained.
        processor: Whose sizes, mean and deviation are used.
        accelerator: Device and processes.
    """

    def __init__(
        self,
        recipe: Recipe,
        faces: Faces,
        model: MangaMMTLModel,
        processor: MangaMMTLProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.recipe, self.faces, self.accelerator = recipe, faces, accelerator
        self.config = model.config
        has = {"faces": faces.has_face, "texts": faces.has_text}
        usable = np.any([has[part] for part in self.config.modalities], axis=0) & (faces.characters >= 0)
        chosen = np.flatnonzero(usable)
        self.rows, self.held_out = split_by_page(faces, chosen, recipe.validation, recipe.machine.seed)
        whole = recipe.batch_size * accelerator.num_processes * recipe.schedule.accumulation
        self.steps_per_epoch = len(self.rows) // whole
        if not self.steps_per_epoch:
            raise RecipeError(
                f"{recipe.data}: {len(self.rows)} faces to train on do not fill a step of {whole}"
            )
        if not len(self.held_out):
            raise RecipeError(f"{recipe.data}: every album has one page, so none can be held out")
        self.network = TaskLosses(model, recipe.frozen_statistics)
        if "faces" in self.config.modalities:
            self.network = self.network.to(memory_format=torch.channels_last)
        image = processor.image_processor
        normalise = (image.image_mean, image.image_std)
        self.augment = augmentation.drawn(*normalise, recipe.wear).to(accelerator.device)
        self.plain = augmentation.plain(*normalise).to(accelerator.device)

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        seed, size = self.recipe.machine.seed, self.recipe.batch_size
        order = np.random.default_rng((seed, epoch)).permutation(self.rows)
        drawn = draws(len(self.faces), seed, epoch)
        shown = self._shown(drawn)
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        turns = self.recipe.schedule.accumulation
        for rows in order[: self.steps_per_epoch * turns * processes * size].reshape(
            self.steps_per_epoch, turns, processes, size
        ):
            counts = present(self.config, {name: there[rows.ravel()] for name, there in shown.items()})
            expected = torch.tensor([counts[task].sum() for task in self.config.tasks]) / (turns * processes)
            for mine in rows[:, process]:
                yield {"expected": expected.to(self.accelerator.device)} | self._batch(mine, shown, drawn)

    def _shown(self, drawn: Draws | None) -> dict[str, np.ndarray]:
        """(N,) bool of each part of the variant: what there is and, where something was drawn, not hidden."""
        has = {"has_face": self.faces.has_face, "has_text": self.faces.has_text}
        if len(self.config.modalities) == 1:
            part = "has_face" if "faces" in self.config.modalities else "has_text"
            return {part: has[part]}
        if drawn is None:
            return has
        both = has["has_face"] & has["has_text"]
        first, second = self.recipe.hidden_faces, self.recipe.hidden_faces + self.recipe.hidden_texts
        return {
            "has_face": has["has_face"] & ~(both & (drawn.part < first)),
            "has_text": has["has_text"] & ~(both & (drawn.part >= first) & (drawn.part < second)),
        }

    def _batch(
        self, rows: np.ndarray, shown: dict[str, np.ndarray], drawn: Draws | None
    ) -> dict[str, Tensor]:
        """The model's inputs and labels; where nothing was drawn, as the processor gives them."""
        device = self.accelerator.device
        batch = {name: torch.from_numpy(there[rows]).to(device) for name, there in shown.items()}
        if "has_face" in shown:
            batch["pixel_values"] = self._pixels(rows, drawn)
        if "has_text" in shown:
            batch |= self.faces.texts(rows, device)
        labels = {"character_labels": self.faces.characters, "album_labels": self.faces.albums}
        return batch | {name: torch.from_numpy(of[rows]).to(device) for name, of in labels.items()}

    def _pixels(self, rows: np.ndarray, drawn: Draws | None) -> Tensor:
        images, side = self.faces.faces(rows, self.accelerator.device), self.config.face_size
        if drawn is None:
            return self.plain(middle(images, side))
        images = self.augment(images)
        return cropped(images, side, drawn.place[rows], drawn.turn[rows], self.recipe.rotation)

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        rows = self.rows
        return {
            "source": self.recipe.data,
            "faces": int(self.faces.has_face[rows].sum()),
            "texts": int(self.faces.has_text[rows].sum()),
            "characters": len(np.unique(self.faces.characters[rows])),
            "albums": len(np.unique(self.faces.albums[rows])),
        }

    def evaluate(self, network: TaskLosses) -> dict[str, float]:
        """Share of held-out faces or texts that each classifier gets right; `accuracy` is the main one's."""
        shown = self._shown(None)
        found: dict[str, list[np.ndarray]] = {task: [] for task in self.config.tasks}
        for start in range(0, len(self.held_out), AT_ONCE):
            batch = self._batch(self.held_out[start : start + AT_ONCE], shown, None)
            output = network.model(**batch)
            for task, there in present(self.config, batch).items():
                labels = batch["album_labels" if task == "album" else "character_labels"]
                right = output[f"{task}_logits"].argmax(1) == labels
                found[task].append(right[there].cpu().numpy())
        scores = {f"{task}_accuracy": np.concatenate(right) for task, right in found.items()}
        main = "character" if "character" in found else "album"
        metrics = {name: round(float(right.mean()), 5) for name, right in scores.items() if len(right)}
        return {"accuracy": metrics[f"{main}_accuracy"]} | metrics
