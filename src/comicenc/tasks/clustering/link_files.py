"""Links as a table that people write: `first,second,link`, with "same" or "different" in the last column."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from comicenc.tasks.links import contradiction, explained

COLUMNS = ("first", "second", "link")
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class NamedLinks:
    """What somebody said of drawings, by their names.

    Args:
        file: Where it stands.
        must_link: Pairs that show one character.
        cannot_link: Pairs that show two.
    """

    file: Path
    must_link: tuple[tuple[str, str], ...]
    cannot_link: tuple[tuple[str, str], ...]

    def rows(self, row_of: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
        """As `cluster` takes them, by the row of each name.

        Raises:
            ValueError: If a name has no row.
        """
        links = {"must_link": self.must_link, "cannot_link": self.cannot_link}
        for name in (name for pairs in links.values() for pair in pairs for name in pair):
            if name not in row_of:
                raise ValueError(f"{self.file}: {name!r} is none of the {len(set(row_of.values()))} drawings")
        return {link: [(row_of[one], row_of[other]) for one, other in pairs] for link, pairs in links.items()}

    def lines(self) -> list[dict[str, str]]:
        """As `write_links` takes them."""
        said = {SAME: self.must_link, DIFFERENT: self.cannot_link}
        return [
            dict(zip(COLUMNS, (*pair, link), strict=True)) for link, pairs in said.items() for pair in pairs
        ]


def read_links(path: str | Path) -> NamedLinks:
    """Read a table of links; columns beside the three are not looked at, and neither are empty lines.

    Commas or semicolons part the columns, as spreadsheets write them.

    Raises:
        OSError: If the file cannot be read.
        ValueError: Naming the file and what is wrong in it, also where links contradict each other.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path}: is no text in UTF-8") from None
    header = lines[0] if lines else ""
    table = csv.DictReader(lines, delimiter=";" if header.count(";") > header.count(",") else ",")
    if missing := [column for column in COLUMNS if column not in (table.fieldnames or ())]:
        raise ValueError(f"{path}: its first line must name {', '.join(COLUMNS)}, and has no {missing[0]}")
    pairs: dict[str, list[tuple[str, str]]] = {SAME: [], DIFFERENT: []}
    for row in table:
        first, second, link = ((row[column] or "").strip() for column in COLUMNS)
        if link.lower() not in pairs or not (first and second):
            raise ValueError(
                f"{path}: line {table.line_num} needs two names and {SAME!r} or {DIFFERENT!r}, and has"
                f" {first!r}, {second!r}, {link!r}"
            )
        pairs[link.lower()].append((first, second))
    _refuse_contradiction(path, pairs)
    return NamedLinks(path, *(tuple(dict.fromkeys(pairs[link])) for link in (SAME, DIFFERENT)))


def write_links(path: str | Path, rows: Iterable[Mapping[str, object]], columns: Iterable[str] = ()) -> None:
    """Write rows of the three columns, and of others after them, as `read_links` takes them."""
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*COLUMNS, *columns])
        writer.writeheader()
        writer.writerows(rows)


def _refuse_contradiction(path: Path, pairs: Mapping[str, list[tuple[str, str]]]) -> None:
    names = list(dict.fromkeys(name for each in pairs.values() for pair in each for name in pair))
    place = {name: number for number, name in enumerate(names)}
    same, different = ([(place[a], place[b]) for a, b in pairs[link]] for link in (SAME, DIFFERENT))
    if chain := contradiction(len(names), same, different):
        said = explained([names[each] for each in chain], apart=repr(DIFFERENT), joined=repr(SAME))
        raise ValueError(f"{path}: {said}")
