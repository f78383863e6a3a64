"""Characters that are colours, so that a colour histogram knows them and everything can be foreseen."""

from __future__ import annotations

import numpy as np
from PIL import Image

from comicenc.comic import Box, Character, Comic, Page, Panel

COLOURS = {"Red": (220, 30, 30), "Green": (30, 220, 30), "Blue": (30, 30, 220), "Grey": (120, 120, 120)}


def swatch(name: str, seed: int = 0) -> Image.Image:
    """A noisy square of a character's colour."""
    noise = np.random.default_rng(seed).integers(-3, 4, (12, 12, 3))
    return Image.fromarray((np.array(COLOURS[name]) + noise).clip(0, 255).astype(np.uint8))


def comic(pages: list[str], title: str = "colours") -> Comic:
    """A page a string: `"Red Green|Red"` has two panels; `"red"` has no face, `"-Red"` no name."""
    return Comic(title, tuple(_page(f"p{number}", page, number) for number, page in enumerate(pages)))


def _page(name: str, written: str, seed: int) -> Page:
    image = Image.new("RGB", (200, 60), "white")
    characters, panels = [], []
    for panel, inside in enumerate(written.split("|")):
        panels.append(Panel(Box(100 * panel, 0, 100 * panel + 99, 60)))
        for place, who in enumerate(inside.split()):
            true = who.lstrip("-").capitalize()
            x = 100 * panel + 40 * place
            image.paste(swatch(true, 1000 * seed + x).resize((30, 50)), (x, 5))
            characters.append(
                Character(
                    face=Box(x + 8, 8, x + 20, 20) if who.lstrip("-")[0].isupper() else None,
                    body=Box(x, 5, x + 30, 55),
                    name=None if who.startswith("-") else true,
                    panel=panel,
                )
            )
    return Page(name, image.size, lambda: image, tuple(panels), tuple(characters), annotated=True)
