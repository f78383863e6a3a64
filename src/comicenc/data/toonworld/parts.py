"""What each pixel of a drawing shows: parts of figures and places, as far as tags tell of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, auto
from functools import wraps


class Part(IntEnum):
    """Something that can be seen, or not be seen, in a drawing."""

    NOTHING = 0
    SKIN = auto()
    COAT = auto()  # fur, feathers, scales
    HAIR = auto()
    TIPS = auto()
    BANGS = auto()
    SIDE_LOCKS = auto()
    AHOGE = auto()
    TAIL_OF_HAIR = auto()
    BRAID = auto()
    BUN = auto()
    BROW = auto()
    EYE = auto()
    IRIS = auto()
    PUPIL = auto()
    SHUT_EYE = auto()
    EYEPATCH = auto()
    NOSE = auto()
    MOUTH = auto()
    OPEN_MOUTH = auto()
    TEETH = auto()
    BLUSH = auto()
    TEARS = auto()
    BEARD = auto()
    SKIN_MARK = auto()
    GLASSES = auto()
    EARRING = auto()
    EAR = auto()
    ANIMAL_EAR = auto()
    RIBBON = auto()
    HAIRBAND = auto()
    HAIRCLIP = auto()
    HAT = auto()
    HALO = auto()
    HAIR_FLOWER = auto()
    CHOKER = auto()
    TAIL = auto()
    NECK = auto()
    TOP = auto()
    INNER = auto()  # what shows under an open top
    PATTERN = auto()
    COLLAR = auto()
    SLEEVE = auto()
    ARM = auto()
    HAND = auto()
    GLOVE = auto()
    BELT = auto()
    BAG = auto()
    SKIRT = auto()
    TROUSERS = auto()
    SHORTS = auto()
    LEG = auto()
    LEGWEAR = auto()
    SHOE = auto()
    CAPE = auto()
    SKY = auto()
    CLOUD = auto()
    STAR = auto()
    TREE = auto()
    SEA = auto()
    BUILDING = auto()
    FLOWER = auto()


def part(which: Part) -> Callable[[Callable], Callable]:
    """Let all that a function draws count as one part, but for what it or others it calls mark themselves.

    The function's first argument is a `Drawing` or a `Brush`.
    """

    def marking(draw: Callable) -> Callable:
        @wraps(draw)
        def marked(drawing, *args, **kwargs):
            canvas = drawing.canvas
            before, canvas.part = canvas.part, which
            try:
                return draw(drawing, *args, **kwargs)
            finally:
                canvas.part = before

        return marked

    return marking
