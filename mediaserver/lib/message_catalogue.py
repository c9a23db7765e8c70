"""Compiling gettext catalogues (`.po` to `.mo`) without the system's gettext tools.

Source: the GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_MAGIC: Final = 0x950412DE
_KEYWORDS: Final = ("msgctxt", "msgid_plural", "msgid", "msgstr")


class CatalogueError(ValueError):
    """A catalogue that can't be read, with the number of the line."""


@dataclass
class Entry:
    """One message: what is asked for, and its translation in each plural form."""

    context: str | None = None
    message: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def is_translated(self) -> bool:
        """Whether every form has a text that people have approved."""
        return not self.is_fuzzy and bool(self.translations) and all(self.translations.values())

    def key(self) -> bytes:
        """Return the name under which gettext looks it up."""
        name = self.message if self.context is None else f"{self.context}\x04{self.message}"
        return (name if self.plural is None else f"{name}\0{self.plural}").encode()

    def value(self) -> bytes:
        """Return the translations as gettext reads them."""
        return "\0".join(self.translations[form] for form in sorted(self.translations)).encode()


def read_catalogue(text: str) -> list[Entry]:
    """Return the entries of a `.po` file, the header first (its message is empty). Raises CatalogueError."""
    entries: list[Entry] = []
    entry, part, has_begun, is_fuzzy = Entry(), "", False, False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#,") and "fuzzy" in line:
            is_fuzzy = True
        if not line or line.startswith("#"):
            continue
        keyword, rest = _split(line, number)
        begins = keyword == "msgctxt" or (keyword == "msgid" and part != "msgctxt")
        if begins and has_begun:
            entries.append(entry)
            entry = Entry()
        if begins:
            has_begun, entry.is_fuzzy, is_fuzzy = True, is_fuzzy, False
        part = keyword or part
        _add(entry, part, rest, number)
    return [*entries, entry] if has_begun else entries


def _split(line: str, number: int) -> tuple[str, str]:
    """Return keyword (empty for a continued string) and text of a line."""
    if line.startswith('"'):
        return "", _unquote(line, number)
    keyword, _space, quoted = line.partition(" ")
    if not keyword.startswith(_KEYWORDS):
        raise CatalogueError(f"Line {number} begins with {keyword!r}.")
    return keyword, _unquote(quoted.strip(), number)


def _unquote(quoted: str, number: int) -> str:
    try:
        text = ast.literal_eval(quoted)
    except (ValueError, SyntaxError) as error:
        raise CatalogueError(f"Line {number} holds no quoted text.") from error
    if not isinstance(text, str):
        raise CatalogueError(f"Line {number} holds no quoted text.")
    return text


def _add(entry: Entry, part: str, text: str, number: int) -> None:
    if part == "msgctxt":
        entry.context = (entry.context or "") + text
    elif part == "msgid":
        entry.message += text
    elif part == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    elif part.startswith("msgstr"):
        form = int(part[7:-1]) if part.startswith("msgstr[") else 0
        entry.translations[form] = entry.translations.get(form, "") + text
    else:
        raise CatalogueError(f"Line {number} belongs to no message.")


def compile_catalogue(text: str) -> bytes:
    """Return the `.mo` file of a `.po` file. Messages that are missing or fuzzy are left out, as msgfmt does."""
    rows = sorted((entry.key(), entry.value()) for entry in read_catalogue(text) if entry.is_translated)
    table_start = 7 * 4
    text_start = table_start + len(rows) * 16
    keys, values = (list(_place(column, 0)) for column in (zip(*rows, strict=True) if rows else ((), ())))
    key_bytes = b"".join(key + b"\0" for key, _value in rows)
    value_bytes = b"".join(value + b"\0" for _key, value in rows)
    header = struct.pack("<7I", _MAGIC, 0, len(rows), table_start, table_start + len(rows) * 8, 0, 0)
    key_table = b"".join(struct.pack("<2I", length, text_start + at) for length, at in keys)
    value_table = b"".join(struct.pack("<2I", length, text_start + len(key_bytes) + at) for length, at in values)
    return header + key_table + value_table + key_bytes + value_bytes


def _place(texts: tuple[bytes, ...], start: int) -> Iterator[tuple[int, int]]:
    """Yield length and offset of texts that lie behind one another, each ended by a zero byte."""
    for text in texts:
        yield len(text), start
        start += len(text) + 1
