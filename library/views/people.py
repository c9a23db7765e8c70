"""The page of a person: what they are part of, as far as the profile sees it."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.pages import member_page
from accounts.requests import MemberRequest
from library.models import Credit, ItemKind, MediaItem, Person
from library.views.cards import poster_cards
from library.views.links import person_url
from library.views.pictures import POSTER_WIDTHS, drawn
from library.views.wording import day_long
from mediaserver.system.models import PublicIdAlias

MOST_ITEMS = 200


@member_page
def person_detail(request: HttpRequest, person_id: uuid.UUID) -> HttpResponseBase:
    """A person with their visible films and series; nobody who has none."""
    profile = cast(MemberRequest, request).profile
    person = Person.objects.filter(public_id=person_id).prefetch_related("artwork").first()
    if person is None:
        return _led_on(person_id)
    credited = Credit.objects.filter(person=person).values("item_id")
    episodes = MediaItem.objects.visible_to(profile).filter(pk__in=credited, kind=ItemKind.EPISODE).values("root_id")
    visible = MediaItem.objects.visible_to(profile).exclude(kind__in=(ItemKind.EPISODE, ItemKind.SEASON))
    rows = visible.filter(pk__in=credited) | visible.filter(pk__in=episodes)
    items = list(rows.select_related("parent").order_by("-year", "sort_title", "id")[:MOST_ITEMS])
    if not items:
        raise Http404
    roles = Credit.objects.filter(person=person, item__in=items).values_list("role", flat=True).distinct()
    portraits = list(person.artwork.all())
    context = {
        "person": person,
        "portrait": drawn(portraits[0], POSTER_WIDTHS) if portraits else None,
        "roles": [str(Credit.Role(role).label) for role in sorted(set(roles))],
        "born": day_long(person.born_on),
        "cards": poster_cards(items, profile),
    }
    return render(request, "library/person.html", context)


def _led_on(person_id: uuid.UUID) -> HttpResponse:
    """Lead from an id that was merged away to the person it became. Raises Http404."""
    target = Person.objects.filter(public_id=PublicIdAlias.resolve(person_id)).first()
    if target is None:
        raise Http404
    return redirect(person_url(target))
