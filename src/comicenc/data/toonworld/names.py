"""Names that nobody else has: put together from syllables, in Latin letters and katakana."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Pair = tuple[str, str]  # English, Japanese
T = TypeVar("T")

_ROWS = {
    "k": "カキクケコ",
    "n": "ナニヌネノ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
    "l": "ラリルレロ",
    "b": "バビブベボ",
}
_SYLLABLES = {
    consonant + vowel: kana
    for consonant, row in _ROWS.items()
    for vowel, kana in zip("aiueo", row, strict=True)
}
_SYLLABLES |= {
    "sa": "サ",
    "shi": "シ",
    "su": "ス",
    "se": "セ",
    "so": "ソ",
    "ta": "タ",
    "chi": "チ",
    "te": "テ",
    "to": "ト",
}
_SYLLABLES |= {
    "ha": "ハ",
    "hi": "ヒ",
    "fu": "フ",
    "ho": "ホ",
    "ya": "ヤ",
    "yu": "ユ",
    "yo": "ヨ",
    "wa": "ワ",
    "ga": "ガ",
}
_SYLLABLES |= {
    "gi": "ギ",
    "go": "ゴ",
    "za": "ザ",
    "ji": "ジ",
    "ze": "ゼ",
    "da": "ダ",
    "de": "デ",
    "do": "ド",
    "pa": "パ",
}
_SYLLABLES |= {
    "pi": "ピ",
    "po": "ポ",
    "fa": "ファ",
    "vi": "ヴィ",
    "va": "ヴァ",
    "ti": "ティ",
    "je": "ジェ",
    "kyo": "キョ",
}
SYLLABLES: tuple[Pair, ...] = tuple(_SYLLABLES.items())
_ENDINGS: tuple[Pair, ...] = (
    ("", ""),
    ("", ""),
    ("", ""),
    ("n", "ン"),
    ("l", "ル"),
    ("s", "ス"),
    ("ra", "ーラ"),
)

# what table readers take for no value, and what nobody should be called
_AVOIDED = (
    "none",
    "nan",
    "nig",
    "neg",
    "kike",
    "paki",
    "homo",
    "fag",
    "dago",
    "dike",
    "china",
    "rapi",
    "nazi",
)


def invent_name(rng: np.random.Generator) -> Pair:
    """A name of two or three syllables, in Latin letters and katakana."""
    while True:
        count = 2 if rng.random() < 0.6 else 3
        parts = [pick(rng, SYLLABLES) for _ in range(count)] + [pick(rng, _ENDINGS)]
        name = "".join(part[0] for part in parts)
        if not name.startswith(_AVOIDED):
            return name.capitalize(), "".join(part[1] for part in parts)


def invent_names(rng: np.random.Generator, count: int) -> tuple[Pair, ...]:
    """`count` names that begin differently, as a careful author's do."""
    names: list[Pair] = []
    while len(names) < count:
        name = invent_name(rng)
        if all(name[0][:2] != other[0][:2] for other in names):
            names.append(name)
    return tuple(names)


def pick(rng: np.random.Generator, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """One of `options`, each as likely as the others or by `weights`."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    shares = np.cumsum(weights)
    return options[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]
