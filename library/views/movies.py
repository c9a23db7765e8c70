"""The page of a film, and of anything else that is one video: home videos, music videos, extras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import asks_as_librarian
from accounts.requests import MemberRequest
from library.models import Credit, ItemCompany, ItemKind, MediaItem
from library.views.cards import poster_cards
from library.views.finding import item_page
from library.views.lead import film_meta, make_acts, make_lead
from library.views.links import item_url, person_url
from library.views.pictures import Pictures
from library.views.standing import Standing
from library.views.versions import Choice, read_choice, strip_facts, version_rows
from library.views.wording import day_long

if TYPE_CHECKING:
    from library.models import Person

MOST_CREDITS = 24
VIDEO_PAGES = (ItemKind.MOVIE, ItemKind.HOME_VIDEO, ItemKind.MUSIC_VIDEO, ItemKind.EXTRA)


@item_page(*VIDEO_PAGES)
def movie_detail(request: MemberRequest, item: MediaItem) -> HttpResponse:
    """A film with everything one may want to know before it plays."""
    extras = MediaItem.objects.visible_to(request.profile).filter(parent_id=item.pk, kind=ItemKind.EXTRA)
    context = video_context(request, item) | {
        "extras": poster_cards(list(extras.select_related("parent").order_by("sort_title", "id")), request.profile),
    }
    return render(request, "library/movie.html", context)


def video_context(request: MemberRequest, item: MediaItem) -> dict[str, Any]:
    """What the pages of films and episodes share."""
    choice = read_choice(item, request.GET)
    standing, pictures = Standing([item], request.profile), Pictures([item])
    genres = list(item.genres.order_by("item_genres__position").values_list("name", flat=True))
    is_librarian = asks_as_librarian(request)
    acts = make_acts(item, standing, query=choice.query, is_librarian=is_librarian)
    return {
        "item": item,
        "lead": make_lead(item, request.profile, film_meta(item, genres), acts, pictures),
        "acts": acts,
        "strip": strip_facts(choice, item_url(item)),
        "people": people_of(item),
        "versions": version_rows(choice, shows_paths=is_librarian),
        "facts": facts_of(item, choice, is_librarian=is_librarian),
        "reasons_url": _reasons_url(item, choice),
    }


def people_of(item: MediaItem) -> list[dict[str, str]]:
    """Cast and crew in their order, each person once, for `parts/_people.html`."""
    credits = item.credits.select_related("person").prefetch_related("person__artwork")[: MOST_CREDITS * 2]
    parts: dict[int, tuple[Person, list[str]]] = {}
    for credit in credits:
        what = credit.character or credit.get_role_display()
        known = parts.setdefault(credit.person_id, (credit.person, []))
        if what not in known[1]:
            known[1].append(what)
    return [_person(person, roles) for person, roles in list(parts.values())[:MOST_CREDITS]]


def facts_of(item: MediaItem, choice: Choice, *, is_librarian: bool) -> list[dict[str, Any]]:
    """Labels and values for `parts/_facts.html`; only those that are known."""
    companies = ItemCompany.objects.filter(item=item).select_related("company")
    directors = item.credits.filter(role=Credit.Role.DIRECTOR).values_list("person__name", flat=True)
    original = item.original_title if item.original_title != item.title else ""
    facts = [
        (_("Original title"), original),
        (_("Directed by"), ", ".join(directors)),
        (_("Released"), day_long(item.released_on)),
        (_("Made by"), ", ".join(dict.fromkeys(row.company.name for row in companies))),
        (_("Tags"), ", ".join(item.tags.order_by("name").values_list("name", flat=True))),
        (_("In the house since"), day_long(item.added_at)),
    ]
    rows: list[dict[str, Any]] = [{"label": label, "value": value} for label, value in facts if value]
    if is_librarian:
        rows += [{"label": _("File"), "value": file.file_name, "is_path": True} for file in choice.files]
    return rows


def _person(person: Person, roles: list[str]) -> dict[str, str]:
    from library.views.pictures import POSTER_WIDTHS, drawn

    portraits = list(person.artwork.all())
    portrait = drawn(portraits[0], POSTER_WIDTHS) if portraits else None
    return {
        "name": person.name,
        "role": ", ".join(roles),
        "url": person_url(person),
        "image_url": portrait.url if portrait else "",
    }


def _reasons_url(item: MediaItem, choice: Choice) -> str:
    address = reverse("streaming:reasons", args=[item.pid])
    return f"{address}?{choice.query}" if choice.query else address
