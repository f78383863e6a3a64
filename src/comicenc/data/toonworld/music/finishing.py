"""How pieces are recorded: clean, loud, far away, worn, or through an old loudspeaker."""

from __future__ import annotations

import numpy as np

from .manners import Manner
from .moods import Feel
from .score import Finish


def sample_finish(rng: np.random.Generator, manner: Manner, feel: Feel) -> Finish:
    """Draw how a piece is finished.

    How loud it is depends on nothing but chance, so that a mood is no loudness.
    """
    kind = str(rng.choice(manner.finishes))
    wet = feel.wet + (0.25 if kind == "far" else 0.0) + float(rng.normal(0, 0.05))
    top = {"lofi": rng.uniform(3500, 8000), "old": rng.uniform(3000, 6500)}.get(kind)
    if top is None and rng.random() < 0.25:
        top = rng.uniform(8000, 16000)
    return Finish(
        room=float(np.clip(rng.lognormal(np.log(1.1 + 3.0 * max(wet, 0.0)), 0.35), 0.25, 6.0)),
        wet=float(np.clip(wet, 0.02, 0.8)),
        loudness=float(np.clip(rng.normal(-18, 3.5), -28, -11)),
        slope=float(np.clip(rng.normal(-5.8, 1.5) + feel.bright, -10.0, -2.0)),
        top=float(top) if top else None,
        bottom=float(rng.uniform(150, 300) if kind == "old" else rng.uniform(20, 60)),
        drive=float(
            np.clip({"loud": 0.7, "lofi": 0.45, "clean": 0.25}.get(kind, 0.2) + rng.normal(0, 0.15), 0, 1)
        ),
        crackle=float(abs(rng.normal(0, 0.02))) if kind in ("lofi", "old") and rng.random() < 0.6 else 0.0,
    )
