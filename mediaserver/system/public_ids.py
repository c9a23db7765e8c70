"""Ids that clients may keep: 128 bits, random but for the first byte, which names the table; never derived from a path."""

from __future__ import annotations

import secrets
import uuid
from enum import IntEnum
from functools import partial
from typing import Any

from django.db import models


class TableByte(IntEnum):
    """The first byte of a public id. Values are kept for ever; a retired one is never used again."""

    JOB = 0x01
    USER = 0x10
    PROFILE = 0x11
    DEVICE = 0x12
    API_TOKEN = 0x13
    LIBRARY = 0x20
    ITEM = 0x21
    FILE = 0x22
    PERSON = 0x23
    GENRE = 0x24
    TAG = 0x25
    COMPANY = 0x26
    COLLECTION = 0x27
    PLAYLIST = 0x28
    ARTWORK = 0x29
    SUBTITLE = 0x2A
    VERSION = 0x2B
    FOLDER = 0x2C
    ROOT_FOLDER = 0x2D
    PLAYBACK_SESSION = 0x30


def new_public_id(table: int) -> uuid.UUID:
    """Return a fresh id for a row of the given table."""
    return uuid.UUID(bytes=bytes([table]) + secrets.token_bytes(15))


class PublicIdField(models.UUIDField):  # type: ignore[type-arg]
    """The `public_id` column of a table."""

    def __init__(self, table: int, **options: Any) -> None:
        self.table = int(table)
        options |= {"default": partial(new_public_id, self.table), "unique": True, "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Write the table byte into migrations; default, unique and editable follow from it."""
        name, path, _args, kwargs = super().deconstruct()
        for key in ("default", "unique", "editable"):
            kwargs.pop(key, None)
        return name, path, [self.table], kwargs


class HasPublicId(models.Model):
    """Mix-in of the rows that a client can name. The subclass declares `public_id = PublicIdField(TableByte.…)`."""

    public_id: models.Field[uuid.UUID, uuid.UUID]

    class Meta:
        abstract = True

    @property
    def pid(self) -> str:
        """The public id as 32 lower-case hexadecimal digits, as URLs and the API show it."""
        return self.public_id.hex
