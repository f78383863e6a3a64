"""What a tagger has to beat: the name of the commonest colour where hair and eyes usually are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comicenc.media import read_image
from comicenc.tasks.tagger import Calibration, Thresholds

SIDE = 64  # pixels that a crop is looked at with
PLACES = {"hair": np.s_[2:22, 12:52], "eyes": np.s_[28:44, 10:54]}  # rows and columns of a face
IRIS = 0.08  # share of the place of eyes that is looked at: the most colourful, other than skin
# fmt: off
EXAMPLES = {
    "hair": {
        "black": "202024 343238", "grey": "78787e a8a8b0 c4c2c0", "white": "f2f2f4",
        "brown": "4a2c20 6b4430 8a5a3c a0704c", "blonde": "f6e39a e8c878 d9b968 e8d0a8",
        "red": "b02a2a d84848 8a2024", "orange": "e8843a d06c2c f0a060", "pink": "f4a6c0 e06a98",
        "purple": "7a4a9c b8a0dc 5a3860 cabce6", "blue": "3a5cb0 8ab0e8 2a3e7c", "aqua": "5cc8c8 40a8b0",
        "green": "3a8a4a 8ed08a",
    },
    "eyes": {
        "black": "202026", "grey": "808088", "brown": "5a3420 8a5a38", "yellow": "e8c040",
        "orange": "e88430", "red": "b02838 e05058", "pink": "e878a4", "purple": "7a4ab0 a07cc8 603c78",
        "blue": "3060c0 6aa4ec 2c4890", "aqua": "38b0b8 70d0d8", "green": "388c4c 70b860",
    },
}
# fmt: on


class ColoursOfPlaces:
    """Names one colour of hair and one of eyes in each crop, by the examples above.

    Args:
        tags: That may be said, such as "red_hair" and "blue_eyes"; others never are.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        self.tags, self.characters = tuple(tags), ()
        self.categories = np.zeros(len(self.tags), int)
        self.thresholds, self.calibration = Thresholds(0.5), Calibration()

    def look(
        self, images: Sequence, known_tags: Sequence | None = None, *, calibrated: bool = True
    ) -> tuple[np.ndarray, np.ndarray]:
        """(N, K), 1 for what it names and 0 for the others, and (N, 0)."""
        found = np.zeros((len(images), len(self.tags)))
        for row, image in enumerate(images):
            lab = cielab(np.asarray(read_image(image).resize((SIDE, SIDE))))
            pixels = {what: lab[place].reshape(-1, 3) for what, place in PLACES.items()}
            pixels["eyes"] = _irises(pixels["eyes"])
            for what, own in pixels.items():
                if (tag := f"{commonest_colour(own, what)}_{what}") in self.tags:
                    found[row, self.tags.index(tag)] = 1
        return found, np.zeros((len(images), 0))


def commonest_colour(pixels: np.ndarray, what: str) -> str:
    """The name that most of (n, 3) pixels in CIELAB have, each that of the nearest example."""
    names, examples = zip(
        *((name, shade) for name, shades in EXAMPLES[what].items() for shade in shades.split()), strict=True
    )
    rgb = np.array([[int(shade[place : place + 2], 16) for place in (0, 2, 4)] for shade in examples])
    nearest = np.linalg.norm(pixels[:, None] - cielab(rgb), axis=2).argmin(1)
    found, counts = np.unique(np.array(names)[nearest], return_counts=True)
    return str(found[counts.argmax()])


def cielab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB (..., 3) of sRGB (..., 3) from 0 to 255, under daylight (D65)."""
    part = np.asarray(rgb, float) / 255
    linear = np.where(part > 0.04045, ((part + 0.055) / 1.055) ** 2.4, part / 12.92)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / (0.9505, 1.0, 1.089)
    x, y, z = np.moveaxis(np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _irises(pixels: np.ndarray) -> np.ndarray:
    """The most colourful of (n, 3) pixels in CIELAB that are not of the colour of skin, or all if none is."""
    lightness, a, b = pixels.T
    colourful = np.hypot(a, b) * ~((lightness > 55) & (a > -2) & (b > 0))
    some = np.argsort(-colourful, kind="stable")[: max(int(IRIS * len(pixels)), 1)]
    return pixels[some] if colourful.any() else pixels
