"""What the commands say: results on stdout, for people or as JSON; all else on stderr, a line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, TypeVar

import typer

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def note(message: str) -> None:
    """Say something in one line on stderr, however many lines the message had."""
    print(f"comicenc: {' '.join(message.split())}", file=sys.stderr)


def on_terminal() -> bool:
    """Whether a progress bar would be seen by somebody."""
    return sys.stderr.isatty()


def watched(items: Sequence[T], what: str) -> Iterable[T]:
    """The same items, with a bar that shows how far they are; none where nobody would see it."""
    if not on_terminal():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=what, console=Console(stderr=True), transient=True)


def show(result: dict, as_json: bool, lines: Iterable[str]) -> None:
    """Print a result: the dictionary as JSON where that was asked for, else the lines."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as lines with columns of equal width; numbers stand to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    right = [bool(cells) and all(_is_number(cell) for cell in column) for column in zip(*cells, strict=True)]
    right = right or [False] * len(header)
    return [
        "  ".join(
            value.rjust(width) if to_right else value.ljust(width)
            for value, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in [list(header), *cells]
    ]


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdigit() or cell == "nan"
