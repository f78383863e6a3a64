"""Faces out of datasets, comics and folders, and their vectors."""

from __future__ import annotations

import numpy as np
import pytest

from comicenc.evaluation.baselines import ColourHistogram
from comicenc.evaluation.faces import encode_faces, faces_of, faces_of_comics, faces_of_folder, grouped
from comicenc.media import read_image

from .drawings import comic, swatch
from .hearing import Hearing, faces

ALBUMS = {"one": "Red:A:quack Red:B:meow Green:C", "two": "Blue:A:woof Blue:B:quack Grey:?"}


def test_faces_without_a_character_are_left_out():
    rows = faces_of(faces(ALBUMS))
    assert rows.characters.tolist() == ["one/A", "one/B", "one/C", "two/A", "two/B"]
    assert rows.albums.tolist() == ["one"] * 3 + ["two"] * 2
    assert rows.texts == ["quack", "meow", "", "woof", "quack"]
    assert read_image(rows.faces[0]).size == (12, 12)


def test_some_albums_and_those_seen_often_enough():
    dataset = faces({"one": "Red:A Red:A Green:B", "two": "Blue:A Blue:A"})
    assert faces_of(dataset, fewest=2).characters.tolist() == ["one/A"] * 2 + ["two/A"] * 2
    assert faces_of(dataset, albums=["two"]).characters.tolist() == ["two/A"] * 2
    with pytest.raises(ValueError, match="no album 'three' among the 2 of these faces"):
        faces_of(dataset, albums=["one", "three"])
    with pytest.raises(ValueError, match="no face is left"):
        faces_of(dataset, fewest=3)


def test_an_encoder_gets_what_it_takes():
    rows = faces_of(faces(ALBUMS))
    encoder = Hearing("faces", "texts")
    encode_faces(rows, encoder)
    assert encoder.given["texts"] == ["quack", "meow", None, "woof", "quack"]
    encode_faces(rows, encoder, texts=False)
    assert set(encoder.given) == {"faces"}
    words = Hearing("texts")
    vectors = encode_faces(rows, words)
    assert words.given == {"texts": ["quack", "meow", "woof", "quack"]}
    assert not vectors[2].any() and vectors[[0, 1, 3, 4]].any(axis=1).all()
    with pytest.raises(ValueError, match="nothing is said around any of these faces"):
        encode_faces(faces_of(faces({"one": "Red:A Green:B"})), words)
    encode_faces(rows, ColourHistogram())
    with pytest.raises(ValueError, match="takes texts, and needs to take faces, as texts are left out"):
        encode_faces(rows, words, texts=False)
    with pytest.raises(ValueError, match="takes bodies, and needs to take faces or texts"):
        encode_faces(rows, Hearing("bodies"))


def test_an_encoder_of_pictures_sees_faces_as_pictures_and_hears_nothing():
    rows = faces_of(faces(ALBUMS))
    encoder = Hearing("images", "texts")
    encode_faces(rows, encoder)
    assert encoder.given == {"images": rows.faces}


def test_comics_are_albums_of_the_named_who_show_a_face():
    rows = faces_of_comics([comic(["Red Green|blue -Grey"], "a"), comic(["Red"], "b")])
    assert rows.characters.tolist() == ["a/Red", "a/Green", "b/Red"]
    assert rows.albums.tolist() == ["a", "a", "b"]
    assert rows.texts == ["", "", ""]
    assert all(face.size == (14, 14) for face in rows.faces), "a fifth wider than its box"
    with pytest.raises(ValueError, match="nobody who is named in these comics has a face"):
        faces_of_comics([comic(["red -Green"])])


def test_a_folder_is_an_album(tmp_path):
    for name in ("Red", "Green"):
        (tmp_path / "crops" / name).mkdir(parents=True)
        swatch(name).save(tmp_path / "crops" / name / "0.png")
    rows = faces_of_folder(tmp_path / "crops")
    assert rows.characters.tolist() == ["Green", "Red"]
    assert set(rows.albums) == {"crops"} and len(rows.faces) == 2


def test_albums_are_grouped_apart():
    """Two heaps in each album, at the same places, in albums that are mixed in the rows."""
    places = np.tile([[1.0, 0.0], [0.0, 1.0]], (12, 1)) + np.random.default_rng(0).normal(0, 0.01, (24, 2))
    albums = np.repeat(["a", "b"], 12)
    order = np.random.default_rng(1).permutation(24)
    groups = grouped(places[order], albums[order], min_cluster_size=3)
    for album in ("a", "b"):
        here = albums[order] == album
        assert set(groups[here]) == {0, 1}
        assert len(set(zip(groups[here], order[here] % 2, strict=True))) == 2
    assert (grouped(places, albums, min_cluster_size=20) == -1).all(), "no album has twenty"
