"""A comic with its music on one page, as it is written and in a real browser."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from comicenc.comic import Comic, Page
from comicenc.report.soundtrack import RATE, write_soundtrack
from comicenc.tasks.library import Entry
from comicenc.tasks.soundtrack import GENRES, MOODS, Feeling, Match, Playlist, Scene, Segment
from tests.tasks.listening import write_piece

HOSTILE = "<img src=x onerror=alert(1)>"


def feeling(mood: str) -> Feeling:
    rest = (1 - 0.64) / 6
    moods = {mood: 0.64, **{name: rest for name in MOODS if name != mood}}
    return Feeling(moods, {name: 1 / len(GENRES) for name in GENRES})


def match(path: Path, mood: str, start: float, seconds: float, **said: str) -> Match:
    about = {"artist": "", "album": "", "genre": "", "license": "", **said}
    entry = Entry(id=path.stem * 32, path=path, title=path.stem, labels=(), seconds=seconds, **about)
    return Match(entry, 0.5, Segment(start, start + 1, 0.6), feeling(mood))


@pytest.fixture
def comic() -> Comic:
    pages = [Page(f"p{n}", (200, 300), lambda: Image.new("RGB", (200, 300), "teal")) for n in range(3)]
    return Comic(f"An {HOSTILE} album", tuple(pages))


@pytest.fixture
def playlist(comic: Comic, tmp_path: Path) -> Playlist:
    low, high = write_piece(tmp_path / "low.wav", 40, 110), write_piece(tmp_path / "high.wav", 6, 880)
    dark = match(low, "scary", 25.0, 40.0, artist=HOSTILE, license="CC BY")
    bright = match(high, "happy", 1.0, 6.0)
    scenes = (
        Scene(0, ("p0", "p1"), "scary", feeling("scary"), (dark, bright)),
        Scene(2, ("p2",), "happy", feeling("happy"), (bright,)),
    )
    settings = {"encoder": {"id": "tiny", "revision": "abc"}, "steadiness": 1.5, "where": None}
    return Playlist(comic.title, scenes, tuple(map(feeling, ("scary", "scary", "happy"))), settings)


@pytest.fixture
def report(playlist: Playlist, comic: Comic, tmp_path: Path) -> Path:
    return write_soundtrack(playlist, comic, tmp_path / "report.html", attribution="art: Somebody")


def sounds(report: Path) -> list[np.ndarray]:
    found = re.findall(r"data:audio/mpeg;base64,([A-Za-z0-9+/=]+)", report.read_text("utf-8"))
    read = [soundfile.read(io.BytesIO(base64.b64decode(each))) for each in found]
    assert all(rate == RATE for _, rate in read)
    return [samples for samples, _ in read]


def test_each_scene_has_a_piece_of_its_track(report: Path) -> None:
    low, high = sounds(report)
    assert [len(low) / RATE, len(high) / RATE] == pytest.approx([30, 6], abs=0.1)
    for samples, pitch in ((low, 110), (high, 880)):
        middle = samples[len(samples) // 2 :][:RATE]
        assert np.abs(np.fft.rfft(middle)).argmax() == pytest.approx(pitch, abs=2)
        assert np.abs(samples[:200]).max() < 0.05  # it fades in


def test_pieces_grow_shorter_where_scenes_are_many(playlist, comic, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("comicenc.report.soundtrack.ALL_SECONDS", 4.0)
    report = write_soundtrack(playlist, comic, tmp_path / "short.html")
    assert [len(each) / RATE for each in sounds(report)] == pytest.approx([2, 2], abs=0.1)


def test_it_says_what_plays_and_why(report: Path, playlist: Playlist) -> None:
    page = report.read_text("utf-8")
    for said in ("low", "Plays from 0:10", "CC BY", "would fit too", "art: Somebody", "abc"):
        assert said in page
    assert playlist.scenes[0].reason in page and "Pages 1–2 feel scary (64 %)" in playlist.scenes[0].reason
    assert page.count('alt="Page ') == 3


def test_what_comes_from_outside_is_escaped(report: Path) -> None:
    page = report.read_text("utf-8")
    assert HOSTILE not in page and "&lt;img src=x" in page


def test_another_comic_is_refused(playlist: Playlist, comic: Comic, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="its pages are others"):
        write_soundtrack(playlist, comic.with_pages(comic.pages[:2]), tmp_path / "report.html")


@pytest.fixture
def page(browser, report: Path):
    page = browser.new_page(viewport={"width": 1280, "height": 700})
    page.said, page.requested = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: page.said.append(dialog.message))
    page.on("request", lambda request: page.requested.append(request.url))
    page.goto(report.as_uri())
    yield page
    page.close()


def playing(page) -> list[bool]:
    return page.eval_on_selector_all("audio", "players => players.map(player => !player.paused)")


def until(page, condition: str) -> None:
    """Wait; playwright's own way needs `eval`, which the page forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {condition}")


@pytest.mark.slow
def test_music_follows_the_page(page) -> None:
    assert playing(page) == [False, False]
    page.click("#read")
    until(page, "document.querySelectorAll('audio')[0].currentTime > 0")
    assert playing(page) == [True, False]
    page.evaluate("document.querySelector('#scene-2').scrollIntoView({behavior: 'instant'})")
    until(page, "document.querySelectorAll('audio')[1].currentTime > 0")
    until(page, "document.querySelectorAll('audio')[0].paused")
    assert playing(page) == [False, True]
    assert page.get_attribute(".strip a.here", "data-scene") == "2"
    page.click("#read")
    until(page, "document.querySelectorAll('audio')[1].paused")
    assert page.said == []
    assert [url for url in page.requested if not url.startswith(("file:", "data:"))] == []


@pytest.mark.slow
def test_one_plays_at_a_time_by_hand(page) -> None:
    for number in (0, 1):
        page.evaluate(f"document.querySelectorAll('audio')[{number}].play()")
    until(page, "document.querySelectorAll('audio')[0].paused")
    assert playing(page) == [False, True]


@pytest.mark.slow
@pytest.mark.parametrize("width", [420, 1280])
def test_nothing_hangs_over_the_edge(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
