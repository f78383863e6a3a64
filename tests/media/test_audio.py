"""Sound in every form that people have it in."""

from __future__ import annotations

import io
import resource
from pathlib import Path

import numpy as np
import pytest
import soundfile

from comicenc.media import (
    Chunk,
    UnreadableFile,
    audio_chunks,
    audio_files,
    audio_seconds,
    audio_tags,
    read_audio,
)
from comicenc.media import audio as module

RATE = 22_050
FORMS = {
    "pcm.wav": {"format": "WAV", "subtype": "PCM_16"},
    "float.wav": {"format": "WAV", "subtype": "FLOAT"},
    "eight.wav": {"format": "WAV", "subtype": "PCM_U8"},
    "a.flac": {"format": "FLAC", "subtype": "PCM_24"},
    "a.aiff": {"format": "AIFF", "subtype": "PCM_16"},
    "vorbis.ogg": {"format": "OGG", "subtype": "VORBIS"},
    "opus.opus": {"format": "OGG", "subtype": "OPUS"},
    "a.mp3": {"format": "MP3", "subtype": "MPEG_LAYER_III"},
}


def tone(seconds: float, rate: int = RATE, pitch: float = 440.0, channels: int = 1) -> np.ndarray:
    """(n, channels) float32."""
    wave = 0.5 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def file_bytes(samples: np.ndarray, rate: int = RATE, form: str = "pcm.wav") -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, **FORMS[form])
    return buffer.getvalue()


def joined(chunks: list[Chunk]) -> np.ndarray:
    return np.concatenate([chunk.samples for chunk in chunks])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_sound(form: str, tmp_path: Path) -> None:
    rate = 48_000 if form == "opus.opus" else RATE  # the only rate that Opus has of these
    (tmp_path / form).write_bytes(file_bytes(tone(2, rate, channels=2), rate, form))
    samples, found = read_audio(tmp_path / form)
    assert (found, samples.dtype, samples.shape[1]) == (rate, np.float32, 2)
    assert abs(len(samples) - 2 * rate) < 0.06 * rate  # MP3 fills its frames up
    chunks = list(audio_chunks(tmp_path / form, RATE, RATE))
    peak = np.abs(np.fft.rfft(chunks[0].samples * np.hanning(RATE))).argmax()
    assert peak == 440  # hertz, since a chunk is a second
    assert np.abs(chunks[0].samples).max() == pytest.approx(0.5, abs=0.03)


def test_path_bytes_and_samples_are_one(tmp_path: Path) -> None:
    samples = tone(2.3, 16_000, channels=2)
    data = file_bytes(samples, 16_000, "float.wav")
    (tmp_path / "a.wav").write_bytes(data)
    sources = [tmp_path / "a.wav", str(tmp_path / "a.wav"), data, (samples, 16_000)]
    first, *others = [joined(list(audio_chunks(source, RATE, 8000))) for source in sources]
    for other in others:
        np.testing.assert_array_equal(first, other)
    np.testing.assert_array_equal(read_audio(data)[0], read_audio((samples, 16_000))[0])


def test_chunks_follow_each_other_and_the_last_ends_where_the_track_does() -> None:
    samples = tone(3.2)
    chunks = list(audio_chunks((samples, RATE), RATE, RATE))
    assert [(chunk.start, chunk.end) for chunk in chunks] == [(0, 1), (1, 2), (2, 3), (2.2, 3.2)]
    for chunk in chunks:
        expected = samples[round(chunk.start * RATE) : round(chunk.end * RATE), 0]
        np.testing.assert_array_equal(chunk.samples, expected)
    assert [chunk.weight for chunk in chunks] == pytest.approx([1, 1, 1, 0.2], abs=1e-3)


def test_a_track_of_whole_chunks_has_no_more_than_these() -> None:
    chunks = list(audio_chunks((tone(3), RATE), RATE, RATE))
    assert [chunk.start for chunk in chunks] == [0, 1, 2]


def test_a_piece_of_a_track_is_read_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.arange(5000, dtype=np.float32)[:, None] / 5000
    monkeypatch.setattr(module, "_BLOCK", 700)
    for start, seconds in ((0, 1), (0.5, 2.25), (1.4, 0.01), (4.5, 9), (7, 1)):
        piece, _ = read_audio((samples, 1000), start, seconds)
        first = round(start * 1000)
        np.testing.assert_array_equal(piece, samples[first : first + round(seconds * 1000)])
    np.testing.assert_array_equal(read_audio((samples, 1000))[0], samples)


def test_seconds_are_those_that_are_there() -> None:
    assert audio_seconds((tone(1.5, 8000, channels=2), 8000)) == 1.5
    data = file_bytes(tone(4))
    assert audio_seconds(data[: len(data) // 2]) == pytest.approx(2, abs=0.01)


def test_a_short_track_is_repeated_until_it_fills_a_chunk() -> None:
    samples = tone(0.4)
    (chunk,) = audio_chunks((samples, RATE), RATE, RATE)
    assert (chunk.start, chunk.end, len(chunk.samples)) == (0, 0.4, RATE)
    assert chunk.weight == pytest.approx(0.4)
    np.testing.assert_array_equal(chunk.samples[len(samples) : 2 * len(samples)], samples[:, 0])


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 96_000])
def test_any_rate_becomes_the_one_asked_for(rate: int) -> None:
    chunks = list(audio_chunks((tone(2, rate), rate), RATE, RATE))
    assert sum(chunk.weight for chunk in chunks) == pytest.approx(2, abs=0.01)
    inside = slice(2000, -2000)  # the filter rings where the tone starts
    np.testing.assert_allclose(chunks[0].samples[inside], tone(1)[inside, 0], atol=2e-3)


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, (30_000, 2)).astype(np.float32)
    whole = joined(list(audio_chunks((samples, 44_100), RATE, 4000)))
    monkeypatch.setattr(module, "_BLOCK", 1234)
    np.testing.assert_allclose(joined(list(audio_chunks((samples, 44_100), RATE, 4000))), whole, atol=1e-6)


def test_channels_are_averaged() -> None:
    left, right = tone(1, pitch=300), tone(1, pitch=700)
    (chunk,) = audio_chunks((np.concatenate([left, right], axis=1), RATE), RATE, RATE)
    np.testing.assert_allclose(chunk.samples, (left + right)[:, 0] / 2, atol=1e-7)


@pytest.mark.parametrize("kind", ["int16", "int32", "uint8"])
def test_integers_are_of_full_scale(kind: str) -> None:
    info = np.iinfo(kind)
    samples, _ = read_audio((np.array([info.min, (info.max + info.min + 1) // 2, info.max], kind), RATE))
    assert samples.ravel().tolist() == pytest.approx([-1, 0, 1], abs=0.01)


def test_silence_is_read_and_weighs_nothing() -> None:
    samples = np.concatenate([np.zeros((RATE, 1)), tone(1), 1e-5 * tone(1)]).astype(np.float32)
    chunks = list(audio_chunks((samples, RATE), RATE, RATE))
    assert [chunk.weight for chunk in chunks] == pytest.approx([0, 1, 0])
    assert [chunk.weight for chunk in audio_chunks((np.zeros(50), RATE), RATE, RATE)] == [0]


def test_one_sample_is_enough(tmp_path: Path) -> None:
    for form in ("pcm.wav", "vorbis.ogg", "a.mp3", "a.flac"):
        (chunk,) = audio_chunks(file_bytes(tone(1)[:1], RATE, form), RATE, 100)
        assert len(chunk.samples) == 100
    (chunk,) = audio_chunks((np.ones(1), 192_000), 8000, 100)
    assert len(chunk.samples) == 100 and np.isfinite(chunk.samples).all()


def test_what_is_cut_short_is_read_as_far_as_it_goes() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (8 * RATE, 1))
    for form in ("pcm.wav", "vorbis.ogg", "a.mp3"):
        data = file_bytes(noise, RATE, form)
        samples, _ = read_audio(data[: len(data) // 2])
        assert 3 * RATE < len(samples) < 5 * RATE


def test_hours_take_no_more_memory_than_seconds(tmp_path: Path) -> None:
    path, minute = tmp_path / "long.wav", tone(60, 4000)
    with soundfile.SoundFile(path, "w", 4000, 1, subtype="PCM_U8", format="WAV") as file:
        for _ in range(180):
            file.write(minute)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = sum(chunk.weight for chunk in audio_chunks(path, 8000, 80_000))
    assert seconds == pytest.approx(3 * 3600, rel=1e-3)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB, of 346 MB of samples


BROKEN = {
    "text.wav": (b"these are words, not sounds\n" * 40, "no audio that can be read"),
    "empty.mp3": (b"", "is empty"),
    "none.wav": (file_bytes(np.zeros((0, 1), np.float32)), "not one sample"),
    "half.flac": (file_bytes(tone(3), form="a.flac")[:20_000], "damaged"),
    "noise.mp3": (np.random.default_rng(0).bytes(20_000), "no audio"),
    "nan.wav": (file_bytes(np.full((9, 1), np.nan, np.float32), form="float.wav"), "between -1 and 1"),
    "loud.wav": (file_bytes(30_000 * tone(1), form="float.wav"), "between -1 and 1"),
    "slow.wav": (file_bytes(tone(1), rate=100), "100 Hz"),
    "raw.raw": (b"\0" * 1000, "no audio that can be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_named_in_a_sentence(name: str, tmp_path: Path, capfd) -> None:
    content, said = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    for read in (read_audio, lambda path: list(audio_chunks(path, RATE, RATE))):
        with pytest.raises(UnreadableFile) as caught:
            read(tmp_path / name)
        assert name in str(caught.value) and said in str(caught.value) and "\n" not in str(caught.value)
        assert "BytesIO" not in str(caught.value) and "_Nameless" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_broken_mp3_is_named_and_the_decoder_says_nothing_beside(tmp_path: Path, capfd) -> None:
    data = bytearray(file_bytes(np.random.default_rng(0).normal(0, 0.1, (RATE * 20, 1)), form="a.mp3"))
    data[9000:49_000] = np.random.default_rng(0).bytes(40_000)
    (tmp_path / "broken.mp3").write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"broken\.mp3 is damaged"):
        list(audio_chunks(tmp_path / "broken.mp3", RATE, RATE))
    assert capfd.readouterr().err == ""


def test_what_is_no_audio_at_all_is_said() -> None:
    wrong = {
        "needs a path, bytes or": 3,
        "no \\(samples, rate\\)": (np.zeros(9), "fast"),
        "needs \\(n,\\) or": (np.zeros((2, 2, 2)), RATE),
        "44100 channels": (np.zeros((2, 44_100), np.float32), RATE),
        "not one sample": (np.zeros(0), RATE),
        "1,000,000 Hz": (np.zeros(9), 1_000_000),
    }
    for said, source in wrong.items():
        with pytest.raises(UnreadableFile, match=said):
            read_audio(source)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.mp3 does not exist"):
        read_audio(tmp_path / "nowhere.mp3")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_audio(tmp_path)


def test_the_limits_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS", 3600)
    with pytest.raises(UnreadableFile, match="longer than the 1 hours"):
        list(audio_chunks((np.zeros(1000 * 3601, np.int8), 1000), 1000, 1000))
    monkeypatch.setattr(module, "MAX_VALUES", 60_000 * 2)
    with pytest.raises(UnreadableFile, match="longer than the 1 minutes"):
        read_audio((np.zeros((1000 * 300, 2), np.int8), 1000))


def test_audio_files_lie_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b/track 10.mp3", "b/track 2.OGG", "a.flac", "cover.jpg", ".hidden/x.mp3", "._a.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in audio_files(tmp_path)]
    assert found == ["a.flac", "b/track 2.OGG", "b/track 10.mp3"]


@pytest.mark.parametrize("form", ["a.mp3", "vorbis.ogg", "a.flac"])
def test_a_file_says_what_it_is(form: str, tmp_path: Path) -> None:
    with soundfile.SoundFile(tmp_path / form, "w", RATE, 1, **FORMS[form]) as file:
        file.title, file.artist = "Über den Wolken", "Somebody"
        file.write(tone(1))
    assert audio_tags(tmp_path / form) == {"title": "Über den Wolken", "artist": "Somebody"}
    assert audio_tags(file_bytes(tone(1))) == {}
