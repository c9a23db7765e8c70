"""Items: one table for all, and one for each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from library import editing
from library.admin.doors import desk_profile
from library.admin.item_rows import (
    ArtistRows,
    ArtworkRows,
    CompanyRows,
    CreditRows,
    ExternalIdRows,
    GenreRows,
    LockRows,
    TagRows,
    VersionRows,
)
from library.models import (
    Album,
    Artist,
    AudioBook,
    Book,
    ComicIssue,
    ComicSeries,
    Episode,
    Extra,
    FieldLock,
    HomeVideo,
    ItemGenre,
    ItemTag,
    MediaFile,
    MediaItem,
    Movie,
    MusicVideo,
    Photo,
    PhotoAlbum,
    Season,
    Series,
    Track,
)
from library.models.items import MediaItemQuerySet
from mediaserver.lib.admin_tables import Table
from mediaserver.lib.paths import decode_path

LISTS_BY_MODEL = {
    "itemgenre": "genres",
    "itemtag": "tags",
    "credit": "credits",
    "artistcredit": "artists",
    "itemcompany": "companies",
    "externalid": "external_ids",
    "artwork": "artwork",
}
"""What a change of rows below the form is called among an item's fields."""

MOST_FOLDERS_AT_ONCE = 100


class TagActionForm(ActionForm):
    """The bar above the table, with room for a tag."""

    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=100)


class LockedFilter(admin.SimpleListFilter):
    """Items with fields that a person fixed."""

    title = gettext_lazy("locks")
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With and without."""
        return [("yes", _("With locked fields")), ("no", _("Without locked fields"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> QuerySet[MediaItem]:
        """Narrow the table."""
        locks = Exists(FieldLock.objects.filter(item_id=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(locks)
        return queryset.filter(~locks) if self.value() == "no" else queryset


class ItemTable(Table[MediaItem]):
    """Items. What is changed by hand is locked against scans and providers."""

    action_form = TagActionForm
    actions = ("lock_all", "unlock_all", "add_tag", "remove_tag", "read_again")
    list_select_related = ("library", "parent")
    search_fields = ("title", "original_title", "sort_title", "external_ids__value")
    search_help_text = gettext_lazy("Title, original title, or the id in another catalogue")
    ordering = ("sort_title", "id")
    date_hierarchy = None
    autocomplete_fields = ("parent",)
    readonly_fields = (
        "public_id", "kind", "library", "root", "availability", "access_class", "added_at", "updated_at", "leaf_count",
        "duration_ms", "resolution_class", "hdr_class",
    )  # fmt: skip
    inlines = (
        GenreRows, TagRows, CreditRows, ArtistRows, CompanyRows, ExternalIdRows, ArtworkRows, VersionRows, LockRows,
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("title", "sort_title", "original_title", "tagline", "overview")}),
        (gettext_lazy("When"), {"fields": (("year", "released_on"), "taken_at")}),
        (
            gettext_lazy("Place"),
            {"fields": ("parent", ("parent_number", "number", "number_end"), ("absolute_number", "disc_number"))},
        ),
        (
            gettext_lazy("Ratings"),
            {"fields": (("content_rating", "content_rating_age"), "community_rating")},
        ),
        (gettext_lazy("Found out by the server"), {"fields": readonly_fields, "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> MediaItemQuerySet:
        """Items that the librarian's profile may see."""
        rows = super().get_queryset(request)
        assert isinstance(rows, MediaItemQuerySet)
        return rows.visible_to(desk_profile(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Items come from files."""
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give new genre and tag rows the keys that lists sort by."""
        if formset.model in {ItemGenre, ItemTag}:
            for row_form in formset.forms:
                editing.key_row(row_form.instance, form.instance)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After everything is saved: lock what was changed, and let what is derived follow."""
        super().save_related(request, form, formsets, change)
        changed = set(form.changed_data)
        changed |= {LISTS_BY_MODEL.get(each.model._meta.model_name, "") for each in formsets if each.has_changed()}
        changed.discard("")
        if changed:
            item = MediaItem.objects.select_related("parent", "library").get(pk=form.instance.pk)
            editing.item_edited(item, editing.Edit(frozenset(changed), by=_account(request)))

    @admin.action(description=gettext_lazy("Lock all fields"))
    def lock_all(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> None:
        """Keep scans and providers from changing anything about the items."""
        items = list(queryset)
        editing.lock_fields(items, editing.LOCKABLE_FIELDS, by=_account(request))
        _say(self, request, ngettext("%(n)s item is locked now.", "%(n)s items are locked now.", len(items)), items)

    @admin.action(description=gettext_lazy("Unlock all fields"))
    def unlock_all(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> None:
        """Let scans and providers change everything again."""
        items = list(queryset)
        editing.unlock_fields(items)
        _say(self, request, ngettext("%(n)s item is free again.", "%(n)s items are free again.", len(items)), items)

    @admin.action(description=gettext_lazy("Attach the tag"))
    def add_tag(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> None:
        """Attach the tag written in the bar."""
        items = list(queryset.select_related("parent"))
        if editing.tag_items(items, request.POST.get("tag", "")) is None:
            self.message_user(request, _("Write the tag into the field beside the action."), messages.ERROR)
            return
        _say(self, request, ngettext("%(n)s item is tagged.", "%(n)s items are tagged.", len(items)), items)

    @admin.action(description=gettext_lazy("Take the tag away"))
    def remove_tag(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> None:
        """Take away the tag written in the bar."""
        items = list(queryset.select_related("parent"))
        count = editing.untag_items(items, request.POST.get("tag", ""))
        text = ngettext("The tag is gone from %(n)s item.", "The tag is gone from %(n)s items.", count)
        self.message_user(request, text % {"n": count})

    @admin.action(description=gettext_lazy("Read the files again"))
    def read_again(self, request: HttpRequest, queryset: QuerySet[MediaItem]) -> None:
        """Have the folders of the items' files read and enriched again, as jobs."""
        from library.scanner import scan_folder

        files = MediaFile.objects.filter(item_files__version__item__in=queryset, missing_since__isnull=True)
        folders = {file.folder_id: file.folder for file in files.select_related("folder__root__library")}
        chosen = list(folders.values())[:MOST_FOLDERS_AT_ONCE]
        for folder in chosen:
            scan_folder(folder.root, decode_path(folder.path), created_by=_account(request))
        text = ngettext("%(n)s folder is being read.", "%(n)s folders are being read.", len(chosen))
        self.message_user(request, text % {"n": len(chosen)})


def _say(table: Table[MediaItem], request: HttpRequest, text: str, items: list[MediaItem]) -> None:
    table.message_user(request, text % {"n": len(items)})


def _account(request: HttpRequest) -> Any:
    return request.user.public_id if isinstance(request.user, User) else None


@admin.register(MediaItem)
class ItemAdmin(ItemTable):
    """All items."""

    list_display = ("title", "kind", "year", "library", "parent", "availability", "added_at")
    list_filter = ("kind", "availability", LockedFilter, ("library", admin.RelatedOnlyFieldListFilter))


class KindAdmin(ItemTable):
    """The items of one kind."""

    list_display = ("title", "year", "library", "parent", "availability", "added_at")
    list_filter = ("availability", LockedFilter, ("library", admin.RelatedOnlyFieldListFilter))


for model in (
    Movie, Series, Season, Episode, Artist, Album, Track, PhotoAlbum, Photo, HomeVideo, MusicVideo, Extra, ComicSeries,
    ComicIssue, Book, AudioBook,
):  # fmt: skip
    admin.site.register(model, KindAdmin)
