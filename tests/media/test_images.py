"""Every kind of picture comes out as upright RGB on white; every bad one gives a sentence with its name."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageFile

from comicenc.media import UnreadableFile, images, read_image


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def gradient() -> Image.Image:
    """40 x 20, each pixel another colour."""
    y, x = np.mgrid[0:20, 0:40]
    return Image.fromarray(np.stack([x * 6, y * 12, x + y], axis=-1).astype(np.uint8))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
def test_formats(gradient, kind):
    lossless = {"lossless": True} if kind == "WEBP" else {}
    read = read_image(encoded(gradient, kind, **lossless))
    assert read.mode == "RGB"
    assert read.size == (40, 20)
    off = np.abs(np.asarray(read).astype(int) - np.asarray(gradient)).mean()
    assert off < (12 if kind in ("GIF", "AVIF") else 1e-9)


def test_a_path_bytes_an_image_and_an_array_are_the_same_picture(gradient, tmp_path):
    file = tmp_path / "a.png"
    gradient.save(file)
    wanted = np.asarray(gradient)
    for source in (file, str(file), file.read_bytes(), gradient, Image.open(file), wanted, wanted / 255):
        np.testing.assert_array_equal(np.asarray(read_image(source)), wanted)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_sets_upright_what_the_header_measures(kind, orientation):
    image = Image.new("RGB", (40, 20), "black")
    image.paste("white", (0, 0, 20, 10))  # one bright quarter says which way is up
    exif = Image.Exif()
    exif[0x112] = orientation
    data = encoded(image, kind, exif=exif)
    read = read_image(data)
    upright = image.transpose(images.UPRIGHT[orientation]) if orientation > 1 else image
    assert read.size == upright.size == images.image_size(data, "x")
    assert np.abs(np.asarray(read).astype(int) - np.asarray(upright)).mean() < 8


def test_alpha_lies_on_white():
    half_red = Image.new("RGBA", (4, 4), (255, 0, 0, 128))
    for image in (half_red, half_red.convert("RGBa")):
        assert read_image(image).getpixel((0, 0)) == (255, 127, 127)
    assert read_image(Image.new("LA", (4, 4), (0, 0))).getpixel((0, 0)) == (255, 255, 255)


def test_transparent_palette_and_grey_lie_on_white():
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 9, 8, 7])
    assert read_image(encoded(palette, "PNG")).getpixel((0, 0)) == (9, 8, 7)
    assert read_image(encoded(palette, "PNG", transparency=1)).getpixel((0, 0)) == (255, 255, 255)
    grey = Image.new("L", (4, 4), 7)
    assert read_image(encoded(grey, "PNG", transparency=7)).getpixel((0, 0)) == (255, 255, 255)
    assert read_image(encoded(Image.new("1", (4, 4), 1), "PNG")).getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_and_not_cut():
    deep = np.array([[0, 128, 257, 32768, 65535]], np.uint16)
    wanted = [0, 0, 1, 128, 255]
    image = Image.fromarray(deep)
    assert image.mode == "I;16"
    for source in (encoded(image, "PNG"), encoded(image, "TIFF"), image, deep, image.convert("I")):
        assert np.asarray(read_image(source))[0, :, 0].tolist() == wanted


def test_the_first_frame_of_an_animation():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        red, _, blue = read_image(data).getpixel((4, 4))
        assert red > 240 and blue < 15


def test_cmyk_becomes_rgb():
    red = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    r, g, b = read_image(encoded(red, "JPEG")).getpixel((4, 4))
    assert r > 240 and g < 15 and b < 15


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((4, 4), np.int64), "an array of int64 is no picture"),
        (np.zeros((3, 4, 5), np.uint8), r"an array of shape \(3, 4, 5\) is no picture"),
        (np.zeros((0, 4), np.uint8), r"an array of shape \(0, 4\) is no picture"),
        (np.full((4, 4), np.nan), "the array given holds floating-point values"),
        (np.full((4, 4), 255.0), "the array given holds floating-point values"),
    ],
)
def test_arrays_that_are_no_pictures(array, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_image(array)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
@pytest.mark.parametrize("kept", [0.95, 0.5, 0.02])
def test_a_truncated_picture_is_named(kind, kept, tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (80, 80, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    file = tmp_path / "page.bin"
    file.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(UnreadableFile, match=r"page\.bin is"):
        read_image(file)


def test_truncation_of_the_usual_formats_is_seen_without_decoding(gradient):
    for kind in ("JPEG", "PNG", "WEBP"):
        data = encoded(gradient.resize((200, 200)), kind)
        assert images.image_size(data, "x") == (200, 200)
        with pytest.raises(UnreadableFile, match="x is truncated"):
            images.image_size(data[: len(data) * 9 // 10], "x")


def test_no_picture_at_all(tmp_path):
    text = tmp_path / "text.png"
    text.write_text("Once upon a time")
    with pytest.raises(UnreadableFile, match=r"text\.png is not a picture"):
        read_image(text)
    with pytest.raises(UnreadableFile, match="the bytes given is empty"):
        read_image(b"")
    with pytest.raises(UnreadableFile, match=r"absent\.png does not exist"):
        read_image(tmp_path / "absent.png")
    with pytest.raises(UnreadableFile, match="NoneType is no picture: it needs a path, bytes, a PIL image"):
        read_image(None)
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_image(tmp_path)


def test_formats_that_could_start_programs_are_not_opened():
    eps = encoded(Image.new("RGB", (4, 4)), "EPS")
    with pytest.raises(UnreadableFile, match="not a picture"):
        read_image(eps)


@pytest.mark.parametrize("side", [9_200, 14_000, 40_000])  # under, over, and twice over Pillow's own alarm
def test_a_huge_picture_is_refused_by_its_header(side, recwarn):
    data = bytearray(encoded(Image.new("L", (1, 1)), "BMP"))
    data[18:26] = side.to_bytes(4, "little") * 2
    with pytest.raises(UnreadableFile, match=r"x (is \d+ x \d+|has more than)"):
        images.image_size(bytes(data), "x")
    assert not recwarn


def test_a_large_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    file = tmp_path / "large.png"
    file.write_bytes(b"x" * 101)
    with pytest.raises(UnreadableFile, match=r"large\.png is larger"):
        read_image(file)


def test_pillow_is_left_as_it_was():
    read_image(np.zeros((4, 4), np.uint8))
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    assert Image.MAX_IMAGE_PIXELS > images.MAX_PIXELS


def test_importing_the_readers_is_light():
    heavy = "{'torch', 'transformers', 'cv2', 'sklearn', 'pypdfium2'}"
    code = f"import comicenc.reading, sys; assert not {heavy} & set(sys.modules), sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
