"""Manga109 in the canonical configs, from the user's own licensed copy.

Manga109 (Aizawa et al. 2020) may not be redistributed, so that each user builds this dataset from the folder
that the Manga109 project hands out: `images/<title>/000.jpg` and on, `annotations/<title>.xml`. Which albums
are learnt from and which are tested on is said by lists, one title a line: neither Manga-MMTL nor
DeepCluster publishes its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from comicenc.annotations import annotate
from comicenc.annotations.manga109 import LANGUAGE
from comicenc.comic import Comic
from comicenc.data.faces import face_row
from comicenc.data.files import front_matter, write_rows, write_whole
from comicenc.data.page_rows import appearances, instance_row, page_row
from comicenc.media import read_pages

CONFIGS = ("faces", "pages", "instances")
PRESETS = ("manga-mmtl", "deepcluster")
SHIPPED = ("title-disjoint", "tsubota-2018")
PARTS = ("train", "validation", "test")
SUBSETS = {"labelled": "train", "clustering": "test"}  # splits of the same files as another
LEAST = 10  # appearances of a character in its book (Manga-MMTL §4.1)
MANY = frozenset({"Other", "Others", "その他"})  # a name that a book gives to all whom it does not name
CONTENTS = "manga109.json"
_LISTS = Path(__file__).parent / "album_lists"

Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the dataset holds; it lies beside the data as `manga109.json`.

    Args:
        preset: One of `PRESETS`.
        lists: Split to the titles of its albums.
        missing: Titles of the lists that the copy lacks.
    """

    preset: str
    lists: dict[str, list[str]]
    missing: list[str]


def read_lists(place: str | Path = "title-disjoint") -> dict[str, list[str]]:
    """The album lists of a folder, one file `<split>.txt` for each of `PARTS` and `SUBSETS` that it has.

    Args:
        place: The folder, or the name of one that ships: "title-disjoint", 83 and 26 books by the rule that
            stands in it, or "tsubota-2018", the published split into 83, 10 and 11.

    Raises:
        FileNotFoundError: If there is no such list.
        ValueError: If a list is empty or names a title twice.
    """
    folder = _LISTS / place if str(place) in SHIPPED else Path(place)
    lists = {split: folder / f"{split}.txt" for split in (*PARTS, *SUBSETS)}
    found = {split: read_list(file) for split, file in lists.items() if file.is_file()}
    if not found:
        raise FileNotFoundError(f"{place} is none of {', '.join(SHIPPED)} and no folder that holds train.txt")
    return found


def read_list(file: str | Path) -> list[str]:
    """The titles of an album list, one a line; what follows a # is passed over.

    Raises:
        ValueError: If there is none, or one stands there twice.
    """
    lines = Path(file).read_text(encoding="utf-8-sig").splitlines()
    titles = [title for line in lines if (title := line.split("#")[0].strip())]
    if not titles:
        raise ValueError(f"{file} names no album")
    title, count = Counter(titles).most_common(1)[0]
    if count > 1:
        raise ValueError(f"{file} names {title} twice")
    return titles


def write_manga109(
    source: str | Path,
    out: str | Path,
    lists: Lists | None = None,
    preset: str = "manga-mmtl",
    *,
    annotations: str | Path = "annotations",
    dialog: str | Path | None = None,
    allow_missing: bool = False,
    progress: bool = False,
) -> dict[str, dict[str, int]]:
    """Build the configs `faces`, `pages` and `instances`, or go on where an earlier run stopped.

    The presets differ in `faces` alone; pages and instances hold whoever is annotated. "manga-mmtl" leaves
    out the characters that appear fewer than ten times in their book (§4.1). "deepcluster" does so in the
    training set and, where it evaluates, makes them one character "other" of their album (§4); it also has
    the split `labelled`, the part of the training set whose labels may be used.

    Differs from the papers: they do not say what becomes of the name under which a book puts all whom it
    does not name ("Other"); here these are treated as who appears too rarely, since they are not one.
    DeepCluster says once that its labelled books are of the test set, which its 11 books for clustering
    exclude; here they are of the training set, as its numbers of training images have it.

    Args:
        source: The folder of Manga109.
        out: The dataset's folder; it is made where there is none.
        lists: Split to titles, as `read_lists` gives them; by default those of "title-disjoint".
        preset: One of `PRESETS`.
        annotations: Folder of the XML files, in `source` or elsewhere.
        dialog: Folder of Manga109Dialog's XML files, which tell who says a text.
        allow_missing: Whether to build without the books that the copy lacks, as Manga109-s does 22.
        progress: Whether to show a progress bar on stderr.

    Returns:
        Split to its number of albums, faces and characters.

    Raises:
        ValueError: If a list contradicts another, the preset is unknown, a file is broken, or `out` holds
            another dataset.
        FileNotFoundError: Naming what of a book is missing.
    """
    from rich.console import Console
    from rich.progress import track

    source, out = Path(source), Path(out)
    xml = partial(_annotation_files, source / annotations, dialog)
    contents = _contents(source, xml, read_lists() if lists is None else lists, preset, allow_missing)
    _claim(out, contents)
    splits = {title: split for split in PARTS for title in contents.lists.get(split, ())}
    missing = [title for title in splits if not all(_file(out, each, title).exists() for each in CONFIGS)]
    shown = {"disable": not progress, "transient": True, "console": Console(stderr=True)}
    for title in track(missing, "cutting out faces", **shown):
        folder = source / "images" / title
        pages = annotate(read_pages(folder), xml(title), root=folder, right_to_left=True)
        comic = Comic(title, tuple(page for page in pages if page.annotated), right_to_left=True)
        pooled = preset == "deepcluster" and splits[title] != "train"
        for config, rows in _album_rows(comic, pooled).items():
            write_rows(_file(out, config, title), config, rows)
    counts = _counts(out, contents)
    write_whole(out / "README.md", _readme(out, contents, counts).encode())
    return counts


def _annotation_files(annotations: Path, dialog: str | Path | None, title: str) -> list[Path]:
    files = [annotations / f"{title}.xml"]
    if dialog is not None and (said := Path(dialog) / f"{title}.xml").is_file():
        files.append(said)
    return files


def _contents(
    source: Path, xml: Callable[[str], list[Path]], lists: Lists, preset: str, allow_missing: bool
) -> Contents:
    """The lists as this copy can fill them."""
    if preset not in PRESETS:
        raise ValueError(f"preset {preset!r} is none of {', '.join(PRESETS)}")
    _check(lists)
    titles = [title for split in PARTS for title in lists.get(split, ())]
    lacks = {
        title: path
        for title in titles
        for path in (xml(title)[0], source / "images" / title)
        if not path.exists()
    }
    if lacks and (len(lacks) == len(titles) or not allow_missing):
        raise FileNotFoundError(
            f"{next(iter(lacks.values()))} does not exist: of the {len(titles)} albums of the lists, "
            f"{len(lacks)} lack pictures or annotations"
        )
    there = {split: [title for title in names if title not in lacks] for split, names in lists.items()}
    if preset != "deepcluster":
        there.pop("labelled", None)
    return Contents(preset, {split: names for split, names in there.items() if names}, list(lacks))


def _check(lists: Lists) -> None:
    """Raise where a title is in two parts, or a subset holds what its part does not."""
    if unknown := set(lists) - {*PARTS, *SUBSETS}:
        raise ValueError(f"there is no list {min(unknown)!r}: they are {', '.join((*PARTS, *SUBSETS))}")
    owner: dict[str, str] = {}
    for part in PARTS:
        for title in lists.get(part, ()):
            if owner.setdefault(title, part) != part:
                raise ValueError(f"{title} is in the lists of {owner[title]} and {part}")
    for subset, part in SUBSETS.items():
        if strangers := [title for title in lists.get(subset, ()) if owner.get(title) != part]:
            raise ValueError(f"{strangers[0]} is in the list of {subset}, but not in that of {part}")


def _claim(out: Path, contents: Contents) -> None:
    """Make the folder this dataset's own."""
    file = out / CONTENTS
    if not file.exists():
        for config in CONFIGS:
            (out / config).mkdir(parents=True, exist_ok=True)
        write_whole(file, (json.dumps(asdict(contents), ensure_ascii=False, indent=1) + "\n").encode())
    elif json.loads(file.read_text(encoding="utf-8")) != asdict(contents):
        raise ValueError(f"{out} holds Manga109 by another preset or other lists; choose a new folder")


def _file(out: Path, config: str, title: str) -> Path:
    return out / config / f"{title}.parquet"


def _album_rows(comic: Comic, pooled: bool) -> dict[str, list[dict]]:
    """Rows of a book; who is seen too rarely is one character "other" of `faces` if pooled, else left out."""
    seen = Counter(who.name for _, who in comic.instances() if who.face is not None)
    rare = {name for name, count in seen.items() if count < LEAST or name in MANY}
    rows: dict[str, list[dict]] = {config: [] for config in CONFIGS}
    for page in comic:
        rows["pages"].append(page_row(page, comic.title, language=LANGUAGE))
        for one in appearances(page):
            rows["instances"].append(instance_row(page, one, comic.title))
            if one.face is None or (one.character.name in rare and not pooled):
                continue
            row = face_row(page, one, comic.title, LANGUAGE)
            other = {"character": f"{comic.title}/other"} if one.character.name in rare else {}
            rows["faces"].append(row | other)
    return rows


def _counts(out: Path, contents: Contents) -> dict[str, dict[str, int]]:
    import pyarrow.parquet as pq

    counts = {}
    for split, titles in contents.lists.items():
        names = [
            name
            for title in titles
            for name in pq.read_table(_file(out, "faces", title), columns=["character"])[0].to_pylist()
        ]
        counts[split] = {"albums": len(titles), "faces": len(names), "characters": len(set(names))}
    return counts


def _files(out: Path, contents: Contents) -> dict[str, dict[str, list[str]]]:
    """Config to split to its files that hold a row: `datasets` cannot read a Parquet file without any."""
    import pyarrow.parquet as pq

    files: dict[str, dict[str, list[str]]] = {}
    for config in CONFIGS:
        for split, titles in contents.lists.items():
            full = [title for title in titles if pq.read_metadata(_file(out, config, title)).num_rows]
            if full:
                files.setdefault(config, {})[split] = [f"{config}/{title}.parquet" for title in full]
    return files


def _readme(out: Path, contents: Contents, counts: Mapping[str, Mapping[str, int]]) -> str:
    known = {
        "pretty_name": "Manga109, built for comicenc",
        "license": "other",
        "language": ["ja"],
        "tags": ["comics", "manga"],
    }
    table = "\n".join(
        f"| {split} | {count['albums']} | {count['faces']} | {count['characters']} |"
        for split, count in counts.items()
    )
    rarely = (
        "are one character `other` of their album outside of `train`, and left out in `train`"
        if contents.preset == "deepcluster"
        else "are left out"
    )
    lacking = f"\nNot in the copy: {', '.join(contents.missing)}.\n" if contents.missing else ""
    return f"""{front_matter(known, _files(out, contents))}
# Manga109, preset `{contents.preset}`

Built by `comicenc dataset manga109` from a copy of Manga109. The pictures are their authors': the terms under
which Manga109 was given to you hold for this dataset, and it may not be passed on.

| split | albums | faces | characters |
|---|---|---|---|
{table}
{lacking}
`labelled` is a part of `train` and `clustering` a part of `test`. The lists of Manga-MMTL and DeepCluster are
not public; those used here are in `{CONTENTS}`. Manga-MMTL counts 76,653 faces of 1,114 characters in its 83
albums for training and 26,653 of 319 in its 26 for testing (Table 1). DeepCluster counts 83,186 of 1,222 in
its 83, of which 17,739 of 257 in 20 albums have labels (§4); it clusters the faces of 11 others.

- `faces`: one row a face, with all the text of its frame; characters with fewer than {LEAST} faces in their
  book, and those whom it does not name, {rarely}
- `pages`: the page, its frames in reading order, who is on it and what is said
- `instances`: face and body of each appearance, whoever it is, with the `identity`
"""
