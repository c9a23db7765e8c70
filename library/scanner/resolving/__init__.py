"""Files become items: plans say where each file belongs, applying them finds or makes the items. See ../README.md."""

from library.scanner.resolving.applying import apply_placements
from library.scanner.resolving.planning import plan_placements

__all__ = ["apply_placements", "plan_placements"]
