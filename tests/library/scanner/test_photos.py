"""Photos, their albums, and what belongs to one picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.models import MediaFile, MediaItem
from tests.factories.libraries import put, scan, scanned_library

pytestmark = pytest.mark.django_db


def test_photo_knows_when_and_where_it_was_taken(tmp_path: Path) -> None:
    put("jpg", tmp_path / "Summer" / "IMG_1.jpg")
    library = scanned_library(tmp_path, "photos")
    photo, album = MediaItem.objects.get(kind="photo"), MediaItem.objects.get(kind="photo_album")
    assert photo.taken_at is not None and photo.taken_at.isoformat() == "2023-07-14T18:15:30+00:00"
    assert photo.sort_at == photo.taken_at
    assert photo.latitude == pytest.approx(47.5) and photo.longitude == pytest.approx(-8.26)
    assert (photo.facts["width"], photo.facts["height"]) == (240, 320)
    assert "Lumen L1" in photo.facts["camera"]
    assert (album.title, album.leaf_count, photo.parent, photo.root) == ("Summer", 1, album, album)
    stream = MediaFile.objects.get().streams.get()
    assert (stream.width, stream.height) == (240, 320)
    scan(library, "full")
    assert MediaItem.objects.count() == 2


def test_pictures_of_other_kinds_and_videos_share_the_album(tmp_path: Path) -> None:
    for kind, name in (("png", "a.png"), ("webp", "b.webp"), ("heic", "c.heic"), ("avi", "d.avi")):
        put(kind, tmp_path / "2023" / "07" / name)
    scanned_library(tmp_path, "photos")
    album = MediaItem.objects.get(kind="photo_album")
    assert (album.title, album.leaf_count) == ("2023 / 07", 4)
    assert MediaItem.objects.get(kind="home_video").duration_ms


def test_short_video_of_the_same_name_is_the_moving_part(tmp_path: Path) -> None:
    put("jpg", tmp_path / "IMG_7.jpg")
    put("webm", tmp_path / "IMG_7.webm")
    scanned_library(tmp_path, "photos")
    photo = MediaItem.objects.get(kind="photo")
    assert not MediaItem.objects.filter(kind="home_video").exists()
    assert MediaFile.objects.get(kind="video").role == "live"
    files = [link.file.kind for link in photo.versions.get().item_files.all()]
    assert files == ["picture", "video"]


def test_photo_moved_to_another_folder_keeps_its_item(tmp_path: Path) -> None:
    put("jpg", tmp_path / "a" / "IMG_1.jpg")
    put("png", tmp_path / "a" / "x.png")
    library = scanned_library(tmp_path, "photos")
    photo = MediaItem.objects.get(title="IMG_1")
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "IMG_1.jpg").rename(tmp_path / "b" / "IMG_1.jpg")
    scan(library)
    photo.refresh_from_db()
    assert photo.parent is not None and photo.parent.title == "b"
    assert MediaItem.objects.filter(kind="photo").count() == 2
