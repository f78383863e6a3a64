"""Tags as tokens."""

from __future__ import annotations

from collections import Counter

import pytest
from transformers import AutoTokenizer

from comicenc.models.mfdn import SPECIAL_TOKENS, MFDNConfig, TagTokenizer

COUNTS = Counter(
    {"1girl": 90, "solo": 70, ":d": 20, "blue_hair": 20, "twintails": 5, "twin_tails": 6, ">_<": 1}
)


@pytest.fixture
def tokenizer() -> TagTokenizer:
    return TagTokenizer.from_counts(
        COUNTS, aliases={"twin tails": "twintails", "Aqua Hair": "blue_hair"}, categories={"solo": 5}
    )


def test_special_tokens_come_first_and_then_what_is_commonest(tokenizer):
    tags = ["1girl", "solo", ":d", "blue_hair", "twintails", ">_<"]
    assert tokenizer.convert_ids_to_tokens([*range(11)]) == [*SPECIAL_TOKENS, *tags]
    assert tokenizer.tags == tags
    assert (len(tokenizer), tokenizer.vocab_size) == (11, 11)
    ids = (tokenizer.pad_token_id, tokenizer.unk_token_id, tokenizer.cls_token_id)
    assert (*ids, tokenizer.sep_token_id, tokenizer.mask_token_id) == (0, 1, 2, 3, 4)
    assert tokenizer.counts["twintails"] == 11, "an alias counts for its tag"
    assert tokenizer.categories == {"solo": 5} | dict.fromkeys(set(tags) - {"solo"}, 0)


@pytest.mark.parametrize(
    "text",
    ["1girl blue_hair >_<", "1girl, blue hair, >_<", " 1Girl,\tAqua  Hair , >_<,", "1GIRL\nBLUE_HAIR\n>_<"],
)
def test_tags_are_read_in_whichever_way_they_are_written(tokenizer, text):
    assert tokenizer(text)["input_ids"] == [2, 5, 8, 10, 3]


def test_a_tag_with_blanks_is_one_tag(tokenizer):
    assert tokenizer.tokenize("blue hair") == ["blue_hair"]
    assert tokenizer(["Blue hair", "twin_tails"], is_split_into_words=True)["input_ids"] == [2, 8, 9, 3]
    assert tokenizer.tokenize("blue moon") == ["blue", "moon"]
    assert tokenizer("moon")["input_ids"] == [2, 1, 3]
    assert tokenizer.decode([2, 5, 8, 3], skip_special_tokens=True) == "1girl, blue_hair"


def test_batches_are_padded(tokenizer):
    batch = tokenizer(["solo", "1girl, solo"], padding=True, return_tensors="pt")
    assert batch["input_ids"].tolist() == [[2, 6, 3, 0], [2, 5, 6, 3]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]


def test_what_is_unknown_is_said(tokenizer):
    assert tokenizer.unknown(["solo", "Aqua Hair", "moon", "1girl", "moon", "[MASK]"]) == ["moon", "[MASK]"]


def test_tags_are_appended_and_the_others_keep_their_ids(tokenizer):
    before = tokenizer.get_vocab()
    added = tokenizer.add_tags(
        ["Solo", "witch hat", "broom", "witch_hat"], counts={"witch hat": 7}, categories={"broom": 4}
    )
    assert added == 2
    assert tokenizer.get_vocab() == before | {"witch_hat": 11, "broom": 12}
    assert (len(tokenizer), tokenizer.counts["witch_hat"], tokenizer.counts["broom"]) == (13, 7, 0)
    assert (tokenizer.categories["witch_hat"], tokenizer.categories["broom"]) == (0, 4)
    assert tokenizer("broom")["input_ids"] == [2, 12, 3]


@pytest.mark.parametrize("name", ["", " ", "[MASK]", "[mask]"])
def test_what_cannot_be_a_tag_is_refused(name):
    with pytest.raises(ValueError, match="cannot be a tag"):
        TagTokenizer.from_counts({"solo": 3, name: 1})


def test_an_alias_must_stand_for_a_tag():
    with pytest.raises(ValueError, match="alias 'aqua_hair' stands for 'teal_hair', which is none"):
        TagTokenizer.from_counts({"solo": 1}, aliases={"aqua hair": "teal hair"})


def test_it_is_saved_and_loaded_whole(tokenizer, tmp_path):
    tokenizer.add_tags(["witch_hat", "café", "\\o/", "[x]"], counts={"café": 2})
    tokenizer.save_pretrained(tmp_path)
    MFDNConfig().save_pretrained(tmp_path)
    assert (tmp_path / "vocab.txt").read_text("utf-8").split("\n")[:6] == [*SPECIAL_TOKENS, "1girl"]
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert type(again) is TagTokenizer
    assert again.get_vocab() == tokenizer.get_vocab()
    for name in ("counts", "categories", "aliases", "tags"):
        assert getattr(again, name) == getattr(tokenizer, name), name
    text = "aqua hair, CAFÉ, \\o/, [x], nothing"
    assert again(text)["input_ids"] == tokenizer(text)["input_ids"] == [2, 8, 12, 13, 14, 1, 3]
    again.save_pretrained(tmp_path / "again")
    for name in ("vocab.txt", "tags.json"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_two_orders_of_counting_give_one_vocabulary(tokenizer):
    turned = TagTokenizer.from_counts(dict(reversed(COUNTS.items())), aliases={"twin_tails": "twintails"})
    assert turned.get_vocab() == tokenizer.get_vocab()
