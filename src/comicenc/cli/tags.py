"""`tag` and `export`: what is in pictures, and a tagger in the files that other programs read."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli.console import Json, note, on_terminal, show, table, watched
from comicenc.cli.kept import kept_beside
from comicenc.cli.options import BatchSize, Device, load_encoder, picture_files
from comicenc.cli.output import whole_file

if TYPE_CHECKING:
    import numpy as np
    from datasets import Dataset
    from PIL.Image import Image

    from comicenc.cli.kept import KeptVectors
    from comicenc.encoder import ComicEncoder
    from comicenc.report.contact_sheet import Shot
    from comicenc.tasks.tagger import Tagger

MINI = "comicenc/mfdn-mini"
COMICS = (".cbz", ".zip", ".pdf")


@dataclass(frozen=True)
class Picture:
    """A picture that is to be tagged.

    Args:
        name: Its path as it was given; of a page in a file of many, the page's name after it.
        file: Where it lies; None for such a page.
        load: Reads it.
    """

    name: str
    file: Path | None
    load: Callable[[], Image]

    @property
    def caption(self) -> Path:
        """The file for its tags, beside it."""
        return self.file.with_suffix(".txt")


def tag(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="IMAGE...", help="Pictures, folders of them, comics (CBZ, ZIP, PDF)."),
    ],
    captions: Annotated[
        bool, typer.Option("--txt", help="Write a .txt beside each picture, for training image models.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --txt, replace those that are there.")
    ] = False,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="A CSV file, a tag a line.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="An HTML file of the pictures with their tags.")
    ] = None,
    known: Annotated[
        list[str] | None, typer.Option("--known", metavar="TAG", help="A tag that all the pictures have.")
    ] = None,
    who: Annotated[
        int, typer.Option("--who", min=0, metavar="N", help="Also the N likeliest characters.")
    ] = 0,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0, max=1, help="One for all tags, instead of the kept.")
    ] = None,
    level: Annotated[
        Literal["one", "category", "tag"] | None,
        typer.Option("--level", help="How fine the kept thresholds are; by default as did best."),
    ] = None,
    mcut: Annotated[
        bool, typer.Option("--mcut", help="Let the widest gap between the probabilities decide.")
    ] = False,
    max_tags: Annotated[
        int | None, typer.Option("--max-tags", min=1, help="Of a picture, the likeliest.")
    ] = None,
    categories: Annotated[
        list[str] | None, typer.Option("--category", help="Only tags of it: general, character, …")
    ] = None,
    thresholds: Annotated[
        Path | None, typer.Option("--thresholds", help="Another selected_tags.csv or thresholds.csv.")
    ] = None,
    model: Annotated[str, typer.Option("--model", help="A bundled id, a Hub id or a folder.")] = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Say what is in pictures; files that cannot be read are named and left out."""
    from comicenc.tasks.tagger import Tagger

    skipped: list[str] = []
    pictures = [picture for source in sources for picture in _pictures(source, skipped)]
    if captions:
        _refuse_shared_captions(pictures)
        if not (csv_file or report or overwrite):
            pictures = _without_captions(pictures)
    tagger = Tagger(load_encoder(model, device), thresholds)
    how = {"threshold": threshold, "level": level, "mcut": mcut, "max_tags": max_tags}
    how["categories"] = categories or None
    tagger.tag([], **how)  # what is wrong with these is said before anything is read
    out, shots = csv_file or report, []
    with kept_beside(out, Looker(tagger)) if out else nullcontext(Looker(tagger)) as looker:
        asked = _read(pictures, tagger, skipped, shown=report is not None)
        while batch := list(islice(asked, batch_size)):
            new = _look(batch, looker, how, known, who)
            if captions:
                _write_captions([picture for picture, _, _ in batch], new, overwrite)
            shots += new
        if skipped and not shots:
            raise ValueError(f"{' '.join(map(str, sources))}: no picture that can be read")
        if csv_file:
            with whole_file(csv_file) as part:
                _write_csv(part, shots)
        if report:
            _write_report(report, shots, tagger, sources, how)
    show({"pictures": [shot.to_dict() for shot in shots], "skipped": skipped}, as_json, _table(shots, who))


def export(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A bundled id, a Hub id or a folder.")],
    out: Annotated[Path, typer.Option("--out", help="The folder; the model's own, to push both as one.")],
    thresholds: Annotated[
        Path | None, typer.Option("--thresholds", help="Another selected_tags.csv or thresholds.csv.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a tagger as an ONNX file, with the files by which other programs know taggers."""
    from comicenc.tasks.tagger import Tagger
    from comicenc.tasks.tagger.export import export as export_tagger

    written = export_tagger(Tagger(load_encoder(model, "cpu"), thresholds), out)
    show({"files": [str(file) for file in written]}, as_json, [str(file) for file in written])


def calibrate_tags(
    folder: Path, encoder: ComicEncoder, dataset: Dataset, name: str
) -> dict[str, dict[str, Any]]:
    """Calibrate a tagger on pictures of the config `tagged`, and keep with its checkpoint what was found."""
    from comicenc.evaluation.result import running_commit
    from comicenc.evaluation.tagged import pictures_of
    from comicenc.tasks.tagger import Tagger, Thresholds, calibrate_tagger
    from comicenc.tasks.tagger.calibrating import keep

    tagger = Tagger(encoder, Thresholds())
    entries = calibrate_tagger(tagger, *pictures_of(dataset, named=False), data=name, progress=on_terminal())
    keep(tagger, folder, entries, commit=running_commit())
    return entries


class Looker:
    """A tagger as `kept_beside` takes it: each picture becomes one row, so that a row can be kept.

    Args:
        tagger: Gives (N, K) probabilities of tags and (N, C) of characters, not calibrated yet.
    """

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def info(self) -> dict[str, Any]:
        return self.tagger.encoder.info() | {"rows": "probabilities"}

    def encode(self, *, batch_size: int = 32, images: Sequence, tags: Sequence | None = None) -> np.ndarray:
        """(N, K + C) float32."""
        import numpy as np

        return np.concatenate(self.tagger.look(images, tags, calibrated=False, batch_size=batch_size), axis=1)


def _pictures(source: Path, skipped: list[str]) -> Iterator[Picture]:
    """A picture, those of a folder, or the pages of a comic; a comic that cannot be read is named."""
    from functools import partial

    from comicenc.media import UnreadableFile, read_image, read_pages

    if source.suffix.lower() not in COMICS or source.is_dir():
        for file in picture_files(source):
            yield Picture(file.as_posix(), file, partial(read_image, file))
        return
    try:
        for page in read_pages(source):
            yield Picture(f"{source.as_posix()}/{page.name}", None, page.image)
    except UnreadableFile as error:
        note(f"left out: {error}")
        skipped.append(source.as_posix())


def _read(
    pictures: Sequence[Picture], tagger: Tagger, skipped: list[str], *, shown: bool
) -> Iterator[tuple[Picture, np.ndarray, str]]:
    """Each picture as the model sees it and, where it is shown, as a data URI; no more of it is kept."""
    from comicenc.media import UnreadableFile
    from comicenc.report.contact_sheet import thumbnail

    squared = tagger.encoder.processor.image_processor.squared
    for picture in watched(pictures, "Tagging"):
        try:
            image = picture.load()
            yield picture, squared(image), thumbnail(image, of=len(pictures)) if shown else ""
        except UnreadableFile as error:
            note(f"left out: {error}")
            skipped.append(picture.name)


def _look(
    batch: list[tuple[Picture, np.ndarray, str]],
    looker: Looker | KeptVectors,
    how: dict[str, Any],
    known: list[str] | None,
    who: int,
) -> list[Shot]:
    """What is found in some pictures."""
    import numpy as np

    from comicenc.report.contact_sheet import Shot

    tagger = looker.tagger
    told = [known] * len(batch) if known else None
    seen = [square for _, square, _ in batch]
    rows = looker.encode(images=seen, **({"tags": told} if told else {}), batch_size=len(batch))
    tags, characters = np.split(rows, [len(tagger.tags)], axis=1)
    tags, characters = tagger.calibrated(tags, characters, told)
    found = tagger.decide(tags, told, **how)
    guesses = tagger.guesses(characters, who) if who else [[] for _ in batch]
    return [
        Shot(picture.name, thumb, *own)
        for (picture, _, thumb), *own in zip(batch, found, guesses, strict=True)
    ]


def _refuse_shared_captions(pictures: Sequence[Picture]) -> None:
    places: dict[Path, str] = {}
    for picture in pictures:
        if picture.file is None:
            raise ValueError(f"{picture.name} is a page in a file, beside which no .txt can lie")
        other = places.setdefault(picture.caption, picture.name)
        if other != picture.name:
            raise ValueError(f"{other} and {picture.name} would share {picture.caption.name}")


def _without_captions(pictures: Sequence[Picture]) -> list[Picture]:
    """Those with no .txt yet, so that an interrupted job goes on and nobody's words are lost."""
    left = [picture for picture in pictures if not picture.caption.exists()]
    if there := len(pictures) - len(left):
        note(f"{there} of {len(pictures)} have a .txt and are left alone; --overwrite replaces it")
    return left


def _write_captions(pictures: Sequence[Picture], shots: Sequence[Shot], overwrite: bool) -> None:
    for picture, shot in zip(pictures, shots, strict=True):
        if overwrite or not picture.caption.exists():
            with whole_file(picture.caption) as part:
                part.write_text(shot.tags.caption() + "\n", encoding="utf-8")


def _write_csv(path: Path, shots: Sequence[Shot]) -> None:
    """A tag a line; those that are known have no probability."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["picture", "tag", "category", "probability"])
        for shot in shots:
            for name in shot.tags.names:
                probability = shot.tags.found.get(name)
                shown = "" if probability is None else f"{probability:.4f}"
                writer.writerow([shot.name, name, shot.tags.category(name), shown])
            for guess in shot.who:
                writer.writerow([shot.name, guess.name, "who", f"{guess.probability:.4f}"])


def _write_report(
    path: Path, shots: Sequence[Shot], tagger: Tagger, sources: Sequence[Path], how: dict[str, Any]
) -> None:
    from comicenc.report.contact_sheet import write_contact_sheet

    info = tagger.encoder.info()
    settings = {"model": info["id"], "revision": info["revision"]}
    settings |= {name.replace("_", " "): value for name, value in how.items() if value}
    places = [os.path.abspath(shot.name) for shot in shots]
    folder = os.path.commonpath([os.path.dirname(place) for place in places])
    shots = [replace(shot, name=os.path.relpath(at, folder)) for shot, at in zip(shots, places, strict=True)]
    with whole_file(path) as part:
        write_contact_sheet(
            shots, part, title=", ".join(source.name for source in sources), settings=settings
        )


def _table(shots: Sequence[Shot], who: int) -> list[str]:
    """A picture a line."""
    rows = []
    for shot in shots:
        guesses = [", ".join(f"{guess.name} {guess.probability:.2f}" for guess in shot.who)] if who else []
        found = [f"{name} {probability:.2f}" for name, probability in shot.tags.found.items()]
        rows.append([shot.name, *guesses, ", ".join([*shot.tags.known, *found])])
    return table(["picture", *(["who"] if who else []), "tags"], rows)
