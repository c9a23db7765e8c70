"""How the API reads what a client sends: unknown names are refused, everything has a length.

An ignored name is a mistake that nobody notices, and once a filter that leaked passwords: so unknown query
parameters and unknown fields of a body answer 400 and are named.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PAGE_SIZE = 50
MOST_PER_PAGE = 200
LONGEST_CURSOR = 4_000
MOST_IDS = 500

Shape = type[serializers.Serializer[Any]]


def read_query(request: Request, shape: Shape) -> dict[str, Any]:
    """Return the query's values as `shape` understands them. Raises ValidationError, also for unknown names."""
    sent = request.query_params.dict()
    _refuse_unknown(sent, shape().fields, _("There is no such parameter."))
    return _checked(shape(data=sent))


def read_body(request: Request, shape: Shape, *, partial: bool = False) -> dict[str, Any]:
    """Return the values of the JSON body as `shape` understands them; `partial` where any may be left out.

    Raises ValidationError, also for unknown names and for a body that is no object.
    """
    sent = request.data
    if not isinstance(sent, Mapping):
        raise ValidationError({"": [_("The body must be a JSON object.")]})
    _refuse_unknown(sent, shape().fields, _("There is no such field."))
    return _checked(shape(data=dict(sent), partial=partial))


def refuse_query(request: Request) -> None:
    """Refuse all parameters: for endpoints that take none."""
    _refuse_unknown(request.query_params, (), _("There is no such parameter."))


def _refuse_unknown(sent: Iterable[Any], known: Iterable[str], sentence: Any) -> None:
    unknown = sorted({str(name) for name in sent} - set(known))
    if unknown:
        raise ValidationError({name[:100]: [sentence] for name in unknown[:20]})


def _checked(filled: serializers.Serializer[Any]) -> dict[str, Any]:
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


class NothingToRead(serializers.Serializer[Any]):
    """Takes nothing."""


class PageQuery(serializers.Serializer[Any]):
    """Which page of a list."""

    cursor = serializers.CharField(
        required=False, max_length=LONGEST_CURSOR, help_text="`next_cursor` of the page before."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_PER_PAGE, default=PAGE_SIZE, help_text="Entries per page."
    )


class PidField(serializers.UUIDField):
    """A public id: 32 hexadecimal digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="hex", **options)

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Return the id as a value; numbers are no ids."""
        if not isinstance(data, str) or len(data) > 36:
            self.fail("invalid", value=str(data)[:40])
        return super().to_internal_value(data)


class FiniteFloatField(serializers.FloatField):
    """A number that is neither infinite nor "not a number"."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number."""
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class WordsField(serializers.CharField):
    """Words with commas between, each one of `choices`."""

    def __init__(self, choices: Iterable[str], **options: Any) -> None:
        self.choices = tuple(choices)
        super().__init__(max_length=sum(len(word) + 1 for word in self.choices), **options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the list of words."""
        words = [word.strip() for word in super().to_internal_value(data).split(",") if word.strip()]
        wrong = [word for word in words if word not in self.choices]
        if wrong:
            raise ValidationError(
                _("%(word)s is none of: %(choices)s.")
                % {
                    "word": wrong[0][:40],
                    "choices": ", ".join(self.choices),
                }
            )
        return words


class PidsField(serializers.ListField):
    """Several public ids."""

    child = PidField()

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_IDS, **options)
