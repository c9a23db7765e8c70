"""The episode behind the last one seen, for each series, as one SQL expression.

Written out by hand: put together by the ORM, the inner query is repeated four times, with aliases that collide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BigAutoField
from django.db.models.expressions import RawSQL

from library.access import visible_class_ids
from library.models import Availability, ItemKind

if TYPE_CHECKING:
    from accounts.models import Profile

SEASON_WEIGHT = 10_000_000
"""An episode's place in its series is season × this + number; specials (season 0) come before everything."""

_FOLLOWERS = """
WITH seen AS (
  SELECT e.root_id, MAX(COALESCE(e.parent_number, 0) * {weight} + COALESCE(e.number_end, e.number, 0)) AS place
  FROM library_watchstate s JOIN library_mediaitem e ON e.id = s.item_id
  WHERE s.profile_id = %s AND s.is_watched AND e.kind = %s
  GROUP BY e.root_id
)
SELECT (
  SELECT f.id FROM library_mediaitem f
  WHERE f.root_id = seen.root_id AND f.kind = %s AND f.availability = %s AND f.access_class_id IN ({classes})
    AND COALESCE(f.parent_number, 0) * {weight} + COALESCE(f.number, 0) > seen.place
    AND (COALESCE(f.parent_number, 0) = 0 OR seen.place >= {weight})
    AND NOT EXISTS (
      SELECT 1 FROM library_watchstate w WHERE w.item_id = f.id AND w.profile_id = %s AND w.is_watched
    )
  ORDER BY f.parent_number, f.number, f.id LIMIT 1
) FROM seen
"""


def followers(profile: Profile) -> RawSQL:
    """Return ids of the first unseen episode behind the last seen one of each series, to be used with `pk__in`.

    Where a regular episode was seen, specials are passed over; where only specials were, they go on among themselves.
    """
    classes = visible_class_ids(profile) or [0]
    sql = _FOLLOWERS.format(weight=SEASON_WEIGHT, classes=", ".join(["%s"] * len(classes)))
    episode, available = str(ItemKind.EPISODE), str(Availability.AVAILABLE)
    params = (profile.pk, episode, episode, available, *classes, profile.pk)
    return RawSQL(sql, params, output_field=BigAutoField())  # noqa: S611  (no part of it comes from outside)
