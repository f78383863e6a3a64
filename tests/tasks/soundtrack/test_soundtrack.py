"""Pages to music and back, through a small model that was never trained."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from comicenc.comic import Comic, Page
from comicenc.encoder import ComicEncoder
from comicenc.tasks.library import Library
from comicenc.tasks.soundtrack import (
    GENRES,
    MOODS,
    Soundtrack,
    calibrate_soundtrack,
    centred,
    modality_gap,
)
from comicenc.tasks.soundtrack.soundtrack import SCALE
from tests.tasks.listening import RATE, piece, tiny_listener, write_piece

SHADES = ["navy", "orange", "navy", "crimson", "white", "olive"]


@pytest.fixture(scope="module")
def encoder() -> ComicEncoder:
    return tiny_listener()


@pytest.fixture(scope="module")
def library(tmp_path_factory, encoder: ComicEncoder) -> Library:
    folder = tmp_path_factory.mktemp("music")
    for number in range(9):
        write_piece(folder / f"{number}.wav", 1.0 + 0.3 * number, 120.0 * 1.3**number)
    quiet, loud = np.zeros(RATE), piece(0.5, 700)
    soundfile.write(folder / "late.wav", np.concatenate([quiet, loud, quiet]), RATE)
    library = Library(folder.parent / "music.lance", encoder)
    library.add(folder, labels=["drawn"])
    return library


@pytest.fixture(scope="module")
def soundtrack(encoder: ComicEncoder, library: Library) -> Soundtrack:
    return Soundtrack(encoder, library)


def picture(color: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((60, 80))
    return Image.composite(Image.new("RGB", (60, 80), color), Image.new("RGB", (60, 80), "black"), ramp)


def comic(colors: list[str]) -> Comic:
    pages = [
        Page(f"{number}.png", (60, 80), lambda color=color: picture(color))
        for number, color in enumerate(colors)
    ]
    return Comic("An <album>", tuple(pages))


def told(encoder: ComicEncoder, row: np.ndarray, scale: float = SCALE) -> dict[str, float]:
    """How sure the names of moods make a centred vector."""
    names = encoder.encode(texts=list(MOODS))
    logits = centred(names, names.mean(axis=0)).astype(np.float64) @ row * scale
    return dict(zip(MOODS, np.exp(logits) / np.exp(logits).sum(), strict=True))


def both(one: dict[str, float], other: dict[str, float]) -> float:
    """The chance that both are of one mood."""
    return sum(one[mood] * other[mood] for mood in MOODS)


def test_a_page_gets_the_tracks_that_are_likeliest_of_its_mood(soundtrack, encoder, library) -> None:
    matches = soundtrack.for_page(picture("orange"), top=4)
    entries, vectors = library.vectors()
    page = told(encoder, encoder.encode(images=[picture("orange")])[0])  # the model knows no centre of pages
    music = [told(encoder, row) for row in centred(vectors, vectors.mean(axis=0))]
    chances = np.array([both(page, each) for each in music])
    assert [match.entry for match in matches] == [entries[index] for index in np.argsort(-chances)[:4]]
    assert [match.agreement for match in matches] == pytest.approx(sorted(chances)[::-1][:4], abs=1e-5)


def test_a_match_says_where_it_fits_and_what_it_feels_like(soundtrack, library) -> None:
    for match in soundtrack.for_page(picture("navy")):
        track = library.tracks([match.entry.id])[match.entry.id]
        row = track.starts.tolist().index(match.segment.start)
        assert match.segment.end == track.ends[row] and track.weights[row] > 0
        assert list(match.feeling.moods.values()) == sorted(match.feeling.moods.values(), reverse=True)
        assert sum(match.feeling.moods.values()) == pytest.approx(1)
        assert set(match.feeling.moods) == set(MOODS) and set(match.feeling.genres) == set(GENRES)


def test_a_silent_beginning_is_no_best_segment(soundtrack, library) -> None:
    for color in SHADES:
        (late,) = [each for each in soundtrack.for_page(picture(color)) if each.entry.title == "late"]
        assert late.segment.start == 1.0 and late.segment.time == "0:01–0:01"


def test_tracks_are_chosen_from_those_asked_for(soundtrack) -> None:
    matches = soundtrack.for_page(picture("navy"), where="seconds > 2.9")
    assert sorted(match.entry.title for match in matches) == ["7", "8"]
    with pytest.raises(ValueError, match="holds no track where"):
        soundtrack.for_page(picture("navy"), where="seconds > 100")


def test_a_comic_gets_a_scene_a_mood(soundtrack) -> None:
    album = comic(["navy"] * 3 + ["orange"] * 2)
    playlist = soundtrack.for_comic(album, steadiness=0)
    moods = [feeling.mood for feeling in playlist.feelings]
    assert len(moods) == 5 and moods[0] == moods[1] == moods[2] and moods[3] == moods[4]
    expected = [0] if moods[0] == moods[3] else [0, 3]
    assert [scene.first for scene in playlist.scenes] == expected
    assert [scene.mood for scene in playlist.scenes] == [moods[first] for first in expected]
    assert [name for scene in playlist.scenes for name in scene.pages] == [page.name for page in album]
    (whole,) = soundtrack.for_comic(album, steadiness=1000).scenes
    assert whole.numbers == "pages 1–5" and len(whole.matches) == 3


def test_no_track_plays_twice_in_a_row(encoder, library, monkeypatch) -> None:
    soundtrack = Soundtrack(encoder, library)
    monkeypatch.setattr(soundtrack, "_scale", lambda _: 1000.0)
    playlist = soundtrack.for_comic(comic(SHADES), steadiness=0)
    chosen = [scene.chosen.entry.id for scene in playlist.scenes]
    assert all(a != b for a, b in pairwise(chosen))


def test_a_playlist_says_why_and_can_be_kept(soundtrack, library) -> None:
    playlist = soundtrack.for_comic(comic(SHADES))
    scene, kept = playlist.scenes[0], json.loads(json.dumps(playlist.to_dict()))
    assert scene.mood in scene.reason and scene.chosen.segment.time in scene.reason
    assert kept["scenes"][0]["reason"] == scene.reason
    assert kept["scenes"][0]["matches"][0]["track"]["title"] == scene.chosen.entry.title
    assert len(kept["pages"]) == len(SHADES)
    lines = playlist.to_m3u().splitlines()
    assert lines[0] == "#EXTM3U" and str(scene.chosen.entry.path) in lines
    assert f"#EXTVLCOPT:start-time={scene.chosen.segment.start:g}" in lines


def test_music_gets_its_pages(soundtrack, encoder, library) -> None:
    found = soundtrack.pages_for((piece(2, 300), RATE), [picture(color) for color in SHADES], top=4)
    assert len(found) == 4
    assert [each.agreement for each in found] == sorted((each.agreement for each in found), reverse=True)
    heard = told(encoder, centred(encoder.encode(audio=[(piece(2, 300), RATE)]), library.centre())[0])
    pages = encoder.encode(images=[picture(color) for color in SHADES])
    assert found[0].page == np.argmax([both(told(encoder, row), heard) for row in pages])
    alone = soundtrack.feel(images=[picture(SHADES[found[0].page])])[0]
    assert found[0].feeling.moods == pytest.approx(alone.moods, abs=1e-4)


def test_feelings_are_of_one_kind_at_a_time(soundtrack) -> None:
    assert len(soundtrack.feel(audio=[(piece(1, 300), RATE)])) == 1
    assert soundtrack.feel(images=[]) == []
    with pytest.raises(ValueError, match="either images or audio"):
        soundtrack.feel(images=[picture("navy")], audio=[(piece(1, 300), RATE)])


def test_a_calibration_centres_both_and_scales_what_is_sure(library, encoder) -> None:
    rng = np.random.default_rng(0)
    pages = encoder.encode(images=[picture(color) for color in SHADES])
    music = library.vectors()[1]
    moods = [MOODS[index] for index in rng.integers(7, size=len(music))]
    entry = calibrate_soundtrack(encoder, pages, moods[: len(pages)], music, moods)
    assert entry["gap"]["raw"] == pytest.approx(modality_gap(pages, music))
    assert entry["gap"]["centred"] < entry["gap"]["raw"]
    np.testing.assert_allclose(entry["centres"]["images"], pages.mean(axis=0), atol=1e-5)
    calibrated = tiny_listener()
    calibrated.calibration = {"soundtrack": {**entry, "steadiness": 0.5}}
    soundtrack = Soundtrack(calibrated, library)
    assert soundtrack.steadiness == 0.5 and soundtrack.scales == entry["scales"]
    page = told(encoder, centred(pages, pages.mean(axis=0))[0], entry["scales"]["images"])
    heard = [told(encoder, row, entry["scales"]["audio"]) for row in centred(music, music.mean(axis=0))]
    found = {match.entry.title: match.agreement for match in soundtrack.for_page(picture(SHADES[0]))}
    titles = [each.title for each in library.entries()]
    expected = [both(page, each) for each in heard]
    np.testing.assert_allclose([found[title] for title in titles], expected, atol=1e-4)
    with pytest.raises(ValueError, match="'gloomy' is none of the moods"):
        calibrate_soundtrack(encoder, pages, ["gloomy"] * len(pages), music, moods)


def test_the_scale_is_that_of_the_likeliest_confidences(encoder) -> None:
    from comicenc.tasks.soundtrack.feelings import Names

    names, rng = Names(encoder, MOODS), np.random.default_rng(0)
    rows = rng.normal(size=(4000, names.vectors.shape[1])).astype(np.float32)
    rows = centred(rows, rows.mean(axis=0))
    true = [rng.choice(7, p=odds) for odds in names.confidences(rows, 6.0)]
    moods = [MOODS[index] for index in true]
    entry = calibrate_soundtrack(encoder, rows, moods, rows, moods)
    assert entry["scales"]["images"] == pytest.approx(6.0, rel=0.15)


def test_what_cannot_be_is_said(library: Library, encoder: ComicEncoder, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without pages"):
        Soundtrack(encoder, library).for_comic(Comic("none", ()))
    with pytest.raises(ValueError, match="holds no track"):
        Soundtrack(encoder, tmp_path / "nowhere.lance").for_page(picture("navy"))
    other = tiny_listener(1)
    other.id = "another"
    with pytest.raises(ValueError, match="the library was made by"):
        Soundtrack(other, library)
    with pytest.raises(ValueError, match="takes no audio"):
        Soundtrack("comicenc/identity-simclr-mini", library)
