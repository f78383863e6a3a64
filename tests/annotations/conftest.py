"""Blank pages to lay annotations on."""

import json

import pytest
from PIL import Image

from comicenc.comic import Page


@pytest.fixture
def blank():
    """Makes pages with these names, of 100 x 200 pixels or another size."""

    def pages(*names: str, size=(100, 200)) -> list[Page]:
        return [Page(name, size, Image.Image) for name in names]

    return pages


@pytest.fixture
def written(tmp_path):
    """Writes a file of this name, JSON where the content is no text, and gives its path."""

    def write(name: str, content):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return file

    return write
