"""The two stages: music with texts, and pages with texts; and validation by the names of the labels.

Differs from the paper: the validation loss that is watched is the cross entropy over the labels' names. That
over a batch, as in training, depends on how often each label is in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.nn import functional as F

from comicenc.metrics import classification_metrics
from comicenc.models.manga_audioclip import MangaAudioCLIPModel, MangaAudioCLIPProcessor
from comicenc.models.manga_audioclip.spectrogram import unevenness
from comicenc.nn import augmentation
from comicenc.objectives.cross_modal import multi_positive_contrastive
from train.manga_audioclip.music import Music
from train.manga_audioclip.pages import Pages
from train.manga_audioclip.phrasings import texts_of
from train.manga_audioclip.recipe import AUDIO_TEXT, IMAGE_TEXT, VALIDATION, AudioText, ImageText, Recipe
from train.manga_audioclip.sound import SIGNAL_TO_NOISE, draws, noisy, placed, stretched
from train.recipe import RecipeError

AT_ONCE = 64


class PairLoss(nn.Module):
    """The model with its loss on pairs.

    Args:
        model: What is trained.
        pair: The stage's.
    """

    def __init__(self, model: MangaAudioCLIPModel, pair: str) -> None:
        super().__init__()
        self.model, self.pair = model, pair

    def forward(self, input_ids: Tensor, labels: Tensor | None = None, **inputs: Tensor) -> dict[str, Tensor]:
        """`loss`, the mean over kinds of labels; for music with what keeps the transform's rows at length 1.

        Args:
            input_ids: (kinds, B, L), a text of each kind for each item.
            labels: (kinds, B) for the multi-positive loss; None for the paper's.
            inputs: The model's, of B items.
        """
        output = self.model(input_ids=input_ids.flatten(0, 1), **inputs)
        items = output.image_embeds if self.pair == IMAGE_TEXT else output.audio_embeds
        texts = output.text_embeds.unflatten(0, input_ids.shape[:2])
        known = [None] * len(texts) if labels is None else labels
        scale = self.model.scale(self.pair)
        losses = [
            multi_positive_contrastive(items, own, scale, of) for own, of in zip(texts, known, strict=True)
        ]
        loss = torch.stack(losses).mean()
        terms = {f"{self.pair}_loss": loss}
        if self.pair == AUDIO_TEXT:
            terms["transform_loss"] = unevenness(self.model.audio.rows())
            loss = loss + self.model.config.transform_weight * terms["transform_loss"]
        return {"loss": loss} | terms


class PairStage:
    """Every item once an epoch, each with a text that is true of it. Subclasses say what items are.

    Args:
        recipe: Numbers and choices.
        settings: Of this stage.
        labels: By kind, (N,) names of what is trained on.
        held_out: By kind, names of what is validated on.
        model: What is trained.
        processor: Whose tokenizer is used.
        accelerator: Device and processes.

    Raises:
        RecipeError: If there are too few items for a step, or none to validate on.
    """

    pair: str

    def __init__(
        self,
        recipe: Recipe,
        settings: AudioText | ImageText,
        labels: Mapping[str, np.ndarray],
        held_out: Mapping[str, np.ndarray],
        model: MangaAudioCLIPModel,
        processor: MangaAudioCLIPProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.recipe, self.settings, self.schedule = recipe, settings, settings.schedule
        self.accelerator, self.processor = accelerator, processor
        known = {kind: sorted({*names} - {""}) for kind, names in labels.items()}
        self.texts = texts_of(known, processor.tokenizer, processor.text_length, recipe.phrasings)
        self.labels, self.held_out = (self._indices(known) for known in (labels, held_out))
        self.rows, self.held_out_rows = (_known(known) for known in (self.labels, self.held_out))
        whole = settings.batch_size * accelerator.num_processes * self.schedule.accumulation
        self.steps_per_epoch = len(self.rows) // whole
        if not self.steps_per_epoch:
            raise RecipeError(f"{self.pair}: {len(self.rows)} items do not fill a step of {whole}")
        if not len(self.held_out_rows):
            raise RecipeError(f"{self.pair}: nothing to validate on has a label that is trained on")
        self._choose_trained(model)
        self.network = PairLoss(model, self.pair)

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        shape = (self.steps_per_epoch * self.schedule.accumulation, processes, self.settings.batch_size)
        rng = np.random.default_rng((self.recipe.machine.seed, epoch))
        order = rng.permutation(self.rows)[: np.prod(shape)].reshape(shape)[:, process]
        phrases = rng.random((len(self.texts), len(next(iter(self.labels.values())))))
        for rows, items in zip(order, self.shown(order, epoch), strict=True):
            labels = np.stack([of[rows] for of in self.labels.values()])
            drawn = zip(self.texts.values(), labels, phrases[:, rows], strict=True)
            batch = items | {"input_ids": torch.stack([texts.drawn(own, by) for texts, own, by in drawn])}
            if self.recipe.loss == "multi_positive":
                batch["labels"] = torch.from_numpy(labels)
            yield {name: tensor.to(self.accelerator.device) for name, tensor in batch.items()}

    def shown(self, order: np.ndarray, epoch: int) -> Iterator[dict[str, Tensor]]:
        """The model's inputs of each batch of rows, augmented."""
        raise NotImplementedError

    def plain(self, rows: np.ndarray) -> dict[str, Tensor]:
        """The model's inputs of rows that are held out, as the processor gives them."""
        raise NotImplementedError

    def evaluate(self, network: PairLoss) -> dict[str, float]:
        """`minus_loss`, and of each kind of label "mood_accuracy", "mood_map" and so on, by bare names."""
        model, device, rows = network.model, self.accelerator.device, self.held_out_rows
        chunks = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
        inputs = ({name: each.to(device) for name, each in self.plain(some).items()} for some in chunks)
        vectors = torch.cat([model.embed(**each).float() for each in inputs])
        metrics: dict[str, float] = {}
        for kind, texts in self.texts.items():
            names = model.embed(input_ids=texts.names.to(device)).float()
            logits = (model.scale(self.pair) * vectors @ names.T).cpu()
            true = self.held_out[kind][rows]
            loss = F.cross_entropy(logits, torch.from_numpy(true)).item() / len(self.texts)
            metrics[VALIDATION] = round(metrics.get(VALIDATION, 0.0) - loss, 5)
            found = classification_metrics(logits.double().softmax(1).numpy(), true)
            metrics |= {f"{kind}_{name}": round(found[name], 5) for name in ("accuracy", "map")}
        return metrics

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        counts = {kind: len(texts.labels) for kind, texts in self.texts.items()}
        return {"items": len(self.rows), "labels": counts}

    def _choose_trained(self, model: MangaAudioCLIPModel) -> None:
        try:
            model.set_stage(self.pair, self.settings.trained)
        except ValueError as error:
            raise RecipeError(str(error)) from None

    def _indices(self, known: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """By kind, (N,) index of the label, -1 where it is none."""
        found = {}
        for kind, names in known.items():
            index = {label: number for number, label in enumerate(self.texts[kind].labels)}
            found[kind] = np.array([index.get(name, -1) for name in names.tolist()], dtype=np.int64)
        return found


class AudioTextStage(PairStage):
    """Music with the name of its mood (§2).

    Args:
        recipe: Numbers and choices.
        music: What is trained on.
        held_out: What is validated on.
        model: What is trained.
        processor: Says how long a chunk is.
        accelerator: Device and processes.
    """

    pair = AUDIO_TEXT

    def __init__(
        self,
        recipe: Recipe,
        music: Music,
        held_out: Music,
        model: MangaAudioCLIPModel,
        processor: MangaAudioCLIPProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.music, self.other = music, held_out
        moods = {"mood": music.moods}, {"mood": held_out.moods}
        super().__init__(recipe, recipe.audio_text, *moods, model, processor, accelerator)

    def shown(self, order: np.ndarray, epoch: int) -> Iterator[dict[str, Tensor]]:
        seed, settings, length = self.recipe.machine.seed, self.settings, self.processor.chunk_samples
        drawn = draws(len(self.music), seed, epoch)
        factors = settings.stretched ** (2 * drawn.speed - 1)

        def piece(row: int) -> np.ndarray:
            most = int(np.ceil(length / factors[row]))
            samples = stretched(self.music.piece(row, drawn.place[row], most), factors[row])
            samples = placed(samples, length, drawn.place[row])
            if drawn.reversed[row] < settings.reversed:
                samples = samples[::-1]
            if drawn.noisy[row] < settings.noisy:
                samples = noisy(
                    samples, np.interp(drawn.noise[row], (0, 1), SIGNAL_TO_NOISE), (seed, epoch, row)
                )
            return samples

        for rows in order:
            yield {"input_values": torch.from_numpy(np.stack([piece(row) for row in rows]))}

    def plain(self, rows: np.ndarray) -> dict[str, Tensor]:
        length = self.processor.chunk_samples
        pieces = [np.resize(self.other.piece(row, 0.5, length), length) for row in rows]
        return {"input_values": torch.from_numpy(np.stack(pieces))}

    def _choose_trained(self, model: MangaAudioCLIPModel) -> None:
        super()._choose_trained(model)
        if not self.settings.transform:
            model.audio.fbsp.requires_grad_(False)


class ImageTextStage(PairStage):
    """Pages with the name of their genre, and of their mood where that is wanted (§2).

    Args:
        recipe: Numbers and choices.
        pages: What is trained on; those without one of the labels are left out.
        held_out: What is validated on.
        model: What is trained.
        processor: Whose mean and deviation are used.
        accelerator: Device and processes.
    """

    pair = IMAGE_TEXT

    def __init__(
        self,
        recipe: Recipe,
        pages: Pages,
        held_out: Pages,
        model: MangaAudioCLIPModel,
        processor: MangaAudioCLIPProcessor,
        accelerator: Accelerator,
    ) -> None:
        self.pages, self.other = pages, held_out
        labels = pages.labels, held_out.labels
        super().__init__(recipe, recipe.image_text, *labels, model, processor, accelerator)
        image, device = processor.image_processor, accelerator.device
        mean, std = image.image_mean, image.image_std
        self.augment = augmentation.drawn(mean, std, recipe.image_text.wear).to(device)
        self.normalise = augmentation.plain(mean, std).to(device)

    def shown(self, order: np.ndarray, epoch: int) -> Iterator[dict[str, Tensor]]:
        for rows in order:
            yield {"pixel_values": self.augment(self.pages.images(rows, self.accelerator.device))}

    def plain(self, rows: np.ndarray) -> dict[str, Tensor]:
        return {"pixel_values": self.normalise(self.other.images(rows, self.accelerator.device))}


def _known(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Rows that have a label of every kind."""
    return np.flatnonzero(np.all([of >= 0 for of in labels.values()], axis=0))
