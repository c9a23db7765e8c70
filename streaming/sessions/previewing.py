"""How an item would play on a device, without starting it: the fact strip and "How it will play here"."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from library.models import MediaItem
from streaming.decision import PlaybackLimits, device_from_declaration
from streaming.sessions.choosing import Choice, choose_version


def preview_decision(
    item: MediaItem,
    declared: Mapping[str, Any],
    *,
    version: uuid.UUID | None = None,
    limits: PlaybackLimits | None = None,
) -> Choice:
    """Return the version that would be taken, and the decision with its reasons. Raises NotFound."""
    return choose_version(item, device_from_declaration(declared), limits or PlaybackLimits(), version)
