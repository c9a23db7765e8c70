"""What follows from events about accounts."""

from __future__ import annotations

from typing import Any

from accounts.models import User


def show_everything(sender: type[User], user: User, **_facts: Any) -> None:
    """Let an owner's profiles see every library: nobody else could give them one."""
    from library.access import give_all_libraries

    for profile in user.profiles.all():
        give_all_libraries(profile)
