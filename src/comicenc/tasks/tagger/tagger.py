"""What is in a picture, and who: tags with probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.tasks.encoders import as_encoder
from comicenc.tasks.tagger.choosing import make_rule, probability
from comicenc.tasks.tagger.files import SELECTED_TAGS, read_thresholds, write_thresholds
from comicenc.tasks.tagger.probabilities import Calibration, at_temperature
from comicenc.tasks.tagger.result import Guess, Tags
from comicenc.tasks.tagger.thresholds import Level, Thresholds

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder

ENTRY = "tags"  # of calibration.json
Known = Sequence[Sequence[str] | None]


class Tagger:
    """Tags pictures, completes tags that are known, and says who is in a picture.

    Args:
        model: An encoder of images that tells tags or characters apart, or its id or folder.
        thresholds: One for all tags, thresholds at three levels, or a file or folder of them
            (`read_thresholds`); by default those that lie with the checkpoint.

    Attributes:
        tags: (K,) names, in the order of the model's output; empty where it predicts none.
        categories: (K,) int, Danbooru's number of each one's category.
        characters: (C,) names of those who are told apart.
        thresholds: From which calibrated probability on a tag is said.
        calibration: What makes calibrated probabilities of the model's.

    Raises:
        ValueError: If the model takes no images, or thresholds are broken or of other tags.
        OSError: If there is no such model or file.
    """

    def __init__(
        self,
        model: ComicEncoder | str | Path,
        thresholds: Thresholds | float | str | Path | None = None,
    ) -> None:
        self.encoder = as_encoder(model)
        config = getattr(getattr(self.encoder, "model", None), "config", None)
        if "images" not in self.encoder.modalities or not hasattr(config, "variant"):
            raise ValueError(f"{self.encoder.id} tags no pictures")
        tokenizer = self.encoder.processor.tokenizer
        self.tags: tuple[str, ...] = tuple(tokenizer.tags) if config.variant == "masked" else ()
        self.categories = np.array([tokenizer.categories.get(tag, 0) for tag in self.tags], dtype=int)
        self.characters = tuple(config.id2label[index] for index in range(config.num_labels))
        kept = self.encoder.calibration.get(ENTRY, {})
        self.calibration = Calibration.from_dict(kept.get("lines", {}))
        self.temperature = float(self.encoder.calibration.get("characters", {}).get("temperature", 1))
        self.thresholds = self._kept_thresholds(thresholds, kept)

    @classmethod
    def from_pretrained(
        cls,
        id_or_path: str | Path,
        *,
        thresholds: Thresholds | float | str | Path | None = None,
        **options: Any,
    ) -> Tagger:
        """Load a checkpoint: see `ComicEncoder.from_pretrained` for the options."""
        from comicenc.encoder import ComicEncoder

        return cls(ComicEncoder.from_pretrained(id_or_path, **options), thresholds)

    def tag(
        self,
        images: Sequence,
        known_tags: Known | None = None,
        threshold: float | Mapping[str, float] | None = None,
        mcut: bool = False,
        max_tags: int | None = None,
        categories: Iterable[str | int] | None = None,
        *,
        level: Level | None = None,
        batch_size: int = 32,
        progress: bool = False,
    ) -> list[Tags]:
        """Say what is in pictures.

        Args:
            images: N paths, bytes, PIL images or arrays.
            known_tags: N lists of tags that are known, None or empty where there are none; they are completed
                to the rest.
            threshold: From which calibrated probability on a tag is said: one for all, or by name of a tag or
                a category, others being as kept. By default those kept with the checkpoint.
            mcut: Whether the widest gap between the probabilities of a picture, in each category, decides.
            max_tags: Most tags that are found in a picture, the likeliest.
            categories: Names or numbers of the categories to look for; by default all.
            level: How fine the kept thresholds are: `one`, `category` or `tag`; by default the level that did
                best when they were found.
            batch_size: Pictures that are computed at once.
            progress: Whether to show a bar on standard error.

        Raises:
            ValueError: If the model predicts no tags; if a tag, category or level is unknown; or if so many
                tags are known of a picture that there is no room for another.
            UnreadableFile: If pictures cannot be read; it names all of them, before anything is computed.
        """
        how = {"mcut": mcut, "max_tags": max_tags, "categories": categories, "level": level}
        self.decide(np.zeros((0, len(self.tags))), threshold=threshold, **how)  # says what is wrong at once
        known = None if known_tags is None else self._with_room(known_tags)
        seen, _ = self.look(images, known, batch_size=batch_size, progress=progress)
        return self.decide(seen, known, threshold, **how)

    def decide(
        self,
        probabilities: np.ndarray,
        known_tags: Known | None = None,
        threshold: float | Mapping[str, float] | None = None,
        mcut: bool = False,
        max_tags: int | None = None,
        categories: Iterable[str | int] | None = None,
        *,
        level: Level | None = None,
    ) -> list[Tags]:
        """As `tag`, from the (N, K) probabilities of `look`."""
        if not self.tags:
            raise ValueError(f"{self.encoder.id} predicts no tags")
        rule = make_rule(
            self.tags,
            self.categories,
            self.thresholds,
            threshold=threshold,
            level=level,
            mcut=mcut,
            max_tags=max_tags,
            wanted=categories,
        )
        column = {tag: index for index, tag in enumerate(self.tags)}
        known = [[] for _ in probabilities] if known_tags is None else self._resolved(known_tags)
        tagged = []
        for row, own in zip(probabilities, known, strict=True):
            said = rule(row, [column[tag] for tag in own])
            found = {self.tags[index]: float(row[index]) for index in said}
            of = {tag: int(self.categories[column[tag]]) for tag in [*own, *found]}
            tagged.append(Tags(found, tuple(own), of))
        return tagged

    def identify(
        self,
        images: Sequence,
        known_tags: Known | None = None,
        k: int = 5,
        *,
        batch_size: int = 32,
        progress: bool = False,
    ) -> list[list[Guess]]:
        """Say who is in pictures: the k likeliest of those whom the model knows, the likeliest first.

        Args:
            images: N paths, bytes, PIL images or arrays.
            known_tags: N lists of tags that are known of them, None or empty where there are none.
            k: How many.
            batch_size: Pictures that are computed at once.
            progress: Whether to show a bar on standard error.

        Raises:
            ValueError: If a tag is unknown, or the model takes none.
            UnreadableFile: If pictures cannot be read; it names all of them, before anything is computed.
        """
        _, who = self.look(images, known_tags, batch_size=batch_size, progress=progress)
        return self.guesses(who, k)

    def guesses(self, probabilities: np.ndarray, k: int = 5) -> list[list[Guess]]:
        """As `identify`, from the (N, C) probabilities of `look`."""
        if k < 1:
            raise ValueError(f"k is {k}, where at least 1 is needed")
        first = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
        return [
            [Guess(self.characters[index], float(row[index])) for index in best]
            for row, best in zip(probabilities, first, strict=True)
        ]

    def look(
        self,
        images: Sequence,
        known_tags: Known | None = None,
        *,
        calibrated: bool = True,
        batch_size: int = 32,
        progress: bool = False,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities of everything.

        Args:
            images: N paths, bytes, PIL images or arrays.
            known_tags: N lists of tags, None or empty where none is known.
            calibrated: Whether they are calibrated, or as the model gives them.
            batch_size: Pictures that are computed at once.
            progress: Whether to show a bar on standard error.

        Returns:
            (N, K) float32 of the tags, and (N, C) float32 of the characters.
        """
        import torch

        items = {"images": images}
        if known_tags is not None:
            items["tags"] = self._resolved(known_tags)
        tags = [np.zeros((0, len(self.tags)), np.float32)]
        who = [np.zeros((0, len(self.characters)), np.float32)]
        with torch.inference_mode():
            for inputs in self.encoder.batches(batch_size=batch_size, progress=progress, **items):
                output = self.encoder.model(**inputs)
                who.append(output.logits.float().softmax(dim=1).cpu().numpy())
                if self.tags:
                    tags.append(output.tag_probabilities.float().cpu().numpy())
        tags, who = np.concatenate(tags), np.concatenate(who)
        return self.calibrated(tags, who, known_tags) if calibrated else (tags, who)

    def calibrated(
        self, tags: np.ndarray, who: np.ndarray, known_tags: Known | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """(N, K) and (N, C) probabilities of the model, told these tags, to calibrated ones."""
        known = None if known_tags is None else list(map(len, self._resolved(known_tags)))
        return self.calibration(tags, self.categories, known), at_temperature(who, self.temperature)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the checkpoint, with its thresholds in the files that other taggers read."""
        self.encoder.save_pretrained(folder)
        if self.tags:
            self.write_thresholds(folder)

    def write_thresholds(self, folder: str | Path) -> list[Path]:
        """Write the thresholds, with tags and categories, in the files that other taggers read."""
        counts = self.encoder.processor.tokenizer.counts
        return write_thresholds(folder, self.thresholds, self.tags, self.categories, counts)

    def _resolved(self, known_tags: Known) -> list[list[str]]:
        """Tags as the vocabulary writes them, each once."""
        tokenizer = self.encoder.processor.tokenizer
        rows = []
        for index, row in enumerate(known_tags):
            if isinstance(row, str) or not all(isinstance(tag, str) for tag in row or ()):
                raise ValueError(f"known_tags[{index}] is no list of tags")
            if strange := tokenizer.unknown(tag for tag in row or () if tag.strip()):
                raise ValueError(
                    f"known_tags[{index}]: the model knows no tag {', '.join(map(repr, strange))}"
                )
            rows.append(list(dict.fromkeys(tokenizer.resolved(tag) for tag in row or () if tag.strip())))
        return rows

    def _with_room(self, known_tags: Known) -> list[list[str]]:
        """As `_resolved`, refusing rows that leave no slot for another tag."""
        rows, slots = self._resolved(known_tags), self.encoder.model.config.max_tags - 2
        for index, row in enumerate(rows):
            if len(row) >= slots:
                raise ValueError(
                    f"known_tags[{index}] holds {len(row)} tags, and the model has {slots} places for those"
                    " that are known and those that are found"
                )
        return rows

    def _kept_thresholds(
        self, given: Thresholds | float | str | Path | None, kept: Mapping[str, Any]
    ) -> Thresholds:
        """Those that are given, or else those that lie with the checkpoint, by its calibration."""
        if isinstance(given, Thresholds):
            return given
        if isinstance(given, int | float):
            return Thresholds(probability(given))
        own, folder = Thresholds(float(kept.get("threshold", 0.5))), self.encoder.folder
        if given is None and not (folder and (folder / SELECTED_TAGS).exists()):
            return own
        found = read_thresholds(given or folder, own.one)
        if found.tags and not set(found.tags) & set(self.tags):
            raise ValueError(f"{given or folder}: its thresholds are for none of the model's tags")
        return found if given else replace(found, level=kept.get("level", found.level))
