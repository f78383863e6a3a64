"""Whether a view finds its partner within a batch (Identity-Aware SimCLR, Table 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from comicenc.metrics.in_batch import partner_positions
from comicenc.objectives.nt_xent import nt_xent

from .result import Measurement, Scores, measure

if TYPE_CHECKING:
    from datasets import Dataset
    from torch import Tensor

    from comicenc.encoder import ComicEncoder
    from comicenc.models.identity_simclr import IdentitySimCLRModel

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


class Batch(NamedTuple):
    """Instances among which partners are looked for.

    Args:
        rows: (n,) numbers by which they are known.
        pictures: For each part those that have it, (k, 3, S, S) uint8, in their order; a part that the model
            does not take may be left out.
        present: For each part (n,) bool, who has it.
    """

    rows: np.ndarray
    pictures: dict[Part, Tensor]
    present: dict[Part, np.ndarray]


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
        seed: Of who shares a batch, of the augmentations, and of the drawings.

    Returns:
        `face_…`, `body_…`, `identity_…` with `nt_xent`, `top1`, `top5`, `mean_position`: means over the
        views of all batches. n is the number of instances.

    Raises:
        ValueError: If no pairing has two instances in a batch.
    """
    rows = np.random.default_rng(seed).permutation(len(dataset))
    batches = (_batch(dataset, encoder, chosen) for chosen in whole_batches(rows, batch_size))
    scores = in_batch_scores(encoder.model, batches, strong, weak, seed=seed)
    return measure(lambda _: scores, encoder, {}, resamples=resamples, seed=seed, paper=PAPER)


def in_batch_scores(
    model: IdentitySimCLRModel, batches: Iterable[Batch], strong: Augment, weak: Augment, *, seed: int = 0
) -> Scores:
    """As `in_batch`, on pictures that are at hand.

    Args:
        model: In evaluation mode.
        batches: On the model's device.
        strong: As in `in_batch`.
        weak: As in `in_batch`.
        seed: Of the augmentations.

    Raises:
        ValueError: If no pairing has two instances in a batch.
    """
    import torch

    with torch.random.fork_rng(), torch.inference_mode():
        torch.manual_seed(seed)
        pairs = [pair for batch in batches for pair in _pairs(model, batch, strong, weak)]
    if not pairs:
        raise ValueError("no batch has two faces, two bodies, or two characters with both")
    return _scores(pairs, model.config.temperature)


def whole_batches(rows: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    """Rows by the batch; those that do not fill one are left out, unless they are all."""
    whole = len(rows) // batch_size * batch_size or len(rows)
    for start in range(0, whole, batch_size):
        yield rows[start : min(start + batch_size, whole)]


class _Pair(NamedTuple):
    """Projections (n, P) of two views of `rows` (n,)."""

    pairing: str
    rows: np.ndarray
    a: Tensor
    b: Tensor


def _batch(dataset: Dataset, encoder: ComicEncoder, rows: np.ndarray) -> Batch:
    cells = dataset[rows]
    parts = [part for part, modality in MODALITIES.items() if modality in encoder.modalities]
    present = {part: np.array([picture is not None for picture in cells[part]]) for part in parts}
    pictures = {
        part: _pixels(encoder, part, [each for each in cells[part] if each is not None])
        for part in parts
        if present[part].any()
    }
    return Batch(rows, pictures, present)


def _pairs(model: IdentitySimCLRModel, batch: Batch, strong: Augment, weak: Augment) -> Iterator[_Pair]:
    for name, parts in PAIRINGS.items():
        if any(MODALITIES[part] not in model.config.modalities for part in parts):
            continue
        here = np.all([batch.present[part] for part in parts], axis=0)
        if here.sum() < 2:
            continue
        augment = weak if name == "identity" else strong
        views = (
            _projected(model, part, augment(part, batch.pictures[part][here[batch.present[part]]]))
            for part in parts
        )
        yield _Pair(name, batch.rows[here], *views)


def _pixels(encoder: ComicEncoder, part: Part, pictures: list) -> Tensor:
    """(n, 3, S, S) uint8."""
    import torch

    squares = [encoder.processor.image_processor.squared(picture, part) for picture in pictures]
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).to(encoder.device)


def _projected(model: IdentitySimCLRModel, part: Part, views: Tensor) -> Tensor:
    encoded = model.encode_parts(**{KEYWORDS[part]: views})
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
