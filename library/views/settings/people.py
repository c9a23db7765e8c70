"""The people of the house: accounts, what they may do, which libraries they see. For owners."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Role, User
from accounts.pages import owner_page
from library.access import give_all_libraries, grant_libraries
from library.people_forms import PersonForm
from library.views.settings.people_rows import people_rows


@never_cache
@sensitive_post_parameters("password")
@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """List accounts, and add one."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _save(form, User())
        messages.success(request, _("%(name)s may sign in now.") % {"name": form.cleaned_data["username"]})
        return redirect("library:people-list")
    context = {"people": people_rows(), "form": form, "section": "settings"}
    return render(request, "library/settings/people.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password")
@owner_page
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Change an account."""
    user = get_object_or_404(User, public_id=user_id)
    form = PersonForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        _save(form, user)
        messages.success(request, _("Saved."))
        return redirect("library:people-list")
    context = {"person": user, "form": form, "is_self": user.pk == request.user.pk, "section": "settings"}
    return render(request, "library/settings/person.html", context, status=422 if form.is_bound else 200)


@owner_page
@require_POST
def person_remove(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Remove an account with its profiles and what they watched. Nobody removes themselves or the last owner."""
    user = get_object_or_404(User, public_id=user_id)
    if user.pk == request.user.pk:
        messages.error(request, _("You can't remove the account you are signed in with."))
        return redirect("library:people-list")
    user.delete()
    messages.success(request, _("%(name)s was removed.") % {"name": user.username})
    return redirect("library:people-list")


@transaction.atomic
def _save(form: PersonForm, user: User) -> None:
    """Write an account and what its profiles may see; a new password signs it out everywhere."""
    values = form.cleaned_data
    if user.pk is None:
        user = User.objects.create_user(values["username"], values["password"], role=values["role"])
    else:
        user.username, user.role, user.is_active = values["username"], values["role"], values["is_active"]
        if values["password"]:
            user.set_password(values["password"])
        user.save()
        if values["password"] or not user.is_active:
            keys = user.devices.exclude(session_key="").values_list("session_key", flat=True)
            Session.objects.filter(session_key__in=list(keys)).delete()
    profile = user.profiles.order_by("id").first()
    if profile is None:
        return
    # Only the account's own profile: a child's limits beside it are never widened from here.
    if values["role"] == Role.OWNER or values["all_libraries"]:
        give_all_libraries(profile)
    else:
        grant_libraries(profile, values["libraries"])
