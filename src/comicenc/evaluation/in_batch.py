"""Whether a view finds its partner within a batch (Identity-Aware SimCLR, Table 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from comicenc.metrics.in_batch import partner_positions
from comicenc.objectives.nt_xent import nt_xent

from .result import Measurement, Scores, measure

if TYPE_CHECKING:
    from datasets import Dataset
    from torch import Tensor

    from comicenc.encoder import ComicEncoder

Part = Literal["face", "body"]
Augment = Callable[[Part, "Tensor"], "Tensor"]

KEYWORDS = {"face": "pixel_values", "body": "body_pixel_values"}
MODALITIES = {"face": "faces", "body": "bodies"}
PAIRINGS: dict[str, tuple[Part, Part]] = {
    "face": ("face", "face"),
    "body": ("body", "body"),
    "identity": ("face", "body"),
}
PAPER = {  # the row "aligned"
    "face_nt_xent": 0.192,
    "body_nt_xent": 0.368,
    "identity_nt_xent": 0.207,
    "face_top1": 0.975,
    "body_top1": 0.949,
    "identity_top1": 0.973,
    "face_top5": 0.994,
    "body_top5": 0.986,
    "identity_top5": 0.995,
    "face_mean_position": 1.1,
    "body_mean_position": 1.5,
    "identity_mean_position": 1.1,
}


def in_batch(
    dataset: Dataset,
    encoder: ComicEncoder,
    strong: Augment,
    weak: Augment,
    *,
    batch_size: int = 320,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table 3: NT-Xent, top-1, top-5 and mean position of faces, of bodies, and of faces with bodies.

    Args:
        dataset: Of the config `instances`; rows that do not fill a batch are left out, unless they are all.
        encoder: Of an IdentitySimCLR; a pairing it has no part for is left out.
        strong: Takes a part and its pictures (B, 3, S, S) uint8, returns normalised floats; called twice on
            faces, twice on bodies.
        weak: Likewise, for the identity pairing.
        batch_size: Instances among which a partner is looked for; each pairing has those of them that have
            the part or both.
        resamples: Drawings of instances for the intervals; NT-Xent has none, being of a batch.
        seed: Of the augmentations, and of the drawings.

    Returns:
        `face_…`, `body_…`, `identity_…` with `nt_xent`, `top1`, `top5`, `mean_position`: means over the
        views of all batches. n is the number of instances.

    Raises:
        ValueError: If no pairing has two instances in a batch.
    """
    import torch

    with torch.random.fork_rng(), torch.inference_mode():
        torch.manual_seed(seed)
        pairs = list(_pairs(dataset, encoder, strong, weak, batch_size))
    if not pairs:
        raise ValueError("no batch has two faces, two bodies, or two characters with both")
    scores = _scores(pairs, encoder.model.config.temperature)
    return measure(lambda _: scores, encoder, {}, resamples=resamples, seed=seed, paper=PAPER)


class _Pair(NamedTuple):
    """Projections (n, P) of two views of the dataset's `rows` (n,)."""

    pairing: str
    rows: np.ndarray
    a: Tensor
    b: Tensor


def _pairs(
    dataset: Dataset, encoder: ComicEncoder, strong: Augment, weak: Augment, batch_size: int
) -> Iterator[_Pair]:
    whole = len(dataset) // batch_size * batch_size or len(dataset)
    possible = {
        name: parts
        for name, parts in PAIRINGS.items()
        if all(MODALITIES[part] in encoder.modalities for part in parts)
    }
    for start in range(0, whole, batch_size):
        batch = dataset[start : min(start + batch_size, whole)]
        for name, parts in possible.items():
            here = [
                row
                for row in range(len(batch["face"]))
                if all(batch[part][row] is not None for part in parts)
            ]
            if len(here) < 2:
                continue
            augment = weak if name == "identity" else strong
            views = [
                _projected(
                    encoder, part, augment(part, _pixels(encoder, part, [batch[part][row] for row in here]))
                )
                for part in parts
            ]
            yield _Pair(name, start + np.array(here), *views)


def _pixels(encoder: ComicEncoder, part: Part, pictures: list) -> Tensor:
    """(n, 3, S, S) uint8."""
    import torch

    resized = [encoder.processor.image_processor.resized(picture, part) for picture in pictures]
    return torch.from_numpy(np.stack(resized)).permute(0, 3, 1, 2).to(encoder.device)


def _projected(encoder: ComicEncoder, part: Part, views: Tensor) -> Tensor:
    encoded = encoder.model.encode_parts(**{KEYWORDS[part]: views})
    return encoded.projections[list(KEYWORDS).index(part)].float().cpu()


def _scores(pairs: list[_Pair], temperature: float) -> Scores:
    used = np.unique(np.concatenate([pair.rows for pair in pairs]))
    columns: dict[str, np.ndarray] = {}  # a value for each used row, NaN where it takes no part
    losses: dict[str, list[tuple[float, int]]] = {}
    for pair in pairs:
        positions = partner_positions(pair.a.numpy(), pair.b.numpy()).reshape(2, -1)
        values = {"top1": positions == 1, "top5": positions <= 5, "mean_position": positions}
        for name, value in values.items():
            column = columns.setdefault(f"{pair.pairing}_{name}", np.full(len(used), np.nan))
            column[np.searchsorted(used, pair.rows)] = value.mean(0)
        loss = nt_xent(pair.a, pair.b, temperature, gather=False).item()
        losses.setdefault(f"{pair.pairing}_nt_xent", []).append((loss, len(pair.rows)))
    return Scores(
        statistic=lambda rows: {name: float(np.nanmean(column[rows])) for name, column in columns.items()},
        units=used,
        fixed={name: _weighted_mean(batches) for name, batches in losses.items()},
    )


def _weighted_mean(values: list[tuple[float, int]]) -> float:
    losses, sizes = zip(*values, strict=True)
    return float(np.average(losses, weights=sizes))
