"""One film, several files: versions, editions, parts, subtitles beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.models import FieldLock, ItemFile, ItemLanguage, MediaFile, MediaItem, SubtitleFile
from tests.factories.libraries import put, scan, scanned_library

pytestmark = pytest.mark.django_db

FOLDER = "The Lamp (2021)"


def test_two_files_of_a_film_are_two_versions_the_better_first(tmp_path: Path) -> None:
    put("webm", tmp_path / FOLDER / "The Lamp (2021) - small.webm")
    put("mp4", tmp_path / FOLDER / "The Lamp (2021) - large.mp4")
    put("hevc10", tmp_path / FOLDER / "The Lamp (2021).mkv")
    scanned_library(tmp_path)
    film = MediaItem.objects.get()
    labels = [version.label for version in film.versions.all()]
    assert labels == ["SD HDR", "large", "small"]
    assert film.hdr_class == "hdr10"


def test_editions_are_told_apart(tmp_path: Path) -> None:
    put("webm", tmp_path / FOLDER / "The Lamp (2021).webm")
    put("mp4", tmp_path / FOLDER / "The Lamp (2021) {edition-Director's Cut}.mp4")
    scanned_library(tmp_path)
    film = MediaItem.objects.get()
    assert sorted(v.edition.name if v.edition else "" for v in film.versions.all()) == ["", "Director's Cut"]


def test_parts_make_one_version_as_long_as_both(tmp_path: Path) -> None:
    put("mp4", tmp_path / FOLDER / "The Lamp (2021) - cd1.mp4")
    put("mp4_index_at_end", tmp_path / FOLDER / "The Lamp (2021) - cd2.mp4")
    scanned_library(tmp_path)
    film = MediaItem.objects.get()
    version = film.versions.get()
    assert [link.part_index for link in version.item_files.all()] == [1, 2]
    lengths = list(MediaFile.objects.values_list("duration_ms", flat=True))
    assert film.duration_ms == sum(lengths)


def test_a_second_part_that_comes_later_joins_the_first(tmp_path: Path) -> None:
    put("mp4", tmp_path / FOLDER / "The Lamp (2021) - cd1.mp4")
    library = scanned_library(tmp_path)
    put("mp4_index_at_end", tmp_path / FOLDER / "The Lamp (2021) - cd2.mp4")
    scan(library)
    assert MediaItem.objects.get().versions.get().item_files.count() == 2


def test_subtitles_beside_a_film_get_rows_and_languages(tmp_path: Path) -> None:
    put("webm", tmp_path / FOLDER / "The Lamp (2021).webm")
    beside = tmp_path / FOLDER / "The Lamp (2021).de.forced.srt"
    beside.write_text("1\n00:00:00,500 --> 00:00:01,000\nGuten Abend\n")
    library = scanned_library(tmp_path)
    subtitle = SubtitleFile.objects.get()
    assert (subtitle.language, subtitle.is_forced, subtitle.format) == ("de", True, "srt")
    assert ItemLanguage.objects.filter(item=MediaItem.objects.get(), use="subtitle", language="de").exists()
    beside.unlink()
    scan(library)
    subtitle.refresh_from_db()
    assert subtitle.missing_since is not None
    assert not ItemLanguage.objects.filter(use="subtitle").exists()


def test_locked_fields_are_never_changed(tmp_path: Path) -> None:
    put("webm", tmp_path / "Teh Lmap (2021).webm")
    library = scanned_library(tmp_path)
    item = MediaItem.objects.get()
    MediaItem.objects.filter(pk=item.pk).update(title="My lamp", sort_title="my lamp")
    FieldLock.objects.create(item=item, field="title")
    (tmp_path / "Teh Lmap (2021).webm").rename(tmp_path / "Lamp (2022).webm")
    scan(library)
    item.refresh_from_db()
    assert (item.title, item.sort_title, item.year) == ("My lamp", "my lamp", 2022)


def test_one_file_never_has_two_links_to_one_item(tmp_path: Path) -> None:
    put("webm", tmp_path / FOLDER / "The Lamp (2021).webm")
    library = scanned_library(tmp_path)
    MediaFile.objects.update(resolved_at=None)
    scan(library)
    assert ItemFile.objects.count() == 1
