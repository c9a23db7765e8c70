"""Plays notes: additive and frequency-modulated voices, a few drums and a room, in numpy.

All waves are float32 in -1..1. Times are in seconds, `t` is a vector of times from the note's start.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mediaserver.ops.demo.score import Note

Wave = NDArray[np.float32]
ROOM_S = 1.9
ROOM_LEVEL = 0.22
PEAK = 0.82
TWO_PI = np.float32(2 * np.pi)


def _sine(t: Wave, frequency_hz: float) -> Wave:
    return np.asarray(np.sin(TWO_PI * np.float32(frequency_hz) * t), dtype=np.float32)


def _decay(t: Wave, rate: float) -> Wave:
    return np.asarray(np.exp(np.float32(-rate) * t), dtype=np.float32)


def _attack(t: Wave, attack_s: float) -> Wave:
    return np.asarray(np.minimum(t / np.float32(attack_s), 1.0), dtype=np.float32)


def _swell(t: Wave, length_s: float, attack_s: float, release_s: float) -> Wave:
    rise = np.clip(t / np.float32(attack_s), 0, 1)
    fall = np.clip((np.float32(length_s + release_s) - t) / np.float32(release_s), 0, 1)
    return np.asarray((rise * rise * (3 - 2 * rise)) * (fall * fall), dtype=np.float32)


def _pluck(t: Wave, hz: float, _length_s: float) -> Wave:
    """A soft string: each harmonic weaker and shorter than the one below."""
    sound = np.zeros_like(t)
    for number in range(1, 9):
        if hz * number < 9000:
            sound += _sine(t, hz * number * (1 + 0.0003 * number**2)) * _decay(t, 1.6 + 1.3 * number) / number**1.25
    return sound * _attack(t, 0.004) * np.float32(0.6)


def _electric_piano(t: Wave, hz: float, _length_s: float) -> Wave:
    index = np.float32(1.4) * _decay(t, 3.2)
    body = np.sin(TWO_PI * np.float32(hz) * t + index * _sine(t, hz))
    tine = _sine(t, hz * 14.0) * _decay(t, 22.0) * np.float32(0.06) if hz * 14 < 15000 else np.float32(0)
    return np.asarray((body * _decay(t, 1.7) + tine) * _attack(t, 0.004) * 0.55, dtype=np.float32)


def _bell(t: Wave, hz: float, _length_s: float) -> Wave:
    index = np.float32(1.1) * _decay(t, 2.4)
    body = np.sin(TWO_PI * np.float32(hz) * t + index * _sine(t, hz * 3.5))
    return np.asarray(body * _decay(t, 1.3) * _attack(t, 0.006) * 0.42, dtype=np.float32)


def _marimba(t: Wave, hz: float, _length_s: float) -> Wave:
    body = _sine(t, hz) * _decay(t, 4.5) + 0.28 * _sine(t, hz * 3.93) * _decay(t, 11.0)
    return np.asarray((body + 0.1 * _sine(t, hz * 9.2) * _decay(t, 30.0)) * _attack(t, 0.003) * 0.75, dtype=np.float32)


def _pad(t: Wave, hz: float, length_s: float) -> Wave:
    """Three slightly detuned voices with few harmonics, slowly breathing."""
    sound = np.zeros_like(t)
    for detune in (0.9972, 1.0, 1.0031):
        for number in range(1, 6):
            sound += _sine(t, hz * detune * number) / np.float32(number**1.9)
    breath = 1 + 0.12 * _sine(t, 0.23)
    return np.asarray(sound * breath * _swell(t, length_s, 0.7, 1.5) * 0.17, dtype=np.float32)


def _organ(t: Wave, hz: float, length_s: float) -> Wave:
    sound = _sine(t, hz) + 0.5 * _sine(t, hz * 2) + 0.22 * _sine(t, hz * 3) + 0.12 * _sine(t, hz * 4)
    return np.asarray(sound * (1 + 0.1 * _sine(t, 5.6)) * _swell(t, length_s, 0.06, 0.35) * 0.3, dtype=np.float32)


def _bass(t: Wave, hz: float, _length_s: float) -> Wave:
    body = _sine(t, hz) * _decay(t, 1.5) + 0.35 * _sine(t, hz * 2) * _decay(t, 2.6)
    return np.asarray((body + 0.12 * _sine(t, hz * 3) * _decay(t, 5.0)) * _attack(t, 0.012) * 0.8, dtype=np.float32)


def _noise(count: int) -> Wave:
    return np.random.default_rng(7).standard_normal(count).astype(np.float32)


def _kick(t: Wave, _hz: float, _length_s: float) -> Wave:
    phase = TWO_PI * (46 * t + np.float32(90 / 32) * (1 - _decay(t, 32.0)))
    return np.asarray(np.sin(phase) * _decay(t, 9.0) * _attack(t, 0.002), dtype=np.float32)


def _snare(t: Wave, _hz: float, _length_s: float) -> Wave:
    rustle = np.diff(_noise(t.size + 1)) * _decay(t, 19.0) * 0.25
    return np.asarray((rustle + 0.4 * _sine(t, 186.0) * _decay(t, 24.0)) * _attack(t, 0.001), dtype=np.float32)


def _hat(t: Wave, _hz: float, _length_s: float) -> Wave:
    return np.asarray(np.diff(_noise(t.size + 2), 2) * _decay(t, 48.0) * 0.2, dtype=np.float32)


def _brush(t: Wave, _hz: float, _length_s: float) -> Wave:
    smooth = np.convolve(_noise(t.size), np.ones(5, dtype=np.float32) / 5, mode="same")
    return np.asarray(smooth * _attack(t, 0.03) * _decay(t, 16.0) * 0.7, dtype=np.float32)


# The voice and how long it sounds after the note's length.
VOICES: dict[str, tuple[Callable[[Wave, float, float], Wave], float]] = {
    "pluck": (_pluck, 1.2),
    "epiano": (_electric_piano, 1.2),
    "bell": (_bell, 1.8),
    "marimba": (_marimba, 0.4),
    "pad": (_pad, 1.5),
    "organ": (_organ, 0.4),
    "bass": (_bass, 0.6),
    "kick": (_kick, 0.2),
    "snare": (_snare, 0.1),
    "hat": (_hat, 0.0),
    "brush": (_brush, 0.2),
}


@lru_cache(maxsize=256)
def _sound(voice: str, pitch: int, length_ms: int, rate_hz: int) -> Wave:
    """One note of full loudness, faded at its end so that nothing clicks."""
    play, tail_s = VOICES[voice]
    count = int((length_ms / 1000 + tail_s) * rate_hz)
    t = np.arange(count, dtype=np.float32) / np.float32(rate_hz)
    sound = play(t, 440.0 * 2 ** ((pitch - 69) / 12), length_ms / 1000)
    fade = min(count, rate_hz // 20)
    sound[count - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def _in_a_room(dry: Wave, rate_hz: int) -> Wave:
    """Add a room: convolution with noise that dies away and loses its brightness, other noise for each ear."""
    count = int(ROOM_S * rate_hz)
    t = np.arange(count, dtype=np.float32) / np.float32(rate_hz)
    size = 1 << (dry.shape[0] + count - 1).bit_length()
    wet = np.empty_like(dry)
    for ear in range(2):
        raw = np.random.default_rng(ear + 1).standard_normal(count).astype(np.float32)
        dull = np.convolve(raw, np.ones(6, dtype=np.float32) / 6, mode="same")
        echo = np.asarray(dull * _decay(t, 3.4) * np.minimum(t / np.float32(0.012), 1), dtype=np.float32)
        echo /= np.sqrt(np.sum(echo**2))
        heard = np.fft.irfft(np.fft.rfft(dry[:, ear], size) * np.fft.rfft(echo, size), size)
        wet[:, ear] = heard[: dry.shape[0]]
    return np.asarray(dry + np.float32(ROOM_LEVEL) * 3 * wet, dtype=np.float32)


def perform(notes: Sequence[Note], length_s: float, rate_hz: int) -> Wave:
    """Return the piece as samples × 2, faded out over the last 1.5 seconds and brought to an even peak."""
    total = int(length_s * rate_hz)
    mix = np.zeros((total, 2), dtype=np.float32)
    for note in notes:
        start = int(note.start_s * rate_hz)
        if start >= total:
            continue
        sound = _sound(note.voice, note.pitch, round(note.length_s * 100) * 10, rate_hz)[: total - start]
        angle = (note.pan + 1) * np.pi / 4
        mix[start : start + sound.size, 0] += sound * np.float32(note.level * np.cos(angle))
        mix[start : start + sound.size, 1] += sound * np.float32(note.level * np.sin(angle))
    mix = _in_a_room(mix, rate_hz)
    fade = min(total, int(1.5 * rate_hz))
    mix[total - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    loudest = float(np.max(np.abs(mix))) or 1.0
    return np.asarray(np.tanh(mix * np.float32(1.35 / loudest)) * np.float32(PEAK / np.tanh(1.35)), dtype=np.float32)


def write_wave(path: Path, samples: Wave, rate_hz: int) -> None:
    """Write samples × 2 as a 16-bit WAV file."""
    with wave.open(str(path), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(rate_hz)
        target.writeframes((samples * 32767).astype("<i2").tobytes())
