"""COCO JSON: images, categories, and boxes [x, y, width, height].

COCO knows boxes and no characters, so what it has no place for stands in the `attributes` of an annotation,
where CVAT keeps such things too: `name`, `view`, `character` (its number on the page, shared by its face
and its body), `panel`, `order` (of a panel or text), `translations`, `speaker`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comicenc.annotations.canvas import Canvas, is_number
from comicenc.annotations.document import Document
from comicenc.annotations.fields import entries, entry, score, words
from comicenc.annotations.layout import in_reading_order, pair_faces, place_key
from comicenc.annotations.matching import match_paths
from comicenc.annotations.writing import whole_json
from comicenc.comic import Box, Character, Comic, Page, Panel, Text

KINDS = {  # the name of a category, in lower case, and what it is here
    "panel": "panel",
    "frame": "panel",
    "face": "face",
    "head": "face",
    "body": "body",
    "character": "body",
    "person": "body",
    "text": "text",
    "balloon": "text",
    "speech bubble": "text",
}
WRITTEN = ("panel", "face", "body", "text")


@dataclass(frozen=True)
class Mark:
    """An annotation of a kind that is known here; `what` names it in messages."""

    kind: str
    box: Box
    score: float | None
    attributes: dict
    what: str = ""


Pair = tuple[Mark | None, Mark | None]  # face and body of one character
Listed = tuple[str, str, dict]  # kind, what to call it, and an annotation as it stands in the file


def read(
    document: Document, content: dict, pages: Sequence[Page], root: Path, right_to_left: bool
) -> dict[int, Page]:
    """Annotated pages by their index, joined by `file_name`. Categories other than `KINDS` are passed over.

    Faces and bodies with one `character` belong together; the others are paired by Appendix B of
    Identity-Aware SimCLR where their names agree. Panels without `order` are put in reading order, and
    what has no `panel` goes to the panel that holds most of it.

    Raises:
        InvalidAnnotation: Naming the file and what is wrong in it.
    """
    images = _by_id(content, "images", document)
    kinds = _kinds(document, content)
    listed: dict[object, list[Listed]] = {key: [] for key in images}
    for position, each in enumerate(entries(content["annotations"], document, "'annotations'"), 1):
        what = f"annotation {each.get('id', position)}"
        image = _known(each, "image_id", images, document, what)
        if kind := kinds[_known(each, "category_id", kinds, document, what)]:
            listed[image].append((kind, what, each))
    keys = list(images)
    names = [str(entry(images[key], "file_name", document, f"image {key}")) for key in keys]
    return {
        index: _page(document, images[keys[place]], listed[keys[place]], pages[index], right_to_left)
        for index, place in match_paths(names, pages, root, document.name).items()
    }


def write_coco(comic: Comic, path: str | Path) -> None:
    """Write the annotated pages of a comic as one COCO file.

    Raises:
        ValueError: If a text has no box, for which COCO has no place.
    """
    images, annotations = [], []
    for image, page in enumerate((page for page in comic if page.annotated), 1):
        width, height = page.size
        images.append({"id": image, "file_name": page.name, "width": width, "height": height})
        if page.mood:
            images[-1]["mood"] = list(page.mood)
        for mark in _marks(page):
            annotations.append({"id": len(annotations) + 1, "image_id": image, **_annotation(mark)})
    content = {
        "info": {"description": comic.title},
        "images": images,
        "annotations": annotations,
        "categories": [{"id": category, "name": kind} for category, kind in enumerate(WRITTEN, 1)],
    }
    whole_json(Path(path), content)


def _by_id(content: dict, key: str, document: Document) -> dict[object, dict]:
    found: dict[object, dict] = {}
    for each in entries(entry(content, key, document, "the file"), document, repr(key)):
        identity = entry(each, "id", document, f"one of {key!r}")
        if not isinstance(identity, int | str) or identity in found:
            raise document.invalid(f"the id {identity!r} in {key!r} is no id or stands there twice")
        found[identity] = each
    return found


def _known(holder: dict, key: str, known: Container, document: Document, what: str) -> object:
    value = entry(holder, key, document, what)
    if not isinstance(value, int | str) or value not in known:
        raise document.invalid(f"{key!r} of {what} is {value!r}, which the file does not list")
    return value


def _kinds(document: Document, content: dict) -> dict[object, str | None]:
    listed = _by_id(content, "categories", document)
    names = {key: str(entry(each, "name", document, f"category {key}")) for key, each in listed.items()}
    kinds = {key: KINDS.get(name.strip().lower()) for key, name in names.items()}
    if not any(kinds.values()):
        raise document.invalid(f"its categories {list(names.values())} are none of {', '.join(KINDS)}")
    return kinds


def _page(document: Document, image: dict, listed: Sequence[Listed], page: Page, right_to_left: bool) -> Page:
    made_for = (image["width"], image["height"]) if {"width", "height"} <= image.keys() else None
    canvas = Canvas(document, page, made_for)
    marks: dict[str, list[Mark]] = {kind: [] for kind in WRITTEN}
    for kind, what, each in listed:
        marks[kind].append(_mark(canvas, kind, what, each))
    boxes = [mark.box for mark in _ordered(marks["panel"])]
    given = all("order" in mark.attributes for mark in marks["panel"])
    panels = tuple(map(Panel, boxes)) if given else in_reading_order(boxes, right_to_left)

    def place(each: Character | Text) -> tuple:
        return place_key(each.box, each.panel, right_to_left)

    figures = marks["face"] + marks["body"]
    people = [_character(canvas, pair, panels) for pair in _numbered(canvas, figures)]
    people += sorted((_character(canvas, pair, panels) for pair in _paired(figures)), key=place)
    texts = [_text(canvas, mark, panels) for mark in _ordered(marks["text"])]
    if not all("order" in mark.attributes for mark in marks["text"]):
        texts.sort(key=place)
    mood = image.get("mood", [])
    if not isinstance(mood, list) or not all(isinstance(each, str) for each in mood):
        raise document.invalid(f"'mood' of {page.name} must be a list of words, not {mood!r}")
    return replace(
        page, panels=panels, characters=tuple(people), texts=tuple(texts), annotated=True, mood=tuple(mood)
    )


def _mark(canvas: Canvas, kind: str, what: str, content: dict) -> Mark:
    document, what = canvas.document, f"{what} ({kind})"
    attributes = content.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise document.invalid(f"'attributes' of {what} must be an object")
    attributes = {key: value for key, value in attributes.items() if value is not None or key == "panel"}
    for key in ("character", "order"):
        if not is_number(attributes.get(key, 0)):
            raise document.invalid(f"{key!r} of {what} must be a number, not {attributes[key]!r}")
    box = canvas.sized_box(entry(content, "bbox", document, what), what)
    return Mark(kind, box, score(content, "score", document, what), attributes, what)


def _ordered(marks: Sequence[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.attributes.get("order", 0))


def _numbered(canvas: Canvas, marks: Sequence[Mark]) -> list[Pair]:
    """Faces and bodies that share a number, by that number."""
    groups: dict[float, dict[str, Mark]] = {}
    for mark in marks:
        if "character" in mark.attributes:
            group = groups.setdefault(mark.attributes["character"], {})
            if mark.kind in group:
                raise canvas.document.invalid(
                    f"{mark.what} and {group[mark.kind].what} on {canvas.page.name} are one character"
                )
            group[mark.kind] = mark
    return [(group.get("face"), group.get("body")) for _, group in sorted(groups.items())]


def _paired(marks: Sequence[Mark]) -> Iterator[Pair]:
    """Faces and bodies without a number, joined where they lie right and their names do not differ."""
    loose = [mark for mark in marks if "character" not in mark.attributes]
    for name in dict.fromkeys(str(mark.attributes.get("name")) for mark in loose):
        own = [mark for mark in loose if str(mark.attributes.get("name")) == name]
        faces = [mark for mark in own if mark.kind == "face"]
        bodies = [mark for mark in own if mark.kind == "body"]
        for i, j in pair_faces([mark.box for mark in faces], [mark.box for mark in bodies]):
            yield faces[i] if i is not None else None, bodies[j] if j is not None else None


def _character(canvas: Canvas, pair: Pair, panels: Sequence[Panel]) -> Character:
    face, body = pair
    mark = body or face
    what, attributes = mark.what, (face.attributes if face else {}) | (body.attributes if body else {})
    return Character(
        face=face and face.box,
        body=body and body.box,
        name=words(attributes, "name", canvas.document, what),
        panel=canvas.panel(attributes, mark.box, panels, what),
        view=words(attributes, "view", canvas.document, what),
        face_score=face and face.score,
        body_score=body and body.score,
    )


def _text(canvas: Canvas, mark: Mark, panels: Sequence[Panel]) -> Text:
    given = mark.attributes.get("translations", {})
    if not isinstance(given, dict):
        raise canvas.document.invalid(f"'translations' of {mark.what} must be texts by language")
    translations = {key: words(given, key, canvas.document, mark.what) or "" for key in given}
    speaker = words(mark.attributes, "speaker", canvas.document, mark.what)
    panel = canvas.panel(mark.attributes, mark.box, panels, mark.what)
    return Text(translations, mark.box, panel, speaker)


def _annotation(mark: Mark) -> dict:
    return {
        "category_id": WRITTEN.index(mark.kind) + 1,
        "bbox": [mark.box.x0, mark.box.y0, mark.box.width, mark.box.height],
        "area": mark.box.area,
        "iscrowd": 0,
        **({} if mark.score is None else {"score": mark.score}),
        "attributes": mark.attributes,
    }


def _marks(page: Page) -> Iterator[Mark]:
    """What is written of a page."""
    for order, panel in enumerate(page.panels):
        yield Mark("panel", panel.box, None, {"order": order})
    for index, character in enumerate(page.characters):
        known = {"character": index, "name": character.name, "view": character.view, "panel": character.panel}
        if character.face:
            yield Mark("face", character.face, character.face_score, known)
        if character.body:
            yield Mark("body", character.body, character.body_score, known)
    for order, text in enumerate(page.texts):
        if text.box is None:
            raise ValueError(f"text {order} of {page.name} has no box, which COCO needs; page JSON does not")
        known = {"translations": text.translations, "speaker": text.speaker, "panel": text.panel}
        yield Mark("text", text.box, None, {"order": order} | known)
