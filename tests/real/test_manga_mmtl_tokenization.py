"""Real dialogue is legible to a tokenizer that learnt from Toonworld's alone."""

from __future__ import annotations

import numpy as np
import pytest
from transformers import PreTrainedTokenizerFast

from comicenc.data.toonworld.album import sample_album, sample_scene
from comicenc.data.toonworld.script import write_page
from comicenc.models.manga_mmtl import wordpiece_tokenizer
from comicenc.reading import read_comic

pytestmark = pytest.mark.real

EPISODES = [f"peppercarrot/ep{number}" for number in ("05", "08", "10", "12", "16", "21")]
BOOKS = [f"open-mantra/images/{title}/ja" for title in ("balloon_dream", "boureisougi")]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    texts = []
    for index in range(20):
        album, rng = sample_album(0, index), np.random.default_rng(index)
        for number in range(5):
            scene = sample_scene(album, number)
            beats = write_page(rng, album, scene, [(0.5, 0.5)] * 4, opening=number == 0)
            texts += [words for beat in beats for line in beat.lines for words in line.words]
    return wordpiece_tokenizer(texts)


@pytest.mark.parametrize(
    ("folders", "language"),
    [(EPISODES, "en"), (EPISODES, "ja"), (BOOKS, "en"), (BOOKS, "ja")],
    ids=["peppercarrot-en", "peppercarrot-ja", "mantra-en", "mantra-ja"],
)
def test_less_than_one_token_in_a_hundred_is_unknown(tokenizer, real_data, folders, language):
    tokens = []
    for folder in folders:
        annotations = real_data / "open-mantra/annotation.json" if folder in BOOKS else None
        for page in read_comic(real_data / folder, annotations):
            for text in page.texts:
                tokens += tokenizer.tokenize(text.in_language(language))
    assert len(tokens) > 500
    assert tokens.count("[UNK]") < 0.01 * len(tokens)
    print(f"{language}: {len(tokens)} tokens, {tokens.count('[UNK]')} unknown")
