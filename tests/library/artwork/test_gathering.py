"""Where pictures come from: local images, embedded covers, frames, borrowed ones, drawn covers, in this order."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from library.artwork.gathering import gather_artwork
from library.models import Artwork, MediaItem
from tests.factories.libraries import put, scan, scanned_library
from tests.factories.media_clips import picture

pytestmark = pytest.mark.django_db


def pictures_of(**item: object) -> dict[str, str]:
    """Kind → source of the pictures of one item."""
    return dict(Artwork.objects.filter(item=MediaItem.objects.get(**item)).values_list("kind", "source"))


def film(folder: Path, kind: str = "webm") -> Path:
    return put(kind, folder / "Rain (2020)" / f"Rain (2020).{kind}")


def test_film_without_anything_gets_a_frame_as_poster_and_backdrop(tmp_path: Path) -> None:
    film(tmp_path)
    scanned_library(tmp_path)
    assert pictures_of() == {"poster": "frame", "backdrop": "frame"}
    hashes = set(Artwork.objects.values_list("content_hash", flat=True))
    assert len(hashes) == 1, "one frame is cut for both"


def test_local_image_wins_and_the_frame_fills_what_is_lacking(tmp_path: Path) -> None:
    path = film(tmp_path)
    path.with_name("poster.jpg").write_bytes(picture((200, 300)))
    scanned_library(tmp_path)
    assert pictures_of() == {"poster": "local", "backdrop": "frame"}
    poster = Artwork.objects.get(kind="poster")
    assert (poster.width, poster.height) == (200, 300)
    assert poster.ratio == pytest.approx(2 / 3, abs=0.01)
    assert poster.tint.startswith("#")


def test_damaged_local_image_is_passed_over_for_the_next_in_the_chain(tmp_path: Path) -> None:
    path = film(tmp_path)
    path.with_name("poster.jpg").write_bytes(b"no picture")
    path.with_name("folder.jpg").write_bytes(picture((200, 300)))
    scanned_library(tmp_path)
    poster = Artwork.objects.get(kind="poster")
    assert (poster.source, b"folder.jpg" in poster.origin.encode()) == ("local", True)


def test_local_image_that_is_a_link_out_of_the_library_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(picture((200, 300)))
    path = film(tmp_path / "films")
    path.with_name("poster.jpg").symlink_to(secret)
    scanned_library(tmp_path / "films")
    assert pictures_of()["poster"] == "frame"


def test_album_shows_its_embedded_cover_and_the_artist_borrows_it(tmp_path: Path) -> None:
    put("mp3", tmp_path / "Ada Vale" / "Small Hours" / "03 Kettle Song.mp3")
    scanned_library(tmp_path, "music")
    assert pictures_of(kind="album") == {"cover": "embedded"}
    artist = MediaItem.objects.filter(kind="artist", title="Ada Vale").get()
    assert Artwork.objects.get(item=artist).origin.startswith("borrowed:")
    assert not Artwork.objects.filter(item__kind="track").exists()


def test_album_without_a_cover_gets_a_drawn_one(tmp_path: Path) -> None:
    put("ogg", tmp_path / "Ada Vale" / "Small Hours" / "03 Kettle Song.ogg")
    scanned_library(tmp_path, "music")
    assert pictures_of(kind="album") == {"cover": "typographic"}


def test_season_borrows_the_poster_of_its_series_unless_it_has_one(tmp_path: Path) -> None:
    series = tmp_path / "Tidewatch (2022)"
    for season in (1, 2):
        put("mp4", series / f"Season 0{season}" / f"Tidewatch - S0{season}E01.mp4")
    (series / "poster.jpg").write_bytes(picture((200, 300)))
    (series / "season02-poster.jpg").write_bytes(picture((210, 300), (20, 90, 90)))
    scanned_library(tmp_path, "series")
    first, second = (Artwork.objects.get(item__kind="season", item__number=number) for number in (1, 2))
    assert first.content_hash == Artwork.objects.get(item__kind="series", kind="poster").content_hash
    assert first.origin.startswith("borrowed:")
    assert (second.source, second.width) == ("local", 210)
    assert pictures_of(kind="episode", parent=first.item) == {"still": "frame"}


def test_photo_is_its_own_picture_and_lends_it_to_the_album(tmp_path: Path) -> None:
    put("jpg", tmp_path / "2023 Summer" / "p1.jpg")
    scanned_library(tmp_path, "photos")
    photo = Artwork.objects.get(item__kind="photo")
    assert (photo.source, photo.kind, photo.width, photo.height) == ("photo", "photo", 240, 320)
    assert photo.file is not None
    assert set(pictures_of(kind="photo_album").values()) == {"photo"}


def test_gathering_again_changes_nothing(tmp_path: Path) -> None:
    path = film(tmp_path)
    path.with_name("poster.jpg").write_bytes(picture((200, 300)))
    scanned_library(tmp_path)
    before = list(Artwork.objects.order_by("pk").values())
    gather_artwork([MediaItem.objects.get().pk])
    assert list(Artwork.objects.order_by("pk").values()) == before


def test_changed_image_replaces_its_row_but_a_chosen_one_stays(tmp_path: Path) -> None:
    path = film(tmp_path)
    poster = path.with_name("poster.jpg")
    poster.write_bytes(picture((200, 300)))
    library = scanned_library(tmp_path)
    frame = Artwork.objects.get(kind="backdrop")
    Artwork.objects.filter(pk=frame.pk).update(is_chosen=True)
    old = Artwork.objects.get(kind="poster")
    poster.write_bytes(picture((220, 300)))
    path.with_name("fanart.jpg").write_bytes(picture((640, 360)))
    os.utime(path.parent)
    scan(library, "full")
    gather_artwork([MediaItem.objects.get().pk])
    new = Artwork.objects.get(kind="poster")
    assert (new.width, new.pk != old.pk) == (220, True)
    assert Artwork.objects.filter(pk=frame.pk, is_chosen=True).exists()
    assert Artwork.objects.filter(kind="backdrop", source="local").exists()


def test_pictures_stay_while_the_drive_is_away(tmp_path: Path) -> None:
    film(tmp_path / "films")
    library = scanned_library(tmp_path / "films")
    before = set(Artwork.objects.values_list("pk", flat=True))
    shutil.move(tmp_path / "films", tmp_path / "away")
    scan(library, "full")
    gather_artwork([MediaItem.objects.get().pk])
    assert before <= set(Artwork.objects.values_list("pk", flat=True))
