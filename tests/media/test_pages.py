"""Pages out of folders, archives, PDFs and single pictures, and what is refused with which sentence."""

import base64
import io
import os
import pickle
import stat
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from comicenc.media import UnreadableFile, archives, pages, pdf, picture_files, read_pages, sidecars

ENCRYPTED_PDF = (  # one blank page of 72 x 72 points under a password, deflated
    "eNqNUU1v00AUvO+veJcc6X7veiUrB9pGQoAapYUL6mG9+zYERXa1caSWP8mBfwB/hBcDxSIcsGzJnjczbz2zWF+tXsgLzRbfvn/5yiQIGLpP"
    "rG0ZX9chHxNWaIOLzmmhilmy5ZJhn08cNePePT0g8HXc4oHxy+HYjyAZf73LB/gAhogbuJ9J9Zn0Mo5xP2zZTw84eW9mAvPPXYxv8DAcayIF"
    "TYjO32LexZfDI60VF2J6vDrd9yfrinSwv73tzPs9KDIFzfgb7LfjR5CqISEYFUxwXgUar3b7kVLht2Psc6yZ8RtoBVpFUxs1Gmy8STqVmDos"
    "VsrodUwGk+py42xOWWfjlHfSBOljV7JHCpa/o6ALqtD5zsjUyYKeeFE35BqUx5izarpi0NIKb5topDNC0LcrpUQhRTOv57FiYQIcE88XOGu1"
    "hQLPmKSfnyb9H8yGM0zK5hxz/gxTc+1Y426Pdcr1dvcZ6Sh8Mwwj6KkA/qovA8hf71dUWNsEyiIqnxKi8bpDjDYlL4rsQlHaL/+HQkVf96k+"
    "PYxgfzd9GGMdp0CMN2yxuL5ZsR9T7MWl"
)


def png(size=(30, 20), colour="white") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def jpeg(size=(300, 200)) -> bytes:
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (*size[::-1], 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


def archive(path, files: dict[str, bytes], compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "album"
    (root / "extra").mkdir(parents=True)
    for name in ("page10.png", "Page2.PNG", "page1.png", "extra/page1.png"):
        (root / name).write_bytes(png((30, 20 + len(name))))
    (root / "notes.txt").write_text("not a page")
    (root / "._page1.png").write_text("what a system leaves behind")
    return root


def test_a_folder_is_sorted_as_people_sort(folder):
    found = read_pages(folder)
    assert [page.name for page in found] == ["extra/page1.png", "page1.png", "Page2.PNG", "page10.png"]
    assert [page.size for page in found] == [(30, 35), (30, 29), (30, 29), (30, 30)]
    assert all(page.image().size == page.size and page.image().mode == "RGB" for page in found)
    assert not any(page.annotated for page in found)


def test_numbers_of_any_length_sort(tmp_path):
    names = ["a007.png", "a8.png", "a" + "9" * 60 + ".png", "b.png"]
    for name in names[::-1]:
        (tmp_path / name).write_bytes(png())
    assert [page.name for page in read_pages(str(tmp_path))] == names


def test_pages_travel_to_other_processes(folder):
    page = pickle.loads(pickle.dumps(read_pages(folder)[0]))
    assert page.image().size == page.size


@pytest.mark.parametrize("suffix", [".cbz", ".zip", ".CBZ"])
def test_an_archive_gives_what_its_folder_gives(folder, tmp_path, suffix):
    files = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    packed = archive(tmp_path / f"album{suffix}", files | {"__MACOSX/page1.png": b"left behind"})
    assert read_pages(packed) == read_pages(folder)
    assert read_pages(packed)[1].image().size == (30, 29)


def test_a_single_picture(folder):
    (page,) = read_pages(folder / "page1.png")
    assert (page.name, page.size, page.image().size) == ("page1.png", (30, 29), (30, 29))


def test_a_pdf_is_drawn(tmp_path):
    file = tmp_path / "album.pdf"
    sheets = [Image.new("RGB", (144, 72), colour) for colour in ("red", "blue")]
    sheets[0].save(file, save_all=True, append_images=sheets[1:], resolution=72)
    found = read_pages(file)
    assert [(page.name, page.size) for page in found] == [("0001", (300, 150)), ("0002", (300, 150))]
    assert [page.image().size for page in found] == [(300, 150)] * 2
    red, _, blue = found[1].image().getpixel((150, 75))
    assert red < 15 and blue > 240


def test_a_large_sheet_of_a_pdf_is_drawn_smaller(tmp_path):
    file = tmp_path / "poster.pdf"
    Image.new("RGB", (10, 20)).save(file, resolution=0.1)  # 7,200 x 14,400 points
    (page,) = read_pages(file)
    width, height = page.size
    assert width * height < 1.01 * pdf.MAX_PAGE_PIXELS
    assert height / width == pytest.approx(2, rel=0.01)


def test_bad_pdfs(tmp_path, monkeypatch):
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(zlib.decompress(base64.b64decode(ENCRYPTED_PDF)))
    with pytest.raises(UnreadableFile, match=r"locked\.pdf is encrypted"):
        read_pages(locked)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 and no more")
    with pytest.raises(UnreadableFile, match=r"broken\.pdf is not a PDF"):
        read_pages(broken)
    monkeypatch.setattr(pdf, "MAX_PAGES", 0)
    Image.new("RGB", (9, 9)).save(tmp_path / "long.pdf")
    with pytest.raises(UnreadableFile, match=r"long\.pdf has 1 pages"):
        read_pages(tmp_path / "long.pdf")


def test_nothing_to_read(tmp_path):
    with pytest.raises(UnreadableFile, match="empty holds no pictures"):
        (tmp_path / "empty").mkdir()
        read_pages(tmp_path / "empty")
    with pytest.raises(UnreadableFile, match=r"empty\.cbz holds no pictures"):
        read_pages(archive(tmp_path / "empty.cbz", {}))
    with pytest.raises(UnreadableFile, match="absent does not exist"):
        read_pages(tmp_path / "absent")
    (tmp_path / "album.cbr").write_bytes(b"Rar!")
    with pytest.raises(UnreadableFile, match=r"album\.cbr is no folder, CBZ, ZIP, PDF or picture"):
        read_pages(tmp_path / "album.cbr")


def test_every_bad_page_is_named_at_once(folder):
    (folder / "cut.jpg").write_bytes(jpeg()[:5000])
    (folder / "text.png").write_text("Once upon a time")
    (folder / "empty.webp").write_bytes(b"")
    with pytest.raises(UnreadableFile) as raised:
        read_pages(folder)
    message = str(raised.value)
    assert message.startswith(f"3 pages of {folder} cannot be read")
    assert "cut.jpg is truncated" in message
    assert "text.png is not a picture" in message
    assert "empty.webp is empty" in message
    assert "\n" not in message and "page1" not in message


def test_a_bad_page_in_an_archive_is_named_with_it(tmp_path):
    packed = archive(tmp_path / "album.cbz", {"1.png": png(), "2.jpg": jpeg()[:5000]})
    with pytest.raises(UnreadableFile, match=r"album\.cbz/2\.jpg is truncated"):
        read_pages(packed)


def test_what_is_damaged_after_reading_the_headers_is_named_too(folder, tmp_path):
    page = read_pages(folder)[1]
    (folder / page.name).unlink()
    with pytest.raises(UnreadableFile, match=r"page1\.png does not exist"):
        page.image()
    packed = archive(tmp_path / "album.cbz", {"1.png": png(), "2.png": png()})
    page = read_pages(packed)[1]
    archive(packed, {"1.png": png()})
    with pytest.raises(UnreadableFile, match=r"album\.cbz/2\.png is no longer there"):
        page.image()


@pytest.mark.parametrize(
    "name", ["../evil.png", "a/../../evil.png", "/evil.png", r"..\evil.png", "C:/evil.png"]
)
def test_names_that_point_out_of_an_archive(tmp_path, name):
    packed = archive(tmp_path / "album.zip", {"1.png": png(), name: png()})
    with pytest.raises(UnreadableFile, match=r"album\.zip holds '.*evil\.png', a name that points outside"):
        read_pages(packed)
    assert os.listdir(tmp_path) == ["album.zip"]


def test_bombs(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "RATIO_FROM", 2**20)
    bomb = archive(tmp_path / "bomb.zip", {"1.png": png(), "2.png": bytes(2**21)}, zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 2**12
    with pytest.raises(UnreadableFile, match=r"bomb\.zip unpacks to \d+ times its size"):
        read_pages(bomb)
    monkeypatch.setattr(archives, "MAX_UNPACKED", 2**20)
    with pytest.raises(UnreadableFile, match=r"bomb\.zip unpacks to 2,097,\d+ bytes, more than"):
        read_pages(bomb)
    monkeypatch.setattr(archives, "MAX_ENTRIES", 1)
    with pytest.raises(UnreadableFile, match=r"bomb\.zip holds 2 files, more than"):
        read_pages(bomb)


def test_one_large_page_in_an_archive(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", 10)
    with pytest.raises(UnreadableFile, match=r"album\.zip/1\.png is larger"):
        read_pages(archive(tmp_path / "album.zip", {"1.png": png()}))


def test_archives_that_are_damaged_or_locked(tmp_path):
    (tmp_path / "text.cbz").write_text("Once upon a time")
    with pytest.raises(UnreadableFile, match=r"text\.cbz is not a sound ZIP archive"):
        read_pages(tmp_path / "text.cbz")
    packed = archive(tmp_path / "album.cbz", {"1.png": png()})
    data = bytearray(packed.read_bytes())
    data[45] ^= 255  # inside the first file
    packed.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"album\.cbz/1\.png cannot be unpacked"):
        read_pages(packed)
    packed = archive(tmp_path / "locked.cbz", {"1.png": png()})
    data = bytearray(packed.read_bytes())
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    packed.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"locked\.cbz/1\.png is encrypted"):
        read_pages(packed)


def test_links_and_double_names_in_an_archive(tmp_path):
    link = zipfile.ZipInfo("1.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFile, match=r"link\.zip/1\.png is a link"):
        read_pages(tmp_path / "link.zip")
    with zipfile.ZipFile(tmp_path / "double.zip", "w") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("1.png", png())
        file.writestr("1.png", png())
    with pytest.raises(UnreadableFile, match=r"double\.zip holds '1\.png' 2 times"):
        read_pages(tmp_path / "double.zip")


def test_links_out_of_a_folder(folder, tmp_path):
    (folder / "inside.png").symlink_to(folder / "page1.png")
    assert len(read_pages(folder)) == 5
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "1.png").write_bytes(png())
    (folder / "out.png").symlink_to(outside / "1.png")
    with pytest.raises(UnreadableFile, match=r"out\.png is a link that leads out of"):
        read_pages(folder)
    (folder / "out.png").unlink()
    (folder / "outer").symlink_to(outside)
    for walk in (read_pages, picture_files):
        with pytest.raises(UnreadableFile, match="outer is a link that leads out of"):
            walk(folder)


def test_pictures_of_a_folder_lie_as_pages_do(folder):
    (folder / ".hidden.png").write_bytes(png())
    assert picture_files(folder) == [folder / page.name for page in read_pages(folder)]
    with pytest.raises(UnreadableFile, match=r"nowhere cannot be opened"):
        picture_files(folder / "nowhere")


def test_sidecars_lie_inside_or_beside(folder, tmp_path, monkeypatch):
    (folder / "page1.json").write_text("{}")
    (folder / "extra" / "a.xml").write_text("<a/>")
    found = sidecars(folder)
    assert {name: read() for name, read in found.items()} == {
        f"{folder}/page1.json": b"{}",
        f"{folder}/extra/a.xml": b"<a/>",
    }
    packed = archive(tmp_path / "packed.cbz", {"1.png": png(), "in/1.json": b"[1]", "a.txt": b""})
    (tmp_path / "packed.csv").write_text("a,b")
    found = sidecars(packed)
    assert {name: read() for name, read in found.items()} == {
        f"{tmp_path}/packed.csv": b"a,b",
        f"{packed}/in/1.json": b"[1]",
    }
    monkeypatch.setattr(pages, "MAX_BYTES", 2)
    with pytest.raises(UnreadableFile, match=r"packed\.cbz holds more JSON, XML and CSV than"):
        sidecars(packed)
