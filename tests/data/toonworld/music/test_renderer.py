"""What is rendered sounds at the pitch that is written, when it is written, and like no other instrument."""

from dataclasses import replace

import numpy as np
import pytest

from comicenc.data.toonworld.music import compose, render
from comicenc.data.toonworld.music.drumming import HAT, KICK
from comicenc.data.toonworld.music.instruments import INSTRUMENTS, KITS
from comicenc.data.toonworld.music.mastering import echo, master
from comicenc.data.toonworld.music.percussion import _DRUMS, drum
from comicenc.data.toonworld.music.score import Finish, Note, Part, Piece
from comicenc.data.toonworld.music.tones import hertz, tone

RATE = 16000
DRY = Finish(0.3, 0.0, -18.0, -5.0, None, 20.0, 0.0, 0.0)


def alone(instrument: str, *notes: Note, seconds: float = 2.0, **settings) -> Piece:
    part = Part(instrument, notes, 0.0, 0.0, 0.0, 1, False, **settings)
    return Piece("happy", "folk", 120.0, "major", 0, seconds, (part,), DRY, 3)


def loudest(sound: np.ndarray, low: float = 30.0) -> float:
    """The frequency where most energy is."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    heights = np.fft.rfftfreq(1 << 18, 1 / RATE)
    return float(heights[heights > low][np.argmax(spectrum[heights > low])])


@pytest.mark.parametrize("name", [name for name, each in INSTRUMENTS.items() if each.kind != "effect"])
def test_every_instrument_plays_in_tune(name):
    instrument = INSTRUMENTS[name]
    pitch = (instrument.low + min(instrument.high, 84)) // 2
    sound = tone(replace(instrument, vibrato=0.0), pitch, 1.0, 0.7, RATE, np.random.default_rng(0))
    assert sound.dtype == np.float32 and np.isfinite(sound).all()
    assert 0.005 < np.sqrt(np.mean(sound**2)) < 1 and abs(sound[0]) < 0.05
    ratio = loudest(sound) / hertz(pitch)
    partials = instrument.ratios or tuple(range(1, 31))
    nearest = min(partials, key=lambda partial: abs(np.log2(ratio / partial)))
    assert abs(12 * np.log2(ratio / nearest)) < 0.4


def test_louder_is_brighter():
    for name in ("trumpet", "piano", "steel guitar"):
        soft, loud = (
            tone(INSTRUMENTS[name], 60, 0.6, velocity, RATE, np.random.default_rng(0))
            for velocity in (0.3, 1.0)
        )
        assert np.abs(loud).max() > 2 * np.abs(soft).max()

        def brightness(sound):
            power = np.abs(np.fft.rfft(sound)) ** 2
            return float((power * np.arange(len(power))).sum() / power.sum() / len(power))

        assert brightness(loud) > brightness(soft)


@pytest.mark.parametrize("kit", KITS)
def test_kits(kit):
    rng = np.random.default_rng(0)
    made = {key: drum(kit, key, 0.8, RATE, rng) for key in _DRUMS}
    assert all(np.isfinite(sound).all() and np.abs(sound).max() > 0.02 for sound in made.values())
    assert loudest(made[KICK]) < 200 < 3000 < loudest(made[HAT])


def test_notes_sound_when_they_are_written():
    sound = render(alone("xylophone", Note(0.5, 0.2, 72, 0.8), Note(1.25, 0.2, 76, 0.8)), RATE)[:, 0]
    level = np.abs(sound).reshape(-1, RATE // 100).max(axis=1)
    begins = np.flatnonzero((level[1:] > 0.1 * level.max()) & (level[:-1] < 0.03 * level.max()))
    assert begins[0] in (48, 49, 50)
    assert any(abs(begin - 124) <= 1 for begin in begins)


def test_the_kick_pushes_others_down():
    kick = Part("808", (Note(1.0, 0.2, KICK, 1.0),), -60.0, 0.0, 0.0, 1, False)
    held = alone("organ", Note(0.0, 2.0, 60, 0.8), ducked=0.9)
    sound = render(replace(held, parts=(*held.parts, kick)), RATE)[:, 0]
    before, after = (np.abs(sound[int(at * RATE) :][: RATE // 50]).max() for at in (0.9, 1.01))
    assert after < 0.4 * before


def test_loudness_peaks_and_shape():
    piece = compose([2, 9], "exciting", 4.0)
    for loudness in (-26.0, -12.0):
        finish = replace(piece.finish, loudness=loudness)
        sound = render(replace(piece, finish=finish), RATE, channels=2)
        assert sound.shape == (4 * RATE, 2) and sound.dtype == np.float32
        assert np.abs(sound).max() <= 0.98
        assert 20 * np.log10(np.sqrt(np.mean(sound**2))) == pytest.approx(loudness, abs=3.0)
    assert np.array_equal(render(piece, RATE), render(piece, RATE))
    assert not np.allclose(sound[:, 0], sound[:, 1])


def test_slope_top_and_bottom():
    noise = np.random.default_rng(0).standard_normal((1, RATE)).astype(np.float32)

    def share(finish: Finish, low: float, high: float) -> float:
        power = np.abs(np.fft.rfft(master(noise, finish, RATE, np.random.default_rng(0))[0])) ** 2
        heights = np.fft.rfftfreq(RATE, 1 / RATE)
        return float(power[(heights >= low) & (heights < high)].sum() / power.sum())

    assert share(replace(DRY, slope=-7.0), 4000, 8000) < 0.5 * share(DRY, 4000, 8000)
    assert share(replace(DRY, top=2000.0), 4000, 8000) < 0.01
    assert share(replace(DRY, bottom=300.0), 0, 100) < 0.1 * share(DRY, 0, 100)


def test_a_room_dies_away():
    click = np.zeros((2, 2 * RATE), np.float32)
    click[:, 0] = 1
    heard = echo(click, 1.0, RATE, np.random.default_rng(0))
    early, late = heard[:, : RATE // 4], heard[:, 3 * RATE // 4 : RATE]
    assert np.sqrt(np.mean(late**2)) < 0.1 * np.sqrt(np.mean(early**2))
    assert np.allclose(heard[:, RATE:], 0, atol=1e-5)
    assert abs(np.corrcoef(heard)[0, 1]) < 0.1


@pytest.mark.parametrize(("settings", "said"), [({"rate": 4000}, "too low"), ({"channels": 3}, "1 or 2")])
def test_what_cannot_be_rendered(settings, said):
    with pytest.raises(ValueError, match=said):
        render(alone("piano", Note(0.0, 1.0, 60, 0.5)), **settings)
