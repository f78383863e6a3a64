"""The picture of albums: a bar for each number, as high as it is."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from comicenc.card import InvalidCard, Scored, draw_albums
from comicenc.card.figure import COLOURS, HEIGHT, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
SCORES = [
    Scored("dc", "Toonworld", {"fc1/ami/a<b": 0.5, "fc1/ami/c": 1.0}),
    Scored("ft", "Toonworld", {"fc1/ami/a<b": 0.25}),
]


def bars(drawn: str) -> dict[str, ElementTree.Element]:
    rects = ElementTree.fromstring(drawn).iter(f"{SVG}rect")
    return {rect.find(f"{SVG}title").text: rect for rect in rects if rect.find(f"{SVG}title") is not None}


def test_bars_stand_for_the_numbers() -> None:
    found = bars(draw_albums(SCORES, layer="fc1"))
    assert list(found) == ["a<b, dc: 0.500", "a<b, ft: 0.250", "c, dc: 1.000"]
    heights = [float(bar.get("height")) for bar in found.values()]
    assert heights == pytest.approx([HEIGHT / 2, HEIGHT / 4, HEIGHT])
    feet = {float(bar.get("y")) + float(bar.get("height")) for bar in found.values()}
    assert feet == {HEIGHT}
    places = [float(bar.get("x")) for bar in found.values()]
    assert places == sorted(places)
    assert places[1] < WIDTH / 2 < places[2]
    assert [bar.get("fill") for bar in found.values()] == [COLOURS[0], COLOURS[1], COLOURS[0]]


def test_names_and_means_stand_beside_it() -> None:
    drawn = draw_albums(SCORES, layer="fc1")
    said = [text.text for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")]
    assert "dc, AMI of fc1 0.750 on average" in said
    assert {"a<b", "c", "0.0", "1.0"} <= set(said)


def test_what_is_below_zero_hangs_from_it() -> None:
    scores = [Scored("x", "d", {"ami/a": -0.5, "ami/b": 1.0})]
    low, high = bars(draw_albums(scores)).values()
    zero = HEIGHT / 1.5
    assert float(low.get("y")) == pytest.approx(zero)
    assert float(low.get("height")) == pytest.approx(HEIGHT - zero)
    assert float(high.get("height")) == pytest.approx(zero)


def test_albums_of_several_data_keep_apart() -> None:
    scores = [Scored("x", "one", {"ami/a": 0.1}), Scored("x", "two", {"ami/a": 0.2})]
    assert list(bars(draw_albums(scores))) == ["one: a, x: 0.100", "two: a, x: 0.200"]
    other = Scored("x", "two", {"ami/b": 0.2})
    assert list(bars(draw_albums([scores[0], other]))) == ["a, x: 0.100", "b, x: 0.200"]


def test_who_has_no_album_is_left_out() -> None:
    drawn = draw_albums([*SCORES, Scored("whole", "Toonworld", {"fc1/ami": 0.4})], layer="fc1")
    assert "whole" not in drawn


def test_nothing_by_album() -> None:
    with pytest.raises(InvalidCard, match="none of the 2 results has ami by album"):
        draw_albums(SCORES)
