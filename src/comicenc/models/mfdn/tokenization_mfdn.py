"""A tag is a token: the vocabulary of tags (Section IV.B.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from transformers import PreTrainedTokenizer

from .configuration_mfdn import SPECIAL_TOKENS, UNK


def normalized(tag: str) -> str:
    """A tag as Danbooru writes it: in lower case, with underscores between words."""
    return "_".join(tag.lower().split())


class TagTokenizer(PreTrainedTokenizer):
    """Tags to ids: first the special tokens, then the tags in the order of the vocabulary.

    As text it takes one tag, tags with commas between, or words with blanks between, each a tag.

    Args:
        vocab_file: A tag a line, after the special tokens; None for no tags yet.
        tags_file: JSON with `counts`, how often each tag occurs, `categories`, the number of the category
            that a tag is of, and `aliases`, other names of tags; None for none of these.
    """

    vocab_files_names: ClassVar = {"vocab_file": "vocab.txt", "tags_file": "tags.json"}
    model_input_names: ClassVar = ["input_ids", "attention_mask"]

    def __init__(self, vocab_file: str | None = None, tags_file: str | None = None, **kwargs) -> None:
        lines = Path(vocab_file).read_text("utf-8").split("\n")[:-1] if vocab_file else SPECIAL_TOKENS
        self.ids = {token: index for index, token in enumerate(lines)}
        self.names = list(self.ids)
        facts = json.loads(Path(tags_file).read_text("utf-8")) if tags_file else {}
        self.counts: dict[str, int] = facts.get("counts", {})
        self.categories: dict[str, int] = facts.get("categories", {})
        self.aliases: dict[str, str] = facts.get("aliases", {})
        own = {f"{token.strip('[]').lower()}_token": token for token in SPECIAL_TOKENS}
        super().__init__(**own | {"special_tokens_pattern": "cls_sep"} | kwargs)

    @classmethod
    def from_counts(
        cls,
        counts: Mapping[str, int],
        *,
        aliases: Mapping[str, str] | None = None,
        categories: Mapping[str, int] | None = None,
    ) -> TagTokenizer:
        """Make a tokenizer of a list of tags.

        The commonest tag comes first, equally common ones by name. What is counted under an alias counts for
        its tag.

        Args:
            counts: How often each tag occurs.
            aliases: Other names, each with the tag that it stands for.
            categories: Number of the category of each tag, in Danbooru's numbers; 0, general, where it is
                not given.

        Raises:
            ValueError: If an alias stands for none of the tags, or a name is blank.
        """
        tokenizer = cls()
        other = {normalized(alias): normalized(tag) for alias, tag in (aliases or {}).items()}
        total: dict[str, int] = {}
        for name, count in counts.items():
            tag = other.get(normalized(name), normalized(name))
            total[tag] = total.get(tag, 0) + count
        tokenizer.add_tags(
            sorted(total, key=lambda tag: (-total[tag], tag)), counts=total, categories=categories
        )
        for alias, tag in other.items():
            if tag not in total:
                raise ValueError(f"the alias {alias!r} stands for {tag!r}, which is none of the tags")
        tokenizer.aliases = other
        return tokenizer

    def add_tags(
        self,
        tags: Iterable[str],
        *,
        counts: Mapping[str, int] | None = None,
        categories: Mapping[str, int] | None = None,
    ) -> int:
        """Append tags, so that ids of the others stay.

        Args:
            tags: Those known already are passed over.
            counts: How often they occur; 0 where it is not given.
            categories: Number of their category; 0, general, where it is not given.

        Returns:
            How many were new.

        Raises:
            ValueError: If a name is blank, or that of a special token.
        """
        before = len(self.names)
        counts, categories = (
            {normalized(name): number for name, number in (given or {}).items()}
            for given in (counts, categories)
        )
        for name in tags:
            tag = self.resolved(name)
            if not tag or tag.upper() in SPECIAL_TOKENS:
                raise ValueError(f"{name!r} cannot be a tag")
            if tag not in self.ids:
                self.ids[tag] = len(self.names)
                self.names.append(tag)
                self.counts[tag] = counts.get(tag, 0)
                self.categories[tag] = categories.get(tag, 0)
        self._update_total_vocab_size()
        return len(self.names) - before

    @property
    def tags(self) -> list[str]:
        """All tags, in the order of the model's K classes."""
        return self.names[len(SPECIAL_TOKENS) :]

    def resolved(self, name: str) -> str:
        """A name as the vocabulary writes it, aliases replaced by what they stand for."""
        tag = normalized(name)
        return self.aliases.get(tag, tag)

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Those that are none of the tags, each once."""
        return [name for name in dict.fromkeys(names) if self.ids.get(self.resolved(name), 0) <= UNK]

    @property
    def vocab_size(self) -> int:
        """Tags and special tokens."""
        return len(self.names)

    def get_vocab(self) -> dict[str, int]:
        return dict(self.ids)

    def _tokenize(self, text: str, **kwargs) -> list[str]:
        if self.resolved(text) in self.ids:
            return [self.resolved(text)]
        names = text.split(",") if "," in text else text.split()
        return [self.resolved(name) for name in names if name.strip()]

    def _convert_token_to_id(self, token: str) -> int:
        return self.ids.get(token, UNK)

    def _convert_id_to_token(self, index: int) -> str:
        return self.names[index]

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        return ", ".join(tokens)

    def save_vocabulary(self, save_directory: str, filename_prefix: str | None = None) -> tuple[str, ...]:
        prefix = f"{filename_prefix}-" if filename_prefix else ""
        files = {key: Path(save_directory) / (prefix + n) for key, n in self.vocab_files_names.items()}
        files["vocab_file"].write_text("\n".join(self.names) + "\n", "utf-8")
        facts = {"counts": self.counts, "categories": self.categories, "aliases": self.aliases}
        files["tags_file"].write_text(json.dumps(facts, ensure_ascii=False, indent=0) + "\n", "utf-8")
        return tuple(str(path) for path in files.values())


__all__ = ["TagTokenizer", "normalized"]
