"""`soundtrack` and `library`: a comic and what it is put to, and the music to choose from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comicenc.cli.comics import Credit, RightToLeft, shipped_comic
from comicenc.cli.console import Json, note, on_terminal, show, table
from comicenc.cli.options import BatchSize, Device, load_encoder, picture_files
from comicenc.cli.output import whole_folder

if TYPE_CHECKING:
    from comicenc.comic import Comic
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.library import Library
    from comicenc.tasks.soundtrack import Match, Playlist, Scene

MINI = "comicenc/manga-audioclip-mini"
INDEX = "music.lance"
HOLDS = {"report.html", "playlist.json", "playlist.m3u8", INDEX}

app = typer.Typer(help="Music that was heard once, to choose from for pages.")

Place = Annotated[Path, typer.Argument(metavar="LIBRARY", help="Folder of the library.")]
Where = Annotated[
    str | None,
    typer.Option("--where", help="Which tracks, as SQL: \"seconds > 60 AND array_has(labels, 'calm')\"."),
]
OwnModel = Annotated[
    str | None,
    typer.Option("--model", help=f"By default the one that made the library; for a new one {MINI}."),
]


def soundtrack(
    comic: Annotated[
        Path | None,
        typer.Argument(metavar="[COMIC]", help="By default the comic that ships."),
    ] = None,
    music: Annotated[
        Path | None,
        typer.Option("--music", help="A folder of music, or a library; by default the music that ships."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the report that plays, and the playlist.")
    ] = Path("soundtrack"),
    where: Where = None,
    steadiness: Annotated[
        float | None,
        typer.Option("--steadiness", min=0.0, help="The more, the rarer the music changes; else calibrated."),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Tracks named for each scene.")] = 3,
    right_to_left: RightToLeft = False,
    credit: Credit = None,
    model: OwnModel = None,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Put a comic to music that changes where its mood does; music in a folder is heard once for all runs."""
    from comicenc.reading import read_comic
    from comicenc.tasks.soundtrack import Soundtrack

    pages = read_comic(comic or shipped_comic(), right_to_left=right_to_left)
    music = music or _shipped_music()
    indexed = _is_library(music)
    encoder = load_encoder(model or (_made_by(music) if indexed else MINI), device)
    skipped: dict[str, str] = {}
    with whole_folder(out, HOLDS) as folder:
        library = _library(music, encoder) if indexed else _indexed(music, out, encoder, batch_size, skipped)
        settings = {"steadiness": steadiness, "top": top, "where": where, "batch_size": batch_size}
        playlist = Soundtrack(encoder, library).for_comic(pages, progress=on_terminal(), **settings)
        _write(playlist, pages, folder, credit)
        if not indexed:
            library.path.rename(folder / INDEX)
    result = playlist.to_dict() | {"report": str(out / "report.html"), "skipped": skipped}
    lines = table(["pages", "mood", "track", "from", "agreement"], map(_row, playlist.scenes))
    show(result, as_json, [*lines, "", f"report: {out / 'report.html'}"])


@app.command()
def add(
    library: Place,
    music: Annotated[list[Path], typer.Argument(metavar="MUSIC...", help="Files, or folders of them.")],
    labels: Annotated[
        list[str] | None, typer.Option("--label", help="A word to choose these tracks by.")
    ] = None,
    mirror: Annotated[
        bool, typer.Option("--mirror", help="Forget tracks whose files are gone from these folders.")
    ] = False,
    model: OwnModel = None,
    device: Device = None,
    batch_size: BatchSize = 32,
    as_json: Json = False,
) -> None:
    """Hear music that the library does not know; files that cannot be read are named and left out."""
    encoder = load_encoder(model or (_made_by(library) if _is_library(library) else MINI), device)
    known = _library(library, encoder)
    options = {"labels": labels or (), "mirror": mirror, "batch_size": batch_size, "progress": on_terminal()}
    change = known.add(music, refused=_left_out, **options)
    counts = {name: count for name, count in vars(change).items() if name != "refused"}
    result = counts | {
        "tracks": len(known),
        "skipped": {str(path): why for path, why in change.refused.items()},
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing new"
    show(result, as_json, [f"{told}; {len(known)} tracks in {library}"])


@app.command()
def remove(
    library: Place,
    places: Annotated[
        list[str],
        typer.Argument(metavar="TRACK...", help="Files, folders of them, or ids that `list` shows."),
    ],
) -> None:
    """Forget tracks; their files stay."""
    _there(library).remove(*places)


@app.command("list")
def list_tracks(library: Place, where: Where = None, as_json: Json = False) -> None:
    """Say which tracks there are."""
    known = _there(library)
    entries = known.entries(where)
    rows = [
        (each.id[:8], each.title, each.artist, f"{each.seconds:.0f} s", " ".join(each.labels), each.path)
        for each in entries
    ]
    result = {"encoder": known.made_by, "tracks": [each.to_dict() for each in entries]}
    show(result, as_json, table(["id", "title", "artist", "length", "labels", "path"], rows))


@app.command()
def search(
    library: Place,
    pages: Annotated[list[Path], typer.Argument(metavar="PAGE...", help="Pictures, or folders of them.")],
    top: Annotated[int, typer.Option("--top", min=1, help="Tracks a page.")] = 5,
    where: Where = None,
    model: OwnModel = None,
    device: Device = None,
    as_json: Json = False,
) -> None:
    """Name the tracks that fit a page, the best first."""
    from comicenc.tasks.soundtrack import Soundtrack

    _there(library)
    encoder = load_encoder(model or _made_by(library), device)
    finder = Soundtrack(encoder, _library(library, encoder))
    files = [file for page in pages for file in picture_files(page)]
    found = {str(file): finder.for_page(file, top=top, where=where) for file in files}
    result = {
        file: felt.to_dict() | {"matches": [match.to_dict() for match in matches]}
        for (file, matches), felt in zip(found.items(), finder.feel(images=files), strict=True)
    }
    rows = [(file, *_match_row(match)) for file, matches in found.items() for match in matches]
    show(result, as_json, table(["page", "track", "from", "agreement", "feels"], rows))


def _shipped_music() -> Path:
    """Seven short pieces in the package, a mood each, by `data.toonworld.music.demo.write_demo_music()`."""
    from importlib.resources import files

    return Path(str(files("comicenc") / "demo_music"))


def _is_library(place: Path) -> bool:
    from comicenc.tasks.library import is_library

    return is_library(place)


def _library(place: Path, encoder: ComicEncoder) -> Library:
    from comicenc.tasks.library import Library

    return Library(place, encoder)


def _there(place: Path) -> Library:
    """A library to look into, without its encoder.

    Raises:
        FileNotFoundError: If there is none.
    """
    from comicenc.tasks.library import Library

    library = Library(place)
    if library.made_by is None:
        raise FileNotFoundError(f"{place}: no such library")
    return library


def _made_by(place: Path) -> str:
    return _there(place).made_by["id"]


def _indexed(
    music: Path, out: Path, encoder: ComicEncoder, batch_size: int, skipped: dict[str, str]
) -> Library:
    """A library of a folder, beside the output until that is written; from the last run, if there was one."""
    place = out.resolve().with_name(f".{out.name}.{INDEX}")
    if (out / INDEX).exists() and not place.exists():
        (out / INDEX).rename(place)
    try:
        library = _library(place, encoder)
    except ValueError:  # of another model
        shutil.rmtree(place)
        library = _library(place, encoder)
    change = library.add(music, mirror=True, batch_size=batch_size, progress=on_terminal(), refused=_left_out)
    skipped |= {str(path): why for path, why in change.refused.items()}
    if not len(library):
        raise ValueError(f"{music}: no music in it that can be read")
    return library


def _left_out(path: Path, why: str) -> None:
    note(f"left out: {why}")


def _write(playlist: Playlist, comic: Comic, folder: Path, credit: str | None) -> None:
    from comicenc.report.soundtrack import write_soundtrack

    write_soundtrack(playlist, comic, folder / "report.html", attribution=credit, progress=on_terminal())
    kept = json.dumps(playlist.to_dict(), ensure_ascii=False, indent=2) + "\n"
    (folder / "playlist.json").write_text(kept, "utf-8")
    (folder / "playlist.m3u8").write_text(playlist.to_m3u(), "utf-8")


def _row(scene: Scene) -> tuple:
    return scene.numbers, scene.mood, *_match_row(scene.chosen)[:3]


def _match_row(match: Match) -> tuple:
    return match.entry.title, match.segment.time, match.agreement, match.feeling.mood
