"""The small WordPiece knows what comics are lettered with."""

from __future__ import annotations

import unicodedata

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from comicenc.models.manga_mmtl import wordpiece_tokenizer
from comicenc.models.manga_mmtl.alphabet import DIGITS, JOYO_KANJI, KANA, LATIN, PUNCTUATION

DIALOGUE = ["Where is the third gate?", "第三の門はどこだ？", "さあ、行こう！", "そんなの知らないよ…"] * 5


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return wordpiece_tokenizer(DIALOGUE, 3000)


def test_the_kanji_of_regular_use_are_those_of_2010():
    kanji = set(JOYO_KANJI)
    assert len(JOYO_KANJI) == len(kanji) == 2136
    assert all("CJK UNIFIED IDEOGRAPH" in unicodedata.name(c) for c in kanji)
    assert set("亜一俺岡鬱彙塡剝頰𠮟弥藤虎鶴和") <= kanji  # from the first to what 2010 added
    assert not set("勺錘銑脹匁") & kanji, "2010 took these out"
    assert not set("叱填剥頬嘘噂") & kanji
    first_level = [c for c in kanji if len(code := c.encode("euc_jp", "ignore")) == 2 and code[0] < 0xD0]
    assert len(first_level) == 2102, "of JIS X 0208"


@pytest.mark.parametrize("alphabet", [JOYO_KANJI, KANA, LATIN, DIGITS, PUNCTUATION], ids=len)
def test_no_letter_is_unknown_alone_or_within_a_word(tokenizer, alphabet):
    for letter in alphabet:
        for text in (letter, letter.upper(), f"の{letter}の", f"ノ{letter}ノ", f"a{letter}a", f"1{letter}"):
            assert "[UNK]" not in tokenizer.tokenize(text), text


def test_forms_of_a_letter_are_one(tokenizer):
    for one, other in (
        ("ＨＥＬＬＯ！？", "hello!?"),
        ("ﾃﾞｻﾞｰﾄ", "デザート"),
        ("①２３", "123"),
        ("Émile", "e\u0301mile"),
    ):
        assert tokenizer.tokenize(one) == tokenizer.tokenize(other)
    assert tokenizer.tokenize("が") != tokenizer.tokenize("か"), "a voicing mark is no accent to be dropped"
    assert tokenizer.tokenize("ぱ") != tokenizer.tokenize("は")


def test_words_are_cut_where_the_script_changes(tokenizer):
    assert tokenizer.tokenize("門はA3") == ["門", "は", "a", "3"]
    assert tokenizer.tokenize("gate?!") == ["gate", "?", "!"]
    assert tokenizer.tokenize("人々を") == ["人", "々", "を"]


def test_screams_are_read(tokenizer):
    assert "[UNK]" not in tokenizer.tokenize("あ" * 200 + "っ！！！" + "A" * 200)
    assert "[UNK]" not in tokenizer.tokenize("あ゛あ゛ー〜〜〜〜♡ İstanbul")


def test_what_the_dialogue_uses_most_is_one_word(tokenizer):
    assert tokenizer.tokenize("third gate") == ["third", "gate"]
    assert tokenizer.tokenize("そんなの知らないよ") == ["そんなの", "知", "らないよ"]


def test_two_trainings_give_one_vocabulary_and_it_is_saved(tokenizer, tmp_path):
    assert wordpiece_tokenizer(DIALOGUE, 3000).get_vocab() == tokenizer.get_vocab()
    tokenizer.save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert again.get_vocab() == tokenizer.get_vocab()
    for text in DIALOGUE:
        assert again(text)["input_ids"] == tokenizer(text)["input_ids"]
    assert tokenizer.decode(tokenizer("third gate")["input_ids"]) == "[CLS] third gate [SEP]"
    assert (again.pad_token, again.pad_token_id) == ("[PAD]", 0)


def test_the_vocabulary_keeps_its_size():
    alphabet, sizes = len(wordpiece_tokenizer([], 3000)), []
    for more in (0, 4, 1000):
        sizes.append(len(wordpiece_tokenizer(DIALOGUE, alphabet + more)) - alphabet)
    assert sizes[:2] == [0, 4] and 4 < sizes[2] < 100
    with pytest.raises(ValueError, match="vocab_size 2000 does not hold the alphabet"):
        wordpiece_tokenizer(DIALOGUE, 2000)
