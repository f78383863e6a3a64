"""A file of annotations: its name for messages, and its contents as text, JSON, XML or a table."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

MAX_BYTES = 256 * 2**20
LONGEST_SENTENCE = 300  # characters


class InvalidAnnotation(ValueError):
    """Annotations that cannot be what they say; the message is a sentence that names the file."""


@dataclass(frozen=True)
class Document:
    """One file of annotations.

    Args:
        name: Its path, as messages name it.
        read: Gives its bytes.
    """

    name: str
    read: Callable[[], bytes]

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()

    def invalid(self, what: str) -> InvalidAnnotation:
        """The error that says this of the file, on one line, whatever values it quotes."""
        return InvalidAnnotation(f"{self.name}: {shorten(what, LONGEST_SENTENCE, placeholder=' …')}")

    def text(self) -> str:
        try:
            return self.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.invalid(f"this is not UTF-8 text ({error.reason} at byte {error.start})") from error

    def json(self) -> object:
        text = self.text()
        try:
            return json.loads(text)
        except RecursionError:
            raise self.invalid("this JSON is nested too deeply") from None
        except ValueError as error:
            raise self.invalid(f"this is not JSON ({error})") from error

    def xml(self) -> ElementTree.Element:
        """The root element; a document type is refused, since with it come entities and their bombs."""
        try:
            return ElementTree.fromstring(self.read(), ElementTree.XMLParser(target=_WithoutDoctype(self)))
        except (ElementTree.ParseError, LookupError) as error:
            raise self.invalid(f"this is not XML ({error})") from error

    def rows(self, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """The rows of a CSV table that has at least these columns."""
        try:
            reader = csv.DictReader(io.StringIO(self.text()), skipinitialspace=True)
            if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
                raise self.invalid(f"the table has no column {', '.join(missing)}")
            rows = []
            for row in reader:
                if empty := [column for column in columns if not row[column]]:
                    raise self.invalid(f"line {reader.line_num} has no {', '.join(empty)}")
                rows.append(row)
        except csv.Error as error:
            raise self.invalid(f"this is not a CSV table ({error})") from error
        return rows


def read_file(path: Path) -> bytes:
    """The bytes of a file of at most MAX_BYTES.

    Raises:
        InvalidAnnotation: If it is missing, cannot be opened, or is larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InvalidAnnotation(f"{path} does not exist") from None
    except OSError as error:
        raise InvalidAnnotation(f"{path} cannot be opened: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise InvalidAnnotation(f"{path} is larger than the {MAX_BYTES // 2**20} MiB allowed for a file")
    return data


class _WithoutDoctype(ElementTree.TreeBuilder):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise self.document.invalid("a document type (DOCTYPE) is not allowed in annotations")
