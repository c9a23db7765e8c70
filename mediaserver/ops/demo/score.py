"""Composes the demo collection's music: from a mood and a seed to notes.

Pure: the same mood, length and seed give the same notes. A bar has four beats and one chord; the tune is a motif of two
bars that returns (A A B A), so that it sounds meant. Example: mode "major" on root 48 with progression 0 4 5 3 is C G a F.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
# Chords by the degree of their root, 0 being the tonic.
PROGRESSIONS = {
    "major": ((0, 4, 5, 3), (0, 5, 3, 4), (0, 2, 3, 4), (3, 0, 4, 5)),
    "minor": ((0, 5, 2, 6), (0, 3, 5, 6), (0, 2, 5, 6), (5, 6, 0, 0)),
    "dorian": ((0, 3, 0, 3), (0, 6, 3, 0), (0, 2, 3, 0), (0, 3, 6, 2)),
    "lydian": ((0, 1, 0, 4), (0, 1, 4, 2), (0, 2, 1, 5)),
    "mixolydian": ((0, 6, 3, 0), (0, 3, 6, 0), (0, 4, 6, 3), (0, 3, 0, 6)),
}
RHYTHMS = (
    (0.0, 1.0, 1.5, 2.5, 3.0),
    (0.0, 0.5, 1.5, 2.0, 3.0, 3.5),
    (0.0, 1.5, 3.0),
    (0.5, 1.0, 2.0, 2.5, 3.5),
    (0.0, 0.5, 1.0, 2.0, 2.5, 3.0),
)
OCTAVE = 12
HIGH_ROOT = 47  # above it the tune lies one octave over the tonic, else two
SUSTAINED = frozenset({"pad", "organ"})
# A drum, the beat it falls on, its loudness.
DRUM_BEATS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "none": (),
    "pulse": (("kick", 0.0, 0.5), ("kick", 0.5, 0.25)),
    "soft": (
        *(("kick", 0.0, 0.7), ("kick", 2.5, 0.5), ("snare", 1.0, 0.35), ("snare", 3.0, 0.4)),
        *(("hat", beat / 2, 0.12 + 0.06 * (beat % 2)) for beat in range(8)),
    ),
    "brush": (
        *(("kick", 0.0, 0.3), ("brush", 1.0, 0.35), ("brush", 3.0, 0.4)),
        *(("hat", beat, 0.16) for beat in (0.0, 1.0, 1.66, 2.0, 3.0, 3.66)),
    ),
    "four": (
        *(("kick", float(beat), 0.8) for beat in range(4)),
        *(("snare", 1.0, 0.4), ("snare", 3.0, 0.4)),
        *(("hat", beat + 0.5, 0.28) for beat in range(4)),
    ),
    "train": tuple(("brush", beat / 4, 0.14 + 0.2 * (beat % 4 == 0) + 0.1 * (beat % 4 == 1)) for beat in range(16)),
}


@dataclass(frozen=True)
class Mood:
    """What a piece is like. `root` is the tonic's MIDI number; `voices` are tune, harmony and bass.

    `swing` delays every second eighth by that part of an eighth; `sea` and `wind` are loudnesses of noise behind it.
    """

    root: int
    mode: str
    bpm: float
    voices: tuple[str, str, str]
    drums: str = "none"
    swing: float = 0.0
    sea: float = 0.0
    wind: float = 0.0


@dataclass(frozen=True)
class Note:
    """One sound: `pitch` is a MIDI number (ignored by drums), `level` 0 to 1, `pan` -1 (left) to 1 (right)."""

    voice: str
    start_s: float
    length_s: float
    pitch: int
    level: float
    pan: float = 0.0


def pitch_of(mood: Mood, degree: int) -> int:
    """Return the MIDI number of a degree of the mood's scale; 7 is the tonic an octave up."""
    octave, step = divmod(degree, 7)
    return mood.root + 12 * octave + MODES[mood.mode][step]


def compose(mood: Mood, length_s: float, seed: str) -> list[Note]:
    """Return the notes of a piece that ends within `length_s`, two seconds of dying away included."""
    chance = Random(seed)
    beat_s = 60.0 / (mood.bpm * chance.uniform(0.94, 1.06))
    progression = chance.choice(PROGRESSIONS[mood.mode])
    bars = max(1, int((length_s - 2.0) / (4 * beat_s)))
    motifs = {name: _motif(chance) for name in "AB"}
    notes: list[Note] = []
    for bar in range(bars):
        at = Bar(mood=mood, number=bar, count=bars, start_s=bar * 4 * beat_s, beat_s=beat_s)
        degree = 0 if bar == bars - 1 else progression[bar % len(progression)]
        notes += _harmony(at, degree, chance) + _bass(at, degree)
        if bar >= min(2, bars - 1):
            notes += _tune(at, degree, motifs["AABA"[(bar // 2) % 4]][bar % 2], chance)
        if bar >= min(4, bars // 2) and bar < bars - 1:
            notes += _drums(at, chance)
    return notes


@dataclass(frozen=True)
class Bar:
    """Where in the piece a bar stands."""

    mood: Mood
    number: int
    count: int
    start_s: float
    beat_s: float

    @property
    def is_last(self) -> bool:
        """The bar on which everything comes to rest."""
        return self.number == self.count - 1

    def at(self, beat: float) -> float:
        """Return the time of a beat in seconds, swing included."""
        swung = self.mood.swing * 0.5 if beat % 1.0 == 0.5 else 0.0
        return self.start_s + (beat + swung) * self.beat_s


def _motif(chance: Random) -> list[list[tuple[float, int]]]:
    """Two bars of (beat, degree above the chord's root): chord tones on strong beats, steps between."""
    bars = []
    degree = chance.choice((2, 4, 7))
    for _ in range(2):
        phrase = []
        for beat in chance.choice(RHYTHMS):
            if beat % 1.0 == 0.0:
                degree = min((0, 2, 4, 7, 9), key=lambda tone: abs(tone - degree - chance.choice((-2, 0, 1, 2))))
            else:
                degree = max(0, min(9, degree + chance.choice((-1, 1, 1, -2))))
            phrase.append((beat, degree))
        bars.append(phrase)
    return bars


def _tune(bar: Bar, degree: int, phrase: list[tuple[float, int]], chance: Random) -> list[Note]:
    """The motif over the chord of this bar; a single long tone in the last bar."""
    if bar.is_last:
        phrase = [(0.0, 7)]
    notes = []
    for beat, step in phrase:
        start_s = max(0.0, bar.at(beat) + chance.gauss(0.0, 0.006))
        level = (0.6 if beat % 2 else 0.72) * chance.uniform(0.85, 1.0)
        pitch = pitch_of(bar.mood, degree + step) + (OCTAVE if bar.mood.root > HIGH_ROOT else 2 * OCTAVE)
        notes.append(Note(bar.mood.voices[0], start_s, 1.2 * bar.beat_s, pitch, level, 0.25 if beat % 1.0 else -0.15))
    return notes


def _harmony(bar: Bar, degree: int, chance: Random) -> list[Note]:
    """A held chord in an open voicing, or a broken one for voices that fade by themselves."""
    voice = bar.mood.voices[1]
    tones = [degree, degree + 4 - 7, degree + 2, degree + 6 if chance.random() < 0.35 else degree + 4]
    pitches = [pitch_of(bar.mood, tones[0]), *(pitch_of(bar.mood, tone) + OCTAVE for tone in tones[1:])]
    if voice in SUSTAINED or bar.is_last:
        length_s = bar.beat_s * (4.1 if not bar.is_last else 3.0)
        return [
            Note(voice, bar.start_s, length_s, pitch, 0.3, pan)
            for pitch, pan in zip(pitches, (-0.5, 0.4, -0.2, 0.6), strict=True)
        ]
    order = (0, 2, 1, 3, 2, 3, 1, 2)
    return [
        Note(voice, bar.at(step / 2), bar.beat_s, pitches[which], 0.3 if step % 2 else 0.36, -0.4 + 0.8 * (step % 2))
        for step, which in enumerate(order)
    ]


def _bass(bar: Bar, degree: int) -> list[Note]:
    """Root on the first beat, fifth on the third; nothing in the first bar, so that the piece opens."""
    if bar.number == 0 and bar.count > 2:
        return []
    voice = bar.mood.voices[2]
    low = pitch_of(bar.mood, degree) - 12 if pitch_of(bar.mood, degree) > 40 else pitch_of(bar.mood, degree)
    notes = [Note(voice, bar.start_s, 2.0 * bar.beat_s, low, 0.4)]
    if not bar.is_last and bar.mood.bpm > 60:
        fifth = pitch_of(bar.mood, degree + 4) - 12 if pitch_of(bar.mood, degree + 4) > 45 else low
        notes.append(Note(voice, bar.at(2.5 if bar.number % 2 else 2.0), 1.4 * bar.beat_s, fifth, 0.3))
    return notes


def _drums(bar: Bar, chance: Random) -> list[Note]:
    """The mood's drums, each a little different."""
    return [
        Note(drum, bar.at(beat), 0.3, 0, level * chance.uniform(0.8, 1.0), 0.3 if drum == "hat" else 0.0)
        for drum, beat, level in DRUM_BEATS[bar.mood.drums]
    ]
