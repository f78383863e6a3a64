"""Light, tone and wear of finished drawings."""

import numpy as np
import pytest

from comicenc.data.toonworld.finish import Light, Look, grade, illuminate, sample_light, tone, wear
from comicenc.data.toonworld.style import Style, sample_style

DAY = Light((1.0, 1.0, 1.0), 0.0, 1.0, (0.0, 0.0))


def _style(tones: str, shading: str | None = None) -> Style:
    styles = (sample_style(np.random.default_rng(seed)) for seed in range(2000))
    return next(one for one in styles if one.tones == tones and shading in (None, one.shading))


def _picture(seed: int = 0, height: int = 40, width: int = 56) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_screentone_is_grey_and_mostly_black_or_white():
    ramp = np.repeat(np.linspace(0, 255, 256, dtype=np.uint8)[None, :, None], 120, 0).repeat(3, 2)
    printed = tone(ramp, _style("screen"), np.random.default_rng(0), pitch=4.0)
    assert printed.dtype == np.uint8 and printed.shape == ramp.shape
    assert (printed[..., 0] == printed[..., 1]).all() and (printed[..., 0] == printed[..., 2]).all()
    assert (printed[:, :60] == 8).all() and (printed[:, 200:] == 255).all()
    middle = printed[:, 70:190, 0]
    assert np.isin(middle, (0, 8, 255)).mean() > 0.3 and len(np.unique(middle)) > 10
    assert middle[:, :30].mean() < middle[:, 45:75].mean() < middle[:, -30:].mean(), (
        "dots shrink with the light"
    )


def test_grey_is_grey_and_colour_and_line_are_left_alone():
    picture, rng = _picture(), np.random.default_rng(0)
    grey = tone(picture, _style("grey"), rng)
    assert (np.ptp(grey, axis=2) == 0).all() and grey.std() > 20
    for kind in ("colour", "line"):
        assert tone(picture, _style(kind), rng) is picture


def test_daylight_changes_nothing_where_shading_is_hard():
    picture = _picture()
    assert np.array_equal(
        illuminate(picture, DAY, _style("colour", "cel"), np.random.default_rng(0)), picture
    )


@pytest.mark.parametrize("shading", ["none", "cel", "soft"])
def test_light_keeps_bytes_and_shape(shading):
    style, rng = _style("colour", shading), np.random.default_rng(2)
    for _ in range(20):
        lit = illuminate(_picture(), sample_light(rng), style, rng)
        assert lit.dtype == np.uint8 and lit.shape == (40, 56, 3)
    glare = illuminate(_picture(), Light((2.0, 2.0, 2.0), 200.0, 1.0, (0.0, 0.0)), style, rng)
    assert glare.min() >= 200, "bright channels wrapped round"


def test_tint_lift_contrast_and_slope_do_what_they_say():
    grey, style, rng = np.full((40, 56, 3), 100, np.uint8), _style("colour", "cel"), np.random.default_rng(0)
    red, green, blue = illuminate(grey, Light((1.2, 1.0, 0.5), 0.0, 1.0, (0.0, 0.0)), style, rng)[0, 0]
    assert (red, green, blue) == (120, 100, 50)
    assert illuminate(grey, Light((1.0, 1.0, 1.0), 30.0, 1.0, (0.0, 0.0)), style, rng)[0, 0, 0] == 130
    assert illuminate(grey, Light((1.0, 1.0, 1.0), 0.0, 2.0, (0.0, 0.0)), style, rng)[0, 0, 0] == 82
    sloping = illuminate(grey, Light((1.0, 1.0, 1.0), 0.0, 1.0, (0.5, 0.0)), style, rng)[0, :, 0].astype(int)
    assert (np.diff(sloping) >= 0).all() and sloping[-1] - sloping[0] > 40


def test_most_scenes_are_day():
    rng = np.random.default_rng(0)
    tints = np.array([sample_light(rng).tint for _ in range(400)])
    assert 0.6 < (np.abs(tints - 1).max(axis=1) < 0.13).mean() < 0.9
    assert tints.min() < 0.6


def test_wear_keeps_bytes_and_shape_and_can_be_left_out():
    picture, rng = _picture(), np.random.default_rng(0)
    worn = [wear(picture, rng) for _ in range(30)]
    assert all(one.dtype == np.uint8 and one.shape == picture.shape for one in worn)
    assert 10 < sum(not np.array_equal(one, picture) for one in worn)
    assert all(wear(picture, rng, strength=0.0) is picture for _ in range(30))


def test_wear_keeps_what_is_drawn():
    smooth = np.linspace(0, 255, 64, dtype=np.uint8)[None, :, None].repeat(64, 0).repeat(3, 2)
    rng = np.random.default_rng(1)
    for _ in range(30):
        assert np.abs(wear(smooth, rng).astype(int) - smooth).mean() < 9


def test_no_look_changes_nothing():
    assert np.array_equal(grade(_picture(), Look()), _picture())
    strong = Look((1.2, 0.8, 0.7), 0.3, 1.3, 0.5, 0.6, 0.2)
    assert strong.faint(0.0) == Look() and strong.faint(1.0).tint == strong.tint
    assert strong.faint(0.5).brightness == pytest.approx(0.75)


def test_each_part_of_a_look_does_what_it_says():
    picture = _picture(1, 60, 60)
    grey = grade(picture, Look(saturation=0.0))
    assert (grey.max(axis=2) - grey.min(axis=2)).max() <= 1
    assert grade(picture, Look(brightness=0.5)).mean() == pytest.approx(picture.mean() / 2, abs=1)
    warm = grade(picture, Look((1.2, 1.0, 0.6)))
    red, _, blue = warm.mean(axis=(0, 1)) - picture.mean(axis=(0, 1))
    assert red > 10 and blue < -40
    assert grade(picture, Look(contrast=0.5)).std() < 0.6 * picture.std()
    plain = np.full((60, 90, 3), 128, np.uint8)
    dark, light = grade(plain, Look(corners=0.8)), grade(plain, Look(corners=-0.8))
    assert dark[0, 0, 0] < 60 < 120 < dark[30, 45, 0] and light[0, 0, 0] > 200 > 136 > light[30, 45, 0]
    spot = np.zeros((60, 60, 3), np.uint8)
    spot[25:35, 25:35] = 255
    glowing = grade(spot, Look(glow=0.5))
    assert glowing[30, 35, 0] > 10 and glowing[30, 55, 0] == 0


def test_two_looks_at_once():
    warm, dim = (
        Look((1.2, 1.0, 0.8), saturation=0.5, corners=0.2),
        Look(brightness=0.5, corners=0.1, glow=0.2),
    )
    both = warm.over(dim)
    assert both.tint == warm.tint and (both.saturation, both.brightness, both.glow) == (0.5, 0.5, 0.2)
    assert both.corners == pytest.approx(0.3) and warm.over(Look()) == warm
