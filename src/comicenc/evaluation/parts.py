"""Which parts of characters are encoded: faces, bodies, or both where they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from .result import Encoder

Parts = Literal["faces", "bodies", "both", "both_where_faces"]
MODALITIES = {
    "faces": ("faces",),
    "bodies": ("bodies",),
    "both": ("faces", "bodies"),
    "both_where_faces": ("faces", "bodies"),
}


def encode_parts(
    encoder: Encoder,
    faces: Sequence,
    bodies: Sequence,
    parts: Parts,
    *,
    texts: Sequence[str] | None = None,
    progress: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Encode those of N characters that have the parts asked for.

    Args:
        encoder: Takes faces, bodies or both.
        faces: (N,) pictures or None.
        bodies: (N,) pictures or None.
        parts: "faces" and "bodies" are encoded alone; "both" takes whatever of the two a character has, and
            "both_where_faces" only characters with a face, so that it compares with "faces" one to one.
        texts: (N,) what is said around them, empty where nothing is; an encoder that takes no texts is given
            none.
        progress: Whether to show a bar on standard error.

    Returns:
        Rows (n,) that were encoded, and their vectors (n, D).

    Raises:
        ValueError: If the encoder does not take these parts, or nobody has them.
    """
    columns = {"faces": faces, "bodies": bodies}
    wanted = MODALITIES[parts]
    if missing := [name for name in wanted if name not in encoder.modalities]:
        raise ValueError(f"the encoder takes {', '.join(encoder.modalities)}, not {', '.join(missing)}")
    needed = ("faces",) if parts == "both_where_faces" else wanted
    rows = np.array(
        [row for row in range(len(faces)) if any(columns[name][row] is not None for name in needed)],
        dtype=int,
    )
    if not len(rows):
        raise ValueError(f"nobody has {' or '.join(needed)}")
    seen = {name: [columns[name][row] for row in rows] for name in wanted}
    if texts is not None and "texts" in encoder.modalities:
        seen["texts"] = [texts[row] or None for row in rows]
    return rows, encoder.encode(**seen, progress=progress)
