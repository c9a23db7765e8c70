"""The librarians' desk: Django's admin, opened to librarians and owners on a profile without limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_restricted, may_manage_library

LEFT_OUT = frozenset({"django_q", "auth"})


class HearthAdminSite(AdminSite):
    """Signing in and out happens on our own pages."""

    site_title = _("Hearth")
    site_header = _("Hearth")
    index_title = _("The librarian's desk")
    site_url = "/app/"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take a table in, but none of apps whose rows name code to be run (the queue's) or mean nothing here."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        wanted = [model for model in models if model._meta.app_label not in LEFT_OUT]
        super().register(wanted, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the desk opens: librarians and owners, and never on a profile with limits."""
        return may_manage_library(request.user) and not is_restricted(getattr(request, "profile", None) or None)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead strangers to the sign-in page; members, guests and children get a plain no."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        index = reverse("admin:index", current_app=self.name)
        if request.user.is_authenticated:
            return redirect(index)
        return redirect_to_login(index, reverse("accounts:sign-in"))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guard a view: strangers sign in and come back to it, everybody else without the right gets a plain no."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("accounts:sign-in"))
            if not self.has_permission(request) and request.path != reverse("admin:logout", current_app=self.name):
                raise PermissionDenied
            answer: HttpResponseBase = guarded(request, *args, **kwargs)
            return answer

        inner.model_admin = getattr(guarded, "model_admin", None)  # type: ignore[attr-defined]
        inner.admin_site = self  # type: ignore[attr-defined]
        return inner

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Sign out and go to the sign-in page."""
        super().logout(request, extra_context)
        return redirect("accounts:sign-in")
