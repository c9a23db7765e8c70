"""Coming in, choosing the language, making the owner's account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import first_run
from accounts.browsers import remember_browser
from accounts.forms import NewOwnerForm
from accounts.models import Role, User
from accounts.permissions import may_run_server
from library.access import give_all_libraries
from mediaserver.lib.errors import Conflict
from mediaserver.ops.setup.draft import Draft
from mediaserver.ops.setup.steps import before_owner, frame


class CodeForm(forms.Form):
    """The code from the console."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "autocapitalize": "characters",
                "class": "codebox",
            }
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].label = _("Set-up code")
        self.fields["code"].help_text = _("It stands where Hearth was started, in the last lines of the console.")


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the step that is next."""
    if first_run.is_needed():
        step = Draft.of(request).reached
        return redirect(f"ops:setup-{step}" if step in {"language", "owner"} else "ops:setup-language")
    return redirect("ops:setup-media" if may_run_server(request.user) else "library:home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask a browser on another machine for the code."""
    if not first_run.is_needed() or first_run.may_enter(request):
        return redirect("ops:setup")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if first_run.offer_code(request, form.cleaned_data["code"]):
            return redirect("ops:setup")
        form.add_error("code", _("That is not the code. Look at the last lines of the console once more."))
    return render(request, "accounts/setup/code.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@before_owner
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language; the browser's is chosen beforehand."""
    draft = Draft.of(request)
    codes = [row_code for row_code, _name in settings.LANGUAGES]
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in codes:
        draft.language, draft.reached = chosen, "owner"
        draft.keep(request)
        response = redirect("ops:setup-owner")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
        return response
    languages = [
        {"code": row_code, "name": get_language_info(row_code)["name_local"].capitalize()} for row_code in codes
    ]
    now = draft.language or translation.get_language() or codes[0]
    context = frame("language", {}) | {"languages": languages, "chosen": now}
    return render(request, "accounts/setup/language.html", context)


@never_cache
@sensitive_post_parameters("password")
@before_owner
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest) -> HttpResponse:
    """Make the owner's account and sign it in."""
    draft = Draft.of(request)
    form = NewOwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _make_owner(form.cleaned_data["username"], form.cleaned_data["password"], draft.language)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        draft.reached = "media"
        draft.keep(request)
        response = redirect("ops:setup-media")
        remember_browser(request, response, user)
        return response
    context = frame("owner", {"language": _language_name(draft)}) | {"form": form}
    context["back_url"] = context["back_url"] or ""
    return render(request, "accounts/setup/owner.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _make_owner(name: str, password: str, language_code: str) -> User:
    """Make the first account, unless somebody else did meanwhile. Raises Conflict."""
    first_run.wait_for_others()
    if not first_run.is_needed():
        raise Conflict(_("Somebody else has set this server up meanwhile."))
    user = User.objects.create_user(name, password, role=Role.OWNER, language=language_code)
    profile = user.profiles.get()
    give_all_libraries(profile)
    first_run.forget_code()
    return user


def _language_name(draft: Draft) -> str:
    if not draft.language:
        return ""
    return str(get_language_info(draft.language)["name_local"]).capitalize()
