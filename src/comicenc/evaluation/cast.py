"""The cast of an annotated comic: how well the identities found agree with the true names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from comicenc.comic import Comic
from comicenc.metrics import clustering_metrics
from comicenc.tasks.calibration import calibrate_cast
from comicenc.tasks.cast import Cast, true_names

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
    texts: bool = True,
    language: str | None = None,
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
        texts: As in `Cast.find`.
        language: As in `Cast.find`.
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
        said = {"texts": texts, "language": language}
        found = Cast.find(comic, encoder, threshold=threshold, panel_rule=panel_rule, **said)
        return _scores(comic, found, drawn)

    beside = {
        name: _scores(comic, _best_cast(comic, other, panel_rule), drawn).metrics
        for name, other in (baselines or {}).items()
    }
    return replace(measure(score, encoder, {}, resamples=resamples, seed=seed), baselines=beside)


def _scores(comic: Comic, cast: Cast, drawn: Literal["instances", "pages"]) -> Scores:
    named, names = _named(comic, cast)
    whole = cast.scores(comic)
    if not whole:
        raise ValueError(f"{comic.title}: nobody is named, so there is nothing to compare with")
    true, found = np.unique(names, return_inverse=True)[1], cast.labels[named]
    pages = np.array([cast.instances[row].page for row in named])

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
    named, names = _named(comic, cast)
    found = calibrate_cast(
        cast.vectors[named],
        names,
        panels=[cast.encoded.panels[row] for row in named] if panel_rule else None,
    )
    return cast.with_settings(threshold=found["value"])


def _named(comic: Comic, cast: Cast) -> tuple[list[int], list[str]]:
    """Rows of the cast whose true name is known, and these names."""
    known = [(row, name) for row, name in enumerate(true_names(comic, cast.instances)) if name is not None]
    return [row for row, _ in known], [name for _, name in known]
