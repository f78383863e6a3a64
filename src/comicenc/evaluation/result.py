"""What a protocol measured, and the file that keeps it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from comicenc.metrics import bootstrap_intervals
from comicenc.tasks.storage import put


class Encoder(Protocol):
    """What protocols ask of an encoder; `ComicEncoder` and the baselines have it."""

    modalities: tuple[str, ...]

    def encode(self, **items: list | None) -> np.ndarray: ...


class Scores(NamedTuple):
    """A protocol's numbers as a function of the rows that count.

    Args:
        statistic: Takes row indices and returns metrics by name; ValueError where these rows have none.
        units: (n,) what each row is a part of, and is drawn with for the intervals.
        fixed: Numbers without an interval: counts, and what is no mean over rows.
        halves: As in `bootstrap_intervals`.
        strata: Likewise.
    """

    statistic: Callable[[np.ndarray], dict[str, float]]
    units: np.ndarray
    fixed: dict[str, float]
    halves: bool = False
    strata: np.ndarray | None = None

    @property
    def metrics(self) -> dict[str, float]:
        return self.statistic(np.arange(len(self.units))) | self.fixed


@dataclass(frozen=True)
class Measurement:
    """Numbers of one protocol on one dataset.

    Args:
        n: How many queries, views or instances they are means over.
        metrics: By name.
        intervals: 95 % intervals of some of them.
        baselines: The same metrics of other encoders, by the encoder's name.
        paper: What the paper reports under these names, on its own data.
    """

    n: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    baselines: dict[str, dict[str, float]] = field(default_factory=dict)
    paper: dict[str, float] = field(default_factory=dict)


def measure(
    score: Callable[[Encoder], Scores],
    encoder: Encoder,
    baselines: Mapping[str, Encoder],
    *,
    resamples: int,
    seed: int,
    paper: Mapping[str, float] | None = None,
) -> Measurement:
    """Score an encoder with intervals, and others beside it in the same way.

    Args:
        score: One protocol on one dataset.
        encoder: Whose numbers these are.
        baselines: Others by name; one that lacks a modality of this encoder is to be left out by the caller.
        resamples: Drawings for the intervals; 0 for none.
        seed: Of the drawings.
        paper: Reported values.
    """
    ours = score(encoder)
    intervals = {}
    if resamples:
        drawing = {"halves": ours.halves, "strata": ours.strata, "resamples": resamples, "seed": seed}
        intervals = bootstrap_intervals(ours.statistic, ours.units, **drawing)
    return Measurement(
        n=len(ours.units),
        metrics=ours.metrics,
        intervals=intervals,
        baselines={name: score(other).metrics for name, other in baselines.items()},
        paper=dict(paper or {}),
    )


@dataclass(frozen=True)
class Result:
    """A measurement and what it takes to repeat it.

    Args:
        model: Id of the model.
        dataset: Name of the data.
        protocol: Name of the protocol.
        measurement: The numbers.
        seed: Of whatever was drawn.
        command: That measures it again.
        revision: Of the model: a digest of its configuration and weights.
        split: Of the data.
    """

    model: str
    dataset: str
    protocol: str
    measurement: Measurement
    seed: int
    command: str
    revision: str | None = None
    split: str | None = None

    def document(self) -> dict[str, Any]:
        """The content of the file, with commit and date of now."""
        facts = asdict(replace(self, measurement=None))
        del facts["measurement"]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return facts | asdict(self.measurement) | {"commit": running_commit(), "date": now}


def write_result(path: str | Path, result: Result) -> Path:
    """Write a result as JSON, whole or not at all; its folder is made where it is missing.

    Raises:
        ValueError: If a number is not finite.
    """
    path = Path(path)
    try:
        text = json.dumps(result.document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError:
        raise ValueError(f"{path} is not written: a number of {result.protocol} is not finite") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text.encode())
    return path


def running_commit() -> str:
    """Commit of the code that runs, with "+" where files differ from it; its version outside a checkout."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str:
        asked = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=True)
        return asked.stdout.strip()

    try:
        # an installed copy may lie inside a checkout of something else
        git("ls-files", "--error-unmatch", Path(__file__).name)
        return git("rev-parse", "HEAD") + (
            "+" if git("status", "--porcelain", "--untracked-files=no") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return f"comicenc {version('comicenc')}"
