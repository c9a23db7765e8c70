"""Guards of pages: who is not signed in is led to the sign-in page; what is not theirs answers 404 or 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts import first_run
from accounts.permissions import is_restricted, may_manage_library, may_run_server, may_use

View = Callable[..., HttpResponseBase]


def _guard(view: View, allowed: Callable[[Any], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_use(request.user) or not getattr(request, "profile", None):
            if first_run.is_needed():
                return redirect("ops:setup")
            return redirect_to_login(request.get_full_path())
        is_for_everybody = allowed is may_use
        if not allowed(request.user) or (not is_for_everybody and is_restricted(request.profile)):  # type: ignore[attr-defined]
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def member_page(view: View) -> View:
    """A page for anybody signed in."""
    return _guard(view, may_use)


def librarian_page(view: View) -> View:
    """A page for librarians and owners, on a profile without limits."""
    return _guard(view, may_manage_library)


def owner_page(view: View) -> View:
    """A page for owners, on a profile without limits."""
    return _guard(view, may_run_server)
