"""The names that people give to colours of hair, eyes, cloth and paper in illustrations.

A name's region is what lies nearer, in CIELAB, to one of its examples than to any other name's: hair that is
called blonde reaches from cream to dark gold, brown is dark orange, and pale things take a name sooner than
physics would have it. Between two regions annotators differ, so that either name is plausible there.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from .canvas import Colour

_LIGHTNESS = 0.75  # how much a difference of lightness counts beside one of hue
_DOUBT = 0.72  # a name is plausible where the nearest lies no closer than this share of its distance
_KNOWN = 0.5  # the same share for the name that is known of somebody, and of something small
_SPREAD = 5.0  # of colours about an example, in units of CIELAB
_NEUTRAL_SPREAD, _CHROMA_SHARE = 1.2, 0.15  # what is nearly grey strays less in hue
_SURE = 0.7  # sampled colours lie this much nearer to their own name than to the next
_TRIES = 40

# fmt: off
HAIR = {
    "black": "000000 18181c 24222a 2c282c 1c2030 2a2024 34323a",
    "grey": "7c7c84 94949c a8a8b0 66666e bcbcc4 9c98a0 8c9098 c4c6cc a8a29e",
    "white": "f6f6f8 e8e8f0 ffffff e8e6e4 eef2fa dcdfe8 f4efe9 d8dae2",
    "brown": "4a2c20 6b4430 8a5a3c a0704c 7a5a48 5a3a2e 94694e b08260 3e2a24 9c7a60 6e4e3a 5e4436 b48c6c",
    "blonde": "f6e39a f0d27a e8c46a fff0b8 e6cf9a d9b968 f5dfb0 ffe680 dcc08a c9a862 ecd9b4 fbe8c4 e8b850",
    "red": "b02a2a d23a32 8e2226 e04848 a83a36 c84c46 7c1c22 981c30 c42844",
    "orange": "e8843a f09a50 d9702c f4a868 e07a48 c86428 e8904c",
    "pink": "f4a6c0 f8c0d0 ee82a8 e06a98 ffb6c8 f2a8b0 d87c9c e8b4c4 f6d0dc f08c98 e88cb8",
    "purple": "7a4a9c 9a70c0 b89ad8 5c3a78 c4b0e0 8a5a8a 6a4a80 4a3060 a080c8 80486c 5c3450 b0a0dc",
    "blue": "3a5cb0 5a80d0 8ab0e8 2a3e7c a8c4f0 4a6a9c 6a90c8 26345e 7a9ac8 3c4c74 6c7cc8 b4cce8",
    "aqua": "5cc8c8 7ee0dc 40b0b4 a0e8e8 8cd8d8 58d0c0 70d4e0 b4ece8 3c9ca4",
    "green": "3a8a4a 6ab870 8ed08a 2c6a3c a8dca0 587a50 80b060 4a9a6a b4d880 345840 a0b860 70a890",
}
EYES = {
    "black": "101014 202026 2c2830 36303a",
    "grey": "74747c 8c8c94 a0a0a8 5c5c64 b4b6bc",
    "brown": "5a3420 7a4a2c 8a5a38 6a4430 9a6a44 4a2c20 a8744c 70503c",
    "yellow": "e8c040 f0d860 d8a830 ecd070 c8a040 f4e490 d0b050",
    "orange": "e88430 f09a48 d87028 e87848 c86830",
    "red": "b02838 d83440 8c2028 e05058 a83040 c43c34 9c1828",
    "pink": "ec80a8 f0a0bc e06898 d8709c f4b0c8 d0588c",
    "purple": "7a4ab0 9a6cd0 5c3890 b494e0 6a4898 8858a8 a06cb4 644478",
    "blue": "3060c0 4884e0 6aa4ec 2c4890 88b8f0 4070a8 5c94c8 3c5890 7090d8",
    "aqua": "38b0b8 5cd0d0 80e0e0 2c98a4 60c4d4 40bcb0",
    "green": "388c4c 5cb464 80cc7c 2c6c40 70a850 98cc70 4c9870 3c7c5c a0b858",
}
CLOTH = {
    "black": "000000 1c1c20 2c2c32 26222a 202834",
    "grey": "7c7c80 9c9ca0 b4b4b8 5c5c64 4c4c54 90949c",
    "white": "ffffff f0f0f0 e4e4ea f4f0e8 e4e8f0",
    "brown": "5c3c28 7c5438 8c6c4c a88460 c4a888 48301f 9c7c58 d4bc9c 684c34",
    "yellow": "f4dc50 f0c838 fff080 e8cc60 d8b028 f8eca8 c8b040",
    "orange": "f08830 e87028 f8a858 d86c20 f4b878",
    "red": "c02828 e03838 9c1c24 d84848 801820 b83038 e84c50",
    "pink": "f4a0c0 f8c4d4 e878a4 ec88a0 f8d4e0 d8689c f4b4b4",
    "purple": "7844a4 9c6cc4 b898d8 583074 c8b4e4 6c3c6c 8c508c 443058",
    "blue": "2c54b0 4c80d8 80acec 283c78 a8c8f4 3c6494 20305c 6890c4 c4d8f4 5064a0",
    "aqua": "48c0c4 78dcdc 38a0a8 a4e8e8 60d0bc",
    "green": "2c8040 58b060 88cc84 285c34 a8d8a0 607c40 84a858 3c6c50 b8d878 486048",
}
# fmt: on
_TABLES = {"hair": HAIR, "eyes": EYES, "cloth": CLOTH}


def to_lab(colours: np.ndarray) -> np.ndarray:
    """CIELAB (..., 3) of RGB (..., 3), 0 to 255."""
    flat = np.asarray(colours, np.float32).reshape(1, -1, 3) / np.float32(255)
    return cv2.cvtColor(flat, cv2.COLOR_RGB2LAB).reshape(np.shape(colours))


def _to_rgb(lab: np.ndarray) -> Colour:
    rgb = cv2.cvtColor(np.float32(lab).reshape(1, 1, 3), cv2.COLOR_LAB2RGB).reshape(3) * 255
    return tuple(float(channel) for channel in np.clip(rgb, 0, 255))


@lru_cache(maxsize=3)
def _examples(what: str) -> tuple[np.ndarray, np.ndarray]:
    """CIELAB (n, 3) of all examples, weighed, and the index (n,) of the name of each."""
    colours, owners = [], []
    for number, shades in enumerate(_TABLES[what].values()):
        for shade in shades.split():
            colours.append([int(shade[place : place + 2], 16) for place in (0, 2, 4)])
            owners.append(number)
    return to_lab(np.array(colours)) * (_LIGHTNESS, 1.0, 1.0), np.array(owners)


def _distances(colour: Colour, what: str) -> dict[str, float]:
    examples, owners = _examples(what)
    apart = np.linalg.norm(examples - to_lab(np.array(colour)) * (_LIGHTNESS, 1.0, 1.0), axis=1)
    nearest = np.full(len(_TABLES[what]), np.inf)
    np.minimum.at(nearest, owners, apart)
    return dict(zip(_TABLES[what], nearest.tolist(), strict=True))


@lru_cache(maxsize=4096)
def colour_names(colour: Colour, what: str) -> tuple[str, ...]:
    """The plausible names of a colour, the best one first.

    Args:
        colour: RGB, 0 to 255.
        what: "hair", "eyes" or "cloth".
    """
    apart = _distances(colour, what)
    order = sorted(apart, key=apart.__getitem__)
    least = apart[order[0]]
    return tuple(name for name in order if least >= _DOUBT * apart[name])


def known_name(colour: Colour, what: str, own: str) -> str:
    """The name that is known of somebody where a colour allows it, else "".

    Light, shade and the blur of small things change colours, so that more is allowed than by `colour_names`.

    Args:
        colour: RGB, 0 to 255, as it is seen.
        what: "hair", "eyes" or "cloth".
        own: The name that is known.
    """
    apart = _distances(colour, what)
    return own if min(apart.values()) >= _KNOWN * apart[own] else ""


def sample_colour(rng: np.random.Generator, name: str, what: str) -> Colour:
    """A colour that people would give this name.

    Args:
        rng: Source of chance.
        name: A key of `HAIR`, `EYES` or `CLOTH`.
        what: "hair", "eyes" or "cloth".
    """
    examples, owners = _examples(what)
    own = examples[owners == list(_TABLES[what]).index(name)] / (_LIGHTNESS, 1.0, 1.0)
    for _ in range(_TRIES):
        lab = own[rng.integers(len(own))]
        tinted = min(_SPREAD, _NEUTRAL_SPREAD + _CHROMA_SHARE * float(np.hypot(lab[1], lab[2])))
        colour = _to_rgb(lab + rng.normal(0, (_SPREAD, tinted, tinted)))
        apart = _distances(colour, what)
        if apart[name] < _SURE * min(other for key, other in apart.items() if key != name):
            return colour
    return _to_rgb(own[rng.integers(len(own))])
