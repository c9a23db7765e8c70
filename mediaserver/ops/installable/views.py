"""Answers of the installable app. All three are public: browsers ask for them without a session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

GROUND = "#100e0d"
ICON_SIZES = (192, 512)


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {"src": static(f"img/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the app to whoever wants to install it."""
    icons = [_icon("icon", size, "any") for size in ICON_SIZES]
    icons += [_icon("icon-maskable", size, "maskable") for size in ICON_SIZES]
    icons.append({"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    answer = {
        "id": "/",
        "name": "Hearth",
        "short_name": "Hearth",
        "description": _("The films, series, music and photos of this house."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("library:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": icons,
        "shortcuts": [{"name": _("Search"), "url": reverse("library:search")}],
    }
    return JsonResponse(answer, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the worker that answers with the offline page when the server is out of reach."""
    return render(request, "installable/service_worker.js", content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page kept for the time without a connection."""
    return render(request, "offline.html")
