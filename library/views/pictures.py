"""Which picture stands for an item, for a page of items in at most three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from library.artwork.links import image_srcset, image_url
from library.artwork.local_images import main_kind
from library.models import Artwork, ItemKind, MediaItem

Kind = Artwork.Kind
UPRIGHT = (Kind.POSTER, Kind.COVER, Kind.PHOTO, Kind.STILL, Kind.THUMB, Kind.BACKDROP)
LANDSCAPE = (Kind.THUMB, Kind.STILL, Kind.BACKDROP)
POSTER_WIDTHS = (160, 240, 320, 480)
WIDE_WIDTHS = (320, 480, 640, 960)
BACKDROP_WIDTHS = (960, 1280, 1920, 2560)
SHOWN_BY_WHAT_IS_IN_THEM = frozenset({ItemKind.PHOTO_ALBUM, ItemKind.ARTIST})


@dataclass(frozen=True)
class Picture:
    """A picture as a page draws it; `is_upright` where it was made to stand upright or square."""

    url: str
    srcset: str
    tint: str
    ratio: float
    is_upright: bool = False


def drawn(artwork: Artwork | None, widths: tuple[int, ...]) -> Picture | None:
    """The picture with addresses in these widths; the second narrowest is what a browser without srcset takes."""
    if artwork is None:
        return None
    return Picture(
        url=image_url(artwork, widths[1]),
        srcset=image_srcset(artwork, widths),
        tint=artwork.tint,
        ratio=artwork.ratio,
        is_upright=artwork.ratio < 1.2,
    )


class Pictures:
    """The pictures of some items, and of what stands above them."""

    def __init__(self, items: Sequence[MediaItem]) -> None:
        above = {pk for item in items for pk in (item.parent_id, item.root_id) if pk}
        self._by_item: defaultdict[int, list[Artwork]] = defaultdict(list)
        for artwork in Artwork.objects.filter(item_id__in={item.pk for item in items} | above):
            self._by_item[artwork.item_id or 0].append(artwork)
        self._look_inside(item for item in items if item.kind in SHOWN_BY_WHAT_IS_IN_THEM)

    def upright(self, item: MediaItem) -> Artwork | None:
        """What a poster or cover shows: the item's own picture, else that of what it belongs to."""
        own = self._first(item.pk, (main_kind(item.kind), *UPRIGHT))
        if own is not None:
            return own
        return self._first(item.parent_id, UPRIGHT) or self._first(item.root_id, UPRIGHT)

    def landscape(self, item: MediaItem) -> Artwork | None:
        """What a landscape card shows; an upright picture where there is nothing else."""
        own = self._first(item.pk, LANDSCAPE) or self._first(item.root_id, (Kind.BACKDROP, Kind.THUMB))
        return own or self.upright(item)

    def backdrop(self, item: MediaItem) -> Artwork | None:
        """The large picture behind a page: the item's own, its series', or its own still."""
        for pk in (item.pk, item.parent_id, item.root_id):
            if found := self._first(pk, (Kind.BACKDROP,)):
                return found
        return self._first(item.pk, (Kind.STILL, Kind.THUMB))

    def logo(self, item: MediaItem) -> Artwork | None:
        """The title's own lettering."""
        return self._first(item.pk, (Kind.LOGO,))

    def _first(self, item_id: int | None, kinds: Iterable[str]) -> Artwork | None:
        rows = self._by_item.get(item_id or 0, [])
        return next((row for kind in kinds for row in rows if row.kind == kind), None)

    def _look_inside(self, containers: Iterable[MediaItem]) -> None:
        """Give folders of photos and artists without a real picture one of those they hold."""
        wanting = [item.pk for item in containers if not self._has_real_picture(item.pk)]
        if not wanting:
            return
        inside = Artwork.objects.filter(item__parent_id=OuterRef("pk"), kind__in=(Kind.PHOTO, Kind.COVER))
        first = inside.order_by("-item__sort_at", "-item__year", "pk").values("pk")[:1]
        pairs = dict(
            MediaItem.objects.filter(pk__in=wanting).annotate(shown=Subquery(first)).values_list("pk", "shown")
        )
        found = Artwork.objects.in_bulk([pk for pk in pairs.values() if pk])
        for item_id, artwork_id in pairs.items():
            if artwork_id in found:
                self._by_item[item_id].insert(0, found[artwork_id])

    def _has_real_picture(self, item_id: int) -> bool:
        return any(row.source != Artwork.Source.TYPOGRAPHIC for row in self._by_item[item_id])
