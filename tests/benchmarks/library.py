"""Time and memory of a library of music: `python tests/benchmarks/library.py FOLDER [tracks] [model]`.

So many MP3s of ten seconds are written to FOLDER: eighty drawn pieces, each file with an ending of its own,
so that each has another content and is decoded and heard, while drawing takes minutes. A process indexes them
and is killed when half are written; a second one goes on; a third finds nothing to do. Then a page's moods
ask for its ten best tracks. Without a model, a small untrained one of the tests hears them; encoding a page
is not counted. FOLDER needs 1 GB and is emptied again.

Of 10,000 tracks, on one core: killed after 123 s with 5,056 written, the rest in 103 s (679 MB at most), none
lost and none twice; 8 s to find nothing to do; 29 MB on disk. The first question takes 0.4 s, further ones
13 ms, with a filter 29 ms.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

PIECES, SECONDS, RATE = 80, 10, 22_050


def main(folder: Path, tracks: int = 10_000, model: str | None = None) -> None:
    """Print a JSON line for each step."""
    folder.mkdir(parents=True)
    try:
        music, place = folder / "music", folder / "music.lance"
        told("drawing", write_music, music, tracks)
        told("indexing, killed", killed, index, place, music, model, tracks // 2)
        told("indexing, going on", alone, index, place, music, model)
        told("nothing to do", alone, index, place, music, model)
        told("what is there", alone, check, place, music)
        told("asking", alone, ask, place, model)
    finally:
        shutil.rmtree(folder)


def told(step: str, job: Callable[..., dict], *arguments: object) -> None:
    start = time.perf_counter()
    result = job(*arguments)
    print(json.dumps({"step": step, "seconds": round(time.perf_counter() - start, 1)} | result), flush=True)


def write_music(folder: Path, tracks: int) -> dict:
    """Pieces of four tones that come and go, told apart by their pitches, then files that end differently."""
    folder.mkdir()
    time_ = np.arange(SECONDS * RATE) / RATE
    pieces = []
    for number in range(PIECES):
        rng = np.random.default_rng(number)
        tones = [
            np.sin(2 * np.pi * pitch * time_) * np.abs(np.sin(2 * np.pi * beat * time_))
            for pitch, beat in zip(rng.uniform(80, 2000, 4), rng.uniform(0.2, 4, 4), strict=True)
        ]
        path = folder / "piece.mp3"
        soundfile.write(path, 0.2 * np.sum(tones, axis=0), RATE, format="MP3")
        pieces.append(path.read_bytes())
        path.unlink()
    for number in range(tracks):
        ending = b"TAG" + f"Track {number:06d}".encode().ljust(125, b"\0")  # ID3v1: title and nothing else
        (folder / f"{number:06d}.mp3").write_bytes(pieces[number % PIECES] + ending)
    return {"tracks": tracks, "megabytes": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6)}


def encoder(model: str | None):
    """The one asked for, or a small one that was never trained."""
    import torch

    from comicenc.encoder import ComicEncoder

    torch.set_num_threads(1)
    if model:
        return ComicEncoder.from_pretrained(model, device="cpu")
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from tests.tasks.listening import tiny_listener

    return tiny_listener()


def index(place: Path, music: Path, model: str | None) -> dict:
    from comicenc.tasks.library import Library

    change = Library(place, encoder(model)).add(music)
    return {name: count for name, count in vars(change).items() if count}


def check(place: Path, music: Path) -> dict:
    """Whether each file is there, and once."""
    from comicenc.tasks.library import Library

    entries = Library(place).entries()
    files = {file.resolve() for file in music.iterdir()}
    lost, twice = files - {each.path for each in entries}, len(entries) - len({each.id for each in entries})
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return {"tracks": len(entries), "lost": len(lost), "twice": twice, "megabytes": round(size / 1e6)}


def ask(place: Path, model: str | None, questions: int = 100) -> dict:
    """Seconds of the first question, which reads the table, and of each further one."""
    from PIL import Image

    from comicenc.tasks.library import Library
    from comicenc.tasks.soundtrack import Soundtrack

    own = encoder(model)
    start = time.perf_counter()
    finder = Soundtrack(own, Library(place, own))
    opened = time.perf_counter() - start
    page, took = Image.new("RGB", (64, 64), "teal"), []
    query = finder.page_moods([page])[0]
    for _ in range(questions):
        start = time.perf_counter()
        finder.rank(query, top=10)
        took.append(time.perf_counter() - start)
    start = time.perf_counter()
    finder.rank(query, top=10, where="title > 'Track 000100' AND seconds > 5")
    chosen = time.perf_counter() - start
    return {
        "opening": round(opened, 3),
        "first": round(took[0], 3),
        "further": round(float(np.median(took[1:])), 4),
        "with a filter": round(chosen, 3),
    }


def alone(job: Callable[..., dict], *arguments: object) -> dict:
    """What a job gives in a process of its own, with its peak of memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (job, *arguments))


def measured(job: Callable[..., dict], *arguments: object) -> dict:
    start = time.process_time()
    result = job(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return result | {"processor_seconds": round(time.process_time() - start, 1), "peak_mb": peak // 1024}


def killed(job: Callable[..., dict], place: Path, music: Path, model: str | None, enough: int) -> dict:
    """Start a job and kill it as soon as a library holds enough."""
    from comicenc.tasks.library import Library, is_library

    process = multiprocessing.get_context("spawn").Process(target=job, args=(place, music, model))
    process.start()
    while process.is_alive() and not (is_library(place) and len(Library(place)) >= enough):
        time.sleep(1)
    process.kill()
    process.join()
    return {"written": len(Library(place)), "exit": signal.Signals(-process.exitcode).name}


if __name__ == "__main__":
    place, *rest = sys.argv[1:]
    main(Path(place), *(kind(value) for kind, value in zip((int, str), rest, strict=False)))
