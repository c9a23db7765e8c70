"""Pages of artists and albums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.models import ArtistCredit, Availability, ItemCompany, ItemKind, MediaFile, MediaItem
from library.views.cards import poster_cards
from library.views.finding import item_page
from library.views.lead import make_acts
from library.views.links import item_url
from library.views.pictures import POSTER_WIDTHS, Pictures, drawn
from library.views.standing import Standing
from library.views.streams import codec_name
from library.views.wording import count_of_tracks
from mediaserver.lib.wording import clock, duration_short

COVER_WIDTHS = (320, 640, 960, 1280)
MOST_ALBUMS = 200


@dataclass(frozen=True)
class TrackRow:
    """One track of an album. `artists` only where they differ from the album's."""

    pid: str
    number: str
    title: str
    artists: str
    length: str
    is_favourite: bool
    is_there: bool
    favourite_url: str


@dataclass(frozen=True)
class Disc:
    """The tracks of one disc; `title` is empty where there is only one."""

    title: str
    tracks: tuple[TrackRow, ...]


@item_page(ItemKind.ALBUM)
def album_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """An album with its tracks."""
    profile = request.profile
    tracks = list(
        MediaItem.objects.visible_to(profile)
        .filter(parent_id=item.pk, kind=ItemKind.TRACK)
        .order_by("disc_number", "number", "id")
    )
    credits = _credits([item, *tracks])
    standing = Standing([item, *tracks], profile)
    cover = drawn(Pictures([item]).upright(item), COVER_WIDTHS)
    more = _other_albums(item, request)
    context = {
        "item": item,
        "cover": cover,
        "acts": make_acts(item, standing, is_librarian=asks_as_librarian(request)),
        "artists": _artist_links(credits.get(item.pk, []), item),
        "summary": _summary(tracks),
        "discs": _discs(tracks, credits, standing, album_artists=_names(credits.get(item.pk, []))),
        "facts": _facts(item),
        "more": poster_cards(more, profile),
    }
    return render(request, "library/album.html", context)


@item_page(ItemKind.ARTIST)
def artist_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """An artist with their albums, and the albums of others that they play on."""
    visible = MediaItem.objects.visible_to(request.profile).filter(kind=ItemKind.ALBUM).select_related("parent")
    own = visible.filter(parent_id=item.pk).order_by("-year", "sort_title", "id")[:MOST_ALBUMS]
    tracks = ArtistCredit.objects.filter(artist=item, item__kind=ItemKind.TRACK).values("item__parent_id")
    named = ArtistCredit.objects.filter(artist=item, item__kind=ItemKind.ALBUM).values("item_id")
    others = (visible.filter(pk__in=tracks) | visible.filter(pk__in=named)).exclude(parent_id=item.pk)
    standing = Standing([item], request.profile)
    albums = list(own)
    context = {
        "item": item,
        "picture": drawn(Pictures([item]).upright(item), POSTER_WIDTHS),
        "acts": make_acts(item, standing, is_librarian=asks_as_librarian(request)),
        "albums": poster_cards(albums, request.profile),
        "others": poster_cards(list(others.order_by("-year", "sort_title", "id")[:MOST_ALBUMS]), request.profile),
        "genres": list(item.genres.values_list("name", flat=True)[:4]),
    }
    return render(request, "library/artist.html", context)


def _credits(items: Sequence[MediaItem]) -> dict[int, list[ArtistCredit]]:
    """Artists of an album and its tracks, in printed order."""
    rows = ArtistCredit.objects.filter(
        item__in=[item.pk for item in items],
        role__in=(ArtistCredit.Role.ALBUM_ARTIST, ArtistCredit.Role.ARTIST),
    )
    found: dict[int, list[ArtistCredit]] = {}
    for row in rows.select_related("artist").order_by("position", "id"):
        found.setdefault(row.item_id, []).append(row)
    return found


def _names(credits: Sequence[ArtistCredit]) -> str:
    """The credit as printed: "Ada feat. Ben"."""
    words = "".join(f"{row.artist.title}{row.join_phrase or ', '}" for row in credits)
    return words.rstrip(", ")


def _artist_links(credits: Sequence[ArtistCredit], album: MediaItem) -> list[dict[str, str]]:
    if not credits and album.parent is not None:
        return [{"name": album.parent.title, "url": item_url(album.parent), "join": ""}]
    last = len(credits) - 1
    return [
        {
            "name": row.artist.title,
            "url": item_url(row.artist),
            "join": row.join_phrase or (", " if place < last else ""),
        }
        for place, row in enumerate(credits)
    ]


def _discs(
    tracks: Sequence[MediaItem], credits: dict[int, list[ArtistCredit]], standing: Standing, *, album_artists: str
) -> list[Disc]:
    discs: dict[int, list[TrackRow]] = {}
    for track in tracks:
        artists = _names(credits.get(track.pk, []))
        row = _track_row(track, artists if artists != album_artists else "", standing)
        discs.setdefault(track.disc_number or 1, []).append(row)
    many = len(discs) > 1
    return [
        Disc(_("Disc %(number)d") % {"number": number} if many else "", tuple(rows)) for number, rows in discs.items()
    ]


def _track_row(track: MediaItem, artists: str, standing: Standing) -> TrackRow:
    return TrackRow(
        pid=track.pid,
        number=str(track.number or ""),
        title=track.title,
        artists=artists,
        length=clock(track.duration_ms),
        is_favourite=standing.is_favourite(track),
        is_there=track.availability == Availability.AVAILABLE,
        favourite_url=f"{reverse('library:item-favourite', args=[track.pid])}?part=heart",
    )


def _summary(tracks: Sequence[MediaItem]) -> str:
    """How many tracks, how long, and in what form: "9 tracks, 47 min. FLAC 24 bit"."""
    total_ms = sum(track.duration_ms or 0 for track in tracks)
    line = ", ".join(filter(None, (count_of_tracks(len(tracks)), duration_short(total_ms) if total_ms else "")))
    form = _form(tracks)
    return f"{line}. {form}" if form else line


def _form(tracks: Sequence[MediaItem]) -> str:
    """The codec of the album's files where all have the same."""
    files = MediaFile.objects.filter(item_files__version__item__in=[track.pk for track in tracks])
    rows = files.filter(streams__kind="audio").values_list("streams__codec", "streams__bit_depth").distinct()
    forms = set(rows[:3])
    if len(forms) != 1:
        return ""
    codec, bits = forms.pop()
    depth = _("%(bits)d bit") % {"bits": bits} if bits and bits > 16 else ""
    return " ".join(filter(None, (codec_name(codec), depth)))


def _facts(item: MediaItem) -> list[dict[str, str]]:
    labels = ItemCompany.objects.filter(item=item).values_list("company__name", flat=True)
    genres = item.genres.order_by("item_genres__position").values_list("name", flat=True)
    facts = [(_("Label"), ", ".join(dict.fromkeys(labels))), (_("Genre"), ", ".join(genres[:4]))]
    return [{"label": label, "value": value} for label, value in facts if value]


def _other_albums(item: MediaItem, request: MemberRequest) -> list[MediaItem]:
    """More of the same artist."""
    if item.parent_id is None:
        return []
    rows = MediaItem.objects.visible_to(request.profile).filter(parent_id=item.parent_id, kind=ItemKind.ALBUM)
    return list(rows.exclude(pk=item.pk).select_related("parent").order_by("-year", "sort_title", "id")[:12])
