"""`dataset`: the canonical datasets, drawn or built."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from comicenc.cli.console import Json, on_terminal, show, table

app = typer.Typer(help="Write a dataset that `datasets.load_dataset(folder, config)` reads.")


@app.command()
def toonworld(
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes everything that is drawn.")] = 0,
    albums: Annotated[int, typer.Option("--albums", min=1, help="Albums to train on.")] = 100,
    test_albums: Annotated[int, typer.Option("--test-albums", min=0, help="Albums for the split test.")] = 0,
    pages: Annotated[int, typer.Option("--pages", min=0, help="Pages an album.")] = 8,
    drawings: Annotated[
        int, typer.Option("--drawings", min=0, help="Drawings of each character besides, as instances.")
    ] = 0,
    shard_albums: Annotated[int, typer.Option("--shard-albums", min=1, help="Albums a file.")] = 5,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that draw.")] = 2,
    as_json: Json = False,
) -> None:
    """Draw comics of invented characters with every label; what was stopped goes on with the same command."""
    from comicenc.data.toonworld.dataset import write_toonworld

    contents = {
        "seed": seed,
        "albums": albums,
        "test_albums": test_albums,
        "pages": pages,
        "drawings": drawings,
    }
    place = _begun(out, "toonworld.json")
    write_toonworld(place, **contents, shard_albums=shard_albums, workers=workers, progress=on_terminal())
    place.replace(out)
    show({"out": str(out), **contents}, as_json, [f"{albums + test_albums} albums of {pages} pages in {out}"])


@app.command()
def toonworld_tagged(
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes everything that is drawn.")] = 0,
    characters: Annotated[int, typer.Option("--characters", min=1, help="Whom pictures show.")] = 2000,
    pictures: Annotated[int, typer.Option("--pictures", min=10, help="Of all characters.")] = 60_000,
    side: Annotated[int, typer.Option("--side", min=32, help="Of a picture in pixels.")] = 144,
    untagged: Annotated[
        float, typer.Option("--untagged", help="Share of what is trained on that has no tags.")
    ] = 0.05,
    forgotten: Annotated[
        float, typer.Option("--forgotten", help="Share of the other tags there that are left out.")
    ] = 0.1,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that draw.")] = 2,
    as_json: Json = False,
) -> None:
    """Draw illustrations of invented characters with their tags; what was stopped goes on when run again."""
    from comicenc.data.toonworld.tagged import write_tagged

    contents = {
        "seed": seed,
        "characters": characters,
        "pictures": pictures,
        "side": side,
        "untagged": untagged,
        "forgotten": forgotten,
    }
    place = _begun(out, "toonworld-tagged.json")
    write_tagged(place, **contents, workers=workers, progress=on_terminal())
    place.replace(out)
    show({"out": str(out), **contents}, as_json, [f"{pictures} pictures of {characters} characters in {out}"])


@app.command()
def toonworld_moods(
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes everything that is drawn.")] = 0,
    pages: Annotated[int, typer.Option("--pages", min=12, help="Of all splits together.")] = 12_000,
    side: Annotated[int, typer.Option("--side", min=32, help="Height of a page in pixels.")] = 160,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that draw.")] = 2,
    as_json: Json = False,
) -> None:
    """Draw small pages of which genre and mood are known; what was stopped goes on when run again."""
    from comicenc.data.toonworld.mood_pages import write_mood_pages

    contents = {"seed": seed, "pages": pages, "side": side}
    place = _begun(out, "toonworld-moods.json")
    write_mood_pages(place, **contents, workers=workers, progress=on_terminal())
    place.replace(out)
    show({"out": str(out), **contents}, as_json, [f"{pages} pages with genre and mood in {out}"])


@app.command()
def toonworld_music(
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes everything that is composed.")] = 0,
    pieces: Annotated[int, typer.Option("--pieces", min=70, help="In all splits.")] = 2100,
    seconds: Annotated[
        str, typer.Option("--seconds", help="How long pieces are: the shortest..the longest.")
    ] = "20..40",
    rate: Annotated[int, typer.Option("--rate", min=8000, help="Samples a second.")] = 22050,
    format: Annotated[Literal["ogg", "flac", "wav"], typer.Option("--format", help="Of the files.")] = "ogg",
    soundfont: Annotated[
        list[Path] | None,
        typer.Option("--soundfont", help="A SoundFont of yours that plays; several take turns."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Processes that play.")] = 2,
    as_json: Json = False,
) -> None:
    """Compose and play music with its mood by program; what was stopped goes on with the same command."""
    from comicenc.data.toonworld.music.dataset import write_music

    shortest, _, longest = seconds.partition("..")
    try:
        lengths = (float(shortest), float(longest or shortest))
    except ValueError:
        raise typer.BadParameter(f"{seconds!r} is no range such as 20..40", param_hint="--seconds") from None
    place = _begun(out, "toonworld-music.json")
    contents = {"seed": seed, "pieces": pieces, "seconds": lengths, "rate": rate, "format": format}
    write_music(place, **contents, soundfonts=soundfont or (), workers=workers, progress=on_terminal())
    place.replace(out)
    fonts = [str(path) for path in soundfont or ()]
    show({"out": str(out), **contents, "soundfonts": fonts}, as_json, [f"{pieces} pieces of music in {out}"])


@app.command()
def manga109(
    source: Annotated[Path, typer.Option("--source", help="Your copy of Manga109, as it was handed out.")],
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    preset: Annotated[
        Literal["manga-mmtl", "deepcluster"],
        typer.Option("--preset", help="What becomes of characters with fewer than ten faces in a book."),
    ] = "manga-mmtl",
    lists: Annotated[
        str | None,
        typer.Option("--lists", help="title-disjoint, tsubota-2018, or a folder with train.txt and so on."),
    ] = None,
    train_list: Annotated[
        Path | None, typer.Option("--train-list", help="A file with the titles to train on, one a line.")
    ] = None,
    test_list: Annotated[
        Path | None, typer.Option("--test-list", help="A file with the titles to test on, one a line.")
    ] = None,
    annotations: Annotated[
        str, typer.Option("--annotations", help="Folder of the XML files, as in the source.")
    ] = "annotations",
    dialog: Annotated[
        Path | None, typer.Option("--dialog", help="Folder of Manga109Dialog, which tells who speaks.")
    ] = None,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Build without the albums that your copy lacks.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build a dataset from your own copy of Manga109; what was stopped goes on with the same command."""
    from comicenc.data.manga109 import read_list, read_lists, write_manga109

    given = {"train": train_list, "test": test_list}
    if lists and any(given.values()):
        raise typer.BadParameter("stands instead of --train-list and --test-list", param_hint="--lists")
    named = {split: read_list(file) for split, file in given.items() if file}
    place = _begun(out, "manga109.json")
    counts = write_manga109(
        source,
        place,
        named or read_lists(lists or "title-disjoint"),
        preset,
        annotations=annotations,
        dialog=dialog,
        allow_missing=allow_missing,
        progress=on_terminal(),
    )
    place.replace(out)
    rows = [(split, *count.values()) for split, count in counts.items()]
    lines = table(("split", "albums", "faces", "characters"), rows)
    show({"out": str(out), "preset": preset, "splits": counts}, as_json, [*lines, f"in {out}"])


@app.command()
def genre_pages(
    source: Annotated[Path, typer.Option("--source", help="Your copy of Manga109, as it was handed out.")],
    genres: Annotated[
        Path, typer.Option("--genres", exists=True, dir_okay=False, help="A CSV with title and genre.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    held_out: Annotated[
        Literal["pages", "albums"],
        typer.Option("--held-out", help="What a fifth of is for validation: of each book, or of each genre."),
    ] = "pages",
    side: Annotated[int, typer.Option("--side", min=32, help="Longer side of a picture in pixels.")] = 512,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Build without the books that your copy lacks.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build pages with the genre of their book from your own copy of Manga109; goes on when run again."""
    from comicenc.data.genre_pages import write_genre_pages

    place = _begun(out, "genre-pages.json")
    counts = write_genre_pages(
        source,
        genres,
        place,
        held_out=held_out,
        side=side,
        allow_missing=allow_missing,
        progress=on_terminal(),
    )
    place.replace(out)
    names = sorted({genre for count in counts.values() for genre in count})
    rows = [(genre, *(count.get(genre, 0) for count in counts.values())) for genre in names]
    lines = table(("genre", *counts), rows)
    show({"out": str(out), "held_out": held_out, "splits": counts}, as_json, [*lines, f"in {out}"])


@app.command()
def music_mood(
    source: Annotated[
        Path, typer.Option("--source", help="Your copy of AudioSet: *segments.csv, and what follows or not.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    ontology: Annotated[
        Path | None, typer.Option("--ontology", help="Its ontology.json, if that is not in the source.")
    ] = None,
    audio: Annotated[
        Path | None, typer.Option("--audio", help="Its clips, at any depth, if they are not in the source.")
    ] = None,
    splits: Annotated[
        Literal["80-20", "audioset"],
        typer.Option("--splits", help="A fifth of each mood for validation, or AudioSet's own test set."),
    ] = "80-20",
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Leave out audio that cannot be read.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build music with its mood from your own copy of AudioSet; what was stopped goes on when run again."""
    from dataclasses import asdict

    from comicenc.data.music_mood import write_music_mood

    place = _begun(out, "music-mood.json")
    listed = write_music_mood(
        source,
        place,
        ontology=ontology,
        audio=audio,
        splits=splits,
        skip_broken=skip_broken,
        progress=on_terminal(),
    )
    place.replace(out)
    counts = listed.columns()
    moods = sorted({mood for count in counts.values() for mood in count})
    rows = [(mood, *(count.get(mood, 0) for count in counts.values())) for mood in moods]
    lines = table(("mood", *counts), rows)
    show({"out": str(out), **asdict(listed)}, as_json, [*lines, f"in {out}"])


@app.command()
def danmul(
    source: Annotated[
        Path, typer.Option("--source", help="Your copy of Danbooru2021: metadata/posts*.json and 512px.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The dataset's folder.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="Fixes which picture is in which split.")] = 0,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Without: characters and tags alone.")
    ] = True,
    least: Annotated[int, typer.Option("--least", min=2, help="Pictures that a character needs.")] = 10,
    threshold: Annotated[
        float, typer.Option("--threshold", min=0, help="The summed TF-IDF that a tag needs.")
    ] = 0.2,
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Leave out pictures that cannot be read.")
    ] = False,
    shard_rows: Annotated[int, typer.Option("--shard-rows", min=1, help="Pictures a file.")] = 1000,
    memory: Annotated[str, typer.Option("--memory", help="What the database may take of it.")] = "2GB",
    workers: Annotated[int, typer.Option("--workers", min=1, help="Threads.")] = 2,
    as_json: Json = False,
) -> None:
    """Build Dan:mul from your own copy of Danbooru; what was stopped goes on with the same command."""
    from dataclasses import asdict

    from comicenc.data.danmul import REMOVED, TOTALS, Choice, write_danmul

    place = _begun(out, "danmul.json")
    choice = Choice(seed, pictures, least, threshold, skip_broken, shard_rows)
    built = write_danmul(source, place, choice, memory=memory, workers=workers, progress=on_terminal())
    place.replace(out)
    lines = [
        *table(REMOVED, built.removed()),
        "",
        *table(("Table I", *built.splits), built.table_1()),
        "",
        *table(("Table II", *TOTALS), built.table_2()),
        f"in {out}",
    ]
    show({"out": str(out), **asdict(built)}, as_json, lines)


def _begun(out: Path, marker: str) -> Path:
    """The folder itself if it is written already, else the hidden one beside it that a stopped run leaves.

    Raises:
        FileExistsError: If the folder holds something else.
    """
    if (out / marker).is_file():
        return out
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise FileExistsError(f"{out} holds something else: name another --out")
    return out.resolve().with_name(f".{out.resolve().name}.part")
