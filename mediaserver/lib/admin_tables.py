"""What all tables of the admin share: no counting of everything, no query for each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:

    class Table(admin.ModelAdmin[Row]):
        """A table of the admin."""

    class Rows(admin.TabularInline[Any, Any]):
        """Rows below a form."""

else:

    class Table(admin.ModelAdmin):
        """A table of the admin.

        `show_full_result_count` counts every row of the table for each page that is filtered, which on a large table
        takes longer than everything else together.
        """

        show_full_result_count = False
        list_per_page = 50
        list_max_show_all = 200

        def __class_getitem__(cls, _row: Any) -> Any:
            """Take the type of the rows, which only the type checker looks at."""
            return cls

    class Rows(admin.TabularInline):
        """Rows below a form, whose choices are those of the rows themselves and need no query each."""

        extra = 0
        show_change_link = False

        def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
            """Put the widget in that knows the names of what is chosen."""
            field = super().formfield_for_foreignkey(db_field, request, **kwargs)
            if field is not None and db_field.name in self.get_autocomplete_fields(request):
                field.widget = KnownChoice(db_field, self.admin_site)
            return field

        def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
            """Tell each form's widgets what its row has chosen."""
            formset = super().get_formset(request, obj, **kwargs)
            formset.form = _form_that_knows(formset.form)
            return formset


class ReadOnly:
    """A table that is looked at only."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes rows here."""
        return False


class KnownChoice(AutocompleteSelect):
    """A box with suggestions that need not ask the database what its present choice is called."""

    def __init__(self, field: ForeignKey[Any, Any], admin_site: Any) -> None:
        super().__init__(field, admin_site)
        self.known: Mapping[str, str] = {}

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the one chosen option, from what is known where that is enough."""
        chosen = [part for part in value if part]
        if any(part not in self.known for part in chosen):
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options = [self.create_option(name, part, self.known[part], True, at) for at, part in enumerate(chosen)]
        return [(None, empty + options, 0)]


def _form_that_knows(form_class: Any) -> Any:
    """A form whose boxes are told what its row has chosen (rows come with their relations fetched along)."""

    class Knowing(form_class):  # type: ignore[misc]  # a base that is known only when the form is made
        """The form of one row."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                widget = getattr(field, "widget", None)
                widget = getattr(widget, "widget", widget)
                if isinstance(widget, KnownChoice) and self.instance.pk:
                    chosen = getattr(self.instance, name, None)
                    widget.known = {str(chosen.pk): str(chosen)} if chosen is not None else {}

    Knowing.__name__ = form_class.__name__
    return Knowing
