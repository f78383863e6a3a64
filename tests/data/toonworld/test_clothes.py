"""Clothes: skirts hold the legs under them, sleeves and shading keep to what they belong to."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from comicenc.data.toonworld.canvas import Canvas
from comicenc.data.toonworld.clothes import LONG_TOPS, carries_bag, clothes_bounds
from comicenc.data.toonworld.design import CharacterDesign, sample_design
from comicenc.data.toonworld.figure import draw_figure
from comicenc.data.toonworld.pose import VIEWS, Pose, sample_pose
from comicenc.data.toonworld.skeleton import pose_skeleton
from comicenc.data.toonworld.style import sample_style

ASTRIDE = Pose(legs=(0.4, 0.0) * 2)
RED, BLUE = (250.0, 0.0, 0.0), (0.0, 0.0, 250.0)


def _dressed(seed: int, top: str, bottom: str = "none") -> CharacterDesign:
    """Somebody whose clothes are red and whose legs are blue."""
    design = sample_design(np.random.default_rng(seed), "human")
    outfit = replace(
        design.outfits[0], top=top, bottom=bottom, top_colour=RED, bottom_colour=RED, legs=BLUE, shoes=BLUE,
        pattern="plain", belt=None, cape=None,
    )  # fmt: skip
    return replace(design, outfits=(outfit,))


def _flat(seed: int = 0):
    style = sample_style(np.random.default_rng(seed), "flat")
    return replace(style, tones="colour", saturation=1.0, value=1.0, hue=0.0, head_heavy=1.0)


@pytest.mark.parametrize(("top", "bottom"), [("robe", "none"), ("shirt", "long_skirt")])
def test_long_hems_are_as_wide_as_the_spread_of_the_feet(top, bottom):
    for seed in range(24):
        pose = ASTRIDE if seed % 2 else sample_pose(np.random.default_rng(seed))
        design = _dressed(seed, top, bottom)
        bones = pose_skeleton(design, pose, 1.0)
        cloth = clothes_bounds(design.build, design.outfits[0], bones)
        hem = bones.along_legs(LONG_TOPS["robe"] if top == "robe" else 0.86)[:, 0]
        assert cloth[:, 0].min() <= hem.min() - 0.05 and cloth[:, 0].max() >= hem.max() + 0.05
        if pose is ASTRIDE:
            assert np.ptp(cloth[:, 0]) >= np.ptp(bones.feet[:, 0])


@pytest.mark.parametrize("view", VIEWS)
def test_no_leg_sticks_out_of_a_robe(view):
    for seed in range(6):
        design = _dressed(seed, "robe")
        rng = np.random.default_rng(seed)
        pose = replace(sample_pose(rng, view), legs=(0.35, 0.1, 0.35, 0.1))
        canvas = Canvas(300, 480, (255, 255, 255))
        draw_figure(canvas, design, pose, _flat(), 150, 80, 50.0)
        bones = pose_skeleton(design, pose, 1.0)
        legs = np.zeros(canvas.pixels.shape[:2], np.uint8)
        for side in (0, 1):
            joints = np.stack([bones.hips[side], bones.knees[side], bones.along_legs(0.88)[side]])
            cv2.polylines(legs, [np.round(joints * 50 + (150, 80)).astype(np.int32)], False, 1, 5)
        red, green, blue = canvas.pixels[legs > 0].astype(int).T
        assert np.mean((blue > 150) & (red < 100) & (green < 100)) < 0.02, "a stocking shows"
        assert np.mean(red + green + blue > 740) < 0.02, "paper shows"


def test_shading_keeps_inside_the_clothes():
    for seed in range(12):
        rng = np.random.default_rng(seed)
        design, pose = sample_design(rng, "human"), sample_pose(rng, VIEWS[seed % len(VIEWS)])
        shaded = replace(sample_style(rng, "anime"), shading="cel", depth=0.9)
        canvases = [Canvas(320, 420, (255, 255, 255)) for _ in range(2)]
        for canvas, style in zip(canvases, (shaded, replace(shaded, shading="none")), strict=True):
            draw_figure(canvas, design, pose, style, 160, 90, 50.0)
        on_paper = (canvases[1].pixels == 255).all(axis=2)
        trunk = on_paper[115:]
        assert (canvases[0].pixels[115:][trunk] == 255).mean() > 0.999


@pytest.mark.parametrize("view", VIEWS)
def test_bags_show_in_every_view(view):
    leather = (0.0, 240.0, 0.0)  # its channels add up to what marks bags
    for seed in range(6):
        plain = _dressed(seed, "shirt", "trousers")
        outfit = replace(plain.outfits[0], belt=leather, collar="none", second_colour=RED)
        carried = replace(plain, outfits=(outfit,))
        assert carries_bag(outfit) and not carries_bag(plain.outfits[0])
        pose = replace(sample_pose(np.random.default_rng(seed), view), legs=(0.1, 0) * 2, leg_swing=(0, 0))
        shown = []
        for design in (plain, carried):
            canvas = Canvas(300, 480, (255, 255, 255))
            draw_figure(canvas, design, pose, _flat(), 150, 80, 50.0)
            red, green, blue = canvas.pixels[120:].astype(int).transpose(2, 0, 1)
            shown.append(np.count_nonzero((green > 150) & (red < 60) & (blue < 60)))
        assert shown[1] > shown[0] + 60
