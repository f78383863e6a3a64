"""Confidences as a picture, and in a card."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from comicenc.card import render_card, render_figures
from comicenc.card.confidence import draw_matrix
from comicenc.card.results import InvalidCard, Scored

MATRIX = {
    "moods/horror/scary": 0.75,
    "moods/horror/tender": 0.25,
    "moods/love & war/scary": 0.1,
    "moods/love & war/tender": 0.9,
    "genres/scary/horror": 1.0,
    "highest/moods": 0.8,
}


def cells(svg: str) -> dict[str, str]:
    """What each place says, by its title."""
    titles = [one.text for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("title")]
    return dict(title.rsplit(": ", 1) for title in titles)


def test_each_place_shows_its_confidence():
    svg = draw_matrix(Scored("m", "d", MATRIX), "genres")
    assert cells(svg) == {
        "horror, scary": "75.0 %",
        "horror, tender": "25.0 %",
        "love & war, scary": "10.0 %",
        "love & war, tender": "90.0 %",
    }
    opacity = [float(value) for value in re.findall(r'fill-opacity="([\d.]+)"', svg)]
    assert opacity == pytest.approx([0.75 / 0.9, 0.25 / 0.9, 0.1 / 0.9, 1.0], abs=1e-3)
    assert "given genres" in svg


def test_the_other_way_round_and_nothing():
    score = Scored("m", "d", MATRIX)
    assert cells(draw_matrix(score, "moods")) == {"scary, horror": "100.0 %"}
    with pytest.raises(InvalidCard, match="no confidences"):
        draw_matrix(Scored("m", "d", {"ari": 1.0}), "moods")


def test_a_card_shows_the_picture_and_how_it_was_measured(tmp_path):
    told = dict.fromkeys(("model", "dataset", "protocol"), "x") | {
        "n": 4,
        "commit": "c",
        "date": "2026-01-02",
    }
    result = told | {"metrics": MATRIX, "command": "comicenc evaluate x --protocol confidence"}
    (tmp_path / "sure.json").write_text(json.dumps(result))
    words = dict.fromkeys(("model", "title", "summary", "usage", "training_data", "paper"), "m")
    lists = {key: [] for key in ("differences", "limits", "reproduce", "tables", "tags", "datasets")}
    matrix = {"title": "How sure", "result": "sure", "given": "genres", "figure": "sure.svg"}
    facts = tmp_path / "facts.yaml"
    facts.write_text(json.dumps(words | lists | {"matrices": [matrix]}))
    card = render_card(facts, tmp_path)
    assert "### How sure" in card and "![How sure](sure.svg)" in card
    assert "comicenc evaluate x --protocol confidence  # 2026-01-02, c" in card
    assert cells(render_figures(facts, tmp_path)["sure.svg"])["horror, scary"] == "75.0 %"
