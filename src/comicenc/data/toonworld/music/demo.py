"""The music that ships: one short file a mood, which `comicenc demo` puts under its pages."""

from __future__ import annotations

from pathlib import Path

from ...files import write_whole
from .composer import compose
from .dataset import encoded
from .moods import MOODS
from .renderer import render

# A kind of music for each mood, and which of its pieces.
_CHOSEN = {
    "happy": ("folk", 1),
    "funny": ("comedy", 2),
    "sad": ("solo piano", 7),
    "tender": ("bossa", 9),
    "exciting": ("film orchestra", 8),
    "angry": ("metal", 1),
    "scary": ("horror", 7),
}


def write_demo_music(out: str | Path, seconds: float = 8.0, rate: int = 32000) -> Path:
    """Play one piece a mood into a folder, as `<mood>.ogg` in stereo.

    Args:
        out: The folder; it is made where there is none.
        seconds: How long each is.
        rate: Samples a second.

    Returns:
        The folder.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for mood in MOODS:
        manner, seed = _CHOSEN[mood]
        sound = render(compose(seed, mood, seconds, manner), rate, channels=2)
        write_whole(out / f"{mood}.ogg", encoded(sound, rate, "ogg"))
    return out
