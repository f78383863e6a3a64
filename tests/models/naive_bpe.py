"""CLIP's byte-pair encoding, one merge at a time, without its cleaning of broken text."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+"


def letters() -> dict[int, str]:
    """A letter that prints for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + n) for n, byte in enumerate(others)}


def encoded(text: str, merges: list[str]) -> list[int]:
    """Ids of a text between its ends."""
    ranks = {tuple(merge.split()): rank for rank, merge in enumerate(merges)}
    alphabet = list(letters().values())
    tokens = [*alphabet, *(letter + "</w>" for letter in alphabet), *("".join(pair) for pair in ranks)]
    ids = {token: index for index, token in enumerate([*tokens, "<start>", "<end>"])}
    parts = ["<start>"]
    for word in re.findall(_WORDS, " ".join(text.lower().split())):
        parts += _merged([letters()[byte] for byte in word.encode()], ranks)
    return [ids[part] for part in [*parts, "<end>"]]


def _merged(parts: list[str], ranks: dict[tuple[str, str], int]) -> list[str]:
    parts = [*parts[:-1], parts[-1] + "</w>"]
    while True:
        pairs = [pair for pair in pairwise(parts) if pair in ranks]
        if not pairs:
            return parts
        first, second = min(pairs, key=ranks.get)
        joined, place = [], 0
        while place < len(parts):
            if parts[place : place + 2] == [first, second]:
                joined.append(first + second)
                place += 2
            else:
                joined.append(parts[place])
                place += 1
        parts = joined
