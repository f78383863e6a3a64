"""What the page shows, worked out from a cast and its comic before any HTML is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from comicenc.comic import Character, Comic, Page
from comicenc.report import palette, scatter
from comicenc.report.labels import Label, place_labels
from comicenc.report.pictures import Pictures, Place, cut_pictures

if TYPE_CHECKING:
    from comicenc.tasks.cast import Cast

GOOD_FACE = 110  # pixels; a larger face makes no better portrait
VIEW_WORTH = {"profile": 0.85, "back": 0.5}


@dataclass(frozen=True)
class Sight:
    """One appearance of somebody.

    Args:
        number: Row in the cast.
        who: Rank of its identity.
        page: Index of the page.
        place: Name of the page and position among its characters.
        character: What the comic says of it; its name is the annotated one.
    """

    number: int
    who: int
    page: int
    place: Place
    character: Character

    @property
    def where(self) -> str:
        panel = self.character.panel
        return f"page {self.page + 1}" + ("" if panel is None else f", panel {panel + 1}")


@dataclass(frozen=True)
class Who:
    """One identity.

    Args:
        rank: 0 appears most often; decides the colour.
        id: Its id in the cast.
        name: What it is called.
        sights: Its appearances in reading order.
        best: The one that makes the best portrait.
        counts: Appearances on each page.
    """

    rank: int
    id: int
    name: str
    sights: tuple[Sight, ...]
    best: Sight
    counts: tuple[int, ...]

    @property
    def color(self) -> str:
        return palette.color_of(self.rank)

    @property
    def ink(self) -> str:
        return palette.ink_on(self.color)

    @property
    def comes_again(self) -> bool:
        return palette.comes_again(self.rank)

    @property
    def pages(self) -> list[int]:
        return [page for page, count in enumerate(self.counts) if count]

    @property
    def truths(self) -> list[tuple[str, int]]:
        """Annotated names of its appearances, the commonest first."""
        return Counter(s.character.name for s in self.sights if s.character.name is not None).most_common()


@dataclass(frozen=True)
class Leaf:
    """A page as it is shown; labels stand in the order of `sights`, the largest box first."""

    page: Page
    picture: str
    sights: tuple[Sight, ...]
    labels: tuple[Label, ...]
    left_out: tuple[Character, ...]

    @property
    def present(self) -> list[int]:
        """Ranks of who is there."""
        return sorted({sight.who for sight in self.sights})


@dataclass(frozen=True)
class Close:
    """An appearance that nearly went elsewhere; `alternative` is None where it nearly stood alone."""

    sight: Sight
    taken_for: Who
    alternative: Who | None
    margin: float


@dataclass(frozen=True)
class Advice:
    """A merge of two identities or a split of one that is worth a look.

    Args:
        kind: "merge" or "split".
        whos: Two for a merge, one for a split.
        pair: Two appearances to compare.
        panel_rule: Whether only the panel rule keeps the two apart.
    """

    kind: str
    whos: tuple[Who, ...]
    pair: tuple[Sight, Sight]
    panel_rule: bool


@dataclass(frozen=True)
class Dot:
    """An appearance on the map."""

    sight: Sight
    x: float
    y: float


@dataclass(frozen=True)
class View:
    """Everything that the templates read."""

    title: str
    right_to_left: bool
    whos: list[Who]
    leaves: list[Leaf]
    close: list[Close]
    advice: list[Advice]
    dots: list[Dot]
    centers: dict[int, tuple[float, float]]
    radius: float
    pictures: Pictures

    @property
    def sights(self) -> list[Sight]:
        return [dot.sight for dot in self.dots]

    @property
    def recurring(self) -> list[Who]:
        return [who for who in self.whos if len(who.sights) > 1]

    @property
    def once(self) -> list[Who]:
        return [who for who in self.whos if len(who.sights) == 1]


def look(cast: Cast, comic: Comic, tick: Callable[[], object] = lambda: None) -> View:
    """Work out the view; reads every page once.

    Args:
        cast: Found in this comic.
        comic: The comic.
        tick: Called after each page.

    Raises:
        ValueError: If the cast names a page or a character that the comic has not.
    """
    whos = _whos(cast, comic)
    sights = sorted((sight for who in whos for sight in who.sights), key=lambda sight: sight.number)
    pictures = cut_pictures(comic, {who.best.place for who in whos}, tick)
    spots = scatter.place(cast.vectors)
    return View(
        title=comic.title,
        right_to_left=comic.right_to_left,
        whos=whos,
        leaves=_leaves(comic, whos, sights, pictures),
        close=_close(cast, whos, sights),
        advice=_advice(cast, whos, sights),
        dots=[Dot(sight, float(x), float(y)) for sight, (x, y) in zip(sights, spots, strict=True)],
        centers={who.rank: _center(spots[[sight.number for sight in who.sights]]) for who in whos},
        radius=scatter.dot_radius(len(sights)),
        pictures=pictures,
    )


def _whos(cast: Cast, comic: Comic) -> list[Who]:
    """Identities, the most frequent first and then by first appearance."""
    number_of = {page.name: number for number, page in enumerate(comic)}
    whos = []
    frequent = sorted(cast.identities, key=lambda identity: (-len(identity), identity.rows))
    for rank, identity in enumerate(frequent):
        sights = tuple(_sight(cast.instances[row], row, rank, number_of, comic) for row in identity.rows)
        counts = Counter(sight.page for sight in sights)
        whos.append(
            Who(
                rank=rank,
                id=identity.id,
                name=identity.label,
                sights=sights,
                best=_best(sights, cast.vectors[list(identity.rows)]),
                counts=tuple(counts[page] for page in range(len(comic))),
            )
        )
    return whos


def _sight(instance, row: int, who: int, number_of: dict[str, int], comic: Comic) -> Sight:
    page = number_of.get(instance.page)
    if page is None or instance.index >= len(comic.pages[page].characters):
        raise ValueError(f"the cast is not of {comic.title}, which has no {instance}")
    character = comic.pages[page].characters[instance.index]
    return Sight(row, who, page, (instance.page, instance.index), character)


def _best(sights: tuple[Sight, ...], vectors: np.ndarray) -> Sight:
    """The appearance that is large, is seen from the front and looks most like the others."""
    likeness = vectors @ vectors.mean(0)
    worth = [
        like**2 * _size(sight.character) * VIEW_WORTH.get(sight.character.view, 1.0)
        for like, sight in zip(likeness, sights, strict=True)
    ]
    return sights[int(np.argmax(worth))]


def _size(character: Character) -> float:
    box = character.face or character.box
    return min(box.width, box.height, GOOD_FACE) * (1.0 if character.face else 0.5)


def _close(cast: Cast, whos: list[Who], sights: list[Sight]) -> list[Close]:
    by_id = {who.id: who for who in whos}
    return [
        Close(sights[doubt.row], by_id[doubt.identity], by_id.get(doubt.alternative), doubt.margin)
        for doubt in cast.uncertain()
    ]


def _advice(cast: Cast, whos: list[Who], sights: list[Sight]) -> list[Advice]:
    by_id = {who.id: who for who in whos}
    return [
        Advice(
            kind=suggestion.kind,
            whos=tuple(by_id[id] for id in suggestion.identities),
            pair=tuple(sights[row] for row in suggestion.links[0]),
            panel_rule=suggestion.panel_rule,
        )
        for suggestion in cast.suggestions()
    ]


def _leaves(comic: Comic, whos: list[Who], sights: list[Sight], pictures: Pictures) -> list[Leaf]:
    on_page = [[] for _ in comic]
    for sight in sights:
        on_page[sight.page].append(sight)
    leaves = []
    for page, picture, here in zip(comic, pictures.pages, on_page, strict=True):
        here = sorted(here, key=lambda sight: -sight.character.box.area)
        taken = {sight.place[1] for sight in here}
        names = [whos[sight.who].name for sight in here]
        leaves.append(
            Leaf(
                page=page,
                picture=picture,
                sights=tuple(here),
                labels=tuple(place_labels([sight.character.box for sight in here], names, page.size)),
                left_out=tuple(c for index, c in enumerate(page.characters) if index not in taken),
            )
        )
    return leaves


def _center(spots: np.ndarray) -> tuple[float, float]:
    """The spot nearest to all the others."""
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=-1).sum(1)
    return tuple(float(value) for value in spots[gaps.argmin()])
