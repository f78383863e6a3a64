"""The spectrogram against complex arithmetic, a Fourier transform, and what facts of sound demand."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
import torch
from scipy.signal.windows import blackmanharris

from comicenc.models.manga_audioclip.spectrogram import (
    FrequencyBSpline,
    blackman_harris,
    decibels,
    framed,
    levelled,
    mel_bands,
    transformed,
    unevenness,
    unit_range,
)
from tests.models.tiny_audioclip import RATE, model, sounds


def transform(m, fb, fc) -> FrequencyBSpline:
    made = FrequencyBSpline(len(m)).double()
    with torch.no_grad():
        for parameter, values in ((made.m, m), (made.fb, fb), (made.fc, fc)):
            parameter.copy_(torch.tensor(values, dtype=torch.float64))
    return made


# the transform


@torch.no_grad()
def test_rows_are_the_wavelets_written_as_complex_powers():
    m, fb, fc = [0.7, 1.6, 2.0, 3.0], [1.5, 2.5, 0.8, 4.0], [3.2, 0.0, 5.5, 7.0]
    rows = transform(m, fb, fc)(16)
    for k in range(4):
        for n in range(16):
            t = math.pi * (-1 + 2 * n / 15) + 1e-8
            x = fb[k] * t / (m[k] + 1e-8)
            value = math.sqrt(fb[k]) * complex(math.sin(x) / x) ** m[k] * cmath.exp(-1j * fc[k] * t) / 4
            assert complex(*rows[k, n]) == pytest.approx(value, abs=1e-9), (k, n)
    assert (rows[0, :, 1].abs() > 1e-3).any(), "a power of what is negative has a phase"


@torch.no_grad()
def test_new_rows_are_a_fourier_transform_on_a_grid_that_holds_both_ends():
    rows = FrequencyBSpline(65).double()(128)
    t = math.pi * np.linspace(-1, 1, 128)
    expected = np.exp(-1j * np.arange(65)[:, None] * t) / math.sqrt(128)
    torch.testing.assert_close(torch.view_as_complex(rows), torch.tensor(expected), atol=1e-6, rtol=0)
    assert unevenness(rows) < 1e-12
    assert unevenness(2 * rows) == pytest.approx(1)


def test_frames_lie_in_the_middle_of_zeros():
    rows = FrequencyBSpline(9)(16)
    frames = torch.randn(2, 3, 11, generator=torch.Generator().manual_seed(0))
    padded = torch.nn.functional.pad(frames, (2, 3))
    spectra = transformed(frames, rows)
    assert spectra.shape == (2, 9, 3, 2)
    expected = torch.einsum("nft,btc->nbfc", padded, rows)
    torch.testing.assert_close(spectra, expected)


def test_gradients_are_divided_by_their_largest_entry_and_add_up():
    plain, made = (transform([0.7, 1.6], [1.5, 2.5], [3.2, 0.4]) for _ in range(2))
    m, fb, fc = plain.m, plain.fb, plain.fc
    t = math.pi * torch.linspace(-1, 1, 16, dtype=torch.float64) + 1e-8
    x = fb[:, None] * t / (m[:, None] + 1e-8)
    power = torch.complex(x.sin() / x, torch.zeros_like(x)).pow(m[:, None])
    wave = torch.polar(torch.ones_like(x), -fc[:, None] * t)
    aim = torch.randn(2, 16, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    (torch.view_as_real(fb.sqrt()[:, None] * power * wave) / 4 * aim).sum().backward()
    for again in (1, 2):
        (1000 * (made(16) * aim).sum()).backward()
        for own, raw in ((made.m, m), (made.fb, fb), (made.fc, fc)):
            torch.testing.assert_close(
                own.grad, again * raw.grad / raw.grad.abs().max(), rtol=1e-6, atol=1e-9
            )


def test_the_gradient_is_finite_where_sinc_is_zero_and_where_it_starts():
    for parts in (([0.0, 0.0], [1.0, 1.0], [0.0, 5.0]), ([0.5, 1.0], [2.0, 4.0], [1.0, 2.0])):
        made = transform(*parts)
        made(17).square().sum().backward()
        assert all(p.grad.isfinite().all() for p in (made.m, made.fb, made.fc))


def test_the_transform_keeps_float32_in_a_model_of_half_precision():
    made = FrequencyBSpline(65).to(torch.bfloat16)
    assert made(128).dtype == torch.float32


# frames and levels


def test_the_window_is_that_of_scipy():
    expected = torch.tensor(blackmanharris(1654, sym=False), dtype=torch.float32)
    torch.testing.assert_close(blackman_harris(1654), expected, atol=1e-7, rtol=0)


@pytest.mark.parametrize(
    ("count", "frames", "left"), [(5, 1, 1), (8, 1, 0), (9, 2, 1), (11, 2, 0), (12, 3, 1), (20, 5, 0)]
)
def test_frames_hold_every_sample_and_zeros_are_shared_out(count, frames, left):
    samples = torch.arange(1.0, count + 1)
    cut = framed(samples[None], 8, 3)[0]
    assert cut.shape == (frames, 8)
    whole = torch.zeros(8 + 3 * (frames - 1))
    whole[left : left + count] = samples
    assert all(torch.equal(row, whole[3 * i : 3 * i + 8]) for i, row in enumerate(cut))


def test_samples_of_16_bits_go_from_minus_1_to_1():
    ends = unit_range(torch.tensor([-32768.0, -0.5, 0.0, 32767.0]))
    torch.testing.assert_close(ends, torch.tensor([-1.0, 0.0, 1.526e-5, 1.0]), atol=1e-8, rtol=0)


def test_power_is_told_in_decibels_and_silence_has_a_number():
    levels = decibels(torch.tensor([100.0, 1.0, 1e-20, 0.0, math.nan]))
    torch.testing.assert_close(levels, torch.tensor([20.0, 0.0, -200.0, -180.0, -180.0]))


def test_bands_are_stacked_from_low_to_high_and_the_top_is_dropped():
    made = model(n_fft=128, bins=65, bands=3)
    levels = made.audio.decibels(sounds(1))
    power = made.audio.spectrogram(sounds(1)).square().sum(-1)
    assert levels.shape[1:3] == (3, 21)
    torch.testing.assert_close(levels.flatten(1, 2), decibels(power[:, :63]))


@pytest.mark.parametrize("hertz", [500, 1500, 3000])
def test_a_tone_is_loudest_at_its_own_frequency(hertz):
    tone = 9000 * torch.sin(2 * math.pi * hertz * torch.arange(4000) / RATE)[None]
    loudest = model().audio.decibels(tone).flatten(1, 2).mean(-1).argmax().item()
    assert loudest * RATE / 127 == pytest.approx(hertz, abs=RATE / 127)
    bands = model(mels=30).audio.decibels(tone).flatten(1, 2).mean(-1).argmax().item()
    middles = 700 * (10 ** (np.linspace(0, 2595 * math.log10(1 + 64 * RATE / 127 / 700), 32) / 2595) - 1)
    assert abs(middles[1:-1] - hertz).argmin() == bands


def test_mel_bands_are_triangles_that_leave_no_frequency_out():
    bands = mel_bands(513, 64, 1024, 22_050)
    assert bands.shape == (513, 64)
    assert (bands.sum(1)[2:-8] > 0.2).all()
    assert (bands.argmax(0).diff() >= 0).all()
    assert bands.max() <= 1
    wide = bands[:, -20:]
    torch.testing.assert_close(wide.amax(0), torch.ones(20), atol=0.1, rtol=0)


@torch.inference_mode()
def test_levelled_spectrograms_do_not_tell_loudness():
    reach = {"decibel_range": 60.0, "mels": 30}
    quiet = sounds() / 50
    for options, near in ((reach, True), ({}, False)):
        made = model(**options)
        far = (made.embed(input_values=sounds()) - made.embed(input_values=quiet)).norm(dim=1)
        assert (far < 0.05).all() if near else (far > 0.1).all(), far
    levels = levelled(torch.tensor([[0.0, -20.0, -300.0], [-7.0, -7.0, -7.0]]), 40.0)
    torch.testing.assert_close(levels[0], torch.tensor([20.0, 0.0, -20.0]) / math.sqrt(800 / 3))
    assert torch.equal(levels[1], torch.zeros(3))


@torch.inference_mode()
def test_levels_are_the_same_under_autocast():
    made = model(mels=30)
    with torch.autocast("cpu", torch.bfloat16):
        rounded = made.audio.decibels(sounds())
    torch.testing.assert_close(rounded, made.audio.decibels(sounds()))
