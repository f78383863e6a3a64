"""The cast of an annotated comic against its names."""

from __future__ import annotations

import pytest

from comicenc.evaluation.baselines import ColourHistogram, RandomVectors
from comicenc.evaluation.cast import measure_cast, pooled
from comicenc.tasks.calibration import calibrate_cast

from .drawings import comic

PAGES = ["Red Green|Red", "Green Blue|Blue", "Red|Green Grey"]


@pytest.fixture
def encoder() -> ColourHistogram:
    return ColourHistogram()


def test_a_cast_of_colours_is_found_singletons_included(encoder):
    found = measure_cast(comic(PAGES), encoder, threshold=0.5, resamples=20)
    assert found.n == 9
    assert found.metrics["ari"] == found.metrics["ami"] == found.metrics["v_measure"] == pytest.approx(1)
    assert found.metrics["identities_found"] == found.metrics["identities_true"] == 4
    assert found.metrics["singletons_true"] == 1
    assert set(found.intervals) == {"ari", "ami", "v_measure", "homogeneity", "completeness"}


def test_the_panel_rule_keeps_two_of_one_panel_apart(encoder):
    twice = comic(["Red Red|Green", "Red|Green"])
    with_rule, without = (
        measure_cast(twice, encoder, threshold=0.5, panel_rule=rule, resamples=0) for rule in (True, False)
    )
    assert without.metrics["identities_found"] == 2
    assert with_rule.metrics["identities_found"] == 3


def test_those_without_a_name_are_grouped_but_not_compared(encoder):
    found = measure_cast(comic(["Red -Green|Red", "-Red|Green"]), encoder, threshold=0.5, resamples=0)
    assert found.n == 3
    assert found.metrics["identities_true"] == 2
    with pytest.raises(ValueError, match="nobody is named"):
        measure_cast(comic(["-Red"]), encoder, threshold=0.5, resamples=0)


def test_baselines_get_the_distance_that_is_best_for_them(encoder):
    found = measure_cast(
        comic(PAGES),
        encoder,
        threshold=1e-6,
        baselines={"colours": encoder, "random": RandomVectors()},
        resamples=0,
    )
    assert found.metrics["identities_found"] == 9, "the encoder's own threshold holds for it"
    assert found.baselines["colours"]["ari"] == pytest.approx(1)
    assert found.baselines["random"]["ari"] < 0.9


@pytest.mark.parametrize("rule", [True, False])
def test_that_distance_is_looked_for_under_the_same_rule(encoder, monkeypatch, rule):
    seen = []

    def watched(*arguments, panels=None, **options):
        seen.append(panels)
        return calibrate_cast(*arguments, panels=panels, **options)

    monkeypatch.setattr("comicenc.evaluation.cast.calibrate_cast", watched)
    measure_cast(
        comic(PAGES), encoder, threshold=0.5, panel_rule=rule, baselines={"colours": encoder}, resamples=0
    )
    assert seen == [[("p0", 0), ("p0", 0), ("p0", 1)] + seen[0][3:] if rule else None]


def test_an_encoder_without_a_distance_is_refused(encoder):
    with pytest.raises(ValueError, match="give a threshold"):
        measure_cast(comic(PAGES), encoder, resamples=0)


def test_pooled_comics_share_their_names_and_keep_pages_apart(encoder):
    both = pooled([comic(["Red Green"], "a"), comic(["Red|Blue"], "b")])
    assert [page.name for page in both] == ["a/p0", "b/p0"]
    found = measure_cast(both, encoder, threshold=0.5, resamples=0)
    assert found.n == 4
    assert found.metrics["identities_true"] == found.metrics["identities_found"] == 3
    assert found.metrics["ari"] == 1


@pytest.mark.parametrize("drawn", ["instances", "pages"])
def test_intervals_hold_the_number(encoder, drawn):
    pages = ["Red Green|Blue", "Green Blue|Red", "Blue Red|Green", "Red|Blue"] * 2
    found = measure_cast(comic(pages), RandomVectors(), threshold=1.3, drawn=drawn, resamples=40)
    low, high = found.intervals["ari"]
    assert low <= found.metrics["ari"] <= high
