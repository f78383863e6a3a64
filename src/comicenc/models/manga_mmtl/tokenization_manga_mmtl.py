"""A small WordPiece for comics, trained on their dialogue, that knows every letter it is likely to meet.

The paper uses the vocabulary of its Japanese BERT weights; this one is for models that are trained from
nothing. Text is normalised by NFKC, which makes full-width forms plain, and put in lower case, as comics are
lettered in either. Each kanji, symbol and mark of punctuation is a word of its own, and so is each run of
hiragana, katakana, letters or digits: Japanese has no spaces to cut at.
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from .alphabet import DIGITS, JOYO_KANJI, KANA, LATIN, MARKS, OTHER_KANJI, PUNCTUATION

_SPECIAL = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
_CONTINUING = "##"
_LONGEST_WORD = 256  # letters, after which a word is unknown; screams are long
_WORDS = r"\p{Han}|[\p{P}\p{S}]|[\p{Hiragana}\p{M}ー]+|[\p{Katakana}\p{M}ー]+|[\p{Latin}\p{M}]+|\p{N}+"


def wordpiece_tokenizer(texts: Iterable[str], vocab_size: int = 6000) -> PreTrainedTokenizerFast:
    """Train a tokenizer.

    The vocabulary is the alphabet, kana, letters and digits also as they stand within a word, and then what
    `texts` use most.

    Args:
        texts: What to learn words from.
        vocab_size: Most tokens in the vocabulary.

    Raises:
        ValueError: If `vocab_size` does not hold the alphabet.
    """
    letters = KANA + LATIN + DIGITS + MARKS
    alphabet = dict.fromkeys(
        [
            *_SPECIAL.values(),
            *PUNCTUATION,
            *letters,
            *(_CONTINUING + c for c in letters),
            *JOYO_KANJI,
            *OTHER_KANJI,
        ]
    )
    if vocab_size < len(alphabet):
        raise ValueError(f"vocab_size {vocab_size} does not hold the alphabet of {len(alphabet)}")
    # Letters named here have one order, on which the choice between words of equal frequency depends.
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocab_size, special_tokens=[*alphabet], show_progress=False
    )
    trained = _untrained({_SPECIAL["unk"]: 0})
    trained.train_from_iterator(texts, trainer)
    learnt = sorted(trained.get_vocab(), key=trained.get_vocab().get)
    tokens = [*dict.fromkeys([*alphabet, *learnt])][:vocab_size]
    tokenizer = _untrained({token: index for index, token in enumerate(tokens)})
    ends = [(token, tokens.index(token)) for token in (_SPECIAL["cls"], _SPECIAL["sep"])]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{_SPECIAL['cls']} $A {_SPECIAL['sep']}", special_tokens=ends
    )
    names = {f"{name}_token": token for name, token in _SPECIAL.items()}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


def _untrained(vocabulary: dict[str, int]) -> Tokenizer:
    words = models.WordPiece(
        vocabulary,
        unk_token=_SPECIAL["unk"],
        continuing_subword_prefix=_CONTINUING,
        max_input_chars_per_word=_LONGEST_WORD,
    )
    tokenizer = Tokenizer(words)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(_WORDS), "isolated")]
    )
    tokenizer.decoder = decoders.WordPiece(prefix=_CONTINUING)
    return tokenizer


__all__ = ["wordpiece_tokenizer"]
