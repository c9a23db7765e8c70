"""Refusing the passwords that everybody tries first."""

from __future__ import annotations

import gzip
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError


class RareEnough(CommonPasswordValidator):
    """Django's list of twenty thousand passwords, read when one is set: kept, it takes 2 MB for ever."""

    def __init__(self) -> None:
        """Unlike Django's, load nothing."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password on the list."""
        wanted = password.lower().strip()
        with gzip.open(self.DEFAULT_PASSWORD_LIST_PATH, "rt", encoding="utf-8") as lines:
            if any(line.strip() == wanted for line in lines):
                raise ValidationError(self.get_error_message(), code="password_too_common")
