"""Danbooru's metadata, whichever release it is of, as one table of posts.

The releases hand out JSON lines, `metadata/posts*.json`, in one of three forms: tags with their categories
(`tags`, to 2020), a string of tags for each category (`tag_string_general` and so on), or one string
(`tag_string`) beside `metadata/tags*.json`, which tells each tag's category. A table `posts.csv` with
`categories.csv` beside it is read like the last.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Watch = Callable[[Sequence, str], Iterable]  # gives the items on, and shows how far that is and with what

_CATEGORY = {"tags": 0, "characters": 4}  # Danbooru's numbers of what is seen and of who
_BY_CATEGORY = """SELECT id, words(tag_string_character) AS characters, words(tag_string_general) AS tags
    FROM {lines}"""
_WITH_CATEGORY = "SELECT id, {} FROM {{lines}}".format(
    ", ".join(
        f"list_distinct([tag.name FOR tag IN coalesce(tags, []) IF tag.category = {number}]) AS {kind}"
        for kind, number in _CATEGORY.items()
    )
)
_IN_ONE_STRING = """WITH
    numbered AS (SELECT row_number() OVER () AS line, id, words({{field}}) AS names FROM {{lines}}),
    apart AS (SELECT line, id, unnest(if(names = [], [NULL], names)) AS name FROM numbered)
    SELECT any_value(id) AS id, {} FROM apart LEFT JOIN categories USING (name) GROUP BY line""".format(
    ", ".join(
        f"coalesce(list(name) FILTER (category = {number}), []) AS {kind}"
        for kind, number in _CATEGORY.items()
    )
)
_FORMS = {  # the field by which a form is known, what is read besides the id, and what makes posts of that
    "tag_string_general": (
        {"tag_string_general": "VARCHAR", "tag_string_character": "VARCHAR"},
        _BY_CATEGORY,
    ),
    "tags": ({"tags": "STRUCT(name VARCHAR, category TINYINT)[]"}, _WITH_CATEGORY),
    "tag_string": ({"tag_string": "VARCHAR"}, _IN_ONE_STRING),
}


def read_posts(db: DuckDBPyConnection, source: Path, watch: Watch) -> None:
    """Fill the table `posts` (id, people, character, tags) with all posts of a folder.

    `people` is how many characters a post names. Where it is one, `character` is it and `tags` are the
    general tags, each once; elsewhere both are null. Files are read one after the other, so that memory
    does not grow with their number.

    Raises:
        FileNotFoundError: If the folder lacks its metadata.
        ValueError: If a file is broken or in no known form, with the line where there is one.
    """
    files = metadata_files(source)
    db.execute(
        """CREATE OR REPLACE TEMP MACRO words(line) AS
            list_distinct([word FOR word IN string_split(coalesce(line, ''), ' ') IF word <> ''])"""
    )
    db.execute("CREATE OR REPLACE TABLE posts (id BIGINT, people INTEGER, character VARCHAR, tags VARCHAR[])")
    for file in watch(files, "reading posts"):
        field, columns, query = _form(file)
        if query is _IN_ONE_STRING:
            _read_categories(db, source)
        posts = query.format(field=field, lines=_reader(file, {"id": "BIGINT", **columns}))
        with _broken_lines_named(file):
            db.execute(
                f"""INSERT INTO posts SELECT id, len(characters),
                    if(len(characters) = 1, characters[1], NULL), if(len(characters) = 1, tags, NULL)
                FROM ({posts})""",
                [str(file)],
            )


def metadata_files(source: Path) -> list[Path]:
    """The files that hold the posts.

    Raises:
        FileNotFoundError: If there is none.
    """
    return _found(source, ("metadata/posts*.json*", "posts.csv"), "which tell the tags of the pictures")


def _read_categories(db: DuckDBPyConnection, source: Path) -> None:
    """Fill the table `categories` (name, category), unless it is there."""
    if db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'categories'").fetchone():
        return
    wanted = ("metadata/tags*.json*", "categories.csv")
    db.execute("CREATE TABLE categories (name VARCHAR PRIMARY KEY, category TINYINT)")
    for file in _found(source, wanted, "which tell the tags that are characters"):
        with _broken_lines_named(file):
            columns = {"name": "VARCHAR", "category": "TINYINT"}
            lines = _reader(file, columns)
            db.execute(f"INSERT OR IGNORE INTO categories SELECT name, category FROM {lines}", [str(file)])


def _found(source: Path, patterns: Sequence[str], purpose: str) -> list[Path]:
    """The files of the first pattern that has any."""
    if not source.is_dir():
        raise FileNotFoundError(f"{source} is no folder")
    for pattern in patterns:
        if files := sorted(source.glob(pattern)):
            return files
    raise FileNotFoundError(f"{source} holds neither {' nor '.join(patterns)}, {purpose}")


def _form(file: Path) -> tuple[str, dict[str, str], str]:
    if file.suffix == ".csv":
        return "tags", {"tags": "VARCHAR"}, _IN_ONE_STRING
    with _opened(file) as lines:
        line = next((line for line in lines if line.strip()), b"{}")
    try:
        first = json.loads(line)
    except ValueError:
        raise ValueError(f"line 1 of {file} is no JSON") from None
    for field, (columns, query) in _FORMS.items():
        if isinstance(first, dict) and field in first:
            return field, columns, query
    raise ValueError(f"{file} holds no posts with tags: its first line has none of {', '.join(_FORMS)}")


def _reader(file: Path, columns: dict[str, str]) -> str:
    """The call that reads these columns of a file whose name is the query's parameter."""
    types = "{" + ", ".join(f"{name}: '{kind}'" for name, kind in columns.items()) + "}"
    if file.suffix == ".csv":
        return f"read_csv(?, header = true, delim = ',', quote = '\"', types = {types})"
    return f"read_json(?, format = 'newline_delimited', columns = {types})"


@contextmanager
def _broken_lines_named(file: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.BinderException) as error:
        reason = str(error).splitlines()[0]
        if file.suffix != ".csv" and (line := _line_that_is_no_json(file)):
            reason = f"line {line} is no JSON"
        raise ValueError(f"{file} cannot be read: {reason}") from error


def _line_that_is_no_json(file: Path) -> int | None:
    """The engine counts lines of broken text in blocks and is off by some; it is read again to be sure."""
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                json.loads(line)
            except ValueError:
                if line.strip():
                    return number
    return None


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as lines:
            yield lines
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{file} cannot be read: {error}") from error
