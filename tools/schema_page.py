"""A JSON Schema as tables a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = dict[str, Any]
_WORDS = {"string": "text", "object": "mapping", "array": "list"}


def tables(schema: Schema) -> Iterator[str]:
    """A section for the whole, then one for each part that has members, in the order in which they are met."""
    parts: Mapping[str, Schema] = schema.get("$defs", {})
    whole = {key: value for key, value in schema.items() if key != "$defs"}
    yield from _section("The whole", whole, parts)
    for name in _met(whole, parts):
        yield from _section(_title(name), parts[name], parts)


def _met(schema: Schema, parts: Mapping[str, Schema]) -> list[str]:
    """The parts that have members, from the top down."""
    found: dict[str, None] = {}
    waiting = list(_names(schema))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting.extend(_names(parts[name]))
    return [name for name in found if "properties" in parts[name]]


def _names(of: object) -> Iterator[str]:
    """The parts that a schema refers to."""
    match of:
        case {"$ref": str(path)}:
            yield path.rpartition("/")[2]
        case dict():
            for value in of.values():
                yield from _names(value)
        case list():
            for value in of:
                yield from _names(value)


def _section(title: str, schema: Schema, parts: Mapping[str, Schema]) -> Iterator[str]:
    yield from (f"## {title[:1].upper()}{title[1:]}", "")
    if about := _cell(schema.get("description", "")):
        yield from (f"{about[:1].upper()}{about[1:].rstrip('.')}.", "")
    required = set(schema.get("required", ()))
    yield from ("| Key | Kind | |", "|---|---|---|")
    for key, value in schema["properties"].items():
        needed = " (required)" if key in required else ""
        yield f"| `{key}`{needed} | {_cell(_kind(value, parts))} | {_cell(_about(value, parts))} |"
    yield ""


def _title(name: str) -> str:
    """`PathRulesShape` is `path rules`; `hop` is `hop`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Shape")).lower()
    return words.replace("sage maker", "SageMaker").replace("_", " ")


def _kind(value: Schema, parts: Mapping[str, Schema]) -> str:
    match value:
        case {"$ref": str(path)}:
            return _part(path.rpartition("/")[2], parts)
        case {"anyOf": options} | {"oneOf": options}:
            kinds = (_kind(each, parts) for each in options if each != {"type": "null"})
            return " or ".join(dict.fromkeys(kinds))
        case {"enum": values}:
            return ", ".join(f"`{_plain(each)}`" for each in values if each is not None)
        case {"const": one}:
            return f"`{one}`" if one != "" else "empty"
        case {"type": "array", "items": dict(items)}:
            return f"list of {_kind(items, parts)}"
        case {"type": "object", "additionalProperties": dict(each)} if each:
            return f"mapping to {_kind(each, parts)}"
        case {"type": list(types)}:
            return " or ".join(_WORDS.get(str(each), str(each)) for each in types if each != "null")
        case {"type": str(kind)}:
            return _WORDS.get(kind, kind)
        case _:
            return "anything"


def _part(name: str, parts: Mapping[str, Schema]) -> str:
    """A link to a part that has a section; of another one what it is."""
    if "properties" not in parts[name]:
        return _kind(parts[name], parts)
    title = _title(name)
    return f"[{title}](#{title.lower().replace(' ', '-')})"


def _about(value: Schema, parts: Mapping[str, Schema]) -> str:
    about = value.get("description") or _inherited(value, parts)
    said = [str(about).rstrip(".")] if about else []
    if pattern := value.get("pattern"):
        said.append(f"must match `{pattern}`")
    if value.get("default") not in (None, [], {}, ""):
        said.append(f"default `{value['default']}`")
    return "; ".join(said)


def _inherited(value: Schema, parts: Mapping[str, Schema]) -> str:
    """What is said of the part that a member is, where that has no section of its own."""
    name = str(value.get("$ref", "")).rpartition("/")[2]
    part = parts.get(name, {})
    return "" if "properties" in part else str(part.get("description", ""))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
