"""Hair and headwear: eyes stay in sight, the head is covered from behind, and all turns with the head."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.design import sample_design
from comicenc.data.toonworld.drawing import Drawing
from comicenc.data.toonworld.hair import _bangs, draw_back_hair, draw_front_hair
from comicenc.data.toonworld.headwear import draw_hat
from comicenc.data.toonworld.pose import Pose
from comicenc.data.toonworld.scalp import hair_dome
from comicenc.data.toonworld.sheet import BACKS, BANGS, HATS, CharacterDesign
from comicenc.data.toonworld.style import sample_style

SIDE, PAPER = 120, (1, 2, 3)


def _human(seed: int, hat: str = "none", **hair) -> CharacterDesign:
    design = sample_design(np.random.default_rng(seed), "human")
    marks = replace(design.marks, ears="none", ribbon=None, hairclip=None, headband=None)
    outfits = tuple(replace(one, hat=hat) for one in design.outfits)
    return replace(design, hair=replace(design.hair, **hair), marks=marks, outfits=outfits)


def _draw(design: CharacterDesign, yaw: float, *parts, style: str = "anime") -> np.ndarray:
    """What parts of a level head at the middle of the canvas paint, 48 pixels high: (SIDE, SIDE), bool."""
    canvas = Canvas(SIDE, SIDE, PAPER)
    canvas.look(SIDE / 2, SIDE / 2, 48)
    hand = sample_style(np.random.default_rng(1), style)
    drawing = Drawing(canvas, design, Pose(yaw=yaw), hand, design.outfit(0))
    for part in parts:
        part(drawing)
    return (canvas.pixels != PAPER).any(axis=2)


@pytest.mark.parametrize("bangs", [name for name in BANGS if name not in ("none", "one_eye")])
def test_bangs_leave_both_eyes_in_sight(bangs):
    lid, under, spacing = -0.08, 0.22, 29.0
    for seed in range(30):
        hair = _human(seed, bangs=bangs, bangs_length=0.16).hair
        _, tips, contour = _bangs(hair, spacing, lid, under, True)
        near = np.abs(np.abs(contour[:, 0]) - spacing) < 12
        assert near.any() and contour[near, 1].max() < (lid + under) / 2, "an eye is hidden"
        assert np.allclose(contour[:, 1].max(), tips[:, 1].max())


def test_hair_over_one_eye_leaves_the_other():
    hair = _human(0, bangs="one_eye", parting=0.5).hair
    _, _, contour = _bangs(hair, 29.0, -0.08, 0.22, True)
    covered, free = (contour[np.abs(contour[:, 0] - side * 29) < 12, 1].max() for side in (1, -1))
    assert covered > 0.1 > free


@pytest.mark.parametrize("back", [name for name in BACKS if name not in ("bald", "receding")])
def test_from_behind_hair_covers_the_head(back):
    painted = _draw(_human(3, back=back, length=0.5), 180, draw_front_hair)
    middle = SIDE // 2
    assert (
        painted[middle - 24 : middle + 15, middle].all() and painted[middle, middle - 18 : middle + 19].all()
    )


@pytest.mark.parametrize("back", BACKS)
def test_turning_either_way_mirrors_what_is_bound_to_the_head(back):
    design = _human(5, back=back, bangs="none", ahoge=False, wave=0.0, side_locks=0.0, parting=0.0)
    right, left = (_draw(design, yaw, draw_back_hair, draw_front_hair) for yaw in (50, -50))
    assert (right != left[:, ::-1]).mean() < 0.07


@pytest.mark.parametrize("yaw", [0, 40, 90, 140, 180])
def test_the_hairline_stays_on_the_head(yaw):
    drawing = Drawing(
        Canvas(SIDE, SIDE),
        design := _human(1),
        Pose(yaw=yaw),
        sample_style(np.random.default_rng(0)),
        design.outfit(0),
    )
    dome = hair_dome(drawing)
    cap = dome.above(dome.edge(lambda degrees: np.full(len(degrees), -0.2)))
    assert np.abs(cap[:, 0]).max() <= dome.radius and cap[:, 1].min() == pytest.approx(dome.crown, abs=0.01)
    assert np.allclose(cap[:15, 1], -0.2)


@pytest.mark.parametrize("hat", HATS)
def test_hats_sit_on_the_crown_in_every_view(hat):
    for yaw in (0, 50, 90, -90, 130, 180):
        painted = _draw(_human(2, hat), yaw, draw_hat)
        crown = painted[round(SIDE / 2 - 0.44 * 48), SIDE // 2 - 6 : SIDE // 2 + 7]
        assert crown.all(), f"bare at {yaw}"
