"""What the library tells the apps above it. Sent after commit; receivers are attached in their `ready()` and only enqueue or broadcast."""

from __future__ import annotations

from django.dispatch import Signal

library_scanned = Signal()
"""A scan has ended. Arguments: `library` (Library), `job` (the ended Job, whatever its state)."""

items_resolved = Signal()
"""Items were made or changed by a scan. Arguments: `item_ids` (list of primary keys)."""

library_removed = Signal()
"""A library and all its records are gone. Arguments: `public_id` (UUID of the library)."""
