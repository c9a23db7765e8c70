"""How the browser reaches the server, and one click to trust the proxy in between."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.first_run import FORWARDING_HEADERS
from mediaserver.lib import trusted_proxies
from mediaserver.ops.setup.steps import after_owner, frame


@never_cache
@after_owner
@require_http_methods(["GET", "HEAD", "POST"])
def network(request: HttpRequest) -> HttpResponse:
    """Show the address the server sees and whether a proxy spoke; trust exactly that proxy when asked."""
    peer = request.META.get("REMOTE_ADDR", "")
    sent = [_header_name(name) for name in FORWARDING_HEADERS if name in request.META]
    if request.method == "POST" and "trust" in request.POST:
        if sent and peer:
            trusted_proxies.trust(peer)
            messages.success(request, _("%(address)s is trusted from now on.") % {"address": peer})
        return redirect("ops:setup-network")
    is_trusted = bool(sent) and trusted_proxies.chosen_networks() != ()
    context = frame("network", {}) | {"peer": peer, "sent": sent, "is_trusted": is_trusted, "host": request.get_host()}
    return render(request, "accounts/setup/network.html", context)


def _header_name(meta_name: str) -> str:
    return meta_name.removeprefix("HTTP_").replace("_", "-").title()
