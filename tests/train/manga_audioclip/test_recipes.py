"""The recipes that ship are usable, and the defaults are the paper's."""

from __future__ import annotations

from pathlib import Path

from comicenc.models.manga_audioclip import MangaAudioCLIPConfig, clip_tokenizer
from train.manga_audioclip.beginning import beginning
from train.manga_audioclip.recipe import Recipe
from train.recipe import read_yaml, to_recipe

FOLDER = Path(__file__).parents[3] / "train"
LIMIT = 8e6  # bytes of a checkpoint that ships


def shipped(name: str) -> Recipe:
    return to_recipe(Recipe, read_yaml(FOLDER / f"{name}.yaml"), name)


def test_the_papers_recipe_is_the_default():
    paper = shipped("manga-audioclip")
    assert paper == Recipe(paper.music, paper.pages, paper.output, start=paper.start, merges=paper.merges)
    assert paper.stages == ("audio_text", "image_text") and paper.loss == "paper" and not paper.phrasings
    numbers = [
        (stage.schedule.epochs, stage.batch_size, stage.trained)
        for stage in (paper.audio_text, paper.image_text)
    ]
    assert numbers == [(30, 32, ("audio",)), (50, 64, ("image", "text"))]
    for stage in (paper.audio_text, paper.image_text):
        schedule = stage.schedule
        assert (schedule.optimizer, schedule.learning_rate, schedule.momentum) == ("sgd", 5e-5, 0.9)
        assert schedule.shape == "constant" and schedule.metric == "minus_loss" and not schedule.patience
    assert (paper.audio_text.stretched, paper.audio_text.reversed, paper.audio_text.noisy) == (1.5, 0.5, 0.25)
    assert paper.image_text.labels == ("genre",) and paper.image_text.wear == 0


def test_the_mini_is_small_enough_to_ship_and_has_every_part(tmp_path):
    mini = shipped("manga-audioclip-mini")
    model, processor = beginning(mini)
    processor.save_pretrained(tmp_path)
    beside = sum(file.stat().st_size for file in tmp_path.iterdir())
    weights = 2 * sum(tensor.numel() for tensor in model.state_dict().values())
    kept = 2 * sum(
        part.numel() for name, part in model.state_dict().items() if "fbsp" in name or "mels" in name
    )
    assert weights + kept + beside < LIMIT, "the transform stays in single precision"
    config = model.config
    full = MangaAudioCLIPConfig()
    assert len(config.image_depths) == len(full.image_depths) and config.bands == full.bands
    assert len(processor.tokenizer) == len(clip_tokenizer(pairs=mini.pairs)) == config.vocab_size
    assert mini.stages == ("image_text", "audio_text") and mini.audio_text.trained == ("audio",)
    assert processor.image_processor.fit == "pad"
