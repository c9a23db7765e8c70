"""Before the first owner exists: who may set the server up.

A fresh install that anybody can claim belongs to its first visitor, so the wizard asks for a one-time code that is
printed on the console. Only a browser on the same machine is let through without it: the peer is a loopback address,
the Host is a loopback name, and no forwarding header is there (a proxy on the same host looks local).
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Role, User
from mediaserver.system.models import Setting

CODE_SETTING = "first_run_code"
LOCK_SETTING = "first_run_lock"
SESSION_KEY = "first_run_code_given"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDING_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_VIA",
)
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GUESSES = 10


def is_needed() -> bool:
    """Whether no owner exists yet."""
    return not User.objects.filter(role=Role.OWNER).exists()


def code() -> str:
    """Return the one-time code, made when it is first asked for: eight letters and digits in two groups."""
    kept = Setting.read(CODE_SETTING)
    if isinstance(kept, dict) and kept.get("code") and kept.get("guesses_left", 0) > 0:
        return str(kept["code"])
    letters = "".join(secrets.choice(ALPHABET) for _place in range(8))
    fresh = f"{letters[:4]}-{letters[4:]}"
    Setting.write(CODE_SETTING, {"code": fresh, "guesses_left": GUESSES})
    return fresh


def console_lines() -> list[str]:
    """What the supervisor prints while nobody owns the server; empty afterwards."""
    if not is_needed():
        return []
    return [_("Set-up code, asked for when you come from another machine: %(code)s") % {"code": code()}]


def is_local(request: HttpRequest) -> bool:
    """Whether the browser certainly runs on this machine."""
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(peer, "ipv4_mapped", None)
    if not (mapped or peer).is_loopback:
        return False
    if any(header in request.META for header in FORWARDING_HEADERS):
        return False
    host = request.META.get("HTTP_HOST", "").lower()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in LOCAL_HOSTS


def may_enter(request: HttpRequest) -> bool:
    """Whether this browser may set the server up now."""
    return is_needed() and (is_local(request) or request.session.get(SESSION_KEY) == code())


def offer_code(request: HttpRequest, given: str) -> bool:
    """Check a typed code; after ten wrong ones a new code is made and printed on the console."""
    expected = code()
    if hmac.compare_digest(given.strip().upper().encode(), expected.encode()):
        request.session[SESSION_KEY] = expected
        return True
    kept = Setting.read(CODE_SETTING)
    left = int(kept["guesses_left"]) - 1
    Setting.write(CODE_SETTING, {"code": expected, "guesses_left": left})
    if left <= 0:
        settings_line = _("Too many wrong set-up codes. The new one: %(code)s") % {"code": code()}
        _print_on_console(settings_line)
    return False


def wait_for_others() -> None:
    """Let one transaction after the other make the owner; on SQLite they are one after the other anyway."""
    Setting.objects.get_or_create(key=LOCK_SETTING, defaults={"value": True})
    Setting.objects.select_for_update().get(key=LOCK_SETTING)


def forget_code() -> None:
    """The server has an owner: the code is of no use any more."""
    Setting.objects.filter(key=CODE_SETTING).delete()


def _print_on_console(line: str) -> None:
    import sys

    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
