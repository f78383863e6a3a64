from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comicenc.report import cluster_map
from comicenc.report.cluster_map import write_cluster_map
from comicenc.tasks.clustering import Clustering, Suggestion

HOSTILE = "<img src=x onerror=alert(1)>"


def found(sizes: list[int], outliers: int = 0) -> Clustering:
    labels = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.full(outliers, -1)])
    chances = np.where(labels < 0, 0.0, np.linspace(0.5, 1, len(labels)))
    places = np.random.default_rng(0).normal(size=(len(labels), 2)) + 5 * labels[:, None]
    return Clustering(labels, chances, places.astype(np.float32))


def written(folder: Path, clusters: Clustering, **options) -> tuple[str, list[int]]:
    asked: list[int] = []

    def picture_of(row: int) -> Image.Image:
        asked.append(row)
        return Image.new("RGB", (20, 20), (row % 256, 0, 0))

    names = [f"{row}.png" for row in range(len(clusters.labels))]
    groups = [f"cluster {number:02d}" for number in range(1, clusters.count + 1)]
    given = {"names": names, "group_names": groups, "suggestions": (), **options}
    page = write_cluster_map(clusters, picture_of=picture_of, out=folder / "map.html", **given)
    return page.read_text("utf-8"), asked


def words(page: str) -> str:
    body = page[page.index("<body>") : page.index("<script>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_everything_is_said(tmp_path: Path) -> None:
    suggestions = [
        (Suggestion("merge", (0, 1), 0.84, (2, 6)), "2.png,6.png,same"),
        (Suggestion("split", (1,), 0.31, (5, 7)), "5.png,7.png,different"),
    ]
    page, asked = written(
        tmp_path, found([5, 4], 2), suggestions=suggestions, title="Mine", settings={"model": "tiny"}
    )
    said = words(page)
    assert "11 drawings 2 clusters 2 in none" in said
    assert "cluster 01 and cluster 02 : are they one? 84 % 2.png,6.png,same" in said
    assert "Both are in cluster 02 : are they two? 31 % 5.png,7.png,different" in said
    assert "5 drawings · strength 0.60" in said and "model tiny" in said
    assert asked == list(range(11)) and page.count("data:image/webp") == 11
    assert page.count('<g class="dot') == 11 and page.count('<g class="dot outlier"') == 2


@pytest.mark.parametrize("sizes", [[], [1], [3]])
def test_few_drawings(tmp_path: Path, sizes: list[int]) -> None:
    page, _ = written(tmp_path, found(sizes, 1))
    assert ("The map" in page) == bool(sizes)
    assert "1 drawing like too few others" in words(page)


def test_many_drawings_are_shown_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"MOST_DOTS": 40, "MOST_ON_MAP": 20, "MOST_CARDS": 3, "MOST_IN_CARD": 2, "MOST_NAMED": 4}
    for name, value in {**limits, "MOST_LOOSE": 5}.items():
        monkeypatch.setattr(cluster_map, name, value)
    page, asked = written(tmp_path, found([50, 40, 30, 20, 10], 50))
    assert page.count('<g class="dot') == 40 and page.count('<g class="dot outlier"') == 10
    assert "40 of the 200 drawings" in words(page) and "2 smaller clusters are not shown" in words(page)
    assert "50 drawings like too few others; 5 of them" in words(page)
    assert len(asked) == 3 * 2 + 1 + 5 == page.count("data:image/webp")


def test_everything_is_escaped(tmp_path: Path) -> None:
    clusters = found([3], 1)
    suggestions = [(Suggestion("split", (0,), 0.9, (0, 2)), HOSTILE)]
    options = {"names": [HOSTILE] * 4, "group_names": [HOSTILE], "suggestions": suggestions}
    page, _ = written(tmp_path, clusters, title=HOSTILE, settings={HOSTILE: HOSTILE}, **options)
    assert HOSTILE not in page and page.count("&lt;img src=x") > 10
    assert page.count("<script>") == 1


@pytest.mark.slow
@pytest.mark.parametrize("width", [420, 1280])
def test_it_is_seen_in_a_browser(browser, tmp_path: Path, width: int) -> None:
    suggestions = [(Suggestion("merge", (0, 1), 0.8, (2, 8)), f"2.png,{HOSTILE},same")]
    written(tmp_path, found([6, 5, 4], 3), suggestions=suggestions, title=HOSTILE)
    page = browser.new_page(viewport={"width": width, "height": 900})
    said, requested = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: requested.append(request.url))
    page.goto((tmp_path / "map.html").as_uri())
    assert said == [] and [url for url in requested if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click(".picks .pick[data-pick='1']")
    page.wait_for_timeout(350)
    seen = "element => Number(getComputedStyle(element).opacity)"
    assert page.eval_on_selector(".dot[data-who='1']", seen) == 1
    assert page.eval_on_selector(".dot[data-who='0']", seen) < 0.5
    assert page.eval_on_selector(".dot[data-who='-1']", seen) < 0.5
    page.close()
