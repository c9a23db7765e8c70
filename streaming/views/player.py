"""The player's page, and how a title would play."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.pages import member_page
from library.models import MediaItem
from mediaserver.lib.errors import NotFound
from streaming.decision import Method
from streaming.decision.sentences import method_words, sentence
from streaming.sessions import preview_decision
from streaming.views.neighbours import neighbours
from streaming.views.player_facts import player_facts

MOST_DECLARED = 20_000


def _visible(request: HttpRequest, item_id: uuid.UUID) -> MediaItem:
    items = MediaItem.objects.visible_to(request.profile)  # type: ignore[attr-defined]
    item = items.select_related("parent", "root").filter(public_id=item_id).first()
    if item is None or not item.is_playable:
        raise Http404
    return item


@never_cache
@member_page
@require_GET
def player(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The page that plays one item. The player itself asks the API to start."""
    item = _visible(request, item_id)
    around = neighbours(item, request.profile)  # type: ignore[attr-defined]
    context = {"item": item, "facts": player_facts(item), "around": around}
    return render(request, "streaming/player.html", context)


@never_cache
@member_page
@require_safe
def reasons(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """How the item will play on the asking device: words and reasons, as a part of its page.

    The device's declaration comes as JSON in `?device=`, because what a browser plays is known only there.
    """
    item = _visible(request, item_id)
    context: dict[str, Any] = {"item": item}
    try:
        choice = preview_decision(item, _declared(request))
        decision = choice.decision
        context |= {
            "plays": decision.method is Method.DIRECT_PLAY,
            "words": method_words(decision.method),
            "reasons": [{"sign": reason.sign.value, "sentence": sentence(reason)} for reason in decision.reasons],
        }
    except NotFound as error:
        context |= {
            "plays": False,
            "words": _("Can't be played"),
            "reasons": [{"sign": "x", "sentence": error.message}],
        }
    return render(request, "streaming/_how_it_plays.html", context)


def _declared(request: HttpRequest) -> dict[str, Any]:
    raw = request.GET.get("device", "")
    if len(raw) > MOST_DECLARED:
        return {}
    try:
        declared = json.loads(raw or "{}")
    except (ValueError, RecursionError):
        return {}
    return declared if isinstance(declared, dict) else {}
