"""Serves pictures."""

from __future__ import annotations

import logging
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from rest_framework.exceptions import AuthenticationFailed

from accounts.api.authentication import profile_of_request
from library.artwork.links import WIDTHS
from library.artwork.variants import variant
from library.artwork.visibility import find_artwork
from mediaserver.lib.errors import HearthError, NotFound

log = logging.getLogger(__name__)
KEEP_FOR_EVER = "private, max-age=31536000, immutable"
KEEP_SHORTLY = "private, max-age=60"


@require_safe
def image(request: HttpRequest, artwork_id: uuid.UUID, width: int) -> HttpResponse:
    """The picture as WebP. `?v=` names its content: with the present one the answer may be kept for ever.

    401 for strangers; 404 for what does not exist, is not visible, or has a width that is not on offer.
    """
    try:
        profile = profile_of_request(request)
    except AuthenticationFailed:
        profile = None
    if profile is None:
        return HttpResponse(status=401)
    artwork = find_artwork(artwork_id, profile) if width in WIDTHS else None
    if artwork is None:
        raise Http404
    etag = f'"{artwork.content_hash[:16]}-{width}"'
    is_present = request.GET.get("v") == artwork.content_hash[:12]
    headers = {"ETag": etag, "Cache-Control": KEEP_FOR_EVER if is_present else KEEP_SHORTLY}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    try:
        content = variant(artwork, width)
    except NotFound as error:
        raise Http404 from error
    except HearthError as error:
        log.warning("A picture can't be shown artwork=%s reason=%s", artwork.pid, error.message)
        raise Http404 from error
    return HttpResponse(content, content_type="image/webp", headers=headers)
