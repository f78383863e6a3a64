"""MangaAudioCLIP against what AudioCLIP does, written out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from comicenc.models.manga_audioclip import MangaAudioCLIPConfig, MangaAudioCLIPModel, pooled
from tests.models.tiny_audioclip import CONFIG, TOKENIZER, model, pairs, pictures, processor, sounds, texts

ONE = ("pixel_values", "input_ids", "input_values")


# what comes out


@torch.inference_mode()
def test_every_modality_alone_is_what_it_is_beside_the_others():
    made = model()
    output = made(**pairs())
    for name, embeds in zip(ONE, ("image_embeds", "text_embeds", "audio_embeds"), strict=True):
        torch.testing.assert_close(made.embed(**{name: pairs()[name]}), output[embeds])
    assert output.loss is None
    assert output.embeddings is None
    with pytest.raises(ValueError, match="of one of them"):
        made.embed(**pairs())
    with pytest.raises(ValueError, match="give pixel_values"):
        made()


@torch.inference_mode()
def test_logits_are_cosines_by_the_scale_of_their_pair_held_within_1_and_100():
    made = model()
    for name, value in (("logit_scale", -2.0), ("logit_scale_at", 1.5), ("logit_scale_ai", 9.0)):
        getattr(made, name).fill_(value)
    output = made(pictures(2), texts(4), input_values=sounds(3))
    image, text, audio = output.image_embeds, output.text_embeds, output.audio_embeds
    torch.testing.assert_close(output.image_text_logits, image @ text.T)
    torch.testing.assert_close(output.audio_text_logits, math.exp(1.5) * audio @ text.T)
    torch.testing.assert_close(output.audio_image_logits, 100 * audio @ image.T)


@torch.inference_mode()
@pytest.mark.parametrize("given", [ONE, ONE[:2], ONE[1:], ONE[::2]])
def test_the_loss_is_the_sum_over_pairs_by_the_factorial_of_their_number(given):
    made = model(image_text_scale=2.0, audio_image_scale=1.0, audio_text_scale=3.0)
    output = made(**{name: pairs()[name] for name in given}, return_loss=True)
    losses = []
    for pair in ("audio_image", "audio_text", "image_text"):
        logits = getattr(output, f"{pair}_logits")
        if logits is not None:
            own = torch.arange(3)
            losses.append(F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own))
            torch.testing.assert_close(output[f"{pair}_loss"], losses[-1])
    expected = sum(losses) / math.factorial(len(losses))
    if "input_values" in given:
        rows = made.audio.rows().flatten(1).norm(dim=1)
        torch.testing.assert_close(output.transform_loss, (rows - 1).square().mean(), atol=1e-8, rtol=0)
        expected = expected + output.transform_loss
    torch.testing.assert_close(output.loss, expected)


def test_a_loss_of_what_does_not_pair_up_is_refused():
    with pytest.raises(ValueError, match="give two modalities"):
        model()(pictures(), return_loss=True)
    with pytest.raises(ValueError, match="3 rows of one modality and 2"):
        model()(pictures(3), texts(2), return_loss=True)


@torch.inference_mode()
def test_what_follows_the_end_of_a_text_is_not_looked_at():
    made, ids = model(), texts(1)
    longer = F.pad(ids, (0, 3), value=TOKENIZER.pad_token_id)
    zeros = F.pad(ids, (0, 3), value=0)
    for other in (longer, zeros):
        torch.testing.assert_close(made.embed(input_ids=other), made.embed(input_ids=ids))
    changed = ids.clone()
    changed[0, 1] = 5
    assert (made.embed(input_ids=changed) - made.embed(input_ids=ids)).abs().max() > 1e-3


def test_texts_that_are_too_long_are_refused_by_the_model_and_cut_by_the_processor():
    with pytest.raises(ValueError, match="13 tokens are more than the 12 that fit"):
        model().embed(input_ids=torch.ones(1, 13, dtype=torch.long))
    ids = processor()(texts=["sad " * 99])["input_ids"]
    assert ids.shape == (1, 12)
    assert ids[0, -1] == TOKENIZER.eos_token_id


@torch.inference_mode()
def test_channels_are_summed_before_the_last_layer():
    made, heard = model(), sounds(4).unflatten(0, (2, 2))
    alone = [made.get_audio_features(heard[:, channel]) - made.audio.fc.bias for channel in (0, 1)]
    torch.testing.assert_close(made.get_audio_features(heard), sum(alone) + made.audio.fc.bias)
    torch.testing.assert_close(made.get_audio_features(heard[:, :1]), made.get_audio_features(heard[:, 0]))


@torch.inference_mode()
def test_chunks_are_pooled_by_their_weights():
    made = model()
    weights = torch.tensor([[0.75, 0.25, 0.0], [0.0, 0.0, 1.0]])
    chunks = made.embed(input_values=sounds())
    whole = made.embed(input_values=sounds(), chunk_weights=weights)
    torch.testing.assert_close(whole[1], chunks[2])
    torch.testing.assert_close(whole[0], F.normalize(0.75 * chunks[0] + 0.25 * chunks[1], dim=0))
    torch.testing.assert_close(pooled(chunks, 7 * weights), whole)


# training and use


@torch.inference_mode()
def test_use_changes_nothing_and_depends_on_nothing_else_in_the_batch():
    made = model()
    before = {name: tensor.clone() for name, tensor in made.state_dict().items()}
    for name, batch in pairs().items():
        alone = torch.cat([made.embed(**{name: row[None]}) for row in batch])
        assert (alone - made.embed(**{name: batch})).abs().max() < 1e-5
        assert torch.equal(made.embed(**{name: batch}), made.embed(**{name: batch}))
    for name, tensor in made.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_a_batch_of_one_trains():
    made = model().train()
    assert made.audio.att5.bn.running_mean.abs().sum() == 0
    made(**pairs(1), return_loss=True).loss.backward()
    missing = [name for name, p in made.named_parameters() if p.requires_grad and p.grad is None]
    assert not missing
    assert all(p.grad.isfinite().all() for p in made.parameters() if p.grad is not None)
    assert made.audio.att5.bn.running_mean.abs().sum() == 0, "one value has no statistics"
    assert made.audio.bn1.running_mean.abs().sum() > 0
    made(**pairs(2), return_loss=True)
    assert made.audio.att5.bn.running_mean.abs().sum() > 0


def moved(made: MangaAudioCLIPModel, given: tuple[str, ...]) -> set[str]:
    """Weights and statistics that a step of training moves, by their first name."""
    before = {name: tensor.clone() for name, tensor in made.state_dict().items()}
    trained = [p for p in made.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=1.0)
    made.train()(**{name: pairs()[name] for name in given}, return_loss=True).loss.backward()
    assert all(p.grad is not None for p in trained), "DistributedDataParallel waits for these"
    optimizer.step()
    changed = {name for name, tensor in made.state_dict().items() if not torch.equal(tensor, before[name])}
    return {name.split(".")[0] for name in changed}


WORDS = {"positional_embedding", "text_projection", "transformer", "token_embedding", "ln_final"}
SCALES = {"image_text_scale": 2.0, "audio_image_scale": 2.0, "audio_text_scale": 2.0}


@pytest.mark.parametrize(
    ("stage", "trained", "given", "expected"),
    [
        ("audio_text", None, ONE[1:], {"audio", "logit_scale_at"}),
        ("audio_text", ("audio", "text"), ONE[1:], {"audio", "logit_scale_at"} | WORDS),
        ("image_text", None, ONE[:2], {"visual", "logit_scale"} | WORDS),
        ("image_text", ("image",), ONE[:2], {"visual", "logit_scale"}),
        ("audio_image", ("audio",), ONE[::2], {"audio", "logit_scale_ai"}),
        (None, None, ONE, {"audio", "visual", "logit_scale", "logit_scale_ai", "logit_scale_at"} | WORDS),
    ],
)
def test_a_stage_moves_what_it_trains_and_nothing_else(stage, trained, given, expected):
    made = model(**SCALES)
    made.set_stage(None)
    made.set_stage(stage, trained)
    assert moved(made, given) == expected


def test_a_stage_trains_none_but_its_own_parts():
    with pytest.raises(ValueError, match="has no image to train"):
        model().set_stage("audio_text", ("image",))


def test_the_scales_start_as_published_where_ln_100_cannot_move():
    """exp(ln 100) is above 100 in float32, and beyond the limit there is no slope."""
    made = model()
    assert made.logit_scale == 1
    made(**pairs(), return_loss=True).loss.backward()
    assert made.logit_scale_at.grad == made.logit_scale_ai.grad == 0
    assert made.logit_scale.grad != 0


@torch.inference_mode()
def test_half_precision_keeps_every_frequency(tmp_path):
    made = model(n_fft=2048, window=1000, bins=1025, mels=90)
    made.save_pretrained(tmp_path)
    half = MangaAudioCLIPModel.from_pretrained(tmp_path, dtype=torch.bfloat16)
    assert half.dtype == half.audio.conv1.weight.dtype == torch.bfloat16
    assert torch.equal(half.audio.fbsp.fc, torch.arange(1025.0))
    torch.testing.assert_close(half.audio.decibels(sounds()), made.audio.decibels(sounds()))
    cosines = half.embed(input_values=sounds()) * made.embed(input_values=sounds())
    assert (cosines.sum(1) > 0.995).all()


# weights that are published


def saved(path, state: dict[str, Tensor]):
    torch.save(state, path) if path.suffix == ".pt" else save_file(state, path)
    return path


@pytest.mark.parametrize("name", ["AudioCLIP.pt", "AudioCLIP.safetensors"])
def test_published_weights_load_whole(tmp_path, name):
    source = model(seed=3)
    loaded = MangaAudioCLIPModel.from_audioclip(saved(tmp_path / name, source.state_dict()), **CONFIG)
    assert not loaded.training
    for key, tensor in loaded.state_dict().items():
        assert torch.equal(tensor, source.state_dict()[key]), key


def test_published_parts_load_and_the_others_start_afresh(tmp_path):
    state = model(seed=3).state_dict()
    clip = {name: tensor for name, tensor in state.items() if not name.startswith(("audio", "logit_scale_"))}
    audio = {name: tensor for name, tensor in state.items() if name.startswith("audio.")}
    bare = {name.removeprefix("audio."): tensor for name, tensor in audio.items()}
    counted = {name: tensor for name, tensor in clip.items() if "num_batches" not in name}
    headless = {name: tensor for name, tensor in bare.items() if not name.startswith("fc.")}
    other_head = headless | {"fc.weight": torch.zeros(527, 128), "fc.bias": torch.zeros(527)}
    for given, own in (
        (clip, clip),
        (counted, counted),
        (audio, audio),
        (bare, audio),
        (headless, {name: tensor for name, tensor in audio.items() if ".fc." not in name}),
        (other_head, {name: tensor for name, tensor in audio.items() if name[:9] != "audio.fc."}),
    ):
        loaded = MangaAudioCLIPModel.from_audioclip(saved(tmp_path / "part.pt", given), **CONFIG).state_dict()
        for name, tensor in loaded.items():
            if name in own:
                assert torch.equal(tensor, own[name]), name
        assert any(not torch.equal(tensor, state[name]) for name, tensor in loaded.items())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda state: state | {"visual.extra": torch.ones(1)}, "visual.extra, which is none of"),
        (lambda state: {"other": torch.ones(1)}, "other, which is none of"),
        (
            lambda state: state | {"text_projection": torch.ones(3, 4)},
            r"text_projection of the shape \[3, 4\]",
        ),
        (
            lambda state: {name: tensor for name, tensor in state.items() if name != "visual.conv2.weight"},
            "part of AudioCLIP's image network but not visual.conv2.weight",
        ),
        (lambda state: {"epoch": 3, **state}, "something else than tensors"),
        (lambda state: [1, 2], "something else than tensors"),
        (lambda state: {}, "none of AudioCLIP's weights"),
    ],
)
def test_other_weights_are_refused_in_a_sentence(tmp_path, change, message):
    path = tmp_path / "w.pt"
    torch.save(change(dict(model().state_dict())), path)
    with pytest.raises(ValueError, match=f"w.pt holds {message}"):
        MangaAudioCLIPModel.from_audioclip(path, **CONFIG)


def test_a_file_that_is_no_weights_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.pt is no file"):
        MangaAudioCLIPModel.from_audioclip(tmp_path / "none.pt", **CONFIG)
    for name in ("text.pt", "text.safetensors"):
        (tmp_path / name).write_text("no weights at all")
        with pytest.raises(ValueError, match=f"{name} holds no tensors by name"):
            MangaAudioCLIPModel.from_audioclip(tmp_path / name, **CONFIG)


def test_code_in_a_file_of_weights_does_not_run(tmp_path):
    class Harm:
        def __reduce__(self):
            return exec, (f"open({str(tmp_path / 'harm')!r}, 'w')",)

    torch.save({"visual.conv1.weight": Harm()}, tmp_path / "harm.pt")
    with pytest.raises(ValueError, match="holds no tensors by name"):
        MangaAudioCLIPModel.from_audioclip(tmp_path / "harm.pt", **CONFIG)
    assert not (tmp_path / "harm").exists()


# configuration


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"image_depths": [1, 1, 1]}, "image_depths"),
        ({"audio_depths": [1, 1, 0, 1]}, "audio_depths"),
        ({"image_size": 40}, "image_size 40 is no multiple of 32"),
        ({"text_heads": 3}, "text_heads 3 do not divide text_width 8"),
        ({"image_heads": 3}, "image_heads 3 do not divide image_features 128"),
        ({"window": 129}, "a window of 129 does not fit into frames of 128"),
        ({"bins": 2}, "2 frequencies do not make 3 bands"),
        ({"hop": "fast"}, "hop"),
    ],
)
def test_contradictions_are_refused_by_name(overrides, message):
    with pytest.raises((ValueError, StrictDataclassError), match=message):
        MangaAudioCLIPConfig(**CONFIG | overrides)
