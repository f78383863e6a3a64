"""A folder in the form of Manga109, with books of drawn squares whose every label is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (240, 120)  # a spread of two frames
FRAMES = {"right": (122, 2, 238, 118), "left": (2, 2, 118, 118)}
CAST = {"Ada": 6, "Bo": 6, "Cy": 2, "Other": 6}  # on how many pages each has two faces
COLORS = {"Ada": (220, 40, 40), "Bo": (40, 60, 220), "Cy": (40, 180, 60), "Other": (120, 120, 120)}
PAGES = 6


def write_books(root: Path, titles: Iterable[str], cast: Mapping[str, int] = CAST) -> Path:
    """Write images and annotations of these books; nobody is in two of them, whatever the names say.

    On each page Ada and Bo stand in the right frame, the others in the left one; each is drawn twice, once
    with a body. In the right frame somebody says the title, on every second page; the left one is silent.
    """
    (root / "annotations").mkdir(parents=True)
    for title in titles:
        folder = root / "images" / title
        folder.mkdir(parents=True)
        ids = {name: f"{number:08x}" for number, name in enumerate(cast)}
        people = "".join(f'<character id="{id}" name="{name}"/>' for name, id in ids.items())
        pages = []
        for index in range(PAGES):
            image = Image.new("RGB", SIZE, "white")
            here = [name for name, count in cast.items() if index < count]
            parts = _parts(index, title, here, ids, ImageDraw.Draw(image))
            image.save(folder / f"{index:03d}.jpg", quality=95)
            pages.append(
                f'<page index="{index}" width="{SIZE[0]}" height="{SIZE[1]}">{"".join(parts)}</page>'
            )
        book = (
            f'<book title="{title}"><characters>{people}</characters><pages>{"".join(pages)}</pages></book>'
        )
        (root / "annotations" / f"{title}.xml").write_text(book, encoding="utf-8")
    (root / "books.txt").write_text("\n".join(titles), encoding="utf-8")
    return root


def _parts(
    index: int, title: str, here: list[str], ids: Mapping[str, str], draw: ImageDraw.ImageDraw
) -> list[str]:
    parts = [_element("frame", box, f"{index}-{side}") for side, box in FRAMES.items()]
    if index % 2 == 0:
        parts.append(_element("text", (160, 95, 230, 115), f"{index}-t", said=f"{title}の話"))
        parts.append(_element("text", (130, 95, 150, 115), f"{index}-u", said="え？"))
    for name in here:
        left = FRAMES["right" if name in ("Ada", "Bo") else "left"][0]
        for number in range(2):
            x, y = left + 8 + 54 * number + 26 * (name in ("Bo", "Other")), 8 + 2 * index
            face = (x, y, x + 20, y + 20)
            draw.rectangle((x, y, x + 19, y + 19), COLORS[name])
            owner = f' character="{ids[name]}"'
            parts.append(_element("face", face, f"{index}-{name}-{number}", owner))
            if number:
                parts.append(_element("body", (x, y, x + 22, y + 60), f"{index}-{name}-b", owner))
    return parts


def _element(tag: str, box: tuple[int, int, int, int], id: str, owner: str = "", said: str = "") -> str:
    x0, y0, x1, y1 = box
    corners = f'xmin="{x0}" ymin="{y0}" xmax="{x1}" ymax="{y1}"'
    return f'<{tag} id="{id}" {corners}{owner}>{said}</{tag}>'
