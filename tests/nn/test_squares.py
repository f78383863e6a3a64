import numpy as np
import pytest
from PIL import Image

from comicenc.nn.squares import SquareImageProcessor


class Cornered(SquareImageProcessor):
    """A square of the upper left corner."""

    def squared(self, image, side: int = 4) -> np.ndarray:
        return np.asarray(image)[:side, :side]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("side", [2, 4])
def test_each_channel_is_normalised_by_its_own_mean_and_deviation(count, side):
    mean, std = [0.1, 0.2, 0.3], [0.5, 0.25, 2.0]
    arrays = np.random.default_rng(count).integers(256, size=(count, 6, 6, 3), dtype=np.uint8)
    images = [Image.fromarray(array) for array in arrays]
    found = Cornered(mean, std).preprocess(images, side=side)["pixel_values"]
    assert found.shape == (count, 3, side, side) and found.dtype == np.float32
    for (item, channel, row, column), value in np.ndenumerate(found):
        wanted = (arrays[item, row, column, channel] / 255 - mean[channel]) / std[channel]
        assert value == pytest.approx(wanted, abs=1e-5)


def test_one_image_is_a_batch_of_one():
    processor = Cornered([0.0] * 3, [1.0] * 3)
    image = Image.new("RGB", (5, 5), "white")
    assert (processor(image)["pixel_values"] == processor([image])["pixel_values"]).all()


def test_its_constants_are_saved(tmp_path):
    Cornered([0.1, 0.2, 0.3], [1.0, 2.0, 3.0]).save_pretrained(tmp_path)
    again = Cornered.from_pretrained(tmp_path)
    assert (again.image_mean, again.image_std) == ([0.1, 0.2, 0.3], [1.0, 2.0, 3.0])
