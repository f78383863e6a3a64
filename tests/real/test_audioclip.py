"""MangaAudioCLIP at full size is AudioCLIP: names, shapes and numbers measured from its published code.

Weights and inputs are drawn by rule, and what the original makes of them is kept beside the data.
"""

from __future__ import annotations

import csv
import gzip
import math
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from torch import Tensor

from comicenc.models.manga_audioclip import MangaAudioCLIPConfig, MangaAudioCLIPModel, clip_tokenizer
from comicenc.models.manga_audioclip.spectrogram import FrequencyBSpline, framed, transformed, unevenness
from comicenc.reading import read_comic
from tests.models.naive_bpe import encoded

pytestmark = pytest.mark.real

IMAGE_AND_TEXT, AUDIO = 1e-4, 5e-4  # what may differ, in standard deviations
PAIRS = ("audio_image", "audio_text", "image_text")
BINS, ROWS = "slice_0_bins0:1025:64_frames0:T:16", "slice_all_rows0:341:20_frames0:T:10"
WEIGHTS = "weights_slice_rows0:1025:128_t0:2048:256"


@pytest.fixture(scope="module")
def facts(real_data: Path) -> Path:
    folder = real_data.parent / "facts"
    if not (folder / "audioclip-golden.npz").is_file():
        pytest.skip(f"no values of AudioCLIP at {folder}")
    return folder


@pytest.fixture(scope="module")
def golden(facts: Path):
    return np.load(facts / "audioclip-golden.npz")


@pytest.fixture(scope="module")
def fill(facts: Path) -> ModuleType:
    spec = spec_from_file_location("audioclip_fill", facts / "audioclip_fill.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def model(fill: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> MangaAudioCLIPModel:
    """With drawn weights that went through a file of AudioCLIP's form."""
    torch.manual_seed(0)
    state = MangaAudioCLIPModel(MangaAudioCLIPConfig()).state_dict()
    fill.fill_state_dict(state)
    path = tmp_path_factory.mktemp("published") / "AudioCLIP-Full-Training.pt"
    torch.save(state, path)
    loaded = MangaAudioCLIPModel.from_audioclip(path)
    path.unlink()  # half a gigabyte
    return loaded


@pytest.fixture(scope="module")
def inputs(fill: ModuleType) -> dict[str, Tensor]:
    drawn = {"pixel_values": fill.image(), "input_ids": fill.tokens(), "input_values": fill.audio()}
    return {name: torch.from_numpy(values) for name, values in drawn.items()}


def far(ours: Tensor, theirs: np.ndarray) -> float:
    """The largest difference in standard deviations."""
    assert tuple(ours.shape) == theirs.shape
    return float(np.abs(ours.detach().numpy() - theirs).max() / theirs.std())


def test_names_and_shapes_of_the_weights_are_audioclips(facts, model):
    with (facts / "audioclip-state-dict.tsv").open() as file:
        published = {
            row["name"]: (tuple(map(int, row["shape"].strip("(),").replace(",", " ").split())), row["dtype"])
            for row in csv.DictReader(file, delimiter="\t")
        }
    own = {
        name: (tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."))
        for name, tensor in model.state_dict().items()
    }
    assert len(published) == 861
    assert own == published


@torch.inference_mode()
def test_features_of_every_modality_are_audioclips(golden, model, inputs):
    image = model.get_image_features(inputs["pixel_values"])
    text = model.get_text_features(inputs["input_ids"])
    audio = model.get_audio_features(inputs["input_values"])
    measured = {}
    for name, features, most in (
        ("image", image, IMAGE_AND_TEXT),
        ("text", text, IMAGE_AND_TEXT),
        ("audio", audio, AUDIO),
    ):
        measured[name] = far(features, golden[f"features_raw/{name}"])
        assert measured[name] < most
        assert far(features, golden[f"f64/features_raw/{name}"]) < most
        unit = torch.nn.functional.normalize(features, dim=1)
        assert far(unit, golden[f"features/{name}"]) < most
    print("largest differences in standard deviations:", measured)


@torch.inference_mode()
def test_logits_and_losses_are_audioclips(golden, model, inputs):
    output = model(**inputs)
    for pair in PAIRS:
        torch.testing.assert_close(
            getattr(output, f"{pair}_logits"), torch.tensor(golden[f"logits/{pair}"]), atol=2e-3, rtol=0
        )
    paired = inputs | {"input_ids": inputs["input_ids"][:2]}
    output = model(**paired, return_loss=True)
    for pair in PAIRS:
        assert float(getattr(output, f"{pair}_loss")) == pytest.approx(
            float(golden[f"loss/{pair}"]), abs=1e-3
        )
    assert float(output.loss) == pytest.approx(float(golden["loss/all_three"]), abs=5e-4)
    assert float(output.transform_loss) < 1e-12
    weighted = model(**paired, sample_weights=torch.tensor([0.5, 2.0]), return_loss=True)
    expected = float(golden["loss/all_three_no_ttf_weights_0.5_2"])
    assert float(weighted.loss) == pytest.approx(expected, abs=5e-4)


@torch.inference_mode()
def test_every_stage_has_audioclips_statistics(golden, model, inputs):
    seen: dict[str, Tensor] = {}
    names = [key.split("/")[1] for key in golden.files if key.startswith("stage/") and key.endswith("/stats")]
    modules = dict(model.named_modules())
    hooks = [
        modules[name].register_forward_hook(lambda _, __, out, name=name: seen.setdefault(name, out))
        for name in names
        if name in modules and name not in ("visual.bn1", "visual.bn3", "audio.bn1")
    ]
    model(**inputs)
    for hook in hooks:
        hook.remove()
    assert len(seen) > 35
    for name, out in seen.items():
        expected = golden[f"stage/{name}/stats"]
        stats = [out.mean(), out.std(correction=0)]
        np.testing.assert_allclose(stats, expected[:2], atol=2e-4 * expected[1], err_msg=name)


@torch.inference_mode()
def test_spectrograms_are_audioclips(golden, model, inputs):
    samples = inputs["input_values"][:, 0]
    spectra, levels = model.audio.spectrogram(samples), model.audio.decibels(samples)
    assert tuple(spectra.shape[:3]) == tuple(golden["spec/shape"][:3])
    assert far(spectra[0, ::64, ::16], golden[f"spec/{BINS}"]) < 1e-4
    assert far(levels[:, :, ::20, ::10], golden[f"db/{ROWS}"]) < 1e-3
    assert far(model.audio.window[:8], golden["window/first8_mid8"][:8]) < 1e-6
    assert model.audio.window.double().sum().item() == pytest.approx(float(golden["window/sum"]), rel=1e-9)


@torch.inference_mode()
def test_channels_short_pieces_and_silence_are_audioclips(golden, model, fill):
    stereo = torch.from_numpy(fill.audio(c=2, n=16384))
    assert far(model.get_audio_features(stereo), golden["audio_other/stereo_raw"]) < AUDIO
    mono = model.get_audio_features(stereo[:, :1])
    assert far(mono, golden["audio_other/mono_ch0_of_stereo_raw"]) < AUDIO
    assert torch.equal(mono, model.get_audio_features(stereo[:, 0]))
    silence = model.audio.decibels(torch.zeros(1, 5000))
    expected = golden["audio_other/silence_db_frame2_rows0:4_band0"]
    assert far(silence[0, 0, :4, 2], expected) < 1e-2
    short = torch.from_numpy(fill.audio(b=1, n=1000))
    assert far(model.get_audio_features(short), golden["audio_other/short_raw"]) < AUDIO


def test_training_mode_gives_audioclips_features(golden, model, inputs):
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with torch.no_grad():
        model.train()
        image = model.get_image_features(inputs["pixel_values"])
        audio = model.get_audio_features(inputs["input_values"])
        model.eval().load_state_dict(before)
    assert far(image, golden["train_mode/features_raw/image"]) < 10 * IMAGE_AND_TEXT
    assert far(audio, golden["train_mode/features_raw/audio"]) < 10 * AUDIO


def test_a_transform_that_has_learnt_is_audioclips(golden, fill, model, inputs):
    parts = model.audio.fbsp
    before = {name: tensor.clone() for name, tensor in parts.state_dict().items()}
    with torch.inference_mode():
        for parameter, values in zip((parts.m, parts.fb, parts.fc), fill.fbsp_nontrivial(1025), strict=True):
            parameter.copy_(torch.from_numpy(values))
        rows = parts(2048)
        features = model.get_audio_features(inputs["input_values"])
        spectra = model.audio.spectrogram(inputs["input_values"][:, 0])
        levels = model.audio.decibels(inputs["input_values"][:, 0])
        assert far(rows[::128, ::256], golden[f"fbsp_nontrivial/{WEIGHTS}"]) < 1e-4
        assert float(unevenness(rows)) == pytest.approx(float(golden["fbsp_nontrivial/loss_ttf"]), rel=1e-4)
        parts.load_state_dict(before)
    assert far(features, golden["fbsp_nontrivial/features_raw/audio"]) < AUDIO
    assert far(spectra[0, ::64, ::16], golden[f"fbsp_nontrivial/spec/{BINS}"]) < 1e-4
    assert far(levels[:, :, ::20, ::10], golden[f"fbsp_nontrivial/db/{ROWS}"]) < 1e-3
    plain = parts(2048).detach()[::128, ::256]
    assert far(plain, golden[f"spec/{WEIGHTS}"]) < 1e-4


@pytest.mark.parametrize("kind", ["plain", "m_zero"])
def test_a_small_transform_and_its_gradients_are_audioclips(golden, kind):
    x = torch.tensor(golden["small/x"])
    made = FrequencyBSpline(5)
    with torch.no_grad():
        for name in ("m", "fb", "fc"):
            getattr(made, name).copy_(torch.tensor(golden[f"small/{name}"]))
        if kind == "m_zero":
            made.m.zero_()
    rows = made(16) * math.sqrt(16)  # the original's is so where it is not asked to normalise
    assert far(rows, golden[f"small/{kind}/weights"]) < 1e-5
    spectra = transformed(x, rows).transpose(1, 2)
    assert far(spectra, golden[f"small/{kind}/out"]) < 1e-5


def test_frames_are_audioclips(golden):
    for key in golden.files:
        if key.startswith("frames/n"):
            count, length, hop = (int(part.strip("nlehop")) for part in key.split("/")[1].split("_"))
            assert np.array_equal(framed(torch.arange(1.0, count + 1)[None], length, hop)[0], golden[key]), (
                key
            )
    for count, frames in golden["frames/count_for_n"].T:
        assert len(framed(torch.zeros(1, count), 1654, 561)[0]) == frames


# words


@pytest.fixture(scope="module")
def merges(real_data: Path) -> Path:
    return real_data / "clip/bpe_simple_vocab_16e6.txt.gz"


def test_texts_reach_the_text_transformer_as_clip_has_them(merges):
    tokenizer = clip_tokenizer(merges)
    assert len(tokenizer) == MangaAudioCLIPConfig().vocab_size
    assert tokenizer("a photo of a cat")["input_ids"] == [49406, 320, 1125, 539, 320, 2368, 49407]


def test_real_texts_are_encoded_as_clip_encodes_them(merges, real_data):
    pairs = gzip.decompress(merges.read_bytes()).decode().split("\n")[1 : 49_152 - 256 - 2 + 1]
    tokenizer = clip_tokenizer(merges)
    texts = {
        text.in_language(language)
        for page in read_comic(real_data / "peppercarrot/ep08")
        for text in page.texts
        for language in ("en", "ja")
    }
    assert len(texts) > 20
    for text in texts:
        assert tokenizer(text)["input_ids"] == encoded(text, pairs), text
