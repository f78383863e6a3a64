"""Where a panel plays: places that look the same each time they are seen.

The camera pans along a place and comes closer; the light is the scene's. What stands there is in `indoors.py`
and `outdoors.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .brush import Brush
from .canvas import Canvas
from .design import hsv
from .indoors import INDOORS
from .outdoors import OUTDOORS
from .scenery import Place
from .style import Style
from .vocabulary import pick

# how far a place fades towards the paper, so that people stand out from it
_PALE = {"colour": 0.06, "grey": 0.32, "screen": 0.55, "line": 0.6}
LIGHTS = ("day", "evening", "night", "overcast", "lamp")


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands: `pan` in panel heights along the place, `zoom` 1 for a wide shot."""

    pan: float
    zoom: float
    light: str


def sample_place(rng: np.random.Generator, kind: str) -> Place:
    """Invent a place of a kind."""
    hue = rng.random()
    return Place(
        kind=kind,
        seed=int(rng.integers(1 << 31)),
        wall=hsv(hue, rng.uniform(0.12, 0.42), rng.uniform(0.7, 0.93)),
        second=hsv(hue + rng.normal(0.0, 0.12), rng.uniform(0.2, 0.6), rng.uniform(0.4, 0.75)),
        accent=hsv(hue + rng.uniform(0.3, 0.7), rng.uniform(0.4, 0.75), rng.uniform(0.6, 0.9)),
        green=hsv(rng.normal(0.3, 0.06), rng.uniform(0.3, 0.65), rng.uniform(0.45, 0.75)),
    )


def draw_place(canvas: Canvas, place: Place, style: Style, view: View) -> None:
    """Draw a place over the whole canvas, with `canvas.owner` 0.

    Args:
        canvas: The panel.
        place: What to draw.
        style: The album's artist.
        view: Camera and light.
    """
    canvas.owner = 0
    scale = canvas.height * view.zoom
    canvas.look(-view.pan * scale, canvas.height * (0.5 - 0.5 * view.zoom), scale)
    brush = Brush(canvas, style, view.light, _PALE[style.tones] + 0.06 * (view.zoom > 1.5))
    (INDOORS | OUTDOORS)[place.kind](brush, place, np.random.default_rng(place.seed))
    if style.shading == "soft":
        _wash(canvas, place.seed, view)
    if view.zoom > 1.6 and style.kind in ("painted", "anime") and not style.colourless:
        blur = 0.004 * canvas.height * (view.zoom - 1.0)
        canvas.pixels[:] = cv2.GaussianBlur(canvas.pixels, (0, 0), max(blur, 0.6))
    canvas.look(0.0, 0.0, 1.0)


def _wash(canvas: Canvas, seed: int, view: View) -> None:
    """Uneven paint: large soft blots and darker corners."""
    rng = np.random.default_rng(seed + 1)
    blots = (rng.normal(1.0, 0.045, (9, 14, 1)) + rng.normal(0.0, 0.014, (9, 14, 3))).astype(np.float32)
    across, down = np.linspace(-1, 1, 14) ** 2, np.linspace(-1, 1, 9) ** 2
    fall = 1.04 - (0.26 if view.light in ("night", "lamp") else 0.1) * (across + down[:, None]) / 2
    blots *= fall[..., None].astype(np.float32)
    field = cv2.resize(blots, (canvas.width, canvas.height), interpolation=cv2.INTER_CUBIC)
    cv2.multiply(canvas.pixels, field, dst=canvas.pixels, dtype=cv2.CV_8U)


def mood_light(rng: np.random.Generator, place: Place, mood: str) -> str:
    """A light that fits a mood."""
    if place.indoors:
        return pick(
            rng, ("day", "lamp", "night", "overcast"), (0.5, 1, 6, 1) if mood == "scary" else (5, 3, 0.5, 0.6)
        )
    weights = {
        "scary": (0.4, 1, 4, 2),
        "sad": (1.5, 2, 1, 4),
        "tender": (3, 4, 0.8, 0.3),
        "angry": (3, 2, 0.7, 2),
    }
    return pick(rng, LIGHTS[:4], weights.get(mood, (7, 1.2, 0.5, 0.6)))
