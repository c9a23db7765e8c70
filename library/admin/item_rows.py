"""What stands below an item's form: people, words, pictures, versions, foreign ids, locks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from library.artwork.links import image_url
from library.models import (
    ArtistCredit,
    Artwork,
    Credit,
    ExternalId,
    FieldLock,
    ItemCompany,
    ItemFile,
    ItemGenre,
    ItemTag,
    Version,
)
from mediaserver.lib.admin_tables import ReadOnly, Rows


class FetchedAlong(Rows):
    """Rows that come with their relations in one query."""

    fetched: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what each row names."""
        return super().get_queryset(request).select_related(*self.fetched)


class GenreRows(FetchedAlong):
    """Genres."""

    model = ItemGenre
    fields = ("genre", "position")
    autocomplete_fields = ("genre",)
    fetched = ("genre",)
    verbose_name = _("genre")
    verbose_name_plural = _("genres")


class TagRows(FetchedAlong):
    """Tags."""

    model = ItemTag
    fields = ("tag",)
    autocomplete_fields = ("tag",)
    fetched = ("tag",)
    verbose_name = _("tag")
    verbose_name_plural = _("tags")


class CreditRows(FetchedAlong):
    """People."""

    model = Credit
    fields = ("person", "role", "character", "position")
    autocomplete_fields = ("person",)
    fetched = ("person",)
    verbose_name = _("person")
    verbose_name_plural = _("people")


class ArtistRows(FetchedAlong):
    """Artists of an album or a track."""

    model = ArtistCredit
    fk_name = "item"
    fields = ("artist", "role", "position", "join_phrase")
    autocomplete_fields = ("artist",)
    fetched = ("artist",)
    verbose_name = _("artist")
    verbose_name_plural = _("artists")


class CompanyRows(FetchedAlong):
    """Companies."""

    model = ItemCompany
    fields = ("company", "role", "position")
    autocomplete_fields = ("company",)
    fetched = ("company",)
    verbose_name = _("company")
    verbose_name_plural = _("companies")


class ExternalIdRows(Rows):
    """What other catalogues call the item."""

    model = ExternalId
    fields = ("provider", "value")
    verbose_name = _("foreign id")
    verbose_name_plural = _("foreign ids")


class LockRows(Rows):
    """Fields that a person fixed. Deleting a row lets scans change the field again."""

    model = FieldLock
    fields = ("field", "locked_at")
    readonly_fields = ("field", "locked_at")
    verbose_name = _("locked field")
    verbose_name_plural = _("locked fields")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Locks come from editing a field, or from the action."""
        return False


class ArtworkRows(Rows):
    """Pictures: which one is shown."""

    model = Artwork
    fk_name = "item"
    fields = ("preview", "kind", "source", "size", "rank", "is_chosen")
    readonly_fields = ("preview", "kind", "source", "size")
    verbose_name = _("picture")
    verbose_name_plural = _("pictures")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pictures come from files and providers."""
        return False

    @admin.display(description=_("picture"))
    def preview(self, row: Artwork) -> SafeString:
        """A small version of it."""
        return format_html('<img src="{}" alt="" height="72" loading="lazy">', image_url(row, 160))

    @admin.display(description=_("size"))
    def size(self, row: Artwork) -> str:
        """Width and height."""
        return f"{row.width} × {row.height}"


class VersionRows(ReadOnly, Rows):
    """Versions and the files they are made of."""

    model = Version
    fields = ("label", "edition", "quality", "files")
    readonly_fields = fields
    verbose_name = _("version")
    verbose_name_plural = _("versions and files")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Fetch the files along."""
        parts = ItemFile.objects.select_related("file__root").order_by("part_index", "id")
        rows = super().get_queryset(request).select_related("edition")
        return rows.prefetch_related(Prefetch("item_files", queryset=parts))

    @admin.display(description=_("files"))
    def files(self, row: Version) -> SafeString:
        """Names, leading to the files."""
        return format_html_join(
            "\n",
            '<div><a href="../../../mediafile/{}/change/">{}</a></div>',
            ((part.file_id, part.file) for part in row.item_files.all()),
        )
