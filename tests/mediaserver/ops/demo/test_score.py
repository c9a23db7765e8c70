from __future__ import annotations

import numpy as np
import pytest

from mediaserver.ops.demo.catalogue import catalogue
from mediaserver.ops.demo.score import MODES, Mood, compose, pitch_of
from mediaserver.ops.demo.synth import VOICES, perform

MOOD = Mood(root=48, mode="major", bpm=90, voices=("pluck", "pad", "bass"), drums="soft")


def test_same_seed_gives_the_same_music_and_another_seed_does_not() -> None:
    assert compose(MOOD, 30, "one") == compose(MOOD, 30, "one")
    assert compose(MOOD, 30, "one") != compose(MOOD, 30, "two")


@pytest.mark.parametrize("length_s", [2.5, 20, 61.3])
def test_every_note_begins_before_the_end(length_s: float) -> None:
    assert all(0 <= note.start_s < length_s for note in compose(MOOD, length_s, "seed"))


def test_notes_belong_to_the_scale() -> None:
    for album in catalogue().albums:
        mood = album.score
        steps = {(mood.root + step) % 12 for step in MODES[mood.mode]}
        tuned = [note for note in compose(mood, 40, album.title) if note.pitch]
        assert all(note.pitch % 12 in steps for note in tuned)
        assert all(24 <= note.pitch <= 110 for note in tuned)


@pytest.mark.parametrize(("degree", "pitch"), [(0, 48), (4, 55), (7, 60), (-1, 47)])
def test_degree_is_counted_along_the_scale(degree: int, pitch: int) -> None:
    assert pitch_of(MOOD, degree) == pitch


def test_moods_name_voices_that_exist() -> None:
    named = {voice for album in catalogue().albums for voice in album.score.voices}
    named |= {voice for film in catalogue().films for voice in film.facts.score.voices}
    assert named <= set(VOICES)


def test_performance_has_its_length_and_ends_in_silence() -> None:
    sound = perform(compose(MOOD, 6, "seed"), 6, 22_050)
    assert sound.shape == (6 * 22_050, 2)
    assert 0.6 < np.abs(sound).max() <= 0.83
    assert np.abs(sound[-50:]).max() < 0.01
