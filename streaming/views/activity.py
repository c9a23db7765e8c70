"""What plays now, what played lately, and a word to those who watch."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.pages import member_page
from accounts.requests import MemberRequest
from library.api.finding import find
from mediaserver.lib.wording import ago, bitrate
from mediaserver.system.jobs import job_facts
from mediaserver.system.models import Job
from streaming.forms import MessageForm
from streaming.models import PlaybackSession
from streaming.permissions import may_oversee_playing
from streaming.sessions import send_message, stop_session
from streaming.sessions.overview import ended_sessions, live_sessions, sessions_for
from streaming.views.session_cards import session_cards

LATELY = 12
JOBS_SHOWN = 4


def _oversees(request: MemberRequest) -> bool:
    return may_oversee_playing(request.user, request.profile)


@never_cache
@member_page
@require_safe
def activity(request: MemberRequest) -> HttpResponse:
    """Who plays what: everybody for librarians, one's own for others."""
    return render(request, "streaming/activity.html", {"section": "activity", **_context(request)})


@never_cache
@member_page
@require_safe
def sessions(request: MemberRequest) -> HttpResponse:
    """The part of the page that changes; fetched again when something did."""
    return render(request, "streaming/_sessions.html", _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    sees_all = _oversees(request)
    live = live_sessions(request.profile, sees_all=sees_all)
    lately = ended_sessions(request.profile, LATELY, sees_all=sees_all)
    going_out = sum(row.session.bitrate_bps or 0 for row in live if not row.session.is_paused)
    return {
        "sees_all": sees_all,
        "playing": session_cards(live, is_own_page=not sees_all),
        "lately": [
            {"card": card, "when": row.session.stopped_at, "ago": capfirst(ago(row.session.stopped_at))}
            for card, row in zip(session_cards(lately, is_own_page=True), lately, strict=True)
        ],
        "going_out": bitrate(going_out) if going_out else "",
        "jobs": [job_facts(job) for job in Job.objects.active()[:JOBS_SHOWN]] if sees_all else [],
    }


def _known_session(request: MemberRequest, session_id: uuid.UUID) -> PlaybackSession:
    """Return a session that the asker may act on. Raises Http404."""
    return find(sessions_for(request.profile, sees_all=_oversees(request)), session_id)


@member_page
@require_POST
def session_stop(request: MemberRequest, session_id: uuid.UUID) -> HttpResponse:
    """Stop a session; its player says so."""
    session = _known_session(request, session_id)
    stop_session(session, by_somebody_else=True)
    text = _("Stopped for %(name)s.") % {"name": session.profile.name}
    return trigger_client_event(HttpResponse(status=204), "toast", {"text": text, "kind": "good"})


@never_cache
@member_page
@require_http_methods(["GET", "POST"])
def session_message(request: MemberRequest, session_id: uuid.UUID) -> HttpResponse:
    """Write a sentence to somebody who watches. GET draws the dialog, POST sends."""
    session = _known_session(request, session_id)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "streaming/_message.html", {"form": form, "session": session})
    send_message(session, form.cleaned_data["message"])
    text = _("Sent to %(name)s.") % {"name": session.profile.name}
    response = trigger_client_event(HttpResponse(status=204), "dialog-close", {})
    return trigger_client_event(response, "toast", {"text": text, "kind": "good"})


@member_page
@require_safe
def playing_parts(request: HttpRequest) -> HttpResponse:
    """Drawings of the music bar, its queue and the photo viewer, fetched once a tab when first needed."""
    return render(request, "streaming/_playing_parts.html")
