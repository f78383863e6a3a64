"""The commands. Each reads its arguments, calls one thing below, and shows what came back.

Heavy libraries are imported inside the commands, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from comicenc.cli import (
    calibration,
    clusters,
    comics,
    comparison,
    datasets,
    evaluation,
    galleries,
    music,
    publishing,
    tags,
    vectors,
)
from comicenc.cli.console import note

app = typer.Typer(
    name="comicenc",
    help="Who is who in a comic: find the cast, know a character again, turn drawings into vectors.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(comics.demo)
app.command()(comics.cast)
app.command()(clusters.cluster)
app.add_typer(galleries.app, name="gallery")
app.command()(tags.tag)
app.command()(music.soundtrack)
app.add_typer(music.app, name="library")
app.command()(vectors.encode)
app.add_typer(datasets.app, name="dataset")
app.command()(evaluation.evaluate)
app.command()(calibration.calibrate)
app.command()(tags.export)
app.command()(comparison.compare)
app.command()(publishing.card)
app.command()(publishing.push)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"comicenc {version('comicenc')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options that stand before any command."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code.

    Returns:
        0 when it worked, 1 for bad input or a bug, 2 for wrong use, 130 when interrupted. Every failure is
        one line on stderr, and with COMICENC_DEBUG=1 a traceback instead.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if os.environ.get("COMICENC_DEBUG"):
        return app(args=arguments, standalone_mode=False) or 0
    _quieten()
    try:
        code = app(args=arguments or ["--help"], standalone_mode=False) or 0
        if code == 130:
            note("interrupted")
        return code
    except typer.TyperException as error:
        note(f"{error.format_message()} (--help says what is taken)")
        return error.exit_code
    except OSError as error:
        note(f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error))
    except ValueError as error:
        note(str(error))
    except ModuleNotFoundError as error:
        extras = "comicenc[toonworld,danmul,onnx,train]"
        note(f"{error.name} is not installed, which pip install '{extras}' brings")
    except Exception as error:
        note(f"a bug, {type(error).__name__}: {error}; COMICENC_DEBUG=1 in the environment shows where")
    return 1


def _quieten() -> None:
    """Leave stderr to our own lines: the libraries below warn about matters that no user can change."""
    import warnings

    warnings.simplefilter("ignore")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("DATASETS_VERBOSITY", "error")
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
