"""From a folder of films to items."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.models import (
    Chapter,
    ItemKind,
    ItemLanguage,
    MediaFile,
    MediaItem,
    MediaStream,
)
from library.scanner.keyframe_places import keyframe_path
from tests.factories.libraries import put, scanned_library

pytestmark = pytest.mark.django_db


def test_a_film_in_its_folder_becomes_a_visible_item_with_streams(tmp_path: Path) -> None:
    put("mkv", tmp_path / "The Lamp (2021)" / "The Lamp (2021).mkv")
    library = scanned_library(tmp_path)
    film = MediaItem.objects.get(library=library)
    assert (film.kind, film.title, film.year, film.sort_title) == (ItemKind.MOVIE, "The Lamp", 2021, "lamp, the")
    assert film.availability == "available"
    assert film.duration_ms is not None and 3_500 < film.duration_ms < 4_500
    assert film.resolution_class == "sd"
    file = MediaFile.objects.get(library=library)
    assert file.container == "matroska"
    assert file.probed_at and file.resolved_at and file.quick_hash
    assert MediaStream.objects.filter(file=file, kind="audio").count() == 2
    assert Chapter.objects.filter(file=file).count() == 2
    assert file.has_keyframe_index and keyframe_path(file).stat().st_size > 20
    languages = set(ItemLanguage.objects.filter(item=film).values_list("use", "language"))
    assert languages == {("audio", "en"), ("audio", "de"), ("subtitle", "en"), ("subtitle", "de")}
