"""`evaluate`: a model on data with known names, to numbers that are kept."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli import moods
from comicenc.cli.console import Json, show, table
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
from comicenc.cli.options import Device, Language, load_encoder

if TYPE_CHECKING:
    from datasets import Dataset

    from comicenc.encoder import ComicEncoder
    from comicenc.evaluation import Measurement

Parts = Literal["faces", "bodies", "both", "both_where_faces"]
Model = Annotated[str, typer.Argument(metavar="MODEL", help="A bundled id, a Hub id or a folder.")]
Texts = Annotated[
    bool,
    typer.Option(
        "--text/--no-text",
        "--texts/--no-texts",
        help="Whether dialogue counts, if the model takes it and it is there.",
    ),
]


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
            "clustering",
            "character-clustering",
            "character-retrieval",
            "identification",
            "tagging",
            "checked-tags",
            "music-mood",
            "page-mood",
            "page-genre",
            "page-music",
            "confidence",
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
        typer.Option("--albums", help="For clustering: a file with an album a line; else all."),
    ] = None,
    layers: Annotated[
        str | None,
        typer.Option(
            "--layers", metavar="A,B", help="For clustering: of the network; by default all it names."
        ),
    ] = None,
    fewest: Annotated[
        int,
        typer.Option(
            "--fewest", min=1, help='For clustering: who has fewer faces in an album is "other" there.'
        ),
    ] = 10,
    as_one: Annotated[
        bool, typer.Option("--as-one", help="For clustering: whether all albums are one.")
    ] = False,
    repeats: Annotated[
        int, typer.Option("--repeats", min=1, help="For clustering: runs that are averaged, a seed each.")
    ] = 1,
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
    music: Music = None,
    learnt_from: Annotated[
        str | None,
        typer.Option(
            "--learnt-from", metavar="DATASET", help="For music-mood: music that a baseline learns from."
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option("--samples", min=1, help="For confidence: pages and pieces that are drawn.")
    ] = 200,
    split: Split = "test",
    name: Name = None,
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
        albums=albums and _lines(albums),
        clustering={
            "layers": None
            if layers is None
            else [each.strip() for each in layers.split(",") if each.strip()],
            "fewest": fewest,
            "repeats": repeats,
        },
        as_one=as_one,
        known=known,
        checked=checked,
        music=music,
        learnt_from=learnt_from,
        samples=samples,
    )
    measurement = PROTOCOLS[protocol](run)
    result = Result(
        model=model,
        dataset=name or name_of([*data, *filter(None, [music])]),
        protocol=protocol,
        measurement=measurement,
        seed=seed,
        command=shlex.join(["comicenc", *sys.argv[1:]]),
        revision=encoder.revision,
        split=split if any(map(is_canonical, data)) else None,
    )
    write_result(out, result)
    show(result.document(), as_json, _table(measurement))


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
    albums: list[str] | None
    clustering: Mapping[str, Any]
    as_one: bool
    known: float
    checked: Path | None
    music: str | None
    learnt_from: str | None
    samples: int

    def dataset(self, config: str) -> Dataset:
        return canonical(self.data, config, self.split)


def _retrieval(run: Run) -> Measurement:
    from comicenc.evaluation.retrieval import faces_in, retrieve_characters, retrieve_faces

    shared = {"baselines": run.baselines, **run.options}
    if comics := comics_of(run.data, run.split):
        return retrieve_characters(comics, run.encoder, parts=run.part, **run.said, **shared)
    return retrieve_faces(*faces_in(one_folder(run.data)), run.encoder, **shared)


def _cast(run: Run) -> Measurement:
    from comicenc.evaluation.cast import measure_cast, pooled

    comics = comics_of(run.data, run.split)
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


def _clustering(run: Run) -> Measurement:
    from comicenc.evaluation.clustering import as_one_album, clustering
    from comicenc.evaluation.faces import faces_of, faces_of_comics, faces_of_folder

    if any(map(is_canonical, run.data)):
        rows = faces_of(run.dataset("faces"), albums=run.albums)
    elif comics := comics_of(run.data, run.split):
        rows = faces_of_comics(comics, run.said["language"])
    else:
        rows = faces_of_folder(one_folder(run.data))
    if run.as_one:
        rows = as_one_album(rows)
    settings = {"texts": run.said["texts"], "baselines": run.baselines, **run.clustering, **run.options}
    return clustering(rows, run.encoder, **settings)


def _character_clustering(run: Run) -> Measurement:
    from comicenc.evaluation.characters import character_clustering

    shared = {"texts": run.said["texts"], "baselines": run.baselines, **run.options}
    return character_clustering(run.dataset("faces"), run.encoder, albums=run.albums, **shared)


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
    folder = one_folder(run.data)
    files, _ = faces_in(folder)
    checked = read_checked(run.checked, Path(folder).resolve().name, files)
    return checked_tags(files, Tagger(run.encoder), checked, **run.options)


PROTOCOLS: dict[str, Callable[[Run], Measurement]] = {
    "in-batch": _in_batch,
    "retrieval": _retrieval,
    "clustering": _clustering,
    "cast": _cast,
    "sequence-local": _sequence_local,
    "sequence-global": _sequence_global,
    "character-clustering": _character_clustering,
    "character-retrieval": _character_retrieval,
    "identification": _identification,
    "tagging": _tagging,
    "checked-tags": _checked_tags,
    "music-mood": moods.music_mood,
    "page-mood": moods.page_mood,
    "page-genre": moods.page_genre,
    "page-music": moods.page_music,
    "confidence": moods.confidence,
}


def _lines(file: Path) -> list[str]:
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _all_parts(encoder: ComicEncoder) -> Parts:
    """The pictures that an encoder takes; faces for one of texts alone, which has protocols of its own."""
    pictures = [part for part in encoder.modalities if part != "texts"] or ["faces"]
    return "both" if len(pictures) > 1 else pictures[0]


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
