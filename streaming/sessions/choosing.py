"""Which version of an item is played: the wanted one, else the best that needs the least done to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from library.models import Availability, ItemFile, MediaFile, MediaItem, Version
from mediaserver.lib.errors import NotFound
from streaming.decision import DeviceProfile, Method, PlaybackDecision, PlaybackLimits, decide
from streaming.sessions.media_facts import facts_of

_EFFORT = {Method.DIRECT_PLAY: 0, Method.REMUX: 1, Method.DIRECT_STREAM: 2, Method.TRANSCODE: 3}


@dataclass(frozen=True)
class Choice:
    """A version, its files in order of their parts, and how its first file plays."""

    version: Version
    files: tuple[MediaFile, ...]
    decision: PlaybackDecision

    @property
    def duration_ms(self) -> int:
        """Length over all parts."""
        return sum(file.duration_ms or 0 for file in self.files)


def choose_version(
    item: MediaItem, device: DeviceProfile, limits: PlaybackLimits, wanted: uuid.UUID | None = None
) -> Choice:
    """Return the version to play: least effort first, then the best quality. Raises NotFound with the reason."""
    choices = _choices(item, device, limits)
    if wanted is not None:
        choices = [choice for choice in choices if choice.version.public_id == wanted]
    if not choices:
        raise NotFound(_absence(item))
    return min(
        choices, key=lambda choice: (_EFFORT[choice.decision.method], -choice.version.quality, choice.version.pk)
    )


def _choices(item: MediaItem, device: DeviceProfile, limits: PlaybackLimits) -> list[Choice]:
    rows = (
        ItemFile.objects.filter(version__item=item, file__missing_since__isnull=True, file__role=MediaFile.Role.MAIN)
        .select_related("version", "file__root")
        .prefetch_related("file__streams")
        .order_by("version_id", "part_index", "pk")
    )
    parts: dict[int, list[ItemFile]] = {}
    for row in rows:
        parts.setdefault(row.version_id, []).append(row)
    return [
        Choice(
            version=links[0].version,
            files=tuple(link.file for link in links),
            decision=decide(facts_of(links[0].file), device, limits),
        )
        for links in parts.values()
    ]


def _absence(item: MediaItem) -> str:
    if item.availability == Availability.AWAY:
        return _("The drive with this title is away. Connect it, and it plays again.")
    if item.availability == Availability.MISSING:
        return _("The file of this title was not found at the last scan.")
    return _("There is no file to play for this title.")
