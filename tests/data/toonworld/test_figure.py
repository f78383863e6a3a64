"""Figures: where they come to lie, what their boxes cover, and that no face shows from behind."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.comic import Box
from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.design import CharacterDesign, sample_design
from comicenc.data.toonworld.figure import Drawn, draw_figure, place_figure
from comicenc.data.toonworld.pose import VIEWS, Pose, sample_pose
from comicenc.data.toonworld.style import STYLES, Style, sample_style

HEAD, X, Y = 60.0, 210.0, 140.0
OWNER = 7


def _sample(seed: int, kind: str, view: str | None = None) -> tuple[CharacterDesign, Pose, Style]:
    rng = np.random.default_rng(seed)
    return sample_design(rng, kind), sample_pose(rng, view), sample_style(rng, STYLES[seed % len(STYLES)])


def _draw(design: CharacterDesign, pose: Pose, style: Style, **options) -> tuple[Canvas, Drawn]:
    canvas = Canvas(420, 520, (1, 2, 3), track=True)
    return canvas, draw_figure(canvas, design, pose, style, X, Y, HEAD, owner=OWNER, **options)


def _share_inside(owned: np.ndarray, box: Box) -> float:
    y, x = np.nonzero(owned)
    inside = (x + 0.5 >= box.x0) & (x + 0.5 <= box.x1) & (y + 0.5 >= box.y0) & (y + 0.5 <= box.y1)
    return float(inside.mean())


def _painted(owned: np.ndarray) -> Box:
    y, x = np.nonzero(owned)
    return Box(float(x.min()), float(y.min()), float(x.max()) + 1, float(y.max()) + 1)


@pytest.mark.parametrize("kind", ["human", "beast", "creature"])
def test_placing_tells_where_drawing_draws(kind):
    for seed in range(24):
        design, pose, style = _sample(seed, kind)
        _, drawn = _draw(design, pose, style, outfit=seed)
        assert place_figure(design, pose, style, X, Y, HEAD, seed) == drawn
        moved = place_figure(design, pose, style, X + 9, Y - 4, HEAD, seed)
        assert np.allclose(np.subtract(moved.body.as_tuple(), drawn.body.as_tuple()), (9, -4, 9, -4))
        double = place_figure(design, pose, style, X, Y, 2 * HEAD, seed).head
        assert double.height == pytest.approx(2 * drawn.head.height)


def test_people_lie_inside_their_body_box():
    shares, tight = [], []
    for seed in range(120):
        design, pose, style = _sample(seed, "human", VIEWS[seed % len(VIEWS)])
        canvas, drawn = _draw(design, pose, style)
        shares.append(_share_inside(canvas.owners == OWNER, drawn.body))
        tight.append(drawn.body.inside(_painted(canvas.owners > 0)))
    assert min(shares) > 0.99 and np.median(shares) > 0.999
    assert min(tight) > 0.6 and np.median(tight) > 0.85, "boxes are loose"


def test_hair_and_hats_lie_inside_the_body_box_nearly_always():
    shares = []
    for seed in range(120):
        canvas, drawn = _draw(*_sample(seed, "human", VIEWS[seed % len(VIEWS)]))
        shares.append(_share_inside(canvas.owners > 0, drawn.body))
    assert np.mean(np.array(shares) < 0.98) < 0.06 and min(shares) > 0.9


def test_upright_beasts_lie_inside_their_body_box():
    figures = [_sample(seed, "beast") for seed in range(40)]
    upright = [figure for figure in figures if figure[0].upright]
    shares = [
        _share_inside(canvas.owners > 0, drawn.body) for canvas, drawn in (_draw(*one) for one in upright)
    ]
    assert len(shares) >= 15 and min(shares) > 0.85 and np.median(shares) > 0.98


@pytest.mark.parametrize("kind", ["beast", "creature"])
def test_low_bodies_lie_inside_their_box(kind):
    figures = [_sample(seed, kind, VIEWS[seed % len(VIEWS)]) for seed in range(60)]
    low = [figure for figure in figures if not figure[0].upright]
    shares = [_share_inside(canvas.owners > 0, drawn.body) for canvas, drawn in (_draw(*one) for one in low)]
    assert len(shares) >= 10 and min(shares) > 0.93 and np.median(shares) > 0.985


@pytest.mark.parametrize("kind", ["human", "beast", "creature"])
def test_the_head_owns_the_face(kind):
    for seed in range(16):
        for view in VIEWS[:3]:
            canvas, drawn = _draw(*_sample(seed, kind, view))
            x0, y0, x1, y1 = (round(value) for value in drawn.face.as_tuple())
            region = canvas.owners[y0:y1, x0:x1]
            assert (region == OWNER + 1).mean() > 0.6
            assert canvas.owners[round(Y), round(X)] == OWNER + 1
            assert drawn.face.inside(drawn.head) > 0.85 and drawn.head.inside(drawn.body) > 0.99
            assert set(np.unique(canvas.owners)) <= {0, OWNER, OWNER + 1}


@pytest.mark.parametrize("kind", ["human", "beast", "creature"])
def test_from_behind_there_is_no_face(kind):
    for seed in range(12):
        design, pose, style = _sample(seed, kind, "back")
        canvas, drawn = _draw(design, pose, style)
        assert drawn.face is None
        changed = replace(pose, eyes="closed", mouth="shout", brows=1.0, gaze=(1.0, 1.0))
        assert np.array_equal(_draw(design, changed, style)[0].pixels, canvas.pixels), "a face shows"


def test_from_the_front_the_mood_shows():
    for seed in range(12):
        design, pose, style = _sample(seed, "human", "front")
        shaven = replace(design, marks=replace(design.marks, beard="none"))
        calm, loud = (_draw(shaven, replace(pose, mouth=mood), style)[0] for mood in ("line", "shout"))
        assert not np.array_equal(calm.pixels, loud.pixels)
        assert np.array_equal(calm.owners > 0, loud.owners > 0)


def test_turning_round_mirrors_where_somebody_is():
    for seed in range(8):
        design, pose, style = _sample(seed, "human", "three_quarter")
        level = Pose(eyes=pose.eyes, arms=(0.2, 0.4) * 2, legs=(0.1, 0.3) * 2, leg_swing=(0.2, 0.2))
        left, right = (_draw(design, replace(level, yaw=yaw), style)[1].body for yaw in (-50.0, 50.0))
        assert np.allclose((left.x0 + right.x1, left.x1 + right.x0), 2 * X)
        assert np.isclose(left.y0, right.y0) and np.isclose(left.y1, right.y1)


def test_without_a_body_there_is_a_bust():
    for seed in range(8):
        design, pose, style = _sample(seed, "human", "front")
        whole, bust = (_draw(design, pose, style, with_body=one)[0].owners > 0 for one in (True, False))
        assert 0 < bust.sum() < whole.sum()
        above = slice(0, round(Y + 0.4 * HEAD))
        assert np.array_equal(bust[above] | whole[above], whole[above])


def test_outfits_change_what_is_worn():
    designs = (sample_design(np.random.default_rng(seed), "human") for seed in range(40))
    design = next(one for one in designs if len(one.outfits) > 1)
    style = sample_style(np.random.default_rng(0), "anime")
    first, second, again = (
        _draw(design, Pose(), style, outfit=number)[0] for number in (0, 1, len(design.outfits))
    )
    assert np.array_equal(first.pixels, again.pixels) and not np.array_equal(first.pixels, second.pixels)
