"""What every model promises (DESIGN: load, save, train, encode), one test for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import (
    AutoConfig,
    AutoFeatureExtractor,
    AutoImageProcessor,
    AutoModel,
    AutoProcessor,
    AutoTokenizer,
    BertConfig,
    ResNetConfig,
    ViTConfig,
    pipeline,
)

from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRProcessor,
)
from comicenc.models.manga_audioclip import MangaAudioCLIPConfig
from comicenc.models.manga_deepcluster import (
    MangaDeepClusterConfig,
    MangaDeepClusterImageProcessor,
    MangaDeepClusterProcessor,
)
from comicenc.models.manga_mmtl import (
    MangaMMTLConfig,
    MangaMMTLImageProcessor,
    MangaMMTLProcessor,
    wordpiece_tokenizer,
)
from comicenc.models.mfdn import MFDNConfig, MFDNImageProcessor, MFDNProcessor, TagTokenizer
from tests.models import tiny_audioclip


@dataclass(frozen=True)
class Case:
    """A model as the contract sees it.

    Args:
        tiny: Config of a model that runs in milliseconds, from overrides.
        processor: A processor for the tiny model.
        paper: Config at the paper's size.
        numbers: What the paper says of it, as expressions of the config.
        parameters: Of the model at the paper's size, counted by hand.
        items: n items for the processor, some with missing parts.
        given: Inputs beside the processor's with which the model computes a loss, for n items.
        checkpointed: Overrides of `tiny` with a backbone that has gradient checkpointing; None where it has.
        words: Files of a tokenizer that are saved beside the others.
    """

    tiny: Callable[..., Any]
    processor: Callable[[], Any]
    paper: Callable[[], Any]
    numbers: dict[str, Any]
    parameters: int
    items: Callable[[int], dict[str, list]]
    given: Callable[[int], dict[str, torch.Tensor]]
    checkpointed: dict[str, Any] | None
    words: frozenset[str] = frozenset()


def picture(seed: int, size: tuple[int, int] = (40, 40)) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(pixels)


TRANSFORMER = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
RESNET = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
VIT = ViTConfig(image_size=16, patch_size=8, **TRANSFORMER)
RESNET_50 = 23_508_032  # parameters without its classes


def identity_simclr() -> Case:
    tiny = {"image_config": RESNET, "projection_dim": 8, "identity_dim": 12, "face_size": 16, "body_size": 24}
    g = 2 * (2048 * 2048 + 2 * 2048) + 2048 * 128 + 2 * 128

    def items(n: int) -> dict[str, list]:
        faces = [None if i % 3 == 1 else picture(i) for i in range(n)]
        bodies = [None if i % 3 == 2 else picture(100 + i, (30, 70)) for i in range(n)]
        return {"faces": faces, "bodies": bodies}

    return Case(
        tiny=lambda **overrides: IdentitySimCLRConfig(**tiny | overrides),
        processor=lambda: IdentitySimCLRProcessor(IdentitySimCLRImageProcessor(face_size=16, body_size=24)),
        paper=IdentitySimCLRConfig,
        numbers={
            "image_config.model_type": "resnet",
            "image_config.depths": (3, 4, 6, 3),
            "encoder_width": 2048,
            "head_width": 2048,
            "projection_layers": 3,
            "projection_dim": 128,
            "identity_dim": 256,
            "embedding_dim": 256,
            "face_size": 96,
            "body_size": 128,
            "temperature": 0.07,
            "fusion": "sum",
            "variant": "aligned",
        },
        parameters=RESNET_50 + g + 2048 * 256 + 256,
        items=items,
        given=lambda n: {
            "face_views": torch.rand(n, 2, 3, 16, 16),
            "body_views": torch.rand(n, 2, 3, 24, 24),
        },
        checkpointed={"image_config": VIT, "body_size": 16},
    )


def manga_audioclip(modality: str) -> Case:
    """One modality of the shared space, for whose loss `given` has what belongs to it of the others."""
    moods = ["happy", "sad, tender", "A scary night?", "", "exciting " * 20]

    def every(n: int) -> dict[str, list]:
        rng = np.random.default_rng(0)
        audio = [rng.normal(0, 0.01 * (i + 1), 2000).cumsum().astype(np.float32) / 50 for i in range(n)]
        texts = [moods[i % 5] for i in range(n)]
        return {"images": [picture(i, (90, 70)) for i in range(n)], "texts": texts, "audio": audio}

    def given(n: int) -> dict[str, torch.Tensor]:
        others = {name: items for name, items in every(n).items() if name != modality}
        return dict(tiny_audioclip.processor()(**others)) | {
            "labels": torch.arange(n) % 5,
            "return_loss": True,
        }

    return Case(
        tiny=lambda **overrides: MangaAudioCLIPConfig(**tiny_audioclip.CONFIG | overrides),
        processor=tiny_audioclip.processor,
        paper=MangaAudioCLIPConfig,
        numbers={
            "projection_dim": 1024,
            "image_size": 224,
            "image_depths": [3, 4, 6, 3],
            "image_heads": 32,
            "vocab_size": 49_408,
            "text_length": 77,
            "text_width": 512,
            "text_layers": 12,
            "text_heads": 8,
            "sampling_rate": 44_100,
            "bins": 1025,
            "rows": 341,
            "audio_depths": [3, 4, 6, 3],
            "mels": None,
            "decibel_range": None,
            "embedding_dim": 1024,
        },
        parameters=38_316_896 + 63_690_240 + 32_104_771 + 3,
        items=lambda n: {modality: every(n)[modality]},
        given=given,
        checkpointed=None,
        words=frozenset({"tokenizer.json"}),
    )


def manga_deepcluster() -> Case:
    tiny = {"hidden_sizes": [8, 16], "depths": [1, 2], "fc_size": 24, "pooled_size": 2, "image_size": 16}
    convolutions = [(3, 64), (64, 64), (64, 128), (128, 128), (128, 256), *[(256, 256)] * 2]
    convolutions += [(256, 512), *[(512, 512)] * 5]
    fc = (512 * 7 * 7 + 1) * 4096 + (4096 + 1) * 4096
    return Case(
        tiny=lambda **overrides: MangaDeepClusterConfig(
            **tiny | {"batch_norm": True, "num_labels": 5} | overrides
        ),
        processor=lambda: MangaDeepClusterProcessor(MangaDeepClusterImageProcessor(size=16)),
        paper=MangaDeepClusterConfig,
        numbers={
            "hidden_sizes": [64, 128, 256, 512, 512],
            "depths": [2, 2, 3, 3, 3],
            "fc_size": 4096,
            "pooled_size": 7,
            "image_size": 224,
            "batch_norm": False,
            "layers": ("conv1", "conv2", "conv3", "conv4", "conv5", "fc1", "fc2"),
            "feature": "fc1",
            "embedding_dim": 4096,
            "num_labels": 3000,
        },
        parameters=sum((9 * a + 1) * b for a, b in convolutions) + fc + (4096 + 1) * 3000,
        items=lambda n: {"faces": [picture(i) for i in range(n)]},
        given=lambda n: {"labels": torch.arange(n) % 5},
        checkpointed=None,
    )


def manga_mmtl() -> Case:
    tokenizer = wordpiece_tokenizer(["Who is there? It is me!", "そこにいるのは誰だ？", "俺だよ！"], 3000)
    bert = BertConfig(vocab_size=3000, max_position_embeddings=32, **TRANSFORMER)
    tiny = {
        "image_config": RESNET,
        "text_config": bert,
        "num_characters": 5,
        "num_albums": 3,
        "hidden_dim": 24,
        "face_size": 16,
        "uncropped_size": 20,
        "text_length": 32,
    }
    embeddings, layer = (32_000 + 512 + 2 + 2) * 768, 4 * (768 * 768 + 768) + 2 * 768 * 3072 + 3840 + 4 * 768
    bert_base = embeddings + 12 * layer + 768 * 768 + 768
    hidden = (768 + 1) * 512, (2048 + 768 + 1) * 512, (2048 + 1) * 512
    classes = 513 * 83 + 2 * 513 * 1114
    words = ["Who?", "It is me, me, me! Who?", "そこにいるのは誰だ？ 俺だよ！"]

    def items(n: int) -> dict[str, list]:
        faces = [None if i % 4 == 1 else picture(i) for i in range(n)]
        texts = [None if i % 4 == 2 else words[i % 3] for i in range(n)]
        return {"faces": faces, "texts": texts}

    return Case(
        tiny=lambda **overrides: MangaMMTLConfig(**tiny | overrides),
        processor=lambda: MangaMMTLProcessor(
            MangaMMTLImageProcessor(face_size=16, uncropped_size=20), tokenizer, text_length=32
        ),
        paper=MangaMMTLConfig,
        numbers={
            "image_config.model_type": "resnet",
            "image_config.depths": (3, 4, 6, 3),
            "image_width": 2048,
            "text_config.model_type": "bert",
            "text_config.num_hidden_layers": 12,
            "text_config.num_attention_heads": 12,
            "text_width": 768,
            "fused_width": 2816,
            "num_characters": 1114,
            "num_albums": 83,
            "embedding_dim": 1024,
            "face_size": 192,
            "uncropped_size": 224,
            "dropout": 0.2,
            "fusion": "cat",
            "variant": "multitask",
        },
        parameters=RESNET_50 + 2048 + bert_base + 768 + sum(hidden) + classes,
        items=items,
        given=lambda n: {
            "character_labels": torch.arange(n) % 5,
            "album_labels": torch.arange(n) % 3,
        },
        checkpointed={"image_config": VIT},
        words=frozenset({"tokenizer.json"}),
    )


def mfdn() -> Case:
    counts = {"1girl": 9, "solo": 8, "blue_hair": 5, "red_hair": 4, "smile": 3, "twintails": 2, "sky": 1}
    tokenizer = TagTokenizer.from_counts(counts)
    size = len(tokenizer)
    words = {"vocab_size": size, "max_position_embeddings": 1, "type_vocab_size": 1}
    tiny = {
        "image_config": VIT,
        "text_config": BertConfig(**TRANSFORMER, **words),
        "vocab_size": size,
        "max_tags": 6,
        "multimodal_layers": 2,
        "decoder_layers": 2,
        "num_characters": 4,
    }
    attention, mlp, norm = 4 * (1024 + 1) * 1024, (1024 + 1) * 4096 + (4096 + 1) * 1024, 2 * 1024
    layer = attention + mlp + 2 * norm
    tags = 25_404
    parts = {
        "vision": 12 * layer + (65 + 1) * 1024 + (3 * 16**2 + 1) * 1024,
        "tags": 12 * layer + (tags + 5 + 1 + 1) * 1024 + norm,
        "multimodal": 12 * layer + norm,
        "decoder": 4 * (layer + attention + norm) + norm + 1024,
        "heads": 1025 * (14_413 + tags),
    }
    known = [["1girl", "blue hair"], None, ["solo"], ["Smile", "sky", "twintails"], []]

    def processor() -> MFDNProcessor:
        return MFDNProcessor(MFDNImageProcessor(size=16), tokenizer, max_tags=6)

    def items(n: int) -> dict[str, list]:
        return {"images": [picture(i, (40, 25)) for i in range(n)], "tags": [known[i % 5] for i in range(n)]}

    def given(n: int) -> dict[str, torch.Tensor]:
        padded = processor()(tags=items(n)["tags"])["attention_mask"] == 0
        return {"labels": torch.arange(n) % 4, "masked_labels": torch.where(padded, 6, -100)}

    return Case(
        tiny=lambda **overrides: MFDNConfig(**tiny | overrides),
        processor=processor,
        paper=MFDNConfig,
        numbers={
            "image_config.model_type": "vit",
            "image_config.num_hidden_layers": 12,
            "image_config.image_size": 128,
            "image_config.patch_size": 16,
            "text_config.num_hidden_layers": 12,
            "text_config.hidden_size": 1024,
            "text_config.num_attention_heads": 16,
            "text_config.intermediate_size": 4096,
            "multimodal_config.num_hidden_layers": 12,
            "multimodal_config.hidden_size": 1024,
            "multimodal_config.num_attention_heads": 16,
            "multimodal_config.intermediate_size": 4096,
            "decoder_layers": 4,
            "max_tags": 32,
            "num_tags": 25_404,
            "num_characters": 14_413,
            "class_weight": 1,
            "mask_weight": 1,
            "embedding_dim": 1024,
            "variant": "masked",
        },
        parameters=sum(parts.values()),
        items=items,
        given=given,
        checkpointed=None,
        words=frozenset({"vocab.txt", "tags.json"}),
    )


CASES = {
    "identity_simclr": identity_simclr(),
    **{f"manga_audioclip {name}": manga_audioclip(name) for name in MangaAudioCLIPConfig.modalities},
    "manga_deepcluster": manga_deepcluster(),
    "manga_mmtl": manga_mmtl(),
    "mfdn": mfdn(),
}


@pytest.fixture(params=CASES, ids=str)
def case(request) -> Case:
    return CASES[request.param]


def built(case: Case, seed: int = 0, **overrides):
    torch.manual_seed(seed)
    return AutoModel.from_config(case.tiny(**overrides)).eval()


def used(case: Case):
    """A tiny model whose batch statistics are not those it was born with."""
    model = built(case).train()
    with torch.no_grad():
        model(**inputs(case, 12))
    return model.eval()


def inputs(case: Case, n: int) -> dict[str, torch.Tensor]:
    return dict(case.processor()(**case.items(n), return_tensors="pt"))


def rows(batch: dict[str, torch.Tensor], index) -> dict[str, torch.Tensor]:
    return {name: values[index] for name, values in batch.items()}


def test_the_config_at_paper_size_has_the_papers_numbers(case):
    config = case.paper()
    for name, expected in case.numbers.items():
        value = config
        for attribute in name.split("."):
            value = getattr(value, attribute)
        assert value == expected, name


def test_the_model_at_paper_size_has_the_papers_parameters(case):
    with torch.device("meta"):
        model = AutoModel.from_config(case.paper())
    assert sum(parameter.numel() for parameter in model.parameters()) == case.parameters


def test_saved_and_loaded_by_the_auto_classes_it_is_the_same_to_the_bit(case, tmp_path):
    model = used(case)
    model.save_pretrained(tmp_path)
    case.processor().save_pretrained(tmp_path)
    files = {"config.json", "model.safetensors", "processor_config.json"}
    if case.words:
        files |= {"tokenizer_config.json", *case.words}
    assert {path.name for path in tmp_path.iterdir()} == files

    again = AutoModel.from_pretrained(tmp_path).eval()
    assert type(again) is type(model)
    config = AutoConfig.from_pretrained(tmp_path)
    assert type(config) is type(model.config)
    for name in set(type(config).__annotations__) - set(type(config).sub_configs):
        assert getattr(config, name) == getattr(model.config, name), name
    assert again.state_dict().keys() == model.state_dict().keys()
    for name, tensor in model.state_dict().items():
        assert torch.equal(again.state_dict()[name], tensor), name
    batch = inputs(case, 5)
    assert torch.equal(again.embed(**batch), model.embed(**batch))


def test_loading_initialises_nothing_anew(case, tmp_path):
    model = built(case)
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.fill_(3)
    model.save_pretrained(tmp_path)
    for name, tensor in AutoModel.from_pretrained(tmp_path).state_dict().items():
        assert (tensor == 3).all(), name


def test_two_models_of_one_seed_are_equal_and_of_two_seeds_are_not(case):
    one, same, other = (torch.nn.utils.parameters_to_vector(built(case, s).parameters()) for s in (0, 0, 1))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_vectors_are_unit_rows_of_the_size_that_the_config_says(case):
    vectors = used(case).embed(**inputs(case, 7))
    assert vectors.shape == (7, case.tiny().embedding_dim)
    assert vectors.dtype == torch.float32
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(7))


@torch.inference_mode()
def test_n_at_once_equal_n_one_by_one_in_any_order(case):
    model, batch, order = used(case), inputs(case, 9), torch.randperm(9)
    vectors = model.embed(**batch)
    alone = torch.cat([model.embed(**rows(batch, slice(i, i + 1))) for i in range(9)])
    assert (vectors - alone).abs().max() < 1e-5
    assert (vectors[order] - model.embed(**rows(batch, order))).abs().max() < 1e-5
    assert (vectors[0] - vectors[3]).abs().max() > 1e-3, "the model tells nothing apart"


@torch.inference_mode()
def test_what_stands_in_the_place_of_a_missing_part_changes_nothing(case):
    if len(case.items(1)) == 1:
        pytest.skip("its one part is never missing")
    model, batch = used(case), inputs(case, 9)
    noisy = {
        name: torch.where(values == 0, torch.nan, values) if values.is_floating_point() else values
        for name, values in batch.items()
    }
    if "input_ids" in batch:
        noisy["input_ids"] = torch.where(batch["attention_mask"] == 0, 7, batch["input_ids"])
    assert any(not torch.equal(noisy[name], values) for name, values in batch.items())
    assert torch.equal(model.embed(**batch), model.embed(**noisy))


@torch.inference_mode()
def test_a_part_that_nobody_has_may_be_left_out(case):
    model, processor = used(case), case.processor()
    needed = getattr(model.config, "required", ())
    for name, column in case.items(9).items():
        if set(needed) - {name}:
            continue
        present = [item for item in column if item is not None]
        nobody = {other: [None] * len(present) for other in case.items(9) if other != name}
        alone = model.embed(**processor(**{name: present}))
        assert torch.equal(alone, model.embed(**processor(**{name: present}, **nobody)))


def test_the_processor_takes_what_the_model_says_it_takes(case):
    columns = case.items(4)
    shared = getattr(case.tiny(), "shared_space", False)
    assert tuple(columns) == case.tiny().modalities or (shared and columns.keys() < {*case.tiny().modalities})
    if len(columns) > 1:
        with pytest.raises(ValueError, match="4"):
            case.processor()(**{name: column[i:] for i, (name, column) in enumerate(columns.items())})
    with pytest.raises(ValueError, match=r"character 0|\[0\]"):
        case.processor()(**{name: [None] for name in columns})
    with pytest.raises(ValueError, match="give"):
        case.processor()()


def test_the_processor_saved_and_loaded_gives_the_same_tensors(case, tmp_path):
    processor = case.processor()
    processor.save_pretrained(tmp_path)
    again = AutoProcessor.from_pretrained(tmp_path)
    assert type(again) is type(processor)
    assert AutoImageProcessor.from_pretrained(tmp_path).to_dict() == processor.image_processor.to_dict()
    if hasattr(processor, "feature_extractor"):
        sound = AutoFeatureExtractor.from_pretrained(tmp_path)
        assert sound.to_dict() == processor.feature_extractor.to_dict()
    if hasattr(processor, "tokenizer"):
        assert AutoTokenizer.from_pretrained(tmp_path).get_vocab() == processor.tokenizer.get_vocab()
    for name, values in processor(**case.items(5)).items():
        assert torch.equal(again(**case.items(5))[name], values), name


def test_transformers_own_pipeline_runs_it(case):
    model, processor = used(case), case.processor()
    name, column = next(iter(case.items(4).items()))
    if name == "audio":
        pytest.skip("transformers has no pipeline for vectors of sounds")
    if name == "texts":
        extract = pipeline("feature-extraction", model=model, tokenizer=processor.tokenizer)
    else:
        extract = pipeline("image-feature-extraction", model=model, image_processor=processor.image_processor)
    expected = model.embed(**processor(**{name: column[:1]}))
    torch.testing.assert_close(torch.tensor(extract(column[0])), expected.detach())


def test_steps_of_training_lower_the_loss(case):
    model, batch = built(case).train(), inputs(case, 12) | case.given(12)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(5):
        losses.append(model(**batch).loss)
        optimizer.zero_grad()
        losses[-1].backward()
        optimizer.step()
    assert losses[-1] < losses[0]


def test_the_output_has_a_loss_only_where_there_is_what_it_needs(case):
    model, batch = built(case), inputs(case, 6)
    plain, trained = model(**batch), model(**batch, **case.given(6))
    assert plain.loss is None
    assert trained.loss.ndim == 0
    assert next(iter(plain)) == "embeddings"
    assert torch.equal(plain.embeddings, plain[0])
    if getattr(model.config, "shared_space", False):
        assert trained.embeddings is None, "one vector of several things"
    else:
        assert torch.equal(plain.embeddings, trained.embeddings)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
@torch.inference_mode()
def test_half_precision_keeps_the_vectors(case, dtype, tmp_path):
    model, batch = used(case), inputs(case, 6)
    expected = model.embed(**batch)
    model.to(dtype).save_pretrained(tmp_path)
    half = AutoModel.from_pretrained(tmp_path, dtype=dtype)
    assert half.dtype == dtype
    vectors = half.embed(**batch)
    assert vectors.dtype == torch.float32
    assert ((vectors * expected).sum(1) > 0.99).all()
    widened = AutoModel.from_pretrained(tmp_path, dtype=torch.float32).embed(**batch)
    assert ((widened * expected).sum(1) > 0.99).all()


def test_gradient_checkpointing_changes_no_gradient(case):
    overrides = case.checkpointed or {}
    processor = case.processor()
    for name in overrides.keys() & vars(processor.image_processor):
        setattr(processor.image_processor, name, overrides[name])
    batch = dict(processor(**case.items(6)))

    def gradients(checkpointing: bool) -> torch.Tensor:
        model = built(case, **overrides).train()
        if checkpointing:
            model.activation_checkpointing_enable()
            assert model.is_activation_checkpointing
        model.embed(**batch).sum().backward()
        return torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])

    torch.testing.assert_close(gradients(True), gradients(False))
    if overrides:
        with pytest.raises(ValueError, match="checkpointing"):
            built(case).activation_checkpointing_enable()
