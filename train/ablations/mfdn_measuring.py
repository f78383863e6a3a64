"""What is measured of a run of MFDN, on the split "test"; thresholds come from the split "validation"."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoProcessor, PreTrainedModel

from comicenc.metrics.tagging import identification_metrics, tagging_metrics
from comicenc.nn import augmentation
from comicenc.tasks.tagger.thresholds import find_thresholds
from train.mfdn.pictures import Pictures, read_pictures
from train.mfdn.scoring import Said, said

TOPS = (25, 200)
SHOWN = {"picture": 0.0, "half of the tags": 0.5, "tags": 1.0}  # how much of the tags is told
FIRST = ("top1", "top5")
SAID = ("error", "micro_f1", "macro_f1", "map")
LEAST = 3  # pictures that a tag has a threshold of its own by


class Measuring:
    """A checkpoint of MFDN, or of a classifier of tags, on the splits that it was not trained on.

    Args:
        checkpoint: Its folder.
        data: A dataset with the config `tagged`.
        cache: Folder for decoded pixels.
    """

    def __init__(self, checkpoint: Path, data: str, cache: str) -> None:
        self.model: PreTrainedModel = AutoModel.from_pretrained(checkpoint, dtype=torch.float32).eval()
        self.processor = AutoProcessor.from_pretrained(checkpoint)
        image = self.processor.image_processor
        self.prepare = augmentation.plain(image.image_mean, image.image_std)
        names = list(self.model.config.id2label.values())
        self.validation, self.test = (
            read_pictures(data, split, self.processor, names, Path(cache)) for split in ("validation", "test")
        )

    def identification(self) -> dict[str, dict[str, float]]:
        """`top1` and `top5` from each of `SHOWN` that the variant takes."""
        takes_tags = "tags" in self.model.config.modalities
        return {shown: self._named(share) for shown, share in SHOWN.items() if takes_tags or not share}

    def tagging(self, top: int) -> dict[str, float]:
        """`error/25` and so on, over so many of the commonest tags to train on, from the picture alone."""
        scores = [self._said(pictures).tags[:, :top] for pictures in (self.validation, self.test)]
        true = [pictures.truth(scores[0].shape[1]) for pictures in (self.validation, self.test)]
        told = [rows.any(1) for rows in true]  # what nobody tagged says nothing
        (learnt, asked), (known, wanted) = (
            [part[rows] for part, rows in zip(parts, told, strict=True)] for parts in (scores, true)
        )
        tags = self.processor.tokenizer.tags[:top]
        general = np.zeros(len(tags), dtype=int)
        thresholds = find_thresholds(learnt, known, tags, general, least=LEAST).of(tags, general)
        found = tagging_metrics(asked, wanted, thresholds)
        return {f"{name}/{top}": round(found[name], 5) for name in SAID}

    def _named(self, share: float) -> dict[str, float]:
        rng = np.random.default_rng(0)
        shown = [rng.permutation(tags)[: round(share * len(tags))] for tags in self.test.tags]
        first = self._said(self.test, shown if share else None).first
        metrics = identification_metrics(first.tolist(), self.test.characters.tolist())
        return {name: round(metrics[name], 5) for name in FIRST}

    def _said(self, pictures: Pictures, shown: list[np.ndarray] | None = None) -> Said:
        return said(self.model, pictures, self.prepare, self.processor.tokenizer, shown)
