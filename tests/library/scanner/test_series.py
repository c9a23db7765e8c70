"""Series, seasons and episodes from folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.models import ItemFile, MediaItem, SkippedFile
from tests.factories.libraries import put, scan, scanned_library

pytestmark = pytest.mark.django_db


def distinct(path: Path, number: int) -> None:
    """A clip at `path` that differs from all others in its last bytes."""
    put("webm", path)
    with path.open("ab") as file:
        file.write(number.to_bytes(8, "big"))


def test_folders_become_series_seasons_and_episodes(tmp_path: Path) -> None:
    top = tmp_path / "Tidewatch (2022)"
    for index, name in enumerate([
        "Season 01/Tidewatch - S01E01 - Low Water.webm",
        "Season 01/Tidewatch - S01E02 - High Water.webm",
        "Season 02/Tidewatch - S02E01.webm",
        "Specials/Tidewatch - S00E01 - The Making.webm",
    ]):  # fmt: skip
        distinct(top / name, index)
    library = scanned_library(tmp_path, "series")
    series = MediaItem.objects.get(kind="series")
    assert (series.title, series.year, series.leaf_count) == ("Tidewatch", 2022, 4)
    seasons = list(MediaItem.objects.filter(kind="season").order_by("sort_title").values_list("title", "number"))
    assert seasons == [("Season 1", 1), ("Season 2", 2), ("Specials", 0)]
    episode = MediaItem.objects.get(kind="episode", title="High Water")
    assert (episode.number, episode.parent_number, episode.root_id) == (2, 1, series.pk)
    assert episode.parent is not None and episode.parent.number == 1 and episode.parent.leaf_count == 2
    assert MediaItem.objects.get(parent_number=2, kind="episode").title == "Episode 1"
    assert library.kind == "series"


def test_a_file_with_two_episodes_is_two_items_on_one_file(tmp_path: Path) -> None:
    distinct(tmp_path / "Tidewatch" / "Season 1" / "Tidewatch S01E01-E02 - Low Water & High Water.webm", 1)
    scanned_library(tmp_path, "series")
    episodes = MediaItem.objects.filter(kind="episode").order_by("number")
    assert [(e.number, e.title) for e in episodes] == [(1, "Low Water"), (2, "High Water")]
    links = ItemFile.objects.all()
    assert len({link.file_id for link in links}) == 1
    assert {(link.version.item_id, link.start_ms, link.end_ms) for link in links} == {
        (e.pk, None, None) for e in episodes
    }


def test_a_double_episode_split_later_keeps_both_items(tmp_path: Path) -> None:
    both = tmp_path / "Tidewatch" / "Tidewatch S01E01-E02.webm"
    distinct(both, 1)
    library = scanned_library(tmp_path, "series")
    before = set(MediaItem.objects.values_list("pk", flat=True))
    both.unlink()
    distinct(tmp_path / "Tidewatch" / "Tidewatch S01E01.webm", 2)
    distinct(tmp_path / "Tidewatch" / "Tidewatch S01E02.webm", 3)
    scan(library)
    assert set(MediaItem.objects.values_list("pk", flat=True)) == before
    assert set(MediaItem.objects.filter(kind="episode").values_list("availability", flat=True)) == {"available"}


def test_a_file_without_a_number_is_listed_with_the_reason(tmp_path: Path) -> None:
    distinct(tmp_path / "Tidewatch" / "something.webm", 1)
    library = scanned_library(tmp_path, "series")
    skipped = SkippedFile.objects.get()
    assert (skipped.reason, skipped.path) == ("unnamed", "Tidewatch/something.webm")
    assert "S01E02" in skipped.detail
    (tmp_path / "Tidewatch" / "something.webm").rename(tmp_path / "Tidewatch" / "Tidewatch S01E03.webm")
    scan(library)
    assert not SkippedFile.objects.exists()
    assert MediaItem.objects.get(kind="episode").number == 3


def test_titles_follow_the_language_of_the_library(tmp_path: Path) -> None:
    from library.libraries import add_library
    from library.scanner import active_scan
    from tests.factories.libraries import carry_out

    distinct(tmp_path / "Der Leuchtturm" / "Staffel 1" / "Der Leuchtturm S01E01.webm", 1)
    library = add_library("Serien", "series", [bytes(tmp_path)], language="de")
    carry_out(active_scan(library))
    assert MediaItem.objects.get(kind="series").sort_title == "leuchtturm, der"


def test_extras_hang_below_what_they_belong_to(tmp_path: Path) -> None:
    distinct(tmp_path / "Tidewatch" / "Trailers" / "First look.webm", 1)
    distinct(tmp_path / "Tidewatch" / "Season 1" / "Tidewatch S01E01.webm", 2)
    distinct(tmp_path / "Lonely" / "Trailers" / "Nothing else.webm", 3)
    scanned_library(tmp_path, "series")
    extra = MediaItem.objects.get(kind="extra")
    assert (extra.title, extra.facts) == ("First look", {"what": "trailer"})
    assert extra.parent == MediaItem.objects.get(kind="series")
    assert MediaItem.objects.get(kind="series").leaf_count == 1
    assert SkippedFile.objects.get().path.startswith("Lonely/")
