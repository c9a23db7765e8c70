"""Where pages of items are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from library.models import ItemKind

if TYPE_CHECKING:
    from library.models import MediaItem, Person

PAGE_OF_KIND: dict[str, str] = {
    ItemKind.MOVIE: "library:movie-detail",
    ItemKind.HOME_VIDEO: "library:movie-detail",
    ItemKind.MUSIC_VIDEO: "library:movie-detail",
    ItemKind.EXTRA: "library:movie-detail",
    ItemKind.SERIES: "library:series-detail",
    ItemKind.SEASON: "library:season-detail",
    ItemKind.EPISODE: "library:episode-detail",
    ItemKind.ARTIST: "library:artist-detail",
    ItemKind.ALBUM: "library:album-detail",
    ItemKind.PHOTO_ALBUM: "library:photo-album-detail",
    ItemKind.PHOTO: "library:photo-detail",
}
PLAYER = "streaming:player"


def item_url(item: MediaItem) -> str:
    """The page of an item. A track is shown on its album's page, in its place."""
    if item.kind == ItemKind.TRACK and item.parent is not None:
        return f"{reverse('library:album-detail', args=[item.parent.pid])}#track-{item.pid}"
    name = PAGE_OF_KIND.get(item.kind)
    return reverse(name or "library:item", args=[item.pid])


def play_url(item: MediaItem, query: str = "") -> str:
    """Where a video plays: from where the profile left off, or as `query` says (`start=0`, `version=<pid>` …)."""
    address = reverse(PLAYER, args=[item.pid])
    return f"{address}?{query}" if query else address


def person_url(person: Person) -> str:
    """The page of a person."""
    return reverse("library:person-detail", args=[person.pid])
