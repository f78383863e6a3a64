"""What illustrators do to flat colours: strands and sheen in hair, soft shade on skin, folds in cloth."""

from __future__ import annotations

import cv2
import numpy as np

from .parts import Part

_HAIR = (
    Part.HAIR,
    Part.TIPS,
    Part.BANGS,
    Part.SIDE_LOCKS,
    Part.AHOGE,
    Part.TAIL_OF_HAIR,
    Part.BRAID,
    Part.BUN,
)
_SKIN = (Part.SKIN, Part.EAR, Part.NECK, Part.ARM, Part.HAND, Part.LEG, Part.BLUSH)
_CLOTH = (
    Part.TOP, Part.INNER, Part.COLLAR, Part.SLEEVE, Part.SKIRT, Part.TROUSERS, Part.SHORTS, Part.LEGWEAR,
    Part.CAPE, Part.HAT, Part.RIBBON,
)  # fmt: skip
_GROUPS = np.zeros((3, len(Part)), np.float32)  # 1 where a part is hair, skin, cloth
for _number, _parts in enumerate((_HAIR, _SKIN, _CLOTH)):
    _GROUPS[_number, list(_parts)] = 1
_STRANDS, _BANDS, _BLOTS = (5, 26), (6, 3), (5, 5)  # of random fields, down and across a picture


def glaze(pixels: np.ndarray, parts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lay light and shade over the flat colours of people.

    Args:
        pixels: uint8 (H, W, 3).
        parts: uint8 (H, W), the `Part` that each pixel shows.
        rng: Source of chance.

    Returns:
        uint8 (H, W, 3).
    """
    height, width = parts.shape
    strength = rng.uniform(0.3, 1.0)

    def field(grid: tuple[int, int], spread: float) -> np.ndarray:
        values = rng.normal(0, spread * strength, grid).astype(np.float32)
        return cv2.resize(values, (width, height), interpolation=cv2.INTER_CUBIC)

    hair = field(_STRANDS, 0.1) + field(_BANDS, 0.08)
    layers = hair, field(_BLOTS, 0.025), field(_BLOTS, 0.08)
    shade = sum(layer * group[parts] for layer, group in zip(layers, _GROUPS, strict=True))
    # What is shaded turns a little towards the colour of the air.
    air = 1 + rng.uniform(-0.35, 0.35, 3).astype(np.float32)
    return cv2.multiply(pixels, 1 + shade[..., None] * air, dtype=cv2.CV_8U)
