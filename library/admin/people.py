"""People, companies, genres, tags."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from library import editing
from library.models import Company, Genre, Person, Tag
from library.naming import fold_title
from library.search import index_people
from mediaserver.lib.admin_tables import Table


@admin.register(Person)
class PersonAdmin(Table[Person]):
    """People."""

    list_display = ("name", "sort_name", "born_on", "died_on")
    search_fields = ("name", "sort_name")
    ordering = ("sort_name", "id")
    fields = ("name", "sort_name", "overview", "born_on", "died_on", "external_ids")

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Keep the compared name and the search index in step."""
        obj.name_key = fold_title(obj.name)[:300]
        super().save_model(request, obj, form, change)
        index_people([obj.pk])


class WordAdmin(Table[Any]):
    """A table of names that items carry, with how many do."""

    links = ""
    search_fields = ("name",)
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the items along."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(linked_count=Count(self.links))
        return rows

    @admin.display(description=_("items"), ordering="linked_count")
    def item_count(self, row: Any) -> int:
        """How many items carry it."""
        return int(row.linked_count)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the compared name in step."""
        obj.name_key = fold_title(obj.name)[: obj._meta.get_field("name_key").max_length] or obj.name.casefold()
        super().save_model(request, obj, form, change)


@admin.register(Genre)
class GenreAdmin(WordAdmin):
    """Genres."""

    links = "item_genres"
    list_display = ("name", "item_count")
    fields = ("name",)


@admin.register(Company)
class CompanyAdmin(WordAdmin):
    """Companies."""

    links = "item_companies"
    list_display = ("name", "item_count")
    fields = ("name",)


@admin.register(Tag)
class TagAdmin(WordAdmin):
    """Tags. Restricting one changes who sees the items that carry it."""

    links = "item_tags"
    list_display = ("name", "is_restricted", "item_count")
    list_filter = ("is_restricted",)
    fields = ("name", "colour", "is_restricted")

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Reckon who sees what anew where the restriction changed."""
        super().save_model(request, obj, form, change)
        if "is_restricted" in form.changed_data:
            editing.tag_restriction_changed(obj)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        """Free the items before the tag goes."""
        editing.remove_tag(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """Free the items before the tags go."""
        for tag in queryset:
            editing.remove_tag(tag)
