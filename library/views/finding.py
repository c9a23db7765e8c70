"""From the id in an address to the item the profile may see."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.pages import member_page
from accounts.requests import MemberRequest
from library.models import MediaItem
from library.views.links import item_url
from mediaserver.system.models import PublicIdAlias

ItemView = Callable[[MemberRequest, MediaItem], HttpResponseBase]


def visible_item(request: HttpRequest, item_id: uuid.UUID) -> MediaItem | None:
    """The item with what stands above it, or None where there is none that this profile sees."""
    member = cast(MemberRequest, request)
    rows = MediaItem.objects.visible_to(member.profile).select_related("library", "parent__parent", "root")
    return rows.filter(public_id=item_id).first()


def item_page(*kinds: str) -> Callable[[ItemView], Callable[..., HttpResponseBase]]:
    """Make a page of an item out of a view that takes the item.

    Unknown and hidden items answer 404 alike. An id that was merged away, or a kind that changed, leads on to where
    the item is now. The item's library is lit in the menus.
    """

    def decorate(view: ItemView) -> Callable[..., HttpResponseBase]:
        @member_page
        @wraps(view)
        def found(request: HttpRequest, item_id: uuid.UUID, **_options: Any) -> HttpResponseBase:
            item = visible_item(request, item_id)
            if item is None:
                target = PublicIdAlias.resolve(item_id)
                item = visible_item(request, target) if target != item_id else None
                if item is None:
                    raise Http404
                return redirect(item_url(item))
            if kinds and item.kind not in kinds:
                return redirect(item_url(item))
            request.section = item.library.pid  # type: ignore[attr-defined]
            return view(cast(MemberRequest, request), item)

        return found

    return decorate
