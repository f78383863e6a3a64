"""`encode`: drawings to vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comicenc.cli.console import Json, note, on_terminal, show, watched
from comicenc.cli.kept import kept_beside
from comicenc.cli.options import (
    AUDIO,
    MINI,
    WORDS,
    BatchSize,
    Device,
    Language,
    Model,
    Texts,
    checked_part,
    load_encoder,
    music_files,
    picture_files,
)
from comicenc.cli.output import whole_file

if TYPE_CHECKING:
    import numpy as np

    from comicenc.cli.kept import KeptVectors
    from comicenc.encoder import ComicEncoder

PAGES = "pages"  # what `--as` calls an annotated comic
Item = tuple[str, dict[str, Any]]  # an id, and what is seen of it by modality


def encode(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="A file, a folder, or an annotated comic.")],
    out: Annotated[Path, typer.Option("--out", help="A .npz or .parquet file of ids and vectors.")],
    part: Annotated[
        str,
        typer.Option("--as", help="What they are: faces, bodies, images, audio, or pages with characters."),
    ] = "faces",
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Turn pictures or music into vectors; files that cannot be read are named and left out."""
    if out.suffix not in WRITERS:
        raise typer.BadParameter(f"{out.name} must end in {' or '.join(WRITERS)}", param_hint="--out")
    encoder = load_encoder(model, device)
    skipped: list[str] = []
    with kept_beside(out, encoder) as kept:
        if part == PAGES:
            ids, vectors, _ = encode_characters(source, kept, texts, language, batch_size)
        else:
            find = music if checked_part(part, encoder, but=WORDS) == AUDIO else pictures
            items = find(source, part, skipped)
            ids, vectors = encode_items(kept, items, batch_size, source)
        with whole_file(out) as file:
            WRITERS[out.suffix](file, ids, vectors)
    result = {"out": str(out), "vectors": len(ids), "dimensions": vectors.shape[1], "skipped": skipped}
    show(result, as_json, [f"{len(ids)} vectors of {vectors.shape[1]} dimensions in {out}"])


def pictures(source: Path, part: str, skipped: list[str]) -> Iterator[Item]:
    """Every picture at or under a path, its id the path from there; one that cannot be read is named."""
    from comicenc.media import UnreadableFile, read_image

    for file in watched(picture_files(source), "Reading and encoding"):
        name = file.relative_to(source).as_posix() if source.is_dir() else file.name
        try:
            yield name, {part: read_image(file)}
        except UnreadableFile as error:
            note(f"left out: {error}")
            skipped.append(name)


def music(source: Path, part: str, skipped: list[str]) -> Iterator[Item]:
    """Every track at or under a path, likewise."""
    from comicenc.media import UnreadableFile, audio_seconds

    for file in watched(music_files(source), "Listening"):
        name = file.relative_to(source).as_posix() if source.is_dir() else file.name
        try:
            audio_seconds(file)
            yield name, {part: file}
        except UnreadableFile as error:
            note(f"left out: {error}")
            skipped.append(name)


def encode_characters(
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


def encode_items(
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
