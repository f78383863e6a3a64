"""`cast` and `demo`: a comic goes in, and out comes who is on which page."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comicenc.cli.console import Json, on_terminal, show, table, watched
from comicenc.cli.kept import kept_beside
from comicenc.cli.options import MINI, BatchSize, Device, Language, Model, Texts, load_encoder
from comicenc.cli.output import file_name, whole_folder

if TYPE_CHECKING:
    from comicenc.comic import Comic
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.cast import Cast, Identity

WITHOUT_TEXTS = "cast-without-texts.json"  # beside cast.json, where dialogue counted
HOLDS = {"report.html", "cast.json", WITHOUT_TEXTS, "cast-*.safetensors", "cast.csv", "characters"}

Source = Annotated[Path, typer.Argument(metavar="COMIC", help="A folder, CBZ, ZIP, PDF or picture.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the report, the tables and the crops.")]
Annotations = Annotated[
    Path | None,
    typer.Option("--annotations", help="Boxes of characters, where they do not lie with the pages."),
]
RightToLeft = Annotated[bool, typer.Option("--right-to-left", help="Read as manga are.")]
Credit = Annotated[str | None, typer.Option("--credit", help="Whose art it is, for the foot of the report.")]


def demo(
    comic: Annotated[
        Path | None,
        typer.Argument(metavar="[COMIC]", help="Annotated pages; by default the comic that ships."),
    ] = None,
    out: Out = Path("demo"),
    annotations: Annotations = None,
    right_to_left: RightToLeft = False,
    credit: Credit = None,
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Find the cast of the comic that ships, or of yours, and draw a report of it."""
    from comicenc.reading import read_comic

    pages = read_comic(comic or shipped_comic(), annotations, right_to_left)
    with whole_folder(out, HOLDS) as folder, kept_beside(out, load_encoder(model, device)) as encoder:
        found, without = _find(pages, encoder, texts, language)
        _write(found, without, pages, folder, credit)
    _show(found, pages, out, as_json)


def cast(
    comic: Source,
    out: Out,
    annotations: Annotations = None,
    right_to_left: RightToLeft = False,
    correct: Annotated[
        Path | None, typer.Option("--correct", help="A cast.json to start from; nothing is encoded again.")
    ] = None,
    must_link: Annotated[
        list[str] | None,
        typer.Option("--must-link", metavar="PAGE#N=PAGE#N", help="Two appearances of one character."),
    ] = None,
    cannot_link: Annotated[
        list[str] | None,
        typer.Option("--cannot-link", metavar="PAGE#N=PAGE#N", help="Appearances of two characters."),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="ID=NAME", help="What to call an identity.")
    ] = None,
    gallery: Annotated[
        Path | None, typer.Option("--gallery", help="A gallery that knows some of them by name.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", min=0.0, max=2.0, help="Instead of the calibrated distance."),
    ] = None,
    panel_rule: Annotated[
        bool, typer.Option(help="Whether two appearances in one panel are two characters.")
    ] = True,
    credit: Credit = None,
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Find who is on which page of a comic, and correct what was found."""
    from comicenc.reading import read_comic

    links = {
        "must_link": [_link(text, "--must-link") for text in must_link or ()],
        "cannot_link": [_link(text, "--cannot-link") for text in cannot_link or ()],
    }
    names = dict(_named(text) for text in name or ())
    pages = read_comic(comic, annotations, right_to_left)
    with whole_folder(out, HOLDS) as folder:
        if correct:
            found, without = _corrected(correct, links)
        else:
            with kept_beside(out, load_encoder(model, device)) as encoder:
                settings = {"threshold": threshold, "panel_rule": panel_rule, "batch_size": batch_size}
                found, without = _find(pages, encoder, texts, language, **settings, **links)
        found = found.rename(names)
        if gallery:
            from comicenc.tasks.gallery import Gallery

            found = found.named_by(Gallery.load(gallery, load_encoder(model, device)))
        _write(found, without, pages, folder, credit)
    _show(found, pages, out, as_json)


def _find(
    comic: Comic, encoder: ComicEncoder, texts: bool, language: str | None, **settings: Any
) -> tuple[Cast, Cast | None]:
    """The cast, and where dialogue counted the one that is found without, to compare it with."""
    from comicenc.tasks.cast import Cast

    settings["progress"] = on_terminal()
    found = Cast.find(comic, encoder, texts=texts, language=language, **settings)
    return found, None if found.texts is None else Cast.find(comic, encoder, texts=False, **settings)


def _corrected(path: Path, links: dict[str, list]) -> tuple[Cast, Cast | None]:
    """A cast that was kept, and the one without dialogue if it lies beside, both with more links."""
    from comicenc.tasks.cast import Cast

    beside = path.with_name(WITHOUT_TEXTS)
    without = Cast.load(beside).with_links(**links) if beside.exists() else None
    return Cast.load(path).with_links(**links), without


def shipped_comic() -> Path:
    """The folder of the short comic in the package, named by its title.

    It was drawn by `data.toonworld.demo.write_demo_comic(seed=1)`.
    """
    from importlib.resources import files

    return next(Path(str(files("comicenc") / "demo_comic")).iterdir())


def _link(text: str, option: str) -> tuple[tuple[str, int], tuple[str, int]]:
    pair = re.fullmatch(r"(.+)#(\d+)=(.+)#(\d+)", text)
    if not pair:
        raise typer.BadParameter(f"{text!r} is no link such as 003.jpg#1=005.jpg#0", param_hint=option)
    return (pair[1], int(pair[2])), (pair[3], int(pair[4]))


def _named(text: str) -> tuple[int, str]:
    id, equals, name = text.partition("=")
    if not (equals and id.isdecimal()):
        raise typer.BadParameter(f"{text!r} is no ID=NAME such as 0=Pepper", param_hint="--name")
    return int(id), name


def _write(found: Cast, without: Cast | None, comic: Comic, folder: Path, credit: str | None) -> None:
    from comicenc.report import write_report

    shown = {"attribution": credit, "progress": on_terminal()}
    write_report(found, comic, folder / "report.html", without_texts=without, **shown)
    found.save(folder / "cast.json")
    if without is not None:
        without.save(folder / WITHOUT_TEXTS)
    _write_table(found, folder / "cast.csv")
    _write_crops(found, comic, folder / "characters")


def _write_table(found: Cast, path: Path) -> None:
    """A row an appearance, in reading order."""
    label = {identity.id: identity.label for identity in found.identities}
    margins = {doubt.row: f"{doubt.margin:.3f}" for doubt in found.uncertain()}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        header = ["page", "index", "panel", "identity", "name", "uncertain_by", "face", "body"]
        writer.writerow([*header, "text"] if found.texts else header)
        for row, (at, id) in enumerate(zip(found.instances, found.labels.tolist(), strict=True)):
            boxes = (
                " ".join(f"{side:g}" for side in box.as_tuple()) if box else "" for box in (at.face, at.body)
            )
            line = [at.page, at.index, at.panel, id, label[id], margins.get(row, ""), *boxes]
            writer.writerow([*line, found.texts[row]] if found.texts else line)


def _write_crops(found: Cast, comic: Comic, folder: Path) -> None:
    """A folder an identity: faces where they can be seen, else bodies."""
    owner = {
        (at.page, at.index): folder / file_name(f"{identity.id:02d} {identity.label}")
        for identity in found.identities
        for at in identity.instances
    }
    for number, page in enumerate(watched(comic.pages, "Cutting out"), start=1):
        seen = [
            (index, owner[page.name, index])
            for index in range(len(page.characters))
            if (page.name, index) in owner
        ]
        picture = page.image() if seen else None
        for index, place in seen:
            face, body = page.characters[index].crops(picture)
            place.mkdir(parents=True, exist_ok=True)
            (face or body).save(place / f"{number:03d}-{index}.png")


def _show(found: Cast, comic: Comic, out: Path, as_json: bool) -> None:
    scores = found.scores(comic)
    result = found.to_dict() | {"report": str(out / "report.html"), "scores": scores}
    rows = [_row(identity) for identity in sorted(found.identities, key=len, reverse=True)]
    lines = table(["id", "who", "seen", "pages"], rows)
    lines += ["", *table(["score", "value"], list(scores.items()))] if scores else []
    show(result, as_json, [*lines, "", f"report: {out / 'report.html'}"])


def _row(identity: Identity) -> tuple[int, str, int, int]:
    return identity.id, identity.label, len(identity), len(identity.pages)
