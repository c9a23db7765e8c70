"""What happens to accounts. Received by the apps above, in their `ready()`."""

from __future__ import annotations

from django.dispatch import Signal

owner_made = Signal()
"""An owner was made on the command line. Arguments: `user`."""
