"""Icons and fields as the template tags draw them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from mediaserver.lib.errors import BadConfiguration
from mediaserver.ops.npm_packages import packages_folder

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def draw(source: str, **context: object) -> str:
    """Render a few lines that load the look."""
    return Template("{% load look %}" + source).render(Context(context))


def test_icon_is_hidden_from_screen_readers() -> None:
    svg = draw('{% icon "play" %}')
    assert svg.startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"')
    assert "<path" in svg


def test_icon_with_a_label_is_an_image() -> None:
    svg = draw('{% icon "check" label=words fill=True %}', words='Seen & "done"')
    assert 'class="i fill"' in svg
    assert 'role="img" aria-label="Seen &amp; &quot;done&quot;"' in svg
    assert "aria-hidden" not in svg


@pytest.mark.parametrize("name", ["no-such-icon", "../package", "play.svg", "", "Play", "a/b"])
def test_unknown_icon_is_refused(name: str) -> None:
    with pytest.raises(BadConfiguration):
        draw("{% icon name %}", name=name)


def test_every_icon_named_in_the_templates_exists() -> None:
    named = re.compile(r'{% icon "([^"]+)"')
    names = {match for file in TEMPLATES.rglob("*.html") for match in named.findall(file.read_text())}
    assert len(names) > 20
    missing = [name for name in names if not (packages_folder() / f"lucide-static/icons/{name}.svg").is_file()]
    assert missing == []


class Sample(forms.Form):
    """One of each kind of control."""

    name = forms.CharField(help_text="Shown in the menu.")
    note = forms.CharField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    watch = forms.BooleanField(required=False, help_text="At once.")


def test_field_ties_help_and_error_to_its_control() -> None:
    form = Sample({"name": "", "secret": "x"})
    assert not form.is_valid()
    html = render_to_string("parts/_field.html", {"field": form["name"]})
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    ids = described.group(1).split()
    assert ids
    assert all(f'id="{one}"' in html for one in ids)
    assert 'aria-invalid="true"' in html
    assert 'class="input"' in html


def test_password_can_be_shown_and_box_is_a_switch() -> None:
    form = Sample()
    assert 'data-reveal="id_secret"' in render_to_string("parts/_field.html", {"field": form["secret"]})
    assert 'role="switch"' in render_to_string("parts/_field.html", {"field": form["watch"]})
    assert "(optional)" in render_to_string("parts/_field.html", {"field": form["note"]})


def test_no_template_holds_an_inline_script_or_handler() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|hx-on|javascript:", re.IGNORECASE)
    found = [file.name for file in TEMPLATES.rglob("*.html") if inline.search(file.read_text())]
    assert found == []


@pytest.mark.parametrize("name", ["500.html", "400.html", "403_csrf.html", "offline.html", "updating.html"])
def test_page_that_stands_alone_needs_no_context_and_no_database(name: str) -> None:
    html = render_to_string(name)
    assert "<h1>" in html
    assert 'rel="stylesheet"' not in html
    # Going from page to page tells pages by this mark; a page without menus must be loaded as a whole.
    assert 'id="page"' not in html
