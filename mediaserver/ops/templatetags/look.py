"""Icons and form fields in pages; times, sizes and numbers as `mediaserver.lib.wording` writes them."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any

from django import template
from django.forms import CheckboxInput, PasswordInput
from django.forms.boundfield import BoundField
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mediaserver.lib import wording
from mediaserver.lib.errors import BadConfiguration
from mediaserver.ops.npm_packages import packages_folder

register = template.Library()

ICON_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
ITEM_ICONS = {
    "movie": "film",
    "series": "tv",
    "season": "tv",
    "episode": "tv",
    "artist": "mic-vocal",
    "album": "disc-3",
    "track": "music",
    "photo": "image",
    "photo_album": "images",
    "book": "book-open",
    "audio_book": "headphones",
    "comic_series": "panels-top-left",
    "comic_issue": "panels-top-left",
}


@lru_cache(maxsize=512)
def icon_body(name: str) -> SafeString:
    """Return the drawing inside a lucide icon.

    Raises:
        BadConfiguration: there is no such icon, or the packages are not installed.
    """
    file = packages_folder() / "lucide-static" / "icons" / f"{name}.svg"
    if not ICON_NAME.match(name) or not file.is_file():
        raise BadConfiguration(f"There is no icon “{name}”. If none is found at all, run `make setup`.", icon=name)
    match = ICON_BODY.search(file.read_text(encoding="utf-8"))
    drawing = " ".join((match.group(1) if match else "").split())
    # The drawing comes from the pinned package, never from a person.
    return mark_safe(drawing.replace(" />", "/>"))  # noqa: S308


@register.simple_tag
def icon(name: str, fill: bool = False, label: str = "", extra: str = "") -> SafeString:
    """Draw a lucide icon in the text's colour; hidden from screen readers unless it has a label of its own."""
    classes = " ".join(part for part in ("i", "fill" if fill else "", extra) if part)
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {} focusable="false">{}</svg>', classes, told, icon_body(name)
    )


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    """Draw the icon of a kind of item."""
    return icon(ITEM_ICONS.get(str(kind), "file"))


@register.simple_tag
def kept_version() -> str:
    """A short name of the offline page's present text, so that a changed page is fetched anew."""
    source = get_template("offline.html").render({})
    return hashlib.blake2s(source.encode(), digest_size=6).hexdigest()


for written in (
    wording.duration_short,
    wording.times_left,
    wording.clock,
    wording.size,
    wording.bitrate,
    wording.thousands,
    wording.ago,
):
    register.filter(written.__name__, written)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is one box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_password(field: BoundField) -> bool:
    """Whether a field hides what is typed."""
    return isinstance(field.field.widget, PasswordInput)


@register.filter
def with_class(field: BoundField, css_class: str) -> Any:
    """Draw a field's control with our class; a box becomes a switch."""
    own = field.field.widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": f"{css_class} {own}".strip()} if css_class or own else {}
    if is_checkbox(field):
        attributes["role"] = "switch"
    return field.as_widget(attrs=attributes)
