"""What is measured of a run, on albums that no run has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset
from torch import Tensor
from torch.nn import functional as F

from comicenc.data.sequences import PanelSequence, read_sequences
from comicenc.models.identity_simclr import IdentitySimCLRModel, IdentitySimCLRProcessor
from comicenc.nn import augmentation
from comicenc.nn.augmentation import Views
from train.identity_simclr.crops import figure_crops, instance_crops
from train.identity_simclr.probe import inputs_of
from train.identity_simclr.self_supervised import in_batch
from train.identity_simclr.sequence_scores import global_scores, local_scores
from train.pictures import load_rows

BATCH = 320  # instances among which a partner is looked for, as in the paper
Scores = dict[str, dict[str, float]]  # name → metrics


class Measuring:
    """The split "test" of a dataset, and how checkpoints do on it.

    Args:
        data: A dataset with the configs `instances` and `sequences`.
        cache: Folder for decoded pixels.
    """

    def __init__(self, data: str, cache: str) -> None:
        self.data, self.cache = data, Path(cache)

    @cached_property
    def instances(self) -> Dataset:
        return load_rows(self.data, "instances", {"face", "body", "series_id"}, split="test")

    @cached_property
    def sequence_rows(self) -> Dataset:
        return load_rows(self.data, "sequences", {"sequence_id", "series_id", "instances"}, split="test")

    @cached_property
    def sequences(self) -> list[PanelSequence]:
        return read_sequences(self.sequence_rows)

    def stage_one(self, checkpoint: Path) -> Scores:
        """Table 3's numbers as `in-batch`, and the scores of the summed projections as `projections`."""
        model, processor = _loaded(checkpoint)
        crops = instance_crops(self.instances, processor.image_processor, self.cache)
        views = Views(processor, model.device)
        rows = np.random.default_rng(0).permutation(len(crops))
        found = {"in-batch": in_batch(model, crops, rows, views, BATCH, seed=0)}
        projections = self._encoded(model, processor)[1]
        return found | {"projections": self._scores(F.normalize(projections.sum(0), dim=1))}

    def stage_two(self, checkpoint: Path) -> Scores:
        """Scores by `both` parts, `faces` alone and `bodies` alone, of those parts that the variant has."""
        model, processor = _loaded(checkpoint)
        features, _, present = self._encoded(model, processor)
        shown = {"both": (True, True), "faces": (True, False), "bodies": (False, True)}
        if len(model.config.modalities) == 1:
            del shown["faces"], shown["bodies"]
        with torch.no_grad():
            vectors = {
                parts: model.identify(features, present & torch.tensor(which)[:, None])
                for parts, which in shown.items()
            }
        return {parts: self._scores(rows) for parts, rows in vectors.items()}

    @torch.no_grad()
    def _encoded(
        self, model: IdentitySimCLRModel, processor: IdentitySimCLRProcessor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Features (2, N, W), projections (2, N, P) and presence (2, N) of all figures."""
        image = processor.image_processor
        crops = figure_crops(self.sequence_rows, image, self.cache)
        self._index = {uuid: row for row, uuid in enumerate(crops.identity)}
        self._whole = crops.has_face & crops.has_body
        plain = augmentation.plain(image.image_mean, image.image_std)
        parts = [
            model.encode_parts(**inputs)
            for inputs in inputs_of(model, crops, np.arange(len(crops)), plain, model.device)
        ]
        features, projections, present = (torch.cat(values, 1) for values in zip(*parts, strict=True))
        return features, projections, present

    def _scores(self, vectors: Tensor) -> dict[str, float]:
        """Locally and globally, of all figures and of those with face and body."""
        rows = vectors.float().numpy()
        paired = with_both(self.sequences, self._index, self._whole)
        found = {}
        for prefix, sequences in (("", self.sequences), ("paired_", paired)):
            scores = local_scores(rows, self._index, sequences)
            scores |= global_scores(rows, self._index, sequences, seed=0)
            found |= {f"{prefix}{name}": round(value, 5) for name, value in scores.items()}
        return found


def with_both(
    sequences: Sequence[PanelSequence], index: dict[str, int], whole: np.ndarray
) -> list[PanelSequence]:
    """Sequences with only those figures that have face and body, where two are left.

    Args:
        sequences: Any.
        index: Row of each UUID.
        whole: (N,) bool, whether a row has both.
    """
    kept = (
        replace(one, figures=tuple(figure for figure in one.figures if whole[index[figure.uuid]]))
        for one in sequences
    )
    return [one for one in kept if len(one.figures) > 1]


def _loaded(checkpoint: Path) -> tuple[IdentitySimCLRModel, IdentitySimCLRProcessor]:
    model = IdentitySimCLRModel.from_pretrained(checkpoint, dtype=torch.float32).eval()
    return model, IdentitySimCLRProcessor.from_pretrained(checkpoint)
