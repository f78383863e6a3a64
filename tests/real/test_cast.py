"""Who is who in a real episode: a page of ep05 shows two characters three times in one panel."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from comicenc.comic import Comic
from comicenc.reading import read_comic
from comicenc.tasks.cast import Cast
from tests.tasks.stand_ins import ColorEncoder

pytestmark = pytest.mark.real

MINI = "comicenc/identity-simclr-mini"
THREE_PEPPERS = [("ep05_P03.jpg", index) for index in range(3)]
THREE_CARROTS = [("ep05_P03.jpg", index) for index in range(3, 6)]


@pytest.fixture(scope="module")
def episode(real_data: Path) -> Comic:
    return read_comic(real_data / "peppercarrot" / "ep05")


@pytest.fixture(scope="module")
def true_names(episode: Comic) -> list[str]:
    return [character.name for _, character in episode.instances()]


@pytest.fixture(scope="module")
def found(episode: Comic) -> Cast:
    encoder = pytest.importorskip("comicenc.encoder")
    try:
        encoder.checkpoint_path(MINI)
    except ValueError as error:
        pytest.skip(str(error))
    return Cast.find(episode, MINI)


def links(*chains: list[tuple[str, int]]) -> list[tuple]:
    return [pair for chain in chains for pair in pairwise(chain)]


def ids(cast: Cast, places: list[tuple[str, int]]) -> set[int]:
    where = [(instance.page, instance.index) for instance in cast.instances]
    return {int(cast.labels[where.index(place)]) for place in places}


def test_three_of_one_panel_are_one_where_somebody_says_so(episode: Comic) -> None:
    cast = Cast.find(episode, ColorEncoder())
    assert len(cast.instances) == 24
    assert len(ids(cast, THREE_PEPPERS)) == len(ids(cast, THREE_CARROTS)) == 3
    corrected = cast.with_links(must_link=links(THREE_PEPPERS, THREE_CARROTS))
    assert len(ids(corrected, THREE_PEPPERS)) == len(ids(corrected, THREE_CARROTS)) == 1
    assert ids(corrected, THREE_PEPPERS).isdisjoint(ids(corrected, THREE_CARROTS))


def test_the_mini_tells_pepper_from_carrot(found: Cast, true_names: list[str]) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    assert len(found.instances) == len(true_names) == 24
    assert len(ids(found, THREE_PEPPERS)) == 3
    corrected = found.with_links(must_link=links(THREE_PEPPERS, THREE_CARROTS))
    assert adjusted_mutual_info_score(true_names, corrected.labels) > 0.3
    assert any(len(identity.pages) == 3 for identity in corrected.identities), "both are on all three pages"


def test_a_saved_cast_of_the_mini_is_the_same(found: Cast, episode: Comic, tmp_path: Path) -> None:
    loaded = Cast.load(found.save(tmp_path / "cast.json"))
    assert loaded.to_dict() == found.to_dict()
    names = [character.name for _, character in loaded.annotate(episode).instances()]
    assert names == [loaded.identity(id).label for id in loaded.labels]
