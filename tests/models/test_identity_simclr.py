"""Identity-Aware SimCLR against its equations, written out by hand."""

from __future__ import annotations

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from PIL import Image
from torch.nn import functional as F
from transformers import AutoModel, ResNetConfig, ResNetForImageClassification

from comicenc.models.identity_simclr import (
    IdentitySimCLRConfig,
    IdentitySimCLRImageProcessor,
    IdentitySimCLRModel,
    IdentitySimCLRProcessor,
)
from comicenc.nn.looking import look
from comicenc.objectives.nt_xent import nt_xent

FUSIONS = ("sum", "cat", "weighted_sum", "coefficient_sum", "attention")
HAS_FACE = torch.tensor([True, True, False, True, True])
HAS_BODY = torch.tensor([True, False, True, True, True])


def resnet() -> ResNetConfig:
    return ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")


def model(**settings) -> IdentitySimCLRModel:
    torch.manual_seed(0)
    tiny = {"image_config": resnet(), "projection_dim": 6, "identity_dim": 10, "projection_width": 14}
    made = IdentitySimCLRModel(IdentitySimCLRConfig(**tiny | settings))
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if "identity" in name or "fusion" in name or parameter.ndim == 1:
                parameter.add_(0.3 * torch.randn_like(parameter))
    return made.eval()


def images(n: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(n, 3, 16, 16, generator=generator), torch.randn(n, 3, 24, 24, generator=generator)


def features(made: IdentitySimCLRModel, pictures: torch.Tensor, encoder: int = 0) -> torch.Tensor:
    """g_mid(f(x)) by hand."""
    part = made.encoders[encoder]
    rows = part.backbone(pictures).pooler_output.flatten(1)
    for layer in part.head.layers[: made.config.head_depth]:
        rows = layer(rows)
    return rows


def projections(made: IdentitySimCLRModel, pictures: torch.Tensor, encoder: int = 0) -> torch.Tensor:
    rows = features(made, pictures, encoder)
    for layer in made.encoders[encoder].head.layers[made.config.head_depth :]:
        rows = layer(rows)
    return F.normalize(rows)


def zeroed(rows: torch.Tensor, has: torch.Tensor) -> torch.Tensor:
    return rows * has[:, None]


@pytest.mark.parametrize("head_depth", [0, 1, 2])
def test_identity_is_the_sum_of_the_parts_through_a_linear_layer(head_depth):
    made, (faces, bodies) = model(head_depth=head_depth), images()
    h = zeroed(features(made, faces), HAS_FACE) + zeroed(features(made, bodies), HAS_BODY)
    expected = F.normalize(h @ made.identity.weight.T + made.identity.bias)
    output = made(faces, bodies, HAS_FACE, HAS_BODY)
    torch.testing.assert_close(output.embeddings, expected)
    assert made.identity.in_features == (16 if head_depth == 0 else 14)


def test_the_head_is_that_of_simclr_v2():
    kinds = [[type(module).__name__ for module in layer] for layer in model().encoders[0].head.layers]
    hidden = ["Linear", "BatchNorm1d", "ReLU"]
    assert kinds == [hidden, hidden, hidden[:2]]


def test_a_part_alone_is_what_the_character_would_be_without_the_other():
    made, (faces, bodies) = model(), images()
    output = made(faces, bodies, HAS_FACE, HAS_BODY)
    torch.testing.assert_close(output.face_embedding[HAS_FACE], made(faces[HAS_FACE]).embeddings)
    alone = made(body_pixel_values=bodies[HAS_BODY]).embeddings
    torch.testing.assert_close(output.body_embedding[HAS_BODY], alone)
    assert (output.face_embedding[~HAS_FACE] == 0).all()
    assert (output.body_embedding[~HAS_BODY] == 0).all()
    torch.testing.assert_close(output.embeddings[~HAS_BODY], output.face_embedding[~HAS_BODY])


def test_the_baseline_is_the_sum_of_the_projections():
    made, (faces, bodies) = model(embedding="projection"), images()
    output = made(faces, bodies, HAS_FACE, HAS_BODY)
    z_face, z_body = (
        zeroed(projections(made, part), has) for part, has in ((faces, HAS_FACE), (bodies, HAS_BODY))
    )
    torch.testing.assert_close(output.face_projection, z_face)
    torch.testing.assert_close(output.body_projection, z_body)
    torch.testing.assert_close(output.embeddings, F.normalize(z_face + z_body))
    assert made.config.embedding_dim == output.embeddings.shape[1] == 6


@pytest.mark.parametrize("fusion", FUSIONS)
def test_fusions_are_what_table_10_says(fusion):
    made = model(fusion=fusion)
    part, present = torch.randn(2, 5, 14), torch.stack([HAS_FACE, HAS_BODY])
    face, body = (zeroed(rows, has) for rows, has in zip(part, present, strict=True))
    fused = made.fusion(part, present)
    if fusion == "sum":
        expected = face + body
    elif fusion == "cat":
        expected = torch.cat([face, body], 1)
    elif fusion in ("weighted_sum", "coefficient_sum"):
        shares = made.fusion.weights[:, 0].softmax(0)
        assert shares.shape == (2, 14 if fusion == "weighted_sum" else 1)
        torch.testing.assert_close(shares.sum(0), torch.ones_like(shares[0]))
        assert (shares[0] - shares[1]).abs().max() > 0.01
        expected = shares[0] * face + shares[1] * body
    else:
        expected = attended(made.fusion.attention, face, body)
    torch.testing.assert_close(fused, expected)
    assert made.identity.in_features == fused.shape[1]


def attended(attention: torch.nn.MultiheadAttention, face: torch.Tensor, body: torch.Tensor) -> torch.Tensor:
    """Face as query over the keys and values of what there is."""
    (q, k, v), (q0, k0, v0) = attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3)
    rows = []
    for i in range(len(face)):
        there = torch.stack([row[i] for row, has in ((face, HAS_FACE), (body, HAS_BODY)) if has[i]])
        scores = (face[i] @ q.T + q0) @ (there @ k.T + k0).T / there.shape[1] ** 0.5
        rows.append(scores.softmax(0) @ (there @ v.T + v0))
    return torch.stack(rows) @ attention.out_proj.weight.T + attention.out_proj.bias


@pytest.mark.parametrize("fusion", FUSIONS)
def test_a_trained_padding_stands_for_a_missing_part_only(fusion):
    made = model(fusion=fusion, trainable_padding=True)
    part, present = torch.randn(2, 5, 14), torch.stack([HAS_FACE, HAS_BODY])
    padded = torch.where(present[..., None], part, made.fusion.padding)
    torch.testing.assert_close(made.fusion(part, present), made.fusion(padded, torch.ones_like(present)))
    before = made.fusion(part, present)
    with torch.no_grad():
        made.fusion.padding.add_(torch.randn_like(made.fusion.padding))
    changed = (made.fusion(part, present) - before).abs().amax(1) > 1e-4
    assert changed.tolist() == (~present.all(0)).tolist()


@pytest.mark.parametrize("fusion", FUSIONS)
@pytest.mark.parametrize("embedding", ["identity", "projection"])
def test_a_row_without_any_part_is_zero_and_finite(fusion, embedding):
    made, (faces, bodies) = model(fusion=fusion, embedding=embedding), images()
    made.train()
    nobody = torch.tensor([True, True, False, True, True])
    output = made(faces, bodies, nobody, nobody)
    assert (output.embeddings[2] == 0).all()
    output.embeddings.sum().backward()
    assert all(p.grad.isfinite().all() for p in made.parameters() if p.grad is not None)


def test_random_masking_takes_a_part_from_its_share_of_whole_characters():
    made = model(random_masking=0.4).train()
    present = torch.ones(2, 4000, dtype=torch.bool)
    present[0, :1000] = False
    seen = []
    made.fusion.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[1]))
    torch.manual_seed(0)
    made.identify(torch.randn(2, 4000, 14), present)
    whole = seen[0][:, 1000:]
    assert torch.equal(seen[0][:, :1000], present[:, :1000]), "a character with one part keeps it"
    assert whole.any(0).all()
    assert (~whole).float().mean(1).tolist() == pytest.approx([0.2, 0.2], abs=0.03)
    made.eval().identify(torch.randn(2, 4000, 14), present)
    assert torch.equal(seen[1], present)


@pytest.mark.parametrize(
    ("variant", "terms"),
    [
        ("face", {"face"}),
        ("body", {"body"}),
        ("unaligned", {"face", "body"}),
        ("aligned", {"face", "body", "identity"}),
        ("separate", {"face", "body"}),
    ],
)
def test_each_variant_has_its_terms_of_equation_4(variant, terms):
    made = model(variant=variant)
    faces, bodies = images(10)
    face_views, body_views = faces.unflatten(0, (5, 2)), bodies.unflatten(0, (5, 2))
    given = {}
    if "face" in terms:
        given |= {"pixel_values": faces[:5], "has_face": HAS_FACE, "face_views": face_views}
    if "body" in terms:
        given |= {
            "body_pixel_values": bodies[:5],
            "has_body": HAS_BODY,
            "body_views": body_views,
        }
    output = made(**given)

    both, last = HAS_FACE & HAS_BODY, len(made.encoders) - 1
    z_face, z_body = (
        projections(made, faces).unflatten(0, (5, 2)),
        projections(made, bodies, last).unflatten(0, (5, 2)),
    )
    weak = projections(made, faces[:5])[both], projections(made, bodies[:5], last)[both]
    expected = {
        "face": nt_xent(*z_face[HAS_FACE].unbind(1), 0.07),
        "body": nt_xent(*z_body[HAS_BODY].unbind(1), 0.07),
        "identity": nt_xent(*weak, 0.07),
    }
    for term, value in expected.items():
        found = output.get(f"{term}_loss")
        assert (found is not None) == (term in terms)
        if found is not None:
            torch.testing.assert_close(found, value)
    torch.testing.assert_close(output.loss, sum(expected[term] for term in terms))
    if "face" in terms:
        torch.testing.assert_close(output.face_view_projections[HAS_FACE], z_face[HAS_FACE])


def test_separate_has_twice_the_encoders_and_each_serves_its_part():
    made, (faces, bodies) = model(variant="separate"), images()
    count = sum(p.numel() for p in model().encoders.parameters())
    assert sum(p.numel() for p in made.encoders.parameters()) == 2 * count
    output = made(faces, bodies)
    torch.testing.assert_close(output.face_projection, projections(made, faces, 0))
    torch.testing.assert_close(output.body_projection, projections(made, bodies, 1))


def test_a_variant_refuses_what_it_is_not_for():
    faces, bodies = images()
    with pytest.raises(ValueError, match="'face' takes no bodies"):
        model(variant="face")(faces, bodies)
    with pytest.raises(ValueError, match="'body' takes no faces"):
        model(variant="body")(face_views=faces[:, None])
    with pytest.raises(ValueError, match="pixel_values"):
        model()()
    with pytest.raises(ValueError, match="missing"):
        model()(faces, has_face=torch.zeros(5, dtype=torch.bool))
    with pytest.raises(ValueError, match="identity term"):
        model()(face_views=torch.randn(4, 2, 3, 16, 16))


@pytest.mark.parametrize(
    "wrong",
    [
        {"head_depth": 3},
        {"random_masking": 1.5},
        {"variant": "face", "fusion": "cat"},
        {"fusion": "product"},
        {"variant": "both"},
        {"embedding": "mean"},
        {"projection_dim": "128"},
    ],
    ids=str,
)
def test_a_config_that_contradicts_itself_is_refused(wrong):
    with pytest.raises((ValueError, StrictDataclassError)):
        IdentitySimCLRConfig(**wrong)


def statistics(made: IdentitySimCLRModel) -> list[torch.Tensor]:
    return [buffer.clone() for name, buffer in made.named_buffers() if "running" in name]


def test_blank_images_touch_no_batch_statistics():
    faces, bodies = images()
    with_blanks, without = model().train(), model().train()
    with_blanks(faces, bodies, HAS_FACE, HAS_BODY)
    without.encode_parts(
        torch.cat([faces[HAS_FACE], torch.zeros(0, 3, 16, 16)]),
        torch.cat([bodies[HAS_BODY], torch.zeros(0, 3, 24, 24)]),
    )
    for one, other in zip(statistics(with_blanks), statistics(without), strict=True):
        torch.testing.assert_close(one, other)


def test_missing_parts_cost_nothing():
    made, (faces, bodies) = model(), images()
    seen = []
    made.encoders[0].backbone.register_forward_pre_hook(
        lambda *call: seen.append(len(call[2]["pixel_values"])), with_kwargs=True
    )
    made(faces, bodies, HAS_FACE, HAS_BODY)
    assert seen == [4, 4]


@pytest.mark.parametrize(
    ("stage", "loss"),
    [
        ("self_supervised", lambda output: output.loss),
        ("identity", lambda output: output.embeddings.sum()),
        ("supervised", lambda output: output.embeddings.sum()),
    ],
    ids=["self_supervised", "identity", "supervised"],
)
def test_each_stage_trains_its_part_and_all_of_it(stage, loss):
    made, (faces, bodies) = model(trainable_padding=True), images()
    made.set_stage(stage)
    made.train()
    before = statistics(made)
    views = {
        "face_views": faces[:, None].repeat(1, 2, 1, 1, 1),
        "body_views": bodies[:, None].repeat(1, 2, 1, 1, 1),
    }
    given = views if stage == "self_supervised" else {}
    loss(made(faces, bodies, HAS_FACE, HAS_BODY, **given)).backward()
    for name, parameter in made.named_parameters():
        rest_of_head = "head.layers.1" in name or "head.layers.2" in name
        trained = {
            "self_supervised": name.startswith("encoders"),
            "identity": not name.startswith("encoders"),
            "supervised": not rest_of_head,
        }[stage]
        assert parameter.requires_grad == trained, name
        assert (parameter.grad is not None) == trained, name
    moved = any(not torch.equal(a, b) for a, b in zip(before, statistics(made), strict=True))
    assert moved == (stage != "identity"), "frozen means the batch statistics too"


def test_the_identity_stage_can_work_on_features_kept_from_before():
    made, (faces, bodies) = model(), images()
    made.set_stage("identity")
    made.train()
    kept = made.encode_parts(faces, bodies, HAS_FACE, HAS_BODY)
    again = made.identify(kept.features, kept.present)
    torch.testing.assert_close(again, made(faces, bodies, HAS_FACE, HAS_BODY).embeddings)


@pytest.mark.parametrize("variant", ["aligned", "separate"])
def test_from_backbones_starts_from_saved_weights(variant, tmp_path):
    torch.manual_seed(5)
    config = resnet()
    config.num_labels = 7
    ResNetForImageClassification(config).save_pretrained(tmp_path / "backbone")
    weights = AutoModel.from_pretrained(tmp_path / "backbone").state_dict()
    made = IdentitySimCLRModel.from_backbones(str(tmp_path / "backbone"), variant=variant, identity_dim=9)
    assert made.config.identity_dim == 9
    assert made.config.encoder_width == 16
    assert "id2label" not in made.config.to_diff_dict()["image_config"]
    for encoder in made.encoders:
        for name, tensor in encoder.backbone.state_dict().items():
            assert torch.equal(tensor, weights[name]), name
    made.save_pretrained(tmp_path / "model")
    again = AutoModel.from_pretrained(tmp_path / "model")
    assert torch.equal(
        again.encoders[-1].backbone.embedder.embedder.convolution.weight,
        weights["embedder.embedder.convolution.weight"],
    )
    with pytest.raises(OSError):
        IdentitySimCLRModel.from_backbones(str(tmp_path / "nowhere"))


def test_a_face_fills_its_square_and_a_body_keeps_its_shape_on_white():
    processor = IdentitySimCLRImageProcessor(face_size=20, body_size=40)
    black = Image.new("RGB", (30, 60))
    assert (processor.squared(black, "face") == 0).all()
    body = processor.squared(black, "body")
    assert body.shape == (40, 40, 3)
    assert (body[:, 10:30] == 0).all()
    assert (body[:, :10] == 255).all()
    assert (body[:, 30:] == 255).all()
    assert processor.squared(Image.new("RGB", (1000, 1)), "body").shape == (40, 40, 3)


def test_large_pictures_shrink_without_aliasing():
    stripes = torch.arange(960).remainder(2).mul(255).byte().expand(960, 960)
    small = IdentitySimCLRImageProcessor().squared(Image.fromarray(stripes.contiguous().numpy()), "face")
    assert abs(small.astype(float) - 127.5).max() < 8


def test_pixels_are_normalised_and_missing_parts_are_zero():
    processor = IdentitySimCLRProcessor(
        IdentitySimCLRImageProcessor(image_mean=[0.5] * 3, image_std=[0.5] * 3)
    )
    white = Image.new("RGB", (9, 9), "white")
    batch = processor(faces=[white, None], bodies=[None, white])
    assert batch["pixel_values"].shape == (2, 3, 96, 96)
    assert batch["body_pixel_values"].shape == (2, 3, 128, 128)
    assert (batch["pixel_values"][0] == 1).all()
    assert (batch["pixel_values"][1] == 0).all()
    assert batch["has_face"].tolist() == [True, False]
    assert batch["has_body"].tolist() == [False, True]
    assert processor(faces=[white], return_tensors="np")["pixel_values"].dtype == "float32"


def test_a_tall_body_is_cut_below_where_asked():
    figure = Image.new("RGB", (20, 80), "white")
    figure.paste((255, 0, 0), (0, 0, 20, 20))
    whole = IdentitySimCLRImageProcessor(body_size=32).squared(figure, "body")
    cut = IdentitySimCLRImageProcessor(body_size=32, body_aspect=1.0).squared(figure, "body")
    assert (whole[:, :, 1] < 128).sum() < 100  # a thin strip on white
    assert (cut[:, :, 1] < 128).all()


def test_looks_are_averaged_in_evaluation_only():
    once = model(head_depth=0).eval()
    often = model(head_depth=0, zooms=(1.0, 1.25), mirrored=True).eval()
    often.load_state_dict(once.state_dict())
    faces, _ = images()
    looks = [faces, faces.flip(-1), look(faces, 1.25, 1), look(faces, 1.25, -1)]
    expected = torch.stack([once.encode_parts(way).features[0] for way in looks]).mean(0)
    assert torch.allclose(often.encode_parts(faces).features[0], expected, atol=1e-5)
    for made in (once, often):
        made.train()
    assert torch.equal(often.encode_parts(faces).features[0], once.encode_parts(faces).features[0])
