"""Forms of those who look after the libraries. They return final types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from library.models import Library, LibraryKind

MINUTE_S = 60


class NewLibraryForm(forms.Form):
    """A library to be made of one folder; more folders can be added afterwards."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=8_000, strip=False)
    kind = forms.ChoiceField(label=_("What it holds"), choices=LibraryKind.choices)
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Shown in the menu."))
    language = forms.ChoiceField(
        label=_("Language of names and texts"), choices=[("", _("As the server")), *settings.LANGUAGES], required=False
    )


class LibraryForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, language, and how changes on disk are noticed. The kind is fixed: other kinds are other libraries."""

    language = forms.ChoiceField(
        label=_("Language of names and texts"), choices=[("", _("As the server")), *settings.LANGUAGES], required=False
    )
    poll_minutes = forms.IntegerField(
        label=_("Look every … minutes"),
        min_value=1,
        max_value=1440,
        help_text=_("Where the drive does not tell about changes, or notices are off."),
    )

    class Meta:
        model = Library
        fields = ["name", "language", "watching"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["poll_minutes"].initial = max(1, self.instance.poll_interval_s // MINUTE_S)

    def changes(self) -> dict[str, object]:
        """Columns to write, by name."""
        values = dict(self.cleaned_data)
        values["poll_interval_s"] = int(values.pop("poll_minutes")) * MINUTE_S
        return values
