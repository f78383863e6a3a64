"""Time and memory of pseudo-labels: `python tests/benchmarks/pseudo_labels.py FOLDER [faces …]`.

Features as wide as VGG16's fully connected layers are invented in FOLDER, as float16 in a file as training
leaves them, and go through what `train.manga_deepcluster` does before an epoch: whitening to 256, k-means
with 3,000 groups, repair of empty ones, an even draw. Each number of faces is a process of its own. Its own
memory is what `RssAnon` of /proc says at most, asked ten times a second: pages of mapped files are not in it,
since the system takes them back when it needs them. FOLDER needs 9.3 GB for a million faces and is emptied.

Of 10,000 faces the peak was 859 MB, of 100,000 it was 949 MB and of a million 962 MB, whose whitening took
60 s and k-means 34 s on two cores; no group was empty, and no face was drawn more than 334 times.
"""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from comicenc.objectives.pseudo_labels import evenly_drawn, fit_whitening, k_means, whitened, without_empty

FACES = (10_000, 100_000, 1_000_000)
WIDTH, WHITENED, GROUPS = 4096, 256, 3000
AT_ONCE = 4096


class Peak(threading.Thread):
    """The most memory of its own that this process had."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0.0

    def run(self) -> None:
        while True:
            lines = Path("/proc/self/status").read_text().splitlines()
            own = next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
            self.megabytes = max(self.megabytes, own / 1000)
            time.sleep(0.1)


def invented(faces: int) -> Iterator[np.ndarray]:
    """(n, WIDTH) float16, some at a time, around 5,000 centres."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((5000, WIDTH), dtype=np.float32)
    noise = rng.standard_normal((AT_ONCE, WIDTH), dtype=np.float32)
    for start in range(0, faces, AT_ONCE):
        count = min(AT_ONCE, faces - start)
        rows = centres[rng.integers(0, len(centres), count)] + rng.permutation(noise)[:count]
        yield np.maximum(rows, 0).astype(np.float16)


def measured(folder: Path, faces: int) -> None:
    """Print a line of the table."""
    shape = (faces, WIDTH)
    features = np.lib.format.open_memmap(folder / "features.npy", mode="w+", dtype=np.float16, shape=shape)
    start = 0
    for rows in invented(faces):
        features[start : start + len(rows)] = rows
        start += len(rows)
    features.flush()
    del features, rows
    features = np.load(folder / "features.npy", mmap_mode="r")
    peak, spent = Peak(), []
    peak.start()

    def timed(step: Callable):
        began = time.perf_counter(), time.process_time()
        result = step()
        spent.append((time.perf_counter() - began[0], time.process_time() - began[1], peak.megabytes))
        return result

    def reduced() -> np.ndarray:
        whitening = fit_whitening(features, WHITENED)
        shape = (faces, whitening.directions.shape[1])
        white = np.lib.format.open_memmap(folder / "white.npy", mode="w+", dtype=np.float32, shape=shape)
        return whitened(features, whitening, white)

    white = timed(reduced)
    labels = timed(lambda: k_means(white, GROUPS, threads=2))
    labels, empty = timed(lambda: without_empty(labels, white, GROUPS))
    drawn = timed(lambda: evenly_drawn(labels, np.random.default_rng(0)))
    largest = np.bincount(labels[drawn]).max()
    cells = [f"{wall:.0f}, {processor:.0f}, {megabytes:,.0f} MB" for wall, processor, megabytes in spent]
    files = sum(file.stat().st_size for file in folder.glob("*.npy")) / 1e9
    print(f"| {faces:,} | {files:.1f} GB | {' | '.join(cells)} | {empty} | {largest} |", flush=True)


def main(folder: Path, sizes: tuple[int, ...]) -> None:
    print(
        "| faces | files | whitening: s, processor s, peak | k-means | repair | draw | empty | most drawn |"
    )
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for faces in sizes:
        place = folder / f"pseudo-labels-{faces}"
        place.mkdir(parents=True)
        process = multiprocessing.get_context("spawn").Process(target=measured, args=(place, faces))
        process.start()
        process.join()
        shutil.rmtree(place)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or FACES)
