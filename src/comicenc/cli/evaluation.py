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
from comicenc.cli.options import Device, load_encoder

if TYPE_CHECKING:
    from datasets import Dataset

    from comicenc.comic import Comic
    from comicenc.encoder import ComicEncoder
    from comicenc.evaluation import Measurement

Parts = Literal["faces", "bodies", "both", "both_where_faces"]
Model = Annotated[str, typer.Argument(metavar="MODEL", help="A bundled id, a Hub id or a folder.")]
Data = Annotated[
    list[str],
    typer.Argument(
        metavar="DATASET...",
        help="A dataset in the canonical form, annotated comics, or a folder with a folder a character.",
    ),
]
Split = Annotated[str, typer.Option("--split", help="Of a dataset in the canonical form.")]


def evaluate(
    model: Model,
    data: Data,
    protocol: Annotated[
        Literal["in-batch", "sequence-local", "sequence-global", "cast", "retrieval"],
        typer.Option("--protocol", help="What is measured."),
    ],
    out: Annotated[Path, typer.Option("--out", help="The result's JSON file.")],
    part: Annotated[
        Parts | None, typer.Option("--part", help="What is looked at; by default all that the model takes.")
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
        part=part or ("both" if len(encoder.modalities) > 1 else encoder.modalities[0]),
        split=split,
        baselines=default_baselines(seed) | {id: PretrainedImages(id) for id in baseline or ()},
        options={"resamples": resamples, "seed": seed},
        cast={"panel_rule": panel_rule, "threshold": threshold},
    )
    measurement = PROTOCOLS[protocol](run)
    result = Result(
        model=model,
        dataset=name or "+".join(Path(each).resolve().name for each in data),
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
    """Find the distance of a cast and the threshold of "unknown", and keep them with a checkpoint.

    Comics give both; a folder of faces, which has no comics, gives the threshold alone.
    """
    from comicenc.evaluation.result import running_commit
    from comicenc.tasks.calibration import calibrate_cast, calibrate_unknown, write_calibration

    encoder = load_encoder(str(folder), device)
    called = {"data": name or "+".join(Path(each).resolve().name for each in data)}
    entries: dict[str, Any] = {}
    if comics := _comics(data, split):
        vectors, names, where, panels = _named_instances(comics, encoder)
        settings = {"comics": where, "panels": panels, "center": center, "smoothing": smoothing}
        entries["cast_distance"] = calibrate_cast(vectors, names, **settings) | called
    else:
        files, names = _faces(data)
        vectors = encoder.encode(faces=files, progress=on_terminal())
    entries["unknown"] = calibrate_unknown(vectors, names, false_accept=false_accept) | called
    write_calibration(folder, commit=running_commit(), **entries)
    rows = [(entry, key, value) for entry, found in entries.items() for key, value in found.items()]
    show(entries, as_json, table(["entry", "what", "value"], rows))


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

    def dataset(self, config: str) -> Dataset:
        return _canonical(self.data, config, self.split)


def _retrieval(run: Run) -> Measurement:
    from comicenc.evaluation.retrieval import retrieve_characters, retrieve_faces

    shared = {"baselines": run.baselines, **run.options}
    if comics := _comics(run.data, run.split):
        return retrieve_characters(comics, run.encoder, parts=run.part, **shared)
    return retrieve_faces(*_faces(run.data), run.encoder, **shared)


def _cast(run: Run) -> Measurement:
    from comicenc.evaluation.cast import measure_cast, pooled

    comics = _comics(run.data, run.split)
    if not comics:
        raise ValueError(f"{run.data[0]}: nothing annotated there, and a cast is measured on annotated pages")
    comic = comics[0] if len(comics) == 1 else pooled(comics)
    return measure_cast(comic, run.encoder, baselines=run.baselines, **run.cast, **run.options)


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


PROTOCOLS: dict[str, Callable[[Run], Measurement]] = {
    "in-batch": _in_batch,
    "retrieval": _retrieval,
    "cast": _cast,
    "sequence-local": _sequence_local,
    "sequence-global": _sequence_global,
}


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


def _faces(data: list[str]) -> tuple[list[Path], list[str]]:
    from comicenc.evaluation.retrieval import faces_in

    if len(data) > 1:
        raise ValueError(f"{' '.join(data)}: name one folder of faces, or annotated comics")
    return faces_in(data[0])


def _named_instances(comics: list[Comic], encoder: ComicEncoder) -> tuple[Any, list, list, list]:
    """Vectors, names, comics and panels of all instances whose name is known."""
    import numpy as np

    from comicenc.tasks.cast import encode_instances

    vectors, names, where, panels = [], [], [], []
    for comic in comics:
        encoded = encode_instances(comic, encoder, progress=on_terminal())
        true = {(page.name, i): each.name for page in comic for i, each in enumerate(page.characters)}
        for row, instance in enumerate(encoded.instances):
            if name := true[instance.page, instance.index]:
                vectors.append(encoded.vectors[row])
                names.append(f"{comic.title}/{name}")
                where.append(comic.title)
                panels.append(encoded.panels[row])
    return np.array(vectors), names, where, panels


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
