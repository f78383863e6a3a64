"""CLIP's byte-pair encoding, whole as AudioCLIP has it or cut to its commonest pairs for small models.

The pairs that ship, `merges.txt`, are the first of CLIP's (OpenAI, MIT licence): pairs are in the order in
which they were learnt, so that the first N are themselves an encoding, in which rarer words take more tokens.
Any text can be encoded with any of them, as single bytes are tokens.
"""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTokenizer

_ENDS = ("<|startoftext|>", "<|endoftext|>")
_USED = 49_152 - 256 - 2  # of the pairs in CLIP's file, which holds more


def clip_tokenizer(path: str | Path | None = None, pairs: int | None = None) -> CLIPTokenizer:
    """Make a tokenizer of a list of byte pairs.

    Args:
        path: CLIP's `bpe_simple_vocab_16e6.txt.gz` or its like, plain or gzipped: a headline, then a pair a
            line; None for those that ship.
        pairs: How many of them to use; by default as CLIP does, 48,894, or all where there are fewer. The
            vocabulary has 514 tokens more: each byte alone, within a word and at its end, and two ends.

    Raises:
        OSError: If there is no such file.
        ValueError: If it holds something else, or fewer pairs.
    """
    lines = _lines(path)
    merges = lines[: _USED if pairs is None else pairs]
    if pairs is not None and len(merges) < pairs:
        raise ValueError(f"{path or 'what ships'} holds {len(merges)} byte pairs, not {pairs}")
    if any(len(merge.split(" ")) != 2 for merge in merges):
        raise ValueError(f"{path} holds something else than byte pairs")
    tokens = [*_byte_tokens(), *(f"{token}</w>" for token in _byte_tokens())]
    tokens += ["".join(merge.split(" ")) for merge in merges] + [*_ENDS]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[tuple(merge.split(" ")) for merge in merges])


def _lines(path: str | Path | None) -> list[str]:
    if path is None:
        text = files("comicenc.models.manga_audioclip").joinpath("merges.txt").read_text("utf-8")
    else:
        data = Path(path).read_bytes()
        try:
            text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8")
        except (UnicodeDecodeError, EOFError, OSError) as error:
            raise ValueError(f"{path} is no text of byte pairs") from error
    return [line for line in text.split("\n")[1:] if line]


def _byte_tokens() -> list[str]:
    """A printable letter for each byte, in CLIP's order: those that print first, then the others."""
    letters = sorted(ByteLevel.alphabet())
    return [letter for letter in letters if ord(letter) < 256] + [c for c in letters if ord(c) >= 256]


__all__ = ["clip_tokenizer"]
