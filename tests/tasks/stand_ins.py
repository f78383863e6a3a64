"""An encoder that sees colours, and comics of coloured figures for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from comicenc.comic import Box, Character, Comic, Page, Panel

COLORS = {"red": (220, 30, 30), "green": (30, 200, 40), "blue": (30, 40, 220), "rose": (200, 40, 80)}
CALIBRATION = {"cast_distance": {"value": 0.5}, "unknown": {"threshold": 0.9, "top": 1}}


@dataclass
class ColorEncoder:
    """Vectors are mean colours, so that a test can foresee every distance."""

    modalities: tuple[str, ...] = ("faces", "bodies")
    id: str = "stand-in/colors"
    revision: str | None = "a" * 12
    calibration: dict = field(default_factory=lambda: dict(CALIBRATION))
    batches: list[int] = field(default_factory=list)

    def info(self) -> dict:
        return {"id": self.id, "revision": self.revision}

    def encode(self, *, batch_size: int = 32, **items: Sequence) -> np.ndarray:
        assert set(items) <= set(self.modalities)
        rows = [
            np.mean([_color(part) for part in parts if part is not None], axis=0)
            for parts in zip(*items.values(), strict=True)
        ]
        self.batches.append(len(rows))
        vectors = np.array(rows) / 255 - 0.3
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _color(part: Image.Image | list) -> np.ndarray:
    return np.asarray(part).reshape(-1, 3).mean(axis=0)


@dataclass
class Figure:
    """A square of one colour in a panel, seen as face, body or both."""

    color: str
    panel: int | None = 0
    parts: str = "face body"
    name: str | None = None


@dataclass
class Album:
    """A comic that counts how often each page is read."""

    pages: Sequence[Sequence[Figure] | None]
    reads: dict[str, int] = field(default_factory=dict)

    def comic(self) -> Comic:
        return Comic("an album", tuple(self._page(number, each) for number, each in enumerate(self.pages)))

    def _page(self, number: int, figures: Sequence[Figure] | None) -> Page:
        name, width = f"p{number}.png", 20 * max(len(figures or ()), 1)
        boxes = [Box(20 * place + 2, 2, 20 * place + 18, 18) for place in range(len(figures or ()))]

        def load() -> Image.Image:
            self.reads[name] = self.reads.get(name, 0) + 1
            image = Image.new("RGB", (width, 20), "white")
            for box, figure in zip(boxes, figures or (), strict=True):
                ImageDraw.Draw(image).rectangle(box.squared(1.2).as_tuple(), fill=COLORS[figure.color])
            return image

        characters = tuple(
            Character(
                face=box if "face" in figure.parts else None,
                body=box if "body" in figure.parts else None,
                panel=figure.panel,
                name=figure.name,
            )
            for box, figure in zip(boxes, figures or (), strict=True)
        )
        panels = tuple(Panel(Box(0, 0, width, 20)) for _ in range(3))
        return Page(name, (width, 20), load, panels, characters, annotated=figures is not None)


def album(*pages: str | None) -> Album:
    """Pages as "red green|red": a bar is between panels; None is a page on which nobody looked."""
    return Album(
        [
            None
            if page is None
            else [
                Figure(color, panel)
                for panel, colors in enumerate(page.split("|"))
                for color in colors.split()
            ]
            for page in pages
        ]
    )
