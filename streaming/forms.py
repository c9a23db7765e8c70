"""What people write about playing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MessageForm(forms.Form):
    """A sentence for somebody's screen."""

    message = forms.CharField(
        label=_("What should the screen say?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
