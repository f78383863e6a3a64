"""Drawing a dataset file by file, so that a run that was stopped goes on with the files that are missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..files import claim as claim_folder

Shard = TypeVar("Shard")


def claim(file: Path, contents: Mapping, folders: Sequence[str]) -> None:
    """Make a folder a Toonworld's own, as `files.claim` does."""
    claim_folder(file, contents, folders, "Toonworld")


def draw_shards(
    draw: Callable[[Path, Shard], None],
    out: Path,
    shards: Sequence[Shard],
    workers: int,
    progress: bool,
    what: str,
) -> None:
    """Draw shards, several at a time.

    Args:
        draw: Draws one and writes its files; a function of a module, so that other processes find it.
        out: Where its files lie.
        shards: Those that are missing.
        workers: Processes that draw; 1 draws in this one.
        progress: Whether to show a progress bar on stderr.
        what: Is being drawn, for the bar.
    """
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    settings = {"total": len(shards), "disable": not progress, "transient": True, "console": console}
    if workers == 1 or len(shards) < 2:
        for shard in track(shards, what, **settings):
            _draw_alone(draw, out, shard)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    # A forked child would inherit the locks of libraries' threads that it does not have.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_draw_alone, draw, out, shard) for shard in shards]
        for job in track(as_completed(jobs), what, **settings):
            job.result()


def _draw_alone(draw: Callable[[Path, Shard], None], out: Path, shard: Shard) -> None:
    """Draw a shard without threads that would fight over the cores of other workers."""
    import cv2

    cv2.setNumThreads(1)
    draw(out, shard)
