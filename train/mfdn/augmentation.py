"""Augmentation that leaves a picture's tags true: no turned hues, no large crops, nothing made grey."""

from __future__ import annotations

from comicenc.nn.augmentation import ColourJitter, Erasing, Scaled, Warp, Wear, plain


def faithful(mean: list[float], std: list[float], strength: float = 1.0) -> Scaled:
    """Mirror, shift, turn, light, wear and small boxes over clean drawings, `strength` times.

    Differs from the paper: it crops at random, which can cut away what a tag says; by its "attribute changes"
    it may mean colours, which are what many tags say.
    """
    if not strength:
        return plain(mean, std)
    share = min(strength, 1.0)
    return Scaled(
        mean,
        std,
        Wear(0.35 * share),
        Warp(crop=0.15 * share, turn=12.0 * strength, shift=0.05 * strength),
        ColourJitter(0.8 * share, brightness=0.12, contrast=0.12, saturation=0.2, hue=0.0, tint=0.04),
        Erasing(0.2 * share),
    )
