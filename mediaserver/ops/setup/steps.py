"""The steps of the first run, and who may take them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import first_run
from accounts.permissions import may_run_server

View = Callable[..., HttpResponse]
STEPS = (
    ("language", _("Language")),
    ("owner", _("You")),
    ("media", _("Media")),
    ("network", _("Network")),
)


def before_owner(view: View) -> View:
    """A step before the account exists: for whoever may set the server up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not first_run.is_needed():
            return redirect("ops:setup-media" if may_run_server(request.user) else "library:home")
        if not first_run.may_enter(request):
            return redirect("ops:setup-code")
        return view(request, *args, **kwargs)

    return guarded


def after_owner(view: View) -> View:
    """A step after the account was made: for its owner."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if first_run.is_needed():
            return redirect("ops:setup")
        if not may_run_server(request.user):
            return redirect("library:home")
        return view(request, *args, **kwargs)

    return guarded


def frame(step: str, details: dict[str, str]) -> dict[str, Any]:
    """Context of the frame around a step: which are done, where Back leads."""
    names = [name for name, _label in STEPS]
    place = names.index(step)
    rows = []
    for index, (name, label) in enumerate(STEPS):
        state = "done" if index < place else "now" if index == place else ""
        rows.append({"label": label, "detail": details.get(name, ""), "state": state})
    back = names[place - 1] if place else ""
    return {
        "steps": rows,
        "step_number": place + 1,
        "step_count": len(STEPS),
        # The account is made; going back before it would offer to make another.
        "back_url": reverse(f"ops:setup-{back}") if back and back != "owner" else "",
    }
