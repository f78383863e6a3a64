"""What a comic is: pages with panels, characters and texts, as plain frozen data.

Boxes are in page pixels, origin at the top left, `x1` and `y1` exclusive. Indices of panels point into
`Page.panels`, which lie in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FACE_SCALE = 1.2  # Identity-Aware SimCLR, Appendix B: faces are scaled by 1.2 so that the whole head is seen


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in page pixels.

    Raises:
        ValueError: If the box is empty or turned over.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 < self.x1 and self.y0 < self.y1):
            raise ValueError(f"box {self.as_tuple()} is empty: it needs x0 < x1 and y0 < y1")

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.x0, self.y0, self.x1, self.y1

    def intersection(self, other: Box) -> float:
        """Area shared with `other`, in square pixels."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(width, 0.0) * max(height, 0.0)

    def inside(self, other: Box) -> float:
        """Share of this box that lies inside `other`, 0 to 1."""
        return self.intersection(other) / self.area

    def clipped(self, width: float, height: float) -> Box | None:
        """The part inside a page of this size, or None where there is none."""
        x0, y0, x1, y1 = max(self.x0, 0), max(self.y0, 0), min(self.x1, width), min(self.y1, height)
        return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def squared(self, scale: float = 1.0) -> Box:
        """The square round the same centre whose side is the longest side times `scale`."""
        (x, y), half = self.center, scale * max(self.width, self.height) / 2
        return Box(x - half, y - half, x + half, y + half)

    def crop(self, image: Image) -> Image:
        """Cut this box out of an image; what lies outside is white, as paper is."""
        x0, y0, x1, y1 = (round(value) for value in self.as_tuple())
        x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
        if 0 <= x0 and 0 <= y0 and x1 <= image.width and y1 <= image.height:
            return image.crop((x0, y0, x1, y1))
        from PIL import Image as pillow

        paper = pillow.new("RGB", (x1 - x0, y1 - y0), "white")
        inner = (max(x0, 0), max(y0, 0), min(x1, image.width), min(y1, image.height))
        if inner[0] < inner[2] and inner[1] < inner[3]:
            paper.paste(image.crop(inner), (inner[0] - x0, inner[1] - y0))
        return paper


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame of a page."""

    box: Box


@dataclass(frozen=True, slots=True)
class Text:
    """What is said, thought, narrated or sounded in one place.

    Args:
        translations: Language code to text; the first is the original where that is known.
        box: Where it stands, or None.
        panel: Index of its panel, or None.
        speaker: Name of who says it, or None.
    """

    translations: dict[str, str]
    box: Box | None = None
    panel: int | None = None
    speaker: str | None = None

    def in_language(self, language: str | None) -> str:
        """The text in a language, None for the one that comes first; empty where there is none."""
        if language is None:
            return next(iter(self.translations.values()), "")
        return self.translations.get(language, "")


@dataclass(frozen=True, slots=True)
class Character:
    """One appearance of somebody on a page: a face, a body or both.

    Args:
        face: Box of the face, or None where it cannot be seen.
        body: Box of the whole figure, head included, or None.
        name: True identity where it is annotated, else None.
        panel: Index of the panel, or None.
        view: "front", "profile" or "back" where it is annotated.
        face_score: Detection score of the face, 0 to 1.
        body_score: Detection score of the body, 0 to 1.

    Raises:
        ValueError: If there is neither face nor body.
    """

    face: Box | None = None
    body: Box | None = None
    name: str | None = None
    panel: int | None = None
    view: str | None = None
    face_score: float | None = None
    body_score: float | None = None

    def __post_init__(self) -> None:
        if self.face is None and self.body is None:
            raise ValueError("a character needs a face or a body")

    @property
    def box(self) -> Box:
        """The body where there is one, else the face."""
        return self.body or self.face

    def crops(self, image: Image) -> tuple[Image | None, Image | None]:
        """Face and body as every model sees them.

        The one crop rule: a face is cut as a square of 1.2 times its longest side (Appendix B of
        Identity-Aware SimCLR), a body as it is; outside the page is white.
        """
        face = self.face.squared(FACE_SCALE).crop(image) if self.face else None
        body = self.body.crop(image) if self.body else None
        return face, body


@dataclass(frozen=True)
class Page:
    """One page; its picture is read when `image()` is called and not kept.

    Args:
        name: File name or number, unique in its comic.
        size: Width and height in pixels.
        load: Reads the picture as RGB.
        annotated: Whether characters and panels were looked for at all.
        mood: First and second choice of mood, where annotated.
    """

    name: str
    size: tuple[int, int]
    load: Callable[[], Image] = field(repr=False, compare=False)
    panels: tuple[Panel, ...] = ()
    characters: tuple[Character, ...] = ()
    texts: tuple[Text, ...] = ()
    annotated: bool = False
    mood: tuple[str, ...] = ()

    def image(self) -> Image:
        return self.load()


@dataclass(frozen=True)
class Comic:
    """Pages in reading order.

    Args:
        title: Name of the comic.
        right_to_left: Whether panels and pages are read from the right, as manga are.
    """

    title: str
    pages: tuple[Page, ...]
    right_to_left: bool = False

    def __len__(self) -> int:
        return len(self.pages)

    def __iter__(self) -> Iterator[Page]:
        return iter(self.pages)

    def instances(self) -> Iterator[tuple[Page, Character]]:
        """Every appearance of a character, in reading order."""
        for page in self.pages:
            for character in page.characters:
                yield page, character

    def with_pages(self, pages: tuple[Page, ...]) -> Comic:
        return replace(self, pages=pages)
