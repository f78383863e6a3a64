"""Identities hold over pages, corrections re-solve without encoding, ids and names stay."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from comicenc.metrics import clustering_metrics
from comicenc.tasks import storage
from comicenc.tasks.cast import Cast
from comicenc.tasks.gallery import Gallery
from tests.tasks.stand_ins import Album, ColorEncoder, Figure, album


@pytest.fixture
def encoder() -> ColorEncoder:
    return ColorEncoder()


def found(encoder: ColorEncoder, *pages: str | None, **options) -> Cast:
    return Cast.find(album(*pages).comic(), encoder, **options)


def test_identities_hold_over_pages_and_are_numbered_by_first_appearance(encoder: ColorEncoder) -> None:
    cast = found(encoder, "green|red", "red blue", "blue green red")
    assert cast.labels.tolist() == [0, 1, 1, 2, 2, 0, 1]
    red = cast.identity(1)
    assert red.pages == ("p0.png", "p1.png", "p2.png")
    assert red.rows == (1, 2, 6)
    assert [str(instance) for instance in red.instances] == ["p0.png #1", "p1.png #0", "p2.png #2"]
    assert red.label == "character 2"
    assert [identity.id for identity in cast.identities] == [0, 1, 2]
    assert cast.instances[1].panel == 1


def test_each_page_is_read_once_and_batches_span_pages(encoder: ColorEncoder) -> None:
    book = album("red|green|blue", None, "red|green", "", "blue")
    Cast.find(book.comic(), encoder, batch_size=4)
    assert book.reads == {"p0.png": 1, "p2.png": 1, "p4.png": 1}
    assert encoder.batches == [4, 2]


def test_pages_nobody_looked_at_are_named(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red", None, "", "red")
    assert cast.skipped == ("p1.png",)
    assert cast.labels.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ((None, None), "an album: none of its 2 pages is annotated with characters"),
        (("", None), "an album: its annotations hold no character"),
    ],
)
def test_nobody_to_encode(encoder: ColorEncoder, pages: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        found(encoder, *pages)


def test_one_character_is_a_cast(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red")
    assert cast.labels.tolist() == [0]
    assert cast.suggestions() == []


def test_what_an_encoder_cannot_see_is_left_out() -> None:
    figures = [Figure("red"), Figure("red", parts="body", panel=1), Figure("green", parts="face", panel=1)]
    cast = Cast.find(Album([figures]).comic(), ColorEncoder(modalities=("faces",)))
    assert [instance.index for instance in cast.instances] == [0, 2]
    assert [instance.index for instance in cast.left_out] == [1]
    with pytest.raises(ValueError, match="no character has faces"):
        Cast.find(Album([figures[1:2]]).comic(), ColorEncoder(modalities=("faces",)))
    with pytest.raises(ValueError, match="takes images"):
        Cast.find(Album([figures]).comic(), ColorEncoder(modalities=("images",)))


def test_two_of_one_panel_are_two_unless_a_must_link_says_otherwise(encoder: ColorEncoder) -> None:
    pages = ("red red red|red", "red")
    assert len(found(encoder, *pages)) == 3
    assert len(found(encoder, *pages, panel_rule=False)) == 1
    assert len(found(encoder, *pages, must_link=[(0, 1), (2, 1)])) == 1
    assert len(found(encoder, *pages, must_link=[(0, 1)])) == 2
    unknown_panel = Album([[Figure("red", panel=None), Figure("red", panel=None)]])
    assert len(Cast.find(unknown_panel.comic(), encoder)) == 1


def test_corrections_encode_nothing_and_leave_the_old_cast_alone(encoder: ColorEncoder) -> None:
    book = album("red|green", "rose|green")
    before = Cast.find(book.comic(), encoder, threshold=0.6)
    assert before.labels.tolist() == [0, 1, 0, 1]
    encoder.batches.clear()
    book.reads.clear()
    after = before.with_links(cannot_link=[(("p0.png", 0), before.instances[2])])
    assert after.labels.tolist() == [0, 1, 2, 1]
    assert before.labels.tolist() == [0, 1, 0, 1]
    assert after.with_links(must_link=[(0, 1)]).labels.tolist() == [1, 1, 2, 1]
    assert not encoder.batches
    assert not book.reads


def test_links_add_up_unless_told_otherwise(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|green", "red").with_links(must_link=[(0, 1)])
    assert len(cast.with_links(cannot_link=[(0, 2)])) == 2
    assert cast.with_links(cannot_link=[(0, 2)]).must_link == ((0, 1),)
    assert len(cast.with_links(keep=False)) == 2


@pytest.mark.parametrize(
    ("must", "cannot", "message"),
    [
        (
            [(0, 1), (1, 3)],
            [(3, 0)],
            "p0.png #0 and p1.png #1 apart, but must_link joins p0.png #0 with p0.png #1, p0.png #1 with p1",
        ),
        ([], [(2, 2)], "keeps p1.png #0 apart from itself"),
        ([(0, 9)], [], "a link names row 9, and the cast has no such instance"),
        ([(0, -1)], [], "a link names row -1"),
        ([], [(("p7.png", 1), 0)], "a link names p7.png #1"),
    ],
)
def test_links_that_cannot_be(encoder: ColorEncoder, must: list, cannot: list, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        found(encoder, "red|green", "red|blue", must_link=must, cannot_link=cannot)


def test_ids_stay_with_those_they_mostly_meant(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|green|blue", "red|green", "red|blue").rename({1: "Greta"})
    split = cast.with_links(cannot_link=[(0, 3), (0, 5)])
    assert split.labels.tolist() == [3, 1, 2, 0, 1, 0, 2]
    joined = split.with_links(must_link=[(1, 2)])
    assert joined.identity(1).name == "Greta"
    assert joined.labels.tolist() == [3, 1, 1, 0, 1, 0, 1]
    again = joined.with_links(keep=False)
    assert again.labels[[1, 4]].tolist() == [1, 1]
    assert again.labels[2] == again.labels[6] == 4, "the id 2 was given up and is not given again"


def test_names_merge_and_separate(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red red|green", "red")
    assert len(cast) == 3
    named = cast.rename({0: "Pepper", 1: " Pepper ", 2: "Carrot"})
    assert [identity.name for identity in named.identities] == ["Pepper", "Carrot"]
    assert named.labels.tolist() == [0, 0, 2, 0]
    assert named.rename({0: None}).labels.tolist() == cast.labels.tolist()
    assert named.rename({0: "Saffron"}).identity(0).rows == (0, 1, 3)
    swapped = cast.rename({0: "A", 2: "B"}).rename({0: "B", 2: "A"})
    assert [identity.name for identity in swapped.identities] == ["B", None, "A"]


def test_names_that_cannot_be(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|green").with_links(cannot_link=[(0, 1)])
    with pytest.raises(ValueError, match="no identity 7"):
        cast.rename({7: "Nobody"})
    with pytest.raises(ValueError, match="name given to identity 0 is empty"):
        cast.rename({0: "  "})
    with pytest.raises(ValueError, match=r"keeps p0.png #0 and p0.png #1 apart, but both .* 'Pepper'"):
        cast.rename({0: "Pepper", 1: "Pepper"})
    with pytest.raises(ValueError, match="both are in identities named 'Pepper'"):
        found(encoder, "red|green").rename({0: "Pepper", 1: "Pepper"}).with_links(cannot_link=[(0, 1)])


def test_settings_resolve_too(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|rose", "red")
    assert len(cast.with_settings(threshold=0.05)) == 2
    assert len(cast.with_settings(threshold=1.5)) == 1
    with pytest.raises(ValueError, match="threshold > 0"):
        cast.with_settings(threshold=0)


def test_thresholds_come_from_calibration_with_their_options() -> None:
    encoder = ColorEncoder(calibration={"cast_distance": {"value": 0.7, "center": 0.5}})
    assert found(encoder, "red", "green", "blue").settings.center == 0.5
    assert found(encoder, "red", "green", "blue").settings.threshold == 0.7
    with pytest.raises(ValueError, match=r"calibrated for center=0.5: give one for center=0.1"):
        found(encoder, "red", center=0.1)
    assert found(encoder, "red", "green", center=0.0, threshold=0.4).settings.center == 0
    with pytest.raises(ValueError, match="stand-in/colors has no cast_distance"):
        found(ColorEncoder(calibration={}), "red")


def test_an_id_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = SimpleNamespace(from_pretrained=lambda id: ColorEncoder(id=id))
    monkeypatch.setitem(sys.modules, "comicenc.encoder", SimpleNamespace(ComicEncoder=loads))
    assert Cast.find(album("red").comic(), "some/model").encoder["id"] == "some/model"


def test_true_names_are_not_looked_at_and_are_replaced(encoder: ColorEncoder) -> None:
    book = Album([[Figure("red", name="A"), Figure("green", name="A", panel=1)], [Figure("red", name="B")]])
    comic = book.comic()
    cast = Cast.find(comic, encoder).rename({1: "Greta"})
    named = [character.name for _, character in cast.annotate(comic).instances()]
    assert named == ["character 1", "Greta", "character 1"]
    with pytest.raises(ValueError, match=r"has no character p1\.png #0, which is in the cast"):
        cast.annotate(album("red green").comic())


def test_a_close_call_is_uncertain_with_its_alternative(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|blue", "red|blue", "rose", threshold=0.6)
    assert cast.labels.tolist() == [0, 1, 0, 1, 0]
    doubts = cast.uncertain(margin=1.0)
    assert doubts[0].row == 4
    assert (doubts[0].identity, doubts[0].alternative) == (0, None)
    assert doubts[0].distance < doubts[0].alternative_distance == pytest.approx(0.6)
    assert doubts[0].margin == min(doubt.margin for doubt in doubts)
    assert cast.uncertain(margin=0.0) == []
    linked = cast.with_links(must_link=[(4, 0)])
    assert {0, 4}.isdisjoint(doubt.row for doubt in linked.uncertain(margin=2.0))


def test_a_lone_instance_may_belong_to_somebody(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red", "red", "rose", threshold=0.3)
    alone = next(doubt for doubt in cast.uncertain(margin=1.0) if doubt.row == 2)
    assert alone.alternative == 0
    assert alone.distance == pytest.approx(0.3)
    assert alone.alternative_distance == pytest.approx(
        np.linalg.norm(cast.vectors[2] - cast.vectors[0]), abs=1e-6
    )


def test_one_panel_with_one_character_three_times_is_suggested(encoder: ColorEncoder) -> None:
    cast = found(encoder, "red|green", "red red red|green")
    merges = [each for each in cast.suggestions() if each.kind == "merge"]
    assert len(merges) == 3
    assert all(each.panel_rule for each in merges)
    joined = cast.with_links(must_link=[link for each in merges for link in each.links])
    assert joined.labels.tolist() == [0, 1, 0, 0, 0, 1]


def test_nearly_one_and_nearly_two_are_suggested(encoder: ColorEncoder) -> None:
    height = np.linalg.norm(np.subtract(*encoder.encode(faces=[[(220, 30, 30)], [(200, 40, 80)]])))
    apart = found(encoder, "red", "rose", threshold=height - 0.01)
    merge = apart.suggestions(margin=0.05)[0]
    assert (merge.kind, merge.identities, merge.panel_rule) == ("merge", (0, 1), False)
    assert len(apart.with_links(must_link=merge.links)) == 1
    together = found(encoder, "red", "rose", threshold=height + 0.01)
    split = together.suggestions(margin=0.05)[0]
    assert (split.kind, split.identities) == ("split", (0,))
    parted = together.with_links(cannot_link=split.links)
    assert len(parted) == 2
    assert [each.kind for each in parted.suggestions(margin=0.05)] == []
    assert together.with_links(must_link=[(0, 1)]).suggestions(margin=0.05) == []


@pytest.mark.parametrize(
    "solved", [[0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [0] * 7, [3, 0, 3, 0, 1, 3, 2]], ids=str
)
def test_labels_that_were_made_by_hand_can_be_doubted_too(encoder: ColorEncoder, solved: list[int]) -> None:
    cast = found(encoder, "red red|rose", "green|red", "blue rose")
    by_hand = replace(cast, solved=np.array(solved), next_id=7)
    there = set(solved)
    for suggestion in by_hand.suggestions(margin=2):
        assert set(suggestion.identities) <= there
        rows = {by_hand.labels[row] for link in suggestion.links for row in link}
        assert rows == set(suggestion.identities)
    assert {doubt.identity for doubt in by_hand.uncertain(margin=2)} <= there


def test_scores_compare_with_the_annotated_names(encoder: ColorEncoder) -> None:
    figures = [Figure("red", name="Rita"), Figure("green", name="Greta"), Figure("blue")]
    book = Album([figures, [Figure("rose", name="Rita"), Figure("green", name="Rosa")]]).comic()
    cast = Cast.find(book, encoder, threshold=0.5)
    assert cast.labels.tolist() == [0, 1, 2, 0, 1]
    scores = cast.scores(book)
    assert scores == clustering_metrics(["Rita", "Greta", "Rita", "Rosa"], [0, 1, 0, 1])
    assert (scores["identities_true"], scores["identities_found"], scores["instances"]) == (3, 2, 4)
    assert cast.rename({0: "Rita", 1: "Rita"}).scores(book)["identities_found"] == 1
    nameless = book.with_pages((replace(book.pages[0], characters=book.pages[0].characters[1:]),))
    with pytest.raises(ValueError, match=r"an album: has no character p0\.png #2, which is in the cast"):
        cast.scores(nameless)
    assert found(encoder, "red|green").scores(album("red|green").comic()) == {}


def test_a_gallery_names_identities(encoder: ColorEncoder) -> None:
    gallery = Gallery(encoder)
    gallery.add_cast(found(encoder, "red|green").rename({0: "Rita"}))
    assert gallery.names == ["Rita"]
    cast = found(encoder, "blue|red", "red").named_by(gallery)
    assert [identity.name for identity in cast.identities] == [None, "Rita"]
    twice = found(encoder, "red red", "red").named_by(gallery)
    assert [identity.name for identity in twice.identities].count("Rita") == 1
    assert cast.rename({0: "x", 1: "y"}).named_by(gallery).identity(1).name == "y"
    with pytest.raises(ValueError, match="made by stand-in/colors at revision a"):
        found(ColorEncoder(revision="b" * 12), "red").named_by(gallery)


def test_a_saved_cast_can_be_corrected_without_the_encoder(encoder: ColorEncoder, tmp_path) -> None:
    cast = found(encoder, "red red|green", None, "rose", threshold=0.6)
    cast = cast.with_links(must_link=[(0, 1)], cannot_link=[(0, 2)]).rename({0: "Rêd <b>"})
    loaded = Cast.load(cast.save(tmp_path / "cast.json"))
    assert loaded.to_dict() == cast.to_dict()
    assert loaded.labels.tolist() == cast.labels.tolist()
    assert (loaded.vectors == cast.vectors).all()
    assert loaded.instances == cast.instances
    correction = {"cannot_link": [(0, 3)]}
    assert loaded.with_links(**correction).to_dict() == cast.with_links(**correction).to_dict()
    json.dumps(cast.to_dict())


def test_saving_again_writes_no_vectors_and_leaves_nothing_behind(encoder: ColorEncoder, tmp_path) -> None:
    cast = found(encoder, "red", "green")
    cast.save(tmp_path / "cast.json")
    vectors = next(tmp_path.glob("*.safetensors"))
    stamp = vectors.stat().st_mtime_ns
    cast.rename({0: "Red"}).save(tmp_path / "cast.json")
    assert vectors.stat().st_mtime_ns == stamp
    found(encoder, "blue").save(tmp_path / "cast.json")
    assert len(list(tmp_path.iterdir())) == 2
    assert len(Cast.load(tmp_path / "cast.json").instances) == 1


def test_a_save_that_fails_leaves_the_old_cast(encoder: ColorEncoder, tmp_path, monkeypatch) -> None:
    path = found(encoder, "red", "green").save(tmp_path / "cast.json")
    put = storage.put

    def full(where, data):
        if where.suffix == ".json":
            raise OSError(28, "No space left on device")
        put(where, data)

    monkeypatch.setattr(storage, "put", full)
    with pytest.raises(OSError, match="No space"):
        found(encoder, "blue").save(path)
    assert len(Cast.load(path).instances) == 2


def test_files_that_are_no_cast(encoder: ColorEncoder, tmp_path) -> None:
    path = found(encoder, "red", "green").save(tmp_path / "cast.json")
    good = path.read_text()
    vectors = next(tmp_path.glob("*.safetensors"))
    for text, message in [
        ("{", "is not JSON"),
        ("[]", "holds no JSON object"),
        ('{"kind": "comicenc gallery 1"}', "holds comicenc gallery 1, and comicenc cast 1 was expected"),
        (good.replace('"next_id"', '"other"'), "a damaged cast"),
        (good.replace('"ids": [\n  0,', '"ids": ['), "not equally many"),
        (good.replace(vectors.name, "../elsewhere.safetensors"), "elsewhere.safetensors, are missing"),
    ]:
        path.write_text(text)
        with pytest.raises(ValueError, match=message) as raised:
            Cast.load(path)
        assert "cast.json" in str(raised.value)
    path.write_text(good)
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="are damaged"):
        Cast.load(path)
    vectors.write_bytes(b"short")
    with pytest.raises(ValueError, match="are damaged"):
        Cast.load(path)
