"""Manga-MMTL against its equations, written out by hand."""

from __future__ import annotations

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from torch.nn import functional as F
from transformers import AutoModel, BertConfig, DistilBertConfig, ResNetConfig

import comicenc
from comicenc.models.manga_mmtl import MangaMMTLConfig, MangaMMTLModel
from comicenc.nn.looking import look

HAS_FACE = torch.tensor([True, True, False, True, True])
HAS_TEXT = torch.tensor([True, False, True, True, False])
CHARACTERS = torch.tensor([0, 3, 2, -100, 1])
ALBUMS = torch.tensor([1, 0, 1, 0, 1])
VARIANTS = {
    "image": (("faces",), ("character",)),
    "text_character": (("texts",), ("character",)),
    "text_album": (("texts",), ("album",)),
    "multimodal": (("faces", "texts"), ("character",)),
    "multitask": (("faces", "texts"), ("album", "character", "visual")),
}  # Table 2
BOTH = {name for name, (modalities, _) in VARIANTS.items() if len(modalities) == 2}


def resnet() -> ResNetConfig:
    return ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")


def bert() -> BertConfig:
    sizes = {"hidden_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
    return BertConfig(vocab_size=50, max_position_embeddings=16, **sizes)


def config(variant: str = "multitask", **settings) -> MangaMMTLConfig:
    networks = {"faces": {"image_config": resnet()}, "texts": {"text_config": bert()}}
    tiny = {"num_characters": 4, "num_albums": 2, "hidden_dim": 20, "text_length": 16}
    for modality in VARIANTS[variant][0]:
        tiny |= networks[modality]
    return MangaMMTLConfig(variant=variant, **tiny | settings)


def model(variant: str = "multitask", **settings) -> MangaMMTLModel:
    torch.manual_seed(0)
    made = MangaMMTLModel(config(variant, **settings))
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if "backbone" not in name:
                parameter.add_(0.3 * torch.randn_like(parameter))
    return made.eval()


def inputs(variant: str = "multitask", n: int = 5) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    faces = {"pixel_values": torch.randn(n, 3, 16, 16, generator=generator), "has_face": HAS_FACE[:n]}
    lengths = torch.tensor([7, 1, 3, 9, 1])[:n]
    texts = {
        "input_ids": torch.randint(1, 50, (n, 9), generator=generator),
        "attention_mask": (torch.arange(9) < lengths[:, None]).long(),
        "has_text": HAS_TEXT[:n],
    }
    return {
        name: values
        for modality, given in (("faces", faces), ("texts", texts))
        if modality in VARIANTS[variant][0]
        for name, values in given.items()
    }


def outputs_of_the_networks(made: MangaMMTLModel, given: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """v and t by hand, one character at a time, the padding where a part is missing."""
    faces, texts = [], []
    for i in range(5):
        if "faces" in made.config.modalities:
            seen = made.image_network.backbone(given["pixel_values"][i : i + 1]).pooler_output.flatten()
            faces.append(seen if HAS_FACE[i] else made.image_network.padding)
        if "texts" in made.config.modalities:
            length = int(given["attention_mask"][i].sum())
            read = made.text_network.backbone(given["input_ids"][i : i + 1, :length]).pooler_output[0]
            texts.append(read if HAS_TEXT[i] else made.text_network.padding)
    return torch.stack(faces) if faces else None, torch.stack(texts) if texts else None


def by_hand(made: MangaMMTLModel, given: dict) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """Features and logits of each classifier."""
    v, t = outputs_of_the_networks(made, given)
    if v is None or t is None:
        fused = v if t is None else t
    elif made.config.fusion == "cat":
        fused = torch.cat([v, t], 1)
    else:
        p, q = made.fusion.image_projection, made.fusion.text_projection
        v_, t_ = v @ p.weight.T + p.bias, t @ q.weight.T + q.bias
        fused = v_ + t_ if made.config.fusion == "add" else torch.stack([v_, t_]).amax(0)
    results = {}
    for task, rows in (("album", t), ("character", fused), ("visual", v)):
        if task in made.config.tasks:
            classifier = made.classifiers[task]
            features = (rows @ classifier.hidden.weight.T + classifier.hidden.bias).clamp(min=0)
            results[task] = features, features @ classifier.output.weight.T + classifier.output.bias
    return results


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_embedding_is_the_second_last_layers_each_of_length_1(variant):
    made, given = model(variant), inputs(variant)
    results, output = by_hand(made, given), made(**given)
    halves = [F.normalize(results[task][0]) for task in ("album", "character") if task in results]
    torch.testing.assert_close(output.embeddings, torch.cat(halves, 1) / len(halves) ** 0.5)
    assert made.config.embedding_dim == output.embeddings.shape[1] == 20 * len(halves)
    for task in ("album", "character", "visual"):
        if task in results:
            torch.testing.assert_close(output[f"{task}_logits"], results[task][1])
        else:
            assert output.get(f"{task}_logits") is None


@pytest.mark.parametrize("variant", sorted(BOTH))
@pytest.mark.parametrize("fusion", ["cat", "add", "max"])
def test_fusions_are_what_section_3_3_names(fusion, variant):
    made, given = model(variant, fusion=fusion), inputs(variant)
    torch.testing.assert_close(made(**given).character_logits, by_hand(made, given)["character"][1])
    assert made.classifiers["character"].hidden.in_features == made.config.fused_width


def naive_loss(logits: torch.Tensor, labels: torch.Tensor, has: torch.Tensor) -> torch.Tensor:
    terms = [
        -torch.log(row.exp()[label] / row.exp().sum())
        for row, label, there in zip(logits, labels, has, strict=True)
        if there and label >= 0
    ]
    return sum(terms) / len(terms) if terms else torch.tensor(0.0)


@pytest.mark.parametrize("variant", VARIANTS)
def test_losses_are_means_over_those_who_have_the_part_and_the_label(variant):
    weights = {"character_weight": 2.0, "visual_weight": 0.5, "album_weight": 3.0}
    made, given = model(variant, **weights), inputs(variant)
    output = made(**given, character_labels=CHARACTERS, album_labels=ALBUMS)
    results = by_hand(made, given)
    any_part = {"image": HAS_FACE, "text_character": HAS_TEXT}.get(variant, HAS_FACE | HAS_TEXT)
    has = {"album": HAS_TEXT, "character": any_part, "visual": HAS_FACE}
    total = 0
    for task, (_, logits) in results.items():
        loss = naive_loss(logits, ALBUMS if task == "album" else CHARACTERS, has[task])
        torch.testing.assert_close(output[f"{task}_loss"], loss)
        total = total + weights[f"{task}_weight"] * loss
    torch.testing.assert_close(output.loss, total)
    assert [name for name in output if name.endswith("_loss")] == [
        f"{task}_loss" for task in ("character", "visual", "album") if task in results
    ]


def test_labels_of_one_kind_train_their_classifiers_only():
    output = model()(**inputs(), album_labels=ALBUMS)
    assert output.character_loss is None and output.visual_loss is None
    assert torch.equal(output.loss, output.album_loss)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("lacking", ["has_face", "has_text"])
@pytest.mark.parametrize("padding", [True, False])
def test_a_batch_that_lacks_a_part_trains_without_nan(variant, lacking, padding):
    made, given = model(variant, trainable_padding=padding).train(), inputs(variant)
    given[lacking] = torch.zeros(5, dtype=torch.bool)
    if lacking == "has_face" and "faces" not in made.config.modalities:
        del given[lacking]
    output = made(**given, character_labels=CHARACTERS.clamp(min=0), album_labels=ALBUMS)
    output.loss.backward()
    assert output.loss.isfinite() and output.embeddings.isfinite().all()
    gradients = {name: p.grad for name, p in made.named_parameters() if p.grad is not None}
    assert gradients and all(gradient.isfinite().all() for gradient in gradients.values())
    if lacking == "has_text" and "album" in made.config.tasks:
        assert output.album_loss == 0
        assert not any(gradients[name].any() for name in gradients if "classifiers.album" in name)


@pytest.mark.parametrize("variant", VARIANTS)
@torch.inference_mode()
def test_n_at_once_equal_n_one_by_one_with_parts_missing_and_padding(variant):
    made, given = model(variant), inputs(variant)
    together = made.embed(**given)
    for i in range(5):
        alone = {name: values[i : i + 1] for name, values in given.items()}
        if "input_ids" in alone:
            length = int(alone["attention_mask"].sum())
            alone |= {name: alone[name][:, :length] for name in ("input_ids", "attention_mask")}
        assert (made.embed(**alone)[0] - together[i]).abs().max() < 1e-5


@torch.inference_mode()
def test_a_missing_text_gets_the_half_that_the_config_says():
    given = inputs()
    padded, zeroed = model()(**given).embeddings, model(missing="zero")(**given).embeddings
    album, character = padded[:, :20], padded[:, 20:]
    torch.testing.assert_close(album[1], album[4])  # the padding's, the same for all
    assert album.norm(dim=1).tolist() == pytest.approx([0.5**0.5] * 5)
    torch.testing.assert_close(zeroed[HAS_TEXT], padded[HAS_TEXT])
    assert (zeroed[~HAS_TEXT, :20] == 0).all()
    torch.testing.assert_close(zeroed[~HAS_TEXT, 20:], character[~HAS_TEXT] * 2**0.5)
    alone = model("text_album", missing="zero")(**inputs("text_album")).embeddings
    assert (alone[~HAS_TEXT] == 0).all() and (alone[HAS_TEXT].norm(dim=1) > 0.999).all()


def test_texts_beside_faces_count_as_far_as_they_are_trusted():
    whole, none, some = (model(text_trust=trust, album_trust=trust) for trust in (1, 0, 0.25))
    given, width = inputs(), whole.config.hidden_dim
    silent = {name: values for name, values in given.items() if name in ("pixel_values", "has_face")}
    seen = {made: made.embed(**given) for made in (whole, none, some)}
    without, beside = whole.embed(**silent), HAS_FACE & HAS_TEXT
    assert torch.allclose(seen[none][beside, width:], F.normalize(without[beside, width:]), atol=1e-6)
    assert not seen[none][beside, :width].any()
    halves = seen[some][beside]
    lengths = halves[:, :width].norm(dim=1) / halves[:, width:].norm(dim=1)
    assert torch.allclose(lengths, torch.full_like(lengths, 0.25))
    near = F.cosine_similarity(halves[:, width:], without[beside, width:])
    assert (near > F.cosine_similarity(seen[whole][beside, width:], without[beside, width:])).all()
    for made in (none, some):
        assert torch.equal(seen[made][~HAS_FACE], seen[whole][~HAS_FACE]), "a text alone is trusted"


def test_training_trusts_texts_whole():
    given = inputs() | {"character_labels": CHARACTERS, "album_labels": ALBUMS}
    losses = []
    for trust in (1.0, 0.2):
        made = model(text_trust=trust, dropout=0.0).train()
        losses.append(made(**given).loss)
    assert torch.equal(*losses)


@pytest.mark.parametrize("network", ["image_network", "text_network"])
def test_a_trained_padding_stands_for_a_missing_part_only(network):
    made, given = model(), inputs()
    before = made.embed(**given)
    with torch.no_grad():
        getattr(made, network).padding.add_(torch.randn_like(getattr(made, network).padding))
    changed = (made.embed(**given) - before).abs().amax(1) > 1e-4
    assert torch.equal(changed, ~(HAS_FACE if network == "image_network" else HAS_TEXT))
    made(**given, character_labels=CHARACTERS).loss.backward()
    assert getattr(made, network).padding.grad.any()
    assert "image_network.padding" not in model(trainable_padding=False).state_dict()


def test_what_stands_in_the_place_of_a_missing_text_changes_nothing():
    made, given = model(), inputs()
    other = given["input_ids"].clone()
    other[~HAS_TEXT] = 7
    other[given["attention_mask"] == 0] = 9
    assert torch.equal(made.embed(**given), made.embed(**given | {"input_ids": other}))


def test_missing_parts_cost_nothing_and_touch_no_batch_statistics():
    made, given = model(), inputs()
    seen = []
    for network, name in ((made.image_network, "pixel_values"), (made.text_network, "input_ids")):
        network.backbone.register_forward_pre_hook(
            lambda *call, name=name: seen.append(
                (name, len(call[2][name] if name in call[2] else call[1][0]))
            ),
            with_kwargs=True,
        )
    made(**given)
    assert seen == [("pixel_values", 4), ("input_ids", 3)]
    with_blanks, without = model().train(), model().train()
    with_blanks(**given)
    without(pixel_values=given["pixel_values"][HAS_FACE])
    for (name, one), other in zip(with_blanks.named_buffers(), without.buffers(), strict=True):
        torch.testing.assert_close(one, other, msg=name)


def test_a_text_network_without_a_pooler_gives_the_mean_of_its_tokens():
    sizes = {"dim": 12, "n_layers": 1, "n_heads": 2, "hidden_dim": 16}
    distil = DistilBertConfig(vocab_size=50, max_position_embeddings=16, **sizes)
    made, given = model("text_album", text_config=distil), inputs("text_album")
    tokens = made.text_network.backbone(given["input_ids"][3:4, :9]).last_hidden_state[0]
    found = made.text_network(HAS_TEXT, given["input_ids"], given["attention_mask"])[3]
    torch.testing.assert_close(found, tokens.mean(0))


def test_dropout_is_on_both_outputs_in_training_only():
    made, given = model("multimodal", dropout=0.5), inputs("multimodal")
    dropped = []
    made.fusion.register_forward_pre_hook(lambda _, parts: dropped.append([(part == 0) for part in parts]))
    made.train()(**given)
    made.eval()(**given)
    for part, has in ((0, HAS_FACE), (1, HAS_TEXT)):
        assert dropped[0][part][has].float().mean() == pytest.approx(0.5, abs=0.25)
        assert not dropped[1][part][has].all(1).any()
        assert dropped[1][part][has].float().mean() < 0.2


def test_looks_are_averaged_in_evaluation_only():
    once, often = model("image"), model("image", zooms=(1.0, 1.25), mirrored=True)
    faces = inputs("image")["pixel_values"]
    ways = [faces, faces.flip(-1), look(faces, 1.25, 1), look(faces, 1.25, -1)]
    everywhere = torch.ones(5, dtype=torch.bool)
    expected = torch.stack([once.image_network(everywhere, way) for way in ways]).mean(0)
    torch.testing.assert_close(often.image_network(everywhere, faces), expected)
    both = []
    for made in (once, often):
        torch.manual_seed(0)
        both.append(made.train().image_network(everywhere, faces))
    assert torch.equal(*both)


def test_a_variant_refuses_what_it_is_not_for():
    given = inputs()
    with pytest.raises(ValueError, match="'image' takes no texts"):
        model("image")(**given)
    with pytest.raises(ValueError, match="'text_album' takes no faces"):
        model("text_album")(**given)
    with pytest.raises(ValueError, match="pixel_values, input_ids"):
        model()()


@pytest.mark.parametrize(
    "wrong",
    [
        {"variant": "image", "text_config": bert()},
        {"variant": "text_album", "image_config": resnet()},
        {"variant": "image", "fusion": "add"},
        {"variant": "M5"},
        {"fusion": "product"},
        {"missing": "mean"},
        {"dropout": 1.5},
        {"zooms": ()},
        {"text_trust": 1.5},
        {"face_size": 256},
        {"text_length": 513},
        {"hidden_dim": "512"},
    ],
    ids=str,
)
def test_a_config_that_contradicts_itself_is_refused(wrong):
    with pytest.raises((ValueError, StrictDataclassError)):
        MangaMMTLConfig(**wrong)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_variant_is_saved_and_loaded_whole(variant, tmp_path):
    made = model(variant)
    assert (made.config.modalities, made.config.tasks) == VARIANTS[variant]
    made.save_pretrained(tmp_path)
    again = AutoModel.from_pretrained(tmp_path)
    assert comicenc and type(again) is MangaMMTLModel
    for part in ("image", "text"):
        saved, kind = getattr(again.config, f"{part}_config"), getattr(made.config, f"{part}_config")
        assert (saved is None) == (kind is None)
    assert torch.equal(again.embed(**inputs(variant)), made.embed(**inputs(variant)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_from_backbones_starts_from_saved_weights(variant, tmp_path):
    torch.manual_seed(5)
    folders = {}
    for part, backbone in (("image", resnet()), ("text", bert())):
        backbone.num_labels = 7
        folders[part] = tmp_path / part
        AutoModel.from_config(backbone).save_pretrained(folders[part])
    made = MangaMMTLModel.from_backbones(**folders, variant=variant, text_length=16, num_albums=3)
    assert made.config.num_albums == 3
    made.save_pretrained(tmp_path / "model")
    again = AutoModel.from_pretrained(tmp_path / "model")
    for part, modality in (("image", "faces"), ("text", "texts")):
        assert hasattr(again, f"{part}_network") == (modality in VARIANTS[variant][0])
        if hasattr(again, f"{part}_network"):
            weights = AutoModel.from_pretrained(folders[part]).state_dict()
            for name, tensor in getattr(again, f"{part}_network").backbone.state_dict().items():
                assert torch.equal(tensor, weights[name]), name
            assert "id2label" not in again.config.to_diff_dict()[f"{part}_config"]


def test_from_backbones_takes_one_network_and_leaves_the_other_new(tmp_path):
    AutoModel.from_config(bert()).save_pretrained(tmp_path / "text")
    made = MangaMMTLModel.from_backbones(
        None, tmp_path / "text", image_config=resnet(), text_length=16, variant="multimodal"
    )
    assert made.config.image_width == 16 and made.config.text_width == 12
    with pytest.raises(OSError):
        MangaMMTLModel.from_backbones(None, tmp_path / "nowhere", variant="text_album")


def test_multimodal_models_start_from_uni_modal_ones():
    faces, texts = model("image"), model("text_album")
    for made in (faces, texts):
        with torch.no_grad():
            for parameter in made.parameters():
                parameter.add_(1)
    made = model()
    assert made.start_from(faces, texts) == ["classifiers.character"]
    for own, its in (
        (made.image_network.backbone, faces.image_network.backbone),
        (made.text_network.backbone, texts.text_network.backbone),
        (made.classifiers["visual"], faces.classifiers["character"]),
        (made.classifiers["album"], texts.classifiers["album"]),
    ):
        for name, tensor in its.state_dict().items():
            assert torch.equal(own.state_dict()[name], tensor), name
    assert model("multimodal", fusion="add").start_from(faces, model("text_character")) == [
        "fusion",
        "classifiers.character",
    ]
    assert set(model().start_from(text_model=texts)) == {
        "image_network",
        "classifiers.character",
        "classifiers.visual",
    }
    assert "classifiers.album" in model(num_albums=7).start_from(faces, texts)


def test_what_cannot_start_it_is_named():
    with pytest.raises(ValueError, match="'multitask' is no model of faces alone"):
        model().start_from(model())
    wider = bert()
    wider.hidden_size = 16
    with pytest.raises(ValueError, match="text_network"):
        model().start_from(None, model("text_album", text_config=wider))


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_parts_at_paper_size_have_their_parameters(variant):
    with torch.device("meta"):
        made = MangaMMTLModel(MangaMMTLConfig(variant=variant))
    modalities, tasks = VARIANTS[variant]
    networks = {"faces": ("image_network", 23_508_032 + 2048), "texts": ("text_network", 110_617_344 + 768)}
    expected = dict(networks[modality] for modality in modalities)  # ResNet-50, BERT-base; each its padding
    seen = {"image": 2048, "text_character": 768}.get(variant, 2048 + 768)
    for task, width, classes in (("album", 768, 83), ("character", seen, 1114), ("visual", 2048, 1114)):
        if task in tasks:
            expected[f"classifiers.{task}"] = (width + 1) * 512 + (512 + 1) * classes
    counts = {name: sum(p.numel() for p in part.parameters()) for name, part in made.parts.items()}
    assert counts == expected
    assert sum(counts.values()) == sum(p.numel() for p in made.parameters())


@pytest.mark.slow
def test_a_training_step_at_paper_size_moves_every_part():
    torch.manual_seed(0)
    made = MangaMMTLModel(MangaMMTLConfig()).train()
    optimizer = torch.optim.SGD(made.parameters(), lr=1e-4, momentum=0.9)  # Section 3.5
    loss = made(
        pixel_values=torch.randn(3, 3, 192, 192),
        input_ids=torch.randint(0, 32_000, (3, 24)),
        has_face=torch.tensor([True, True, False]),
        has_text=torch.tensor([True, False, True]),
        character_labels=torch.tensor([0, 1113, 7]),
        album_labels=torch.tensor([82, 0, 3]),
    ).loss
    loss.backward()
    assert loss.isfinite()
    for name, parameter in made.named_parameters():
        assert parameter.grad.isfinite().all(), name
    before = {name: [p.detach().clone() for p in part.parameters()] for name, part in made.parts.items()}
    optimizer.step()
    for name, part in made.parts.items():
        moved = [not torch.equal(*pair) for pair in zip(before[name], part.parameters(), strict=True)]
        assert sum(moved) > 0.9 * len(moved), name
