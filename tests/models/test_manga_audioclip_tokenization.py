"""Byte pairs against CLIP's algorithm, written out."""

from __future__ import annotations

import gzip

import pytest

from comicenc.models.manga_audioclip import clip_tokenizer
from tests.models.naive_bpe import encoded

TEXTS = [
    "a scary night, isn't it?",
    "Historical DRAMA   and romantic comedy",
    "Pepper&Carrot: 37 pages!",
    "どきどき café — naïve",
    "",
    "xyzzyqqq 12345 ???!!!",
]


@pytest.mark.parametrize("pairs", [0, 7, 300, 4096])
def test_texts_are_encoded_as_clip_encodes_them(pairs):
    merges = shipped()[:pairs]
    tokenizer = clip_tokenizer(pairs=pairs)
    assert len(tokenizer) == 514 + pairs
    for text in TEXTS:
        ids = tokenizer(text)["input_ids"]
        assert ids == encoded(text, merges)
        assert ids[-1] == max(ids) == len(tokenizer) - 1


def shipped() -> list[str]:
    from importlib.resources import files

    text = files("comicenc.models.manga_audioclip").joinpath("merges.txt").read_text("utf-8")
    return text.splitlines()[1:]


def test_the_pairs_that_ship_cut_moods_and_genres_into_few_tokens():
    tokenizer = clip_tokenizer()
    assert len(tokenizer) == 4096 + 514
    for text in ("happy", "funny", "sad", "tender", "exciting", "angry", "scary", "fantasy", "battle"):
        assert len(tokenizer.tokenize(text)) <= 3, text


def test_pairs_are_read_plain_or_gzipped(tmp_path):
    text = "a headline\n" + "\n".join(shipped()[:50]) + "\n"
    (tmp_path / "plain.txt").write_text(text, "utf-8")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(text.encode()))
    for name in ("plain.txt", "packed.gz"):
        assert clip_tokenizer(tmp_path / name).get_vocab() == clip_tokenizer(pairs=50).get_vocab()


@pytest.mark.parametrize(
    ("content", "pairs", "message"),
    [
        (b"headline\na b\nthree of them\n", None, "something else than byte pairs"),
        (b"\xff\xfe\x00\x01", None, "no text of byte pairs"),
        (b"\x1f\x8bnot gzip", None, "no text of byte pairs"),
        (b"headline\na b\n", 2, "holds 1 byte pairs, not 2"),
    ],
)
def test_a_file_of_something_else_is_refused_by_name(tmp_path, content, pairs, message):
    path = tmp_path / "merges"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"merges.*{message}"):
        clip_tokenizer(path, pairs)
