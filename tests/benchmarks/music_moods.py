"""Whether music composed by program teaches moods of real music, by hand-made features and boosted trees.

`python -m tests.benchmarks.music_moods REAL [PIECES] [SOUNDFONT ...]`: REAL is a folder with `moods.csv`
(file, mood) and `audio/`. PIECES pieces of 12 s are composed, a seventh a mood, played by our own instruments
and, where SoundFonts are given, by these as well; trees learn from all but a fifth. Accuracy and macro mAP
are those on the fifth, and on the real pieces, where nothing was fitted; chance is a mean over drawn answers.
Real time is seconds of music composed and played in a second of one processor.

On 31 pieces of library music, two cores that were shared with other work, symusic 0.5.9:

| instruments | pieces | real time | unseen pieces | real pieces |
|---|---|---|---|---|
| chance | | | | 0.14 / 0.23 |
| our own | 700 | 110 × | 0.60 / 0.70 | 0.47 / 0.73 |
| FluidR3 GM | 700 | 78 × | 0.46 / 0.48 | 0.42 / 0.52 |

With 31 pieces, differences under some 0.06 are noise, and "exciting" (one piece) and "angry" (two) weigh much
in the mean over moods. What is heard wrongly is mostly happy and tender music taken for funny.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from comicenc.data.toonworld.music import MOODS, compose, render
from comicenc.evaluation.music_features import RATE, MusicFeatureTrees, describe

SECONDS, SEED, TREES, WORKERS = 12.0, 77, 5, 2


def played(soundfonts: Sequence[str], number: int) -> tuple[np.ndarray, float]:
    """What is heard of a piece, and how long it took to compose and play."""
    start = time.process_time()
    piece = compose([SEED, number], MOODS[number % len(MOODS)], SECONDS)
    sound = render(piece, RATE, 1, soundfonts)
    took = time.process_time() - start
    return describe((sound, RATE)), took


def scores(probabilities: np.ndarray, order: Sequence[str], moods: Sequence[str]) -> tuple[float, float]:
    """Accuracy and macro mAP over the moods that occur."""
    true = np.asarray(moods)
    accuracy = np.mean(np.asarray(order)[probabilities.argmax(axis=1)] == true)
    precisions = [
        average_precision_score(true == mood, column)
        for mood, column in zip(order, probabilities.T, strict=True)
        if mood in true
    ]
    return float(accuracy), float(np.mean(precisions))


def measure(pieces: int, soundfonts: Sequence[str], real: list[np.ndarray], moods: list[str]) -> str:
    """One line of the table."""
    with ProcessPoolExecutor(WORKERS) as pool:
        described, took = zip(*pool.map(partial(played, soundfonts), range(pieces), chunksize=7), strict=True)
    labels = [MOODS[number % len(MOODS)] for number in range(pieces)]
    held = np.arange(pieces) % 5 == 0
    found = []
    for seed in range(TREES):
        trees = MusicFeatureTrees(seed).fit_features(
            [each for each, out in zip(described, held, strict=True) if not out],
            [label for label, out in zip(labels, held, strict=True) if not out],
        )
        unseen = [each for each, out in zip(described, held, strict=True) if out]
        found.append(
            scores(trees.of_features(unseen), trees.moods, np.asarray(labels)[held])
            + scores(trees.of_features(real), trees.moods, moods)
        )
    synthetic, real_scores = np.split(np.mean(found, axis=0), 2)
    speed = SECONDS * pieces / sum(took)
    names = ", ".join(Path(path).name for path in soundfonts) or "our own"
    return (
        f"| {names} | {pieces} | {speed:.0f} × | {synthetic[0]:.2f} / {synthetic[1]:.2f} "
        f"| {real_scores[0]:.2f} / {real_scores[1]:.2f} |"
    )


def chance(moods: list[str]) -> str:
    rng = np.random.default_rng(0)
    drawn = [scores(rng.dirichlet(np.ones(len(MOODS)), len(moods)), MOODS, moods) for _ in range(2000)]
    accuracy, precision = np.mean(drawn, axis=0)
    return f"| chance | | | | {accuracy:.2f} / {precision:.2f} |"


def main(folder: str, pieces: str = "700", *soundfonts: str) -> None:
    with (Path(folder) / "moods.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    real = [describe(Path(folder) / "audio" / row["file"]) for row in rows]
    moods = [row["mood"] for row in rows]
    print("| instruments | pieces | real time | unseen pieces | real pieces |\n|---|---|---|---|---|")
    print(chance(moods), flush=True)
    print(measure(int(pieces), (), real, moods), flush=True)
    for soundfont in soundfonts:
        print(measure(int(pieces), (soundfont,), real, moods), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
