"""Find what a tagger needs beside its weights, from pictures whose tags and characters are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from comicenc.metrics.tagging import decision_counts, decision_metrics, expected_calibration_error
from comicenc.tasks.calibration import write_calibration
from comicenc.tasks.tagger.probabilities import (
    at_temperature,
    fit_calibration,
    fit_temperature,
)
from comicenc.tasks.tagger.tagger import ENTRY, Tagger
from comicenc.tasks.tagger.thresholds import LEVELS, find_thresholds


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
        of all decisions at each level of thresholds, and the expected calibration error of probabilities as
        the model gives them (`ece_before`) and calibrated (`ece`); and `characters`, the temperature with the
        errors of the likeliest. What is calibrated is judged on the half of the pictures it was not found on.

    Raises:
        ValueError: If no picture has a tag that the model knows.
    """
    seen, who = tagger.look(images, calibrated=False, batch_size=batch_size, progress=progress)
    rng = np.random.default_rng(seed)
    entries = {}
    if tagger.tags:
        tagged = np.array([bool(own) for own in tags], dtype=bool)
        true = _truth(tagger, [own for own in tags if own])
        entries[ENTRY] = {"data": data, **_of_tags(tagger, seen[tagged], true, least, rng)}
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


def _truth(tagger: Tagger, tags: Sequence[Sequence[str]]) -> np.ndarray:
    """(N, K) bool."""
    column = {tag: index for index, tag in enumerate(tagger.tags)}
    resolved = tagger.encoder.processor.tokenizer.resolved
    true = np.zeros((len(tags), len(tagger.tags)), bool)
    for row, own in zip(true, tags, strict=True):
        row[[column[resolved(tag)] for tag in own if resolved(tag) in column]] = True
    return true


def _of_tags(
    tagger: Tagger, seen: np.ndarray, true: np.ndarray, least: int, rng: np.random.Generator
) -> dict[str, Any]:
    if not true.any():
        raise ValueError("none of these pictures has a tag that the model knows")
    names, of = tagger.tags, tagger.categories
    tagger.calibration = fit_calibration(seen, true, of, least=least)
    tagger.thresholds = find_thresholds(tagger.calibration(seen, of), true, names, of, least=least)
    calibrated, said = np.zeros_like(seen), {level: np.zeros_like(true) for level in LEVELS}
    for learnt, asked in _halves(len(true), rng):
        line = fit_calibration(seen[learnt], true[learnt], of, least=least)
        found = find_thresholds(line(seen[learnt], of), true[learnt], names, of, least=least)
        calibrated[asked] = line(seen[asked], of)
        for level, own in said.items():
            own[asked] = calibrated[asked] >= found.of(names, of, level)
    return {
        "lines": tagger.calibration.to_dict(),
        "threshold": tagger.thresholds.one,
        "f1": {each: decision_metrics(decision_counts(own, true))["micro_f1"] for each, own in said.items()},
        "ece_before": expected_calibration_error(seen, true),
        "ece": expected_calibration_error(calibrated, true),
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
