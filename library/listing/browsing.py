"""One view of a library: order, filters and place, as the address says it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from library.listing.facets import rows_of
from library.listing.filters import Filters
from library.listing.letters import begins_at, is_letter
from library.listing.sorts import TITLE, Sort, sort_named, sorts_of
from library.models import Library, MediaItem
from library.models.items import MediaItemQuerySet
from mediaserver.lib.keyset import KeysetPage, page_after

if TYPE_CHECKING:
    from accounts.models import Profile

PAGE_SIZE = 60


@dataclass(frozen=True)
class Browsing:
    """How a library is looked at. `letter` begins the list there (by title only); `cursor` is where a page goes on.

    `show` names the kind where a library holds several (albums or artists).
    """

    kind: str
    sort: Sort
    show: str = ""
    filters: Filters = field(default_factory=Filters)
    letter: str = ""
    cursor: str = ""

    @classmethod
    def from_query(cls, kind: str, query: QueryDict, show: str = "") -> Self:
        """Read the address."""
        sort = sort_named(kind, query.get("sort", ""))
        letter = query.get("letter", "")
        return cls(
            kind=kind,
            sort=sort,
            show=show,
            filters=Filters.from_query(query),
            letter=letter if sort == TITLE and is_letter(letter) else "",
            cursor=query.get("cursor", ""),
        )

    def rows(self, library: Library, profile: Profile) -> MediaItemQuerySet:
        """Everything that fits, without order and place."""
        return self.filters.apply(rows_of(library, self.kind, profile), self.kind, profile)

    def page(self, library: Library, profile: Profile, size: int = PAGE_SIZE) -> KeysetPage[MediaItem]:
        """One page. Raises BadCursor where the cursor was not made by this order."""
        rows = self.rows(library, profile).select_related("parent")
        if self.letter:
            rows = rows.filter(sort_title__gte=begins_at(self.letter))
        return page_after(rows, self.sort.fields, self.cursor or None, size)

    def change(self, **changes: Any) -> Browsing:
        """The same view with something else chosen, from its beginning."""
        return replace(self, **({"cursor": "", "letter": ""} | changes))

    def change_filters(self, **changes: Any) -> Browsing:
        """The same view with other filters."""
        return self.change(filters=replace(self.filters, **changes))

    def address(self, base: str) -> str:
        """The address of this view."""
        pairs = [("show", self.show)] if self.show else []
        pairs += [] if self.sort == sorts_of(self.kind)[0] else [("sort", self.sort.key)]
        pairs += self.filters.to_query()
        pairs += [("letter", self.letter)] if self.letter else []
        pairs += [("cursor", self.cursor)] if self.cursor else []
        return f"{base}?{urlencode(pairs)}" if pairs else base
