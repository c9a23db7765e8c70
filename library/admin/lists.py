"""Collections. Playlists belong to profiles and are not the librarian's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from library.access import visible_class_ids
from library.admin.doors import desk_profile
from library.admin.item_rows import FetchedAlong
from library.models import Collection, CollectionEntry
from mediaserver.lib.admin_tables import Table


class EntryRows(FetchedAlong):
    """Items of the collection that the librarian's profile may see."""

    model = CollectionEntry
    fields = ("item", "position")
    autocomplete_fields = ("item",)
    fetched = ("item",)
    verbose_name = _("item")
    verbose_name_plural = _("items")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only visible items; the others keep their place."""
        return super().get_queryset(request).filter(item__access_class_id__in=visible_class_ids(desk_profile(request)))


@admin.register(Collection)
class CollectionAdmin(Table[Collection]):
    """Collections."""

    list_display = ("name", "origin", "is_ordered", "entry_count", "updated_at")
    list_filter = ("origin", "is_ordered")
    search_fields = ("name", "sort_name")
    ordering = ("sort_name", "id")
    fields = ("name", "sort_name", "overview", "origin", "is_ordered")
    readonly_fields = ("origin",)
    inlines = (EntryRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        """Count the entries along."""
        return super().get_queryset(request).annotate(counted=Count("entries"))

    @admin.display(description=_("items"), ordering="counted")
    def entry_count(self, row: Any) -> int:
        """How many items stand in it."""
        return int(row.counted)
