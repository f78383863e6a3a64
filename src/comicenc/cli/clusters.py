"""`cluster`: crops or a comic go in, and out come folders of who looks alike, a table and a map."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from comicenc.cli.console import Json, show, table, watched
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
)
from comicenc.cli.output import file_name, whole_folder
from comicenc.cli.vectors import PAGES, encode_characters, encode_items, pictures

if TYPE_CHECKING:
    import numpy as np

    from comicenc.cli.kept import KeptVectors
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.clustering import Clustering, Suggestion
    from comicenc.tasks.clustering.link_files import NamedLinks

OUTLIERS = "outliers"
LINKS, VECTORS = "links.csv", "vectors"
HOLDS = {"map.html", "clusters.csv", "suggestions.csv", LINKS, VECTORS, "crops"}
ARCHIVES = {".cbz", ".zip", ".pdf"}


@dataclass(frozen=True, eq=False)
class Sorted:
    """What was found among drawings.

    Args:
        ids: (N,) what each is called: its path from the folder, or its page and number there.
        vectors: (N, D).
        found: Their groups.
        names: What each group is called.
        suggestions: What may be wrong, the surest first.
        settings: How it was made.
    """

    ids: list[str]
    vectors: np.ndarray
    found: Clustering
    names: list[str]
    suggestions: list[Suggestion]
    settings: dict[str, Any]

    def group_of(self, row: int) -> str:
        """Name of a drawing's group."""
        label = int(self.found.labels[row])
        return self.names[label] if label >= 0 else OUTLIERS

    def link(self, suggestion: Suggestion) -> dict[str, str]:
        """What takes a suggestion over, as a row of a file of links."""
        from comicenc.tasks.clustering.link_files import COLUMNS, DIFFERENT, SAME

        said = SAME if suggestion.kind == "merge" else DIFFERENT
        return dict(zip(COLUMNS, (*(self.ids[row] for row in suggestion.pair), said), strict=True))

    def told(self, suggestion: Suggestion) -> dict[str, Any]:
        """A suggestion with its link, its confidence and the groups it is of."""
        groups = [self.names[label] for label in suggestion.groups]
        return {**self.link(suggestion), "confidence": round(suggestion.confidence, 3), "clusters": groups}


def cluster(
    source: Annotated[
        Path,
        typer.Argument(metavar="FOLDER|COMIC", help="Crops, also in folders inside; or an annotated comic."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the map, the tables and the sorted crops.")
    ] = None,
    links: Annotated[
        Path | None,
        typer.Option("--links", help="CSV of first,second,link (same or different); kept in --out."),
    ] = None,
    gallery: Annotated[
        Path | None, typer.Option("--gallery", help="A gallery that knows some of them by name.")
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
        str | None,
        typer.Option("--as", help="faces, bodies or pages; by default pages if annotated, else faces."),
    ] = None,
    texts: Texts = True,
    language: Language = None,
    model: Model = MINI,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Sort crops by who is on them, without knowing anybody; a person's links hold."""
    if out and out.resolve().is_relative_to(source.resolve()):
        raise typer.BadParameter("lies inside the folder that is sorted", param_hint="--out")
    given = _given_links(links, out)
    part = part or (PAGES if _is_comic(source) else "faces")
    encoder = load_encoder(model, device)
    skipped: list[str] = []
    with kept_beside(out, encoder, out / VECTORS) if out else nullcontext(encoder) as kept:
        if part == PAGES:
            ids, vectors, heard = encode_characters(source, kept, texts, language, batch_size)
        else:
            items = pictures(source, checked_part(part, encoder), skipped)
            (ids, vectors), heard = encode_items(kept, items, batch_size, source), False
        options = {"method": method, "seed": seed, "threshold": threshold}
        sorted_ = _sorted(ids, vectors, encoder, given, gallery, heard, options)
        if out:
            _write(sorted_, kept, source, out, part, given)
    labels = sorted_.found.labels.tolist()
    counts = Counter(map(sorted_.group_of, range(len(ids))))
    rows = [(name, counts[name]) for name in (*sorted_.names, OUTLIERS) if counts[name]]
    result = {
        "clusters": dict(zip(ids, labels, strict=True)),
        "names": sorted_.names,
        "suggestions": [sorted_.told(each) for each in sorted_.suggestions],
        "skipped": skipped,
    }
    lines = table(["cluster", "crops"], rows)
    show(result, as_json, [*lines, "", f"map: {out / 'map.html'}"] if out else lines)


def _given_links(links: Path | None, out: Path | None) -> NamedLinks | None:
    """Those that were named, else those that an earlier run or a person left in the folder."""
    from comicenc.tasks.clustering.link_files import read_links

    if links is None and out and (out / LINKS).is_file():
        links = out / LINKS
    return read_links(links) if links else None


def _is_comic(source: Path) -> bool:
    """Whether it is an archive or a PDF, or something with annotations of its pages beside them."""
    if source.suffix.lower() in ARCHIVES:
        return True
    if not source.exists():
        return False
    from comicenc.media import sidecars
    from comicenc.reading import read_comic

    return bool(sidecars(source)) and any(page.annotated for page in read_comic(source))


def _sorted(
    ids: list[str],
    vectors: np.ndarray,
    encoder: ComicEncoder,
    links: NamedLinks | None,
    gallery: Path | None,
    heard: bool,
    options: dict[str, Any],
) -> Sorted:
    from comicenc.tasks.clustering import cluster as cluster_vectors
    from comicenc.tasks.clustering import suggest_merges, suggest_splits
    from comicenc.tasks.clustering.naming import group_names
    from comicenc.tasks.encoders import calibrated, entry_for
    from comicenc.tasks.gallery import Gallery

    if options["method"] == "agglomerative":
        entry = entry_for(encoder, "cast_distance", with_texts=heard)
        asked = options["threshold"], {"center": None, "smoothing": None}
        threshold, used = calibrated(encoder, entry, "value", *asked)
        options = options | used | {"threshold": threshold}
    known = Gallery.load(gallery, encoder) if gallery else None
    rows = links.rows(_rows(ids)) if links else {"must_link": [], "cannot_link": []}
    found = cluster_vectors(vectors, **options, **rows, names=ids)
    merges = suggest_merges(vectors, found.labels, cannot_link=rows["cannot_link"])
    splits = suggest_splits(vectors, found.labels, must_link=rows["must_link"])
    info = encoder.info()
    settings = {
        "model": info["id"],
        "revision": info.get("revision"),
        **options,
        "what is said counted": "yes" if heard else None,
        "links by hand": sum(map(len, rows.values())) or None,
        "gallery": gallery and gallery.name,
    }
    return Sorted(
        ids=ids,
        vectors=vectors,
        found=found,
        names=group_names(vectors, found.labels, known),
        suggestions=sorted([*merges, *splits], key=lambda each: -each.confidence),
        settings={name: value for name, value in settings.items() if value is not None},
    )


def _rows(ids: Iterable[str]) -> dict[str, int]:
    """Rows by what people find drawings under: the id, and the name of the file among the sorted crops."""
    rows = {id: row for row, id in enumerate(ids)}
    flat = {_flat(id): row for id, row in rows.items()}
    return {f"{name}.png": row for name, row in flat.items()} | flat | rows


def _flat(id: str) -> str:
    return id.replace("/", "__")


def _write(
    found: Sorted,
    kept: KeptVectors,
    source: Path,
    out: Path,
    part: str,
    links: NamedLinks | None,
) -> None:
    """The crops in a folder a cluster, the tables, the map, and what a next run starts from."""
    from comicenc.media import read_image
    from comicenc.report.cluster_map import write_cluster_map
    from comicenc.tasks.clustering.link_files import write_links

    with whole_folder(out, HOLDS) as folder:
        places = _places(found, folder / "crops", ".png" if part == PAGES else "")
        (_cut_crops if part == PAGES else _copy_crops)(source, places)
        _write_table(found, folder / "clusters.csv")
        told = [found.told(each) for each in found.suggestions]
        lines = [each | {"clusters": " + ".join(each["clusters"])} for each in told]
        write_links(folder / "suggestions.csv", lines, ["confidence", "clusters"])
        if links:
            write_links(folder / LINKS, links.lines())
        write_cluster_map(
            found.found,
            found.ids,
            found.names,
            [(each, ",".join(found.link(each).values())) for each in found.suggestions],
            lambda row: read_image(places[found.ids[row]]),
            folder / "map.html",
            title=source.resolve().stem,
            settings=found.settings,
        )
        kept.save(folder / VECTORS)


def _places(found: Sorted, folder: Path, suffix: str) -> dict[str, Path]:
    """Where each drawing goes, by its id; the folders are there afterwards."""
    places = {}
    for row, id in enumerate(found.ids):
        place = folder / file_name(found.group_of(row)) / f"{_flat(id)}{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        places[id] = place
    return places


def _write_table(found: Sorted, path: Path) -> None:
    """A row a drawing."""
    advice: dict[int, list[str]] = {}
    for each in found.suggestions:
        for label in each.groups:
            others = " + ".join(found.names[other] for other in each.groups if other != label)
            what = f"one with {others}?" if others else "two?"
            advice.setdefault(label, []).append(f"{what} {each.confidence:.2f}")
    labels, chances = found.found.labels.tolist(), found.found.probabilities.tolist()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "cluster", "probability", "outlier", "suggestions"])
        for row, (id, label, chance) in enumerate(zip(found.ids, labels, chances, strict=True)):
            outlier = "yes" if label < 0 else "no"
            said = "; ".join(advice.get(label, []))
            writer.writerow([id, found.group_of(row), f"{chance:.3f}", outlier, said])


def _copy_crops(source: Path, places: Mapping[str, Path]) -> None:
    for name, place in places.items():
        shutil.copyfile(source / name if source.is_dir() else source, place)


def _cut_crops(source: Path, places: Mapping[str, Path]) -> None:
    """Faces where they can be seen, else bodies."""
    from comicenc.reading import read_comic

    for page in watched(read_comic(source).pages, "Cutting out"):
        picture = page.image() if page.characters else None
        for index, character in enumerate(page.characters):
            if place := places.get(f"{page.name}#{index}"):
                face, body = character.crops(picture)
                (face or body).save(place)
