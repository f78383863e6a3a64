"""How fast crops are drawn on one core: `python tests/benchmarks/crops.py [characters] [drawings] [side]`.

At least 300 crops a second at a side of 64 pixels are asked for, so that training never waits for its data.
Seconds of processor time, and the fastest of three rounds, so that other work on the machine counts little.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import cv2
import numpy as np

from comicenc.data.toonworld.design import CharacterDesign, sample_design
from comicenc.data.toonworld.instances import draw_instance
from comicenc.data.toonworld.style import STYLES, Style, sample_style

Sheet = tuple[CharacterDesign, Style]
_ROUNDS = 3


def main(characters: int = 60, drawings: int = 6, side: int = 64) -> None:
    """Time faces alone, bodies alone and pairs of both over the same characters; print one JSON line."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(0)
    sheets = [(sample_design(rng), sample_style(rng)) for _ in range(characters)]
    _crops_per_second(sheets[:10], drawings, side, ("face", "body"))  # tables are reckoned once
    report: dict[str, object] = {"side": side, "drawings": characters * drawings}
    for name, parts in (("faces", ("face",)), ("bodies", ("body",)), ("pairs", ("face", "body"))):
        report[f"crops_per_second_{name}"] = round(_crops_per_second(sheets, drawings, side, parts))
    styles = {kind: [(design, sample_style(rng, kind)) for design, _ in sheets[:40]] for kind in STYLES}
    rates = {kind: _crops_per_second(some, drawings, side, ("face", "body")) for kind, some in styles.items()}
    kind = min(rates, key=rates.__getitem__)
    print(json.dumps(report | {"slowest_style": kind, "crops_per_second_there": round(rates[kind])}))


def _crops_per_second(sheets: Sequence[Sheet], drawings: int, side: int, parts: tuple[str, ...]) -> float:
    rates = []
    for _ in range(_ROUNDS):
        rng, crops, start = np.random.default_rng(1), 0, time.process_time()
        for design, style in sheets:
            for _ in range(drawings):
                drawn = draw_instance(rng, design, style, face_size=side, body_size=side, parts=parts)
                crops += (drawn.face is not None) + (drawn.body is not None)
        rates.append(crops / (time.process_time() - start))
    return max(rates)


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
