"""`encode` and `cluster`: drawings to vectors, vectors to groups."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli.console import Json, note, on_terminal, show, table, watched
from comicenc.cli.kept import kept_beside
from comicenc.cli.options import (
    MINI,
    BatchSize,
    Device,
    Language,
    Model,
    Texts,
    checked_part,
    load_encoder,
    picture_files,
)
from comicenc.cli.output import whole_file, whole_folder

if TYPE_CHECKING:
    import numpy as np

    from comicenc.cli.kept import KeptVectors
    from comicenc.encoder import ComicEncoder

PAGES = "pages"  # what `--as` calls an annotated comic
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
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Turn pictures into vectors; files that cannot be read are named and left out."""
    if out.suffix not in WRITERS:
        raise typer.BadParameter(f"{out.name} must end in {' or '.join(WRITERS)}", param_hint="--out")
    encoder = load_encoder(model, device)
    skipped: list[str] = []
    with kept_beside(out, encoder) as kept:
        if part == PAGES:
            ids, vectors, _ = _characters(source, kept, texts, language, batch_size)
        else:
            items = _pictures(source, checked_part(part, encoder), skipped)
            ids, vectors = _encode(kept, items, batch_size, source)
        with whole_file(out) as file:
            WRITERS[out.suffix](file, ids, vectors)
    result = {"out": str(out), "vectors": len(ids), "dimensions": vectors.shape[1], "skipped": skipped}
    show(result, as_json, [f"{len(ids)} vectors of {vectors.shape[1]} dimensions in {out}"])


def cluster(
    folder: Annotated[Path, typer.Argument(help="Crops, also in folders inside it; or an annotated comic.")],
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
    part: Annotated[
        str, typer.Option("--as", help="What they show: faces, bodies, or pages of an annotated comic.")
    ] = "faces",
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Sort crops by who is on them, without knowing anybody."""
    from comicenc.tasks.clustering import cluster as cluster_vectors
    from comicenc.tasks.encoders import entry_for

    encoder = load_encoder(model, device)
    skipped: list[str] = []
    with kept_beside(out, encoder) if out else nullcontext(encoder) as kept:
        if part == PAGES:
            ids, vectors, heard = _characters(folder, kept, texts, language, batch_size)
        else:
            items = _pictures(folder, checked_part(part, encoder), skipped)
            (ids, vectors), heard = _encode(kept, items, batch_size, folder), False
        if threshold is None:
            entry = entry_for(encoder, "cast_distance", with_texts=heard)
            threshold = encoder.calibration.get(entry, {}).get("value")
        found = cluster_vectors(vectors, method=method, seed=seed, threshold=threshold)
        labels = [int(label) for label in found.labels]
        if out:
            write = _cut_crops if part == PAGES else _copy_crops
            _write_clusters(out, ids, labels, found.probabilities, partial(write, folder))
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


def _characters(
    source: Path, kept: KeptVectors | ComicEncoder, texts: bool, language: str | None, batch_size: int
) -> tuple[list[str], np.ndarray, bool]:
    """Ids (the page and the number there) and vectors of a comic's characters, and whether words counted."""
    from comicenc.reading import read_comic
    from comicenc.tasks.cast import encode_instances, spoken

    comic = read_comic(source)
    said = spoken(comic, kept, language) if texts else None
    found = encode_instances(comic, kept, texts=said, batch_size=batch_size, progress=on_terminal())
    for instance in found.left_out:
        note(f"left out: {instance}, of which the model takes nothing")
    return [f"{at.page}#{at.index}" for at in found.instances], found.vectors, said is not None


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
    out: Path,
    ids: list[str],
    labels: list[int],
    probabilities: Iterable[float],
    write: Callable[[dict[str, Path]], None],
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
        places = {}
        for name, label in zip(ids, labels, strict=True):
            group = folder / "crops" / (f"{label:03d}" if label >= 0 else "none")
            group.mkdir(parents=True, exist_ok=True)
            places[name] = group / name.replace("/", "__")
        write(places)


def _copy_crops(source: Path, places: dict[str, Path]) -> None:
    for name, place in places.items():
        shutil.copyfile(source / name if source.is_dir() else source, place)


def _cut_crops(source: Path, places: dict[str, Path]) -> None:
    """Faces where they can be seen, else bodies."""
    from comicenc.reading import read_comic

    for page in watched(read_comic(source).pages, "Cutting out"):
        picture = page.image() if page.characters else None
        for index, character in enumerate(page.characters):
            if place := places.get(f"{page.name}#{index}"):
                face, body = character.crops(picture)
                (face or body).save(place.with_name(f"{place.name}.png"))
