"""Forms of signing in and of one's own settings. They return final types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Profile, User
from accounts.models.users import compared_name


class SignInForm(AuthenticationForm):
    """Name and password. A wrong name and a wrong password give the same answer in the same time."""

    error_messages = {
        "invalid_login": _("Name and password don't go together. Capital and small letters count in the password."),
        "inactive": _("This account may not sign in. The owner of the server can change that."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Name")


class NewOwnerForm(forms.Form):
    """The first account."""

    username = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("You sign in with it. It can be anything, and it can be changed."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 8 characters. A few words in a row are stronger than one word with signs."),
        widget=forms.PasswordInput(
            render_value=True, attrs={"autocomplete": "new-password", "data-strength": "password-strength"}
        ),
    )

    def clean_username(self) -> str:
        """Refuse a name that is taken or empty."""
        name = str(self.cleaned_data["username"]).strip()
        if User.objects.filter(username_key=compared_name(name)).exists():
            raise ValidationError(_("There is an account with this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse weak passwords with the reason."""
        cleaned = super().clean() or {}
        password, name = cleaned.get("password"), cleaned.get("username")
        if password and name:
            try:
                validate_password(password, User(username=name))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A viewer's own settings."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = Profile
        fields = ["name", "language", "theme", "contrast", "colour"]
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}


class NewTokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        initial=[ApiToken.Scope.READ, ApiToken.Scope.PLAY],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.is_owner:
            hidden = {ApiToken.Scope.ADMIN} if user.is_librarian else {ApiToken.Scope.ADMIN, ApiToken.Scope.MANAGE}
            field = self.fields["scopes"]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [choice for choice in ApiToken.Scope.choices if choice[0] not in hidden]
