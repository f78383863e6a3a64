"""Find what a tagger needs beside its weights, from pictures whose tags and characters are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from comicenc.metrics.tagging import decision_counts, decision_metrics, expected_calibration_error
from comicenc.tasks.calibration import write_calibration
from comicenc.tasks.tagger.probabilities import (
    Calibration,
    at_temperature,
    fit_calibration,
    fit_known,
    fit_temperature,
)
from comicenc.tasks.tagger.tagger import ENTRY, Tagger
from comicenc.tasks.tagger.thresholds import LEVELS, Thresholds, find_thresholds


def calibrate_tagger(
    tagger: Tagger,
    images: Sequence,
    tags: Sequence[Sequence[str] | None],
    characters: Sequence[str | None] | None = None,
    *,
    data: str,
    least: int = 10,
    batch_size: int = 32,
    progress: bool = False,
    seed: int = 0,
) -> dict[str, dict[str, Any]]:
    """Calibrate a tagger on pictures that it was not trained on; from then on it has what was found.

    Pictures without any tag, which nobody tagged, say nothing of tags; characters whom the model does not
    know say nothing of who it is.

    Args:
        tagger: Its calibration and thresholds are replaced.
        images: N pictures.
        tags: N lists of tags; those that the model does not know are passed over.
        characters: N names; None where they are not known.
        data: What to call the pictures.
        least: Pictures a tag must have for a threshold of its own.
        batch_size: Pictures that are computed at once.
        progress: Whether to show a bar on standard error.
        seed: Of the halves by which the calibration error is measured.

    Returns:
        Entries for calibration.json: `tags`, the lines of `Calibration`, the threshold for all tags, the F1
        of all decisions at each level of thresholds and the level where it is best, the expected calibration
        error of probabilities as the model gives them (`ece_before`) and calibrated (`ece`), and the same of
        the other tags when a random part of each picture's is known (`ece_completed`); and `characters`, the
        temperature with the errors of the likeliest. What is found on one half of the pictures is judged on
        the other.

    Raises:
        ValueError: If no picture has a tag that the model knows.
    """
    options = {"calibrated": False, "batch_size": batch_size, "progress": progress}
    seen, who = tagger.look(images, **options)
    rng = np.random.default_rng(seed)
    entries = {}
    if tagger.tags:
        rows = [row for row, own in enumerate(tags) if own]
        true = _truth(tagger, [tags[row] for row in rows])
        told = _part(true, tagger.encoder.model.config.max_tags - 3, rng)
        known = [[tagger.tags[column] for column in np.flatnonzero(own)] for own in told]
        again, _ = tagger.look([images[row] for row in rows], known, **options)
        found = _of_tags(tagger, Looks(seen[rows], again, told, true), least, rng)
        entries[ENTRY] = {"data": data, **found}
    index = {name: column for column, name in enumerate(tagger.characters)}
    columns = np.array([index.get(name, -1) for name in characters or [None] * len(who)], dtype=int)
    if (columns >= 0).any():
        told = who[columns >= 0], columns[columns >= 0]
        entries["characters"] = {"data": data, **_of_characters(tagger, *told, rng)}
    return entries


def keep(
    tagger: Tagger, folder: str | Path, entries: dict[str, dict[str, Any]], *, commit: str
) -> list[Path]:
    """Write what `calibrate_tagger` found beside a checkpoint; gives the files."""
    written = tagger.write_thresholds(folder) if tagger.tags else []
    return [*written, write_calibration(folder, commit=commit, **entries)]


@dataclass(frozen=True)
class Looks:
    """What the model says of N pictures, and what is true.

    Args:
        alone: (N, K) probabilities from the picture alone.
        completed: (N, K) when it was told some tags.
        told: (N, K) bool, which.
        true: (N, K) bool, which there are.
    """

    alone: np.ndarray
    completed: np.ndarray
    told: np.ndarray
    true: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Looks:
        return Looks(self.alone[rows], self.completed[rows], self.told[rows], self.true[rows])

    @property
    def known(self) -> np.ndarray:
        """(N,) how many tags it was told."""
        return self.told.sum(axis=1)


def _truth(tagger: Tagger, tags: Sequence[Sequence[str]]) -> np.ndarray:
    """(N, K) bool."""
    column = {tag: index for index, tag in enumerate(tagger.tags)}
    resolved = tagger.encoder.processor.tokenizer.resolved
    true = np.zeros((len(tags), len(tagger.tags)), bool)
    for row, own in zip(true, tags, strict=True):
        row[[column[resolved(tag)] for tag in own if resolved(tag) in column]] = True
    return true


def _part(true: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """(N, K) bool, some of each picture's tags: any number up to all but one, and up to `most`."""
    draw = np.where(true, rng.random(true.shape), 2)
    rank = draw.argsort(axis=1).argsort(axis=1)
    return true & (rank < np.minimum(rng.integers(true.sum(axis=1).clip(min=1)), most)[:, None])


def _fit(tagger: Tagger, looks: Looks, least: int) -> tuple[Calibration, Thresholds]:
    of = tagger.categories
    alone = fit_calibration(looks.alone, looks.true, of, least=least)
    calibration = fit_known(alone, looks.completed, looks.true, of, looks.known, ~looks.told)
    return calibration, find_thresholds(
        calibration(looks.alone, of), looks.true, tagger.tags, of, least=least
    )


def _of_tags(tagger: Tagger, looks: Looks, least: int, rng: np.random.Generator) -> dict[str, Any]:
    true, open_, of = looks.true, ~looks.told, tagger.categories
    if not true.any():
        raise ValueError("none of these pictures has a tag that the model knows")
    tagger.calibration, tagger.thresholds = _fit(tagger, looks, least)
    alone, completed = np.zeros_like(looks.alone), np.zeros_like(looks.alone)
    said = {level: np.zeros_like(true) for level in LEVELS}
    for learnt, asked in _halves(len(true), rng):
        calibration, thresholds = _fit(tagger, looks[learnt], least)
        alone[asked] = calibration(looks.alone[asked], of)
        completed[asked] = calibration(looks.completed[asked], of, looks.known[asked])
        for level, own in said.items():
            own[asked] = alone[asked] >= thresholds.of(tagger.tags, of, level)
    f1 = {each: decision_metrics(decision_counts(own, true))["micro_f1"] for each, own in said.items()}
    tagger.thresholds = replace(tagger.thresholds, level=max(f1, key=f1.get))
    return {
        "lines": tagger.calibration.to_dict(),
        "threshold": tagger.thresholds.one,
        "level": tagger.thresholds.level,
        "f1": f1,
        "ece_before": expected_calibration_error(looks.alone, true),
        "ece": expected_calibration_error(alone, true),
        "ece_completed_before": expected_calibration_error(looks.completed[open_], true[open_]),
        "ece_completed": expected_calibration_error(completed[open_], true[open_]),
        "pictures": len(true),
        "least": least,
    }


def _of_characters(
    tagger: Tagger, who: np.ndarray, true: np.ndarray, rng: np.random.Generator
) -> dict[str, Any]:
    tagger.temperature = fit_temperature(who, true)
    calibrated = np.zeros_like(who)
    for learnt, asked in _halves(len(true), rng):
        calibrated[asked] = at_temperature(who[asked], fit_temperature(who[learnt], true[learnt]))
    right = who.argmax(axis=1) == true
    return {
        "temperature": tagger.temperature,
        "top1": float(right.mean()),
        "ece_before": expected_calibration_error(who.max(axis=1), right),
        "ece": expected_calibration_error(calibrated.max(axis=1), right),
        "pictures": len(true),
    }


def _halves(count: int, rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows to learn from and rows to ask, twice, so that each is asked once."""
    rows = rng.permutation(count)
    one, other = rows[: count // 2], rows[count // 2 :]
    return [(one, other), (other, one)]
