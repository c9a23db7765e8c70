"""Accounts, for owners: Django's rights keep librarians out of these tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, Device, Profile, Role, User
from mediaserver.lib.admin_tables import ReadOnly, Rows, Table


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic while the program runs
    """An account; the password only to set a new one."""

    new_password = forms.CharField(
        label=gettext_lazy("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Leave it empty to keep the present one. A new one signs the account out everywhere."),
    )

    class Meta:
        model = User
        fields = ("username", "email", "role", "language", "is_active")

    def clean_new_password(self) -> str:
        """Refuse weak passwords; a new account needs one."""
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif not self.instance.pk:
            raise ValidationError(_("A new account needs a password."))
        return password

    def clean_username(self) -> str:
        """Names are compared without regard to case."""
        from accounts.models.users import compared_name

        name: str = self.cleaned_data["username"]
        if User.objects.filter(username_key=compared_name(name)).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This name is taken."))
        return name

    def clean(self) -> dict[str, Any]:
        """The server keeps an owner who may sign in."""
        values = super().clean() or {}
        stays = values.get("role") == Role.OWNER and values.get("is_active")
        if self.instance.pk and not stays and _is_last_owner(self.instance.pk):
            raise ValidationError(_("The server keeps at least one owner who may sign in."))
        return values


def _is_last_owner(user_id: int) -> bool:
    owners = list(User.objects.filter(role=Role.OWNER, is_active=True).values_list("pk", flat=True))
    return owners == [user_id]


class ProfileRows(Rows):
    """The viewers inside the account."""

    model = Profile
    fields = ("name", "is_child", "highest_age", "language")


@admin.register(User)
class UserAdmin(Table[User]):
    """Accounts."""

    form = UserForm
    list_display = ("username", "role", "is_active", "profile_count", "language", "last_login", "created_at")
    list_filter = ("role", "is_active")
    search_fields = ("username", "email")
    ordering = ("username_key",)
    fields: ClassVar[tuple[str, ...]] = (
        "username", "new_password", "email", "role", "language", "is_active", "last_login",
    )  # fmt: skip
    readonly_fields = ("last_login",)
    inlines = (ProfileRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Count the profiles along."""
        return super().get_queryset(request).annotate(counted=Count("profiles"))

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        """A new account gets its first profile by itself."""
        return self.inlines if obj else ()

    @admin.display(description=gettext_lazy("profiles"), ordering="counted")
    def profile_count(self, row: Any) -> int:
        """How many viewers."""
        return int(row.counted)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Set the password where one was given; a new account gets a profile."""
        if form.cleaned_data["new_password"]:
            obj.set_password(form.cleaned_data["new_password"])
        super().save_model(request, obj, form, change)
        if not change:
            Profile.objects.create(user=obj, name=obj.username[:60], language=obj.language)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never the account in use, never the last owner; not many at once."""
        if obj is None:
            return False
        return super().has_delete_permission(request, obj) and obj != request.user and not _is_last_owner(obj.pk)


@admin.register(Device)
class DeviceAdmin(ReadOnly, Table[Device]):
    """Installed clients. Deleting one signs it out on the account's own page."""

    list_display = ("name", "user", "profile", "client", "client_version", "last_seen_at", "last_address")
    list_filter = ("client",)
    list_select_related = ("user", "profile")
    search_fields = ("name", "user__username", "client")
    exclude = ("session_key",)
    ordering = ("-last_seen_at", "-id")


@admin.register(ApiToken)
class TokenAdmin(ReadOnly, Table[ApiToken]):
    """Tokens; the secrets are not kept."""

    list_display = ("name", "user", "profile", "scopes", "created_at", "expires_at", "last_used_at")
    list_select_related = ("user", "profile")
    search_fields = ("name", "user__username")
    exclude = ("token_hash",)
    ordering = ("-created_at", "-id")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A token may be taken back."""
        return bool(super(ReadOnly, self).has_delete_permission(request, obj))
