"""What the player's page shows of an item and its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from library.artwork.links import image_url
from library.models import Artwork, ItemFile, ItemKind, MediaFile, MediaItem, MediaStream
from streaming.decision.sentences import codec_name, container_name


@dataclass(frozen=True)
class PlayerFacts:
    """Words and marks of the player's page. `chapters` are [{start_ms, title}] of a version in one part."""

    subtitle: str
    back_kind: str
    poster_url: str
    tint: str
    file_words: tuple[str, ...]
    chapters: list[dict[str, Any]] = field(default_factory=list)


def player_facts(item: MediaItem) -> PlayerFacts:
    """Read what the page shows; four short queries."""
    links = ItemFile.objects.filter(version__item=item, file__missing_since__isnull=True)
    link = links.select_related("file").order_by("-version__quality", "version_id", "part_index").first()
    file = link.file if link else None
    picture = _picture(item)
    return PlayerFacts(
        subtitle=_subtitle(item),
        back_kind=item.kind,
        poster_url=image_url(picture, 1920) if picture else "",
        tint=picture.tint if picture and picture.tint else "#3a2c24",
        file_words=_file_words(file) if file else (),
        chapters=_chapters(file) if file else [],
    )


def _subtitle(item: MediaItem) -> str:
    if item.kind == ItemKind.EPISODE:
        series = item.root.title if item.root else ""
        return _("%(series)s, S%(season)s E%(episode)s") % {
            "series": series,
            "season": item.parent_number if item.parent_number is not None else "?",
            "episode": item.number if item.number is not None else "?",
        }
    if item.kind == ItemKind.TRACK:
        return item.parent.title if item.parent else ""
    return str(item.year or "")


def _picture(item: MediaItem) -> Artwork | None:
    wanted = [Artwork.Kind.BACKDROP, Artwork.Kind.STILL, Artwork.Kind.THUMB]
    owners = [pk for pk in (item.pk, item.root_id) if pk]
    rows = list(Artwork.objects.filter(item_id__in=owners, kind__in=wanted).order_by("-is_chosen", "rank", "id"))
    return min(rows, key=lambda row: (row.item_id != item.pk, wanted.index(Artwork.Kind(row.kind))), default=None)


def _file_words(file: MediaFile) -> tuple[str, ...]:
    streams = list(file.streams.all())
    video = next((s for s in streams if s.kind == MediaStream.Kind.VIDEO and not s.is_cover), None)
    audio = next((s for s in streams if s.kind == MediaStream.Kind.AUDIO), None)
    words = [container_name(file.container)] if file.container else []
    if video:
        words.append(f"{codec_name(video.codec)}, {video.height}p" if video.height else codec_name(video.codec))
    if audio:
        words.append(f"{codec_name(audio.codec)} {audio.channel_layout or audio.channel_count or ''}".strip())
    return tuple(words)


def _chapters(file: MediaFile) -> list[dict[str, Any]]:
    return [{"start_ms": chapter.start_ms, "title": str(chapter)} for chapter in file.chapters.all()[:500]]
