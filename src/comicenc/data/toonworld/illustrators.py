"""Hands of those who draw for image boards: anime above all, now and then something else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .style import Style, sample_style

_KINDS = {
    "anime": 84,
    "chibi": 5,
    "painted": 4,
    "manga": 3.5,
    "cartoon": 1.5,
    "sketch": 1.0,
    "flat": 0.5,
    "ink": 0.5,
}
_NAMES, _SHARES = list(_KINDS), np.cumsum(list(_KINDS.values())) / sum(_KINDS.values())
_OTHER_EYES = 0.05  # share that draws eyes as no anime does
_MOE = 0.85  # of the others, share that draws them as today's anime does
_GREY = 0.05  # share of colourists' drawings that are grey


def sample_illustrator(rng: np.random.Generator) -> Style:
    """Invent an illustrator, whose colours are truer to the design than a comic's, and shadows lighter."""
    kind = _NAMES[int(np.searchsorted(_SHARES, rng.random()))]
    style = sample_style(rng, kind)
    eyes = style.eyes if rng.random() < _OTHER_EYES else "moe" if rng.random() < _MOE else "anime"
    tones = style.tones
    if tones == "colour" and rng.random() < _GREY:
        tones = "grey"
    if kind == "anime":
        style = replace(style, line=rng.uniform(0.006, 0.02), line_tint=rng.uniform(0.3, 1.0))
    return replace(
        style,
        eyes=eyes,
        tones=tones,
        depth=rng.uniform(0.12, 0.5),
        saturation=rng.uniform(0.85, 1.1),
        value=rng.uniform(0.95, 1.06),
        hue=rng.normal(0, 0.005),
        eye_scale=style.eye_scale * rng.uniform(0.98, 1.12),
        nose="dot" if style.nose == "full" else style.nose,
        shine=rng.uniform(0.05, 0.95),
        shade=(rng.uniform(0.6, 0.85), rng.uniform(0.42, 0.6), rng.uniform(0.45, 0.75)),
    )
