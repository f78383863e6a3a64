"""What `evaluate` and `calibrate` do with pages and music in one space."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from comicenc.cli.measured import canonical, comics_of, is_canonical

if TYPE_CHECKING:
    from comicenc.cli.evaluation import Run
    from comicenc.data.moods import MoodPages
    from comicenc.encoder import ComicEncoder
    from comicenc.evaluation import Measurement
    from comicenc.evaluation.music import Music


def music_mood(run: Run) -> Measurement:
    from comicenc.evaluation.moods import ByTrees
    from comicenc.evaluation.moods import music_mood as measure
    from comicenc.evaluation.music_features import MusicFeatureTrees

    music = music_at(run.data, run.split)
    baselines = {}
    if run.learnt_from:
        known = music_at([run.learnt_from], "train")
        trees = MusicFeatureTrees(run.options["seed"]).fit(known.tracks, known.moods)
        baselines[trees.id] = ByTrees(trees)
    return measure(music, _of_all(run.encoder), baselines=baselines, **run.options)


def page_mood(run: Run) -> Measurement:
    from comicenc.evaluation.moods import page_mood as measure

    return measure(pages_at(run.data, run.split), _of_all(run.encoder), **run.options)


def page_genre(run: Run) -> Measurement:
    from comicenc.evaluation.moods import page_genre as measure

    return measure(pages_at(run.data, run.split), _of_all(run.encoder), **run.options)


def page_music(run: Run) -> Measurement:
    from comicenc.evaluation.page_music import page_music as measure

    return measure(pages_at(run.data, run.split), _music_of(run), _of_all(run.encoder), **run.options)


def confidence(run: Run) -> Measurement:
    from comicenc.evaluation.page_music import confidence as measure

    pages, music = pages_at(run.data, run.split), _music_of(run)
    return measure(pages, music, _of_all(run.encoder), samples=run.samples, seed=run.options["seed"])


def calibrate_moods(
    folder: Path, encoder: ComicEncoder, data: list[str], music: str | None, split: str, name: str
) -> dict[str, dict[str, Any]]:
    """Find what a soundtrack needs on pages and music with moods, and keep it with the checkpoint."""
    from comicenc.evaluation.moods import vectors_of
    from comicenc.evaluation.result import running_commit
    from comicenc.tasks.calibration import write_calibration
    from comicenc.tasks.soundtrack import calibrate_soundtrack

    pages, heard = pages_at(data, split), music_at([_needed(music)], split)
    found = calibrate_soundtrack(
        encoder,
        vectors_of(encoder, "images", pages.pages),
        [page.mood[0] for page in pages.pages],
        vectors_of(encoder, "audio", heard.tracks),
        heard.moods,
    )
    entries = {"soundtrack": {"data": name, **found}}
    write_calibration(folder, commit=running_commit(), **entries)
    return entries


def pages_at(data: list[str], split: str) -> MoodPages:
    """Pages with moods: of a dataset with the config `genre_pages`, or of annotated comics.

    Raises:
        ValueError: If there is none.
    """
    from datasets import get_dataset_config_names

    from comicenc.data.moods import moods_in, moods_of_comics

    if any(map(is_canonical, data)) and "genre_pages" in get_dataset_config_names(data[0]):
        return moods_in(canonical(data, "genre_pages", split))
    comics = comics_of(data, split)
    if not comics:
        raise ValueError(f"{data[0]}: nothing annotated there, and moods are measured on annotated pages")
    return moods_of_comics(comics)


def music_at(data: list[str], split: str) -> Music:
    """Music with moods: of a dataset with the config `music`, or of a folder with a `moods.csv`."""
    from comicenc.evaluation.music import music_in, music_of

    if any(map(is_canonical, data)):
        return music_of(canonical(data, "music", split))
    if len(data) > 1:
        raise ValueError(f"{' '.join(data)}: name one folder of music")
    return music_in(data[0])


def _music_of(run: Run) -> Music:
    return music_at([_needed(run.music)], run.split)


def _needed(music: str | None) -> str:
    if music is None:
        raise typer.BadParameter("pages are compared to music: where is it?", param_hint="--music")
    return music


def _of_all(encoder: ComicEncoder) -> ComicEncoder:
    """The encoder, if it is of pages, texts and music.

    Raises:
        ValueError: If it is not.
    """
    if missing := {"images", "texts", "audio"} - set(encoder.modalities):
        raise ValueError(f"{encoder.id} takes no {sorted(missing)[0]}, and moods are told of pages and music")
    return encoder
