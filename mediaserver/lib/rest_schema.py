"""The OpenAPI schema of answers: a TypedDict describes the dict that a view builds, for the type checker and for clients.

Hot lists build plain dicts, since a serializer costs twice the time; so their shape is declared once, as a
`TypedDict`, and becomes a component of the schema under the class's name (a final "Answer" is dropped).
"""

from __future__ import annotations

import enum
import types
import typing
from typing import Any, TypedDict

from drf_spectacular.drainage import get_override, set_override
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes

Schema = dict[str, Any]


class ErrorAnswer(TypedDict):
    """Every error: a word for programs, a sentence for people, and the facts it was made from."""

    code: str
    message: str
    details: dict[str, Any]


class TypedDictSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Lets `extend_schema(responses=SomeTypedDict)` work, with a component for each TypedDict it holds."""

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return typing.is_typeddict(target)

    def get_name(self, auto_schema: AutoSchema, direction: Any) -> str:
        """Name the component like the class."""
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        """Return the object's schema."""
        return _object_schema(self.target, auto_schema)


def _object_schema(target: Any, auto_schema: AutoSchema) -> Schema:
    hints = typing.get_type_hints(target)
    schema: Schema = {
        "type": "object",
        "properties": {name: schema_of(hint, auto_schema) for name, hint in hints.items()},
    }
    required = sorted(target.__required_keys__, key=list(hints).index)
    if required:
        schema["required"] = required
    if target.__doc__:
        schema["description"] = target.__doc__.split("\n\n")[0].strip()
    return schema


def schema_of(hint: Any, auto_schema: AutoSchema) -> Schema:
    """Return the schema of one type hint: plain types, enums, lists, dicts, unions and TypedDicts."""
    if typing.is_typeddict(hint):
        return dict(auto_schema.resolve_serializer(hint, "response").ref)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0], auto_schema)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(arguments[1], auto_schema)}
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in {types.UnionType, typing.Union}:
        return _union_schema(arguments, auto_schema)
    if hint is Any:
        return {}
    return dict(build_basic_type(hint) or build_basic_type(OpenApiTypes.ANY) or {})


def _union_schema(arguments: tuple[Any, ...], auto_schema: AutoSchema) -> Schema:
    parts = [schema_of(part, auto_schema) for part in arguments if part is not type(None)]
    if type(None) not in arguments:
        return {"oneOf": parts}
    if len(parts) == 1 and "$ref" not in parts[0]:
        return {**parts[0], "nullable": True}
    # Beside a $ref OpenAPI 3.0 ignores everything, so that "or null" needs a wrapper.
    return {"allOf": parts, "nullable": True} if len(parts) == 1 else {"oneOf": parts, "nullable": True}


def list_of(shape: Any) -> Any:
    """Describe a plain array of `shape`, for `extend_schema(responses=…)`."""
    name = f"{shape.__name__}List"
    kept = get_override(shape, "list_shape")
    if kept is not None:
        return kept
    made: Any = TypedDict(name, {"results": list[shape]})  # type: ignore[misc]  # the name is computed
    made.__doc__ = "All of them."
    set_override(shape, "list_shape", made)
    return made


def add_errors(result: Schema, generator: Any, **_options: Any) -> Schema:
    """Say of each operation that it may answer an error of the one shape (a post-processing hook)."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components["Error"] = {
        "type": "object",
        "description": (ErrorAnswer.__doc__ or "").strip(),
        "properties": {
            "code": {"type": "string"},
            "message": {"type": "string"},
            "details": {"type": "object", "additionalProperties": {}},
        },
        "required": ["code", "message", "details"],
    }
    reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", {"description": "Error", "content": reference})
    return result
