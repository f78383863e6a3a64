"""Options that several commands share, and the encoder they ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

MINI = "comicenc/identity-simclr-mini"

Model = Annotated[str, typer.Option("--model", help="A bundled id, a Hub id or a folder; several with +.")]
Device = Annotated[str | None, typer.Option("--device", help="cpu, cuda, mps; by default what there is.")]
Texts = Annotated[
    bool,
    typer.Option(
        "--texts/--no-texts", help="Whether dialogue counts, if the model takes it and it is there."
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--language", help="Of the dialogue, such as en; by default the first that each text has."),
]
BatchSize = Annotated[int, typer.Option("--batch-size", min=1, help="Items computed at a time.")]


def load_encoder(model: str, device: str | None) -> ComicEncoder:
    from comicenc.encoder import ComicEncoder

    return ComicEncoder.from_pretrained(model, device=device)


AUDIO = "audio"
WORDS = ("texts", "tags")  # modalities whose items are no files


def checked_part(part: str, encoder: ComicEncoder, but: Collection[str] = (*WORDS, AUDIO)) -> str:
    """The modality that was named, if the encoder takes it and it is none of those that are out of place.

    Args:
        part: What was named.
        encoder: What is to encode them.
        but: Those; by default all but pictures.

    Raises:
        typer.BadParameter: If it does not.
    """
    fitting = [name for name in encoder.modalities if name not in but]
    if part not in fitting:
        raise typer.BadParameter(f"{part!r} is none of {', '.join(fitting) or 'nothing'}", param_hint="--as")
    return part


def picture_files(source: Path) -> list[Path]:
    """The file itself, or all pictures at any depth of a folder.

    Raises:
        FileNotFoundError: If there is nothing at the path.
        ValueError: If the folder holds no picture.
    """
    from comicenc import media

    return _files(source, media.picture_files, "picture")


def music_files(source: Path) -> list[Path]:
    """The file itself, or all music at any depth of a folder; errors are those of `picture_files`."""
    from comicenc import media

    return _files(source, media.audio_files, "music")


def _files(source: Path, find: Callable[[Path], list[Path]], what: str) -> list[Path]:
    if not source.exists():
        raise FileNotFoundError(f"{source}: no such file or folder")
    if not source.is_dir():
        return [source]
    files = find(source)
    if not files:
        raise ValueError(f"{source}: no {what} in it")
    return files
