"""One comic book before it is drawn: who is in it, where it plays, how it looks and reads.

An album is a function of `(seed, index)` and of nothing else, and so is each of its pages: any of them can be
drawn alone, in any order and in any process, and comes out the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Colour
from .design import BEAST, CREATURE, HUMAN, CharacterDesign, relative_of, sample_design
from .finish import AS_DRAWN, Look
from .layouts import PageHabits, sample_habits
from .lettering import Hand, sample_hand
from .moods import MANNERS, sample_look
from .scenery import Place
from .settings import sample_place
from .style import STYLES, Style, sample_style
from .vocabulary import GENRES, MOODS, World, pick, sample_world
from .voices import Voice, sample_voice

PAGES_A_SCENE = 2
_STYLE_WEIGHTS = (6.0, 3.0, 4.0, 1.5, 1.0, 3.5, 0.7, 1.0)  # as `STYLES`
_GENRE_STYLES: dict[str, dict[str, float]] = {
    "four-frame cartoons": {"chibi": 5.0, "flat": 2.0, "manga": 2.0},
    "horror": {"ink": 4.0, "manga": 2.0, "chibi": 0.2},
    "animals": {"painted": 2.0, "cartoon": 2.0},
    "humor": {"cartoon": 2.5, "flat": 1.5},
    "historical drama": {"ink": 3.0, "painted": 1.5, "chibi": 0.2},
    "love romance": {"manga": 2.0},
}
_GENRE_KINDS: dict[str, tuple[float, float, float]] = {  # humans, beasts, creatures
    "animals": (0.15, 1.0, 0.05),
    "fantasy": (0.72, 0.14, 0.14),
    "science fiction": (0.74, 0.06, 0.2),
    "horror": (0.84, 0.04, 0.12),
    "humor": (0.72, 0.22, 0.06),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast.

    Args:
        name: Unique in the album; the Latin spelling of its name in the world.
        design: How they look.
        voice: How they speak.
    """

    name: str
    design: CharacterDesign
    voice: Voice


@dataclass(frozen=True, slots=True)
class Album:
    """A comic book that can be drawn.

    Args:
        seed: Of the whole Toonworld.
        index: Of the album in it.
        world: Title, names and words.
        style: Whose hand draws.
        cast: Three to eight, the hero first.
        places: Where it plays.
        habits: How pages are laid out.
        hand: How balloons are lettered.
        print_tint: Factors on red, green and blue of the whole edition.
        pitch: Distance of the screentone's dots in pixels.
        vivid: Whether a page's mood shows in its light, framing and line as well, as `moods` has it.
        palette: What is done to the colours of all panels of a vivid album.
    """

    seed: int
    index: int
    world: World
    style: Style
    cast: tuple[Member, ...]
    places: tuple[Place, ...]
    habits: PageHabits
    hand: Hand
    print_tint: tuple[float, float, float]
    pitch: float
    vivid: bool = False
    palette: Look = AS_DRAWN

    @property
    def key(self) -> str:
        """Name that no other album of this Toonworld has."""
        return f"toonworld-{self.seed}-{self.index:05d}"

    @property
    def title(self) -> str:
        return self.world.title[0 if self.hand.language == "en" else 1]

    @property
    def genre(self) -> str:
        return self.world.genre

    def rng(self, *what: int) -> np.random.Generator:
        """The source of chance of one page, panel or scene."""
        return np.random.default_rng((self.seed, self.index, *what))


@dataclass(frozen=True, slots=True)
class Scene:
    """Some pages that play in one place.

    Args:
        place: Where.
        light: One of `settings.LIGHTS`.
        mood: First and second choice.
        actors: Indices in the cast, from left to right as the camera stands.
        outfits: Index of each actor's outfit.
        rain: Whether it rains or snows.
        look: What is done to the colours of its panels; None for nothing.
    """

    place: Place
    light: str
    mood: tuple[str, str]
    actors: tuple[int, ...]
    outfits: tuple[int, ...]
    rain: bool
    look: Look | None = None


def sample_album(seed: int, index: int, style: str | None = None, language: str | None = None) -> Album:
    """Invent an album.

    Args:
        seed: Of the whole Toonworld.
        index: Of the album in it.
        style: One of `style.STYLES`; by default as the genre likes it.
        language: "en" or "ja"; by default as the style likes it.
    """
    rng = np.random.default_rng((seed, index))
    genre = pick(rng, tuple(GENRES))
    likes = _GENRE_STYLES.get(genre, {})
    weights = [weight * likes.get(kind, 1.0) for kind, weight in zip(STYLES, _STYLE_WEIGHTS, strict=True)]
    drawn = sample_style(rng, style or pick(rng, STYLES, weights))
    manga = drawn.kind in ("manga", "chibi", "anime") and bool(
        rng.random() < (0.95 if drawn.kind == "manga" else 0.4)
    )
    right_to_left = manga and bool(rng.random() < 0.85)
    language = language or ("ja" if rng.random() < (0.75 if right_to_left else 0.08) else "en")
    designs = _sample_cast(rng, genre, int(rng.integers(3, 9)), drawn)
    habits_places = GENRES[genre].places
    kinds = [habits_places[int(i)] for i in rng.permutation(len(habits_places))[: int(rng.integers(3, 5))]]
    world = sample_world(rng, genre, len(designs), kinds)
    cast = tuple(
        Member(name[0], design, sample_voice(rng, design.kind, design.age, world.lore.manners))
        for name, design in zip(world.names, designs, strict=True)
    )
    return Album(
        seed=seed,
        index=index,
        world=world,
        style=drawn,
        cast=cast,
        places=tuple(sample_place(rng, kind) for kind in kinds),
        habits=sample_habits(rng, genre, manga, right_to_left),
        hand=sample_hand(rng, language, colour=not drawn.colourless),
        print_tint=tuple(float(factor) for factor in 1 + rng.normal(0, 0.025, 3)),
        pitch=float(rng.uniform(3.4, 5.6)),
    )


def sample_scene(album: Album, number: int, mood: tuple[str, str] | None = None) -> Scene:
    """The scene of pages `PAGES_A_SCENE * number` and after.

    Args:
        album: The comic.
        number: Of the scene, from 0.
        mood: First and second choice; by default as the genre has them.
    """
    from .settings import mood_light

    rng = album.rng(1, number)
    habits = GENRES[album.genre]
    first = pick(rng, MOODS, habits.moods)
    second = pick(rng, [other for other in MOODS if other != first])
    first, second = mood or (first, second)
    place = pick(rng, album.places)
    weights = [3.0, 2.0, 1.5] + [1.0] * len(album.cast)
    chosen: list[int] = []
    for _ in range(min(pick(rng, (2, 3, 4, 5), (3, 4, 2, 1)), len(album.cast))):
        left = [index for index in range(len(album.cast)) if index not in chosen]
        chosen.append(pick(rng, left, [weights[index] for index in left]))
    actors = tuple(chosen[int(i)] for i in rng.permutation(len(chosen)))
    outfits = tuple(
        0 if rng.random() < 0.7 else int(rng.integers(len(album.cast[actor].design.outfits)))
        for actor in actors
    )
    wet = MANNERS[first].rain if album.vivid else {"sad": 0.35, "scary": 0.2}.get(first, 0.05)
    rain = not place.indoors and bool(rng.random() < wet)
    light = "overcast" if rain and rng.random() < 0.7 else mood_light(rng, place, first)
    look = sample_look(album.rng(13, number), first).over(album.palette) if album.vivid else None
    return Scene(place, light, (first, second), actors, outfits, rain, look)


def _sample_cast(rng: np.random.Generator, genre: str, count: int, style: Style) -> list[CharacterDesign]:
    """Designs that a reader would not take for each other, except perhaps for one pair of relatives."""
    weights = _GENRE_KINDS.get(genre, (0.9, 0.07, 0.03))
    cast: list[CharacterDesign] = []
    least = 1.5
    while len(cast) < count:
        design = sample_design(rng, pick(rng, (HUMAN, BEAST, CREATURE), weights))
        if len(cast) == 2 and rng.random() < 0.25:
            design = relative_of(rng, cast[0])
            least = min(least, 1.0)
        if all(difference(design, other, style) >= least for other in cast):
            cast.append(design)
        else:
            least *= 0.97  # a large cast in grey has to put up with likeness
    return cast


def difference(a: CharacterDesign, b: CharacterDesign, style: Style) -> float:
    """How easily two designs are told apart: about 1 for each thing that strikes the eye."""

    def colour_gap(first: Colour, second: Colour) -> float:
        one, other = np.array(first), np.array(second)
        if style.colourless:
            return abs(float((one - other).mean())) / 110
        return float(np.linalg.norm(one - other)) / 150

    if a.kind != b.kind:
        return 3.0
    gap = 0.4 * (a.age != b.age) + 0.4 * (a.outfits[0].hat != b.outfits[0].hat)
    gap += 0.5 * min(colour_gap(a.outfits[0].top_colour, b.outfits[0].top_colour), 1.5)
    gap += 0.3 * (a.marks.glasses != b.marks.glasses) + 0.4 * (a.marks.beard != b.marks.beard)
    if a.kind != HUMAN:
        return (
            gap
            + 1.2 * (a.coat.species != b.coat.species)
            + min(colour_gap(a.coat.colour, b.coat.colour), 1.5)
        )
    gap += 0.6 * (a.hair.back != b.hair.back) + 0.3 * (a.hair.bangs != b.hair.bangs)
    return (
        gap
        + min(colour_gap(a.hair.colour, b.hair.colour), 1.5)
        + min(colour_gap(a.face.skin, b.face.skin), 1.0)
    )
