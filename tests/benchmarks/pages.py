"""How fast whole pages are drawn on one core: `python tests/benchmarks/pages.py [albums] [pages]`.

Seconds of processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import sys
import time

import cv2

from comicenc.data.toonworld.album import sample_album
from comicenc.data.toonworld.pages import draw_page
from comicenc.data.toonworld.rows import album_rows


def main(albums: int = 8, pages: int = 3) -> None:
    """Time pages alone, then whole albums with crops and encoding; print one JSON line."""
    cv2.setNumThreads(1)
    draw_page(sample_album(0, 0), 0)  # fonts and tables are loaded once
    start = time.process_time()
    for index in range(albums):
        album = sample_album(0, index)
        for number in range(pages):
            draw_page(album, number)
    drawn = time.process_time() - start
    start = time.process_time()
    rows = [album_rows(sample_album(0, index), pages) for index in range(albums)]
    written = time.process_time() - start
    total = albums * pages
    print(
        json.dumps(
            {
                "pages": total,
                "pages_per_second": round(total / drawn, 2),
                "pages_per_second_with_crops": round(total / written, 2),
                "instances_per_page": round(sum(len(found["instances"]) for found in rows) / total, 2),
                "faces_per_page": round(sum(len(found["faces"]) for found in rows) / total, 2),
                "sequences_per_album": round(sum(len(found["sequences"]) for found in rows) / albums, 2),
            }
        )
    )


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
