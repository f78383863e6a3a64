"""Colours that tell identities apart, on paper, on a dark screen and on any art.

The first eight are chosen by hand; the others each lie as far as possible, in OKLab and as people with red or
green blindness see them, from all before, inside a band of lightness that shows on white and on black.
"""

from __future__ import annotations

COLORS = (
    "#e4523b", "#2f86d6", "#e9a820", "#3aa35f", "#8e5bd0", "#e76fb0", "#1fa9ac", "#96602f",
    "#20ef80", "#b7c7ff", "#a70068", "#006870", "#007000", "#ffafaf", "#0050c7", "#af8fff",
    "#00e7df", "#97bf8f", "#8f6087", "#58bf08", "#af0010", "#c78f80", "#28b7ff", "#bfd700",
    "#c738a7", "#ff97f7", "#af8708", "#8f109f", "#585097", "#9787b7",
)  # fmt: skip
DARK_INK, LIGHT_INK = "#14121a", "#ffffff"


def color_of(rank: int) -> str:
    """Colour of the identity with this rank; after the last the first comes again."""
    return COLORS[rank % len(COLORS)]


def comes_again(rank: int) -> bool:
    """Whether this rank shares its colour with an earlier one, and so needs another sign beside it."""
    return rank >= len(COLORS)


def ink_on(color: str) -> str:
    """The text colour, dark or white, that reads better on a ground of `color` (`#rrggbb`)."""
    return max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, color))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
