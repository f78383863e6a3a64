"""Who is in a picture and what is in it, from the picture alone or with tags that are known (MFDN §V).

Differs from the paper: it does not say from which probability on a tag is said; here the thresholds decide
that lie with the checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from comicenc.metrics.tagging import Tagging, expected_calibration_error, identification_hits
from comicenc.tasks.tagger import Calibration, Tagger, Thresholds

from .result import Measurement, Scores, measure

if TYPE_CHECKING:
    from datasets import Dataset

TOPS = (25, 200)  # Table VI: so many of the commonest tags
ROOM = 20  # known tags at most where others are to be found: a picture has 30 places for both
IDENTIFICATION = {  # Table V, on Dan:mul: the variant, and whether it is told the tags
    ("picture", False): (0.7716, 0.8692),
    ("tags", True): (0.8786, 0.9435),
    ("masked", True): (0.8987, 0.9551),
    ("tags", False): (0.4122, 0.5696),
    ("masked", False): (0.7833, 0.8742),
}
TAGGING = {"error/25": 0.2642, "error/200": 0.2873}  # Table VI
NEVER = 2.0  # a threshold that no probability reaches


class Reader(Protocol):
    """What these protocols ask of a tagger; `Tagger` and the baselines have it."""

    tags: Sequence[str]
    categories: np.ndarray
    characters: Sequence[str]
    thresholds: Thresholds
    calibration: Calibration

    def look(
        self, images: Sequence, known_tags: Sequence | None = None, *, calibrated: bool = True
    ) -> tuple[np.ndarray, np.ndarray]: ...


class Constant:
    """Says the same of every picture.

    Args:
        tags: (K,) names.
        probabilities: (K,) theirs.
        characters: (C,) names.
        who: (C,) their probabilities.
    """

    def __init__(
        self,
        tags: Sequence[str],
        probabilities: np.ndarray,
        characters: Sequence[str] = (),
        who: np.ndarray = (),
    ) -> None:
        self.tags, self.probabilities = tuple(tags), np.asarray(probabilities, float)
        self.characters, self.who = tuple(characters), np.asarray(who, float)
        self.categories = np.zeros(len(self.tags), int)
        self.thresholds, self.calibration = Thresholds(0.5), Calibration()

    def look(
        self, images: Sequence, known_tags: Sequence | None = None, *, calibrated: bool = True
    ) -> tuple[np.ndarray, np.ndarray]:
        """(N, K) and (N, C): see `Tagger.look`."""
        return np.tile(self.probabilities, (len(images), 1)), np.tile(self.who, (len(images), 1))


class Pictures(NamedTuple):
    """N tagged pictures.

    Args:
        images: (N,) as they are stored.
        tags: (N,) lists, empty where nobody tagged one.
        characters: (N,) who it is.
    """

    images: list
    tags: list[list[str]]
    characters: list[str]

    @property
    def commonest(self) -> Constant:
        """Gives each tag and character its share of these very pictures, which no model knows."""
        tagged = [row for row in self.tags if row]
        tags, counts = np.unique([tag for row in tagged for tag in set(row)], return_counts=True)
        names, times = np.unique(self.characters, return_counts=True)
        shares = counts / max(len(tagged), 1), times / len(self.characters)
        return Constant(tags.tolist(), shares[0], names.tolist(), shares[1])


def identification(
    dataset: Dataset,
    tagger: Tagger,
    *,
    known: float = 0.0,
    baselines: Mapping[str, Reader] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table V: who of those that the model knows is in each picture.

    Args:
        dataset: Of the config `tagged`; pictures without a character are left out.
        tagger: Who is asked.
        known: Share of each picture's tags that it is told, drawn by the seed; 0 for the picture alone, 1 for
            all its tags.
        baselines: Measured beside it, by name; by default always naming the commonest.
        resamples: Drawings of pictures for the intervals.
        seed: Of the tags that are known, and of the drawings.

    Returns:
        `top1`, `top5`, and `top1_of_characters`, the mean over characters, each counting the same; n is the
        number of pictures, `strangers` how many of them show somebody whom the model was not taught.

    Raises:
        ValueError: If no picture is left, or the model takes no tags and is told some.
    """
    pictures = pictures_of(dataset)
    told = known_tags(pictures, tagger, known, seed)
    variant = tagger.encoder.model.config.variant
    paper = IDENTIFICATION.get((variant, bool(known)), ()) if known in (0, 1) else ()
    return measure(
        partial(_identified, pictures, told),
        tagger,
        {"commonest": pictures.commonest} if baselines is None else baselines,
        resamples=resamples,
        seed=seed,
        paper=dict(zip(("top1", "top5"), paper, strict=False)),
    )


def tagging(
    dataset: Dataset,
    tagger: Tagger,
    *,
    known: float = 0.0,
    tops: Sequence[int] = TOPS,
    baselines: Mapping[str, Reader] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Table VI: which of the commonest tags of the dataset each picture has, as binary decisions.

    Args:
        dataset: Of the config `tagged`; pictures without tags are left out, since nobody said what they show.
        tagger: Who is asked. A tag that it was not taught is one it never says.
        known: Share of each picture's tags that it is told, drawn by the seed, but at most `ROOM`; decisions
            about these do not count.
        tops: How many of the commonest tags; where there are fewer, all.
        baselines: Measured beside it, by name; by default always giving each tag its share of these pictures.
        resamples: Drawings of pictures for the intervals.
        seed: Of the tags that are known, and of the drawings.

    Returns:
        For each number of tags, as "error/25": `error`, `micro_precision`, `micro_recall`, `micro_f1`,
        `macro_f1`, `map`, `ece` and, of the probabilities before they are calibrated, `ece_uncalibrated`;
        `tags/25`, how many there were. n is the number of pictures. The interval of `map` lies too high where
        only a handful of pictures have a tag, since a drawing holds fewer different ones.

    Raises:
        ValueError: If no picture or tag is left, or the model predicts no tags.
    """
    if not tagger.tags:
        raise ValueError(f"{tagger.encoder.id} predicts no tags")
    every = pictures_of(dataset, named=False)
    rows = [row for row, tags in enumerate(every.tags) if tags]
    pictures = Pictures(*([column[row] for row in rows] for column in every))
    if not rows:
        raise ValueError("no picture is left: none of them has a tag")
    told = known_tags(pictures, tagger, known, seed, most=ROOM)
    return measure(
        partial(_tagged, pictures, told, tops),
        tagger,
        {"commonest": pictures.commonest} if baselines is None else baselines,
        resamples=resamples,
        seed=seed,
        paper={} if known else TAGGING,
    )


def pictures_of(dataset: Dataset, *, named: bool = True) -> Pictures:
    """The pictures of a dataset.

    Args:
        dataset: Of the config `tagged`.
        named: Whether those without a character are left out.

    Raises:
        ValueError: If there is none.
    """
    from datasets import Image

    cells = dataset.cast_column("image", Image(decode=False))
    characters = [name or "" for name in cells["character"]]
    kept = [row for row, name in enumerate(characters) if name or not named]
    if not kept:
        raise ValueError("no picture is left: of none of them the character is known")
    images = [cell["bytes"] or cell["path"] for cell in cells.select(kept)["image"]]
    tags = cells["tags"][:]
    return Pictures(images, [list(tags[row] or ()) for row in kept], [characters[row] for row in kept])


def known_tags(
    pictures: Pictures, tagger: Tagger, share: float, seed: int = 0, *, most: int | None = None
) -> list[list[str]] | None:
    """What a tagger is told of each picture: a share of its tags, of those that it was taught.

    Args:
        pictures: With their tags.
        tagger: Takes tags.
        share: From 0 to 1, rounded to whole tags; of 0, None.
        seed: Of what is drawn.
        most: How many at most of a picture; None for any number.

    Raises:
        ValueError: If it is no share.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is no share of tags, which is between 0 and 1")
    if not share:
        return None
    strange = set(tagger.encoder.processor.tokenizer.unknown(tag for row in pictures.tags for tag in row))
    rng = np.random.default_rng(seed)
    told = []
    for row in pictures.tags:
        drawn = [row[index] for index in rng.permutation(len(row))[: round(share * len(row))]]
        told.append([tag for tag in drawn if tag not in strange][:most])
    return told


def _identified(pictures: Pictures, told: list | None, reader: Reader) -> Scores:
    _, who = reader.look(pictures.images, told)
    first = np.argsort(-who, axis=1, kind="stable")[:, :5]
    hits = identification_hits(np.asarray(reader.characters)[first].tolist(), pictures.characters)
    names, own = np.unique(pictures.characters, return_inverse=True)

    def statistic(rows: np.ndarray) -> dict[str, float]:
        seen = np.bincount(own[rows], minlength=len(names))
        right = np.bincount(own[rows], hits["top1"][rows], minlength=len(names))
        shares = {key: float(hit[rows].mean()) for key, hit in hits.items()}
        return shares | {"top1_of_characters": float((right[seen > 0] / seen[seen > 0]).mean())}

    strangers = sum(name not in set(reader.characters) for name in names[own].tolist())
    counts = {"characters": len(names), "strangers": strangers}
    return Scores(statistic, units=np.arange(len(own)), fixed=counts)


def _tagged(pictures: Pictures, told: list | None, tops: Sequence[int], reader: Reader) -> Scores:
    tags = commonest_tags(pictures.tags, max(tops))
    raw, _ = reader.look(pictures.images, told, calibrated=False)
    lowest = reader.thresholds.of(reader.tags, reader.categories)
    known = None if told is None else list(map(len, told))
    probabilities = columns_of(reader.calibration(raw, reader.categories, known), reader.tags, tags)
    thresholds = columns_of(lowest[None], reader.tags, tags, missing=NEVER)[0]
    true, counted = has_tags(pictures.tags, tags), ~has_tags(told or [[]] * len(pictures.tags), tags)
    if not (true & counted).any():
        raise ValueError("no tag is left to be found: all that the pictures have are known")
    uncalibrated = columns_of(raw, reader.tags, tags)
    parts, fixed = {}, {"pictures": len(true)}
    for top in tops:
        own = np.s_[:, :top]
        parts[top] = Tagging(probabilities[own], true[own], thresholds[:top], counted=counted[own])
        error = expected_calibration_error(uncalibrated[own][counted[own]], true[own][counted[own]])
        fixed |= {f"ece_uncalibrated/{top}": error, f"tags/{top}": len(tags[:top])}

    def statistic(rows: np.ndarray) -> dict[str, float]:
        weights = np.bincount(rows, minlength=len(true))
        each = {top: part.metrics(weights) for top, part in parts.items()}
        return {f"{name}/{top}": value for top, found in each.items() for name, value in found.items()}

    return Scores(statistic, units=np.arange(len(true)), fixed=fixed)


def commonest_tags(tags: Sequence[Sequence[str]], most: int) -> list[str]:
    """The commonest tags of pictures, of equally common ones those first in the alphabet."""
    names, counts = np.unique([tag for row in tags for tag in set(row)], return_counts=True)
    return names[np.argsort(-counts, kind="stable")][:most].tolist()


def has_tags(rows: Sequence[Sequence[str]], tags: Sequence[str]) -> np.ndarray:
    """(N, K) bool, which of K tags are among those of each of N rows."""
    column = {tag: index for index, tag in enumerate(tags)}
    has = np.zeros((len(rows), len(tags)), bool)
    for row, own in enumerate(rows):
        has[row, [column[tag] for tag in own if tag in column]] = True
    return has


def columns_of(
    values: np.ndarray, tags: Sequence[str], wanted: Sequence[str], *, missing: float = 0.0
) -> np.ndarray:
    """(N, K) values of K tags to (N, W) of those that are wanted, with `missing` for those not among them."""
    column = {tag: index for index, tag in enumerate(tags)}
    found = np.full((len(values), len(wanted)), missing)
    for index, tag in enumerate(wanted):
        if tag in column:
            found[:, index] = values[:, column[tag]]
    return found
