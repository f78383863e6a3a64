"""How moods and genres are said: the paper's texts are the bare names, others are beside them."""

from __future__ import annotations

from collections.abc import Sequence

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


class Texts:
    """The texts of one kind of label, as tokens.

    Args:
        kind: `mood` or `genre`.
        labels: Their names; underscores are read as spaces.
        tokenizer: Makes tokens.
        length: After which a text is cut.
        several: Whether a label is said in several ways.
    """

    def __init__(
        self, kind: str, labels: Sequence[str], tokenizer: PreTrainedTokenizerBase, length: int, several: bool
    ) -> None:
        self.labels = tuple(labels)
        said = [phrasings(kind, label) if several else phrasings(kind, label)[:1] for label in labels]
        options = {"padding": True, "truncation": True, "max_length": length, "return_tensors": "pt"}
        self.tokens: Tensor = tokenizer([text for own in said for text in own], **options)["input_ids"]
        self.counts = np.array([len(own) for own in said])
        self.starts = np.append(0, self.counts.cumsum()[:-1])

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


def phrasings(kind: str, label: str) -> list[str]:
    """Texts that say a label, its name first."""
    name = label.replace("_", " ")
    spoken = [frame.format(word) for word in (name, *WORDS.get(name, ())) for frame in FRAMES[kind]]
    return [text for text in spoken if text.isascii() or " " not in text]  # no Japanese in English frames
