"""Tags that somebody checked by eye, on a folder with a folder a character: what a tagger says of real art.

Which of two names a colour has is often a matter of taste, so what was checked may name alternatives; these
decide nothing against or for anybody. Numbers that allow none are given as well, as "strict".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from comicenc.metrics.tagging import decision_counts, decision_metrics, tag_agreement

from .colours import EXAMPLES, ColoursOfPlaces
from .result import Measurement, Scores, measure
from .tagged import NEVER, Constant, Reader, columns_of

COLUMNS = ("set", "character", "group", "tag", "also", "crops", "known_by")
GROUPS = {
    "hair_colour": tuple(f"{colour}_hair" for colour in EXAMPLES["hair"]),
    "eye_colour": tuple(f"{colour}_eyes" for colour in EXAMPLES["eyes"]),
    "glasses": ("glasses",),
}
TAGS = tuple(tag for group in GROUPS.values() for tag in group)
NONE = "none"  # what the file says where a group was looked at and none of its tags holds
OTHERS = "others"  # the group of crops that show others as well
FEWEST = 10  # crops a tag needs for numbers of its own


class InvalidChecks(ValueError):
    """A file of checked tags that says something impossible."""


@dataclass(frozen=True)
class Checked:
    """What is known of N crops, K tags each (`TAGS`).

    Args:
        true: (N, K) bool, the tag that holds.
        border: (N, K) bool, those that might as well be said instead of it.
        judged: (N, K) bool, the tags of which something is known.
    """

    true: np.ndarray
    border: np.ndarray
    judged: np.ndarray

    @property
    def commonest(self) -> np.ndarray:
        """(K,) 1 for what most crops have of each group, which may be none of its tags; 0 for the others."""
        found = np.zeros(len(TAGS))
        for own in _columns().values():
            counts, known = self.true[:, own].sum(0), self.judged[:, own].any(1).sum()
            if counts.max() > known - counts.sum():
                found[own.start + counts.argmax()] = 1
        return found

    def counted(self, said: np.ndarray) -> np.ndarray:
        """(N, K) bool, the decisions that count: none about alternatives, nor that they were preferred."""
        instead = np.zeros_like(self.true)
        for own in _columns().values():
            instead[:, own] = (said & self.border)[:, own].any(1, keepdims=True)
        return self.judged & ~self.border & ~(self.true & ~said & instead)


def checked_tags(
    files: Sequence[Path],
    tagger: Reader,
    checked: Checked,
    *,
    fewest: int = FEWEST,
    baselines: Mapping[str, Reader] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Measurement:
    """Precision, recall and F1 of each tag that was checked.

    Args:
        files: (N,) crops.
        tagger: Who is asked; what it says, by its thresholds, is compared. A tag that it was not taught is
            one it never says.
        checked: What is known of them.
        fewest: Crops a tag needs for numbers of its own, and to be part of the mean over tags.
        baselines: Measured beside it, by name; by default always saying what is commonest in each group,
            and the commonest colour where hair and eyes usually are.
        resamples: Drawings of crops for the intervals, which say how sure the numbers are for these
            characters and not for others.
        seed: Of the drawings.

    Returns:
        "precision/red_hair", "recall/red_hair", "f1/red_hair" and so on, 0 where nothing was said, and
        "crops/red_hair", how many have it; `micro_precision`, `micro_recall`, `micro_f1` of all decisions
        that count, `macro_f1`, the mean over the tags above; "best/hair_colour", how often the likeliest tag
        of a group is the right one or an alternative, whatever the thresholds; `strict_micro_f1` and
        "strict_best/hair_colour" without alternatives. n is the number of crops.

    Raises:
        ValueError: If no crop is judged.
    """
    if not checked.true.any():
        raise ValueError("nothing was checked of any of these crops")
    if baselines is None:
        baselines = {"commonest": Constant(TAGS, checked.commonest), "colours": ColoursOfPlaces(TAGS)}
    score = partial(_score, files, checked, fewest)
    return measure(score, tagger, baselines, resamples=resamples, seed=seed)


def read_checked(path: str | Path, name: str, files: Sequence[Path]) -> Checked:
    """What a file says of the crops of one set.

    A row says which `tag` of a `group` holds for a `character`, "none" where none does and nothing where it
    cannot be told, and what else (`also`, with blanks between) might be said instead. Rows that name `crops`,
    without the ending and with blanks between, hold for these and override the one that names none. In the
    crops of the group "others" somebody else is seen as well: there only the tags that hold are judged.

    Args:
        path: CSV with the columns `COLUMNS`.
        name: Of the set.
        files: (N,) its crops, each in the folder of its character.

    Raises:
        OSError: If there is no such file.
        InvalidChecks: If it is broken, or names a tag, character or crop that is not there.
    """
    column = {tag: index for index, tag in enumerate(TAGS)}
    place = {(file.parent.name, file.stem): row for row, file in enumerate(files)}
    checked = Checked(*np.zeros((3, len(files), len(TAGS)), bool))
    shared = np.zeros(len(files), bool)
    found = [row for row in _rows(Path(path)) if row["set"] == name]
    if not found:
        raise InvalidChecks(f"{path} says nothing of a set {name!r}")
    for row in sorted(found, key=lambda row: bool(row["crops"])):
        rows = _meant(row, place)
        if row["group"] == OTHERS:
            shared[rows] = True
            continue
        own = _columns()[row["group"]]
        checked.judged[rows, own] = bool(row["tag"])
        for kind, tags in ((checked.true, [row["tag"]]), (checked.border, row["also"].split())):
            kind[rows, own] = False
            for tag in tags:
                if tag in column:
                    kind[rows, column[tag]] = True
    checked.judged[shared] &= checked.true[shared]
    return checked


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a file, each with its number, checked one by one."""
    try:
        with path.open(encoding="utf-8", newline="") as text:
            rows = csv.DictReader(text, strict=True)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise InvalidChecks(f"{path} has no column {', '.join(missing)}")
            for row in rows:
                where = f"{path}, line {rows.line_num}"
                if None in row or None in row.values():
                    raise InvalidChecks(f"{where}: there are not as many fields as columns")
                tags = {*row["also"].split(), row["tag"]} - {"", NONE}
                if row["group"] not in (*GROUPS, OTHERS):
                    raise InvalidChecks(f"{where}: {row['group']!r} is no group of tags")
                if strange := sorted(tags - set(GROUPS.get(row["group"], ()))):
                    raise InvalidChecks(f"{where}: {strange[0]!r} is no tag of {row['group']}")
                yield row | {"where": where}
    except (csv.Error, UnicodeDecodeError) as error:
        raise InvalidChecks(f"{path} is no table: {error}") from None


def _meant(row: Mapping[str, str], place: Mapping[tuple[str, str], int]) -> list[int]:
    """The crops that a row holds for."""
    own = {crop: index for (character, crop), index in place.items() if character == row["character"]}
    if not own:
        raise InvalidChecks(f"{row['where']}: there is no crop of {row['character']!r}")
    named = row["crops"].split()
    if strange := [crop for crop in named if crop not in own]:
        raise InvalidChecks(f"{row['where']}: {row['character']!r} has no crop {strange[0]!r}")
    return [own[crop] for crop in named] if named else list(own.values())


def _columns() -> dict[str, slice]:
    """Where the tags of each group are among `TAGS`."""
    ends = np.cumsum([len(group) for group in GROUPS.values()]).tolist()
    return {
        name: slice(end - len(group), end) for (name, group), end in zip(GROUPS.items(), ends, strict=True)
    }


def _score(files: Sequence[Path], checked: Checked, fewest: int, reader: Reader) -> Scores:
    seen, _ = reader.look(files)
    lowest = reader.thresholds.of(reader.tags, reader.categories)
    probabilities = columns_of(seen, reader.tags, TAGS)
    said = probabilities >= columns_of(lowest[None], reader.tags, TAGS, missing=NEVER)
    counted, crops = checked.counted(said), (checked.true & checked.judged).sum(0)
    own = [index for index in range(len(TAGS)) if crops[index] >= fewest]
    best = _best(probabilities, checked)

    def statistic(rows: np.ndarray) -> dict[str, float]:
        weights = np.bincount(rows, minlength=len(files))
        counts = decision_counts(said, checked.true, counted, weights)
        strict = decision_counts(said, checked.true, checked.judged, weights)
        each = {name: np.nan_to_num(values) for name, values in tag_agreement(counts).items()}
        pooled = decision_metrics(counts)
        return {
            **{f"{name}/{TAGS[index]}": float(each[name][index]) for index in own for name in each},
            **{name: pooled[name] for name in ("micro_precision", "micro_recall", "micro_f1")},
            "macro_f1": float(each["f1"][own].mean()) if own else 0.0,
            "strict_micro_f1": decision_metrics(strict)["micro_f1"],
            **{name: _share(right, known, weights) for name, (right, known) in best.items()},
        }

    fixed = {f"crops/{TAGS[index]}": int(crops[index]) for index in np.flatnonzero(crops)}
    return Scores(statistic, units=np.arange(len(files)), fixed=fixed)


def _best(probabilities: np.ndarray, checked: Checked) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Whether the likeliest tag of each group is right, and in which crops that can be said, (N,) each."""
    found = {}
    for name, own in _columns().items():
        if own.stop - own.start < 2:
            continue
        rows = np.arange(len(probabilities))
        first = own.start + probabilities[:, own].argmax(1)
        some = probabilities[rows, first] > 0
        known = (checked.true & checked.judged)[:, own].any(1)
        right = checked.true[rows, first] & some
        found[f"best/{name}"] = (right | checked.border[rows, first] & some, known)
        found[f"strict_best/{name}"] = (right, known)
    return {name: pair for name, pair in found.items() if pair[1].any()}


def _share(right: np.ndarray, known: np.ndarray, weights: np.ndarray) -> float:
    if not weights @ known:
        raise ValueError("no crop of which this is known was drawn")
    return float(weights @ (right & known) / (weights @ known))
