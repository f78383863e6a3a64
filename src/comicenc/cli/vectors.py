"""`encode` and `cluster`: drawings to vectors, vectors to groups."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli.console import Json, note, show, table, watched
from comicenc.cli.kept import kept_beside
from comicenc.cli.options import MINI, BatchSize, Device, Model, checked_part, load_encoder, picture_files
from comicenc.cli.output import whole_file, whole_folder

if TYPE_CHECKING:
    import numpy as np

    from comicenc.cli.kept import KeptVectors
    from comicenc.encoder import ComicEncoder

Item = tuple[str, dict[str, Any]]  # an id, and what is seen of it by modality


def encode(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A picture, a folder, or an annotated comic.")
    ],
    out: Annotated[Path, typer.Option("--out", help="A .npz or .parquet file of ids and vectors.")],
    part: Annotated[
        str,
        typer.Option("--as", help="What the pictures show: faces, bodies, or pages of an annotated comic."),
    ] = "faces",
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Turn pictures into vectors; files that cannot be read are named and left out."""
    if out.suffix not in WRITERS:
        raise typer.BadParameter(f"{out.name} must end in {' or '.join(WRITERS)}", param_hint="--out")
    encoder = load_encoder(model, device)
    if part != "pages":
        checked_part(part, encoder)
    skipped: list[str] = []
    items = _characters(source) if part == "pages" else _pictures(source, part, skipped)
    with kept_beside(out, encoder) as kept:
        ids, vectors = _encode(kept, items, batch_size, source)
        with whole_file(out) as file:
            WRITERS[out.suffix](file, ids, vectors)
    result = {"out": str(out), "vectors": len(ids), "dimensions": vectors.shape[1], "skipped": skipped}
    show(result, as_json, [f"{len(ids)} vectors of {vectors.shape[1]} dimensions in {out}"])


def cluster(
    folder: Annotated[Path, typer.Argument(help="Crops; folders inside it are looked into.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for clusters.csv and the sorted crops.")
    ] = None,
    method: Annotated[
        Literal["hdbscan", "agglomerative"], typer.Option("--method", help="How groups are found.")
    ] = "hdbscan",
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", help="For agglomerative, instead of the calibrated distance."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same clusters.")] = 0,
    part: Annotated[str, typer.Option("--as", help="What the crops show: faces or bodies.")] = "faces",
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Sort crops by who is on them, without knowing anybody."""
    from comicenc.tasks.clustering import cluster as cluster_vectors

    encoder = load_encoder(model, device)
    skipped: list[str] = []
    items = _pictures(folder, checked_part(part, encoder), skipped)
    with kept_beside(out, encoder) if out else nullcontext(encoder) as kept:
        ids, vectors = _encode(kept, items, batch_size, folder)
        if threshold is None:
            threshold = encoder.calibration.get("cast_distance", {}).get("value")
        found = cluster_vectors(vectors, method=method, seed=seed, threshold=threshold)
        labels = [int(label) for label in found.labels]
        if out:
            _write_clusters(out, folder, ids, labels, found.probabilities)
    rows = [("none" if label < 0 else label, count) for label, count in sorted(Counter(labels).items())]
    result = {"clusters": dict(zip(ids, labels, strict=True)), "skipped": skipped}
    show(result, as_json, table(["cluster", "crops"], rows))


def _pictures(source: Path, part: str, skipped: list[str]) -> Iterator[Item]:
    """Every picture at or under a path, its id the path from there; one that cannot be read is named."""
    from comicenc.media import UnreadableFile, read_image

    for file in watched(picture_files(source), "Reading and encoding"):
        name = file.relative_to(source).as_posix() if source.is_dir() else file.name
        try:
            yield name, {part: read_image(file)}
        except UnreadableFile as error:
            note(f"left out: {error}")
            skipped.append(name)


def _characters(source: Path) -> Iterator[Item]:
    """Every annotated character of a comic, its id the page and its number there."""
    from comicenc.reading import read_comic

    for page in watched(read_comic(source).pages, "Reading and encoding"):
        picture = page.image() if page.characters else None
        for index, character in enumerate(page.characters):
            face, body = character.crops(picture)
            yield f"{page.name}#{index}", {"faces": face, "bodies": body}


def _encode(
    encoder: ComicEncoder | KeptVectors, items: Iterable[Item], batch_size: int, source: Path
) -> tuple[list[str], np.ndarray]:
    """Encode a stream a batch at a time, so that a folder of any size fits into memory."""
    import numpy as np

    stream, ids, rows = iter(items), [], []
    while batch := list(islice(stream, batch_size)):
        names, parts = zip(*batch, strict=True)
        ids.extend(names)
        columns = {part: [item[part] for item in parts] for part in parts[0]}
        rows.append(encoder.encode(batch_size=batch_size, **columns))
    if not ids:
        raise ValueError(f"{source}: no picture in it that can be read")
    return ids, np.concatenate(rows)


def _write_npz(path: Path, ids: list[str], vectors: np.ndarray) -> None:
    import numpy as np

    np.savez(path, ids=np.array(ids), vectors=vectors)


def _write_parquet(path: Path, ids: list[str], vectors: np.ndarray) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1])
    parquet.write_table(pa.table({"id": ids, "vector": rows}), path)


WRITERS = {".npz": _write_npz, ".parquet": _write_parquet}


def _write_clusters(
    out: Path, source: Path, ids: list[str], labels: list[int], probabilities: Iterable[float]
) -> None:
    """A table, and the crops in a folder a cluster; what belongs to none lies in `none`."""
    with whole_folder(out, holds={"clusters.csv", "crops"}) as folder:
        with (folder / "clusters.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["crop", "cluster", "probability"])
            writer.writerows(
                (name, label, f"{chance:.3f}")
                for name, label, chance in zip(ids, labels, probabilities, strict=True)
            )
        for name, label in zip(ids, labels, strict=True):
            place = folder / "crops" / (f"{label:03d}" if label >= 0 else "none") / name.replace("/", "__")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name if source.is_dir() else source, place)
