"""MFDN against its equations, written out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import (
    AutoModel,
    AutoModelForImageClassification,
    BertConfig,
    ResNetConfig,
    ViTConfig,
    pipeline,
)

import comicenc
from comicenc.models.mfdn import (
    MFDNConfig,
    MFDNForImageClassification,
    MFDNImageProcessor,
    MFDNModel,
)
from comicenc.models.mfdn.networks import positions

PAD, UNK, CLS, SEP, MASK = range(5)
IDS = torch.tensor([[CLS, 5, 6, 7, SEP], [CLS, SEP, PAD, PAD, PAD], [CLS, 9, SEP, PAD, PAD]])
PAPER = {"hidden_size": 1024, "num_attention_heads": 16, "intermediate_size": 4096}
LAYER = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32}


def vit(layers: int = 2, **overrides) -> ViTConfig:
    return ViTConfig(**{"image_size": 16, "patch_size": 8, "num_hidden_layers": layers} | LAYER | overrides)


def bert(**overrides) -> BertConfig:
    words = {"vocab_size": 12, "max_position_embeddings": 1, "type_vocab_size": 1, "num_hidden_layers": 2}
    return BertConfig(**words | LAYER | overrides)


def model(variant: str = "masked", seed: int = 0, **overrides) -> MFDNModel:
    parts = {"image_config": vit(), "vocab_size": 12, "multimodal_layers": 2, "decoder_layers": 2}
    if variant != "picture":
        parts["text_config"] = bert()
    torch.manual_seed(seed)
    config = MFDNConfig(variant=variant, num_characters=5, **parts | {"max_tags": 8} | overrides)
    made = MFDNModel(config).eval()
    with torch.no_grad():
        for parameter in made.parameters():  # larger than new ones, so that what differs shows
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return made


def pictures(count: int = 3, side: int = 16) -> Tensor:
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(1))


# what comes out


@torch.inference_mode()
def test_the_order_of_tags_changes_nothing():
    made = model()
    moved = IDS.clone()
    moved[0, 1:4] = IDS[0, [3, 1, 2]]
    moved[2] = torch.tensor([CLS, SEP, PAD, 9, PAD])
    one, other = made(pictures(), IDS), made(pictures(), moved)
    for name in ("embeddings", "logits", "tag_logits", "tag_probabilities"):
        assert (one[name] - other[name]).abs().max() < 1e-5, name
    without = made(pictures(), IDS[:, [0, 4]].where(IDS[:, [0, 4]] != PAD, SEP))
    assert (one.logits[0] - without.logits[0]).abs().max() > 1e-2, "tags change nothing at all"


@torch.inference_mode()
def test_tags_beside_padding_and_hidden_ones_are_as_if_they_were_not_there():
    made = model()
    hidden = torch.full_like(IDS, -100)
    hidden[0, 2] = 6
    alone = made(pictures(1), torch.tensor([[CLS, 5, 7, SEP]]))
    open_ids = IDS.where(hidden < 0, MASK)
    seen = (IDS != PAD) & (hidden < 0)
    for given in (
        {"input_ids": IDS, "masked_labels": hidden},
        {"input_ids": IDS, "attention_mask": seen},
        {"input_ids": IDS, "attention_mask": (IDS != PAD).long(), "masked_labels": hidden},
        {"input_ids": open_ids},
    ):
        output = made(pictures(), **given)
        torch.testing.assert_close(output.embeddings[:1], alone.embeddings, atol=1e-5, rtol=0)
        torch.testing.assert_close(output.tag_logits[:1], alone.tag_logits, atol=1e-4, rtol=0)
    assert made(pictures(), IDS, masked_labels=hidden).tag_probabilities is None


@torch.inference_mode()
def test_no_tags_are_the_same_however_they_are_said():
    made = model()
    without = made(pictures())
    empty = torch.tensor([[CLS, SEP, PAD, PAD]]).expand(3, -1)
    for given in ({"input_ids": empty}, {"input_ids": empty, "attention_mask": empty != PAD}):
        output = made(pictures(), **given)
        for name in ("embeddings", "logits", "tag_logits"):
            assert torch.equal(output[name], without[name])
    mixed = made(pictures(), IDS)
    assert (mixed.logits[1] - without.logits[1]).abs().max() < 1e-5
    assert (mixed.logits[2] - without.logits[2]).abs().max() > 1e-2


@torch.inference_mode()
def test_one_open_slot_counts_as_many_as_there_are():
    """All open slots written out, each a row of the decoder, none weighed."""
    made = model()
    output = made(pictures(1), torch.tensor([[CLS, 5, 7, SEP]]))
    vision = made.vision_encoder(pictures(1))
    tags = made.tag_encoder(torch.tensor([[CLS, 5, 7, SEP]]), torch.ones(1, 4, dtype=torch.bool))
    fused, _ = made.multimodal_encoder(torch.cat([vision, tags], dim=1))
    slots = torch.cat([fused[:, 5:], made.decoder.mask.expand(1, 4, -1)], dim=1)  # of 6, 2 are known
    logits = made.tag_head(made.decoder.layers(slots, fused[:, :5])[:, 4:])
    torch.testing.assert_close(logits, output.tag_logits.expand(4, -1)[None])
    absent = (1 - logits[0].softmax(-1)).prod(0)
    torch.testing.assert_close(output.tag_probabilities[0], 1 - absent)


@torch.inference_mode()
def test_where_all_slots_are_known_nothing_is_added():
    output = model(max_tags=5)(pictures(1), IDS[:1])
    assert (output.tag_probabilities == 0).all()
    assert output.tag_logits.isfinite().all()


def test_probabilities_stay_below_one_and_above_zero():
    made = model()
    with torch.no_grad():
        made.tag_head.bias[0] = 1e4
    probabilities = made(pictures()).tag_probabilities
    assert probabilities[:, 0].allclose(torch.ones(3))
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


@torch.inference_mode()
def test_the_embedding_is_the_class_token_of_the_multimodal_encoder():
    made = model("picture")
    tokens, _ = made.multimodal_encoder(made.vision_encoder(pictures()))
    assert tokens.shape == (3, 1 + 2 * 2, 16)
    torch.testing.assert_close(made.embed(pixel_values=pictures()), F.normalize(tokens[:, 0]))
    torch.testing.assert_close(made(pictures()).logits, made.character_head(tokens[:, 0]))


def test_attention_runs_in_fused_kernels():
    made = model()
    parts = (made.vision_encoder.backbone, made.tag_encoder.backbone, made.multimodal_encoder)
    assert {part.config._attn_implementation for part in parts} == {"sdpa"}
    counted = []
    fused = F.scaled_dot_product_attention

    def counting(*arguments, **options):
        counted.append(1)
        return fused(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(F, "scaled_dot_product_attention", counting)
        made.train()(pictures(), IDS)
    assert len(counted) == 2 + 2 + 2 + 2 * 2  # the decoder's layers attend twice


# losses


def test_the_losses_are_those_of_equations_4_to_6():
    made = model(class_weight=0.5, mask_weight=3)
    hidden = torch.tensor([[-100, 5, -100, 7, -100], [-100] * 5, [-100, 9, -100, -100, -100]])
    labels = torch.tensor([4, -100, 1])
    output = made(pictures(), IDS, masked_labels=hidden, labels=labels)
    q, x = output.logits.softmax(1).tolist(), output.tag_logits.softmax(1).tolist()
    class_loss = -(math.log(q[0][4]) + math.log(q[2][1])) / 2
    first, third = -(math.log(x[0][5 - 5]) + math.log(x[0][7 - 5])) / 2, -math.log(x[2][9 - 5])
    assert output.class_loss.item() == pytest.approx(class_loss, rel=1e-5)
    assert output.mask_loss.item() == pytest.approx((first + third) / 2, rel=1e-5)
    assert output.loss.item() == pytest.approx(0.5 * class_loss + 3 * (first + third) / 2, rel=1e-5)


def test_losses_without_anything_to_learn_from_are_zero():
    nothing = torch.full((3,), -100)
    output = model()(pictures(), IDS, masked_labels=torch.full_like(IDS, -100), labels=nothing)
    assert output.class_loss == output.mask_loss == output.loss == 0
    output.loss.backward()


def test_several_classes_at_once_are_binary_decisions():
    made, labels = model("picture"), torch.eye(5)[:3]
    output = made(pictures(), labels=labels)
    p = output.logits.sigmoid()
    expected = -(labels * p.log() + (1 - labels) * (1 - p).log()).mean()
    torch.testing.assert_close(output.loss, expected)


def test_each_part_learns_from_the_losses():
    made = model().train()
    hidden = torch.full_like(IDS, -100)
    hidden[0, 2] = 6
    made(pictures(), IDS, masked_labels=hidden, labels=torch.tensor([0, 1, 2])).loss.backward()
    for name, part in made.parts.items():
        assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in part.parameters()), name
    assert made.decoder.mask.grad.abs().sum() > 0


def test_it_trains_in_bfloat16():
    made = model().train()
    with torch.autocast("cpu", torch.bfloat16):
        output = made(pictures(), IDS, masked_labels=IDS.where(IDS > 4, -100), labels=torch.zeros(3).long())
    output.loss.backward()
    assert output.loss.dtype == torch.float32 and output.loss.isfinite()


# variants and sizes


def test_a_variant_has_its_parts_and_refuses_what_it_is_not_for():
    parts = ["vision_encoder", "multimodal_encoder", "character_head"]
    assert set(model("picture").parts) == set(parts)
    assert set(model("tags").parts) == {*parts, "tag_encoder"}
    assert set(model().parts) == {*parts, "tag_encoder", "decoder", "tag_head"}
    assert model("picture").config.modalities == ("images",)
    assert model("tags").config.modalities == ("images", "tags")
    assert model("tags")(pictures(), IDS).tag_logits is None
    with pytest.raises(ValueError, match="'picture' takes no tags"):
        model("picture")(pictures(), IDS)
    with pytest.raises(ValueError, match="'tags' has no decoder"):
        model("tags")(pictures(), IDS, masked_labels=IDS)
    with pytest.raises(ValueError, match="give pixel_values"):
        model()(input_ids=IDS)


def test_more_tags_than_fit_are_refused():
    with pytest.raises(ValueError, match="500 tags are more than the 6 that fit"):
        model()(pictures(1), torch.full((1, 502), 7))


@pytest.mark.parametrize(
    "wrong",
    [
        {"variant": "whole"},
        {"variant": "picture", "text_config": bert()},
        {"image_config": vit(), "text_config": bert(hidden_size=32), "vocab_size": 12},
        {"image_config": vit(), "text_config": bert(), "vocab_size": 13},
        {"vocab_size": 5},
        {"max_tags": 2},
        {"num_characters": 3, "id2label": {0: "Pepper", 1: "Carrot"}},
        {"id2label": {0: "Pepper", 1: "Pepper"}},
        {"multimodal_layers": "12"},
    ],
    ids=str,
)
def test_a_config_that_contradicts_itself_is_refused(wrong):
    with pytest.raises((ValueError, StrictDataclassError)):
        MFDNConfig(**wrong)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_saved_config_knows_how_many_characters_there_are(count, tmp_path):
    MFDNConfig(num_characters=count).save_pretrained(tmp_path)
    assert MFDNConfig.from_pretrained(tmp_path).num_characters == count


def test_characters_have_the_names_that_the_config_gives():
    config = MFDNConfig(id2label={0: "Pepper", 1: "Carrot", 2: "Saffron"}, image_config=vit())
    assert config.num_characters == config.num_labels == 3
    assert config.text_config.hidden_size == 16 and config.text_config.num_attention_heads == 2
    assert config.label2id == {"Pepper": 0, "Carrot": 1, "Saffron": 2}
    assert MFDNConfig(num_characters=7).num_labels == 7


@torch.inference_mode()
def test_a_network_that_makes_maps_serves_as_well():
    resnet = ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    made = model(image_config=resnet)
    assert made.vision_encoder(pictures(side=64)).shape == (3, 1 + 8 * 8, 16)
    output = made(pictures(side=64), IDS)
    assert output.logits.isfinite().all() and output.tag_logits.shape == (3, 7)
    places = positions(torch.zeros(1, 16, 8, 8)).flatten(1)
    assert torch.cdist(places.T, places.T).fill_diagonal_(1).min() > 0.1, "each place has its own"


def test_the_parts_at_paper_size_have_their_parameters():
    with torch.device("meta"):
        made = MFDNModel(MFDNConfig())
        whole_vit = AutoModel.from_config(
            vit(24, image_size=128, patch_size=16, **PAPER), add_pooling_layer=False
        )
        picture = MFDNModel(MFDNConfig(variant="picture"))
    counts = {name: sum(p.numel() for p in part.parameters()) for name, part in made.parts.items()}
    layer = 4 * 1025 * 1024 + 1025 * 4096 + 4097 * 1024 + 4 * 1024
    assert counts == {
        "vision_encoder": 12 * layer + 66 * 1024 + 769 * 1024,  # class token, 65 positions, patches
        "tag_encoder": 12 * layer + (25_409 + 1 + 1 + 2) * 1024,  # words, position, type, norm
        "multimodal_encoder": 12 * layer + 2 * 1024,
        "decoder": 4 * (layer + 4 * 1025 * 1024 + 2 * 1024) + 2 * 1024 + 1024,
        "tag_head": 1025 * 25_404,
        "character_head": 1025 * 14_413,
    }
    assert sum(counts.values()) == 588_346_249
    plain = sum(p.numel() for p in whole_vit.parameters())
    assert sum(p.numel() for p in picture.parameters()) == plain + 1025 * 14_413, "Table V's ViT-L"


@pytest.mark.slow
def test_a_training_step_at_paper_size_moves_every_part():
    torch.manual_seed(0)
    made = MFDNModel(MFDNConfig()).train()
    optimizer = torch.optim.SGD(made.parameters(), lr=1e-3)  # Section V.A
    ids = torch.randint(5, 25_409, (2, 32))
    ids[:, 0], ids[:, -1] = CLS, SEP
    hidden = torch.full_like(ids, -100)
    hidden[:, 1:16] = ids[:, 1:16]
    loss = made(torch.randn(2, 3, 128, 128), ids, masked_labels=hidden, labels=torch.tensor([0, 14_412])).loss
    loss.backward()
    assert loss.isfinite()
    before = {name: [p.detach().clone() for p in part.parameters()] for name, part in made.parts.items()}
    optimizer.step()
    for name, part in made.parts.items():
        assert all(p.grad is not None and p.grad.isfinite().all() for p in part.parameters()), name
        moved = [not torch.equal(*pair) for pair in zip(before[name], part.parameters(), strict=True)]
        assert sum(moved) > 0.9 * len(moved), name


# weights


def saved_vit(folder, layers: int, **overrides) -> nn.Module:
    torch.manual_seed(7)
    made = AutoModel.from_config(vit(layers, num_labels=7, **overrides)).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    made.save_pretrained(folder)
    return made


@torch.inference_mode()
def test_the_halves_of_a_vit_are_that_vit_where_there_are_no_tags(tmp_path):
    whole = saved_vit(tmp_path, 4)
    made = MFDNModel.from_backbones(tmp_path, image_size=16, variant="picture", num_characters=3).eval()
    assert (len(made.vision_encoder.backbone.layers), made.config.multimodal_layers) == (2, 2)
    tokens = whole(pictures()).last_hidden_state
    torch.testing.assert_close(made.embed(pixel_values=pictures()), F.normalize(tokens[:, 0]))
    assert "id2label" not in made.config.to_diff_dict()["image_config"]


@pytest.mark.parametrize(
    ("layers", "given", "split"), [(5, {}, (2, 3)), (6, {"multimodal_layers": 2}, (4, 2))]
)
def test_a_vit_of_any_depth_is_split(tmp_path, layers, given, split):
    whole = saved_vit(tmp_path, layers)
    made = MFDNModel.from_backbones(tmp_path, image_size=16, vocab_size=12, num_characters=3, **given)
    lower, upper = made.vision_encoder.backbone.layers, made.multimodal_encoder.layers
    assert (len(lower), len(upper)) == split
    for own, its in zip([*lower, *upper], whole.layers, strict=True):
        for name, tensor in its.state_dict().items():
            assert torch.equal(own.state_dict()[name], tensor), name
    assert made.config.text_config.vocab_size == 12 and made.config.variant == "masked"


@torch.inference_mode()
def test_position_embeddings_are_interpolated(tmp_path):
    whole = saved_vit(tmp_path, 2)
    made = MFDNModel.from_backbones(tmp_path, image_size=32, variant="picture", num_characters=3).eval()
    assert made.vision_encoder.backbone.embeddings.position_embeddings.shape == (1, 1 + 4 * 4, 16)
    tokens = whole(pictures(side=32), interpolate_pos_encoding=True).last_hidden_state
    torch.testing.assert_close(made.embed(pixel_values=pictures(side=32)), F.normalize(tokens[:, 0]))


def test_what_cannot_start_it_is_named(tmp_path):
    with pytest.raises(OSError):
        MFDNModel.from_backbones(tmp_path / "nowhere")
    AutoModel.from_config(bert()).save_pretrained(tmp_path / "text")
    with pytest.raises(ValueError, match="text is of the type bert, where a ViT is needed"):
        MFDNModel.from_backbones(tmp_path / "text")
    saved_vit(tmp_path / "image", 2)
    with pytest.raises(ValueError, match="2 layers, of which 2 leave the vision encoder none"):
        MFDNModel.from_backbones(tmp_path / "image", multimodal_layers=2)
    new = MFDNModel.from_backbones(
        None, image_config=vit(), vocab_size=12, decoder_layers=1, num_characters=2
    )
    assert new.config.hidden_size == 16


@pytest.mark.parametrize("variant", ["picture", "tags", "masked"])
def test_model_and_classifier_share_a_checkpoint(variant, tmp_path):
    made = model(variant)
    ids = None if variant == "picture" else IDS
    expected = made(pictures(), ids)
    made.save_pretrained(tmp_path / "model")
    classifier = AutoModelForImageClassification.from_pretrained(tmp_path / "model").eval()
    assert comicenc and type(classifier) is MFDNForImageClassification
    assert torch.equal(classifier(pictures(), ids).logits, expected.logits)
    assert torch.equal(classifier.embed(pixel_values=pictures(), input_ids=ids), expected.embeddings)
    labels = torch.tensor([0, 1, 2])
    loss = F.cross_entropy(expected.logits, labels)
    torch.testing.assert_close(classifier(pictures(), ids, labels=labels).loss, loss)

    classifier.save_pretrained(tmp_path / "classifier")
    again = AutoModel.from_pretrained(tmp_path / "classifier").eval()
    assert type(again) is MFDNModel
    for name, tensor in made.state_dict().items():
        assert torch.equal(again.state_dict()[name], tensor), name
    assert torch.equal(again(pictures(), ids).logits, expected.logits)


def test_the_pipeline_names_characters(tmp_path):
    names = ["Pepper", "Carrot", "Saffron", "Shichimi", "Coriander"]
    made = model(id2label=dict(enumerate(names)))
    made.save_pretrained(tmp_path)
    processor = MFDNImageProcessor(size=16)
    processor.save_pretrained(tmp_path)
    picture = Image.new("RGB", (40, 30), "teal")
    found = pipeline("image-classification", model=str(tmp_path))(picture, top_k=2)
    scores = made(**processor(picture, return_tensors="pt")).logits.softmax(1)[0]
    best = scores.argsort(descending=True)[:2].tolist()
    assert [each["label"] for each in found] == [names[index] for index in best]
    assert [each["score"] for each in found] == pytest.approx(scores[best].tolist(), rel=1e-4)
