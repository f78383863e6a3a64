"""Pages and their labels, held against the plane that knows who is on top of each pixel."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.comic import Box
from comicenc.data.toonworld.album import Album, difference, sample_album, sample_scene
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.labels import label_actor
from comicenc.data.toonworld.pages import draw_page
from comicenc.data.toonworld.script import SHOTS, Beat
from comicenc.data.toonworld.stage import stage_panel

ALBUMS = range(4)


@pytest.fixture(scope="module")
def drawn():
    return {index: (sample_album(3, index), draw_page(sample_album(3, index), index % 3)) for index in ALBUMS}


def _staged(album: Album, shot: str, seed: int = 0):
    scene = sample_scene(album, 0)
    canvas = Canvas(420, 360, track=True)
    actors = tuple(range(len(scene.actors)))
    beat = Beat(shot, actors if shot != "close" else actors[:1], (), None, 1.0, "happy")
    return canvas, stage_panel(canvas, album, scene, beat, np.random.default_rng(seed), 1)


def test_a_seed_fixes_labels_and_pixels():
    for index in (0,):
        one, other = (draw_page(sample_album(7, index), 1) for _ in range(2))
        assert one.page == other.page and one.members == other.members
        assert np.array_equal(one.pixels, other.pixels) and np.array_equal(one.owners, other.owners)
    assert draw_page(sample_album(8, 0), 1).page != draw_page(sample_album(7, 0), 1).page


def test_pages_do_not_depend_on_the_pages_before():
    album = sample_album(5, 2)
    late = draw_page(album, 3)
    draw_page(album, 0)
    assert draw_page(album, 3).page == late.page


def test_boxes_lie_in_their_panels_and_on_the_page(drawn):
    for _, page in drawn.values():
        width, height = page.page.size
        assert page.pixels.shape == (height, width, 3) and page.owners.shape == (height, width)
        everywhere = Box(0, 0, width, height)
        for character in page.page.characters:
            panel = page.page.panels[character.panel].box
            for box in filter(None, (character.face, character.body)):
                assert box.inside(panel) > 0.97, (box, panel)
        assert all(panel.box.inside(everywhere) == 1 for panel in page.page.panels)
        assert all(text.box.inside(everywhere) == 1 for text in page.page.texts)


def test_body_boxes_bound_what_is_seen(drawn):
    for _, page in drawn.values():
        for character, figure in zip(page.page.characters, page.figures, strict=True):
            rows, columns = np.nonzero((page.owners == figure) | (page.owners == figure + 1))
            assert len(rows)
            if character.body is not None:
                bounds = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
                assert character.body.as_tuple() == bounds


def test_labelled_faces_are_seen(drawn):
    for _, page in drawn.values():
        for character, figure in zip(page.page.characters, page.figures, strict=True):
            if character.face is not None:
                x0, y0, x1, y1 = (int(value) for value in character.face.as_tuple())
                region = page.owners[y0:y1, x0:x1]
                assert (region == figure + 1).mean() > 0.25


def test_nobody_is_twice_in_a_panel_and_names_are_the_casts(drawn):
    for album, page in drawn.values():
        names = [(character.panel, character.name) for character in page.page.characters]
        assert len(set(names)) == len(names)
        assert all(
            album.cast[member].name == character.name
            for member, character in zip(page.members, page.page.characters, strict=True)
        )
        assert {text.speaker for text in page.page.texts} <= {None, *(member.name for member in album.cast)}


def test_texts_name_their_panel_and_come_in_both_languages(drawn):
    for album, page in drawn.values():
        for text in page.page.texts:
            assert next(iter(text.translations)) == album.hand.language and len(text.translations) == 2
            assert text.box.intersection(page.page.panels[text.panel].box) > 0.5 * text.box.area
        panels = [text.panel for text in page.page.texts]
        assert panels == sorted(panels)


@pytest.mark.parametrize("shot", [shot for shot in SHOTS if shot != "empty"])
def test_what_is_hidden_is_not_labelled(shot):
    album = sample_album(1, 4)
    panel = Box(0, 0, 420, 360)
    canvas, cast = _staged(album, shot)
    seen = [label_actor(canvas.owners, panel, actor, "X", 0) for actor in cast]
    assert any(seen)
    canvas.owner = 0
    canvas.fill([(-1, -1), (421, -1), (421, 361), (-1, 361)], (255, 255, 255), curved=False)
    assert [label_actor(canvas.owners, panel, actor, "X", 0) for actor in cast] == [None] * len(cast)


def test_half_a_face_behind_a_balloon_is_no_face():
    album = sample_album(1, 4)
    panel = Box(0, 0, 420, 360)
    for seed in range(20):
        canvas, cast = _staged(album, "close", seed)
        before = label_actor(canvas.owners, panel, cast[0], "X", 0)
        if before is not None and before.face is not None:
            break
    x0, y0, x1, y1 = (int(value) for value in before.face.as_tuple())
    canvas.owners[y0 : y0 + (y1 - y0) // 5, x0:x1] = 0
    assert label_actor(canvas.owners, panel, cast[0], "X", 0).face == before.face
    canvas.owners[y0 : y0 + 3 * (y1 - y0) // 4, x0:x1] = 0
    after = label_actor(canvas.owners, panel, cast[0], "X", 0)
    assert after is None or after.face is None


def test_albums_differ_and_their_casts_do_too():
    albums = [sample_album(0, index) for index in range(40)]
    assert len({album.genre for album in albums}) > 6
    assert len({album.style.kind for album in albums}) > 5
    assert len({album.key for album in albums}) == 40
    assert {album.habits.right_to_left for album in albums} == {True, False}
    for album in albums:
        assert 3 <= len(album.cast) <= 8
        assert len({member.name for member in album.cast}) == len(album.cast)
        gaps = [
            difference(one.design, other.design, album.style)
            for number, one in enumerate(album.cast)
            for other in album.cast[:number]
        ]
        assert min(gaps) > 0.3


def test_a_scene_lasts_and_uses_its_own_cast():
    album = replace(sample_album(2, 1))
    scene = sample_scene(album, 0)
    assert scene == sample_scene(album, 0) != sample_scene(album, 1)
    assert len(set(scene.actors)) == len(scene.actors) >= 2
    assert scene.place in album.places and scene.mood[0] != scene.mood[1]


def test_art_alone_is_the_same_art():
    album = sample_album(3, 0)
    said, silent = draw_page(album, 0, worn=False), draw_page(album, 0, worn=False, lettered=False)
    assert said.page.texts and not silent.page.texts
    assert silent.page.panels == said.page.panels and len(silent.members) >= len(said.members)
    assert 0.5 < (said.pixels == silent.pixels).all(axis=2).mean() < 1
