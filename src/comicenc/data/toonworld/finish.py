"""What happens to a drawing after the last line: light, tone, print and wear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from .style import Style

# How common each light is, and its factors on red, green and blue.
_LIGHTS = (
    (0.7, (1, 1, 1)),  # day
    (0.08, (1.08, 0.85, 0.62)),  # evening
    (0.06, (0.4, 0.5, 0.8)),  # night
    (0.04, (0.45, 0.85, 0.92)),  # deep water
    (0.02, (1.05, 0.5, 0.4)),  # fire
    (0.05, (0.9, 0.92, 0.95)),  # fog
    (0.05, (0.78, 0.9, 0.6)),  # forest
)
_SHARES, _TINTS = np.cumsum([share for share, _ in _LIGHTS]), np.array([tint for _, tint in _LIGHTS])
_MIDDLE_GREY = 118  # contrast grows round it
_BLACK, _WHITE = 62, 195  # greys from which on ink is solid and paper bare
_FULL_TONE = np.float32(50)  # grey that is all dots
_TONE_RANGE = np.float32(150)  # greys from there to none
_EDGE = 3  # steepness of a dot's rim
_INK = 8  # grey of printed black
_GLOWS, _SPILL = 130, 0.03  # level from which on light spills, and how far in picture heights
_BRUSH = (4, 4)  # strokes of a soft brush, down and across a picture


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a scene.

    Args:
        tint: Factors on red, green and blue.
        lift: Added to all channels, in levels of 255: fog and glare.
        contrast: Factor round the middle grey.
        slope: Change of brightness across the picture, rightward and downward.
    """

    tint: tuple[float, float, float]
    lift: float
    contrast: float
    slope: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """What is done to the colours of a panel as a whole.

    Args:
        tint: Factors on red, green and blue.
        saturation: Factor; 0 leaves greys.
        contrast: Factor round the middle grey.
        brightness: Factor.
        corners: How much darker the corners are, 0 to 1; below 0, how much nearer to white.
        glow: How much light spills over from what is bright.
    """

    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    saturation: float = 1.0
    contrast: float = 1.0
    brightness: float = 1.0
    corners: float = 0.0
    glow: float = 0.0

    def faint(self, strength: float) -> Look:
        """The same look, from none at all (0) to whole (1)."""

        def between(value: float) -> float:
            return 1.0 + (value - 1.0) * strength

        return Look(
            tint=tuple(between(factor) for factor in self.tint),
            saturation=between(self.saturation),
            contrast=between(self.contrast),
            brightness=between(self.brightness),
            corners=self.corners * strength,
            glow=self.glow * strength,
        )

    def over(self, other: Look) -> Look:
        """Both looks at once."""
        return Look(
            tint=tuple(one * two for one, two in zip(self.tint, other.tint, strict=True)),
            saturation=self.saturation * other.saturation,
            contrast=self.contrast * other.contrast,
            brightness=self.brightness * other.brightness,
            corners=self.corners + other.corners,
            glow=self.glow + other.glow,
        )


AS_DRAWN = Look()


def grade(pixels: np.ndarray, look: Look) -> np.ndarray:
    """Give a panel a look; uint8 (H, W, 3) in and out."""
    height, width = pixels.shape[:2]
    values = pixels.astype(np.float32)
    grey = values.mean(axis=2, keepdims=True)
    values = (grey + (values - grey) * look.saturation - _MIDDLE_GREY) * look.contrast + _MIDDLE_GREY
    values *= np.float32(look.tint) * look.brightness
    if look.glow:
        bright = np.maximum(values - _GLOWS, 0)
        values += look.glow * cv2.GaussianBlur(bright, (0, 0), max(_SPILL * height, 1.0))
    if look.corners:
        y, x = _grid(height, width)
        far = 2 * ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2)[..., None]  # (H, W, 1), 1 in the corners
        edge = 0.0 if look.corners > 0 else 255.0
        values += (edge - values) * np.minimum(abs(look.corners) * far, 1.0)
    return np.clip(values, 0, 255).astype(np.uint8)


def sample_light(rng: np.random.Generator) -> Light:
    """Daylight mostly, else evening, night, water, fire, fog or forest."""
    base = _TINTS[int(np.searchsorted(_SHARES, rng.random()))]
    strength = rng.uniform(0.2, 0.95)
    tint = (1 + (base - 1) * strength) * (1 + rng.normal(0, 0.035, 3))
    return Light(
        tint=tuple(tint),
        lift=rng.uniform(0, 40) if rng.random() < 0.2 else 0.0,
        contrast=rng.normal(1.0, 0.1),
        slope=(rng.normal(0, 0.12), rng.normal(0, 0.12)),
    )


@lru_cache(maxsize=16)
def _grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return y, x


def illuminate(pixels: np.ndarray, light: Light, style: Style, rng: np.random.Generator) -> np.ndarray:
    """Apply a scene's light and, where shading is soft, brushwork; uint8 (H, W, 3) in and out."""
    height, width = pixels.shape[:2]
    y, x = _grid(height, width)
    shade = 1.0 + light.slope[0] * (x / width - 0.5) + light.slope[1] * (y / height - 0.5)
    if style.shading == "soft":
        field = rng.normal(0, 0.1 * style.depth, _BRUSH).astype(np.float32)
        shade += cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)
    tint = np.asarray(light.tint, np.float32) * light.contrast
    lit = pixels * (shade[..., None] * tint) + np.float32(light.lift + _MIDDLE_GREY * (1 - light.contrast))
    lit = np.clip(lit, 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(lit, (3, 3), 0.6) if style.shading == "soft" else lit


def tone(
    pixels: np.ndarray, style: Style, rng: np.random.Generator, pitch: float | None = None
) -> np.ndarray:
    """Turn colour into grey or black, white and screentone where the style does so.

    Args:
        pixels: uint8 (H, W, 3).
        style: Whose hand drew.
        rng: Source of chance for pitch and angle.
        pitch: Distance of the dots in pixels; by default 2.6 to 5.

    Returns:
        uint8 (H, W, 3).
    """
    if style.tones not in ("grey", "screen"):
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if style.tones == "screen":
        y, x = _grid(*grey.shape)
        frequency = 2 * np.pi / (pitch or rng.uniform(2.6, 5.0))
        angle = rng.uniform(0.4, 1.2)
        c, s = np.cos(angle) * frequency, np.sin(angle) * frequency
        dots = 0.25 * (np.cos(c * x + s * y) + np.cos(c * y - s * x)) + 0.5  # (H, W), 0 to 1
        level = (grey - _FULL_TONE) / _TONE_RANGE
        screened = np.clip((level - dots) * _EDGE + 0.5, 0, 1) * 255
        grey = np.where(grey < _BLACK, _INK, np.where(grey > _WHITE, 255, screened)).astype(np.uint8)
    return cv2.merge([grey, grey, grey])


def wear(pixels: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Resampling, grain and JPEG: what a drawing goes through before anybody reads it.

    Args:
        pixels: uint8 (H, W, 3).
        rng: Source of chance.
        strength: Factor on the chance of each.

    Returns:
        uint8 (H, W, 3).
    """
    height, width = pixels.shape[:2]
    if rng.random() < 0.35 * strength:
        scale = rng.uniform(0.45, 0.95)
        size = max(int(width * scale), 8), max(int(height * scale), 8)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        pixels = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.15 * strength:
        grain = rng.integers(-9, 10, (height, width, 1), dtype=np.int16)
        pixels = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.6 * strength:
        quality = int(rng.integers(35, 96))
        _, data = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, quality))
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return pixels
