"""The form of an account and what it sees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User
from accounts.models.users import compared_name
from library.models import Library, ProfileAccess


class PersonForm(forms.Form):
    """An account: name, password, role, libraries. Without `user` it makes a new one."""

    username = forms.CharField(label=_("Name"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    role = forms.ChoiceField(
        label=pgettext_lazy("what a person may", "May"),
        choices=[
            (Role.MEMBER, _("watch and listen")),
            (Role.LIBRARIAN, _("also change the catalogue")),
            (Role.OWNER, _("do everything")),
        ],
        initial=Role.MEMBER,
    )
    all_libraries = forms.BooleanField(
        label=_("Sees all libraries"), required=False, initial=True, help_text=_("Future ones too.")
    )
    libraries = forms.ModelMultipleChoiceField(
        label=_("Otherwise sees"),
        queryset=Library.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False, initial=True)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["libraries"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Library.objects.all()
        if user is None:
            self.fields["password"].required = True
            del self.fields["is_active"]
        else:
            self.fields["password"].help_text = _(
                "Leave it empty to keep the present one. A new one signs out everywhere."
            )
            self._fill(user)

    def _fill(self, user: User) -> None:
        access = ProfileAccess.objects.filter(profile__user=user).order_by("profile_id").first()
        granted = Library.objects.filter(grants__profile__user=user).distinct()
        self.initial = {
            **self.initial,
            "username": user.username,
            "role": user.role,
            "is_active": user.is_active,
            "all_libraries": bool(access and access.all_libraries),
            "libraries": list(granted.values_list("pk", flat=True)),
        }

    def clean_username(self) -> str:
        """Refuse a name that another account has."""
        name = str(self.cleaned_data["username"]).strip()
        taken = User.objects.filter(username_key=compared_name(name)).exclude(pk=self.user.pk if self.user else 0)
        if taken.exists():
            raise ValidationError(_("There is an account with this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse weak passwords, and a house without an owner."""
        values = super().clean() or {}
        if values.get("password"):
            try:
                validate_password(values["password"], User(username=values.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        stays = values.get("role") == Role.OWNER and values.get("is_active", True)
        if self.user and self.user.is_owner and not stays and not self._has_other_owner():
            raise ValidationError(_("The server keeps at least one owner who may sign in."))
        return values

    def _has_other_owner(self) -> bool:
        assert self.user is not None
        return User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=self.user.pk).exists()
