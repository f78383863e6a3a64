"""How well genre and mood of drawn pages can be told, on albums that were not learnt from.

    python -m tests.benchmarks.mood_pages FOLDER [PAGES...]

Colours, light and edges of a page, coarsely where they are, go into a linear classifier: what it finds, a
network finds as well. FOLDER is one that `comicenc dataset toonworld-moods` has written. PAGES are annotated
comics whose moods it is tried on besides; there the first or the second choice counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from datasets import load_dataset
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from comicenc.reading import read_comic

SIZE = (112, 160)
ROWS, COLUMNS, WAYS = 5, 4, 8


def features(pixels: np.ndarray) -> np.ndarray:
    """Means and deviations of Lab colours and edges by direction in a grid, and histograms of the whole."""
    pixels = cv2.resize(pixels, SIZE, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    hue, saturation, value = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV))
    dx, dy = (cv2.Sobel(lab[..., 0], cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    way = ((np.arctan2(dy, dx) / np.pi % 1) * WAYS).astype(int) % WAYS
    edges = np.hypot(dx, dy)[..., None] * (way[..., None] == np.arange(WAYS))
    planes = np.concatenate([lab, edges], axis=2)
    cells = [cell for row in np.array_split(planes, ROWS) for cell in np.array_split(row, COLUMNS, axis=1)]
    grid = [part for cell in cells for part in (cell.mean((0, 1)), cell[..., :3].std((0, 1)))]
    weight = saturation.ravel() / 255
    whole = [
        np.histogram(hue, 18, (0, 180), weights=weight.reshape(hue.shape))[0] / hue.size,
        np.histogram(saturation, 12, (0, 256))[0] / hue.size,
        np.histogram(value, 16, (0, 256))[0] / hue.size,
    ]
    return np.concatenate([*grid, *whole])


def main(folder: str, *comics: str) -> None:
    """Print accuracies beside chance and the commonest, and which moods are taken for which."""
    splits = load_dataset(folder, "genre_pages")
    seen = {
        split: np.array([features(np.array(one)) for one in rows["image"]]) for split, rows in splits.items()
    }
    for what in ("mood", "genre"):
        names = sorted(set(splits["train"][what]))
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.003, max_iter=500))
        model.fit(seen["train"], splits["train"][what])
        truth = splits["test"][what]
        commonest = max(truth.count(name) for name in names) / len(truth)
        found = accuracy_score(truth, model.predict(seen["test"]))
        print(f"{what}: {found:.3f} of {len(truth)}; chance {1 / len(names):.3f}, commonest {commonest:.3f}")
        for name, row in zip(
            names, confusion_matrix(truth, model.predict(seen["test"]), labels=names), strict=True
        ):
            print(f"  {name:22}", *(f"{count:4d}" for count in row))
        if what == "mood" and comics:
            pages = [page for path in comics for page in read_comic(Path(path)) if page.mood]
            told = model.predict(np.array([features(np.array(page.image())) for page in pages]))
            first, either = (
                np.mean([mood in page.mood[:most] for mood, page in zip(told, pages, strict=True)])
                for most in (1, 2)
            )
            print(f"  real pages: {first:.3f} first, {either:.3f} first or second choice of {len(pages)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
