"""Answers of outside services that may be used again."""

from __future__ import annotations

from django.db import models


class HttpCacheEntry(models.Model):
    """One kept answer: address, validators, body, and until when it may be used without asking."""

    url_hash = models.BinaryField(max_length=32, unique=True)
    url = models.TextField()
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body = models.BinaryField()
    fetched_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.url
