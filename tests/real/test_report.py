"""The report of a real episode: what it weighs, and that it shows everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from comicenc.reading import read_comic
from comicenc.report import write_report
from comicenc.report.pictures import PAGE_BYTES, PORTRAIT_BYTES, THUMB_BYTES
from comicenc.tasks.cast import Cast
from tests.tasks.stand_ins import ColorEncoder

pytestmark = pytest.mark.real


def test_an_episode_fits_in_one_light_file(real_data: Path, tmp_path: Path) -> None:
    comic = read_comic(real_data / "peppercarrot" / "ep08")
    cast = Cast.find(comic, ColorEncoder())
    report = write_report(cast, comic, tmp_path / "report.html", attribution="art: David Revoy, CC BY 4.0")
    html = report.read_text("utf-8")
    assert html.count("<figure") == 6
    assert html.count('class="box ') == html.count('class="dot ') == 48
    assert "art: David Revoy" in html
    pictures = 6 * PAGE_BYTES + 48 * THUMB_BYTES + len(cast) * PORTRAIT_BYTES
    assert len(html) < pictures * 4 / 3 + 100_000
