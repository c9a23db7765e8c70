"""What recurs. Each app registers its entries in `ready()`; `manage.py prepare` writes them for the worker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recurring:
    """A task that runs every `minutes`, or daily at `daily_at` ("03:30", server's time zone)."""

    name: str
    task: str
    minutes: int = 0
    daily_at: str = ""


_entries: dict[str, Recurring] = {}


def register_schedule(entry: Recurring) -> None:
    """Make a recurring task known."""
    _entries[entry.name] = entry


def all_schedules() -> list[Recurring]:
    """Every registered entry, by name."""
    return sorted(_entries.values(), key=lambda entry: entry.name)
