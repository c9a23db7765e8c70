"""Log lines: a time, a level, a logger, a short sentence and key=value facts; secrets masked whatever wrote them."""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Any, Final

MASK: Final = "•••"

_NAMES_OF_SECRETS: Final = (
    r"authorization|cookie|password\d?|passwd|passphrase|secret(?:[_-]key)?|api[_-]?key|access[_-]?key|token|"
    r"session(?:id|[_-]key)|hearth[_-](?:session|csrf)|csrfmiddlewaretoken|pin(?:[_-]hash)?|token[_-]hash|set-?up[ _-]code"
)
_SECRET_NAME: Final = re.compile(rf"(?:^|[_\W])(?:{_NAMES_OF_SECRETS})(?:$|[_\W])", re.IGNORECASE)

_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # Authorization: Bearer abc · Cookie: a=b; c=d — the rest of the line is the secret
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=]\s*)(?!•)(b?['\"])?[^\r\n'\"]+"),
        rf"\1\2\3{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic|token)\s+[A-Za-z0-9+/_.~=-]{8,}"), rf"\1 {MASK}"),
    # /media/<token>/file, whatever comes before it
    (re.compile(r"(/media/)[^/\s?#'\"]+"), rf"\1{MASK}"),
    # our own tokens wherever they stand
    (re.compile(r"\bhearth_(?!session\b|csrf\b)[A-Za-z0-9_-]{16,}"), MASK),
    # user:password@host of a database address
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^/\s:@]*):[^/\s@]+@", re.IGNORECASE), rf"\1:{MASK}@"),
    # key=value, key: value, "key": "value"; also …&api_key=value&…
    (
        re.compile(
            rf"(?i)((?:^|[^\w-])(?:[\w-]*[_-])?(?:{_NAMES_OF_SECRETS})['\"]?\s*[=:]\s*)(b?['\"]?)(?!•)[^\s'\"&;,)}}\]]+"
        ),
        rf"\1\2{MASK}",
    ),
)

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def mask_secrets(text: str) -> str:
    """Return `text` without tokens, passwords, keys, cookies and the tokens in media addresses."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class RefusalsInOneLine(logging.Filter):
    """Leaves the traceback out where a request was refused as it should be: 403, 404 and their like."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record in place; never drops one."""
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True


class SecretMask(logging.Filter):
    """Masks secrets in the sentence, the facts and the traceback of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; never drops one."""
        record.msg = mask_secrets(record.getMessage())
        record.args = None
        for name, value in _facts(record).items():
            if _SECRET_NAME.search(name):
                setattr(record, name, MASK)
            elif isinstance(value, str | bytes | dict | list | tuple):
                setattr(record, name, mask_secrets(str(value)))
        if record.exc_info and not record.exc_text:
            record.exc_text = mask_secrets(logging.Formatter().formatException(record.exc_info))
        return True


class FactFormatter(logging.Formatter):
    """`2026-05-01T12:00:00+0200 INFO library.scanner Scan finished. library=4f… files=812`.

    Facts are what was given as `extra`. Values with spaces are quoted, line ends in the sentence are escaped, so that
    a file's name cannot forge a line.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback below it where there is one."""
        written = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created))
        parts = [written, record.levelname, record.name, _one_line(record.getMessage())]
        parts += [f"{name}={_shown(value)}" for name, value in _facts(record).items()]
        line = " ".join(parts)
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        for block in (record.exc_text, record.stack_info):
            if block:
                line += "\n" + block
        return line


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD and not name.startswith("_")}


def _one_line(text: str) -> str:
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _shown(value: object) -> str:
    text = _one_line(str(value))
    return json.dumps(text, ensure_ascii=False) if not text or re.search(r'[\s"=]', text) else text
