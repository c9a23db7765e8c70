"""Empty, cut off and bit-flipped files of every type: an answer or a sentence, and the next file is fine."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from library.artwork.pictures import inspect_picture, normalise_picture, resize_picture
from library.probe import cut_frame, keyframe_index, probe_audios, probe_photos, probe_videos
from mediaserver.lib.sandbox import MediaFileError
from tests.factories.media_clips import clip

VIDEOS = ["mp4", "mp4_index_at_end", "mkv", "webm", "hevc10", "avi", "mpegts"]
AUDIOS = ["mp3", "flac", "ogg", "opus", "m4a", "wav", "aiff", "wma"]
PICTURES = ["jpg", "png", "webp", "heic", "gif"]
Probe = Callable[[Iterator[tuple[int, Path]]], Iterator[Any]]


def mutations(kind: str, folder: Path, count: int) -> list[Path]:
    """Write cut and bit-flipped variants; the seed is the name, so that a failure can be repeated."""
    chance = random.Random(kind)
    whole = clip(kind).read_bytes()
    paths = []
    for number in range(count):
        data = bytearray(whole)
        if number % 4 == 0:
            del data[chance.randrange(1, len(data)) :]
        head = min(len(data), 4096)
        for _ in range(chance.randrange(1, 30)):
            place = chance.randrange(head) if chance.random() < 0.7 else chance.randrange(len(data))
            data[place] ^= 1 << chance.randrange(8)
        if number % 5 == 0 and len(data) > 64:
            place = chance.randrange(len(data) - 8)
            data[place : place + 4] = b"\xff\xff\xff\xff"
        path = folder / f"{kind}-{number}.bin"
        path.write_bytes(data)
        paths.append(path)
    return paths


def survives(probe: Probe, kind: str, folder: Path, count: int) -> None:
    paths = mutations(kind, folder, count)
    found = list(probe((number, path) for number, path in enumerate([*paths, clip(kind)])))
    assert len(found) == count + 1
    for probed in found:
        assert (probed.facts is None) != (probed.error is None)
        if probed.error is not None:
            assert probed.error.message.endswith((".", "`."))
    assert found[-1].error is None, "the healthy file after them"


@pytest.mark.parametrize("kind", VIDEOS)
def test_mutated_videos(kind: str, tmp_path: Path) -> None:
    survives(probe_videos, kind, tmp_path, 24)


@pytest.mark.parametrize("kind", AUDIOS)
def test_mutated_music(kind: str, tmp_path: Path) -> None:
    survives(probe_audios, kind, tmp_path, 40)


@pytest.mark.parametrize("kind", PICTURES)
def test_mutated_photos(kind: str, tmp_path: Path) -> None:
    survives(probe_photos, kind, tmp_path, 40)


@pytest.mark.parametrize("kind", ["mp4", "mkv", "hevc10", "avi", "mpegts"])
def test_frames_of_mutated_videos(kind: str, tmp_path: Path) -> None:
    for path in mutations(kind, tmp_path, 6):
        try:
            assert cut_frame(path).data
        except MediaFileError as error:
            assert error.message
    assert cut_frame(clip(kind)).data


@pytest.mark.parametrize("kind", PICTURES)
def test_work_on_mutated_pictures(kind: str, tmp_path: Path) -> None:
    for path in mutations(kind, tmp_path, 10):
        for work in (inspect_picture, normalise_picture, lambda file: resize_picture(file, 64)):
            try:
                work(path)
            except MediaFileError as error:
                assert error.message
    assert inspect_picture(clip(kind)).width > 0


@pytest.mark.parametrize("probe", [probe_videos, probe_audios, probe_photos])
def test_empty_files_and_plain_text_are_refused_with_a_sentence(probe: Probe, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("Dear diary, " * 500)
    (tmp_path / "zeros").write_bytes(bytes(100_000))
    names = ["empty", "text", "zeros"]
    found = list(probe((number, tmp_path / name) for number, name in enumerate(names)))
    assert [probed.error is not None for probed in found] == [True, True, True]
    assert found[0].error.reason == "empty"
    assert all(probed.error.reason.startswith("not_") for probed in found[1:])


@pytest.mark.parametrize(("probe", "kinds"), [(probe_videos, VIDEOS), (probe_audios, AUDIOS), (probe_photos, PICTURES)])
def test_nothing_has_to_be_imported_after_the_door_is_locked(
    probe: Probe, kinds: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mediaserver.lib.sandbox")
    found = list(probe((number, clip(kind)) for number, kind in enumerate(kinds)))
    assert [probed.error for probed in found] == [None] * len(kinds)
    assert "ModuleNotFoundError" not in caplog.text
    assert "ImportError" not in caplog.text


@pytest.mark.deep
@pytest.mark.parametrize("kind", VIDEOS)
def test_very_many_mutated_videos(kind: str, tmp_path: Path) -> None:
    survives(probe_videos, kind, tmp_path, 1500)


def test_indexes_of_mutated_videos_are_in_order(tmp_path: Path) -> None:
    paths = [path for kind in ("mp4", "mkv") for path in mutations(kind, tmp_path, 30)]
    for probed in probe_videos((path.name, path) for path in paths):
        index = keyframe_index(probed.facts) if probed.facts else None
        if index is not None and len(index.times_ms):
            assert index.times_ms[0] >= 0
            assert (index.times_ms[1:] > index.times_ms[:-1]).all()
