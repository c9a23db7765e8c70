"""Kept answers of outside services whose time is over, and browser sessions that ended."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from mediaserver.system.models import HttpCacheEntry


def forget_expired_answers() -> None:
    """Remove expired cache rows and sessions."""
    now = timezone.now()
    HttpCacheEntry.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
