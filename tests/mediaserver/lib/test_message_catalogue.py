from __future__ import annotations

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from mediaserver.lib.message_catalogue import CatalogueError, compile_catalogue, read_catalogue

CATALOGUE = r"""
# a note
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: library/views.py:3
msgid "Watch"
msgstr "Ansehen"

msgctxt "noun"
msgid "Watch"
msgstr "Uhr"

#, python-format
msgid "%(count)d film"
msgid_plural "%(count)d films"
msgstr[0] "%(count)d Film"
msgstr[1] "%(count)d Filme"

msgid ""
"First line\n"
"second \"line\""
msgstr ""
"Erste Zeile\n"
"zweite „Zeile“"

#, fuzzy
msgid "Guessed"
msgstr "Geraten"

msgid "Not yet"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Weg"
"""


def _translations(text: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(text)))


def test_compiled_catalogue_translates() -> None:
    translations = _translations(CATALOGUE)
    assert translations.gettext("Watch") == "Ansehen"
    assert translations.pgettext("noun", "Watch") == "Uhr"
    assert translations.ngettext("%(count)d film", "%(count)d films", 1) == "%(count)d Film"
    assert translations.ngettext("%(count)d film", "%(count)d films", 3) == "%(count)d Filme"
    assert translations.gettext('First line\nsecond "line"') == "Erste Zeile\nzweite „Zeile“"


@pytest.mark.parametrize("message", ["Guessed", "Not yet", "Gone"])
def test_unfinished_translation_falls_back_to_the_original(message: str) -> None:
    assert _translations(CATALOGUE).gettext(message) == message


def test_empty_catalogue_compiles() -> None:
    assert _translations("").gettext("Watch") == "Watch"


@pytest.mark.parametrize(
    "text", ['msgid "a\nmsgstr "b"', 'what "a"', '"stray"', "msgid 3"], ids=["open", "word", "stray", "number"]
)
def test_broken_catalogue_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(CatalogueError, match="Line 1"):
        read_catalogue(text)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="msgfmt is not installed")
def test_result_holds_what_msgfmt_makes(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(CATALOGUE)
    subprocess.run(["msgfmt", "-o", tmp_path / "a.mo", tmp_path / "a.po"], check=True)
    theirs = gettext.GNUTranslations(io.BytesIO((tmp_path / "a.mo").read_bytes()))
    assert vars(_translations(CATALOGUE))["_catalog"] == vars(theirs)["_catalog"]
