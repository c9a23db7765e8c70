"""The path converter of public ids: 32 hexadecimal digits."""

from __future__ import annotations

import uuid


class PublicIdConverter:
    """`<pid:item_id>` in a URL; the view gets a `uuid.UUID`."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> uuid.UUID:
        """Return the id as a value."""
        return uuid.UUID(hex=value)

    def to_url(self, value: uuid.UUID | str) -> str:
        """Return the id as 32 lower-case digits."""
        return value.hex if isinstance(value, uuid.UUID) else uuid.UUID(value).hex
