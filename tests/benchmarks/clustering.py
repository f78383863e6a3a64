"""What clustering many faces costs: `python tests/benchmarks/clustering.py FOLDER [faces...]`.

Faces are drawn by Toonworld at 64 pixels as Manga109 has them (109 albums, 118,715 faces, an album of one
style), encoded in bfloat16, reduced by UMAP and grouped by HDBSCAN, each step in a process of its own so that
its peak of memory is its own, and beside it the same two libraries called directly. Then the way of imgutils'
`ccip_clustering`, a Python callback for each pair, at sizes up to 10,000.

FOLDER keeps what was drawn and every line of results, so that a run that was broken off goes on.

On one core, which other work shared (UMAP compiles itself first, 14 s):

| processor time, peak | 1,000 faces | 10,000 | 118,715 |
|---|---|---|---|
| embedding | 12 s, 454 MB | 89 s, 570 MB | 955 s, 2,073 MB |
| UMAP | 16 s, 421 MB | 51 s, 583 MB | 286 s, 1,456 MB |
| … directly | 16 s, 421 MB | 49 s, 567 MB | 302 s, 1,447 MB |
| HDBSCAN | 1.5 s, 198 MB | 1.7 s, 204 MB | 15 s, 305 MB |
| … directly | 1.4 s, 196 MB | 1.6 s, 204 MB | 12 s, 304 MB |
| suggestions | 1.6 s, 197 MB | 2.0 s, 210 MB | 9.3 s, 369 MB |

Called directly, both give the same numbers. Of 24, 239 and 2,611 characters the groups' AMI is 0.93, 0.88 and
0.68. A callback a pair takes 4.4, 12, 52 and 198 s for 1,000, 2,000, 5,000 and 10,000 faces (211
million calls): it grows with their square.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

MANGA109 = 118_715  # faces
ALBUMS, CAST = 109, 24  # albums, and characters in each
SIZES = (1_000, 10_000, MANGA109)
PAIRED = (1_000, 2_000, 5_000, 10_000)
MODEL, DTYPE = "comicenc/identity-simclr-mini", "bfloat16"
SIDE, CHUNK = 64, 1_024


def main(folder: Path, *sizes: int) -> None:
    """Print a JSON line for each step at each size."""
    sizes = sizes or SIZES
    folder.mkdir(parents=True, exist_ok=True)
    results = Results(folder / "results.jsonl")
    for faces in sorted(sizes):
        for step in (draw, embed, reduce, group, suggest, reduce_directly, group_directly):
            results.of(step, folder, faces)
    for faces in (each for each in PAIRED if each <= max(sizes)):
        for step in (draw, embed, group_by_callback):
            results.of(step, folder, faces)


class Results:
    """Lines of results; a step that has one is not done again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known = [json.loads(line) for line in lines]

    def of(self, step: Callable[..., dict], folder: Path, faces: int) -> None:
        key = {"step": step.__name__, "faces": faces}
        found = next((each for each in self.known if key.items() <= each.items()), None)
        if found is None:
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                found = key | pool.submit(_measured, step, folder, faces).result()
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")
        print(json.dumps(found), flush=True)


def draw(folder: Path, faces: int) -> dict:
    """Faces of albums one after another; those that were drawn before stay."""
    import cv2

    cv2.setNumThreads(1)
    shape = (MANGA109, SIDE, SIDE, 3)
    drawn, done = folder / "faces.npy", folder / "drawn.json"
    pixels = np.lib.format.open_memmap(drawn, "r+" if drawn.exists() else "w+", np.uint8, shape)
    who = json.loads(done.read_text(encoding="ascii")) if done.exists() else []
    while len(who) < faces:
        album = who[-1] // CAST + 1 if who else 0
        wanted = min(-(-MANGA109 // ALBUMS), MANGA109 - len(who))
        for number, (character, face) in enumerate(draw_album(album, wanted), start=len(who)):
            pixels[number] = face
            who.append(album * CAST + character)
        pixels.flush()
        done.write_text(json.dumps(who), encoding="ascii")
    return {"characters": len(set(who[:faces]))}


def draw_album(album: int, wanted: int, characters: int = CAST) -> list[tuple[int, np.ndarray]]:
    """(character, face) pairs of one style; some characters are seen far more often than others."""
    from comicenc.data.toonworld.design import sample_design
    from comicenc.data.toonworld.instances import draw_instance
    from comicenc.data.toonworld.style import sample_style

    rng = np.random.default_rng([1, album])
    style, cast = sample_style(rng), [sample_design(rng) for _ in range(characters)]
    often = rng.lognormal(0, 1, characters)
    found: list[tuple[int, np.ndarray]] = []
    while len(found) < wanted:
        character = int(rng.choice(characters, p=often / often.sum()))
        drawn = draw_instance(rng, cast[character], style, face_size=SIDE, parts=("face",))
        if drawn.face is not None:
            found.append((character, drawn.face))
    return found


def embed(folder: Path, faces: int) -> dict:
    """Vectors of the first faces."""
    from comicenc import ComicEncoder

    encoder = ComicEncoder.from_pretrained(MODEL, dtype=DTYPE)
    pixels = np.load(folder / "faces.npy", mmap_mode="r")[:faces]
    starts = range(0, faces, CHUNK)
    vectors = [encoder.encode(faces=list(pixels[start : start + CHUNK])) for start in starts]
    np.save(folder / f"vectors-{faces}.npy", np.concatenate(vectors))
    return {"dimensions": vectors[0].shape[1]}


def reduce(folder: Path, faces: int) -> dict:
    """UMAP as `tasks.clustering` calls it."""
    from comicenc.tasks.clustering.clustering import DIMENSIONS
    from comicenc.tasks.clustering.density import reduced

    np.save(folder / f"reduced-{faces}.npy", reduced(_vectors(folder, faces), DIMENSIONS, 0))
    return {}


def reduce_directly(folder: Path, faces: int) -> dict:
    """UMAP as anybody calls it with a seed."""
    import umap

    found = umap.UMAP(n_components=32, random_state=0, n_jobs=1).fit_transform(_vectors(folder, faces))
    return {"equal": bool((found == np.load(folder / f"reduced-{faces}.npy")).all())}


def group(folder: Path, faces: int) -> dict:
    """HDBSCAN as `tasks.clustering` calls it."""
    from sklearn.metrics import adjusted_mutual_info_score

    from comicenc.tasks.clustering.clustering import MIN_CLUSTER_SIZE
    from comicenc.tasks.clustering.density import hdbscan

    labels, _ = hdbscan(np.load(folder / f"reduced-{faces}.npy"), MIN_CLUSTER_SIZE, 1)
    np.save(folder / f"labels-{faces}.npy", labels)
    who = json.loads((folder / "drawn.json").read_text(encoding="ascii"))[:faces]
    ami = adjusted_mutual_info_score(who, labels)
    return {"groups": int(labels.max()) + 1, "outliers": int((labels < 0).sum()), "ami": round(ami, 3)}


def group_directly(folder: Path, faces: int) -> dict:
    """HDBSCAN as anybody calls it who has one core."""
    import hdbscan

    rows = np.load(folder / f"reduced-{faces}.npy")
    labels = hdbscan.HDBSCAN(min_cluster_size=10, min_samples=1, core_dist_n_jobs=1).fit_predict(rows)
    return {"equal": bool((labels == np.load(folder / f"labels-{faces}.npy")).all())}


def suggest(folder: Path, faces: int) -> dict:
    """What may be one, and what may be two."""
    from comicenc.tasks.clustering import suggest_merges, suggest_splits

    vectors, labels = _vectors(folder, faces), np.load(folder / f"labels-{faces}.npy")
    merges, splits = suggest_merges(vectors, labels), suggest_splits(vectors, labels)
    return {"merges": len(merges), "splits": len(splits)}


def group_by_callback(folder: Path, faces: int) -> dict:
    """As imgutils' `ccip_clustering` by its default: OPTICS asks a Python function for each distance."""
    from sklearn.cluster import OPTICS

    vectors = _vectors(folder, faces)
    distances, calls = 1 - vectors @ vectors.T, 0

    def distance(one: np.ndarray, other: np.ndarray) -> float:
        nonlocal calls
        calls += 1
        return distances[int(one[0]), int(other[0])].item()

    rows = np.arange(faces).reshape(-1, 1)
    labels = OPTICS(max_eps=0.5, min_samples=5, metric=distance).fit_predict(rows)
    return {"calls": calls, "groups": int(labels.max()) + 1, "outliers": int((labels < 0).sum())}


def _vectors(folder: Path, faces: int) -> np.ndarray:
    return np.load(folder / f"vectors-{faces}.npy")


def _measured(step: Callable[..., dict], folder: Path, faces: int) -> dict:
    start = time.perf_counter()
    result = step(folder, faces)
    seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    costs = {"seconds": round(seconds, 1), "processor_seconds": round(sum(os.times()[:2]), 1)}
    return costs | {"peak_mb": round(peak / 1024)} | result


if __name__ == "__main__":
    place, *given = sys.argv[1:]
    main(Path(place), *map(int, given))
