"""How moods and genres are said: the paper's texts are the bare names, others are beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor
from transformers import PreTrainedTokenizerBase

WORDS = {
    "happy": ("cheerful", "joyful", "merry", "glad", "楽しい"),
    "funny": ("comical", "playful", "silly", "goofy", "おかしい"),
    "sad": ("sorrowful", "melancholy", "gloomy", "mournful", "悲しい"),
    "tender": ("gentle", "soft", "loving", "warm", "優しい"),
    "exciting": ("thrilling", "energetic", "dramatic", "triumphant", "激しい"),
    "angry": ("furious", "aggressive", "raging", "hostile", "怒り"),
    "scary": ("frightening", "creepy", "eerie", "terrifying", "怖い"),
    "animals": ("animal", "cats and dogs", "動物"),
    "battle": ("fighting", "duel", "バトル"),
    "fantasy": ("magic", "wizards and dragons", "ファンタジー"),
    "four-frame cartoons": ("four-panel", "gag strip", "四コマ"),
    "historical drama": ("historical", "samurai", "時代劇"),
    "horror": ("ghost", "haunted", "ホラー"),
    "humor": ("humour", "comedy", "ギャグ"),
    "love romance": ("romance", "love", "恋愛"),
    "romantic comedy": ("romcom", "first love at school", "ラブコメ"),
    "science fiction": ("sci-fi", "space and robots", "SF"),
    "sports": ("sport", "match and training", "スポーツ"),
    "suspense": ("mystery", "crime", "サスペンス"),
}
FRAMES = {
    "mood": ("{}", "{} music", "a {} scene", "a {} mood", "it feels {}"),
    "genre": ("{}", "{} manga", "a {} comic", "a page of a {} story"),
}


@dataclass(frozen=True)
class Texts:
    """The texts of one kind of label.

    Args:
        labels: Their names.
        tokens: (P, L) of all texts, those of a label one after the other, its bare name first.
        counts: (K,) texts of each label.
    """

    labels: tuple[str, ...]
    tokens: Tensor
    counts: np.ndarray

    @property
    def starts(self) -> np.ndarray:
        """(K,) the first text of each label."""
        return np.append(0, self.counts.cumsum()[:-1])

    @property
    def names(self) -> Tensor:
        """(K, L) tokens of the bare names."""
        return self.tokens[self.starts]

    def drawn(self, labels: np.ndarray, draws: np.ndarray) -> Tensor:
        """(n, L) tokens of some text of each label.

        Args:
            labels: (n,) indices.
            draws: (n,) from 0 to 1, which text.
        """
        return self.tokens[self.starts[labels] + (draws * self.counts[labels]).astype(int)]


def texts_of(
    labels: Mapping[str, Sequence[str]], tokenizer: PreTrainedTokenizerBase, length: int, several: bool
) -> dict[str, Texts]:
    """The texts of each kind of label, all as long as the longest.

    Args:
        labels: By kind, `mood` or `genre`, names; underscores are read as spaces.
        tokenizer: Makes tokens.
        length: After which a text is cut.
        several: Whether a label is said in several ways.
    """
    said = {
        kind: [phrasings(kind, label) if several else phrasings(kind, label)[:1] for label in names]
        for kind, names in labels.items()
    }
    texts = [text for own in said.values() for of_label in own for text in of_label]
    options = {"padding": True, "truncation": True, "max_length": length, "return_tensors": "pt"}
    tokens = tokenizer(texts, **options)["input_ids"]
    counts = {kind: np.array([len(of_label) for of_label in own]) for kind, own in said.items()}
    parts = tokens.split([int(own.sum()) for own in counts.values()])
    return {
        kind: Texts(tuple(labels[kind]), part, counts[kind]) for kind, part in zip(said, parts, strict=True)
    }


def phrasings(kind: str, label: str) -> list[str]:
    """Texts that say a label, its name first."""
    name = label.replace("_", " ")
    spoken = [frame.format(word) for word in (name, *WORDS.get(name, ())) for frame in FRAMES[kind]]
    return [text for text in spoken if text.isascii() or " " not in text]  # no Japanese in English frames
