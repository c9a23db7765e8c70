"""Every public prefix, one line each. Deny by default: each view guards itself, and a test walks all of them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.endpoints import NothingHereView
from mediaserver.lib.url_converters import PublicIdConverter

register_converter(PublicIdConverter, "pid")

api_routes: list[URLPattern | URLResolver] = [
    path("", include("accounts.api.urls")),
    path("", include("library.api.urls")),
    path("", include("streaming.api.urls")),
    path("", include("mediaserver.ops.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path("", NothingHereView.as_view(), name="nothing-here"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="library:home"), name="start"),
    path("app/", include("accounts.urls")),
    path("app/", include("library.urls")),
    path("app/", include("streaming.urls")),
    path("app/", include("mediaserver.ops.urls")),
    path("app/strings.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("images/", include("library.artwork.urls")),
    path("api/v1/", include((api_routes, "api"))),
    path("admin/", admin.site.urls),
    path("", include("mediaserver.ops.root_urls")),
]
