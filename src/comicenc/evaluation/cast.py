"""The cast of an annotated comic: how well the identities found agree with the true names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from comicenc.comic import Comic
from comicenc.metrics import clustering_metrics
from comicenc.tasks.calibration import calibrate_cast
from comicenc.tasks.cast import Cast

from .result import Encoder, Measurement, Scores, measure

AGREEMENT = ("ari", "ami", "v_measure", "homogeneity", "completeness")


def pooled(comics: Iterable[Comic], title: str = "pooled") -> Comic:
    """One comic of all pages; a name means the same character in all of them."""
    comics = list(comics)
    pages = [replace(page, name=f"{comic.title}/{page.name}") for comic in comics for page in comic]
    return Comic(title=title, pages=tuple(pages), right_to_left=comics[0].right_to_left)


def measure_cast(
    comic: Comic,
    encoder: Encoder,
    *,
    panel_rule: bool = True,
    threshold: float | None = None,
    baselines: Mapping[str, Encoder] | None = None,
    drawn: Literal["instances", "pages"] = "instances",
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Find the cast without looking at names, and compare with them; singletons are kept and counted.

    A baseline has no calibrated distance. It gets the one that is best for it on this very comic, which the
    encoder does not get: where it loses, it loses in spite of that.

    Args:
        comic: Characters without a name are grouped too, but not compared.
        encoder: With a calibrated cast distance, unless `threshold` is given.
        panel_rule: As in `Cast.find`.
        threshold: As in `Cast.find`, for the encoder.
        baselines: Measured beside it, by name.
        drawn: What is drawn for the intervals, halves of it.
        resamples: How many drawings.
        seed: Of the drawings.

    Returns:
        As `metrics.clustering_metrics`; n is the number of named instances.

    Raises:
        ValueError: If nobody is named, or there is no threshold.
    """

    def score(encoder: Encoder) -> Scores:
        return _scores(comic, Cast.find(comic, encoder, threshold=threshold, panel_rule=panel_rule), drawn)

    beside = {
        name: _scores(comic, _best_cast(comic, other, panel_rule), drawn).metrics
        for name, other in (baselines or {}).items()
    }
    return replace(measure(score, encoder, {}, resamples=resamples, seed=seed), baselines=beside)


def _scores(comic: Comic, cast: Cast, drawn: Literal["instances", "pages"]) -> Scores:
    names = _names(comic, cast)
    named = np.flatnonzero([name is not None for name in names])
    if not len(named):
        raise ValueError(f"{comic.title}: nobody is named, so there is nothing to compare with")
    true = np.unique([names[row] for row in named], return_inverse=True)[1]
    found = cast.labels[named]
    pages = np.array([cast.instances[row].page for row in named])
    whole = clustering_metrics(true, found)

    def agreement(rows: np.ndarray) -> dict[str, float]:
        metrics = clustering_metrics(true[rows], found[rows])
        return {name: metrics[name] for name in AGREEMENT}

    return Scores(
        statistic=agreement,
        units=pages if drawn == "pages" else np.arange(len(named)),
        fixed={name: value for name, value in whole.items() if name not in AGREEMENT},
        halves=True,
    )


def _best_cast(comic: Comic, encoder: Encoder, panel_rule: bool) -> Cast:
    """The cast at the distance that agrees best with the names."""
    cast = Cast.find(comic, encoder, threshold=1.0, panel_rule=panel_rule)
    names = _names(comic, cast)
    named = [row for row, name in enumerate(names) if name is not None]
    found = calibrate_cast(
        cast.vectors[named],
        [names[row] for row in named],
        panels=[cast.encoded.panels[row] for row in named] if panel_rule else None,
    )
    return cast.with_settings(threshold=found["value"])


def _names(comic: Comic, cast: Cast) -> list[str | None]:
    """The true name of each instance of the cast."""
    true = {
        (page.name, index): character.name
        for page in comic
        for index, character in enumerate(page.characters)
    }
    return [true[instance.page, instance.index] for instance in cast.instances]
