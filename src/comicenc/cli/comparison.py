"""`compare`: several results side by side, as a table or a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from comicenc.cli.output import whole_file

if TYPE_CHECKING:
    from comicenc.card import Scored


def compare(
    results: Annotated[
        list[str],
        typer.Argument(
            metavar="[NAME=]RESULT...", help="Result files, each with what to call its model if need be."
        ),
    ],
    by: Annotated[
        Literal["model", "layer", "album"],
        typer.Option("--by", help="Models with their metrics, with one metric by layer, or albums."),
    ] = "model",
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric", metavar="KEY[=LABEL]", help="By default those of clusters; a label in % is × 100."
        ),
    ] = None,
    layer: Annotated[
        str, typer.Option("--layer", help="By model and by album: whose numbers; else the model's own.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A .md file, or with --by album an .svg; by default it is printed."),
    ] = None,
) -> None:
    """Put several results side by side: as one table in Markdown, or drawn album by album."""
    from comicenc import card

    kind = ".md" if out is None else out.suffix
    if kind not in (".md", ".svg") or (kind == ".svg" and by != "album"):
        raise typer.BadParameter(f"{out} is no .md, nor an .svg of --by album", param_hint="--out")
    scores = [one for given in results for one in _scores(given)]
    metrics = _metrics(metric, by)
    if kind == ".svg":
        text = card.draw_albums(scores, *next(iter(metrics.items())), layer)
    else:
        text = card.compare(scores, by=by, metrics=metrics, layer=layer) + "\n"
    if out is None:
        print(text, end="")
        return
    with whole_file(out) as part:
        part.write_text(text, encoding="utf-8")


def _scores(given: str) -> list[Scored]:
    from comicenc.card import read_scores

    name, equals, file = given.rpartition("=")
    whole = not equals or Path(given).is_file()  # the name of a file may hold one too
    return read_scores(given) if whole else read_scores(file, name)


def _metrics(asked: list[str] | None, by: str) -> dict[str, str]:
    """Keys and labels: those that were asked for, or all; AMI where one is shown, as in the paper."""
    from comicenc.card.comparison import METRICS

    if not asked:
        return METRICS if by == "model" else {"ami": METRICS["ami"]}
    parts = (each.partition("=") for each in asked)
    return {key: label or METRICS.get(key, key) for key, _, label in parts}
