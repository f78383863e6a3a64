"""`calibrate`: the numbers that tasks need beside the weights, found on data with known names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comicenc.cli.console import Json, on_terminal, show, table
from comicenc.cli.measured import (
    Data,
    Music,
    Name,
    Split,
    canonical,
    comics_of,
    is_canonical,
    name_of,
    one_folder,
)
from comicenc.cli.moods import calibrate_moods
from comicenc.cli.options import Device, load_encoder
from comicenc.cli.tags import calibrate_tags

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder
    from comicenc.evaluation.labelled import Labelled


def calibrate(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="The checkpoint's folder.")],
    data: Data,
    music: Music = None,
    split: Split = "test",
    name: Name = None,
    strangers: Annotated[
        str | None,
        typer.Option(
            "--strangers", metavar="DATASET", help='Data for "unknown", where it is not to be the same.'
        ),
    ] = None,
    false_accept: Annotated[
        float, typer.Option("--false-accept", min=0, max=1, help="Share of strangers that may get a name.")
    ] = 0.05,
    center: Annotated[
        float, typer.Option("--center", min=0, max=1, help="Share of a comic's mean that is taken out.")
    ] = 0.0,
    smoothing: Annotated[
        int, typer.Option("--smoothing", min=0, help="Nearest instances a vector is averaged with.")
    ] = 0,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Find the numbers that tasks need beside the weights, and keep them with a checkpoint.

    Of an encoder of characters, the distance of a cast and the threshold of "unknown": comics and instances
    give both, a model that takes dialogue gets both a second time, without, and a folder of faces, which has
    no comics, gives the threshold alone. Of a tagger, from tagged pictures, thresholds of tags and what makes
    its probabilities true. Of an encoder of pages and music, where each of the two kinds lies, and how sure
    it is of a mood.
    """
    from comicenc.evaluation.result import running_commit
    from comicenc.tasks.calibration import calibrate_cast, calibrate_unknown, write_calibration

    encoder = load_encoder(str(folder), device)
    called = {"data": name or name_of(data)}
    if "audio" in encoder.modalities:
        called["data"] = name or name_of([*data, *filter(None, [music])])
        entries = calibrate_moods(folder, encoder, data, music, split, called["data"])
        told = {"soundtrack": {key: of for key, of in entries["soundtrack"].items() if key != "centres"}}
        show(entries, as_json, _entries(told))
        return
    if "images" in encoder.modalities:
        entries = calibrate_tags(folder, encoder, canonical(data, "tagged", split), called["data"])
        show(entries, as_json, _entries(entries))
        return
    known = _heard_and_not(data, split, encoder)
    asked = _heard_and_not([strangers], split, encoder) if strangers else known
    entries: dict[str, Any] = {}
    for ending, own in known.items():
        if own.comics:
            settings = {"panels": own.panels, "center": center, "smoothing": smoothing}
            found = calibrate_cast(own.vectors, own.names, comics=own.comics, **settings)
            entries[f"cast_distance{ending}"] = found | called
    for ending, own in asked.items():
        found = calibrate_unknown(own.vectors, own.names, false_accept=false_accept)
        entries[f"unknown{ending}"] = found | ({"data": name_of([strangers])} if strangers else called)
    write_calibration(folder, commit=running_commit(), **entries)
    show(entries, as_json, _entries(entries))


def _heard_and_not(data: list[str], split: str, encoder: ComicEncoder) -> dict[str, Labelled]:
    """Vectors with names by the ending of their entry in the calibration: with dialogue, and without."""
    found = {"": _labelled(data, split, encoder)}
    if "texts" in encoder.modalities:
        found["_without_texts"] = _labelled(data, split, encoder, texts=False)
    return found


def _labelled(data: list[str], split: str, encoder: ComicEncoder, *, texts: bool = True) -> Labelled:
    """Vectors with names: of comics, of the instances of a dataset without pages, or of a folder of faces."""
    from datasets import get_dataset_config_names

    from comicenc.evaluation import labelled

    shown = {"progress": on_terminal()}
    if any(map(is_canonical, data)) and "pages" not in get_dataset_config_names(data[0]):
        return labelled.of_instances(canonical(data, "instances", split), encoder, **shown)
    if comics := comics_of(data, split):
        return labelled.of_comics(comics, encoder, texts=texts, **shown)
    return labelled.of_faces(one_folder(data), encoder, **shown)


def _entries(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What calibration.json is given, a number a line."""
    rows = [(entry, key, value) for entry, found in entries.items() for key, value in found.items()]
    return table(["entry", "what", "value"], rows)
