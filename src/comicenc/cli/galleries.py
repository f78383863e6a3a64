"""`gallery`: named characters from a few crops each, and who is on a new one; or unknown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comicenc.cli.console import Json, show, table
from comicenc.cli.options import MINI, Device, checked_part, load_encoder, picture_files

if TYPE_CHECKING:
    from comicenc.tasks.gallery import Gallery

app = typer.Typer(help="Named characters from a few crops each, and who is on a new one.")

Place = Annotated[Path, typer.Argument(metavar="GALLERY", help="The gallery's folder, or its .json file.")]
Part = Annotated[str, typer.Option("--as", help="What the crops show: faces or bodies.")]
OwnModel = Annotated[
    str | None,
    typer.Option("--model", help=f"By default the one that made the gallery; for a new one {MINI}."),
]


@app.command()
def add(
    gallery: Place,
    name: Annotated[str | None, typer.Argument(help="The character's name.")] = None,
    crops: Annotated[
        list[Path] | None, typer.Argument(metavar="[CROP]...", help="Pictures, or folders of them.")
    ] = None,
    cast: Annotated[
        Path | None, typer.Option("--cast", help="A cast.json: adds everybody who was named in it.")
    ] = None,
    part: Part = "faces",
    model: OwnModel = None,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Add crops of a character, or a whole cast; the gallery is made where there is none."""
    from comicenc.tasks.gallery import Gallery

    if not (cast or (name and crops)):
        raise typer.BadParameter("give a NAME and a CROP, or --cast")
    there = (gallery if gallery.suffix == ".json" else gallery / "gallery.json").exists()
    made_by = Gallery.load(gallery).made_by["id"] if there else MINI
    encoder = load_encoder(model or made_by, device)
    known = Gallery.load(gallery, encoder) if there else Gallery(encoder)
    added = 0
    if name and crops:
        files = [file for crop in crops for file in picture_files(crop)]
        added += known.add(name, **{checked_part(part, encoder): files})
    if cast:
        from comicenc.tasks.cast import Cast

        added += known.add_cast(Cast.load(cast))
    known.save(gallery)
    show({"added": added, **_contents(known)}, as_json, [f"{added} new crops in {gallery}"])


@app.command()
def remove(gallery: Place, name: Annotated[str, typer.Argument(help="Who to forget.")]) -> None:
    """Forget a character."""
    from comicenc.tasks.gallery import Gallery

    known = Gallery.load(gallery)
    known.remove(name)
    if not known.names:
        raise ValueError(f"{gallery}: {name} is the last one in it; delete the gallery instead")
    known.save(gallery)


@app.command("list")
def list_names(gallery: Place, as_json: Json = False) -> None:
    """Say who is in a gallery."""
    from comicenc.tasks.gallery import Gallery

    known = Gallery.load(gallery)
    show(_contents(known), as_json, table(["name", "crops"], list(known.counts.items())))


@app.command()
def identify(
    gallery: Place,
    crops: Annotated[list[Path], typer.Argument(metavar="CROP...", help="Pictures, or folders of them.")],
    part: Part = "faces",
    model: OwnModel = None,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Say who is on each crop, or that it is nobody in the gallery."""
    from comicenc.tasks.gallery import Gallery

    known = Gallery.load(gallery)
    if model or device:
        known = Gallery.load(gallery, load_encoder(model or known.made_by["id"], device))
    files = [file for crop in crops for file in picture_files(crop)]
    answers = known.identify(**{checked_part(part, known.encoder): files})
    result = [
        {
            "crop": str(file),
            "name": answer.name,
            "score": answer.score,
            "candidates": {candidate.name: candidate.score for candidate in answer.candidates},
        }
        for file, answer in zip(files, answers, strict=True)
    ]
    rows = [
        (file, answer.name or "unknown", answer.score, answer.candidates[0].name)
        for file, answer in zip(files, answers, strict=True)
    ]
    show({"identified": result}, as_json, table(["crop", "who", "score", "most like"], rows))


def _contents(known: Gallery) -> dict[str, Any]:
    return {"names": known.counts, "encoder": known.made_by, "threshold": known.threshold, "top": known.top}
