"""Before and after training, the paper's loss beside the multi-positive one, and the order of the stages.

All start from nothing, where the paper starts from AudioCLIP. So its stages, of which the second moves the
texts that the first has led music to, are tried beside the same stages the other way round. Measured is on
albums and music that no run has seen, by the protocols of `comicenc evaluate`; each modality's mean, of the
split "validation", is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from comicenc import ComicEncoder
from comicenc.data.moods import MoodPages, moods_in
from comicenc.evaluation.moods import music_mood, page_genre, page_mood, vectors_of
from comicenc.evaluation.music import Music, music_of
from comicenc.evaluation.page_music import confidence, page_music
from comicenc.tasks.soundtrack import calibrate_soundtrack
from train.ablations.claims import Runs, Table, above
from train.ablations.once import once
from train.manga_audioclip.__main__ import run
from train.manga_audioclip.music import COLUMNS
from train.manga_audioclip.recipe import AUDIO_TEXT, IMAGE_TEXT, Recipe
from train.pictures import load_rows
from train.recipe import to_recipe

SEVERAL = {"loss": "multi_positive", "phrasings": True}
TEXTS_FIRST = {**SEVERAL, "stages": [IMAGE_TEXT, AUDIO_TEXT]}
MOODS = {"image_text": {"labels": ["genre", "mood"]}}
TRAININGS: dict[str, dict[str, Any]] = {  # name: what its recipe sets
    "paper": {"loss": "paper", "phrasings": False, "stages": [AUDIO_TEXT, IMAGE_TEXT]},
    "phrasings, paper's loss": {"loss": "paper", "phrasings": True, "stages": [AUDIO_TEXT, IMAGE_TEXT]},
    "phrasings, multi-positive": {**SEVERAL, "stages": [AUDIO_TEXT, IMAGE_TEXT]},
    "texts first": TEXTS_FIRST,
    "texts first, moods": TEXTS_FIRST | MOODS,
    "texts first, moods, learnt transform": TEXTS_FIRST | MOODS | {AUDIO_TEXT: {"transform": True}},
}
START = "start"  # of the training "paper"
MUSIC, PAGES, BOTH = "music_map", "genre_accuracy", "page_to_music_ndcg"
PAPER = {START: {MUSIC: 0.368, PAGES: 0.069}, "paper": {MUSIC: 0.408, PAGES: 0.972}}  # Table 1
EXTRA = "not in the paper"


@dataclass(frozen=True)
class Ablations:
    """What is tried.

    Args:
        music: A dataset with the config `music` and all three splits.
        pages: A dataset with the config `genre_pages` and moods, likewise.
        output: Folder for the runs.
        results: Folder for what came out.
        cache: Folder for decoded pixels and samples.
        seeds: Of the runs.
        recipe: Fields of the recipe of each training.
    """

    music: str
    pages: str
    output: str = "runs/manga-audioclip-ablations"
    results: str = "hub_cards/results"
    cache: str = "runs/pixels"
    seeds: tuple[int, ...] = (0, 1, 2)
    recipe: dict[str, Any] = field(default_factory=dict)


TABLES = {
    "classification": Table(
        "Table 1",
        (START, *TRAININGS),
        (
            above("training tells moods of music better", "Table 1", MUSIC, "paper", START),
            above("training tells genres of pages better", "Table 1", PAGES, "paper", START),
            above(
                "of several phrasings, the multi-positive loss learns music better",
                EXTRA,
                MUSIC,
                "phrasings, multi-positive",
                "phrasings, paper's loss",
            ),
            above(
                "music learnt last is told better", EXTRA, MUSIC, "texts first", "phrasings, multi-positive"
            ),
            above(
                "a learnt transform tells moods of music better",
                EXTRA,
                MUSIC,
                "texts first, moods, learnt transform",
                "texts first, moods",
            ),
        ),
        PAPER,
    ),
    "retrieval": Table(
        "§3",
        (START, *TRAININGS),
        (
            above("training finds music for pages better", "§3", BOTH, "paper", START),
            above("training makes it surer of moods, given a genre", "§3", "highest_moods", "paper", START),
            above(
                "music learnt last is found better", EXTRA, BOTH, "texts first", "phrasings, multi-positive"
            ),
            above(
                "moods of pages find music that genres do not",
                EXTRA,
                BOTH,
                "texts first, moods",
                "texts first",
            ),
        ),
    ),
}


def measured_runs(ablations: Ablations) -> Runs:
    """Metrics of every row, one dict a seed; what was measured before is only read."""
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in ablations.seeds:
        for name in TRAININGS:
            folder = Path(ablations.output) / f"{name.replace(', ', '-').replace(' ', '-')}-{seed}"
            for row, metrics in _once(ablations, name, seed, folder).items():
                runs.setdefault(row, []).append(metrics)
    return runs


def recipe_of(ablations: Ablations, name: str, seed: int, folder: Path) -> dict[str, Any]:
    """The recipe of one training, as a mapping."""
    own = {"music": ablations.music, "pages": ablations.pages}
    own |= {"cache": ablations.cache, "output": str(folder)}
    recipe = _over(ablations.recipe, TRAININGS[name])
    return recipe | own | {"machine": {**recipe.get("machine", {}), "seed": seed}}


def _once(ablations: Ablations, name: str, seed: int, folder: Path) -> dict[str, dict[str, float]]:
    """Train, and measure what came out, and of "paper" what it started from, unless that was done."""
    content = recipe_of(ablations, name, seed, folder)

    def make() -> dict[str, dict[str, float]]:
        run(to_recipe(Recipe, content, folder))
        made = {name: "checkpoint"} | ({START: "start"} if name == "paper" else {})
        return {row: _measured(ablations, folder / place) for row, place in made.items()}

    return once(folder, content, make)


def _measured(ablations: Ablations, checkpoint: Path) -> dict[str, float]:
    encoder = ComicEncoder.from_pretrained(checkpoint, dtype=torch.float32)
    known, heard = _data(ablations, "validation")
    encoder.calibration["soundtrack"] = calibrate_soundtrack(
        encoder,
        vectors_of(encoder, "images", known.pages),
        [page.mood[0] for page in known.pages],
        vectors_of(encoder, "audio", heard.tracks),
        heard.moods,
    )
    pages, music = _data(ablations, "test")
    alone = {"resamples": 0}
    told = music_mood(music, encoder, **alone).metrics
    together = page_music(pages, music, encoder, **alone).metrics
    sure = confidence(pages, music, encoder).metrics
    found = {
        MUSIC: told["map"],
        "music_accuracy": told["accuracy"],
        PAGES: page_genre(pages, encoder, **alone).metrics["accuracy"],
        "mood_accuracy": page_mood(pages, encoder, **alone).metrics["accuracy"],
        BOTH: together["page_to_music/ndcg"],
        "page_to_music_mrr": together["page_to_music/mrr"],
        "music_to_page_ndcg": together["music_to_page/ndcg"],
        "gap_raw": together["gap/raw"],
        "highest_moods": sure["highest/moods"],
        "highest_genres": sure["highest/genres"],
    }
    return {metric: round(value, 5) for metric, value in found.items()}


def _data(ablations: Ablations, split: str) -> tuple[MoodPages, Music]:
    pages = load_rows(ablations.pages, "genre_pages", {"image", "genre", "mood", "title"}, split)
    return moods_in(pages), music_of(load_rows(ablations.music, "music", COLUMNS, split))


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One mapping laid over another, those within it likewise."""
    both = dict(below)
    for key, value in above.items():
        both[key] = _over(below.get(key, {}), value) if isinstance(value, Mapping) else value
    return both
