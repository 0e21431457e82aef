"""Does a document fit a JSON Schema? Asked before pydantic is: it takes longer to import than all the rest.

Yes is sure; no means that pydantic has to look, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from ..span import Node

Schema = Mapping[str, Any]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAYS_NOTHING = frozenset({"$defs", "default", "description", "title"})
_KNOWN = _SAYS_NOTHING | {
    *("$ref", "anyOf", "oneOf", "type", "enum", "format", "pattern", "items"),
    *("properties", "additionalProperties", "required", "dependentRequired"),
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(node: Node, schema: Schema) -> bool:
    """Does the document surely fit? A schema that says what is not understood here fits nothing."""
    return _fits(node, schema, schema)


def _fits(node: Node, schema: Schema, whole: Schema) -> bool:
    if "$ref" in schema:
        return _fits(node, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if not schema.keys() <= _KNOWN:
        return False
    ways = schema.get("anyOf")
    if ways is not None and not any(_fits(node, way, whole) for way in ways):
        return False
    ways = schema.get("oneOf")
    if ways is not None and sum(_fits(node, way, whole) for way in ways) != 1:
        return False
    if not _has_members(node, schema):
        return False
    kind = schema.get("type")
    if kind == "object":
        return _fits_object(node, schema, whole)
    if kind == "array":
        below = schema.get("items", {})
        return isinstance(node.value, tuple) and all(_fits(n, below, whole) for n in node.value)
    return kind is None or _fits_scalar(node.value, kind, schema)


def _has_members(node: Node, schema: Schema) -> bool:
    members = node.mapping
    needed = list(schema.get("required", ()))
    for name, others in schema.get("dependentRequired", {}).items():
        needed += others if name in members else ()
    return all(name in members for name in needed)


def _fits_object(node: Node, schema: Schema, whole: Schema) -> bool:
    if not isinstance(node.value, Mapping):
        return False
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, member in node.value.items():
        below = known.get(name, other)
        if below is False or (below is not True and not _fits(member, below, whole)):
            return False
    return True


def _fits_scalar(value: Any, kind: str, schema: Schema) -> bool:  # noqa: ANN401 - whatever was written
    types = _TYPES.get(kind, ())
    if not isinstance(value, types) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and not _pattern(schema["pattern"]).search(str(value)):
        return False
    return "format" not in schema or (schema["format"] == "date" and _is_day(str(value)))


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False
