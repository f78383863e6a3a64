"""MangaDeepCluster against torchvision's names and VGG16 written out by hand."""

from __future__ import annotations

import pickle

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F
from transformers import AutoConfig, AutoModel

from comicenc.models.manga_deepcluster import MangaDeepClusterConfig, MangaDeepClusterModel
from comicenc.nn.random_projection import randomly_projected

PLAIN = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)  # where torchvision's vgg16 has its convolutions
NORMED = (0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40)  # and its vgg16_bn
CHANNELS = (64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
TINY = {"hidden_sizes": [4, 6], "depths": [1, 2], "fc_size": 10, "pooled_size": 2, "image_size": 8}


def model(seed: int = 0, **fields) -> MangaDeepClusterModel:
    torch.manual_seed(seed)
    made = MangaDeepClusterModel(MangaDeepClusterConfig(**TINY | {"num_labels": 3} | fields)).eval()
    with torch.no_grad():
        for parameter in made.parameters():  # larger than new ones, so that what differs shows
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return made


def faces(count: int = 3, side: int = 8) -> Tensor:
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(("places", "batch_norm"), [(PLAIN, False), (NORMED, True)])
def test_weights_have_torchvisions_names_and_shapes(places, batch_norm):
    expected, before = {}, 3
    for place, size in zip(places, CHANNELS, strict=True):
        expected[f"features.{place}.weight"] = (size, before, 3, 3)
        expected[f"features.{place}.bias"] = (size,)
        if batch_norm:
            for name in ("weight", "bias", "running_mean", "running_var"):
                expected[f"features.{place + 1}.{name}"] = (size,)
            expected[f"features.{place + 1}.num_batches_tracked"] = ()
        before = size
    for place, shape in ((0, (4096, 25088)), (3, (4096, 4096)), (6, (1000, 4096))):
        expected |= {f"classifier.{place}.weight": shape, f"classifier.{place}.bias": shape[:1]}
    with torch.device("meta"):
        whole = MangaDeepClusterModel(MangaDeepClusterConfig(num_labels=1000, batch_norm=batch_norm))
    assert {name: tuple(value.shape) for name, value in whole.state_dict().items()} == expected


@torch.no_grad()
def test_every_layer_is_vggs():
    made, images = model(), faces()
    state, expected = made.state_dict(), {}

    def convolved(maps: Tensor, place: int) -> Tensor:
        return F.relu(
            F.conv2d(maps, state[f"features.{place}.weight"], state[f"features.{place}.bias"], padding=1)
        )

    maps = expected["conv1"] = convolved(images, 0)
    maps = expected["conv2"] = convolved(convolved(F.max_pool2d(maps, 2), 3), 5)
    rows = F.adaptive_avg_pool2d(F.max_pool2d(maps, 2), 2).flatten(1)
    for name, place in (("fc1", 0), ("fc2", 3)):
        rows = F.linear(rows, state[f"classifier.{place}.weight"], state[f"classifier.{place}.bias"])
        rows = expected[name] = F.relu(rows)
    logits = F.linear(rows, state["classifier.6.weight"], state["classifier.6.bias"])

    assert made.config.layers == tuple(expected)
    found = made.features_of(images, expected, unit=False)
    for name, values in expected.items():
        torch.testing.assert_close(found[name], values.flatten(1))
        unit = made.features_of(images, [name])[name]
        torch.testing.assert_close(unit, F.normalize(values.flatten(1)))
        assert unit.shape[1] == made.config.feature_dim(name)
    output = made(images, torch.tensor([2, 0, -100]))
    torch.testing.assert_close(output.logits, logits)
    torch.testing.assert_close(output.loss, F.cross_entropy(logits[:2], torch.tensor([2, 0])))
    torch.testing.assert_close(output.embeddings, F.normalize(expected["fc1"]))


@torch.no_grad()
def test_large_maps_are_projected_to_the_size_that_the_config_says():
    made = model(projection_dim=40, projection_seed=7, feature="conv1")
    plain = model(feature="conv1").features_of(faces(), ["conv1"], unit=False)["conv1"]
    found = made.features_of(faces(), ["conv1", "fc2"], unit=False)
    torch.testing.assert_close(found["conv1"], randomly_projected(plain, 40, 7))
    assert plain.shape[1] == 4 * 8 * 8 and made.config.embedding_dim == 40
    assert made.embed(pixel_values=faces()).shape == (3, 40)


@torch.no_grad()
def test_looks_are_means_in_evaluation_alone():
    looking, once = model(mirrored=True, dropout=0.0), model(dropout=0.0)
    both = [once.features_of(images, ["fc2"], unit=False)["fc2"] for images in (faces(), faces().flip(-1))]
    mean = looking.features_of(faces(), ["fc2"], unit=False)["fc2"]
    torch.testing.assert_close(mean, sum(both) / 2)
    assert torch.equal(looking.features_of(faces(), ["fc2"], unit=False, once=True)["fc2"], both[0])
    assert torch.equal(looking.train()(faces()).logits, once.train()(faces()).logits)


@pytest.mark.parametrize("kind", ["weights.pth", "weights.safetensors", ""])
def test_published_weights_are_read(tmp_path, kind):
    source = model(seed=3).state_dict()
    if kind.endswith(".pth"):
        torch.save(source, tmp_path / kind)
    else:
        save_file(source, tmp_path / (kind or "model.safetensors"))
    same = MangaDeepClusterModel.from_backbones(tmp_path / kind, **TINY, num_labels=3)
    assert all(torch.equal(value, source[name]) for name, value in same.state_dict().items())
    other = MangaDeepClusterModel.from_backbones(tmp_path / kind, **TINY, num_labels=7)
    for name, value in other.state_dict().items():
        if "classifier.6" in name:
            assert len(value) == 7
        else:
            assert torch.equal(value, source[name]), name


class Payload:
    def __reduce__(self):
        return print, ("executed",)


def test_what_is_no_such_network_is_one_sentence(tmp_path, capsys):
    with pytest.raises(OSError, match="nowhere"):
        MangaDeepClusterModel.from_backbones(tmp_path / "nowhere.pth", **TINY)
    with pytest.raises(OSError, match="0 files"):
        MangaDeepClusterModel.from_backbones(tmp_path, **TINY)
    torch.save(model(batch_norm=True).state_dict(), tmp_path / "bn.pth")
    with pytest.raises(ValueError, match=r"bn\.pth holds another network.*features\.1\."):
        MangaDeepClusterModel.from_backbones(tmp_path / "bn.pth", **TINY)
    torch.save(model(fc_size=11).state_dict(), tmp_path / "wide.pth")
    with pytest.raises(ValueError, match=r"wide\.pth holds another network"):
        MangaDeepClusterModel.from_backbones(tmp_path / "wide.pth", **TINY)
    torch.save([1, 2], tmp_path / "list.pth")
    with pytest.raises(ValueError, match=r"list\.pth holds no state dict"):
        MangaDeepClusterModel.from_backbones(tmp_path / "list.pth", **TINY)
    for name in ("broken.pth", "broken.safetensors"):
        (tmp_path / name).write_bytes(b"no weights at all")
        with pytest.raises(ValueError, match=f"{name} holds no weights"):
            MangaDeepClusterModel.from_backbones(tmp_path / name, **TINY)
    (tmp_path / "evil.pth").write_bytes(pickle.dumps(Payload(), protocol=2))
    with pytest.raises(ValueError, match=r"evil\.pth holds no weights"):
        MangaDeepClusterModel.from_backbones(tmp_path / "evil.pth", **TINY)
    assert "executed" not in capsys.readouterr().out


def test_the_classifier_starts_afresh_in_place_or_for_other_classes(tmp_path):
    made = model()
    last = made.classifier[6]
    before = last.weight.clone()
    made.replace_classifier(3, torch.Generator().manual_seed(5))
    assert made.classifier[6] is last and not torch.equal(last.weight, before)
    again = model(seed=9)
    again.replace_classifier(3, torch.Generator().manual_seed(5))
    assert torch.equal(again.classifier[6].weight, last.weight) and not last.bias.any()
    features = made.embed(pixel_values=faces())
    made.replace_classifier(2)
    assert made(faces()).logits.shape == (3, 2) and made.config.num_labels == 2
    assert torch.equal(made.embed(pixel_values=faces()), features)
    made.save_pretrained(tmp_path)
    assert AutoModel.from_pretrained(tmp_path)(faces()).logits.shape == (3, 2)


def test_pseudo_classes_have_no_names_in_the_file_and_characters_do(tmp_path):
    config = MangaDeepClusterConfig()
    config.save_pretrained(tmp_path)
    assert "LABEL_7" not in (tmp_path / "config.json").read_text()
    assert AutoConfig.from_pretrained(tmp_path).num_labels == 3000
    MangaDeepClusterConfig(id2label={0: "Pepper", 1: "Carrot"}).save_pretrained(tmp_path)
    assert AutoConfig.from_pretrained(tmp_path).id2label == {0: "Pepper", 1: "Carrot"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"depths": [1]}, "2 hidden_sizes and 1 depths"),
        ({"feature": "conv3"}, "conv3"),
        ({"feature": "fc9"}, "fc9"),
        ({"image_size": 3}, "halved 2 times"),
        ({"dropout": 1.0}, "dropout"),
        ({"zooms": []}, "zooms"),
        ({"fc_size": 0}, "fc_size"),
    ],
)
def test_contradictions_are_refused(fields, words):
    with pytest.raises((ValueError, StrictDataclassError), match=words):
        MangaDeepClusterConfig(**TINY | fields)


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="'conv3' among conv1, conv2, fc1, fc2"):
        model().features_of(faces(), ["fc1", "conv3"])
    with pytest.raises(ValueError, match="pixel_values"):
        model()()
