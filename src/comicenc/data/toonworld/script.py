"""What happens on a page, panel by panel, before anything is drawn: who is seen how, and who says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .album import Album, Scene
from .backdrops import MOOD_BACKDROPS
from .dialogue import Line, narrate, sound, speak
from .moods import MANNERS
from .vocabulary import Pair, pick

SHOTS = ("close", "bust", "medium", "full", "far", "over", "empty")


@dataclass(frozen=True, slots=True)
class Beat:
    """One panel of the script.

    Args:
        shot: One of `SHOTS`.
        actors: Positions in `Scene.actors`, from left to right.
        lines: In reading order.
        backdrop: One of `backdrops.BACKDROPS`, or None for the scene's place.
        pan: Where along the place the camera stands, in panel heights.
        mood: Of this panel.
    """

    shot: str
    actors: tuple[int, ...]
    lines: tuple[Line, ...]
    backdrop: str | None
    pan: float
    mood: str


def write_page(
    rng: np.random.Generator, album: Album, scene: Scene, shapes: Sequence[tuple[float, float]], opening: bool
) -> tuple[Beat, ...]:
    """Write a page.

    Args:
        rng: Source of chance.
        album: The comic.
        scene: What is going on.
        shapes: Width and height of each panel as shares of the page, in reading order.
        opening: Whether the scene begins here, with a look at the place.
    """
    beats = []
    pan = rng.uniform(0.0, 4.0)
    said: set[Pair] = set()
    liking = MANNERS[scene.mood[0]].shots if album.vivid else {}
    last = int(rng.integers(len(scene.actors)))
    for number, (width, height) in enumerate(shapes):
        shot = _choose_shot(rng, width, height, opening and number == 0, liking)
        pan += rng.normal(0, 0.35)
        mood = scene.mood[0] if rng.random() < 0.8 else scene.mood[1]
        speakers = _choose_speakers(rng, len(scene.actors), last, width * height, shot)
        last = speakers[-1] if speakers else last
        actors = _choose_actors(rng, len(scene.actors), speakers, shot, width / max(height, 1e-6))
        lines = _write_lines(rng, album, scene, speakers, mood, said)
        if (opening and number == 0 and rng.random() < 0.6) or rng.random() < 0.05:
            caption = narrate(rng, album.world, mood, scene.actors[last])
            lines[:0] = [caption] * (caption.words not in said)
            said.add(caption.words)
        loud = MANNERS[mood].sounds if album.vivid else 0.06 + 0.12 * (mood in ("exciting", "angry"))
        if width * height > 0.05 and rng.random() < loud:
            lines.append(sound(rng, mood))
        bare = 0.3 if shot == "close" else 0.14 if shot == "bust" else 0.0
        if album.vivid and shot not in ("far", "empty"):
            bare = MANNERS[mood].bare
        backdrop = pick(rng, MOOD_BACKDROPS[mood]) if rng.random() < bare else None
        beats.append(Beat(shot, actors, tuple(lines), backdrop, float(np.clip(pan, 0.0, 5.0)), mood))
    return tuple(beats)


def _choose_shot(
    rng: np.random.Generator, width: float, height: float, opening: bool, liking: Mapping[str, float]
) -> str:
    if opening:
        shots = {"far": 4.0, "full": 3.0, "empty": float(width * height < 0.2)}
    elif width * height < 0.05:
        shots = {"close": 5.0, "bust": 4.0, "medium": 1.0, "empty": 0.3}
    elif height > 1.4 * width * 0.7:
        shots = {"full": 4.0, "bust": 3.0, "medium": 2.0, "close": 1.0, "over": 0.5}
    else:
        empty = 0.35 if width * height < 0.15 else 0.0
        shots = dict(zip(SHOTS, (2.2, 4.5, 3.0, 1.6, 0.7, 1.0, empty), strict=True))
    return pick(rng, tuple(shots), [weight * liking.get(shot, 1.0) for shot, weight in shots.items()])


def _choose_speakers(rng: np.random.Generator, actors: int, last: int, area: float, shot: str) -> list[int]:
    most = 1 if area < 0.09 or shot == "close" else 2 if area < 0.25 else 3
    count = pick(rng, (0, 1, 2, 3)[: most + 1], (1.2, 5, 3, 2)[: most + 1])
    if shot == "empty":
        count = min(count, 1)
    speakers: list[int] = []
    for _ in range(count):
        others = [actor for actor in range(actors) if actor != last] or [0]
        last = pick(rng, others)
        speakers.append(last)
    return speakers


def _choose_actors(
    rng: np.random.Generator, actors: int, speakers: list[int], shot: str, aspect: float
) -> tuple[int, ...]:
    """Who is seen: most of those who speak, and in wider shots whoever else is there."""
    if shot == "empty":
        return ()
    room = {
        "close": 1 + (aspect > 1.9),
        "bust": 1 + int(aspect),
        "medium": 1 + int(1.6 * aspect),
        "over": 2,
    }.get(shot, 9)
    seen = list(dict.fromkeys(speakers))
    if len(seen) > room:
        seen = seen[:room]
    if seen and shot in ("close", "bust") and rng.random() < 0.1:
        seen = [*seen[1:], pick(rng, [actor for actor in range(actors) if actor not in seen] or seen[:1])]
    others = [actor for actor in range(actors) if actor not in seen]
    wanted = {"close": 1, "bust": pick(rng, (1, 2), (3, 2)), "medium": 2, "over": 2}.get(shot, actors)
    wanted = min(room, max(wanted, len(seen)))
    while others and len(seen) < wanted:
        seen.append(others.pop(int(rng.integers(len(others)))))
    return tuple(sorted(seen))


def _write_lines(
    rng: np.random.Generator, album: Album, scene: Scene, speakers: list[int], mood: str, said: set[Pair]
) -> list[Line]:
    lines: list[Line] = []
    for number, position in enumerate(speakers):
        speaker = scene.actors[position]
        others = [actor for actor in scene.actors if actor != speaker]
        listener = scene.actors[speakers[number - 1]] if number and speakers[number - 1] != position else None
        if listener is None and others and rng.random() < 0.9:
            listener = pick(rng, others)
        asked = bool(lines) and lines[-1].act == "ask"
        act = "answer" if asked and listener is not None else None
        lines.append(speak(rng, album.world, album.cast[speaker].voice, speaker, listener, mood, act, said))
    return lines
