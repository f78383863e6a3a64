"""Artists: every kind can be asked for, and their paint stays paint."""

import numpy as np
import pytest

from comicenc.data.toonworld.style import STYLES, sample_style


@pytest.mark.parametrize("kind", STYLES)
def test_every_kind_can_be_sampled_and_again(kind):
    for seed in range(30):
        style, same = (sample_style(np.random.default_rng(seed), kind) for _ in range(2))
        assert style == same and style.kind == kind
        assert style.shading in ("none", "cel", "soft") and style.tones in (
            "colour",
            "grey",
            "screen",
            "line",
        )
        assert style.eyes in ("anime", "cartoon", "dot", "almond")
        assert style.nose in ("none", "dot", "line", "full")
        assert 0 <= style.line < 0.05 and 0 <= style.line_tint <= 1


def test_kinds_look_as_they_are_called():
    def sampled(kind: str) -> list:
        return [sample_style(np.random.default_rng(seed), kind) for seed in range(40)]

    assert all(style.line == 0 and style.outline((90, 90, 90)) is None for style in sampled("flat"))
    assert {style.tones for style in sampled("manga")} == {"screen", "grey"}
    assert all(style.line_colour == (0, 0, 0) and style.line > 0 for style in sampled("ink"))
    assert "line" in {style.tones for style in sampled("sketch")}
    assert min(style.head_heavy for style in sampled("chibi")) > max(s.head_heavy for s in sampled("anime"))
    assert all(style.colourless == (style.tones != "colour") for style in sampled("ink"))


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'cubist' is none of anime"):
        sample_style(np.random.default_rng(0), "cubist")


def test_all_kinds_come_by_chance_and_anime_most():
    rng = np.random.default_rng(0)
    kinds = [sample_style(rng).kind for _ in range(600)]
    assert set(kinds) == set(STYLES)
    assert max(STYLES, key=kinds.count) == "anime"


def test_paint_shadow_light_and_contour_stay_in_range():
    rng = np.random.default_rng(1)
    for _ in range(200):
        style, colour = sample_style(rng), tuple(rng.uniform(-20, 280, 3))
        painted = style.paint(colour)
        for mixed in (painted, style.shadow(painted), style.light(painted), style.contour(painted)):
            assert all(-1e-9 <= channel <= 255 + 1e-9 for channel in mixed), (style, colour)
        assert sum(style.shadow(painted)) <= sum(painted) + 1e-9 <= sum(style.light(painted)) + 1e-6


def test_line_drawings_leave_paper_and_fill_in_what_is_dark():
    styles = (sample_style(np.random.default_rng(seed), "sketch") for seed in range(40))
    style = next(style for style in styles if style.tones == "line")
    pale, dark = style.paint((240, 120, 120)), style.paint((40, 30, 30))
    assert np.abs(np.subtract(pale, style.paper)).max() < 10
    assert sum(dark) < 0.75 * sum(style.paper)
