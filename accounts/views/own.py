"""A person's own settings: look, language, tokens for programs, devices."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import NewTokenForm, ProfileForm
from accounts.models import ApiToken, Device
from accounts.pages import member_page
from accounts.requests import MemberRequest


@never_cache
@member_page
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: MemberRequest) -> HttpResponse:
    """Change one's own look and language."""
    form = ProfileForm(request.POST or None, instance=request.profile)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile-edit")
    return _page(request, form=form)


@member_page
@require_POST
def token_add(request: MemberRequest) -> HttpResponse:
    """Make a token and show its secret once."""
    form = NewTokenForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    row, secret = ApiToken.issue(
        profile=request.profile, name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"]
    )
    return _page(request, new_token=row, new_secret=secret)


@member_page
@require_POST
def token_remove(request: MemberRequest, token_id: uuid.UUID) -> HttpResponse:
    """Take a token away; programs that use it are signed out."""
    get_object_or_404(ApiToken, public_id=token_id, user=request.user).delete()
    return redirect("accounts:profile-edit")


@member_page
@require_POST
def device_remove(request: MemberRequest, device_id: uuid.UUID) -> HttpResponse:
    """Sign a device out and forget it."""
    device = get_object_or_404(Device, public_id=device_id, user=request.user)
    if device.session_key:
        Session.objects.filter(session_key=device.session_key).delete()
    device.delete()
    return redirect("accounts:profile-edit")


def _page(request: HttpRequest, *, status: int = 200, **given: object) -> HttpResponse:
    assert isinstance(request.user, type(request.profile.user))  # type: ignore[attr-defined]
    context = (
        {
            "form": ProfileForm(instance=request.profile),  # type: ignore[attr-defined]
            "token_form": NewTokenForm(user=request.user),
            "tokens": request.user.api_tokens.all(),
            "devices": request.user.devices.all()[:20],
            "section": "settings",
        }
        | given
    )
    return render(request, "accounts/profile.html", context, status=status)
