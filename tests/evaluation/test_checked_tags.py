"""Tags that were checked by eye: what the table means, and what counts for and against whom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from comicenc.evaluation.checked_tags import TAGS, Checked, InvalidChecks, checked_tags, read_checked
from comicenc.evaluation.retrieval import faces_in
from comicenc.evaluation.tagged import Constant

from .drawings import swatch
from .readers import Seeing

HEADER = "set,character,group,tag,also,crops,known_by\n"
TABLE = HEADER + (
    "art,rosso,hair_colour,red_hair,pink_hair orange_hair,,design\n"
    "art,rosso,hair_colour,,,2,hat\n"
    "art,rosso,eye_colour,brown_eyes,,,design\n"
    "art,rosso,eye_colour,green_eyes,,1,lenses\n"
    "art,verde,hair_colour,green_hair,,,design\n"
    "art,verde,glasses,none,,,design\n"
    "art,verde,glasses,glasses,,0,seen\n"
    "art,verde,others,,,2,seen\n"
    "elsewhere,nobody,hair_colour,blue_hair,,,\n"
)


@pytest.fixture
def crops(tmp_path: Path) -> list[Path]:
    for name, colour in (("rosso", "Red"), ("verde", "Green")):
        (tmp_path / "art" / name).mkdir(parents=True)
        for number in range(4):
            swatch(colour, number).save(tmp_path / "art" / name / f"{number}.png")
    return faces_in(tmp_path / "art")[0]


def read(text: str, crops: list[Path], name: str = "art") -> Checked:
    path = crops[0].parents[2] / "checked.csv"
    path.write_text(text, encoding="utf-8")
    return read_checked(path, name, crops)


def held(mask: np.ndarray, row: int) -> set[str]:
    return {tag for tag, here in zip(TAGS, mask[row], strict=True) if here}


def test_rows_that_name_crops_override_the_one_that_names_none(crops):
    checked = read(TABLE, crops)
    assert held(checked.true, 0) == {"red_hair", "brown_eyes"}
    assert held(checked.border, 0) == {"pink_hair", "orange_hair"}
    assert "blue_hair" in held(checked.judged, 0) and "glasses" not in held(checked.judged, 0)
    assert held(checked.true, 1) == {"red_hair", "green_eyes"}
    assert held(checked.true, 2) == {"brown_eyes"}
    assert not any(tag.endswith("hair") for tag in held(checked.judged, 2)), "nobody can tell"
    assert held(checked.true, 4) == {"green_hair", "glasses"}
    assert held(checked.true, 5) == {"green_hair"} and "glasses" in held(checked.judged, 5)
    assert held(checked.judged, 6) == {"green_hair"}, "the rest may be somebody else's"


def scored(crops, says: dict[str, dict[str, float]], **options):
    checked = read(TABLE, crops)
    options = {"resamples": 0, "fewest": 1, "baselines": {}} | options
    return checked_tags(crops, Seeing(says, {}), checked, **options)


def test_precision_recall_and_f1_of_a_tag(crops):
    """Red and brown said of the four red ones, red of the green ones too."""
    found = scored(crops, {"Red": {"red_hair": 0.9, "brown_eyes": 0.6}, "Green": {"red_hair": 0.7}}).metrics
    assert found["precision/red_hair"] == pytest.approx(3 / 6), "one cannot be told, one shows others too"
    assert found["recall/red_hair"] == 1
    assert found["f1/red_hair"] == pytest.approx(2 * 0.5 / 1.5)
    assert found["precision/brown_eyes"] == pytest.approx(3 / 4), "one has green eyes"
    assert found["recall/green_hair"] == found["precision/green_hair"] == 0
    assert (found["crops/red_hair"], found["crops/green_hair"], found["crops/glasses"]) == (3, 4, 1)
    right, wrong, missed = 3 + 3, 3 + 1, 4 + 1 + 1
    assert found["micro_precision"] == pytest.approx(right / (right + wrong))
    assert found["micro_recall"] == pytest.approx(right / (right + missed))
    assert found["best/hair_colour"] == pytest.approx(3 / 7)
    assert found["best/eye_colour"] == pytest.approx(3 / 4)


def test_an_alternative_counts_neither_way(crops):
    """Pink instead of red is left out, pink beside red too; strictly it is wrong."""
    instead = scored(crops, {"Red": {"pink_hair": 0.9}, "Green": {"green_hair": 0.9}}).metrics
    assert instead["recall/red_hair"] == instead["precision/red_hair"] == 0, "there is no decision about it"
    assert instead["micro_precision"] == 1
    assert instead["best/hair_colour"] == 1 and instead["strict_best/hair_colour"] == pytest.approx(4 / 7)
    assert instead["strict_micro_f1"] < instead["micro_f1"]
    beside = scored(crops, {"Red": {"pink_hair": 0.9, "red_hair": 0.8}, "Green": {"green_hair": 0.9}}).metrics
    assert beside["recall/red_hair"] == beside["precision/red_hair"] == 1
    assert beside["strict_best/hair_colour"] == pytest.approx(4 / 7)
    wrong = scored(crops, {"Red": {"blue_hair": 0.9}}).metrics
    assert wrong["recall/red_hair"] == 0 and wrong["micro_precision"] == 0


def test_the_best_of_nothing_is_nothing(crops):
    found = scored(crops, {"Red": {}, "Green": {}}).metrics
    assert found["best/hair_colour"] == found["best/eye_colour"] == found["micro_f1"] == 0


def test_rare_tags_have_no_numbers_of_their_own(crops):
    found = scored(crops, {"Red": {"red_hair": 0.9}}, fewest=4).metrics
    assert "f1/green_hair" in found and "f1/red_hair" not in found
    assert found["crops/red_hair"] == 3
    assert found["macro_f1"] == 0


def test_baselines_are_measured_beside(crops):
    found = scored(crops, {"Red": {"red_hair": 0.9}}, baselines=None, resamples=30)
    commonest = found.baselines["commonest"]
    assert commonest["recall/green_hair"] == commonest["recall/brown_eyes"] == 1
    assert commonest["precision/green_hair"] == pytest.approx(4 / 7)
    assert commonest["recall/glasses"] == 0, "most have none"
    assert found.baselines["colours"]["f1/red_hair"] == found.baselines["colours"]["f1/green_hair"] == 1
    low, high = found.intervals["f1/red_hair"]
    assert 0 <= low <= found.metrics["f1/red_hair"] <= high <= 1
    assert "crops/red_hair" not in found.intervals


def test_tags_that_a_model_was_not_taught_are_never_said(crops):
    checked = read(TABLE, crops)
    found = checked_tags(crops, Constant(["red_hair"], [0.9]), checked, resamples=0, fewest=1, baselines={})
    assert found.metrics["recall/red_hair"] == 1 and found.metrics["recall/brown_eyes"] == 0


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("art,rosso,hair_color,red_hair,,,", r"line 2: 'hair_color' is no group of tags"),
        ("art,rosso,hair_colour,red_eyes,,,", r"line 2: 'red_eyes' is no tag of hair_colour"),
        ("art,rosso,hair_colour,red_hair,rosy_hair,,", r"line 2: 'rosy_hair' is no tag of hair_colour"),
        ("art,giallo,hair_colour,red_hair,,,", r"line 2: there is no crop of 'giallo'"),
        ("art,rosso,hair_colour,red_hair,,9,", r"line 2: 'rosso' has no crop '9'"),
        ("art,rosso,hair_colour", r"line 2: there are not as many fields as columns"),
        ("art,rosso,hair_colour,red_hair,,,,", r"line 2: there are not as many fields as columns"),
        ("other,rosso,hair_colour,red_hair,,,", r"says nothing of a set 'art'"),
        ('art,"rosso', r"is no table"),
    ],
)
def test_a_broken_table_is_named_with_its_line(crops, row, message):
    with pytest.raises(InvalidChecks, match=r"checked.csv.*" + message):
        read(HEADER + row + "\n", crops)


def test_a_table_of_something_else_is_named(crops):
    with pytest.raises(InvalidChecks, match="has no column set, character, group"):
        read("name,category\n1girl,0\n", crops)
    with pytest.raises(OSError):
        read_checked(crops[0].parent / "nowhere.csv", "art", crops)
    nothing = read(HEADER + "art,rosso,hair_colour,,,,hat\n", crops)
    with pytest.raises(ValueError, match="nothing was checked of any of these crops"):
        checked_tags(crops, Seeing({}, {}), nothing)
