"""`evaluate` and `calibrate`: a model on data with known names, to numbers that are kept."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli.console import Json, on_terminal, show, table
from comicenc.cli.options import Device, Language, load_encoder
from comicenc.cli.tags import calibrate_tags

if TYPE_CHECKING:
    from datasets import Dataset

    from comicenc.comic import Comic
    from comicenc.encoder import ComicEncoder
    from comicenc.evaluation import Measurement
    from comicenc.evaluation.labelled import Labelled

Parts = Literal["faces", "bodies", "both", "both_where_faces"]
Model = Annotated[str, typer.Argument(metavar="MODEL", help="A bundled id, a Hub id or a folder.")]
Data = Annotated[
    list[str],
    typer.Argument(
        metavar="DATASET...",
        help="A dataset in the canonical form, annotated comics, or a folder with a folder a character.",
    ),
]
Texts = Annotated[
    bool,
    typer.Option(
        "--text/--no-text",
        "--texts/--no-texts",
        help="Whether dialogue counts, if the model takes it and it is there.",
    ),
]
Split = Annotated[str, typer.Option("--split", help="Of a dataset in the canonical form.")]


def evaluate(
    model: Model,
    data: Data,
    protocol: Annotated[
        Literal[
            "in-batch",
            "sequence-local",
            "sequence-global",
            "cast",
            "retrieval",
            "character-clustering",
            "character-retrieval",
            "identification",
            "tagging",
            "checked-tags",
        ],
        typer.Option("--protocol", help="What is measured."),
    ],
    out: Annotated[Path, typer.Option("--out", help="The result's JSON file.")],
    part: Annotated[
        Parts | None, typer.Option("--part", help="What is looked at; by default all that the model takes.")
    ] = None,
    texts: Texts = True,
    language: Language = None,
    albums: Annotated[
        Path | None,
        typer.Option("--albums", help="For character-clustering: a file with an album a line; else all."),
    ] = None,
    known: Annotated[
        float,
        typer.Option(
            "--known",
            metavar="SHARE",
            min=0,
            max=1,
            help="For identification and tagging: share of each picture's tags that the model is told.",
        ),
    ] = 0.0,
    checked: Annotated[
        Path | None,
        typer.Option("--checked", help="For checked-tags: the table of what was checked by eye."),
    ] = None,
    split: Split = "test",
    name: Annotated[
        str | None, typer.Option("--name", help="What to call the data; by default their folders' names.")
    ] = None,
    panel_rule: Annotated[
        bool, typer.Option(help="For cast: whether two in one panel are two characters.")
    ] = True,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="For cast, instead of the calibrated distance.")
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", help="An image model to measure beside chance and colours, by Hub id."),
    ] = None,
    resamples: Annotated[int, typer.Option("--resamples", min=0, help="Drawings for the intervals.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Of all that is drawn.")] = 0,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Measure a model on data with known names, beside baselines in the same run."""
    from comicenc.evaluation import Result, write_result
    from comicenc.evaluation.baselines import PretrainedImages, default_baselines

    encoder = load_encoder(model, device)
    run = Run(
        encoder=encoder,
        data=data,
        part=part or _all_parts(encoder),
        split=split,
        baselines=default_baselines(seed) | {id: PretrainedImages(id) for id in baseline or ()},
        options={"resamples": resamples, "seed": seed},
        cast={"panel_rule": panel_rule, "threshold": threshold},
        said={"texts": texts, "language": language},
        albums=albums,
        known=known,
        checked=checked,
    )
    measurement = PROTOCOLS[protocol](run)
    result = Result(
        model=model,
        dataset=name or _name(data),
        protocol=protocol,
        measurement=measurement,
        seed=seed,
        command=shlex.join(["comicenc", *sys.argv[1:]]),
        revision=encoder.revision,
        split=split if any(map(_is_canonical, data)) else None,
    )
    write_result(out, result)
    show(result.document(), as_json, _table(measurement))


def calibrate(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="The checkpoint's folder.")],
    data: Data,
    split: Split = "test",
    name: Annotated[
        str | None, typer.Option("--name", help="What to call the data; by default their folders' names.")
    ] = None,
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
    its probabilities true.
    """
    from comicenc.evaluation.result import running_commit
    from comicenc.tasks.calibration import calibrate_cast, calibrate_unknown, write_calibration

    encoder = load_encoder(str(folder), device)
    called = {"data": name or _name(data)}
    if "images" in encoder.modalities:
        entries = calibrate_tags(folder, encoder, _canonical(data, "tagged", split), called["data"])
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
        entries[f"unknown{ending}"] = found | ({"data": _name([strangers])} if strangers else called)
    write_calibration(folder, commit=running_commit(), **entries)
    show(entries, as_json, _entries(entries))


@dataclass(frozen=True)
class Run:
    """What a protocol needs to know."""

    encoder: ComicEncoder
    data: list[str]
    part: Parts
    split: str
    baselines: Mapping[str, Any]
    options: Mapping[str, Any]
    cast: Mapping[str, Any]
    said: Mapping[str, Any]
    albums: Path | None
    known: float
    checked: Path | None

    def dataset(self, config: str) -> Dataset:
        return _canonical(self.data, config, self.split)


def _retrieval(run: Run) -> Measurement:
    from comicenc.evaluation.retrieval import faces_in, retrieve_characters, retrieve_faces

    shared = {"baselines": run.baselines, **run.options}
    if comics := _comics(run.data, run.split):
        return retrieve_characters(comics, run.encoder, parts=run.part, **run.said, **shared)
    return retrieve_faces(*faces_in(_one_folder(run.data)), run.encoder, **shared)


def _cast(run: Run) -> Measurement:
    from comicenc.evaluation.cast import measure_cast, pooled

    comics = _comics(run.data, run.split)
    if not comics:
        raise ValueError(f"{run.data[0]}: nothing annotated there, and a cast is measured on annotated pages")
    comic = comics[0] if len(comics) == 1 else pooled(comics)
    return measure_cast(comic, run.encoder, baselines=run.baselines, **run.cast, **run.said, **run.options)


def _in_batch(run: Run) -> Measurement:
    from comicenc.evaluation.in_batch import in_batch
    from comicenc.nn.augmentation import Views

    views = Views(run.encoder.processor, run.encoder.device)
    return in_batch(run.dataset("instances"), run.encoder, views.strong, views.weak, **run.options)


def _sequence_local(run: Run) -> Measurement:
    from comicenc.evaluation.sequences import sequence_local

    shared = {"parts": run.part, "baselines": run.baselines, **run.options}
    return sequence_local(run.dataset("sequences"), run.encoder, **shared)


def _sequence_global(run: Run) -> Measurement:
    from comicenc.evaluation.sequences import sequence_global

    shared = {"parts": run.part, "baselines": run.baselines, **run.options}
    return sequence_global(run.dataset("sequences"), run.encoder, **shared)


def _character_clustering(run: Run) -> Measurement:
    from comicenc.evaluation.characters import character_clustering

    albums = run.albums and run.albums.read_text(encoding="utf-8").split("\n")
    named = albums and [album.strip() for album in albums if album.strip()]
    shared = {"texts": run.said["texts"], "baselines": run.baselines, **run.options}
    return character_clustering(run.dataset("faces"), run.encoder, albums=named, **shared)


def _character_retrieval(run: Run) -> Measurement:
    from comicenc.evaluation.characters import character_retrieval

    shared = {"texts": run.said["texts"], "baselines": run.baselines, **run.options}
    return character_retrieval(run.dataset("faces"), run.encoder, **shared)


def _identification(run: Run) -> Measurement:
    from comicenc.evaluation.tagged import identification
    from comicenc.tasks.tagger import Tagger

    return identification(run.dataset("tagged"), Tagger(run.encoder), known=run.known, **run.options)


def _tagging(run: Run) -> Measurement:
    from comicenc.evaluation.tagged import tagging
    from comicenc.tasks.tagger import Tagger

    return tagging(run.dataset("tagged"), Tagger(run.encoder), known=run.known, **run.options)


def _checked_tags(run: Run) -> Measurement:
    from comicenc.evaluation.checked_tags import checked_tags, read_checked
    from comicenc.evaluation.retrieval import faces_in
    from comicenc.tasks.tagger import Tagger

    if run.checked is None:
        raise typer.BadParameter("checked-tags needs the table of what was checked", param_hint="--checked")
    folder = _one_folder(run.data)
    files, _ = faces_in(folder)
    checked = read_checked(run.checked, Path(folder).resolve().name, files)
    return checked_tags(files, Tagger(run.encoder), checked, **run.options)


PROTOCOLS: dict[str, Callable[[Run], Measurement]] = {
    "in-batch": _in_batch,
    "retrieval": _retrieval,
    "cast": _cast,
    "sequence-local": _sequence_local,
    "sequence-global": _sequence_global,
    "character-clustering": _character_clustering,
    "character-retrieval": _character_retrieval,
    "identification": _identification,
    "tagging": _tagging,
    "checked-tags": _checked_tags,
}


def _all_parts(encoder: ComicEncoder) -> Parts:
    """The pictures that an encoder takes; faces for one of texts alone, which has protocols of its own."""
    pictures = [part for part in encoder.modalities if part != "texts"] or ["faces"]
    return "both" if len(pictures) > 1 else pictures[0]


def _name(data: list[str]) -> str:
    return "+".join(Path(each).resolve().name for each in data)


def _is_canonical(place: str) -> bool:
    """Whether it is a dataset in the canonical form, here or on the Hub, and no comic or folder of faces."""
    path = Path(place)
    return any(path.glob("*/*.parquet")) if path.exists() else not path.suffix


def _canonical(data: list[str], config: str, split: str) -> Dataset:
    """One config of the dataset.

    Raises:
        ValueError: If it is no dataset, or has no such config or split.
    """
    from datasets import load_dataset

    if len(data) > 1 or not _is_canonical(data[0]):
        raise ValueError(f"{' '.join(data)}: one dataset in the canonical form is needed, with {config!r}")
    return load_dataset(data[0], config, split=split)


def _comics(data: list[str], split: str) -> list[Comic]:
    """The annotated comics that were named, or none where it is a folder of faces."""
    from comicenc.data.comics import comics_in
    from comicenc.media import sidecars
    from comicenc.reading import read_comic

    if any(map(_is_canonical, data)):
        return comics_in(_canonical(data, "pages", split))
    return [read_comic(place) for place in data] if any(map(sidecars, data)) else []


def _one_folder(data: list[str]) -> str:
    if len(data) > 1:
        raise ValueError(f"{' '.join(data)}: name one folder of faces, or annotated comics")
    return data[0]


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
    if any(map(_is_canonical, data)) and "pages" not in get_dataset_config_names(data[0]):
        return labelled.of_instances(_canonical(data, "instances", split), encoder, **shown)
    if comics := _comics(data, split):
        return labelled.of_comics(comics, encoder, texts=texts, **shown)
    return labelled.of_faces(_one_folder(data), encoder, **shown)


def _entries(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What calibration.json is given, a number a line."""
    rows = [(entry, key, value) for entry, found in entries.items() for key, value in found.items()]
    return table(["entry", "what", "value"], rows)


def _table(measurement: Measurement) -> list[str]:
    """A metric a line: ours with its interval, the baselines, the paper."""
    beside = list(measurement.baselines)
    rows = []
    for key, value in measurement.metrics.items():
        interval = measurement.intervals.get(key)
        others = [measurement.baselines[other].get(key, "") for other in beside]
        reach = "{:.3f}–{:.3f}".format(*interval) if interval else ""
        rows.append([key, value, reach, *others, measurement.paper.get(key, "")])
    return table(["metric", "value", "95 %", *beside, "paper"], rows)
