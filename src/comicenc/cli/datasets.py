"""`dataset`: the canonical datasets, drawn or built."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comicenc.cli.console import Json, on_terminal, show

app = typer.Typer(help="Write a dataset that `datasets.load_dataset(folder, config)` reads.")


@app.callback()
def _named() -> None:
    """Datasets are named, also while there is one only."""


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
    place = _begun(out)
    write_toonworld(place, **contents, shard_albums=shard_albums, workers=workers, progress=on_terminal())
    place.replace(out)
    show({"out": str(out), **contents}, as_json, [f"{albums + test_albums} albums of {pages} pages in {out}"])


def _begun(out: Path) -> Path:
    """The folder itself if it is written already, else the hidden one beside it that a stopped run leaves.

    Raises:
        FileExistsError: If the folder holds something else.
    """
    if (out / "toonworld.json").is_file():
        return out
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise FileExistsError(f"{out} holds something else: name another --out")
    return out.resolve().with_name(f".{out.resolve().name}.part")
