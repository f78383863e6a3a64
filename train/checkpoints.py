"""Where trained checkpoints lie that a training starts from."""

from __future__ import annotations

from pathlib import Path

from comicenc import checkpoint_path


def located(source: str) -> str | Path:
    """The folder of a checkpoint that ships with comicenc; other ids and folders as they are."""
    try:
        return checkpoint_path(source)
    except ValueError:
        return source
