"""How fast tagged pictures are drawn on one core: `python tests/benchmarks/illustrations.py [number] [side]`.

At least 150 pictures a second at a side of 144 pixels are asked for, tags and JPEG included. Seconds of
processor time, and the fastest of three rounds, so that other work on the machine counts little; the places
behind people are drawn once for all pictures and timed for themselves.
"""

from __future__ import annotations

import json
import sys
import time

import cv2

from comicenc.data.toonworld.illustration import SCENES, scene
from comicenc.data.toonworld.tagged import TaggedContents, deal, tagged_row

_ROUNDS = 3


def main(pictures: int = 600, side: int = 144) -> None:
    """Time places, then pictures; print one JSON line."""
    cv2.setNumThreads(1)
    start = time.process_time()
    for number in range(SCENES):
        scene(0, number, side)
    places = time.process_time() - start
    contents = TaggedContents(side=side)
    rows = deal(contents)["train"][:pictures].tolist()
    rates, tags = [], 0
    for _ in range(_ROUNDS):
        start = time.process_time()
        tags = sum(len(tagged_row(contents, *row, annotated=False)["tags"]) for row in rows)
        rates.append(len(rows) / (time.process_time() - start))
    report = {
        "side": side,
        "pictures": len(rows),
        "pictures_per_second": round(max(rates)),
        "tags_a_picture": round(tags / len(rows), 1),
        "places_seconds": round(places, 1),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
