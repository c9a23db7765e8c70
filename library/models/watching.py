"""What each profile did with each item."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, Profile
from library.models.items import MediaItem
from library.models.versions import Version


class WatchState(models.Model):
    """Where a profile stands with an item. A resume position remembers the version it was measured on."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="watch_states")
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="watch_states")
    position_ms = models.BigIntegerField(default=0)
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_watched = models.BooleanField(_("seen"), default=False)
    play_count = models.PositiveIntegerField(default=0)
    is_favourite = models.BooleanField(_("favourite"), default=False)
    rating = models.PositiveSmallIntegerField(_("own rating, 1-10"), null=True, blank=True)
    last_played_at = models.DateTimeField(null=True, blank=True)
    is_hidden_from_continue = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "item"], name="watch_state_once")]
        indexes = [
            models.Index(
                fields=["profile", "-last_played_at"],
                name="watch_state_continue",
                condition=Q(position_ms__gt=0, is_watched=False, is_hidden_from_continue=False),
            ),
            models.Index(fields=["profile", "is_watched", "-last_played_at"], name="watch_state_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.item_id}"


class WatchEvent(models.Model):
    """One viewing; written once at its start and closed at its end, never changed afterwards."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="watch_events")
    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="watch_events")
    device = models.ForeignKey(Device, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    device_name = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=16, blank=True)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    position_ms = models.BigIntegerField(default=0)
    played_ms = models.BigIntegerField(default=0)
    completed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["profile", "-started_at"], name="watch_event_by_profile"),
            models.Index(fields=["item", "-started_at"], name="watch_event_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.item_id} {self.started_at:%Y-%m-%d}"
