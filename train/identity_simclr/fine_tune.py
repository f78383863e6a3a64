"""Stage `fine_tune`: the identity layer, by what annotated sequences say of who is who."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import networkx
import numpy as np
import torch
from accelerate import Accelerator
from datasets import Dataset
from torch import Tensor, nn

from comicenc.data.sequences import Linked, PanelSequence, link_identities, read_sequences, split_by_series
from comicenc.models.identity_simclr import IdentitySimCLRModel, IdentitySimCLRProcessor
from comicenc.nn import augmentation
from comicenc.objectives import metric_learning
from comicenc.objectives.gather import gather
from comicenc.objectives.meta_mining import dissimilar_cliques, meta_mine
from train.identity_simclr.crops import Crops, described
from train.identity_simclr.probe import inputs_of
from train.identity_simclr.recipe import FineTune
from train.identity_simclr.sequence_scores import global_scores, local_scores
from train.recipe import RecipeError

LOSSES: dict[str, Callable[..., Tensor]] = {
    "contrastive": metric_learning.contrastive,
    "triplet": metric_learning.triplet_margin,
    "multi_similarity": metric_learning.multi_similarity,
    "tuplet_intra_pair": metric_learning.tuplet_margin,
}
MINERS = {"multi_similarity": metric_learning.mine_multi_similarity, "all_pairs": None}


class IdentityLoss(nn.Module):
    """Identity vectors of encoded parts, and the metric loss over those of all processes.

    Args:
        model: Its fusion and identity layer are trained.
        recipe: Loss and mining.
        dissimilar: Identities with an edge where two are known to differ.
    """

    def __init__(self, model: IdentitySimCLRModel, recipe: FineTune, dissimilar: networkx.Graph) -> None:
        super().__init__()
        self.model = model
        self.recipe = recipe
        self.dissimilar = dissimilar

    def forward(
        self, features: Tensor, present: Tensor, identity: Tensor, series: Tensor
    ) -> dict[str, Tensor]:
        """The loss of a batch.

        Args:
            features: (2, B, W) of faces and bodies.
            present: (2, B) bool.
            identity: (B,) number of the identity.
            series: (B,) number of the series.
        """
        vectors = self.model.identify(features, present)
        vectors, identity, series = (gather(rows)[0] for rows in (vectors, identity, series))
        indices = None
        if self.recipe.which_miner != "none":
            others = series if self.recipe.mix_series else None
            miner = MINERS[self.recipe.which_miner]
            indices = meta_mine(vectors.detach(), identity, self.dissimilar, miner, series=others)
        return {"loss": LOSSES[self.recipe.loss](vectors, identity, indices)}


class FineTuneStage:
    """Batches of cliques, one from each of some series; validation within sequences and over all series.

    Args:
        recipe: Numbers and choices.
        crops: Every figure once, by UUID.
        model: Stage one under a new identity layer.
        processor: Its mean and deviation are used.
        accelerator: Device and processes.
        rows: The config `sequences` that the crops come from.
    """

    def __init__(
        self,
        recipe: FineTune,
        crops: Crops,
        model: IdentitySimCLRModel,
        processor: IdentitySimCLRProcessor,
        accelerator: Accelerator,
        rows: Dataset,
    ) -> None:
        self.recipe, self.crops, self.accelerator = recipe, crops, accelerator
        sequences = read_sequences(rows)
        names = [sequence.series_id for sequence in sequences]
        split = split_by_series(names, threshold=recipe.held_out, seed=recipe.machine.seed)
        train, self.validation = ([sequences[row] for row in split[part]] for part in ("train", "validation"))
        self.index = {uuid: row for row, uuid in enumerate(crops.identity)}
        linked = link_identities(train)
        self.figures = figures_of(train, linked, self.index)
        self.cliques = series_cliques(train, linked, recipe.single_identities)
        total = sum(len(cliques) for cliques in self.cliques)
        if not total:
            raise RecipeError(
                f"{recipe.data}: no two identities are known to differ, so nothing can be learnt"
            )
        self.steps_per_epoch = math.ceil(total / (recipe.batch_series * accelerator.num_processes))
        model.set_stage("identity")
        self.network = IdentityLoss(model, recipe, linked.dissimilar)
        image = processor.image_processor
        self.features, self.present = encoded_parts(
            model.to(accelerator.device).eval(), crops, augmentation.plain(image.image_mean, image.image_std)
        )
        self.series = torch.from_numpy(np.unique(crops.series, return_inverse=True)[1])

    def batches(self, epoch: int) -> Iterator[dict[str, Tensor]]:
        rng = np.random.default_rng((self.recipe.machine.seed, epoch))
        processes, process = self.accelerator.num_processes, self.accelerator.process_index
        wanted = self.recipe.batch_series * processes
        for _ in range(self.steps_per_epoch):
            series = rng.permutation(len(self.cliques))[:wanted]
            drawn = [self.cliques[one][rng.integers(len(self.cliques[one]))] for one in series]
            mine = [identity for clique in drawn[process::processes] for identity in clique]
            rows = [row for identity in mine for row in self.figures[identity]]
            identity = [identity for identity in mine for _ in self.figures[identity]]
            yield {
                "features": self.features[:, rows],
                "present": self.present[:, rows],
                "identity": torch.tensor(identity, device=self.accelerator.device),
                "series": self.series[rows].to(self.accelerator.device),
            }

    def description(self) -> dict[str, Any]:
        """What was trained on."""
        rows = np.array(sorted(row for rows in self.figures.values() for row in rows))
        return described(self.recipe.data, self.crops, rows) | {"identities": len(self.figures)}

    def evaluate(self, network: IdentityLoss) -> dict[str, float]:
        vectors = network.model.identify(self.features, self.present).float().cpu().numpy()
        found = local_scores(vectors, self.index, self.validation)
        found |= global_scores(vectors, self.index, self.validation, self.recipe.machine.seed)
        return {name: round(value, 5) for name, value in found.items()}


def figures_of(sequences: list[PanelSequence], linked: Linked, index: dict[str, int]) -> dict[int, list[int]]:
    """Rows of the figures of each identity; of a figure read as two identities the first holds."""
    owner: dict[str, int] = {}
    for sequence in sequences:
        for figure, identity in zip(sequence.figures, linked.of(sequence), strict=True):
            owner.setdefault(figure.uuid, identity)
    figures: dict[int, list[int]] = {}
    for uuid, identity in owner.items():
        figures.setdefault(identity, []).append(index[uuid])
    return figures


def series_cliques(sequences: list[PanelSequence], linked: Linked, single: bool) -> list[list[list[int]]]:
    """For each series its largest groups of identities that all differ; of one identity only if `single`."""
    identities: dict[str, set[int]] = {}
    for sequence in sequences:
        identities.setdefault(sequence.series_id, set()).update(linked.of(sequence))
    least = 1 if single else 2
    found = (dissimilar_cliques(linked.dissimilar, members) for members in identities.values())
    kept = ([clique for clique in cliques if len(clique) >= least] for cliques in found)
    return [cliques for cliques in kept if cliques]


@torch.no_grad()
def encoded_parts(model: IdentitySimCLRModel, crops: Crops, prepare: nn.Module) -> tuple[Tensor, Tensor]:
    """Features (2, N, W) and presence (2, N) of all crops, on the model's device."""
    device = model.device
    batches = inputs_of(model, crops, np.arange(len(crops)), prepare.to(device), device)
    encoded = [model.encode_parts(**inputs) for inputs in batches]
    features = torch.cat([parts.features.float() for parts in encoded], 1)
    return features, torch.cat([parts.present for parts in encoded], 1)
