"""`card` and `push`: say what a model is and can do, and put it on the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comicenc.cli.console import Json, note, show
from comicenc.cli.output import whole_file


def card(
    facts: Annotated[
        Path, typer.Argument(metavar="FACTS", help="YAML of what people know, hub_cards/NAME.yaml.")
    ],
    results: Annotated[
        Path | None,
        typer.Option("--results", help="Folder of result files; by default results/ beside FACTS."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The card, with its pictures beside it; else it is printed.")
    ] = None,
) -> None:
    """Render a model card from facts and result files; a number without a file fails."""
    from comicenc.card import render_card, render_figures

    if not facts.is_file():
        raise FileNotFoundError(f"{facts}: no such file")
    results = results or facts.parent / "results"
    text, figures = render_card(facts, results), render_figures(facts, results)
    if out is None:
        print(text)
        return
    for name, drawn in ((out.name, text), *figures.items()):
        with whole_file(out.with_name(name)) as part:
            part.write_text(drawn, encoding="utf-8")


def push(
    source: Annotated[
        str, typer.Argument(metavar="MODEL", help="A checkpoint's or a gallery's folder, or a bundled id.")
    ],
    repo: Annotated[
        str, typer.Argument(metavar="REPO", help="OWNER/NAME on the Hub; made where there is none.")
    ],
    private: Annotated[
        bool, typer.Option("--private", help="Only for you to see, if it is made now.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a checkpoint with its card, or a gallery, on the Hub, under the account that is logged in."""
    address = _push_gallery(Path(source), repo, private) or _push_checkpoint(source, repo, private)
    show({"commit": address}, as_json, [address])


def _push_gallery(place: Path, repo: str, private: bool) -> str | None:
    """The commit's address, or None where there is no gallery."""
    if place.suffix != ".json" and not (place / "gallery.json").is_file():
        return None
    from comicenc.tasks.gallery import Gallery

    return Gallery.load(place).push_to_hub(repo, private=private)


def _push_checkpoint(source: str, repo: str, private: bool) -> str:
    """Upload a folder as it lies, once it is known to load."""
    from huggingface_hub import HfApi

    from comicenc.encoder import ComicEncoder, checkpoint_path

    folder = Path(source) if Path(source).is_dir() else checkpoint_path(source)
    ComicEncoder.from_pretrained(folder, device="cpu")
    if not (folder / "README.md").is_file():
        note(f"{folder} has no card: comicenc card writes its README.md")
    api = HfApi()
    made = api.create_repo(repo, private=private, exist_ok=True)
    return api.upload_folder(
        repo_id=made.repo_id, folder_path=folder, commit_message="Upload checkpoint"
    ).commit_url
