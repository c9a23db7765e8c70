"""One device playing one item, from start to stop."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, Profile
from library.models import MediaFile, MediaItem, Version, WatchEvent
from mediaserver.system.public_ids import HasPublicId, PublicIdField, TableByte

SILENCE = timedelta(seconds=90)
"""A session that has said nothing for so long is over: players report every ten seconds, paused ones too."""


class PlayMethod(models.TextChoices):
    """How the bytes reach the screen."""

    DIRECT_PLAY = "direct_play", _("Plays as it is")
    REMUX = "remux", _("Repacked")
    DIRECT_STREAM = "direct_stream", _("Sound converted")
    TRANSCODE = "transcode", _("Converted")
    REFUSED = "refused", _("Can't be played here yet")


class PlaybackSessionQuerySet(models.QuerySet["PlaybackSession"]):
    """Selections of sessions."""

    def live(self) -> Self:
        """Sessions that have not been stopped and have spoken lately."""
        return self.filter(stopped_at__isnull=True, last_seen_at__gt=timezone.now() - SILENCE)


class PlaybackSession(HasPublicId):
    """One device playing one item. Media links name it, and end with it.

    `session_key` is the Django session it was started from ("" for API tokens): signing out ends the stream.
    `decision` holds the method, the chosen streams and the reasons (`streaming.decision`).
    """

    public_id = PublicIdField(TableByte.PLAYBACK_SESSION)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="playback_sessions")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="playback_sessions"
    )
    api_token = models.ForeignKey(
        "accounts.ApiToken", on_delete=models.CASCADE, null=True, blank=True, related_name="playback_sessions"
    )
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="playback_sessions")
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="playback_sessions")
    event = models.ForeignKey(WatchEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=16, choices=PlayMethod.choices)
    decision = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, blank=True)
    is_paused = models.BooleanField(default=False)
    position_ms = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(null=True, blank=True)
    bitrate_bps = models.BigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=500, blank=True)
    stop_requested_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = PlaybackSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.item_id}"

    @property
    def fell_silent(self) -> bool:
        """Whether it ended because its player said nothing, and not because somebody stopped it."""
        return self.stopped_at is not None and self.stopped_at - self.last_seen_at >= SILENCE
