"""Everything about one item."""

from __future__ import annotations

from django.db.models import Prefetch

from accounts.models import Profile
from library.access import visible_class_ids
from library.api.file_facts import INSIDES, file_answer
from library.api.item_rows import gather, image_answer, item_link, item_row
from library.api.shapes import ArtistCreditAnswer, CreditAnswer, ItemAnswer, NamedAnswer, VersionAnswer
from library.models import (
    ArtistCredit,
    Artwork,
    Company,
    Credit,
    Genre,
    ItemFile,
    ItemLanguage,
    MediaItem,
    Person,
    Tag,
    Version,
)

LONGEST_CAST = 200


def item_answer(profile: Profile, item: MediaItem, *, with_paths: bool) -> ItemAnswer:
    """Describe one item in full; absolute paths only for those who manage libraries."""
    languages = list(item.languages.order_by("language").values_list("use", "language"))
    return {
        **item_row(item, gather(profile, [item])),
        "tagline": item.tagline,
        "overview": item.overview,
        "absolute_number": item.absolute_number,
        "latitude": item.latitude,
        "longitude": item.longitude,
        "updated_at": item.updated_at,
        "facts": item.facts,
        "genres": [named(row.genre) for row in item.item_genres.select_related("genre")],
        "tags": [named(row.tag) for row in item.item_tags.select_related("tag").order_by("tag__name")],
        "companies": [
            {**named(row.company), "role": row.role} for row in item.item_companies.select_related("company")
        ],
        "credits": _credits(item),
        "artists": _artists(profile, item),
        "external_ids": dict(item.external_ids.order_by("provider").values_list("provider", "value")),
        "audio_languages": [language for use, language in languages if use == ItemLanguage.Use.AUDIO],
        "subtitle_languages": [language for use, language in languages if use == ItemLanguage.Use.SUBTITLE],
        "versions": _versions(item, with_paths=with_paths),
        "locked_fields": list(item.field_locks.order_by("field").values_list("field", flat=True)),
    }


def named(row: Genre | Tag | Company | Person) -> NamedAnswer:
    """Name a row."""
    return {"id": row.pid, "name": row.name}


def _credits(item: MediaItem) -> list[CreditAnswer]:
    portraits = Prefetch("person__artwork", queryset=Artwork.objects.order_by("-is_chosen", "rank", "id"))
    rows = item.credits.select_related("person").prefetch_related(portraits)[:LONGEST_CAST]
    found: list[CreditAnswer] = []
    for row in rows:
        portrait = next(iter(row.person.artwork.all()), None)
        found.append(
            {
                "person": named(row.person),
                "role": Credit.Role(row.role),
                "character": row.character,
                "image": image_answer(portrait) if portrait else None,
            }
        )
    return found


def _artists(profile: Profile, item: MediaItem) -> list[ArtistCreditAnswer]:
    rows = ArtistCredit.objects.filter(item=item, artist__access_class_id__in=visible_class_ids(profile))
    found: list[ArtistCreditAnswer] = []
    for row in rows.select_related("artist"):
        link = item_link(row.artist)
        if link:
            found.append({"artist": link, "role": row.role, "join_phrase": row.join_phrase})
    return found


def _versions(item: MediaItem, *, with_paths: bool) -> list[VersionAnswer]:
    parts = ItemFile.objects.select_related("file__root").prefetch_related(*[f"file__{inside}" for inside in INSIDES])
    rows = (
        Version.objects.filter(item=item)
        .select_related("edition")
        .prefetch_related(Prefetch("item_files", queryset=parts.order_by("part_index", "id")))
    )
    return [
        {
            "id": row.pid,
            "label": row.label,
            "edition": row.edition.name if row.edition else None,
            "parts": [
                {
                    "index": part.part_index,
                    "start_ms": part.start_ms,
                    "end_ms": part.end_ms,
                    "file": file_answer(part.file, with_path=with_paths),
                }
                for part in row.item_files.all()
            ],
        }
        for row in rows
    ]
