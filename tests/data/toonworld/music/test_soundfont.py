"""A SoundFont plays what it has: the notes that are written, in tune, and its drums."""

import struct

import numpy as np
import pytest

from comicenc.data.toonworld.music import compose, render
from comicenc.data.toonworld.music.score import Note
from comicenc.data.toonworld.music.soundfont import has, play, read_soundfont

pytest.importorskip("symusic")
RATE = 22050


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def named(name: str) -> bytes:
    return name.encode().ljust(20, b"\0")


@pytest.fixture(scope="module")
def soundfont(tmp_path_factory):
    """One looped sine wave at middle C, as piano and as kit."""
    period, count = 84, 50  # samples; 22050 / 84 = 262.5 Hz
    wave = np.sin(2 * np.pi * np.arange(period * count) / period)
    samples = (20000 * wave).astype("<i2").tobytes() + bytes(92)
    generator = struct.Struct("<HH").pack
    bag = struct.Struct("<HH").pack
    presets = b"".join(
        named(name) + struct.pack("<HHHIII", 0, bank, number, 0, 0, 0)
        for number, (name, bank) in enumerate((("piano", 0), ("kit", 128), ("EOP", 0)))
    )
    sample = named("sine") + struct.pack(
        "<IIIIIBbHH", 0, period * count, period * 10, period * 40, RATE, 60, 0, 0, 1
    )
    parts = {
        b"phdr": presets,
        b"pbag": bag(0, 0) + bag(1, 0) + bag(2, 0),
        b"pmod": bytes(10),
        b"pgen": generator(41, 0) + generator(41, 0) + generator(0, 0),
        b"inst": named("wave") + struct.pack("<H", 0) + named("EOI") + struct.pack("<H", 1),
        b"ibag": bag(0, 0) + bag(2, 0),
        b"imod": bytes(10),
        b"igen": generator(54, 1) + generator(53, 0) + generator(0, 0),
        b"shdr": sample + named("EOS") + bytes(26),
    }
    info = chunk(b"ifil", struct.pack("<HH", 2, 1)) + chunk(b"INAM", b"one wave")
    body = chunk(b"LIST", b"INFO" + info) + chunk(b"LIST", b"sdta" + chunk(b"smpl", samples))
    body += chunk(b"LIST", b"pdta" + b"".join(chunk(name, each) for name, each in parts.items()))
    file = tmp_path_factory.mktemp("fonts") / "wave.sf2"
    file.write_bytes(chunk(b"RIFF", b"sfbk" + body))
    return read_soundfont(file)


@pytest.mark.parametrize("pitch", [48, 60, 67])
def test_in_tune_and_in_time(soundfont, pitch):
    sound = play(soundfont, "piano", [Note(0.5, 1.0, pitch, 0.8)], RATE)
    assert sound.shape[0] == 2 and sound.dtype == np.float32
    assert np.abs(sound[:, : int(0.49 * RATE)]).max() < 1e-3 < 0.01 < np.abs(sound[:, RATE:]).max()
    spectrum = np.abs(np.fft.rfft(sound[0], 1 << 17))
    heard = np.argmax(spectrum) * RATE / (1 << 17)
    assert 12 * np.log2(heard / (440 * 2 ** ((pitch - 69) / 12))) == pytest.approx(0, abs=0.2)


def test_louder_notes_and_kits(soundfont):
    def peak(velocity: float) -> float:
        return np.abs(play(soundfont, "piano", [Note(0.0, 0.5, 60, velocity)], RATE)).max()

    assert peak(1.0) > 2 * peak(0.4) > 4 * peak(0.1) > 0
    assert np.abs(play(soundfont, "acoustic", [Note(0.0, 0.5, 60, 0.9)], RATE)).max() > 0.01
    assert has("piano") and has("808") and not has("sub bass")


def test_pieces_sound_different_by_it(soundfont):
    pieces = (compose(seed, "sad", 3.0, "solo piano") for seed in range(20))
    piece = next(piece for piece in pieces if all(part.sampled for part in piece.parts))
    sampled = render(piece, RATE, soundfonts=[soundfont])
    assert sampled.shape == (3 * RATE, 1) and np.abs(sampled).max() > 0.05
    assert np.array_equal(sampled, render(piece, RATE, soundfonts=[soundfont]))
    assert not np.allclose(sampled, render(piece, RATE), atol=0.01)
