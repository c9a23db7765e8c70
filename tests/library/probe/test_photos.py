"""EXIF of photos, and pictures that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from library.probe import PhotoFacts, probe_photos
from tests.factories.media_clips import clip


def facts_of(path: Path) -> PhotoFacts:
    (probed,) = probe_photos([(0, path)])
    assert probed.facts is not None, probed.error
    return probed.facts


def test_a_photo_tells_when_where_and_with_what() -> None:
    facts = facts_of(clip("jpg"))
    assert (facts.width, facts.height, facts.orientation) == (240, 320, 6)
    assert facts.taken_at == "2023-07-14T20:15:30+02:00"
    assert (facts.camera, facts.lens) == ("Lumen L1", "Lumen 35mm F2")
    assert (facts.latitude, facts.longitude) == (47.5, -8.26)
    assert (facts.iso, facts.exposure_s, facts.aperture, facts.focal_length_mm) == (400, 0.008, 2.8, 35.0)


@pytest.mark.parametrize(
    ("kind", "size"), [("png", (256, 256)), ("webp", (320, 240)), ("heic", (320, 240)), ("gif", (320, 240))]
)
def test_other_formats_give_their_size(kind: str, size: tuple[int, int]) -> None:
    facts = facts_of(clip(kind))
    assert (facts.width, facts.height) == size
    assert facts.taken_at == ""


def test_a_bomb_is_refused_in_words() -> None:
    (probed,) = probe_photos([(0, clip("picture_bomb"))])
    assert probed.error is not None
    assert probed.error.reason == "too_large_picture"


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "2023:13:45 99:99:99", "yesterday", "    "])
def test_nonsense_dates_are_no_dates(written: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0132] = written
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=exif)
    assert facts_of(path).taken_at == ""


def test_broken_coordinates_are_no_place(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (4700.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)})
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=exif)
    assert facts_of(path).latitude is None
